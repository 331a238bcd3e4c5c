package complaints

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Asking for stage 2, and the review by a Director (domain.md P11 to P19).

func wantsStage2(r Reading) bool { return r.Kind == KindStage2Request || r.Intent == IntentStage2 }

// dissatisfied reports whether a message after an answer rejects it, or says that things went wrong again.
func dissatisfied(r Reading) bool {
	switch r.Intent {
	case IntentStage2, IntentUnhappy, IntentDisputeScope, IntentChase, IntentOmbudsman:
		return true
	}
	return wantsStage2(r) || r.Kind == KindComplaint || r.Kind == KindNeedsHuman
}

// politelyNo are thanks that decline: "thanks, but no thanks" (3.4).
var politelyNo = regexp.MustCompile(`(?i)\bno,? thank(?:s|\s+you)\b`)

// heardAfterStage1 reads a message after the stage 1 answer: only now is "not happy" a request for stage 2.
func (w *working) heardAfterStage1(m Message, r Reading, newRef string) {
	rejects := r.Intent == IntentUnhappy || r.Intent == IntentOmbudsman || r.Intent == IntentDisputeScope || r.Intent == IntentThanks && politelyNo.MatchString(m.NewText)
	switch {
	case wantsStage2(r) || rejects || r.Kind == KindComplaint && !content(r):
		w.stage2Asked(m, r, newRef)
	case r.Intent == IntentAccepts || r.Intent == IntentWithdraw:
		if r.ToPerson {
			w.tellTeam("M13", m)
			return
		}
		w.happen(ByResident, "The resident accepts the answer.", CaseClosed{ClosedSatisfied})
		w.toResident("L25", atOnce, func(f *Facts) {})
	case r.Intent == IntentThanks:
		if r.ToPerson {
			w.tellHandler("M11", m)
			w.perhapsStage2(m)
		}
	case r.Intent == IntentQuery || r.Intent == IntentChase:
		w.tellStatus()
		w.tellHandler("M12", m)
	default:
		w.tellHandler("M11", m)
		if r.ToPerson {
			w.perhapsStage2(m)
		}
	}
}

// stage2Asked opens stage 2 if the request came within the window (P12), which begins when the answer was sent. A
// late one is a person's to decide (1.5). Before our answer can have reached them, it is too early.
func (w *working) stage2Asked(m Message, r Reading, newRef string) {
	s := w.d.Case.Stage1
	received := w.Calendar.Day(m.Received)
	if _, ok := w.Policy.Stage(2); !ok {
		w.tellExternal()
		w.teamLooks(m, afterTheEnd)
		return
	}
	if w.answerWaits(m.Received) {
		w.stage2TooEarly(m)
		return
	}
	if s.WindowLast == 0 || received <= s.WindowLast {
		var newRefs []string
		if newRef != "" {
			newRefs = []string{newRef}
			w.happen(ByMachine, "The request has a new matter in it, which has become "+newRef+".", Linked{newRef, "new matter"})
		}
		w.openStage2(m.Received, ByResident, "The resident is not satisfied with the stage 1 answer and asked in time.", limitWords(m.NewText), m.Attachments, newRefs...)
		return
	}
	w.ask(m.Received, Question{
		Matter: MatterLateStage2, Suggest: "ACCEPT", Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence, Words: limitWords(m.NewText),
		Why: w.lateWords(received),
	})
}

// answerWaits reports whether the stage 1 answer was still waiting for the office to open when a message came.
func (w *working) answerWaits(received time.Time) bool {
	s := w.d.Case.Stage1
	return s.SentAt.IsZero() && received.Before(w.Calendar.NextInHours(w.Settings.Hours, s.RespondedAt))
}

