package complaints

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Who else may speak for a resident (domain.md 1.1, 3.4): nobody learns anything about a case before the resident
// has agreed, and everybody is told how that is done.

// heardFromStranger takes in what somebody says who holds one of our letters and is neither the resident nor a
// representative with consent. It is listened to and passed on; nothing about the case goes back (L15).
func (w *working) heardFromStranger(m Message, r Reading) {
	c := w.d.Case
	first := c.Representative == (Contact{})
	if first {
		w.happen(ByResident, "Somebody may wish to speak for the resident.", RepresentativeNamed{Representative: contactOf(m)})
	}
	if r.Emergency {
		w.onceADay("L37", "They are told whom to ring now.", func() { w.toWriter("L37", m) })
	}
	w.onceADay("L15", "They are told how the resident can agree.", func() { w.toWriter("L15", m) })
	switch {
	case c.Status == Stage1Responded && (wantsStage2(r) || r.Intent == IntentUnhappy):
		w.ask(m.Received, Question{
			Matter: MatterStage2, Suggest: "ACCEPT", Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence, Words: limitWords(m.NewText),
			Why: "Stage 2 was asked for from an address we do not know.",
		})
	case c.Status == Closed && dissatisfied(r):
		w.askAgain(m, r, "Somebody has written about a closed case from an address we do not know.")
	default:
		w.tellHandler("M11", m)
		if first { // the team can say that the resident has agreed
			w.alsoTellTeam("M11", m)
		}
	}
}

// forSomebody is how people begin who write for another person.
var forSomebody = regexp.MustCompile(`(?i)\b(?:(?:i am|i'm|im|we are) (?:writing|complaining|e-?mailing|texting|contacting you|getting in touch)(?: to you)? (?:for|on behalf of) (?:my|our|a|mr|mrs|ms|miss|dr)|` +
	`on behalf of (?:my|our|a) (?:mum|mom|mother|dad|father|parents?|nan|gran|grandma|grandmother|grandad|grandfather|son|daughter|brother|sister|aunt|auntie|uncle|neighbour|friend|client|constituent|patient|service user|resident|tenant)|` +
	`on behalf of (?:mr|mrs|ms|miss|dr)|on (?:his|her|their) behalf|my constituent|(?:my|our) client|i (?:act|am acting) for (?:mr|mrs|ms|miss|dr|my)|` +
	`(?:i am|i'm|im) (?:her|his|their) (?:daughter|son|carer|sister|brother|niece|nephew|support worker|social worker|advocate|solicitor))\b`)

// forSomebodyWords are those without one of which forSomebody finds nothing.
var forSomebodyWords = []string{"behalf", " for my", " for our", " for a", " for mr", " for ms", " for miss", " for dr", "constituent", "client",
	" daughter", " son", " carer", " sister", " brother", " niece", " nephew", " worker", " advocate", " solicitor"}

// writtenFor notes that a first message was written for somebody else. Whoever wrote it is heard and answered on what
// they wrote; about the case they learn nothing before the resident has agreed (1.1, L15).
func (w *working) writtenFor(m Message) {
	if w.d.Case.Representative != (Contact{}) || !containsAny(strings.ToLower(m.NewText), forSomebodyWords) ||
		!forSomebody.MatchString(strings.ReplaceAll(m.NewText, "\u2019", "'")) {
		return
	}
	w.happen(ByMachine, "It was written for somebody else, whose permission we need.", RepresentativeNamed{Representative: contactOf(m)})
	w.onceADay("L15", "They are told how the resident can agree.", func() { w.toWriter("L15", m) })
}

// spokenFor reports whether the case was begun by somebody who writes for the resident and has no permission yet.
func (c Case) spokenFor() bool {
	r := c.Representative
	return !c.Consent && r != (Contact{}) && r.Email == c.Party.Email && r.Phone == c.Party.Phone
}

// tellsOfTheCase reports whether a letter tells more of the case than whoever began it has told us.
func tellsOfTheCase(letter LetterID) bool {
	return fullAnswer(letter) || slices.Contains([]LetterID{"L14", "L19", "L21", "L24", "L25", "L30"}, letter)
}

