package complaint

import (
	"cmp"
	"slices"
	"strings"

	"complaints/internal/calendar"
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
//   - whoever says that they are the resident, by an address or a number that we do not have. They may be. Until a
//     person has asked the resident they are told nothing.
//   - whoever has the address or the number that we took for the resident's: a wrong number. It is never used again.
//
// Everybody beside the resident is a [Person] of [Case.Others], with the way they wrote by, in what capacity, and what
// the resident has said about them. [PersonMet] and [RepresentativeNamed] put them there, [NotTheirs] takes a way from
// the resident. A case's file is made of its events, so who knew what when can be told for good.
//
// Who may be told what is not said here: that is one table in package procedure.

// Person is somebody of a case beside the resident.
type Person struct {
	Contact Contact `json:"contact"`
	As      Writer  `json:"as,omitempty" redact:"keep"`
	Link    Bond    `json:"link,omitempty" redact:"keep"` // how they came to the case
	Consent Consent `json:"consent,omitempty" redact:"keep"`
	// in which the resident agreed or refused, or by which it was found who they may be
	Words string `json:"words,omitempty"`
}

// Bond is how somebody came to a case in which they are not known to speak for the resident.
type Bond string

// The bonds.
const (
	BondWrote    Bond = "wrote"      // for the resident
	BondNamed    Bond = "named"      // by the resident
	BondCopied   Bond = "copied"     // stood in copy of the resident's mail
	BondPassedOn Bond = "passed_on"  // passed on what the resident told them: a colleague
	BondClaims   Bond = "claims"     // says that they are the resident, by a way that we did not have
	BondWrong    Bond = "not_theirs" // has the number or the address that we took for the resident's
)

// is reports whether a contact is the same person's: by an address or a number, or by name where neither is known.
func (p Person) is(who Contact) bool {
	switch {
	case who.Email != "" && strings.EqualFold(p.Contact.Email, who.Email),
		who.Phone != "" && p.Contact.Phone == who.Phone:
		return true
	}
	nowhere := who.Email == "" && who.Phone == "" || p.Contact.Email == "" && p.Contact.Phone == ""
	return nowhere && who.Name != "" && strings.EqualFold(p.Contact.Name, who.Name)
}

// Met is what a case knows of somebody beside the resident, by their address, their number or, where the case knows
// neither, their name.
func (c Case) Met(who Contact) (Person, bool) {
	i := slices.IndexFunc(c.Others, func(p Person) bool { return p.is(who) })
	if i < 0 {
		return Person{}, false
	}
	return c.Others[i], true
}

// MetAt is [Case.Met] by an address or a number alone.
func (c Case) MetAt(address string) (Person, bool) {
	if address == "" {
		return Person{}, false
	}
	return c.Met(Contact{Email: address, Phone: address})
}

// Speaker is who speaks for the resident, or would like to, with what we know of them; zero if there is nobody.
func (c Case) Speaker() Person {
	if c.Representative == (Contact{}) {
		return Person{}
	}
	if p, ok := c.Met(c.Representative); ok {
		return p
	}
	return Person{Contact: c.Representative}
}

// Claimant is whoever says that they are the resident and has not been asked about yet; false if there is nobody.
func (c Case) Claimant() (Person, bool) {
	i := slices.IndexFunc(c.Others, func(p Person) bool { return p.Link == BondClaims })
	if i < 0 {
		return Person{}, false
	}
	return c.Others[i], true
}

// NeverTheirs reports whether an address or a number is known not to be the resident's.
func (c Case) NeverTheirs(address string) bool {
	p, ok := c.MetAt(address)
	return ok && p.Link == BondWrong
}

// met adds somebody, or what is newly known of them.
func (c *Case) met(p Person) {
	others := slices.Clone(c.Others)
	i := slices.IndexFunc(others, func(known Person) bool { return known.is(p.Contact) })
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
func (c *Case) forgotten(who Contact) {
	c.Others = slices.DeleteFunc(slices.Clone(c.Others), func(p Person) bool { return p.is(who) })
}

// PersonMet: somebody beside the resident has to do with the case, or more is known of them.
type PersonMet struct{ Person Person }

func (f PersonMet) apply(c *Case, _ Event) { c.met(f.Person) }

// WayConfirmed: whoever said that they are the resident is. Their address or number is the resident's from now on.
type WayConfirmed struct{ Contact Contact }

func (f WayConfirmed) apply(c *Case, _ Event) {
	c.forgotten(f.Contact)
	name := ""
	if c.Party.Name == "" {
		name = f.Contact.Name
	}
	c.Party = c.Party.Learnt(Party{Name: name, Email: f.Contact.Email, Phone: f.Contact.Phone})
}

// NotTheirs: an address or a number that we took for the resident's is somebody else's. It is not used again.
type NotTheirs struct {
	Contact Contact
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
		c.Representative, c.Consent = Contact{}, false
	}
	c.forgotten(f.Contact)
	c.met(Person{Contact: f.Contact, Link: BondWrong, Words: f.Words})
}

// ForSomebody reports whether a message is written by somebody else than the resident it is about, who has no complaint
// of their own in it.
func (r Reading) ForSomebody() bool {
	switch r.Writer {
	case WriterRelative, WriterRepresentative, WriterPolitician, WriterProfessional:
		return true
	}
	return (r.Writer == "" || r.Writer == WriterResident) && r.Says.ForSomebody
}

// Capacity says in what capacity somebody writes, as a clause: "an MP or a councillor". It is "" for a resident.
func (w Writer) Capacity() string {
	return map[Writer]string{
		WriterRelative: "a relative", WriterRepresentative: "somebody who acts for the resident",
		WriterPolitician: "an MP or a councillor", WriterProfessional: "a professional who has to do with the resident",
		WriterOfficial: "an official body", WriterColleague: "a colleague", WriterSupplier: "a supplier",
		WriterStranger: "somebody we do not know", WriterMachine: "a machine",
	}[w]
}

// aboutOthers says to staff who else has to do with a case and may be told nothing, a sentence or two each.
func (c Case) aboutOthers() (do []string) {
	if p := c.Speaker(); !c.Consent && p.Contact != (Contact{}) {
		who, says := p.Contact.Called(), ""
		if as := p.As.Capacity(); as != "" {
			who += ", " + as + ","
		}
		switch {
		case p.Consent == ConsentTold:
			says = " They say that the resident agrees."
		case p.Consent == ConsentNone && p.Words != "":
			says = " The resident does not wish it: \"" + Excerpt(p.Words, 120) + "\"."
		}
		resident := "the resident"
		if c.Party.Name != "" {
			resident = c.Party.Name
		}
		do = append(do, who+" would like to speak for "+resident+" and has no permission yet."+says+
			" Tell them nothing about the case. When the resident has agreed, the complaints team replies CONSENT.")
	}
	if p, ok := c.Claimant(); ok {
		do = append(do, "A message came from "+p.Contact.Called()+", which may be the resident by another way. Tell "+
			"that address nothing about the case. When the resident has said that it is theirs, the complaints team "+
			"replies CONSENT.")
	}
	for _, p := range c.Others {
		switch nowhere := p.Contact.Email == "" && p.Contact.Phone == ""; {
		case p.Link == BondWrong:
			do = append(do, "Never use "+cmp.Or(p.Contact.Phone, p.Contact.Email)+": it is somebody else's.")
		case p.Link == BondNamed && nowhere && (p.Consent == ConsentGiven || p.Consent == ConsentTold):
			do = append(do, "The resident wrote that somebody may speak for them: \""+Excerpt(p.Words, 160)+"\". "+
				"Make sure that it is they.")
		case p.Link == BondNamed && nowhere && p.Consent == ConsentNone:
			do = append(do, "The resident does not wish that somebody is told: \""+Excerpt(p.Words, 160)+"\".")
		}
	}
	return do
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
	return p.Name == "" && p.Email == "" && p.Phone == "" && slices.ContainsFunc(c.Others, func(o Person) bool {
		switch o.As {
		case WriterOfficial, WriterSupplier, WriterStranger, WriterMachine, WriterColleague:
			return o.Link == BondWrote
		}
		return false
	})
}
