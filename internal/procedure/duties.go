package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// Duty is something that is owed on a case: what, by whom, until when.
type Duty struct {
	// acknowledge, decide, first_contact, settle, respond, deliver, act, request, take_emergency; wait_* is
	// the resident's
	Name  string
	Owner string        // an address of the register, or machine, or resident
	By    calendar.Date // last day
	At    time.Time     // when time next does something about it; zero if nothing
	Why   string
	Since calendar.Date // since when it is owed
	Reply string        // what a person replies when it is done, or who else decides; "" of what is no person's
	Which string        // tells it from others of its name on the case
}

// Danger reports whether somebody may come to harm while it waits.
func (d Duty) Danger() bool { return d.Name == "take_emergency" || d.Name == "release" }

// replies are the words by which each duty is dealt with, as the emails about it have them.
var replies = map[string]string{
	"take_emergency": "TAKEN, or FALSE and how you know that nobody is in danger", "release": "SAFE or RELEASE",
	"data_protection": "TAKEN, then DONE", "request": "DONE", "answer_ombudsman": "ANSWERED",
	"decide": "ACCEPT, REFUSE and why, or REQUEST", "act": "DONE", "confirm": "YES or NO to the email that asks",
	"agree":   "YES or NO to the email that shows it",
	"approve": "APPROVE, or RETURN and what is to be changed",
	"deliver": "POSTED", "first_contact": "CONTACTED and what was said", "settle": "RESOLVED and what was " +
		"agreed, or ESCALATE",
	"respond": "RESPOND and the answer, or EXTEND, a date and why", "get_in_touch": "CONTACTED and what was said",
	"language": "NOTE and who interprets", "unclear": "the words that work, or NOTE", "new_contact": "SAFE and " +
		"the address",
	"outside": "ANSWERED", "make_safe": "DONE",
}

// Duties lists what is owed on the case. A case that is not closed always has one.
func (p Procedure) Duties(c complaint.Case, now time.Time) []Duty {
	p = p.under(c)
	o := &owed{Procedure: p, c: c, next: p.NextDue(c, now)}
	o.byClocks()
	switch s, _ := c.Current(); c.Status {
	case complaint.Review:
		o.from(o.day(c.Review.Since)).add("decide", p.Register.Team.Email, c.Review.DecideBy, "%s", c.Review.Why)
	case complaint.InformalOpen, complaint.Stage1Open, complaint.Stage2Open:
		o.inHand()
	case complaint.Stage1Responded:
		if s.SentAt.IsZero() {
			o.delivery("The answer has to reach the resident.")
		} else {
			o.add("wait_stage2", actor.ByResident.String(), p.waitsUntil(c), "The resident may ask for stage 2.")
		}
	case complaint.Stage2Responded:
		if s.SentAt.IsZero() {
			o.delivery("The final answer has to reach the resident.")
		} else {
			end := p.Calendar.Day(s.SentAt).AddMonths(p.Settings.KeepAnsweredFor)
			o.add("wait_completion", actor.ByMachine.String(), end, "The case stays on file as open until then.")
		}
	}
	for _, a := range c.Promised() {
		o.from(o.day(a.Answered)).add("act", inCharge(p.begin(c, now, ""), a.Who).Email, p.promisedFor(a), "%s",
			a.What)
		o.which(fmt.Sprintf("%d.%d", a.Stage, a.Index))
	}
	for _, q := range c.Questions {
		if q.Approves() {
			o.from(o.day(q.Since)).add("approve", q.Of.Email, q.LastDay,
				"The answer that %s wrote waits since %s for %s to approve it, and does not go by itself.",
				q.Writer.Called(), p.Calendar.Day(q.Since).Long(), q.Of.Called())
			o.which(q.ID)
			continue
		}
		o.from(o.day(q.Since)).add("confirm", q.Of.Email, q.LastDay, "It waits for %s's yes since %s: %s.",
			q.Of.Called(),
			p.Calendar.Day(q.Since).Long(), q.Command.Verb)
		o.which(q.ID)
	}
	for _, a := range c.Awaiting {
		o.from(o.day(a.Since)).add("agree", o.Register.Team.Email, a.LastDay,
			"A letter to the resident is written and waits for a yes: %s.%s", NameOf(a.Letter), p.goesBy(a))
		o.which(a.ID())
	}
	o.undelivered()
	o.byPeople()
	return o.duties
}

// owed gathers the duties of a case.
type owed struct {
	Procedure
	c      complaint.Case
	next   time.Time
	duties []Duty
	since  calendar.Date // of the duty that is added next
}

// from says since when the duty is owed that is added next.
func (o *owed) from(day calendar.Date) *owed {
	o.since = day
	return o
}

func (o *owed) day(t time.Time) calendar.Date {
	if t.IsZero() {
		return 0
	}
	return o.Calendar.Day(t)
}

func (o *owed) add(name, owner string, by calendar.Date, format string, args ...any) {
	d := Duty{Name: name, Owner: owner, By: by, At: o.next, Why: fmt.Sprintf(format, args...), Since: o.since}
	if strings.Contains(owner, "@") {
		d.Reply = replies[name]
	}
	o.duties, o.since = append(o.duties, d), 0
}

