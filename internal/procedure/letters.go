package procedure

import (
	"cmp"
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/policy"
)

// scopeLetters refuse a matter, by the exclusion it falls under.
var scopeLetters = map[policy.Exclusion]letter.ID{
	policy.FirstRequest: letter.ScopeFirstRequest, policy.NewBuildDefect: letter.ScopeNewBuildDefect,
	policy.ChargeLevel: letter.ScopeRentAndCharges, policy.NeighbourASB: letter.ScopeNeighbours,
	policy.PolicyApplied: letter.ScopePolicyApplied, policy.LegalAction: letter.ScopeLegalAction,
	policy.InsuranceClaim: letter.ScopeInsuranceClaim, policy.DataBreach: letter.ScopeDataBreach,
}

// notBefore returns when a letter may go: now, or the next opening. It never waits past the day it must keep. What a
// colleague's reply sends out of the house waits a little first, so that it can be stopped; with less than that left of
// its day it waits what is left.
func notBefore(d *draft, l letter.Letter) time.Time {
	keeps, from := keeps(d, l), d.now
	if d.waits && l.To == letter.Resident && l.Keeps != letter.Danger {
		from = from.Add(time.Duration(d.Settings.WaitMinutes) * time.Minute)
	}
	if last := later(d.Calendar.At(keeps, 23, 45), d.now); d.today() <= keeps && from.After(last) {
		from = last
	}
	if l.When == letter.AtOnce || l.When == letter.AtOnceInDanger && d.Case.Emergency {
		return from.UTC()
	}
	next := d.Calendar.NextInHours(d.Settings.Hours, from)
	if d.today() <= keeps && d.Calendar.Day(next) > keeps {
		return from.UTC()
	}
	return next.UTC()
}

// keeps is the date that a letter keeps; after an outage letters go in this order.
func keeps(d *draft, l letter.Letter) calendar.Date {
	s, _ := d.Case.Current()
	switch l.Keeps {
	case letter.Danger:
		return outbox.BeforeAll
	case letter.AckDue:
		return cmp.Or(s.AckDue, d.today())
	case letter.PutOffFrom:
		return cmp.Or(s.PutOffFrom(), d.today())
	case letter.Limit:
		return cmp.Or(s.Limit, d.today())
	}
	return d.today() + 7
}

// order adds a letter to the decision.
func (d *draft) order(id complaint.LetterID, channel message.Channel, role people.Role, to people.Contact,
	facts order.Facts) {
	c := d.Case
	if !mayBeTold(d, id, role, to) {
		return
	}
	if channel == message.Email && to.Email == "" { // nobody is named for it: the complaints team must not miss it
		to = d.Register.Team
	}
	if slices.ContainsFunc(d.Letters, func(o order.Order) bool {
		return o.Letter == id && o.Channel == channel && o.To == to && o.Cause == d.cause
	}) {
		return // the same person in two parts needs to be told once
	}
	o := order.Order{
		Why:    because(d),
		Letter: id, Cause: d.cause, Channel: channel, Role: role, To: to,
		NotBefore: notBefore(d, letter.Of(id)), Promised: keeps(d, letter.Of(id)), Facts: facts, ByPerson: d.byPerson,
		Entry: entry(d, id, role, to),
	}
	if outside := role == people.RoleResident || role == people.RoleRepresentative; outside &&
		letter.Of(id).Answers && channel != message.SMS {
		s, _ := c.Current()
		o.Encloses = s.Enclosed
	}
	if role == people.RoleResident && channel == message.Email && len(c.Thread) > 0 {
		o.InReplyTo, o.Thread = c.Thread[len(c.Thread)-1], c.Thread
	}
	o.Facts.Recipient = to.Name
	danger := d.dangerTold || c.Clocks.Danger.Runs() // a letter of its own says whom to ring (L37)
	o.Facts.Unread = letter.Of(id).Gathers && !d.byStaff && !danger
	if letter.Of(id).Keeps == letter.Danger {
		whomToRing(d, &o.Facts)
	}
	d.Letters = append(d.Letters, o)
}

