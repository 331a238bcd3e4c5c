package procedure

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// A reply that is not sure enough is read back: what it was read as, and the letters that would go out, as they stand
// (M36). That question is a duty of whoever was asked, with the case's own date.

// readBack asks whoever replied whether they mean what would be done.
func (r *staffReply) readBack(why string) {
	if r.Case.Replies.On(r.now) > mostReplies {
		return
	}
	if r.helpedEnough() {
		r.unanswered()
		return
	}
	q := complaint.StaffQuestion{
		ID: r.m.ID, Of: r.from, Command: r.cmd, Why: why + r.withIt(), Since: r.now, LastDay: lastDay(r.draft),
		Shown: digest(r.wouldSend()),
	}
	r.record(r.by(), "We asked "+r.from.Called()+" whether they mean "+string(r.cmd.Verb)+".",
		complaint.QuestionPut{Question: q})
	r.putQuestion(q, r.from)
	if r.today() >= q.LastDay { // there is no other day on which to ask somebody else
		r.askUpwards(q)
	}
}

// lastDay is the case's own date for what is asked: that of the answer, of the decision, or else the second working day
// from now.
func lastDay(d *draft) calendar.Date {
	s, _ := d.Case.Current()
	switch {
	case d.Case.Status == complaint.Review:
		return d.Case.Review.DecideBy
	case d.Case.InHand() && s.Target >= d.today():
		return s.Target
	}
	day, _ := d.Calendar.AddWorkingDays(d.today(), 2)
	return day
}

// wouldSend carries the reply out on a copy and returns the letters that would leave the house.
func (r *staffReply) wouldSend() []order.Order {
	trial := r.onACopy()
	trial.confirmed = true
	if !trial.team() && !trial.handles() && trial.mayTakeOver() {
		trial.takeOver()
	}
	before := len(trial.Letters)
	trial.act()
	return leaving(trial.Letters[before:])
}

