package complaints

import (
	"fmt"
	"time"
)

// Duty is something that is owed on a case: what, by whom, until when.
type Duty struct {
	Name  string    // acknowledge, decide, first_contact, respond, deliver, act, take_emergency; wait_* is the resident's
	Owner string    // an address of the register, or machine, or resident
	By    Date      // last day
	At    time.Time // when time next does something about it; zero if nothing
	Why   string
}

// Duties lists what is owed on the case. A case that is not closed always has one.
func (p Procedure) Duties(c Case, now time.Time) []Duty {
	s, n := c.Current()
	var duties []Duty
	add := func(name, owner string, by Date, format string, args ...any) {
		duties = append(duties, Duty{Name: name, Owner: owner, By: by, At: p.Wake(c, now), Why: fmt.Sprintf(format, args...)})
	}
	if c.Emergency && !c.Reminded["alert"].Equal(farFuture) && c.Status != Closed {
		add("take_emergency", p.Register.OutOfHours.Email, c.Day0, "The resident may be in danger. A person must take it.")
	}
	switch c.Status {
	case Review:
		add("decide", p.Register.Team.Email, c.Review.DecideBy, "%s", c.Review.Why)
	case Stage1Open, Stage2Open:
		if s.AckedAt.IsZero() && s.AckDue != 0 {
			add("acknowledge", ByMachine, s.AckDue, "The acknowledgement of stage %d has to be accepted by a server.", n)
		}
		if s.ContactedOn == 0 {
			add("first_contact", s.Handler.Email, p.contactBy(s, n), "The handler speaks with the resident.")
		}
		if c.Settlement.Agreed != "" {
			add("wait_settlement", ByResident, c.Settlement.ReplyBy, "The resident may say that it is not settled.")
		}
		add("respond", s.Handler.Email, s.Limit, "The full written answer of stage %d.", n)
	case Stage1Responded:
		if s.SentAt.IsZero() {
			add("deliver", p.answerOwner(c), s.Limit, "The answer has to reach the resident.")
		} else {
			add("wait_stage2", ByResident, s.WindowLast, "The resident may ask for stage 2.")
		}
	case Stage2Responded:
		if s.SentAt.IsZero() {
			add("deliver", p.answerOwner(c), s.Limit, "The final answer has to reach the resident.")
		} else {
			add("wait_completion", ByMachine, p.Calendar.Day(s.SentAt).AddMonths(p.Settings.KeepAnsweredFor), "The case stays on file as open until then.")
		}
	}
	for _, a := range s.Actions {
		if a.Done == 0 && c.Status != Closed {
			add("act", s.Handler.Email, a.By, "%s", a.What)
		}
	}
	for _, u := range c.Undelivered {
		add("deliver", p.Register.Team.Email, orDate(s.Target, u.Since), "%s did not arrive: %s", u.Letter, u.Why)
	}
	return duties
}

func (p Procedure) contactBy(s Stage, n int) Date {
	if rungs := p.contactRungs(s, n); len(rungs) > 0 {
		return rungs[0].day
	}
	return s.Target
}

// answerOwner is who must bring the answer to the resident: the machine, or the team where only paper can.
func (p Procedure) answerOwner(c Case) string {
	if c.channel() == Email {
		return ByMachine
	}
	return p.Register.Team.Email
}
