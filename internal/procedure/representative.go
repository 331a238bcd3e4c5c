package procedure

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// Who else may speak for a resident (1.1, 3.4): nobody learns anything about a case before the resident
// has agreed, and everybody is told how that is done.

// strangerWrote takes in what somebody says who is neither the resident nor a representative with consent: they hold
// one of our letters, are in copy, or may be the resident by another way. It is listened to and passed on; nothing
// about the case goes back.
func strangerWrote(d *draft, m message.Message, r reading.Reading) {
	met, known := d.Case.MetAt(m.From)
	first := !known
	if !known {
		meet(d, m, r)
		met, _ = d.Case.MetAt(m.From)
	}
	passStrangerOn(d, m, r, met, first)
}

// meet notes who wrote, in what capacity.
func meet(d *draft, m message.Message, r reading.Reading) {
	if d.Case.Representative == (people.Contact{}) {
		d.record(actor.ByResident, "Somebody may wish to speak for the resident.", complaint.RepresentativeNamed{
			Representative: contactOf(m), As: otherThanResident(r.Writer), Told: toldBy(r)})
		return
	}
	d.record(actor.ByResident, "Somebody else has written about the case.", complaint.PersonMet{
		Person: people.Person{Contact: contactOf(m), As: otherThanResident(r.Writer), Link: people.BondWrote,
			Consent: toldBy(r)}})
}

// otherThanResident is in what capacity somebody writes who is known not to be the resident of the case.
func otherThanResident(w reading.Writer) reading.Writer {
	if w == reading.WriterResident {
		return ""
	}
	return w
}

// toldBy is what a writer says of the resident's agreement. Their word gives none.
func toldBy(r reading.Reading) reading.Consent {
	if r.Consent == reading.ConsentGiven {
		return reading.ConsentTold
	}
	return r.Consent
}

// passStrangerOn answers somebody of whom nothing is proved with no more than they may be told, and puts what they
// wrote before a person.
func passStrangerOn(d *draft, m message.Message, r reading.Reading, met people.Person, first bool) {
	c := d.Case
	if r.Emergency {
		d.onceADay(letter.Emergency, "They are told whom to ring now.", func() {
			d.toWriter(letter.Emergency, m)
			sparing(d)
		})
	}
	answerStranger(d, m, met)
	why := "from an address we do not know."
	if met.Link == people.BondClaims {
		why = "by a way that we do not have for the resident, who may be the writer: " + met.Words
	}
	switch {
	case c.Status == complaint.Stage1Responded && (wantsStage2(r) || r.Intent == reading.IntentUnhappy ||
		met.Link == people.BondClaims && dissatisfied(r)):
		ask(d, letter.Received, m.Received, complaint.Question{
			Matter: complaint.MatterStage2, Suggest: suggestAccept, Kind: r.Kind, Confidence: r.Confidence,
			Evidence: r.Evidence, Words: message.LimitWords(m.NewText),
			Why: "Stage 2 was asked for " + why,
		})
	case c.Status == complaint.Closed && dissatisfied(r):
		askAgain(d, m, r, "Somebody has written about a closed case "+why)
	default:
		tellHandler(d, letter.ManagerNewEvidence, m)
		if first { // the team can say that the resident has agreed
			alsoTellTeam(d, letter.ManagerNewEvidence, m)
		}
	}
}

// answerStranger tells whoever wrote what they may be told, at most once a day.
func answerStranger(d *draft, m message.Message, met people.Person) {
	if d.Case.Safety.Has(complaint.HoldDeath) {
		return // nobody asks the bereaved for the permission of somebody who has died
	}
	switch toldRowOf(partyTo(d.Case, contactOf(m))).told {
	case toldNothing, toldSorry, toldByHand, toldReceipt:
		return
	}
	if met.Link != people.BondClaims {
		thirdPartyHeard(d, m, met.As)
		return
	}
	d.onceADay(letter.UnknownSender, "They are told how to show that the address is theirs.", func() {
		d.toWriter(letter.UnknownSender, m)
	})
}

// thirdPartyHeard tells whoever wrote for somebody else that a person reads it, and how the resident can agree.
func thirdPartyHeard(d *draft, m message.Message, as reading.Writer) {
	d.onceADay(letter.ThirdParty, "They are told that we have it, and how the resident can agree.", func() {
		d.toWriter(letter.ThirdParty, m)
		if n := len(d.Letters); n > 0 && d.Letters[n-1].Letter == letter.ThirdParty {
			d.Letters[n-1].Facts.Writer = as
			d.Letters[n-1].Facts.ReplyBy = enquiry(d, contactOf(m), as)
		}
	})
}

