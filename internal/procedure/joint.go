package procedure

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// A joint complaint or a petition is one case: whoever wrote it is its resident and speaks for all, each who signed is
// a party, and may hear everything once they write by a way that is theirs (1.1). A neighbour who joins somebody else's
// complaint has a case of their own, linked with it: each resident has an answer.

// jointly is a reading of a joint complaint as what it is: its writer's own, too, and not for somebody else.
func jointly(m message.Message, r reading.Reading) (own reading.Reading, signed []people.Signatory) {
	signed, joint := people.JointIn(m.Subject + "\n" + m.NewText)
	switch r.Writer {
	case "", reading.WriterResident, reading.WriterRepresentative, reading.WriterRelative:
	default:
		return r, nil // who presents it for them is no resident
	}
	if !joint {
		return r, nil
	}
	r.Writer, r.For, r.Consent, r.Says.ForSomebody = reading.WriterResident, "", "", false
	return r, signed
}

// signedBy notes who signed a joint complaint beside its writer.
func signedBy(d *draft, signed []people.Signatory) {
	own := people.NameParts(d.Case.Party.Name)
	for _, s := range signed {
		if slices.Equal(people.NameParts(s.Name), own) {
			continue
		}
		d.record(actor.ByResident, "They signed the complaint too.", complaint.PersonMet{Person: people.Person{
			Contact: people.Contact{Name: s.Name}, Link: people.BondJoined, Words: s.Home}})
	}
}

// SignatoryWrote decides what follows when somebody writes who is named among those who signed a joint complaint. By a
// mail that is proved they hear how it stands, and are written to there; else a person asks first.
func (p Procedure) SignatoryWrote(c complaint.Case, m message.Message, r reading.Reading, signed people.Person,
	now time.Time) Decision {
	if !m.Proof.Proved() || m.Channel != message.Email {
		return p.ReceiveFrom(c, m, r, people.Person{Link: people.BondClaims,
			Words: "The name that it gives is that of somebody who signed the complaint."}, now)
	}
	d := p.begin(c, now, m.ID)
	d.clause = "1.1"
	d.record(actor.ByResident, "Somebody who signed the complaint wrote: "+intentWords(r)+".", complaint.MessageJoined{
		MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(), Intent: r.Intent,
		Attachments: m.Attachments, Burst: burst(c, m)})
	if _, known := c.MetAt(m.From); !known {
		signed.Contact.Email = strings.ToLower(m.From)
		d.record(actor.ByMachine, "They are among those who signed it.", complaint.PersonMet{Person: signed})
	}
	contactRules(d, m, r)
	hold(d, m, r)
	safety(d, m, r)
	d.onceADay(letter.JointParty, "They are told how the complaint stands that they signed.", func() {
		facts := d.facts()
		asItStands(d.Case, &facts)
		facts.SpokenBy = d.Case.Party.Name
		d.order(letter.JointParty, message.Email, people.RoleRepresentative, signed.Contact, facts)
	})
	d.toHandler(letter.ManagerNewEvidence, func(f *order.Facts) {
		f.Words, f.Attachments, f.Sender = message.LimitWords(m.NewText), m.Attachments, signed.Contact.Called()
		f.Reminder = signed.Contact.Name + " wrote, who signed the complaint. They may hear everything about it"
	})
	return d.Decision
}

// Joins links a case whose resident asks to be part of another's complaint with that one. Nothing is told to either of
// the other.
func (p Procedure) Joins(c, other complaint.Case, m message.Message, now time.Time) (Decision, Decision) {
	d, o := p.begin(c, now, m.ID), p.begin(other, now, m.ID)
	d.clause, o.clause = "1.5", "1.5"
	const why = "Its resident asks to be part of the other complaint."
	d.record(actor.ByMachine, why, complaint.Linked{Ref: other.Ref, How: "joins it"})
	o.record(actor.ByMachine, why, complaint.Linked{Ref: c.Ref, How: "joins this"})
	o.toHandler(letter.ManagerNewEvidence, func(f *order.Facts) {
		f.Words, f.Sender = message.LimitWords(m.NewText), contactOf(m).Called()
		f.Reminder = "A neighbour asks to be part of it. They have a case of their own, " + c.Ref + ", which is linked " +
			"with this one; each of them needs an answer"
	})
	return d.Decision, o.Decision
}
