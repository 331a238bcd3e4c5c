package procedure

import (
	"cmp"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// A wrong number: whoever has an address or a number that we took for the resident's says so. We say sorry once, and
// then that way is silent for good, whatever comes from it. The case goes on: the resident is still out there, and a
// person has to find how to reach them (1.5).

// notTheirs takes a way from the resident at the word of whoever has it. Nothing is lost if the word is wrong: no
// letter is sent there any more, and a person looks.
func notTheirs(d *draft, m message.Message) {
	way := contactOf(m)
	way.Name = ""
	apologise(d, m, way)
	d.record(actor.ByResident, "Whoever has this address or number says that it is not the resident's.",
		complaint.NotTheirs{Contact: way, Words: message.Excerpt(m.NewText, 200)})
	d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
		f.Words, f.Reminder = message.LimitWords(m.NewText), "We have the wrong number: please find the resident"
		f.Problem = "Somebody else has " + cmp.Or(way.Phone, way.Email) + ", which we took for the resident's. They " +
			"say that we have the wrong number or the wrong person. We have said sorry and write there no more. " +
			"Letters to the resident come to you to post until you have found how to reach them."
		f.Commands = noteOnly("and what you found out")
	})
}

// apologise says sorry (L53), once for good.
func apologise(d *draft, m message.Message, way people.Contact) {
	if d.Case.Said[letter.WrongNumber] != 0 || d.quiet {
		return
	}
	d.record(actor.ByMachine, "We say sorry to whoever has it.",
		complaint.Said{Letter: letter.WrongNumber, On: d.today()})
	channel := message.Email
	if m.Channel == message.SMS {
		channel = message.SMS
	}
	d.order(letter.WrongNumber, channel, people.RoleRepresentative, way,
		order.Facts{Landlord: d.Landlord, Today: d.today()})
}

// WrongNumber takes a way from the resident of another case that has the same one. Nobody is written to about it: who
// has it was told on the case on which they wrote, and the team has heard of it there.
func (p Procedure) WrongNumber(c complaint.Case, m message.Message, now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "1.5"
	way := contactOf(m)
	way.Name = ""
	d.record(actor.ByResident, "On another case whoever has this address or number says that it is not the "+
		"resident's.", complaint.NotTheirs{Contact: way})
	return d.Decision
}
