package complaints

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Receive decides what a message means for the case it belongs to (domain.md 3.4). Where two readings are
// plausible the one that keeps the case open and tells a person is taken. newRef is the reference of a case
// of its own for a new matter, given where [Procedure.NewRef] asks for one.
func (p Procedure) Receive(c Case, m Message, r Reading, newRef string, now time.Time) Decision {
	w := p.decide(c, now, m.ID)
	w.happen(ByResident, w.wrote(m, r), MessageJoined{
		MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(), Intent: r.Intent, Attachments: m.Attachments,
	})
	speaks := speakerOf(c, m)
	if speaks == stranger {
		w.safety(m, r)
		w.heardFromStranger(m, r)
		return w.d
	}
	w.learnParty(m, r)
	w.safety(m, r)
	w.legalAction(m, r)
	w.ombudsmanNamed(m)
	if unreadable(m) {
		w.cannotRead(m)
		return w.d
	}
	r.ToPerson = r.ToPerson || speaks != resident && !c.Consent || inAnotherName(c, m) || content(r) && grudging.MatchString(m.NewText)
	if w.d.Case.Party.Address != c.Party.Address { // it said who they are, whatever it was read as
		r.Kind, r.Intent = KindFollowUp, IntentEvidence
	}
	if w.circumstance(m, r) {
		return w.d
	}
	if newRef != "" && !wantsStage2(r) {
		w.splitOff(newRef)
		return w.d
	}
	w.heard(m, r, newRef)
	return w.d
}

// content reports whether a message is read as content. Nothing but unconditional words may end anything (3.4).
func content(r Reading) bool {
	return r.Intent == IntentThanks || r.Intent == IntentAccepts || r.Intent == IntentWithdraw
}

// grudging words take back what was said before them: "I accept the £50, but", "thanks, but no thanks".
var grudging = regexp.MustCompile(`(?i)\b(?:but|however|although|except|unless|provided|on condition|only if|as long as|no thanks|no thank you)\b`)

// heard goes by where the case stands.
func (w *working) heard(m Message, r Reading, newRef string) {
	switch w.d.Case.Status {
	case Triage, Review:
		w.heardInReview(m, r)
	case InformalOpen:
		w.heardInformally(m, r)
	case Stage1Open:
		w.heardInStage1(m, r)
	case Stage2Open:
		w.heardInOpenStage(m, r)
	case Stage1Responded:
		w.heardAfterStage1(m, r, newRef)
	case Stage2Responded:
		w.heardAfterStage2(m, r)
	case Closed:
		w.heardWhenClosed(m, r)
	}
}

func (w *working) wrote(m Message, r Reading) string {
	who := "The resident"
	switch speakerOf(w.d.Case, m) {
	case representative:
		who = "The representative"
	case stranger:
		who = "Somebody we do not know to speak for the resident"
	}
	return who + " wrote: " + intentWords(r) + "."
}

func intentWords(r Reading) string {
	if r.Intent != "" {
		return strings.ReplaceAll(string(r.Intent), "_", " ")
	}
	return strings.ReplaceAll(string(r.Kind), "_", " ")
}

// speaker is in whose name a message of a case is written.
type speaker int

const (
	resident       speaker = iota // by address, or by name under a letter that only the resident had
	representative                // named by the resident
	stranger                      // anybody else who holds our letter
)