// lateWords tells the team what speaks for a late request (domain.md 1.5).
func (w *working) lateWords(received Date) string {
	s := w.d.Case.Stage1
	speaksFor := func(what string) string { return " " + what + ", which speaks for taking it." }
	why := fmt.Sprintf("The request came on %s. The last day was %s.", received.Long(), s.WindowLast.Long())
	if s.WindowLast.DaysUntil(received) <= 28 {
		why += speaksFor("It is less than 28 days late")
	}
	if sent := w.Calendar.Day(s.FirstSentAt); sent > s.Limit {
		why += speaksFor("Our own answer was late")
	}
	if slices.ContainsFunc(s.Actions, func(a Action) bool { return a.Done == 0 && a.By != 0 && a.By < received }) {
		why += speaksFor("Something we promised has not been done")
	}
	if slices.Contains(w.d.Case.Flags, FlagHealthVulnerable) {
		why += speaksFor("The resident has told us of illness or a disability")
	}
	if len(w.d.Case.Undelivered) > 0 {
		why += speaksFor("A letter of ours has not reached the resident")
	}
	return why
}

// openStage2 begins the review: a Director who did not handle stage 1 (P15), the acknowledgement (P14), and the
// Director's own letter with the whole file. newRefs are the new matters that have become cases of their own (P16).
func (w *working) openStage2(received time.Time, by, why, words string, files []Attachment, newRefs ...string) {
	w.openStage(2, received, by, why, words)
	to, reason := w.director(), "A Director who did not handle stage 1 reviews it."
	if to == (Contact{}) {
		reason = "Every Director has dealt with this case. The complaints team must find somebody else to review it."
	}
	w.assign(2, to, by, reason)
	w.toResident("L26", atOnce, func(f *Facts) {
		f.Reason, f.NewRefs, f.MovedUp = excerpt(words, 200), newRefs, w.d.Case.Stage1.RespondedAt.IsZero()
	})
	w.toHandler("M10", func(f *Facts) {
		f.MovedUp = w.d.Case.Stage1.RespondedAt.IsZero()
		f.Words = cmp.Or(words, f.Words)
		f.Attachments = append(slices.Clone(f.Attachments), files...)
		f.NewRefs = newRefs
		f.Answer, f.Decision = w.d.Case.Stage1.Answer, string(w.d.Case.Stage1.Decision)
	})
}

// director returns who reviews at stage 2: the area's Director, else another, else the chief executive; never
// anybody who handled stage 1, is kept from the case or is away (P15). It is nobody if nobody is left.
func (w *working) director() Contact {
	candidates := append([]Contact{w.Register.Areas[w.d.Case.Area].Director}, w.Register.Directors()...)
	for _, c := range append(candidates, w.Register.ChiefExecutive) {
		if c.Email != "" && w.free(c) && !w.handledStage1(c) {
			return c
		}
	}
	return Contact{}
}

func (w *working) handledStage1(c Contact) bool {
	return slices.ContainsFunc(w.d.Case.Stage1.StandIns, func(a string) bool { return strings.EqualFold(a, c.Email) })
}

// heardAfterStage2: our procedure has ended. There is no stage 3; the resident is told who can look at it now.
func (w *working) heardAfterStage2(m Message, r Reading) {
	switch {
	case r.Intent == IntentThanks || r.Intent == IntentAccepts:
	case dissatisfied(r):
		w.tellExternal()
		w.teamLooks(m, afterTheEnd)
	default:
		w.tellHandler("M11", m)
	}
}

// afterTheEnd tells the team of somebody who is not content at the end of our procedure.
const afterTheEnd = "Our procedure has ended for this case, and we have told them who outside can look at it"

// tellExternal sends the outside body's letter (L33) at most once in thirty days.
func (w *working) tellExternal() {
	if said := w.d.Case.Said["L33"]; said != 0 && said.DaysUntil(w.today()) < 30 {
		return
	}
	w.happen(ByMachine, "The resident is told who can look at it now.", Said{"L33", w.today()})
	w.toResident("L33", atOnce, func(f *Facts) { f.External.Show = true })
}
