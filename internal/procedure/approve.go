package procedure

import (
	"cmp"
	"slices"
	"strings"

	"complaints/internal/choice"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// A landlord may want a second pair of eyes on each full answer (P9, P18). It then waits for a Director or for the
// complaints team, who approve it or send it back. It is asked for like any other question, and on its last day the
// Directors have it before them; by itself it never goes.

// StaffRules are what a landlord wants of its own people.
type StaffRules struct {
	Approve Approval `yaml:"approve"` // who agrees to a full answer before it goes
}

// DefaultStaffRules are those of config.example.yaml.
func DefaultStaffRules() StaffRules { return StaffRules{Approve: ApprovedByNobody} }

// Approval is who agrees to a full answer before it goes.
type Approval string

// Who may be wanted for that.
const (
	ApprovedByNobody   Approval = "nobody"
	ApprovedByDirector Approval = "director" // of the area; what a Director wrote needs nobody else
	ApprovedByTeam     Approval = "team"     // what the team wrote needs nobody else
)

// UnmarshalText reads who agrees.
func (a *Approval) UnmarshalText(b []byte) error {
	err := choice.Read(a, b, ApprovedByNobody, ApprovedByDirector, ApprovedByTeam)
	*a = cmp.Or(*a, ApprovedByNobody)
	return err
}

// needsApproval reports whether a reply is a full answer that somebody else has to agree to.
func (r *staffReply) needsApproval() bool {
	if r.cmd.Verb != complaint.VerbRespond {
		return false
	}
	switch r.Staff.Approve {
	case ApprovedByDirector:
		return !r.directsAny(r.from)
	case ApprovedByTeam:
		return !r.team()
	}
	return false
}

// directsAny reports whether somebody is a Director of any area, or over one.
func (r *staffReply) directsAny(who people.Contact) bool {
	return r.Register.IsDirector(who) || people.SameAddress(who, r.Register.ChiefExecutive) ||
		people.SameAddress(who, r.Register.Board)
}

// approvers are who may agree to an answer, whoever is asked first at the head: never its writer, nor anybody who is
// kept from the case, nor at stage 2 whoever dealt with stage 1.
func (r *staffReply) approvers(writer people.Contact) []people.Contact {
	directors := append([]people.Contact{r.Register.Areas[r.Case.Area].Director}, r.Register.Directors()...)
	all := append(directors, r.Register.ChiefExecutive, r.Register.Board, desk(r.draft), r.Register.Lead)
	if r.Staff.Approve == ApprovedByTeam {
		all = append([]people.Contact{desk(r.draft), r.Register.Lead}, all...)
	}
	may := slices.DeleteFunc(all, func(c people.Contact) bool {
		return c.Email == "" || people.SameAddress(c, writer) || conflicted(r.draft, c) ||
			r.stage == 2 && handledStage1(r.draft, c)
	})
	slices.SortStableFunc(may, func(a, b people.Contact) int { // who is away is asked last
		return cmp.Compare(away(r.draft, a), away(r.draft, b))
	})
	return may
}

func away(d *draft, c people.Contact) int {
	if free(d, c) {
		return 0
	}
	return 1
}

// seekApproval shows a finished answer to whoever approves it, and tells its writer. Nothing goes.
func (r *staffReply) seekApproval() {
	may := r.approvers(r.from)
	if len(may) == 0 {
		r.help("Our answers are approved before they go, and nobody is left who may approve this one. Please ring " +
			"the complaints team.")
		return
	}
	r.endApprovals()
	q := complaint.StaffQuestion{ID: r.m.ID, Of: may[0], Writer: r.from, Command: r.cmd, Since: r.now,
		Why:     r.from.Called() + " has written the full answer. It goes only when you approve it." + r.withIt(),
		LastDay: lastDay(r.draft), Shown: digest(r.wouldSend()),
	}
	r.record(r.by(), "The answer is written, and waits for "+q.Of.Called()+" to approve it.",
		complaint.QuestionPut{Question: q})
	r.putQuestion(q, q.Of)
	if r.today() >= q.LastDay {
		r.askUpwards(q)
	}
	r.receipt("Your answer waits for " + q.Of.Called() + " to approve it. It has not gone, and it is still owed by " +
		q.LastDay.Long() + ". STOP takes it back; a new RESPOND takes its place.")
}

// endApprovals ends the wait of an answer whose place another one takes.
func (r *staffReply) endApprovals() {
	for _, q := range r.Case.Questions {
		if q.Approves() {
			r.record(r.by(), "A later answer has taken its place.", complaint.QuestionEnded{ID: q.ID})
		}
	}
}

// showToApprove shows an answer to somebody who may approve it.
func (r *staffReply) showToApprove(q complaint.StaffQuestion, role people.Role, to people.Contact,
	shows []order.Order) {
	r.toStaff(letter.AnswerToApprove, role, to, func(f *order.Facts) {
		f.Reason, f.Problem, f.Words = q.Writer.Called(), q.Why, ""
		f.AnswerBy, f.Meant = q.LastDay, strings.ToUpper(string(q.Command.Outcome))
		if today := r.today(); r.Calendar.Day(q.Since) < today || !people.SameAddress(to, q.Of) {
			f.Reminder = "It waits for " + q.Of.Called() + " since " + r.Calendar.Day(q.Since).Long() + "."
			if today >= q.LastDay {
				f.Reminder += " It is owed today, and it does not go by itself."
			}
		}
	})
	r.Letters[len(r.Letters)-1].Shows = shows
}

// askToApproveAgain asks once more: whoever was asked, after a working day the next one who may, and on the last day
// the team and the Director.
func askToApproveAgain(d *draft, r *staffReply, q complaint.StaffQuestion) {
	second, _ := d.Calendar.AddWorkingDays(d.Calendar.Day(q.Since), 2)
	switch today := d.today(); {
	case today >= q.LastDay:
		r.putQuestion(q, q.Of)
		r.askUpwards(q)
	case today >= second:
		may := slices.DeleteFunc(r.approvers(q.Writer), func(c people.Contact) bool {
			return people.SameAddress(c, q.Of)
		})
		if len(may) > 0 {
			r.putQuestion(q, may[0])
		}
	default:
		r.putQuestion(q, q.Of)
	}
}

// toReturn reports whether an answer waits that whoever reads a letter may send back.
func toReturn(r *staffReply) bool { return r.mayNotApprove() == "" }

// toApprove reports whether it can go by their word, as the case stands.
func toApprove(r *staffReply) bool {
	q, _ := r.Case.ToApprove()
	return toReturn(r) && r.mayNotGo(q) == ""
}

// mayNotGo says why an answer that waits cannot go as the case stands now, "" if it can.
func (r *staffReply) mayNotGo(q complaint.StaffQuestion) string {
	_, _, problem := r.Case.Findings(q.Command.Outcome, q.Command.Findings)
	switch {
	case !r.Case.InHand() && !(r.Case.Answered() && r.asWriter(q).team()):
		return "The case is not waiting for an answer: it stands at " + r.Case.Standing() + ". Nothing was sent."
	case conflicted(r.draft, q.Writer) || r.stage == 2 && handledStage1(r.draft, q.Writer):
		return q.Writer.Called() + " may not answer this complaint any more. Please reply RETURN and say so, and give " +
			"the case to somebody else. Nothing was sent."
	case problem != "":
		return "The answer no longer fits what the complaint is about. Please reply RETURN and this: " + problem +
			" Nothing was sent."
	}
	return ""
}

// mayNotApprove says why whoever wrote may not say that the waiting answer goes, "" if they may.
func (r *staffReply) mayNotApprove() string {
	q, waits := r.Case.ToApprove()
	switch {
	case !waits:
		return "No answer of this case waits to be approved. Nothing was done."
	case people.SameAddress(q.Writer, r.from):
		return "You wrote this answer, and nobody approves their own. It waits for " + q.Of.Called() + ". STOP takes " +
			"it back; a new RESPOND takes its place."
	case !slices.ContainsFunc(r.approvers(q.Writer), func(c people.Contact) bool {
		return people.SameAddress(c, r.from)
	}):
		return "This answer waits for " + q.Of.Called() + " to approve it. Nothing was done."
	}
	return ""
}

// asWriter is the reply of whoever wrote the answer that waits, to be carried out now.
func (r *staffReply) asWriter(q complaint.StaffQuestion) *staffReply {
	w := *r
	w.from, w.cmd, w.confirmed = q.Writer, q.Command, true
	w.cmd.Sure, w.cmd.Draft = complaint.Unmistakable, false
	return &w
}

// approve lets a colleague's answer go, if what would go is still what was shown.
func (r *staffReply) approve() {
	q, _ := r.Case.ToApprove() // that one waits was asked before
	w := r.asWriter(q)
	if why := r.mayNotGo(q); why != "" {
		r.help(why)
		return
	}
	if now := digest(w.wouldSend()); now != q.Shown {
		q.Shown, q.Why = now, "The case has changed since the answer was written, so the letter has changed too. "+
			"Please look at it again."
		r.record(r.by(), "The letter has changed since it was shown, so it is shown again.",
			complaint.QuestionPut{Question: q})
		w.putQuestion(q, r.from)
		return
	}
	r.record(r.by(), r.from.Called()+" approved the answer that "+q.Writer.Called()+" wrote.",
		complaint.Approved{Stage: r.stage, Writer: q.Writer.Email})
	r.record(r.by(), "It waits no more.", complaint.QuestionEnded{ID: q.ID, Yes: true})
	before := len(r.Letters)
	w.act()
	r.writer = q.Writer
	shows := leaving(r.Letters[before:])
	r.receipt("You approved the answer that " + q.Writer.Called() + " wrote. It goes to the resident.")
	if last := &r.Letters[len(r.Letters)-1]; last.Letter == letter.CommandDone {
		last.Shows, last.Facts.Leaves = shows, leaves(r.draft, shows)
	}
}

// giveBack sends an answer back to whoever wrote it, with what is to be changed.
func (r *staffReply) giveBack() {
	q, _ := r.Case.ToApprove()
	if len(strings.Fields(r.cmd.Text)) < 2 {
		r.help("Say after RETURN what is to be changed, for example: RETURN please say by when the roof is mended.")
		return
	}
	r.record(r.by(), r.from.Called()+" sent the answer back: "+message.Excerpt(r.cmd.Text, 500),
		complaint.QuestionEnded{ID: q.ID})
	to, role := q.Writer, people.RoleManager
	if _, still := r.Register.Find(to.Email); !still {
		to = whoHandles(r.Case)
	}
	switch {
	case people.SameAddress(to, r.Register.Team):
		role = people.RoleTeam
	case r.stage == 2:
		role = people.RoleDirector
	}
	said := r.cmd.Text
	r.toStaff(letter.AnswerReturned, role, to, func(f *order.Facts) {
		f.Reason, f.Problem, f.Answer = r.from.Called(), said, q.Command.Text
	})
	r.receipt("The answer goes back to " + to.Called() + " with your words. Nothing was sent to the resident.")
}

// approvalAwaited says that an answer is written and waits for somebody, "" if none does.
func approvalAwaited(c complaint.Case) string {
	q, waits := c.ToApprove()
	if !waits {
		return ""
	}
	return "The answer is written and waits for " + q.Of.Called() + " to approve it. Please ask them."
}