// speakerOf tells who writes. A representative counts as one only with the resident's consent.
func speakerOf(c Case, m Message) speaker {
	switch {
	case c.spokenFor() && (m.From == c.Party.Email || m.From == c.Party.Phone):
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

// inAnotherName reports somebody else's name above the resident's address. Families share addresses: nothing final follows
// from what one of them writes about another's complaint.
func inAnotherName(c Case, m Message) bool {
	if m.Channel != Email || m.From != c.Party.Email || strings.Contains(m.FromName+c.Party.Name, "@") {
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
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' }),
		func(s string) bool { return slices.Contains([]string{"mr", "mrs", "ms", "miss", "mx", "dr", "and"}, s) })
}

// learnParty keeps what a message shows about the resident: a name, or the other address they are known by.
func (w *working) learnParty(m Message, r Reading) {
	c := w.d.Case
	if speakerOf(c, m) != resident {
		return
	}
	more := Party{}
	if c.Party.Name == "" && m.Channel == Email {
		more.Name = m.FromName
	}
	if c.Party.Name == "" && m.Channel == SMS && c.Said["L38"] != 0 && c.Party.Address == "" && saysWho(m, r) {
		more.Address = excerpt(m.NewText, 200) // the answer to "who are you?", for a person to read
	}
	if m.Channel == Email && (c.Party.Email == "" || c.Party.Email == m.From && c.Party.MailDead) {
		more.Email = m.From
	}
	if m.Channel == SMS && (c.Party.Phone == "" || c.Party.Phone == m.From && c.Party.PhoneDead) {
		more.Phone = m.From
	}
	if more != (Party{}) {
		w.happen(ByResident, "We learnt more about how to reach the resident.", PartyLearnt{more})
	}
}

// How a home is written: 4 Mill Court, Flat 12. What else is counted is none.
var (
	homeAddress = regexp.MustCompile(`(?i)\b(?:\d{1,4}[a-z]?,? ([a-z]{3,})|flat \d)`)
	countedWord = regexp.MustCompile(`(?i)^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|minutes?|hours?|days?|weeks?|months?|years?|times?|visits?|calls?|emails?|texts?|people|kids|children|pounds?|quid|of|and|th|rd|nd)$`)
)

// givesHome reports whether words hold a home's address.
func givesHome(words string) bool {
	return slices.ContainsFunc(homeAddress.FindAllStringSubmatch(words, -1), func(m []string) bool {
		return !countedWord.MatchString(m[1])
	})
}

// saysWho reports whether a text can be the answer to "who are you?": some words that want nothing, or that read like an
// address. How such words are read otherwise says nothing.
func saysWho(m Message, r Reading) bool {
	const few = 15
	words := len(strings.Fields(m.NewText))
	wantsNothing := (r.Intent == "" || r.Intent == IntentEvidence) && r.Kind != KindComplaint
	return words > 1 && (wantsNothing || words <= few && !strings.Contains(m.NewText, "?") && givesHome(m.NewText))
}

// circumstance handles what a resident says about how to deal with them. It reports whether that was all.
func (w *working) circumstance(m Message, r Reading) bool {
	switch r.Intent {
	case IntentOptOut:
		w.happen(ByResident, "The resident asked us not to text them.", PartyLearnt{Party{TextsOff: true}})
		w.toTeam("M20", inHours, func(f *Facts) {
			f.Rung = "The resident wants no more texts"
			f.Problem = "The resident asked us to stop texting. Letters that would have been texts now come to you to post. Please find another way to reach them."
		})
	case IntentOptIn:
		w.happen(ByResident, "The resident lets us text them again.", TextsAllowed{})
		w.tellHandler("M11", m)
	case IntentAdjustment:
		w.adjust(m)
	case IntentRepresentative:
		w.learnNeeds(ByResident, m.NewText, false)
		w.representativeNamed(m)
	default:
		return w.needsBeside(m, r)
	}
	return true
}

// adjust records what the resident needs, in a message that is about that, and obeys what can be obeyed (Equality Act;
// Code 5.10).
func (w *working) adjust(m Message) {
	w.learnNeeds(ByResident, m.NewText, true)
	w.confirmNeeds(m)
	w.tellHandler("M11", m)
}

// confirmNeeds tells the resident what was noted and what we do about it (L40).
func (w *working) confirmNeeds(m Message) {
	w.onceADay("L40", "The resident is told what was noted.", func() {
		w.toResident("L40", atOnce, func(f *Facts) { f.Reason, f.Agreed = excerpt(m.NewText, 300), strings.Join(f.WeWill, " ") })
	})
}

// needsBeside records what a message that is about something else says of the resident's needs. It reports whether that
// was all that the message wanted.
func (w *working) needsBeside(m Message, r Reading) bool {
	if !w.learnNeeds(ByResident, m.NewText, false) {
		return false
	}
	w.confirmNeeds(m)
	if r.Kind != KindFollowUp || r.Intent != "" && r.Intent != IntentQuery && r.Intent != IntentEvidence {
		return false
	}
	w.tellHandler("M11", m)
	return true
}

// onceADay runs something at most once on a day for the case, so that two machines can never go on answering
// each other.
func (w *working) onceADay(letter LetterID, why string, do func()) {
	if w.d.Case.Said[letter] == w.today() {
		return
	}
	w.happen(ByMachine, why, Said{letter, w.today()})
	do()
}

// tellHandler passes a message on to whoever handles the case, or to the team if nobody does.
func (w *working) tellHandler(letter LetterID, m Message) {
	w.toHandler(letter, func(f *Facts) { f.Words, f.Attachments = limitWords(m.NewText), m.Attachments })
}

// alsoTellTeam passes a message on to the complaints team, unless they handle the case and have been told.
func (w *working) alsoTellTeam(letter LetterID, m Message) {
	if w.handledByTeam() {
		return
	}
	w.toTeam(letter, inHours, func(f *Facts) { f.Words, f.Attachments = limitWords(m.NewText), m.Attachments })
}

// teamLooks puts a message before the complaints team with what they need to know of it (M12). Where they handle the case
// they have it already, unless nobody else was told.
func (w *working) teamLooks(m Message, rung string) {
	w.toTeam("M12", inHours, func(f *Facts) { f.Words, f.Attachments, f.Rung = limitWords(m.NewText), m.Attachments, rung })
}

// perhapsStage2 tells the team of a message that may ask for stage 2, which they can grant with ESCALATE.
func (w *working) perhapsStage2(m Message) {
	if !w.handledByTeam() {
		w.teamLooks(m, "It may be a request for stage 2. If it is, reply ESCALATE")
	}
}

// handledByTeam reports whether letters to the handler go to the complaints team.
func (w *working) handledByTeam() bool {
	s, _ := w.d.Case.Current()
	return s.Handler.Email == "" || sameAddress(s.Handler, w.Register.Team)
}

// legalAction flags to people that a court has become involved while a case is open. Software closes nothing for it
// (domain.md 1.5), and the file is kept.
func (w *working) legalAction(m Message, r Reading) {
	begun := r.Exclusion == LegalAction || slices.ContainsFunc(r.Issues, func(i Issue) bool { return i.Exclusion == LegalAction })
	if !begun || w.d.Case.Status == Closed || w.d.Case.Hold != "" {
		return
	}
	w.happen(ByMachine, "The resident speaks of legal action that has begun. A person decides what follows.", Held{"legal action may have begun"})
	w.toTeam("M20", inHours, func(f *Facts) {
		f.Rung, f.Commands = "Legal action may have begun: please look today", []string{"NOTE and what you did"}
		f.Words = limitWords(m.NewText)
		f.Problem = "The resident speaks of legal action that has begun. The case stays open and nothing was closed. Please tell our solicitor and decide what goes on."
	})
}

// unreadable reports whether a message has no words at all: a picture, a recording, or nothing.
func unreadable(m Message) bool {
	return strings.TrimSpace(m.NewText) == "" && (m.Channel == SMS || strings.TrimSpace(m.Subject) == "")
}

// cannotRead asks for words (L39) and lets a person look at what came.
func (w *working) cannotRead(m Message) {
	w.onceADay("L39", "The resident is asked for words.", func() { w.toResident("L39", atOnce, func(f *Facts) { f.Received = w.Calendar.Day(m.Received) }) })
	w.tellHandler("M11", m)
}

// splitOff notes that a new matter has become a case of its own (P16) and says so.
func (w *working) splitOff(newRef string) {
	w.happen(ByMachine, "The resident raised a new matter, which has become "+newRef+".", Linked{newRef, "new matter"})
	w.onceADay("L29", "The resident is told of the new case.", func() { w.toResident("L29", atOnce, func(f *Facts) { f.NewRef = newRef }) })
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}

// saysWord reports whether a message begins with one of our own answer words.
func saysWord(m Message, word string) bool {
	return strings.EqualFold(strings.Trim(firstWord(m.NewText), ".,!;:\"'"), word)
}