// digest is the same for letters that say the same.
func digest(orders []order.Order) string {
	h := fnv.New64a()
	for _, o := range orders {
		f := o.Facts
		// what only the passing of days has changed says nothing else
		f.Today, f.History, f.Derivation, f.ReplyBy, f.WindowLast, f.DaysLate = 0, nil, "", 0, 0, 0
		f.AnsweredOn, f.Chased, f.Words, f.Attachments, f.Flags, f.Commands = 0, 0, "", nil, nil, nil
		f.External.DirectFrom, f.External.Before = 0, 0
		fmt.Fprintf(h, "%s|%s|%s|%+v\n", o.Letter, o.Channel, o.To.Email+o.To.Phone, f)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// putQuestion shows somebody what a reply was read as and what would go out (M36).
func (r *staffReply) putQuestion(q complaint.StaffQuestion, to people.Contact) {
	role := people.RoleManager
	switch {
	case people.SameAddress(to, r.Register.Team):
		role = people.RoleTeam
	case r.stage == 2, people.SameAddress(to, r.Register.Areas[r.Case.Area].Director):
		role = people.RoleDirector
	}
	shows := r.wouldSend()
	if q.Approves() {
		r.showToApprove(q, role, to, shows)
		return
	}
	r.toStaff(letter.ReadBack, role, to, func(f *order.Facts) {
		f.Problem, f.Meant, f.Words = q.Why, r.meant(), message.LimitWords(r.m.NewText)
		if !people.SameAddress(to, q.Of) {
			f.Reminder = q.Of.Called() + " was asked this on " + r.Calendar.Day(q.Since).Long() + " and has " +
				"not answered."
		}
	})
	r.Letters[len(r.Letters)-1].Shows = shows
}

// meant says in words what a reply was read as.
func (r *staffReply) meant() string {
	words := verbRowOf(r.cmd.Verb).follows
	switch {
	case r.cmd.Verb == complaint.VerbExtend && r.cmd.Date != 0:
		return "EXTEND to " + r.cmd.Date.Long() + ": " + words
	case r.cmd.Verb == complaint.VerbRespond && r.cmd.Outcome != "":
		return "RESPOND " + strings.ToUpper(string(r.cmd.Outcome)) + ": " + words
	case r.cmd.Name != "":
		return string(r.cmd.Verb) + " " + r.cmd.Name + ": " + words
	case r.cmd.Date != 0:
		return string(r.cmd.Verb) + " until " + r.cmd.Date.Long() + ": " + words
	}
	return string(r.cmd.Verb) + ": " + words
}

// askedIn finds the question that a letter put, by the letter's cause.
func (r *staffReply) askedIn(cause string) (complaint.StaffQuestion, bool) {
	id, _, _ := strings.Cut(cause, questionAgain)
	for _, q := range r.Case.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return complaint.StaffQuestion{}, false
}

// questionAgain parts the id of a question from when it was put again, in the cause of a letter.
const questionAgain = ";again:"

// saidYes does what the question shows, if that is still what would be done. Else the new letter is shown.
func (r *staffReply) saidYes() {
	if r.cmd.Answers == letter.LetterToAgree {
		r.agree(true)
		return
	}
	q, ok := r.askedIn(r.cmd.Asked)
	if !ok {
		r.help("YES answers a question of ours, and that one is no longer open. Nothing was done.")
		return
	}
	r.record(r.by(), r.from.Called()+" said yes to what we asked.", complaint.QuestionEnded{ID: q.ID, Yes: true})
	answers := r.cmd.Answers
	r.cmd = q.Command
	r.cmd.Sure, r.cmd.Answers, r.cmd.Draft, r.confirmed = complaint.Unmistakable, answers, false, true
	if why := r.notEntitled(); why != "" {
		r.help(why)
		return
	}
	if r.wouldSucceed() && digest(r.wouldSend()) != q.Shown {
		r.readBack("The case has changed since we asked, so the letter has changed too. Please look at it again.")
		return
	}
	r.decide()
}

// saidNo ends a question without anything having been done.
func (r *staffReply) saidNo() {
	if r.cmd.Answers == letter.LetterToAgree {
		r.agree(false)
		return
	}
	q, ok := r.askedIn(r.cmd.Asked)
	if !ok {
		r.help("NO answers a question of ours, and that one is no longer open. Nothing was done.")
		return
	}
	r.record(r.by(), r.from.Called()+" said no to what we asked.", complaint.QuestionEnded{ID: q.ID})
	r.receipt("Nothing was done and nothing was sent. What you wrote is in the file.")
}

// noDraft answers DRAFT that stands above nothing that could be sent.
func (r *staffReply) noDraft() {
	r.help("Write DRAFT, and below it the reply as you would send it. We show you the finished letter, and " +
		"send nothing.")
}

// endQuestions ends what a colleague was asked and has now settled by a command.
func (r *staffReply) endQuestions(verb complaint.Verb) {
	for _, q := range r.Case.Questions {
		if people.SameAddress(q.Of, r.from) && q.Command.Verb == verb && q.ID != r.m.ID {
			r.record(r.by(), "A later reply has settled what we asked.", complaint.QuestionEnded{ID: q.ID})
		}
	}
}

// questionSteps: whoever was asked is asked again the next working morning; the deputy or the team each working morning
// after that; and on the case's last day the team and the Director (3.5).
func (p Procedure) questionSteps(c complaint.Case, now time.Time) (steps []dueStep) {
	for _, q := range c.Questions {
		schedule := "question:" + q.ID
		done := later(c.Reminded[schedule], q.Since)
		next := p.nextMorning(done, now)
		if last := p.Calendar.At(q.LastDay, p.Settings.ReminderHour, 0); last.After(done) && last.Before(next) {
			next = last
		}
		steps = append(steps, dueStep{clause: "3.5", at: next, office: true, run: func(d *draft) {
			d.cause = q.ID + questionAgain + d.today().String()
			asks := letter.ReadBack
			if q.Approves() {
				asks = letter.AnswerToApprove
			}
			remind(d, schedule, q.Of.Called()+" has not said yes or no", asks, d.now)
			askAgainOf(d, q)
		}})
	}
	return steps
}

// askAgainOf puts a question again: to whoever was asked, and after a working day to somebody else.
func askAgainOf(d *draft, q complaint.StaffQuestion) {
	r := questionReply(d, q)
	if q.Approves() {
		askToApproveAgain(d, r, q)
		return
	}
	second, _ := d.Calendar.AddWorkingDays(d.Calendar.Day(q.Since), 2)
	switch today := d.today(); {
	case today >= q.LastDay:
		r.askUpwards(q)
	case today >= second:
		r.putQuestion(q, besides(d, q.Of))
	default:
		r.putQuestion(q, q.Of)
	}
}

// questionReply is the reply in question, to be shown once more.
func questionReply(d *draft, q complaint.StaffQuestion) *staffReply {
	from := q.Of
	if q.Approves() {
		from = q.Writer
	}
	r := &staffReply{draft: d, from: from, cmd: q.Command, on: d.today(),
		m: message.Message{ID: q.ID, Channel: message.Email, NewText: q.Command.Text,
			Nature: message.FromPerson}}
	_, r.stage = d.Case.Current()
	return r
}

// besides is who can say yes in a colleague's place: the other one of the area, else the team.
func besides(d *draft, who people.Contact) people.Contact {
	handlers := d.Register.Areas[d.Case.Area]
	for _, c := range []people.Contact{handlers.Manager, handlers.Deputy} {
		_, stage := d.Case.Current()
		if stage == 1 && c.Email != "" && !people.SameAddress(c, who) && free(d, c) &&
			!people.SameAddress(who, d.Register.Team) {
			return c
		}
	}
	return d.Register.Team
}

// askUpwards puts a question to the team and the Director: its last day has come.
func (r *staffReply) askUpwards(q complaint.StaffQuestion) {
	r.putQuestion(q, r.Register.Team)
	if director := r.Register.Areas[r.Case.Area].Director; director.Email != "" && !conflicted(r.draft, director) &&
		!people.SameAddress(director, q.Of) {
		r.putQuestion(q, director)
	}
}
