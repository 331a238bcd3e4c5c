package complaint

import (
	"cmp"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// The people of a case.
//
// A case is about one resident: [Case.Party]. Theirs is the home, the complaint and whatever we find; every promise of
// the procedure is made to them. Around them stand others, and each is somebody else than the resident:
//
//   - who speaks for them, or would like to: a relative, a friend, an adviser, a solicitor ([Case.Representative]).
//     There is one at a time. They are written to as what they are. [Case.Consent] is true only when the resident has
//     agreed
//     by a way that proves the resident; what the representative says of it proves nothing.
//   - an MP or a councillor, who asks for a constituent and is owed an answer of their own.
//   - a professional, such as a doctor or a teacher, who tells us of somebody in their care.
//   - an official body, to whom a person of ours answers.
//   - a colleague who passed on what the resident told them. The resident is the party, the colleague has a receipt.
//   - whoever stands in copy of a resident's mail, and answers "to all".
//   - whoever signed a joint complaint. One of them wrote and speaks for all; each may hear everything.
//   - whoever says that they are the resident, by an address or a number that we do not have. They may be. Until a
//     person has asked the resident they are told nothing.
//   - whoever has the address or the number that we took for the resident's: a wrong number. It is never used again.
//
// Everybody beside the resident is a [people.Person] of [Case.Others], with the way they wrote by, in what capacity,
// and what the resident has said about them. [PersonMet] and [RepresentativeNamed] put them there, [NotTheirs] takes a
// way from the resident. A case's file is made of its events, so who knew what when can be told for good.
//
// Who may be told what is not said here: that is one table in package procedure.

// Met is what a case knows of somebody beside the resident, by their address, their number or, where the case knows
// neither, their name.
func (c Case) Met(who people.Contact) (people.Person, bool) {
	i := slices.IndexFunc(c.Others, func(p people.Person) bool { return p.Is(who) })
	if i < 0 {
		return people.Person{}, false
	}
	return c.Others[i], true
}

// Joined is whoever signed the joint complaint and is named in a text; ok is false if none of them is.
func (c Case) Joined(text string) (p people.Person, ok bool) {
	words := " " + strings.Join(people.NameParts(text), " ") + " "
	i := slices.IndexFunc(c.Others, func(p people.Person) bool {
		parts := people.NameParts(p.Contact.Name)
		return p.Link == people.BondJoined && len(parts) > 1 &&
			strings.Contains(words, " "+parts[0]+" "+parts[len(parts)-1]+" ")
	})
	if i < 0 {
		return people.Person{}, false
	}
	return c.Others[i], true
}

// MetAt is [Case.Met] by an address or a number alone.
func (c Case) MetAt(address string) (people.Person, bool) {
	if address == "" {
		return people.Person{}, false
	}
	return c.Met(people.Contact{Email: address, Phone: address})
}

// Speaker is who speaks for the resident, or would like to, with what we know of them; zero if there is nobody.
func (c Case) Speaker() people.Person {
	if c.Representative == (people.Contact{}) {
		return people.Person{}
	}
	if p, ok := c.Met(c.Representative); ok {
		return p
	}
	return people.Person{Contact: c.Representative}
}

// Claimant is whoever says that they are the resident and has not been asked about yet; false if there is nobody.
func (c Case) Claimant() (people.Person, bool) {
	i := slices.IndexFunc(c.Others, func(p people.Person) bool { return p.Link == people.BondClaims })
	if i < 0 {
		return people.Person{}, false
	}
	return c.Others[i], true
}

// NeverTheirs reports whether an address or a number is known not to be the resident's.
func (c Case) NeverTheirs(address string) bool {
	p, ok := c.MetAt(address)
	return ok && p.Link == people.BondWrong
}

// met adds somebody, or what is newly known of them.
func (c *Case) met(p people.Person) {
	others := slices.Clone(c.Others)
	i := slices.IndexFunc(others, func(known people.Person) bool { return known.Is(p.Contact) })
	if i < 0 {
		c.Others = append(others, p)
		return
	}
	known := &others[i]
	known.Contact.Name = cmp.Or(p.Contact.Name, known.Contact.Name)
	known.Contact.Email = cmp.Or(p.Contact.Email, known.Contact.Email)
	known.Contact.Phone = cmp.Or(p.Contact.Phone, known.Contact.Phone)
	known.As, known.Link = cmp.Or(p.As, known.As), cmp.Or(p.Link, known.Link)
	known.Consent, known.Words = cmp.Or(p.Consent, known.Consent), cmp.Or(p.Words, known.Words)
	c.Others = others
}

// forgotten takes somebody out again.
func (c *Case) forgotten(who people.Contact) {
	c.Others = slices.DeleteFunc(slices.Clone(c.Others), func(p people.Person) bool { return p.Is(who) })
}

// PersonMet: somebody beside the resident has to do with the case, or more is known of them.
type PersonMet struct{ Person people.Person }

func (f PersonMet) apply(c *Case, _ Event) { c.met(f.Person) }

// WayConfirmed: whoever said that they are the resident is. Their address or number is the resident's from now on.
type WayConfirmed struct{ Contact people.Contact }

func (f WayConfirmed) apply(c *Case, _ Event) {
	c.forgotten(f.Contact)
	name := ""
	if c.Party.Name == "" {
		name = f.Contact.Name
	}
	c.Party = c.Party.Learnt(people.Party{Name: name, Email: f.Contact.Email, Phone: f.Contact.Phone})
}

// NotTheirs: an address or a number that we took for the resident's is somebody else's. It is not used again.
type NotTheirs struct {
	Contact people.Contact
	Words   string // of whoever has it
}

func (f NotTheirs) apply(c *Case, _ Event) {
	if f.Contact.Email != "" && strings.EqualFold(c.Party.Email, f.Contact.Email) {
		c.Party.Email, c.Party.MailDead = "", false
	}
	if f.Contact.Phone != "" && c.Party.Phone == f.Contact.Phone {
		c.Party.Phone, c.Party.PhoneDead = "", false
	}
	if r := c.Representative; f.Contact.Email != "" && r.Email == f.Contact.Email ||
		f.Contact.Phone != "" && r.Phone == f.Contact.Phone {
		c.Representative, c.Consent = people.Contact{}, false
	}
	c.forgotten(f.Contact)
	c.met(people.Person{Contact: f.Contact, Link: people.BondWrong, Words: f.Words})
}

// AnswerOwed: an official body, an MP or a councillor has written and waits for a person's answer.
type AnswerOwed struct {
	To string        // who it is
	By calendar.Date // as we read their letter; zero if it names no day
}

func (f AnswerOwed) apply(c *Case, e Event) {
	by := f.By
	if before := c.Clocks.Ombudsman; before.Runs() && before.By != 0 && (by == 0 || before.By < by) {
		by = before.By // an earlier date of theirs still stands
	}
	c.Clocks.Ombudsman = Clock{Since: e.At, By: by, To: f.To}
}

// Unaddressed reports whether a case has nobody of ours in it yet: what began it came from an official body, a supplier
// or a machine, and a person has not said otherwise. No letter leaves it but to staff.
func (c Case) Unaddressed() bool {
	p := c.Party
	return p.Name == "" && p.Email == "" && p.Phone == "" && slices.ContainsFunc(c.Others, func(o people.Person) bool {
		switch o.As {
		case reading.WriterOfficial, reading.WriterSupplier, reading.WriterStranger, reading.WriterMachine,
			reading.WriterColleague:
			return o.Link == people.BondWrote
		}
		return false
	})
}
