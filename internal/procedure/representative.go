package procedure

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// Who else may speak for a resident (1.1, 3.4): nobody learns anything about a case before the resident
// has agreed, and everybody is told how that is done.

// strangerWrote takes in what somebody says who holds one of our letters and is neither the resident nor a
// representative with consent. It is listened to and passed on; nothing about the case goes back (L15).
func (d *draft) strangerWrote(m complaint.Message, r complaint.Reading) {
	c := d.Case
	first := c.Representative == (complaint.Contact{})
	if first {
		d.record(complaint.ByResident, "Somebody may wish to speak for the resident.",
			complaint.RepresentativeNamed{Representative: contactOf(m)})
	}
	if r.Emergency {
		d.onceADay(letter.Emergency, "They are told whom to ring now.", func() {
			d.toWriter(letter.Emergency, m)
			d.sparing()
		})
	}
	d.onceADay(letter.ConsentNeeded, "They are told how the resident can agree.", func() {
		d.toWriter(letter.ConsentNeeded, m)
	})
	switch {
	case c.Status == complaint.Stage1Responded && (wantsStage2(r) || r.Intent == complaint.IntentUnhappy):
		d.ask(letter.Received, m.Received, complaint.Question{
			Matter: complaint.MatterStage2, Suggest: suggestAccept, Kind: r.Kind, Confidence: r.Confidence,
			Evidence: r.Evidence, Words: complaint.LimitWords(m.NewText),
			Why: "Stage 2 was asked for from an address we do not know.",
		})
	case c.Status == complaint.Closed && dissatisfied(r):
		d.askAgain(m, r, "Somebody has written about a closed case from an address we do not know.")
	default:
		d.tellHandler(letter.ManagerNewEvidence, m)
		if first { // the team can say that the resident has agreed
			d.alsoTellTeam(letter.ManagerNewEvidence, m)
		}
	}
}

// writtenFor notes that a first message was written for somebody else. Whoever wrote it is heard and answered on what
// they wrote; about the case they learn nothing before the resident has agreed (1.1, L15).
func (d *draft) writtenFor(m complaint.Message, r complaint.Reading) {
	if d.Case.Representative != (complaint.Contact{}) || !r.Says.ForSomebody {
		return
	}
	d.record(complaint.ByMachine, "It was written for somebody else, whose permission we need.",
		complaint.RepresentativeNamed{Representative: contactOf(m)})
	d.onceADay(letter.ConsentNeeded, "They are told how the resident can agree.", func() {
		d.toWriter(letter.ConsentNeeded, m)
	})
}

// consent records that the resident has agreed to whoever wrote for them: told to us on the phone, on paper, or from an
// address that we did not know (L16).
func (r *staffReply) consent() {
	c := r.Case
	if c.Representative == (complaint.Contact{}) {
		r.help("Nobody has asked to speak for the resident of this case. Ask the resident to write to us with the " +
			"name and address.")
		return
	}
	r.record(r.by(), cmp.Or(r.cmd.Text, "The resident has agreed that "+c.Representative.Called()+
		" may speak for them."), complaint.RepresentativeNamed{Representative: c.Representative, Consent: true})
	facts := r.facts()
	if email := c.Representative.Email; email != "" {
		r.order(letter.RepresentativeAcknowledgement, complaint.Email, complaint.RoleRepresentative, c.Representative,
			facts)
	} else {
		r.order(letter.RepresentativeAcknowledgement, complaint.SMS, complaint.RoleRepresentative, c.Representative,
			facts)
	}
	r.receipt(c.Representative.Called() + " may now speak for the resident, and is told so.")
}

func contactOf(m complaint.Message) complaint.Contact {
	if m.Channel == complaint.SMS {
		return complaint.Contact{Phone: m.From}
	}
	return complaint.Contact{Name: m.WriterName(), Email: m.From}
}

// toWriter orders a letter to whoever wrote, with nothing of the case in it.
func (d *draft) toWriter(id complaint.LetterID, m complaint.Message) {
	if d.isQuiet(id) {
		return
	}
	to := contactOf(m)
	if d.quiet {
		to.Name = ""
	}
	d.toSpeaker(id, to)
}