// byClocks: what is owed wherever the case stands.
func (o *owed) byClocks() {
	c := o.c
	if c.Clocks.Danger.Runs() {
		o.from(o.day(c.EmergencyAt)).add("take_emergency", o.Register.OutOfHours.Or(o.Register.Team).Email,
			o.Calendar.Day(c.EmergencyAt),
			"The resident may be in danger. A person must take it.")
	}
	if c.Clocks.DataProtection.Runs() {
		_, last := o.dataDates(c)
		if day, ok := o.accessBy(c); ok {
			last = day
		}
		o.from(o.day(c.Clocks.DataProtection.Since)).add("data_protection", o.Register.DPO.Email, last,
			"The data protection officer acknowledges what the resident wrote about personal data.")
	}
	if by, what, ok := o.hazardBy(c); ok {
		law := o.Policy.LawTimes().Law
		o.from(o.day(c.Clocks.Hazard.Since)).add("make_safe", manager(o.begin(c, o.next, ""), c.Area).Email,
			o.hazardDay(by),
			"%s expects %s by %s.", law, what, o.instant(by))
	}
	if requestOwed(c) {
		o.from(o.day(c.Clocks.Request.Since)).add("request", manager(o.begin(c, o.next, ""), c.Area).Email,
			o.requestBy(c),
			"A request was handed to its area. The area says DONE when it is dealt with.")
	}
	if c.Clocks.Ombudsman.Runs() {
		day, _ := o.Calendar.AddWorkingDays(o.Calendar.Day(c.Clocks.Ombudsman.Since), 1)
		o.from(o.day(c.Clocks.Ombudsman.Since)).add("answer_ombudsman", o.Register.Team.Email,
			cmp.Or(c.Clocks.Ombudsman.By, day),
			"The outside body has written. Their letter says by when they want an answer.")
	}
}

// inHand: what is owed while somebody is at work on the case.
func (o *owed) inHand() {
	c := o.c
	s, n := c.Current()
	handler := s.Handler.Or(o.Register.Team).Email
	if s.AckedAt.IsZero() && s.AckDue != 0 {
		o.add("acknowledge", actor.ByMachine.String(), s.AckDue,
			"The acknowledgement of stage %d has to be accepted by a server.", n)
	}
	if s.ContactedOn == 0 {
		o.from(s.AssignedOn).add("first_contact", handler, o.contactBy(s, n), "The handler speaks with the resident.")
	}
	if c.Settlement.Agreed != "" {
		o.add("wait_settlement", actor.ByResident.String(), c.Settlement.ReplyBy,
			"The resident may say that it is not settled.")
	}
	if c.Status == complaint.InformalOpen {
		o.from(s.AssignedOn).add("settle", handler, s.Target, "It is put right, or stage 1 begins.")
		return
	}
	o.from(s.Day0).add("respond", handler, s.Limit, "The full written answer of stage %d.", n)
}

// delivery: an answer has to reach the resident. Where only paper can, the undelivered letter is the duty.
func (o *owed) delivery(why string) {
	if s, _ := o.c.Current(); len(o.c.Undelivered) == 0 {
		o.add("deliver", actor.ByMachine.String(), s.Limit, "%s", why)
	}
}

// which tells the duty that was added last from others of its name.
func (o *owed) which(which string) { o.duties[len(o.duties)-1].Which = which }

// byPeople: what waits for a person's word because no program may answer it.
func (o *owed) byPeople() {
	c := o.c
	s, _ := c.Current()
	handler := s.Handler.Or(o.Register.Team).Email
	if c.Safety.Stands() {
		o.from(o.day(c.Safety.Since)).add("release", o.Register.Team.Email, o.day(c.Safety.Since),
			"Nothing goes to the resident by itself until a person says how they may be reached, or that "+
				"letters may go.")
	}
	if c.Touch.By != 0 {
		o.add("get_in_touch", handler, c.Touch.By, "The resident was told that a person gets in touch.")
	}
	if c.Party.Language != "" && c.Live() && c.Replies.Day == 0 {
		day, _ := o.Calendar.AddWorkingDays(c.Day0, 1)
		o.from(c.Day0).add("language", handler, day, "The resident writes in %s, and nobody of staff has "+
			"written on the case "+
			"yet.", c.Party.Language)
	}
	if c.Unclear != "" && c.Live() {
		day, _ := o.Calendar.AddWorkingDays(cmp.Or(c.Replies.Day, c.Day0), 1)
		o.from(cmp.Or(c.Replies.Day, c.Day0)).add("unclear", c.Unclear, day,
			"A reply of theirs was not understood, and nothing has come since.")
	}
	if c.Live() {
		o.toldWays()
	}
}

// toldWays: a new address or number of the resident's that nothing proves waits for a person.
func (o *owed) toldWays() {
	for i, r := range o.c.ContactRules {
		found := people.ContactIn(r.Value)
		taken := found.Email != "" && strings.EqualFold(found.Email, o.c.Party.Email) ||
			found.Phone != "" && found.Phone == o.c.Party.Phone
		if r.Rule != reading.ContactChange || found == (people.Contact{}) || taken {
			continue
		}
		day, _ := o.Calendar.AddWorkingDays(o.Calendar.Day(o.c.Heard), 1)
		o.add("new_contact", o.Register.Team.Email, day, "Somebody gave a new way to reach the resident, which "+
			"nothing proves.")
		o.which(fmt.Sprint(i))
	}
}

// undelivered: letters that a person has to bring, each once, by however many ways it was tried.
func (o *owed) undelivered() {
	s, _ := o.c.Current()
	for i, u := range o.c.Undelivered {
		again := func(later complaint.Undeliverable) bool { return later.Letter == u.Letter }
		if !slices.ContainsFunc(o.c.Undelivered[i+1:], again) {
			o.from(u.Since).add("deliver", o.Register.Team.Email, cmp.Or(s.Target, u.Since), "%s did not "+
				"arrive: %s", u.Letter,
				u.Why)
			o.which(string(u.Letter))
		}
	}
}
