package procedure

import (
	"cmp"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
	"fmt"
	"slices"
	"time"
)

// passedOnLetter tells an area about a message that is passed on to it and is no complaint.
const passedOnLetter complaint.LetterID = "M30"

// scopeLetters refuse a matter of one exclusion each, L04 for E1 to L11 for E8.
func scopeLetter(e policy.Exclusion) complaint.LetterID {
	if i := slices.Index(policy.Exclusions[:], e); i >= 0 {
		return complaint.LetterID(fmt.Sprintf("L%02d", 4+i))
	}
	return "L10"
}

// timing says when a letter may go.
type timing int

const (
	atOnce  timing = iota // acknowledgements, answers to somebody who has just written, emergencies
	inHours               // everything that can wait for the office to open
)

func atOnceIf(urgent bool) timing {
	if urgent {
		return atOnce
	}
	return inHours
}

// notBefore returns when a letter may go: now, or the next opening. It never waits past the day it must keep.
func (w *working) notBefore(t timing, keeps calendar.Date) time.Time {
	if t == atOnce {
		return w.now
	}
	next := w.Calendar.NextInHours(w.Settings.Hours, w.now)
	if keeps != 0 && w.today() <= keeps && w.Calendar.Day(next) > keeps {
		return w.now
	}
	return next.UTC()
}

// order adds a letter to the decision.
func (w *working) order(letter complaint.LetterID, channel complaint.Channel, role complaint.Role, to complaint.Contact, t timing, facts complaint.Facts) {
	c := w.d.Case
	s, _ := c.Current()
	if channel == complaint.Email && to.Email == "" { // nobody is named for it: the complaints team must not miss it
		to = w.Register.Team
	}
	if slices.ContainsFunc(w.d.Letters, func(o complaint.LetterOrder) bool {
		return o.Letter == letter && o.Channel == channel && o.To == to && o.Cause == w.cause
	}) {
		return // the same person in two parts needs to be told once
	}
	o := complaint.LetterOrder{
		Why:    w.because(),
		Letter: letter, Cause: w.cause, Channel: channel, Role: role, To: to,
		NotBefore: w.notBefore(t, s.Keeps(letter)), Promised: w.promised(letter), Facts: facts,
	}
	if role == complaint.RoleResident && channel == complaint.Email && len(c.Thread) > 0 {
		o.InReplyTo, o.Thread = c.Thread[len(c.Thread)-1], c.Thread
	}
	o.Facts.Recipient = to.Name
	w.d.Letters = append(w.d.Letters, o)
}

// because is the reason for a letter: that of the event which it follows.
func (w *working) because() string {
	if n := len(w.d.Events); n > 0 {
		return w.d.Events[n-1].Why
	}
	return w.d.Why
}

// promised is the date that a letter keeps; after an outage letters go in this order.
func (w *working) promised(letter complaint.LetterID) calendar.Date {
	s, _ := w.d.Case.Current()
	switch letter {
	case "L37", "M21", "M23", "M22":
		return w.today() - 1 // before everything else
	case "L01", "L02", "L03", "L13", "L26", "L36", "L45":
		return cmp.Or(s.AckDue, w.today())
	case "L21", "L30":
		return cmp.Or(s.PutOffFrom(), w.today())
	case "L23", "L32", "L22", "L31":
		return cmp.Or(s.Limit, w.today())
	}
	return w.today() + 7
}

// toResident orders a letter by the channel that reaches the resident: e-mail, else text, else paper by the
// complaints team's hand (domain.md 3.6). A full answer is never a text.
func (w *working) toResident(letter complaint.LetterID, t timing, fill func(*complaint.Facts)) {
	c := w.d.Case
	facts := w.facts()
	fill(&facts)
	channel := c.Channel()
	withheld := c.SpokenFor() && tellsOfTheCase(letter)
	if channel == complaint.SMS && fullAnswer(letter) || withheld {
		channel = complaint.Post
	}
	w.toRepresentative(letter, t, facts)
	switch channel {
	case complaint.Email, complaint.SMS:
		w.order(letter, channel, complaint.RoleResident, c.Resident(), t, facts)
	default:
		w.onPaper(letter, t, facts, withheld)
	}
}

// onPaper orders a letter that a person of the complaints team has to bring to the resident: by post, or read out on the
// phone to somebody who cannot read it.
func (w *working) onPaper(letter complaint.LetterID, t timing, facts complaint.Facts, withheld bool) {
	c := w.d.Case
	why, event := "to be printed and posted", "Only paper reaches the resident, so a person has to post the letter."
	switch {
	case withheld:
		facts.Withheld = c.Representative.Called()
		event = "Whoever wrote for the resident has no permission yet, so the letter goes to the resident by post."
	case c.Party.ByPhone:
		why, event = "to be read to the resident on the phone", "The resident cannot read letters, so a person has to read this one to them."
		facts.ReadOut, facts.Contact = true, c.Resident()
	}
	w.order(letter, complaint.Post, complaint.RoleResident, w.Register.Team, t, facts)
	w.happen(ByMachine, event, complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: letter, Channel: complaint.Post, Why: why, Since: w.today()}})
}

// fullAnswer reports whether a letter is a full written response, which goes by e-mail or post only.
func fullAnswer(letter complaint.LetterID) bool { return letter == "L23" || letter == "L32" }

func (w *working) toStaff(letter complaint.LetterID, role complaint.Role, to complaint.Contact, t timing, fill func(*complaint.Facts)) {
	facts := w.facts()
	facts.Words = w.d.Case.Words
	facts.Contact = w.d.Case.Resident()
	if w.d.Case.Party.NoCalls { // obeyed by not giving the number to anybody who would ring it (P7)
		facts.Contact.Phone = ""
	}
	facts.Attachments = w.d.Case.Attachments
	facts.Commands = w.commands(letter)
	fill(&facts)
	w.order(letter, complaint.Email, role, to, t, facts)
}

func (w *working) toTeam(letter complaint.LetterID, t timing, fill func(*complaint.Facts)) {
	w.toStaff(letter, complaint.RoleTeam, w.Register.Team, t, fill)
}

// toHandler orders a letter to whoever handles the current stage.
func (w *working) toHandler(letter complaint.LetterID, fill func(*complaint.Facts)) {
	s, n := w.d.Case.Current()
	to, role := s.Handler, complaint.RoleManager
	if n == 2 {
		role = complaint.RoleDirector
	}
	to = w.inCharge(to)
	if complaint.SameAddress(to, w.Register.Team) {
		role = complaint.RoleTeam
	}
	w.toStaff(letter, role, to, inHours, fill)
}
