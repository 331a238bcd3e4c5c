package procedure

import (
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
)

// The gate is the one way by which letters leave the house. Each that a case orders passes it, and those that wait pass
// it again whenever a rule is made. What may not go becomes a person's, with the reason.

// Barred says why a letter may not leave as its case stands, or "".
func Barred(c complaint.Case, id letter.ID, role people.Role, channel message.Channel, to people.Contact,
	byPerson bool) string {
	if role != people.RoleResident && role != people.RoleRepresentative {
		return ""
	}
	rule, forbidden := c.Forbids(channel, to)
	switch {
	case forbidden:
		return "We were told: " + rule.Told()
	case c.NeverTheirs(to.Email) || channel == message.SMS && c.NeverTheirs(to.Phone):
		if id == letter.WrongNumber {
			return ""
		}
		return "That address or number is somebody else's."
	case !c.Safety.Stands():
		return ""
	case byPerson && !c.Safety.Has(complaint.HoldDeath) &&
		(!c.Safety.Has(complaint.HoldUnsafe) || c.CalledSafe(channel, to)):
		return ""
	case saysNothing(id) && !c.Safety.Has(complaint.HoldDeath) && !c.Safety.Has(complaint.HoldUnsafe):
		return ""
	}
	return "It is held because " + holdWords(c)
}

// saysNothing reports whether a letter has no word of what was written: advice for somebody in danger, or a form.
func saysNothing(id letter.ID) bool {
	return id == letter.Emergency || id == letter.NeutralAcknowledgement || id == letter.NeutralReview
}

// Gate lets through what may leave of the letters that a case orders, and names those that wait in the outbox and may
// leave no more. What follows for the case is a decision of its own.
func (p Procedure) Gate(c complaint.Case, orders []order.Order, waiting []outbox.Letter, now time.Time) (
	through []order.Order, stopped []outbox.Letter, back Decision) {
	d := p.begin(c, now, "gate")
	d.clause = "2.4"
	for _, o := range orders {
		d.cause = "gate:" + o.Cause
		if why := Barred(c, o.Letter, o.Role, o.Channel, o.To, o.ByPerson); why != "" {
			keepBack(d, o.Letter, o.Channel, why)
			continue
		}
		through = append(through, byMode(d, o))
	}
	for _, l := range waiting {
		d.cause = "gate:" + l.Cause
		to := people.Contact{Name: l.ToName, Email: l.To, Phone: l.To}
		if why := Barred(c, l.Letter, l.Role, l.Channel, to, l.ByPerson); why != "" {
			if a, waits := awaitedAs(d.Case, l); waits {
				endAwaited(d, a, false, why)
			}
			keepBack(d, l.Letter, l.Channel, why)
			stopped = append(stopped, l)
		}
	}
	return through, stopped, d.Decision
}

// awaitedAs is the letter among those that await a word on a case, if it is one.
func awaitedAs(c complaint.Case, l outbox.Letter) (complaint.Awaited, bool) {
	own := complaint.Awaited{Letter: l.Letter, Role: l.Role, Channel: l.Channel, Cause: l.Cause}.ID()
	return awaitedOf(c, own)
}

// keepBack makes a letter that may not leave a person's. What a hold keeps is asked for with the hold.
func keepBack(d *draft, id letter.ID, channel message.Channel, why string) {
	row := letter.Of(id)
	if !row.MustArrive && !row.Answers && !row.Extends {
		d.record(actor.ByMachine, why, complaint.Noted{Text: string(id) + " was not sent"})
		return
	}
	d.record(actor.ByMachine, why, complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{
		Letter: id, Channel: channel, Why: lowerFirst(why), Since: d.today(), Held: true}})
	if d.Case.Safety.Stands() {
		return
	}
	notice := complaint.LetterID(string(letter.DeliveryFailed) + ":gate")
	d.onceADay(notice, "The complaints team is told that a letter was held back.", func() {
		d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
			f.Reminder = "A letter was held back"
			f.Problem = "We did not send our letter " + string(id) + ". " + why + " Please reach the resident in a way " +
				"that they allow, and reply POSTED when they know. If you know a safe address or number, reply SAFE and " +
				"the address or number."
		})
	})
}
