package procedure

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reply"
)

// scopeDoubted puts the view of a colleague that a case is not for this procedure before the complaints team, who alone
// decide that (3.5, REFUSE).
func (r *staffReply) scopeDoubted() {
	r.record(r.by(), r.from.Called()+" thinks that this is not for the complaints procedure.",
		complaint.Noted{Text: message.LimitWords(r.m.NewText)})
	r.toTeam(letter.ScopeDoubted, func(f *order.Facts) {
		f.Problem, f.Reason = message.LimitWords(r.m.NewText), r.from.Called()
	})
	r.receipt("Only the complaints team decides that, and we have told them what you think. Until you hear from " +
		"them the case stays where it is and its dates stand.")
}

// Hold marks that a case's file may not be erased, or with no reason that it may be again (2.5).
func (p Procedure) Hold(c complaint.Case, by actor.Actor, why string, now time.Time) Decision {
	d := p.begin(c, now, "hold")
	d.record(by, cmp.Or(why, "The hold on the file has ended."), complaint.Held{Why: why})
	return d.Decision
}

// ask puts a question to the resident (L14). The clock goes on (0.7).
func (r *staffReply) ask() {
	if len(strings.Fields(r.cmd.Text)) < 2 {
		r.help("Write your question after ASK, for example: ASK could you send photographs of the ceiling?")
		return
	}
	r.record(r.by(), "The handler asked the resident something. The clock goes on.",
		complaint.Noted{Text: complaint.AskedMark + message.Excerpt(r.cmd.Text, 500)})
	r.toResident(letter.NeedInformation, func(f *order.Facts) { f.Question = r.cmd.Text })
	r.receipt("Your question goes to the resident. The date has not changed.")
}

// taken ends the alerts about an emergency: a person has it.
func (r *staffReply) taken() {
	if r.isDPO() {
		r.dataTaken()
		return
	}
	who := r.from.Called() + " is dealing with it."
	if !r.Case.Clocks.Danger.Runs() {
		r.record(r.by(), who, complaint.Noted{Text: message.LimitWords(r.m.NewText)})
		r.receipt("We have noted that you are dealing with it.")
		return
	}
	r.endAlarm("taken", who)
	r.receipt("We have noted that you are dealing with it. Nobody else is told of it again.")
}

// falseAlarm ends the alerts about a danger that there never was.
func (r *staffReply) falseAlarm() {
	if !r.Case.Clocks.Danger.Runs() {
		r.help("No alarm of this case is open.")
		return
	}
	r.record(r.by(), "A person says why it was no danger.",
		complaint.Noted{Text: "false alarm: " + message.Excerpt(r.cmd.Text, 500)})
	r.endHazard("false", r.from.Called()+" has found that there was no danger.")
	r.endAlarm("false", r.from.Called()+" has found that nobody is in danger.")
	r.receipt("We have noted that nobody is in danger, and why. The alarm ends.")
}

// endAlarm ends the alerts, and tells everybody who has had one who ended them.
func (r *staffReply) endAlarm(what, why string) {
	had := readersOf(r.draft, alertedSoFar(r.draft))
	r.record(r.by(), why,
		complaint.Reminded{Schedule: complaint.ScheduleDanger, What: what, Until: complaint.ForGood})
	for _, reader := range had {
		if !people.SameAddress(reader.contact, r.from) {
			r.toStaff(letter.AlarmEnded, reader.role, reader.contact, func(f *order.Facts) {
				f.Reason, f.Words = why, ""
			})
		}
	}
}

// note puts something into the file. A line "TENURE: ..." is kept for the reports (2.3). An update that asks for
// nothing is kept without a word back, unless what it answers still waits for one.
func (r *staffReply) note() {
	text := cmp.Or(r.cmd.Text, "noted")
	quiet := r.cmd.Guess == complaint.VerbNote
	if quiet && letter.Of(r.cmd.Answers).Offers == letter.OfferTaking && r.Case.Clocks.Danger.Runs() {
		r.help("Nobody has said yet that they have it, so the alarm goes on. If you are dealing with it, reply TAKEN.")
		return
	}
	r.record(r.by(), "A note for the file.", complaint.Noted{Text: message.LimitWords(text)})
	if r.cmd.Tenure != "" {
		r.record(r.by(), "The resident's tenure.",
			complaint.PartyLearnt{Party: people.Party{Tenure: r.cmd.Tenure}})
	}
	r.adjustment()
	if !quiet {
		r.receipt("Your note is in the file. Nothing was sent to the resident.")
	}
}

// adjustment records what staff have heard of how the resident needs to be dealt with, or that it is needed no more.
func (r *staffReply) adjustment() {
	switch said := r.cmd.Adjustment; {
	case said == "":
	case strings.EqualFold(strings.Trim(said, ". "), "none"):
		r.record(r.by(), "The resident needs nothing of that any more.", complaint.NeedsWithdrawn{})
	default:
		learnNeedsSaid(r.draft, r.by(), r.cmd.Needs, message.Excerpt(said, 300))
	}
}

