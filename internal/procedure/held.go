package procedure

import (
	"fmt"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// Anybody can write in somebody's name, as often as they like, and each message would be answered to an address that
// has asked for nothing. So an address is sent a few answers a day. What comes beyond them goes in one letter at the
// end of the day. No letter that keeps a date of its own, an answer or word of a later date, is ever held back.

// mostAnswers is how many acknowledgements, receipts and letters on how things stand go to one address on a day, each
// by itself.
const mostAnswers = 3

// mostAdvice is how often an address is told on a day whom to ring in danger, whatever the case.
const mostAdvice = 3

// SentToday is what has gone to one address on a day.
type SentToday struct{ Answers, Advice int }

// Spare holds back of the letters that a case orders what is too much for their addresses. today is what each had on
// the day, and counts on. What follows for the case is a decision of its own, with nothing in it where nothing is held.
func (p Procedure) Spare(c complaint.Case, orders []order.Order, today func(address string) *SentToday,
	now time.Time) (kept []order.Order, held Decision) {
	d := p.begin(c, now, "held")
	d.clause = "3.6"
	for _, o := range orders {
		if spares(d, o, today) {
			continue
		}
		kept = append(kept, o)
	}
	return kept, d.Decision
}

// Spared reports whether a letter counts among those that an address is spared.
func Spared(o order.Order) bool {
	row := letter.Of(o.Letter)
	return o.Channel != message.Post && row.To == letter.Resident && len(o.StandsFor) == 0 &&
		(row.Gathers || o.Letter == letter.Emergency)
}

// AddressOf is where an order goes: an address, or a number.
func AddressOf(o order.Order) string {
	if o.Channel == message.SMS {
		return o.To.Phone
	}
	return strings.ToLower(o.To.Email)
}

// spares reports whether an order is held back, and notes it with the case. Else it counts.
func spares(d *draft, o order.Order, today func(address string) *SentToday) bool {
	if !Spared(o) {
		return false
	}
	sent := today(AddressOf(o))
	if o.Letter == letter.Emergency {
		most := mostAdvice
		if o.Sparing {
			most = 1
		}
		if sent.Advice >= most {
			d.record(actor.ByMachine, "This address has been told today whom to ring, so it is not told again.",
				complaint.Noted{Text: string(o.Letter) + " has gone there today"})
			return true
		}
		sent.Advice++
		return false
	}
	until := heldUntil(d)
	if sent.Answers < mostAnswers || until.IsZero() {
		sent.Answers++
		return false
	}
	d.record(actor.ByMachine, fmt.Sprintf("This address has had %d letters of ours today, so the letter goes with "+
		"others in one.", sent.Answers), complaint.LetterHeld{Letter: complaint.HeldLetter{Letter: o.Letter, Role: o.Role,
		Until: until.UTC()}})
	return true
}

// heldUntil is when letters that were held back go: at the end of the working day, and never after the
// acknowledgement's last day. It is zero where nothing can wait any more.
func heldUntil(d *draft) time.Time {
	at := d.Calendar.At(d.today(), d.Settings.DefaultHour, 0)
	if !at.After(d.now) {
		at = d.Calendar.At(d.today()+1, d.Settings.DefaultHour, 0)
	}
	s, _ := d.Case.Current()
	if s.AckDue == 0 || !s.AckedAt.IsZero() || d.Calendar.Day(at) <= s.AckDue {
		return at
	}
	const lastHour = 23
	if at = d.Calendar.At(s.AckDue, lastHour, 0); at.After(d.now) {
		return at
	}
	return time.Time{}
}

// firstHeld is when the first of a case's letters goes that are held back.
func firstHeld(c complaint.Case) (at time.Time, held bool) {
	for _, h := range c.Held {
		if !held || h.Until.Before(at) {
			at, held = h.Until, true
		}
	}
	return at, held
}

// heldSteps: what was held back goes in one letter (3.6).
func (p Procedure) heldSteps(c complaint.Case) []dueStep {
	at, held := firstHeld(c)
	if !held {
		return nil
	}
	return []dueStep{{clause: "3.6", at: at, run: func(d *draft) {
		d.cause = "held:" + at.UTC().Format(time.RFC3339)
		all := d.Case.Held
		d.record(actor.ByMachine, "What was held back goes in one letter.", complaint.HeldLettersSent{})
		sendHeld(d, people.RoleResident, all)
		sendHeld(d, people.RoleRepresentative, all)
	}}}
}

// sendHeld orders one letter for what was held back from a reader, as far as there is still something to say.
func sendHeld(d *draft, role people.Role, all []complaint.HeldLetter) {
	c := d.Case
	to, channel := c.Representative, message.Email
	if role == people.RoleResident {
		to, channel = c.Resident(), c.Channel()
	} else if to.Email == "" {
		channel = message.SMS
	}
	facts := order.Facts{Landlord: d.Landlord, Ref: c.Ref, Today: d.today()}
	section := order.Section{}
	var parts []order.Part
	for _, h := range all {
		if h.Role != role {
			continue
		}
		line := inShort(d, h.Letter)
		switch {
		case line == "":
		case channel == message.Post:
			d.toResident(h.Letter)
		default:
			section.Lines = append(section.Lines, line)
			parts = append(parts, order.Part{Case: c.Ref, Letter: h.Letter})
		}
	}
	if len(parts) == 0 {
		return
	}
	facts.Sections = []order.Section{section}
	to = withoutTheirWords(d, letter.SeveralMessages, to, &facts)
	d.order(letter.SeveralMessages, channel, role, to, facts)
	d.Letters[len(d.Letters)-1].StandsFor = parts
}

// inShort is what a letter that was held back says, in a line; "" if there is nothing to say any more.
func inShort(d *draft, id complaint.LetterID) string {
	c := d.Case
	s, n := c.Current()
	about := func(words string) string { return c.Ref + ": " + words }
	answer := "You will have our full answer."
	if s.Target != 0 {
		answer = "We aim to send you our full answer by " + s.Target.Long() + "."
	}
	who := orTeam(d, s.Handler).Called()
	switch {
	case letter.Of(id).Acknowledges > 0 && (!c.InHand() || !s.AckedAt.IsZero()):
		return ""
	case letter.Of(id).Acknowledges > 0 && c.Status == complaint.InformalOpen:
		return about("we have your complaint. " + who + " will try to put it right with you. If that is not done by " +
			s.Target.Long() + ", stage 1 begins by itself and you get a full written answer.")
	case letter.Of(id).Acknowledges > 0:
		return about(fmt.Sprintf("we have your complaint, and it is at stage %d of our complaints procedure. %s is "+
			"dealing with it. %s", n, who, answer))
	}
	switch id {
	case letter.Received:
		if c.Status != complaint.Review {
			return ""
		}
		return about("we have your message. A person reads it and decides how we can best deal with it. They will " +
			"write to you by " + c.Review.DecideBy.Long() + ". Nothing has been turned down.")
	case letter.ServiceRequest, letter.NotAComplaint:
		return about("we have passed your message to " + d.Register.AreaName(c.Area) + ". If you meant it as a " +
			"complaint, reply COMPLAINT and this reference.")
	case letter.ConsentNeeded:
		return "You wrote for somebody else. We need to hear from them that you may speak for them. They can write or " +
			"text to us, or ring us, and it need not be long."
	case letter.WhoAreYou:
		return about("please tell us your name and address.")
	case letter.CannotRead:
		return about("we could not find any words in your message. Please tell us in words what it is about.")
	case letter.OutsideHelp:
		return about("our complaints procedure has ended. If you are not happy with our answer, our last letter says " +
			"who outside can look at it.")
	case letter.Stage2TooEarly:
		return about("you can ask for stage 2 when you have our answer at stage 1. " + answer)
	}
	if c.Open() && s.Target != 0 {
		return about("we have what you sent, and " + who + " has it. " + answer)
	}
	return about("we have what you sent, and " + who + " has it.")
}

// Together makes one letter of those to one address that stand for others, of several cases. No case is left out.
func Together(orders []order.Order) order.Order {
	one := orders[0]
	if len(orders) == 1 {
		return one
	}
	one.Cause += ":" + one.StandsFor[0].Case
	one.Facts.Ref, one.StandsFor = "", nil
	section := order.Section{}
	for _, o := range orders {
		one.StandsFor = append(one.StandsFor, o.StandsFor...)
		section.Lines = append(section.Lines, o.Facts.Sections[0].Lines...)
		one.Promised = min(one.Promised, o.Promised)
		if o.To.Name != one.To.Name {
			one.To.Name, one.Facts.Recipient = "", ""
		}
	}
	one.Facts.Sections = []order.Section{section}
	return one
}
