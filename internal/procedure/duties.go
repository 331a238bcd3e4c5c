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
	// acknowledge, decide, first_contact, settle, respond, deliver, act, take_emergency; wait_* is the resident's
	Name  string
	Owner string        // an address of the register, or machine, or resident
	By    calendar.Date // last day
	At    time.Time     // when time next does something about it; zero if nothing
	Why   string
}

// Duties lists what is owed on the case. A case that is not closed always has one.
func (p Procedure) Duties(c complaint.Case, now time.Time) []Duty {
	s, n := c.Current()
	owner := s.Handler.Or(p.Register.Team).Email
	var duties []Duty
	add := func(name, owner string, by calendar.Date, format string, args ...any) {
		duties = append(duties, Duty{Name: name, Owner: owner, By: by, At: p.NextDue(c, now),
			Why: fmt.Sprintf(format, args...)})
	}
	addDelivery := func(why string) { // where only paper can, the undelivered letter below is the duty
		if len(c.Undelivered) == 0 {
			add("deliver", complaint.ByMachine.String(), s.Limit, "%s", why)
		}
	}
	if c.Clocks.Danger.Runs() {
		add("take_emergency", p.Register.OutOfHours.Email, c.Day0,
			"The resident may be in danger. A person must take it.")
	}
	if c.Clocks.DataProtection.Runs() {
		_, last := p.dataDates(c)
		add("data_protection", p.Register.DPO.Email, last,
			"The data protection officer acknowledges what the resident wrote about personal data.")
	}
	if c.Clocks.Ombudsman.Runs() {
		day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(c.Clocks.Ombudsman.Since), 1)
		add("answer_ombudsman", p.Register.Team.Email, day,
			"The outside body has written. Their letter says by when they want an answer.")
	}
	switch c.Status {
	case complaint.Review:
		add("decide", p.Register.Team.Email, c.Review.DecideBy, "%s", c.Review.Why)
	case complaint.InformalOpen, complaint.Stage1Open, complaint.Stage2Open:
		if s.AckedAt.IsZero() && s.AckDue != 0 {
			add("acknowledge", complaint.ByMachine.String(), s.AckDue,
				"The acknowledgement of stage %d has to be accepted by a server.",
				n)
		}
		if s.ContactedOn == 0 {
			add("first_contact", owner, p.contactBy(s, n), "The handler speaks with the resident.")
		}
		if c.Settlement.Agreed != "" {
			add("wait_settlement", complaint.ByResident.String(), c.Settlement.ReplyBy, "The resident may say that it is not settled.")
		}
		if c.Status == complaint.InformalOpen {
			add("settle", owner, s.Target, "It is put right, or stage 1 begins.")
		} else {
			add("respond", owner, s.Limit, "The full written answer of stage %d.", n)
		}
	case complaint.Stage1Responded:
		if s.SentAt.IsZero() {
			addDelivery("The answer has to reach the resident.")
		} else {
			add("wait_stage2", complaint.ByResident.String(), p.waitsUntil(c), "The resident may ask for stage 2.")
		}
	case complaint.Stage2Responded:
		if s.SentAt.IsZero() {
			addDelivery("The final answer has to reach the resident.")
		} else {
			add("wait_completion", complaint.ByMachine.String(), p.Calendar.Day(s.SentAt).AddMonths(p.Settings.KeepAnsweredFor),
				"The case stays on file as open until then.")
		}
	}
	for _, a := range c.Promised() {
		add("act", p.begin(c, now, "").inCharge(a.Who).Email, p.promisedFor(a), "%s", a.What)
	}
	for i, u := range c.Undelivered {
		if slices.ContainsFunc(c.Undelivered[i+1:], func(later complaint.Undeliverable) bool {
			return later.Letter == u.Letter
		}) {
			continue // by one way and then by another: it is still one letter to bring
		}
		add("deliver", p.Register.Team.Email, cmp.Or(s.Target, u.Since), "%s did not arrive: %s", u.Letter, u.Why)
	}
	return duties
}