// because is the reason for a letter: that of the event which it follows.
func because(d *draft) string {
	if n := len(d.Events); n > 0 {
		return d.Events[n-1].Why
	}
	return d.Why
}

// toResident orders a letter by the channel that reaches the resident: e-mail, else text, else paper by the
// complaints team's hand (3.6). A full answer is never a text.
func (d *draft) toResident(id complaint.LetterID, fill ...func(*order.Facts)) {
	if isQuiet(d, id) || answersWriter(d, id) {
		return
	}
	c := d.Case
	facts := d.facts()
	for _, more := range fill {
		more(&facts)
	}
	to := withoutTheirWords(d, id, c.Resident(), &facts)
	channel := c.Channel()
	withheld := c.SpokenFor()
	if channel == message.SMS && letter.Of(id).Answers || withheld {
		channel = message.Post
	}
	inTheirWords(d.Case, &facts)
	toRepresentative(d, id, facts)
	switch channel {
	case message.Email, message.SMS:
		d.order(id, channel, people.RoleResident, to, facts)
	default:
		onPaper(d, id, facts, withheld)
	}
}

// onPaper orders a letter that a person of the complaints team has to bring to the resident: by post, or read out on
// the phone to somebody who cannot read it.
func onPaper(d *draft, id complaint.LetterID, facts order.Facts, withheld bool) {
	c := d.Case
	why, event := "to be printed and posted", "Only paper reaches the resident, so a person has to post the letter."
	switch {
	case withheld:
		facts.Withheld = c.Representative.Called()
		event = "Whoever wrote for the resident has no permission yet, so the letter goes to the resident by post."
	case c.Party.ByPhone:
		why, event = "to be read to the resident on the phone",
			"The resident cannot read letters, so a person has to read this one to them."
		facts.ReadOut, facts.Contact = true, c.Resident()
	}
	d.order(id, message.Post, people.RoleResident, d.Register.Team, facts)
	d.record(actor.ByMachine, event, complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: id,
		Channel: message.Post, Why: why, Since: d.today()}})
}

func (d *draft) toStaff(id complaint.LetterID, role people.Role, to people.Contact,
	fill ...func(*order.Facts)) {
	facts := d.facts()
	facts.Words = d.Case.Words
	facts.Contact = d.Case.Resident()
	if facts.NoCalls { // obeyed by not giving the number to anybody who would ring it (P7)
		facts.Contact.Phone = ""
	}
	facts.Attachments = d.Case.Attachments
	facts.Commands, facts.NotProved = commands(d, id, to), sayNotProved(d, id)
	for _, more := range fill {
		more(&facts)
	}
	if mayNotRead(d, role, to) {
		if id != letter.CommandDone && id != letter.Reassigned {
			role, to = people.RoleTeam, desk(d)
		} else { // of what they did, or have no more, they hear without anything of the case
			facts = order.Facts{Landlord: facts.Landlord, Ref: facts.Ref, Today: facts.Today, Reason: facts.Reason,
				Handler: facts.Handler}
		}
	}
	d.order(id, message.Email, role, to, facts)
}

// mayNotRead reports whether somebody is kept from the case, so that no letter tells them of it. A desk that takes
// dangers or personal data, and the team, are nobody's.
func mayNotRead(d *draft, role people.Role, to people.Contact) bool {
	switch role {
	case people.RoleManager, people.RoleDirector, people.RoleChiefExecutive:
		return conflicted(d, to) && !people.SameAddress(to, d.Register.Team)
	}
	return false
}

func (d *draft) toTeam(id complaint.LetterID, fill ...func(*order.Facts)) {
	d.toStaff(id, people.RoleTeam, desk(d), fill...)
}

// toHandler orders a letter to whoever handles the current stage.
func (d *draft) toHandler(id complaint.LetterID, fill ...func(*order.Facts)) {
	s, n := d.Case.Current()
	to, role := s.Handler, people.RoleManager
	if n == 2 {
		role = people.RoleDirector
	}
	to = inCharge(d, to)
	if people.SameAddress(to, d.Register.Team) {
		role = people.RoleTeam
	}
	d.toStaff(id, role, to, fill...)
}