// enquiry is the day by which the policy promises an MP or a councillor an answer of their own; a person gives it, and
// is asked for it until they have. It is zero where nothing is promised.
func enquiry(d *draft, from people.Contact, as reading.Writer) calendar.Date {
	within := d.Policy.Enquiries.Answer
	if as != reading.WriterPolitician || within == nil {
		return 0
	}
	by, _ := d.Calendar.Count(d.today(), *within)
	d.record(actor.ByMachine, "An MP or a councillor is promised an answer of their own.",
		complaint.AnswerOwed{To: from.Called(), By: by})
	return by
}

// ReceiveFrom decides what a message means for a case to which it was found to belong although nothing proves that: it
// comes from somebody who stands in copy, who writes for its resident, or who may be the resident by another way. met
// says which, and in Words by what it was found.
func (p Procedure) ReceiveFrom(c complaint.Case, m message.Message, r reading.Reading, met people.Person,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "1.1"
	doubtSender(d, m)
	d.record(actor.ByResident, "Somebody we do not know to speak for the resident wrote: "+intentWords(r)+".",
		complaint.MessageJoined{MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(),
			Intent:      r.Intent,
			Attachments: m.Attachments, Burst: burst(c, m)})
	known, first := c.MetAt(m.From)
	if first = !first; first {
		known = met
		known.Contact, known.As = contactOf(m), otherThanResident(r.Writer)
		if met.Link == people.BondWrote {
			meet(d, m, r)
			known, _ = d.Case.MetAt(m.From)
		} else {
			d.record(actor.ByMachine, cmp.Or(met.Words, "They are in copy of the resident's mail."),
				complaint.PersonMet{Person: known})
		}
	}
	contactRules(d, m, r)
	hold(d, m, r)
	safety(d, m, r)
	passStrangerOn(d, m, r, known, first)
	if met.Link == people.BondPassedOn {
		d.order(letter.ColleagueReceipt, message.Email, people.RoleManager, contactOf(m), order.Facts{
			Landlord: d.Landlord, Ref: c.Ref, Today: d.today(), Resident: c.Party.Name,
			Received: d.Calendar.Day(m.Received)})
	}
	return d.Decision
}

// writtenFor notes that a first message was written for somebody else. Whoever wrote it is heard and answered on what
// they wrote; about the case they learn nothing before the resident has agreed (1.1, L51).
func writtenFor(d *draft, m message.Message, r reading.Reading) {
	_, passedOn := d.Case.MetAt(m.From) // a colleague, who has a receipt of their own
	if d.Case.Representative != (people.Contact{}) || !r.ForSomebody() || passedOn ||
		m.Channel == message.Terminal {
		return
	}
	as := otherThanResident(r.Writer)
	d.record(actor.ByMachine, "It was written for somebody else, whose permission we need.",
		complaint.RepresentativeNamed{Representative: contactOf(m), As: as, Told: toldBy(r)})
	if r.Death == "" && !beforeClaim(m, r) { // nobody asks the bereaved for the permission of somebody who has died
		thirdPartyHeard(d, m, as)
	}
}

// consent records that the resident has agreed to whoever wrote for them: told to us on the phone, on paper, or from an
// address that we did not know (L16).
func (r *staffReply) consent() {
	c := r.Case
	if p, ok := c.Claimant(); ok && (c.Representative == (people.Contact{}) || c.Consent) {
		r.wayConfirmed(p)
		return
	}
	if c.Representative == (people.Contact{}) {
		r.help("Nobody has asked to speak for the resident of this case. Ask the resident to write to us with the " +
			"name and address.")
		return
	}
	r.record(r.by(), cmp.Or(r.cmd.Text, "The resident has agreed that "+c.Representative.Called()+
		" may speak for them."), complaint.RepresentativeNamed{Representative: c.Representative, Consent: true,
		Words: message.Excerpt(r.cmd.Text, 300)})
	facts := r.facts()
	if email := c.Representative.Email; email != "" {
		r.order(letter.RepresentativeAcknowledgement, message.Email, people.RoleRepresentative, c.Representative,
			facts)
	} else {
		r.order(letter.RepresentativeAcknowledgement, message.SMS, people.RoleRepresentative, c.Representative,
			facts)
	}
	r.receipt(c.Representative.Called() + " may now speak for the resident, and is told so.")
}

