package complaints

import (
	"regexp"
	"slices"
)

// What a resident's message means while an answer is owed (domain.md 3.4).

// heardInReview: the person who decides is told. A resident who clearly withdraws need not wait for that.
func (w *working) heardInReview(m Message, r Reading) {
	if r.Intent == IntentWithdraw && !r.ToPerson && w.d.Case.Review.Was == Triage {
		w.withdraw(m, r)
		return
	}
	w.teamLooks(m, "It came while the case waits for your decision")
}

// tellTeam tells the team, whoever handles the case.
func (w *working) tellTeam(letter LetterID, m Message) {
	w.toTeam(letter, inHours, func(f *Facts) { f.Words, f.Attachments = limitWords(m.NewText), m.Attachments })
}

func (w *working) heardInStage1(m Message, r Reading) {
	if (wantsStage2(r) || namesStage2(m, r)) && w.d.Case.Settlement.Agreed == "" {
		w.stage2TooEarly(m)
		return
	}
	w.heardInOpenStage(m, r)
}

var stage2Words = regexp.MustCompile(`(?i)\b(?:stage (?:2|two)|second stage|next stage|escalat(?:e|ed|ing|ion)|(?:a|the|my|formal) review|review (?:my|this|the) (?:complaint|case))\b`)

// namesStage2 reports whether somebody who is unhappy asks for stage 2 by its name, before there is an answer to be
// unhappy with.
func namesStage2(m Message, r Reading) bool {
	switch r.Intent {
	case IntentUnhappy, IntentChase, IntentOmbudsman:
		return stage2Words.MatchString(m.NewText)
	}
	return false
}

// stage2TooEarly: it is not stage 2 before the answer. The resident hears when the answer comes, with an apology and
// the Ombudsman's name if it is late (domain.md 1.5); the handler hears that they asked, and the team too if it is late.
func (w *working) stage2TooEarly(m Message) {
	w.onceADay("L28", "The resident is told when stage 2 can begin.", func() {
		w.toResident("L28", atOnce, func(f *Facts) {
			f.ReviewDate = w.d.Case.Stage1.Target
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
	w.chased(m)
}

func (w *working) heardInOpenStage(m Message, r Reading) {
	if w.d.Case.Settlement.Agreed != "" && w.settlementAnswered(m, r) {
		return
	}
	switch r.Intent {
	case IntentWithdraw:
		w.withdraw(m, r)
	case IntentThanks:
		if r.ToPerson {
			w.tellHandler("M11", m)
		}
	case IntentChase, IntentUnhappy, IntentStage2, IntentDisputeScope, IntentOmbudsman:
		w.tellStatus()
		w.chased(m)
	case IntentQuery:
		w.tellStatus()
		w.tellHandler("M11", m)
	case IntentNewIssue:
		w.happen(ByResident, "The resident added to the complaint.", IssueAdded{Issue{Sentence: excerpt(m.NewText, 200), Kind: r.Kind, Exclusion: r.Exclusion, Area: r.Area}})
		w.tellHandler("M11", m)
	default:
		if m.Channel == SMS && len(m.Attachments) > 0 {
			w.onceADay("L18", "The resident is told that it has come.", func() { w.toResident("L18", atOnce, func(f *Facts) {}) })
		}
		w.tellHandler("M11", m)
	}
}

// chased tells the handler that the resident asked, and the team as well once the answer is late.
func (w *working) chased(m Message) {
	w.tellHandler("M12", m)
	if s, _ := w.d.Case.Current(); s.Limit != 0 && w.today() > s.Limit {
		w.alsoTellTeam("M12", m)
	}
}

// tellStatus tells the resident how things stand, at most once a day (L19).
func (w *working) tellStatus() {
	w.onceADay("L19", "The resident is told how things stand.", func() {
		lines := w.history()
		w.toResident("L19", atOnce, func(f *Facts) {
			f.LastStep = lines[len(lines)-1]
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
}

// bitterWords are said by people who give up on us, not by people who are content. They never close a case.
var bitterWords = regexp.MustCompile(`(?i)\b(?:forget (?:it|about it)|never listens?|(?:don't|do not|doesn't|won't) (?:listen|care|bother)|giv(?:e|en|ing) up|(?:no|what's the|what is the) point|wast(?:e|ed|ing) (?:of )?(?:my |our )?time|sick (?:of|and tired)|fed up|useless|whatever|can't be bothered)\b`)

// withdraw closes a case at the clear words of the resident or of a representative with consent. Unclear ones keep
// it open: the handler rings (3.4).
func (w *working) withdraw(m Message, r Reading) {
	if r.ToPerson || bitterWords.MatchString(m.NewText) {
		w.toHandler("M13", func(f *Facts) {
			f.Words = limitWords(m.NewText)
			f.Problem = "The resident may want to withdraw, but the words are not clear. Please contact them. The case stays open and the dates stand."
		})
		return
	}
	w.happen(ByResident, "The resident asked us to close the complaint.", CaseClosed{ClosedWithdrawn})
	w.toResident("L25", atOnce, func(f *Facts) {})
	w.tellHandler("M13", m)
}

// settlementAnswered reads the resident's answer to "we understand this is settled" (L24). Only a yes closes; thanks
// alone leave the days to run.
func (w *working) settlementAnswered(m Message, r Reading) bool {
	rejects := []Intent{IntentUnhappy, IntentChase, IntentStage2, IntentDisputeScope, IntentOmbudsman}
	switch {
	case saysWord(m, "NO") || wantsStage2(r) || slices.Contains(rejects, r.Intent):
		w.happen(ByResident, "The resident says that it is not settled.", SettlementDenied{})
		if w.d.Case.Status == InformalOpen {
			w.remainsUnhappy(m)
			return true
		}
		w.tellStatus()
		w.tellHandler("M12", m)
	case saysWord(m, "YES") && !grudging.MatchString(m.NewText) || !r.ToPerson && (r.Intent == IntentAccepts || r.Intent == IntentWithdraw):
		w.happen(ByResident, "The resident agrees that it is settled.", CaseClosed{ClosedInformally})
		w.toResident("L25", atOnce, func(f *Facts) {})
		w.tellHandler("M13", m)
	default:
		return false
	}
	return true
}
