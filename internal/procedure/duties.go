package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// Duty is something that is owed on a case: what, by whom, until when.
type Duty struct {
	// acknowledge, decide, first_contact, settle, respond, deliver, act, request, take_emergency; wait_* is the resident's
	Name  string
	Owner string        // an address of the register, or machine, or resident
	By    calendar.Date // last day
	At    time.Time     // when time next does something about it; zero if nothing
	Why   string
}

// Duties lists what is owed on the case. A case that is not closed always has one.
func (p Procedure) Duties(c complaint.Case, now time.Time) []Duty {
	o := &owed{Procedure: p, c: c, next: p.NextDue(c, now)}
	o.byClocks()
	switch s, _ := c.Current(); c.Status {
	case complaint.Review:
		o.add("decide", p.Register.Team.Email, c.Review.DecideBy, "%s", c.Review.Why)
	case complaint.InformalOpen, complaint.Stage1Open, complaint.Stage2Open:
		o.inHand()
	case complaint.Stage1Responded:
		if s.SentAt.IsZero() {
			o.delivery("The answer has to reach the resident.")
		} else {
			o.add("wait_stage2", complaint.ByResident.String(), p.waitsUntil(c), "The resident may ask for stage 2.")
		}
	case complaint.Stage2Responded:
		if s.SentAt.IsZero() {
			o.delivery("The final answer has to reach the resident.")
		} else {
			end := p.Calendar.Day(s.SentAt).AddMonths(p.Settings.KeepAnsweredFor)
			o.add("wait_completion", complaint.ByMachine.String(), end, "The case stays on file as open until then.")
		}
	}
	for _, a := range c.Promised() {
		o.add("act", p.begin(c, now, "").inCharge(a.Who).Email, p.promisedFor(a), "%s", a.What)
	}
	for _, q := range c.Questions {
		o.add("confirm", q.Of.Email, q.LastDay, "It waits for %s's yes since %s: %s.", q.Of.Called(),
			p.Calendar.Day(q.Since).Long(), q.Command.Verb)
	}
	o.undelivered()
	return o.duties
}

// owed gathers the duties of a case.
type owed struct {
	Procedure
	c      complaint.Case
	next   time.Time
	duties []Duty
}

func (o *owed) add(name, owner string, by calendar.Date, format string, args ...any) {
	o.duties = append(o.duties, Duty{Name: name, Owner: owner, By: by, At: o.next, Why: fmt.Sprintf(format, args...)})
}

// byClocks: what is owed wherever the case stands.
func (o *owed) byClocks() {
	c := o.c
	if c.Clocks.Danger.Runs() {
		o.add("take_emergency", o.Register.OutOfHours.Or(o.Register.Team).Email, o.Calendar.Day(c.EmergencyAt),
			"The resident may be in danger. A person must take it.")
	}
	if c.Clocks.DataProtection.Runs() {
		_, last := o.dataDates(c)
		o.add("data_protection", o.Register.DPO.Email, last,
			"The data protection officer acknowledges what the resident wrote about personal data.")
	}
	if requestOwed(c) {
		o.add("request", o.begin(c, o.next, "").manager(c.Area).Email, o.requestBy(c),
			"A request was handed to its area. The area says DONE when it is dealt with.")
	}
	if c.Clocks.Ombudsman.Runs() {
		day, _ := o.Calendar.AddWorkingDays(o.Calendar.Day(c.Clocks.Ombudsman.Since), 1)
		o.add("answer_ombudsman", o.Register.Team.Email, cmp.Or(c.Clocks.Ombudsman.By, day),
			"The outside body has written. Their letter says by when they want an answer.")
	}
}

// inHand: what is owed while somebody is at work on the case.
func (o *owed) inHand() {
	c := o.c
	s, n := c.Current()
	handler := s.Handler.Or(o.Register.Team).Email
	if s.AckedAt.IsZero() && s.AckDue != 0 {
		o.add("acknowledge", complaint.ByMachine.String(), s.AckDue,
			"The acknowledgement of stage %d has to be accepted by a server.", n)
	}
	if s.ContactedOn == 0 {
		o.add("first_contact", handler, o.contactBy(s, n), "The handler speaks with the resident.")
	}
	if c.Settlement.Agreed != "" {
		o.add("wait_settlement", complaint.ByResident.String(), c.Settlement.ReplyBy,
			"The resident may say that it is not settled.")
	}
	if c.Status == complaint.InformalOpen {
		o.add("settle", handler, s.Target, "It is put right, or stage 1 begins.")
		return
	}
	o.add("respond", handler, s.Limit, "The full written answer of stage %d.", n)
}

// delivery: an answer has to reach the resident. Where only paper can, the undelivered letter is the duty.
func (o *owed) delivery(why string) {
	if s, _ := o.c.Current(); len(o.c.Undelivered) == 0 {
		o.add("deliver", complaint.ByMachine.String(), s.Limit, "%s", why)
	}
}

// undelivered: letters that a person has to bring, each once, by however many ways it was tried.
func (o *owed) undelivered() {
	s, _ := o.c.Current()
	for i, u := range o.c.Undelivered {
		again := func(later complaint.Undeliverable) bool { return later.Letter == u.Letter }
		if !slices.ContainsFunc(o.c.Undelivered[i+1:], again) {
			o.add("deliver", o.Register.Team.Email, cmp.Or(s.Target, u.Since), "%s did not arrive: %s", u.Letter,
				u.Why)
		}
	}
}
