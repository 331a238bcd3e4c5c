package complaints

import (
	"cmp"
	"strings"
	"time"
)

// Command decides what a staff reply does (domain.md 3.5). The desk has shown that the sender is on the
// register, holds the letter's token and was proved by our mail server. There is always an answer: a receipt
// (M15, M17), or help that says what was wrong (M16, M18).
func (p Procedure) Command(c Case, from Contact, m Message, cmd Command, now time.Time) Decision {
	w := p.decide(c, now, m.ID)
	r := &staffReply{working: w, from: from, m: m, cmd: cmd, on: p.Calendar.Day(m.Received)}
	_, r.stage = c.Current()
	if cmd.Verb == VerbOut || m.Nature == FromAutoReply {
		r.away()
		return w.d
	}
	why := r.notEntitled()
	switch {
	case (cmd.Verb == VerbRefuse || cmd.Guess == VerbRefuse) && !r.team():
		r.scopeDoubted()
	case cmd.Guess == VerbNote && c.Status == Review && r.team():
		r.help("Your words are in the file, and nothing has been decided. Please say what it is.")
	case why == "" && cmd.Verb == VerbExtend && cmd.Missing != "":
		r.notExtended(cmd.Missing)
	case cmd.Missing != "":
		r.help(cmd.Missing)
	case why != "":
		r.help(why)
	default:
		if !r.team() && !r.handles() && r.mayTakeOver() && r.works() {
			r.takeOver()
		}
		r.act()
	}
	return w.d
}

// staffReply is a staff reply being acted on.
type staffReply struct {
	*working
	from  Contact
	m     Message
	cmd   Command
	stage int
	on    Date // the day the reply reached us, by which it is judged
}

func (r *staffReply) by() string { return r.from.Email }

func (r *staffReply) act() {
	switch r.cmd.Verb {
	case VerbRespond:
		r.respond()
	case VerbExtend:
		r.extend()
	case VerbReassign:
		r.reassign()
	case VerbContacted, VerbAttempted:
		r.contacted()
	case VerbResolved:
		r.resolved()
	case VerbAsk:
		r.ask()
	case VerbAccept:
		r.accept()
	case VerbRefuse:
		r.refuse()
	case VerbRequest:
		r.request()
	case VerbEscalate:
		r.escalate()
	case VerbDuplicate:
		r.help("We know no open case " + cmp.Or(r.cmd.Ref, "of that reference") + " that this one could be joined with.")
	case VerbLink:
		r.help("We know no other case " + cmp.Or(r.cmd.Ref, "of that reference") + " that this one could be linked with.")
	case VerbConflict:
		r.conflict()
	case VerbPosted:
		r.posted()
	case VerbTaken:
		r.taken()
	case VerbDone:
		r.actionsDone()
	case VerbConsent:
		r.consent()
	case VerbAnswered:
		r.ombudsmanAnswered()
	case VerbNote:
		r.note()
	}
}

// notEntitled says why this person may not give this command, or "".
func (r *staffReply) notEntitled() string {
	c := r.d.Case
	team := r.team()
	switch r.cmd.Verb {
	case VerbAccept, VerbRefuse, VerbRequest, VerbPosted, VerbEscalate, VerbDuplicate, VerbConsent, VerbAnswered:
		if !team && !(r.cmd.Verb == VerbEscalate && c.Status == InformalOpen && r.handles()) {
			return "Only the complaints team can decide that. Please write to them. Your words have been put in the file."
		}
	case VerbRespond, VerbExtend, VerbReassign, VerbContacted, VerbAttempted, VerbResolved, VerbAsk, VerbConflict:
		if !c.InHand() && !(team && r.cmd.Verb == VerbRespond && c.answered()) {
			return "The case is not waiting for an answer: it stands at " + c.standing() + ". Your words have been put in the file."
		}
		if !team && !r.handles() && !r.mayTakeOver() {
			s, _ := c.Current()
			return "This case is now with " + s.Handler.Called() + ". Your words have been put in the file."
		}
	}
	return ""
}

// team reports whether the sender decides what a machine must not.
func (r *staffReply) team() bool {
	return sameAddress(r.from, r.Register.Team) || sameAddress(r.from, r.Register.Lead)
}

// handles reports whether the sender handles the current stage or stands in for its handler.
func (r *staffReply) handles() bool {
	s, n := r.d.Case.Current()
	if sameAddress(r.from, s.Handler) {
		return true
	}
	people := r.Register.Areas[r.d.Case.Area]
	return n == 1 && (sameAddress(r.from, people.Deputy) || sameAddress(r.from, people.Manager)) && !r.conflicted(r.from)
}

// standing says in plain words where a case stands.
func (c Case) standing() string {
	switch c.Status {
	case Review:
		return "a decision of the complaints team"
	case InformalOpen:
		return "being put right informally, before stage 1"
	case Stage1Open:
		return "stage 1, not answered yet"
	case Stage1Responded:
		return "stage 1, answered"
	case Stage2Open:
		return "stage 2, not answered yet"
	case Stage2Responded:
		return "stage 2, answered"
	case Closed:
		return "closed (" + strings.ReplaceAll(string(c.Reason), "_", " ") + ")"
	}
	return "a first look"
}

// answered reports whether the current stage has its answer. The complaints team may then send a corrected one.
func (c Case) answered() bool { return c.Status == Stage1Responded || c.Status == Stage2Responded }

// mostReplies is how much staff may have written on one case in a day and still be answered. More is a machine's doing,
// and goes into the file without an answer, so that two machines never write to each other without end.
const mostReplies = 40

func (r *staffReply) answer(letter LetterID, fill func(*Facts)) {
	if r.d.Case.Replies.on(r.now) > mostReplies {
		return
	}
	role := RoleManager
	switch {
	case sameAddress(r.from, r.Register.Team):
		role = RoleTeam
	case r.stage == 2:
		role = RoleDirector
	}
	r.toStaff(letter, role, r.from, atOnce, func(f *Facts) {
		if !r.d.Case.Open() { // no answer is owed any more, or not yet
			f.AnswerBy = 0
		}
		fill(f)
	})
}

// receipt tells the sender what was done (M15).
func (r *staffReply) receipt(done string) {
	r.answer("M15", func(f *Facts) { f.Reason, f.Words = done, limitWords(r.m.NewText) })
}

// help tells the sender what was wrong and offers the exact replies that work (M16). Nothing else changes.
func (r *staffReply) help(problem string) {
	r.happen(r.by(), "A reply that could not be acted on.", Noted{Text: cmp.Or(limitWords(r.m.NewText), "an empty reply"), Unclear: true})
	r.answer("M16", func(f *Facts) { f.Problem, f.Words = problem, limitWords(r.m.NewText) })
}