// wayConfirmed notes that whoever said that they are the resident is: a person of ours has asked them.
func (r *staffReply) wayConfirmed(p people.Person) {
	r.record(r.by(), cmp.Or(r.cmd.Text, "The resident has said that "+p.Contact.Called()+" is theirs."),
		complaint.WayConfirmed{Contact: people.Contact{Email: p.Contact.Email, Phone: p.Contact.Phone}})
	r.receipt(p.Contact.Called() + " is the resident's own, and we use it from now on.")
}

func contactOf(m message.Message) people.Contact {
	if m.Channel == message.SMS {
		return people.Contact{Phone: m.From}
	}
	return people.Contact{Name: m.WriterName(), Email: m.From}
}

// toWriter orders a letter to whoever wrote, with nothing of the case in it.
func (d *draft) toWriter(id complaint.LetterID, m message.Message) {
	if isQuiet(d, id) {
		return
	}
	to := contactOf(m)
	if d.quiet {
		to.Name = ""
	}
	d.toSpeaker(id, to)
}

// toSpeaker orders a letter to whoever would like to speak for the resident, with nothing of the case in it.
func (d *draft) toSpeaker(id complaint.LetterID, to people.Contact) {
	channel := message.Email
	if to.Email == "" {
		channel = message.SMS
	}
	d.order(id, channel, people.RoleRepresentative, to,
		order.Facts{Landlord: d.Landlord, Today: d.today()})
}

// representativeNamed: the resident names somebody, or agrees to somebody who has written. That is the permission
// (L16). Without an address we ask for the words that are needed (L15).
func representativeNamed(d *draft, m message.Message, r reading.Reading) {
	c := d.Case
	if speakerOf(c, m) != resident {
		tellHandler(d, letter.ManagerNewEvidence, m)
		return
	}
	who := people.ContactIn(m.NewText)
	if who == (people.Contact{}) {
		who = c.Representative
	}
	nobody := who.Email == c.Party.Email && who.Phone == c.Party.Phone || who == (people.Contact{})
	if nobody {
		agreedToSomebody(d, m, r)
		return
	}
	if !permits(d, m, toAppoint) {
		representativeUnconfirmed(d, m, who)
		return
	}
	d.onceADay(letter.AdjustmentConfirmed, "The resident is told what was noted.", func() {
		d.toResident(letter.AdjustmentConfirmed, func(f *order.Facts) {
			f.Reason = message.Excerpt(m.NewText, 300)
			f.Agreed = who.Called() + " may now speak to us for you. We write to you both. You can end this at any " +
				"time by telling us."
		})
	})
	d.record(actor.ByResident, "The resident agreed that "+who.Called()+" may speak for them.",
		complaint.RepresentativeNamed{Representative: who, Consent: true, Words: message.Excerpt(m.NewText, 300)})
	toRepresentative(d, letter.RepresentativeAcknowledgement, d.facts())
	tellHandler(d, letter.ManagerNewEvidence, m)
}

// agreedToSomebody: the resident agrees that somebody may speak for them of whom we have neither an address nor a
// number. Nobody can be written to for it, so it needs no proof: the resident hears at their own address what was
// noted, and whoever is asked by the person knows what the resident said.
func agreedToSomebody(d *draft, m message.Message, r reading.Reading) {
	words := message.Excerpt(m.NewText, 300)
	d.record(actor.ByResident, "The resident agrees that somebody may speak for them.", complaint.PersonMet{
		Person: people.Person{Contact: people.Contact{Name: r.For}, Link: people.BondNamed,
			Consent: cmp.Or(r.Consent, reading.ConsentTold), Words: words}})
	d.onceADay(letter.AdjustmentConfirmed, "The resident is told what was noted.", func() {
		d.toResident(letter.AdjustmentConfirmed, func(f *order.Facts) {
			f.Reason = words
			f.Agreed = "They may speak to us for you when they ring or write. If we are to write to them as well, " +
				"tell us their email address or number. You can end this at any time by telling us."
		})
	})
	fill := func(f *order.Facts) {
		f.Words, f.Reminder = message.LimitWords(m.NewText), "The resident agrees that somebody may speak for them"
	}
	permits(d, m, toAppoint) // so that whoever reads it hears where it is not proved
	d.toHandler(letter.ManagerNewEvidence, fill)
	if !handledByTeam(d) {
		d.toTeam(letter.ManagerNewEvidence, fill)
	}
}