// Command decides what a staff reply does (3.5). The desk has shown that the sender is on the
// register, holds the letter's token and was proved by our mail server. There is always an answer: a receipt
// (M15, M17), or help that says what was wrong (M16, M18).
func (p Procedure) Command(c complaint.Case, from people.Contact, m message.Message, cmd complaint.Command,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	r := &staffReply{draft: d, from: from, m: m, cmd: cmd, on: p.Calendar.Day(m.Received)}
	_, r.stage = c.Current()
	d.waits = true
	r.decide()
	r.noteAct(c, "")
	return d.Decision
}

// decide does what a reply asks for, or says why not, or asks.
func (r *staffReply) decide() {
	c, cmd := r.Case, r.cmd
	if r.m.Nature == message.FromAutoReply {
		notReached(r.draft, r.from, cmd.Answers)
		r.automatic()
		return
	}
	why := r.notEntitled()
	switch {
	case why == keptAway:
		r.turnedAway()
	case (cmd.Verb == complaint.VerbRefuse || cmd.Guess == complaint.VerbRefuse) && !r.team():
		r.scopeDoubted()
	case cmd.Guess == complaint.VerbNote && c.Status == complaint.Review && r.team():
		r.help("Your words are in the file, and nothing has been decided. Please say what it is.")
	case why == "" && cmd.Verb == complaint.VerbExtend && cmd.Missing != "":
		r.notExtended(cmd.Missing)
	case cmd.Missing != "":
		r.help(cmd.Missing)
	case why != "":
		r.help(why)
	case cmd.Draft && r.wouldSucceed():
		r.readBack("This is a draft, as you asked. Nothing has been sent.")
	case !sureEnough(cmd) && r.wouldSucceed():
		r.readBack("We are not certain that you mean this, so nothing has been done yet.")
	case !r.confirmed && r.lookedAt() != "" && r.wouldSucceed():
		r.readBack(r.lookedAt())
	case r.needsApproval() && r.wouldSucceed():
		r.seekApproval()
	default:
		if !r.team() && !r.handles() && r.mayTakeOver() && r.wouldSucceed() {
			r.takeOver()
		}
		r.act()
	}
}

// ownWords are the verbs by which somebody of staff writes to the resident themselves.
var ownWords = []complaint.Verb{complaint.VerbRespond, complaint.VerbExtend, complaint.VerbResolved, complaint.VerbAsk,
	complaint.VerbRefuse}

// lookedAt says what in the reply's words should be looked at before they go out of the house, "" if nothing.
func (r *staffReply) lookedAt() string {
	if !slices.Contains(verbRowOf(r.cmd.Verb).may, writesOutside) {
		return ""
	}
	c := r.Case
	k := reply.Outgoing{Ref: c.Ref, Resident: c.Party.Name, Files: len(r.m.Attachments), Others: r.Others,
		Subject: r.m.Subject, ByText: c.Channel() == message.SMS,
		Known: strings.Join([]string{c.Words, c.Stage2.Words, c.Party.Address, r.Landlord.Address, c.Subject,
			c.Stage1.Answer}, "\n")}
	for _, i := range c.Issues {
		k.Known += "\n" + i.Sentence
	}
	for _, who := range r.Register.Everyone() {
		k.Staff = append(k.Staff, who.Name)
	}
	found := reply.Look(r.cmd, k)
	asks := len(r.cmd.Enclosed) > 0 || len(r.cmd.Stays) > 0 && reply.SpeaksOfFiles(r.cmd.Text)
	if len(found) == 0 && !asks {
		return ""
	}
	return strings.Join(append([]string{"Before this goes out, please look at it once more."}, found...), " ")
}

// turnedAway answers somebody who is kept from the case. Neither do their words become part of the file, nor does the
// answer tell anything of it.
func (r *staffReply) turnedAway() {
	r.record(r.by(), r.from.Called()+" is kept from the case and wrote. Nothing was done.",
		complaint.Noted{Text: "a reply of somebody who is kept from the case"})
	if !r.helpedEnough() {
		r.order(letter.CommandNotUnderstood, message.Email, people.RoleManager, r.from, order.Facts{
			Landlord: r.Landlord, Today: r.today(), Ref: r.Case.Ref, Problem: keptAway,
		})
	}
}

// staffReply is a staff reply being acted on.
type staffReply struct {
	*draft
	from  people.Contact
	m     message.Message
	cmd   complaint.Command
	stage policy.StageNumber
	on    calendar.Date // the day the reply reached us, by which it is judged
	// it was shown to a colleague, who has said yes to it
	confirmed bool
	writer    people.Contact // of the answer that this reply approved; the zero Contact else
}