// toSpeaker orders a letter to whoever would like to speak for the resident, with nothing of the case in it.
func (d *draft) toSpeaker(id complaint.LetterID, to complaint.Contact) {
	channel := complaint.Email
	if to.Email == "" {
		channel = complaint.SMS
	}
	d.order(id, channel, complaint.RoleRepresentative, to,
		complaint.Facts{Landlord: d.Landlord, Today: d.today()})
}

// representativeNamed: the resident names somebody, or agrees to somebody who has written. That is the permission
// (L16). Without an address we ask for the words that are needed (L15).
func (d *draft) representativeNamed(m complaint.Message) {
	c := d.Case
	if speakerOf(c, m) != resident {
		d.tellHandler(letter.ManagerNewEvidence, m)
		return
	}
	who := complaint.ContactIn(m.NewText)
	if who == (complaint.Contact{}) {
		who = c.Representative
	}
	if who.Email == c.Party.Email && who.Phone == c.Party.Phone || who == (complaint.Contact{}) {
		d.record(complaint.ByResident, "The resident wishes somebody to speak for them.",
			complaint.Noted{Text: "representative: " + complaint.Excerpt(m.NewText, 300)})
		d.onceADay(letter.ConsentNeeded, "The resident is told how to agree.", func() {
			d.toResident(letter.ConsentNeeded)
		})
		d.tellHandler(letter.ManagerNewEvidence, m)
		return
	}
	if !d.may(m, toAppoint) {
		d.representativeUnconfirmed(m, who)
		return
	}
	d.onceADay(letter.AdjustmentConfirmed, "The resident is told what was noted.", func() {
		d.toResident(letter.AdjustmentConfirmed, func(f *complaint.Facts) {
			f.Reason = complaint.Excerpt(m.NewText, 300)
			f.Agreed = who.Called() + " may now speak to us for you. We write to you both. You can end this at any " +
				"time by telling us."
		})
	})
	d.record(complaint.ByResident, "The resident agreed that "+who.Called()+" may speak for them.",
		complaint.RepresentativeNamed{Representative: who, Consent: true})
	d.toRepresentative(letter.RepresentativeAcknowledgement, d.facts())
	d.tellHandler(letter.ManagerNewEvidence, m)
}

// representativeUnconfirmed: somebody is named to speak for the resident in a message that may not be theirs. Whoever
// is named gets nothing. The resident is asked by a way that is theirs, and their answer, or the team's CONSENT,
// decides.
func (d *draft) representativeUnconfirmed(m complaint.Message, who complaint.Contact) {
	if d.Case.Representative == (complaint.Contact{}) {
		d.record(complaint.ByMachine, "It is not proved that the resident wishes it, so they are asked.",
			complaint.RepresentativeNamed{Representative: who})
	}
	d.onceADay(letter.ConsentNeeded, "The resident is told how to agree.", func() {
		d.toResident(letter.ConsentNeeded)
	})
	d.tellHandler(letter.ManagerNewEvidence, m)
	d.alsoTellTeam(letter.ManagerNewEvidence, m) // who can say that the resident has agreed
}

// speaker is in whose name a message of a case is written.
type speaker int

const (
	resident       speaker = iota // by address, or by name under a letter that only the resident had
	representative                // named by the resident
	stranger                      // anybody else who holds our letter
)

// speakerOf tells who writes. A representative counts as one only with the resident's consent.
func speakerOf(c complaint.Case, m complaint.Message) speaker {
	switch {
	case c.SpokenFor() && (m.From == c.Party.Email || m.From == c.Party.Phone):
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

// inAnotherName reports somebody else's name above the resident's address. Families share addresses: nothing final
// follows from what one of them writes about another's complaint.
func inAnotherName(c complaint.Case, m complaint.Message) bool {
	if m.Channel != complaint.Email || m.From != c.Party.Email || strings.Contains(m.FromName+c.Party.Name, "@") {
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