// agreementEnded: the resident does not wish that somebody speaks for them, or takes it back. That needs no proof:
// nobody is told more than before.
func agreementEnded(d *draft, m message.Message, r reading.Reading) {
	if r.Consent != reading.ConsentNone || speakerOf(d.Case, m) != resident {
		return
	}
	words, had := message.Excerpt(m.NewText, 300), d.Case.Consent
	wish := "The resident does not wish that somebody else is told"
	// what reads as somebody else's does not say who may be told
	if rep := d.Case.Representative; r.ForSomebody() && !had {
		wish = "It speaks of somebody who may act for the resident, and it is not certain whether they agree. Please ask " +
			"them. Until then nobody else is told"
	} else if rep != (people.Contact{}) {
		d.record(actor.ByResident, "The resident does not wish that "+rep.Called()+" speaks for them.",
			complaint.RepresentativeNamed{Representative: rep, Told: reading.ConsentNone, Words: words})
	} else {
		d.record(actor.ByResident, "The resident does not wish us to tell somebody about it.", complaint.PersonMet{
			Person: people.Person{Contact: people.Contact{Name: r.For}, Link: people.BondNamed,
				Consent: reading.ConsentNone, Words: words}})
	}
	fill := func(f *order.Facts) {
		f.Words, f.Reminder = message.LimitWords(m.NewText), wish
	}
	d.toHandler(letter.ManagerNewEvidence, fill)
	if !handledByTeam(d) {
		d.toTeam(letter.ManagerNewEvidence, fill)
	}
	if had {
		d.onceADay(letter.AdjustmentConfirmed, "The resident is told what was noted.", func() {
			d.toResident(letter.AdjustmentConfirmed, func(f *order.Facts) {
				f.Reason, f.Agreed = words, "From now on we tell nobody but you."
			})
		})
	}
}

// representativeUnconfirmed: somebody is named to speak for the resident in a message that may not be theirs. Whoever
// is named gets nothing. The resident is asked by a way that is theirs, and their answer, or the team's CONSENT,
// decides.
func representativeUnconfirmed(d *draft, m message.Message, who people.Contact) {
	if d.Case.Representative == (people.Contact{}) {
		d.record(actor.ByMachine, "It is not proved that the resident wishes it, so they are asked.",
			complaint.RepresentativeNamed{Representative: who})
	}
	d.onceADay(letter.ConsentNeeded, "The resident is told how to agree.", func() {
		d.toResident(letter.ConsentNeeded)
	})
	tellHandler(d, letter.ManagerNewEvidence, m)
	alsoTellTeam(d, letter.ManagerNewEvidence, m) // who can say that the resident has agreed
}

// speaker is in whose name a message of a case is written.
type speaker int

const (
	resident       speaker = iota // by address, or by name under a letter that only the resident had
	representative                // named by the resident
	stranger                      // anybody else who holds our letter
)

// speakerOf tells who writes. A representative counts as one only with the resident's consent.
func speakerOf(c complaint.Case, m message.Message) speaker {
	switch {
	case c.SpokenFor() && (m.From == c.Party.Email || m.From == c.Party.Phone), unsure(c, m.From):
		return stranger
	case m.From == c.Party.Email || m.From == c.Party.Phone:
		return resident
	case c.Consent && (m.From == c.Representative.Email || m.From == c.Representative.Phone):
		return representative
	case m.From != c.Representative.Email && m.FromName != "" && strings.EqualFold(m.FromName, c.Party.Name):
		return resident
	}
	return stranger
}

// unsure reports whether an address is known to be somebody else's, or not known to be the resident's.
func unsure(c complaint.Case, address string) bool {
	p, ok := c.MetAt(address)
	return ok && (p.Link == people.BondClaims || p.Link == people.BondWrong || p.Link == people.BondCopied ||
		p.Link == people.BondPassedOn)
}

// inAnotherName reports somebody else's name above the resident's address. Families share addresses: nothing final
// follows from what one of them writes about another's complaint.
func inAnotherName(c complaint.Case, m message.Message) bool {
	if m.Channel != message.Email || m.From != c.Party.Email || strings.Contains(m.FromName+c.Party.Name, "@") {
		return false
	}
	theirs, ours := namesIn(m.FromName), namesIn(c.Party.Name)
	if len(theirs) < 2 || len(ours) < 2 {
		return false
	}
	for _, name := range theirs {
		if name != theirs[len(theirs)-1] && slices.ContainsFunc(ours, func(other string) bool {
			return strings.HasPrefix(name, other) || strings.HasPrefix(other, name) // "A Rahman" may be Asha
		}) {
			return false
		}
	}
	return true
}

// namesIn splits a name into its parts in lower case, without titles.
func namesIn(name string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\'' && r != '-'
	}),
		func(s string) bool { return slices.Contains([]string{"mr", "mrs", "ms", "miss", "mx", "dr", "and"}, s) })
}
