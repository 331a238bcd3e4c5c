package procedure

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// Receive decides what a message means for the case it belongs to (3.4). Where two readings are
// plausible the one that keeps the case open and tells a person is taken. newRef is the reference of a case
// of its own for a new matter, given where [Procedure.NewRef] asks for one.
func (p Procedure) Receive(c complaint.Case, m complaint.Message, r complaint.Reading, newRef string,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.record(complaint.ByResident, d.wrote(m, r), complaint.MessageJoined{
		MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(), Intent: r.Intent,
		Attachments: m.Attachments,
	})
	speaks := speakerOf(c, m)
	if speaks == stranger {
		d.safety(m, r)
		d.strangerWrote(m, r)
		return d.Decision
	}
	d.learnParty(m, r)
	d.safety(m, r)
	d.legalAction(m, r)
	d.ombudsmanNamed(m)
	if unreadable(m) {
		d.cannotRead(m)
		return d.Decision
	}
	r.ToPerson = r.ToPerson || speaks != resident && !c.Consent || inAnotherName(c, m) || content(r) &&
		grudging.MatchString(m.NewText)
	if d.Case.Party.Address != c.Party.Address { // it said who they are, whatever it was read as
		r.Kind, r.Intent = complaint.KindFollowUp, complaint.IntentEvidence
	}
	if d.circumstance(m, r) {
		return d.Decision
	}
	if newRef != "" && !wantsStage2(r) {
		d.splitOff(newRef)
		return d.Decision
	}
	d.residentWrote(m, r, newRef)
	return d.Decision
}

// heard goes by where the case stands.
func (d *draft) residentWrote(m complaint.Message, r complaint.Reading, newRef string) {
	switch d.Case.Status {
	case complaint.Triage, complaint.Review:
		d.residentInReview(m, r)
	case complaint.InformalOpen:
		d.residentInInformal(m, r)
	case complaint.Stage1Open:
		d.residentInStage1(m, r)
	case complaint.Stage2Open:
		d.residentInOpenStage(m, r)
	case complaint.Stage1Responded:
		d.residentAfterStage1(m, r, newRef)
	case complaint.Stage2Responded:
		d.residentAfterStage2(m, r)
	case complaint.Closed:
		d.residentWhenClosed(m, r)
	}
}

func (d *draft) residentInStage1(m complaint.Message, r complaint.Reading) {
	if (wantsStage2(r) || namesStage2(m, r)) && d.Case.Settlement.Agreed == "" {
		d.stage2TooEarly(m)
		return
	}
	d.residentInOpenStage(m, r)
}

var stage2Words = regexp.MustCompile(`(?i)\b(?:stage (?:2|two)|second stage|next stage|escalat(?:e|ed|ing|ion)|` +
	`(?:a|the|my|formal) review|review (?:my|this|the) (?:complaint|case))\b`)

// namesStage2 reports whether somebody who is unhappy asks for stage 2 by its name, before there is an answer to be
// unhappy with.
func namesStage2(m complaint.Message, r complaint.Reading) bool {
	switch r.Intent {
	case complaint.IntentUnhappy, complaint.IntentChase, complaint.IntentOmbudsman:
		return stage2Words.MatchString(m.NewText)
	}
	return false
}