// consent records that the resident has agreed to whoever wrote for them: told to us on the phone, on paper, or from an
// address that we did not know (L16).
func (r *staffReply) consent() {
	c := r.d.Case
	if c.Representative == (Contact{}) {
		r.help("Nobody has asked to speak for the resident of this case. Ask the resident to write to us with the name and address.")
		return
	}
	r.happen(r.by(), cmp.Or(r.cmd.Text, "The resident has agreed that "+c.Representative.Called()+" may speak for them."), RepresentativeNamed{Representative: c.Representative, Consent: true})
	facts := r.facts()
	if email := c.Representative.Email; email != "" {
		r.order("L16", Email, RoleRepresentative, c.Representative, atOnce, facts)
	} else {
		r.order("L16", SMS, RoleRepresentative, c.Representative, atOnce, facts)
	}
	r.receipt(c.Representative.Called() + " may now speak for the resident, and is told so.")
}

func contactOf(m Message) Contact {
	if m.Channel == SMS {
		return Contact{Phone: m.From}
	}
	return Contact{Name: m.FromName, Email: m.From}
}

// toWriter orders a letter to whoever wrote, with nothing of the case in it.
func (w *working) toWriter(letter LetterID, m Message) {
	to := contactOf(m)
	channel := Email
	if m.Channel == SMS {
		channel = SMS
	}
	w.order(letter, channel, RoleRepresentative, to, atOnce, Facts{Landlord: w.Landlord, Today: w.today()})
}

var (
	emailInText  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	mobileNumber = regexp.MustCompile(`(?:\+44\s?|\b0)7(?:[\s-]?\d){9}\b`)
)

// contactIn finds an address or a mobile number in what somebody wrote.
func contactIn(text string) Contact {
	var c Contact
	if strings.Contains(text, "@") {
		c.Email = strings.ToLower(emailInText.FindString(text))
	}
	if !strings.Contains(text, "07") && !strings.Contains(text, "+44") {
		return c
	}
	if n := mobileNumber.FindString(text); n != "" {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, n)
		c.Phone = "+44" + strings.TrimPrefix(strings.TrimPrefix(digits, "44"), "0")
	}
	return c
}

// representativeNamed: the resident names somebody, or agrees to somebody who has written. That is the permission
// (L16). Without an address we ask for the words that are needed (L15).
func (w *working) representativeNamed(m Message) {
	c := w.d.Case
	if speakerOf(c, m) != resident {
		w.tellHandler("M11", m)
		return
	}
	who := contactIn(m.NewText)
	if who == (Contact{}) {
		who = c.Representative
	}
	if who.Email == c.Party.Email && who.Phone == c.Party.Phone || who == (Contact{}) {
		w.happen(ByResident, "The resident wishes somebody to speak for them.", Noted{Text: "representative: " + excerpt(m.NewText, 300)})
		w.onceADay("L15", "The resident is told how to agree.", func() { w.toResident("L15", atOnce, func(f *Facts) {}) })
		w.tellHandler("M11", m)
		return
	}
	w.onceADay("L40", "The resident is told what was noted.", func() {
		w.toResident("L40", atOnce, func(f *Facts) {
			f.Reason = excerpt(m.NewText, 300)
			f.Agreed = who.Called() + " may now speak to us for you. We write to you both. You can end this at any time by telling us."
		})
	})
	w.happen(ByResident, "The resident agreed that "+who.Called()+" may speak for them.", RepresentativeNamed{Representative: who, Consent: true})
	w.toRepresentative("L16", atOnce, w.facts())
	w.tellHandler("M11", m)
}

// toRepresentative orders a copy of a letter for the representative to whom the resident has agreed.
func (w *working) toRepresentative(letter LetterID, t timing, facts Facts) {
	c := w.d.Case
	switch {
	case !c.Consent || c.Representative.Email == c.Party.Email && c.Representative.Phone == c.Party.Phone: // who has it anyway
	case c.Representative.Email != "":
		w.order(letter, Email, RoleRepresentative, c.Representative, t, facts)
	case c.Representative.Phone != "" && !fullAnswer(letter):
		w.order(letter, SMS, RoleRepresentative, c.Representative, t, facts)
	}
}
