package procedure

import (
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// Who may be told what of a case, and at what proof (1.1). This table is the only place that says so, and no letter
// leaves a case without having been asked of it. Everybody can be heard; being heard gives nobody a right to be told.

// share is how much somebody may be told.
type share string

const (
	toldNothing share = "nothing at all"
	toldSorry   share = "that we are sorry, once"
	toldHeard   share = "that we have their message, how the resident can agree, and whom to ring in danger"
	toldReceipt share = "that we have it, its reference, and what is missing"
	toldAll     share = "everything; the full answer by email or post, never by text"
	toldByHand  share = "what a person of ours tells them"
)

// standing of somebody towards a case's resident, as the table has it.
type party int

const (
	theResident party = iota
	claimsToBe
	agreedTo
	signedToo
	saysAgreed
	forThem
	politician
	professional
	copiedIn
	official
	colleague
	notConcerned
	wrongNumber
)

// toldRow is what one of them may be told.
type toldRow struct {
	who   party
	says  string
	proof string // what shows that they are who they are
	told  share
}

// toldRows is the table.
func toldRows() []toldRow {
	return []toldRow{
		{theResident, "the resident, by a way that we have for them", "none is needed: it is theirs", toldAll},
		{claimsToBe, "whoever says that they are the resident, by a way that we do not have",
			"a person has asked the resident: CONSENT", toldHeard},
		{agreedTo, "whoever speaks for the resident, who has agreed",
			"our letter answered, a proved mail from the resident's own address, or CONSENT by the team", toldAll},
		{signedToo, "whoever signed a joint complaint",
			"their name among those who signed, by a mail that is proved", toldAll},
		{saysAgreed, "whoever writes for the resident and says that the resident agrees", "none: it is their word",
			toldHeard},
		{forThem, "a relative, a friend, an adviser or a solicitor without the resident's agreement", "none",
			toldHeard},
		{politician, "an MP or a councillor without the resident's agreement", "none", toldHeard},
		{professional, "a doctor, a teacher, a social or a support worker without the resident's agreement", "none",
			toldHeard},
		{copiedIn, "whoever stands in copy of a resident's mail", "none", toldNothing},
		{official, "an official body", "our mail server's; a person looks in any case", toldByHand},
		{colleague, "a colleague who passed on what the resident told them", "our mail server's", toldReceipt},
		{notConcerned, "a supplier, a stranger, a machine", "none", toldNothing},
		{wrongNumber, "whoever has an address or a number that we took for the resident's", "their word is enough",
			toldSorry},
	}
}

// toldRowOf is the row of somebody.
func toldRowOf(who party) toldRow {
	for _, row := range toldRows() {
		if row.who == who {
			return row
		}
	}
	return toldRow{told: toldNothing}
}

// partyOf is what somebody is to a case's resident who is not of the landlord's staff. Wherever they are not known to
// be anything, they are nobody.
func partyTo(c complaint.Case, to people.Contact) party {
	at := func(email, phone string) bool {
		return to.Email != "" && strings.EqualFold(to.Email, email) || to.Phone != "" && to.Phone == phone
	}
	met, known := c.Met(to)
	switch {
	case known && met.Link == people.BondWrong:
		return wrongNumber
	case at(c.Party.Email, c.Party.Phone) && !at(c.Representative.Email, c.Representative.Phone):
		return theResident
	case at(c.Representative.Email, c.Representative.Phone) && c.Consent:
		return agreedTo
	case at(c.Party.Email, c.Party.Phone) && !c.SpokenFor():
		return theResident
	}
	switch {
	case known && met.Link == people.BondClaims:
		return claimsToBe
	case known && met.Link == people.BondJoined:
		return signedToo
	case known && met.Link == people.BondCopied:
		return copiedIn
	case known && met.Link == people.BondPassedOn:
		return colleague
	}
	switch met.As {
	case reading.WriterPolitician:
		return politician
	case reading.WriterProfessional:
		return professional
	case reading.WriterOfficial:
		return official
	case reading.WriterSupplier, reading.WriterMachine, reading.WriterStranger:
		return notConcerned
	}
	if met.Consent == reading.ConsentTold {
		return saysAgreed
	}
	return forThem
}

// mayBeTold reports whether a letter may go to somebody. What goes to staff, and what the team is to print for the
// resident, is not asked here.
func mayBeTold(d *draft, id letter.ID, role people.Role, to people.Contact) bool {
	row := letter.Of(id)
	if row.To == letter.Staff || role == people.RoleResident && people.SameAddress(to, d.Register.Team) {
		return true
	}
	switch toldRowOf(partyTo(d.Case, to)).told {
	case toldAll:
		return true
	case toldHeard:
		return row.TellsNothing
	case toldSorry:
		return id == letter.WrongNumber
	}
	return false
}

// answersWriter sends what answers whoever wrote to them and not to a resident for whom they wrote: whom to ring in
// danger. It reports whether the letter is not for the resident. They have written nothing that it could answer.
func answersWriter(d *draft, id letter.ID) bool {
	c := d.Case
	if c.Unaddressed() {
		return true
	}
	if !letter.Of(id).ToWriter {
		return false
	}
	nowhere := c.Party.Email == "" && c.Party.Phone == "" && c.Party.Address == "" && len(c.Others) > 0
	if !c.SpokenFor() && !nowhere {
		return false
	}
	if id == letter.Emergency && c.SpokenFor() {
		d.toSpeaker(id, c.Representative)
	}
	return true
}

// inTheirWords says whose words a letter to the resident quotes, where they are not the resident's own. What a
// professional wrote of somebody in their care is not sent to that home.
func inTheirWords(c complaint.Case, f *order.Facts) {
	for _, p := range c.Others {
		switch p.Link {
		case people.BondPassedOn:
			f.SpokenBy = "You told one of our colleagues, who"
		case people.BondWrote:
			if c.Received.IsZero() || c.Party.Email != "" || c.Party.Phone != "" {
				continue // the resident began it, and somebody else wrote later
			}
			f.SpokenBy = p.Contact.Called()
			if p.As == reading.WriterProfessional {
				f.SpokenBy, f.Issues, f.OutcomeSought = "", nil, ""
			}
		}
	}
}