// stage2TooEarly: it is not stage 2 before the answer. The resident hears when the answer comes, with an apology and
// the Ombudsman's name if it is late (1.5); the handler hears that they asked, and the team too if it is
// late.
func (d *draft) stage2TooEarly(m complaint.Message) {
	d.onceADay(letter.Stage2TooEarly, "The resident is told when stage 2 can begin.", func() {
		d.toResident(letter.Stage2TooEarly, func(f *complaint.Facts) {
			f.ReviewDate = d.Case.Stage1.Target
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
	d.chased(m)
}

func (d *draft) residentInOpenStage(m complaint.Message, r complaint.Reading) {
	if d.Case.Settlement.Agreed != "" && d.settlementAnswered(m, r) {
		return
	}
	switch r.Intent {
	case complaint.IntentWithdraw:
		d.withdraw(m, r)
	case complaint.IntentThanks:
		if r.ToPerson {
			d.tellHandler(letter.ManagerNewEvidence, m)
		}
	case complaint.IntentChase, complaint.IntentUnhappy, complaint.IntentStage2, complaint.IntentDisputeScope,
		complaint.IntentOmbudsman:
		d.tellStatus()
		d.chased(m)
	case complaint.IntentQuery:
		d.tellStatus()
		d.tellHandler(letter.ManagerNewEvidence, m)
	case complaint.IntentNewIssue:
		d.record(complaint.ByResident, "The resident added to the complaint.",
			complaint.IssueAdded{Issue: complaint.Issue{Sentence: complaint.Excerpt(m.NewText, 200), Kind: r.Kind,
				Exclusion: r.Exclusion, Area: r.Area}})
		d.tellHandler(letter.ManagerNewEvidence, m)
	default:
		if m.Channel == complaint.SMS && len(m.Attachments) > 0 {
			d.onceADay(letter.EvidenceReceived, "The resident is told that it has come.", func() {
				d.toResident(letter.EvidenceReceived)
			})
		}
		d.tellHandler(letter.ManagerNewEvidence, m)
	}
}

// bitterWords are said by people who give up on us, not by people who are content. They never close a case.
var bitterWords = regexp.MustCompile(`(?i)\b(?:forget (?:it|about it)|never listens?|(?:don't|do not|doesn't|` +
	`won't) (?:listen|care|bother)|giv(?:e|en|ing) up|(?:no|what's the|what is the) point|wast(?:e|ed|` +
	`ing) (?:of )?(?:my |our )?time|sick (?:of|and tired)|fed up|useless|whatever|can't be bothered)\b`)

// withdraw closes a case at the clear words of the resident or of a representative with consent. Unclear ones keep
// it open: the handler rings (3.4).
func (d *draft) withdraw(m complaint.Message, r complaint.Reading) {
	if r.ToPerson || bitterWords.MatchString(m.NewText) {
		d.toHandler(letter.ManagerWithdrawn, func(f *complaint.Facts) {
			f.Words = complaint.LimitWords(m.NewText)
			f.Problem = "The resident may want to withdraw, but the words are not clear. Please contact them. The " +
				"case stays open and the dates stand."
		})
		return
	}
	d.record(complaint.ByResident, "The resident asked us to close the complaint.",
		complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedWithdrawn}})
	d.toResident(letter.Withdrawn)
	d.tellHandler(letter.ManagerWithdrawn, m)
}

// content reports whether a message is read as content. Nothing but unconditional words may end anything (3.4).
func content(r complaint.Reading) bool {
	return r.Intent == complaint.IntentThanks || r.Intent == complaint.IntentAccepts ||
		r.Intent == complaint.IntentWithdraw
}

// grudging words take back what was said before them: "I accept the £50, but", "thanks, but no thanks".
var grudging = regexp.MustCompile(`(?i)\b(?:but|however|although|except|unless|provided|on condition|only if|` +
	`as long as|no thanks|no thank you)\b`)

func (d *draft) wrote(m complaint.Message, r complaint.Reading) string {
	who := "The resident"
	switch speakerOf(d.Case, m) {
	case representative:
		who = "The representative"
	case stranger:
		who = "Somebody we do not know to speak for the resident"
	}
	return who + " wrote: " + intentWords(r) + "."
}

func intentWords(r complaint.Reading) string {
	if r.Intent != "" {
		return strings.ReplaceAll(string(r.Intent), "_", " ")
	}
	return strings.ReplaceAll(string(r.Kind), "_", " ")
}

// learnParty keeps what a message shows about the resident: a name, or the other address they are known by.
func (d *draft) learnParty(m complaint.Message, r complaint.Reading) {
	c := d.Case
	if speakerOf(c, m) != resident {
		return
	}
	more := complaint.Party{}
	if c.Party.Name == "" && m.Channel == complaint.Email {
		more.Name = m.FromName
	}
	if c.Party.Name == "" && m.Channel == complaint.SMS && c.Said[letter.WhoAreYou] != 0 && c.Party.Address == "" &&
		saysWho(m, r) {
		more.Address = complaint.Excerpt(m.NewText, 200) // the answer to "who are you?", for a person to read
	}
	if m.Channel == complaint.Email && (c.Party.Email == "" || c.Party.Email == m.From && c.Party.MailDead) {
		more.Email = m.From
	}
	if m.Channel == complaint.SMS && (c.Party.Phone == "" || c.Party.Phone == m.From && c.Party.PhoneDead) {
		more.Phone = m.From
	}
	if more != (complaint.Party{}) {
		d.record(complaint.ByResident, "We learnt more about how to reach the resident.",
			complaint.PartyLearnt{Party: more})
	}
}

// How a home is written: 4 Mill Court, Flat 12. What else is counted is none.
var (
	homeAddress = regexp.MustCompile(`(?i)\b(?:\d{1,4}[a-z]?,? ([a-z]{3,})|flat \d)`)
	countedWord = regexp.MustCompile(`(?i)^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|minutes?|` +
		`hours?|days?|weeks?|months?|years?|times?|visits?|calls?|emails?|texts?|people|kids|children|pounds?|quid|` +
		`of|and|th|rd|nd)$`)
)

// givesHome reports whether words hold a home's address.
func givesHome(words string) bool {
	return slices.ContainsFunc(homeAddress.FindAllStringSubmatch(words, -1), func(m []string) bool {
		return !countedWord.MatchString(m[1])
	})
}

// saysWho reports whether a text can be the answer to "who are you?": some words that want nothing, or that read like
// an address. How such words are read otherwise says nothing.
func saysWho(m complaint.Message, r complaint.Reading) bool {
	const few = 15
	words := len(strings.Fields(m.NewText))
	wantsNothing := (r.Intent == "" || r.Intent == complaint.IntentEvidence) && r.Kind != complaint.KindComplaint
	return words > 1 && (wantsNothing || words <= few && !strings.Contains(m.NewText, "?") && givesHome(m.NewText))
}

// unreadable reports whether a message has no words at all: a picture, a recording, or nothing.
func unreadable(m complaint.Message) bool {
	return strings.TrimSpace(m.NewText) == "" && (m.Channel == complaint.SMS || strings.TrimSpace(m.Subject) == "")
}

// cannotRead asks for words (L39) and lets a person look at what came.
func (d *draft) cannotRead(m complaint.Message) {
	d.onceADay(letter.CannotRead, "The resident is asked for words.", func() {
		d.toResident(letter.CannotRead, func(f *complaint.Facts) { f.Received = d.Calendar.Day(m.Received) })
	})
	d.tellHandler(letter.ManagerNewEvidence, m)
}

// splitOff notes that a new matter has become a case of its own (P16) and says so.
func (d *draft) splitOff(newRef string) {
	d.record(complaint.ByMachine, "The resident raised a new matter, which has become "+newRef+".",
		complaint.Linked{Ref: newRef, How: "new matter"})
	d.onceADay(letter.NewIssue, "The resident is told of the new case.", func() {
		d.toResident(letter.NewIssue, func(f *complaint.Facts) { f.NewRef = newRef })
	})
}
