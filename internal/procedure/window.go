package procedure

import (
	"cmp"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"fmt"
	"slices"
	"time"
)

// windowOf is the last day to ask for stage 2 after an answer that goes at an instant: counted from a posted letter
// with the days that the post takes (P12).
func (w *working) windowOf(letter complaint.LetterID, at time.Time) calendar.Date {
	if letter != "L23" {
		return 0
	}
	if w.d.Case.Channel() != complaint.Email {
		at = w.Calendar.ByPost(at)
	}
	last, _ := w.Policy.WindowLast(w.Calendar, w.d.Case.Stage1.Received, at)
	return last
}

// stage2Asked opens stage 2 if the request came within the window (P12), which begins when the answer was sent. A
// late one is a person's to decide (1.5). Before our answer can have reached them, it is too early.
func (w *working) stage2Asked(m complaint.Message, r complaint.Reading, newRef string) {
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
			w.happen(ByMachine, "The request has a new matter in it, which has become "+newRef+".", complaint.Linked{Ref: newRef, How: "new matter"})
		}
		w.openStage2(m.Received, ByResident, "The resident is not satisfied with the stage 1 answer and asked in time.", complaint.LimitWords(m.NewText), m.Attachments, newRefs...)
		return
	}
	w.ask(m.Received, complaint.Question{
		Matter: complaint.MatterLateStage2, Suggest: "ACCEPT", Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence, Words: complaint.LimitWords(m.NewText),
		Why: w.lateWords(received),
	})
}

// answerWaits reports whether the stage 1 answer was still waiting for the office to open when a message came.
func (w *working) answerWaits(received time.Time) bool {
	s := w.d.Case.Stage1
	return s.SentAt.IsZero() && received.Before(w.Calendar.NextInHours(w.Settings.Hours, s.RespondedAt))
}

// lateWords tells the team what speaks for a late request (domain.md 1.5).
func (w *working) lateWords(received calendar.Date) string {
	s := w.d.Case.Stage1
	speaksFor := func(what string) string { return " " + what + ", which speaks for taking it." }
	why := fmt.Sprintf("The request came on %s. The last day was %s.", received.Long(), s.WindowLast.Long())
	if s.WindowLast.DaysUntil(received) <= 28 {
		why += speaksFor("It is less than 28 days late")
	}
	if sent := w.Calendar.Day(s.FirstSentAt); sent > s.Limit {
		why += speaksFor("Our own answer was late")
	}
	if slices.ContainsFunc(s.Actions, func(a complaint.Action) bool { return a.Done == 0 && a.By != 0 && a.By < received }) {
		why += speaksFor("Something we promised has not been done")
	}
	if slices.Contains(w.d.Case.Flags, complaint.FlagHealthVulnerable) {
		why += speaksFor("The resident has told us of illness or a disability")
	}
	if len(w.d.Case.Undelivered) > 0 {
		why += speaksFor("A letter of ours has not reached the resident")
	}
	return why
}

// windowTimers: when nobody has asked for stage 2 by the last day, the case lapses (P12). Where the policy sets no last
// day it stays open as long as an answered case does, and a request after that still goes to stage 2.
func (p Procedure) windowTimers(c complaint.Case) []timer {
	if c.Stage1.SentAt.IsZero() {
		return nil
	}
	return []timer{{at: p.Calendar.EndOf(p.waitsUntil(c)), run: func(w *working) {
		w.cause = "window:" + c.Stage1.WindowLast.String()
		w.happen(ByMachine, "The last day to ask for stage 2 has passed.", complaint.CaseClosed{Reason: complaint.ClosedLapsed})
		if w.Settings.WindowClosed && c.Stage1.WindowLast != 0 {
			w.toResident("L35", inHours, func(f *complaint.Facts) {})
		}
	}}}
}

// waitsUntil is the last day on which an answered stage 1 waits for the resident.
func (p Procedure) waitsUntil(c complaint.Case) calendar.Date {
	return cmp.Or(c.Stage1.WindowLast, p.Calendar.Day(c.Stage1.SentAt).AddMonths(p.Settings.KeepAnsweredFor))
}
