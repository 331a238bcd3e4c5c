package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// stage2Asked opens stage 2 if the request came within the window (P12), which begins when the answer was sent. A
// late one is a person's to decide (1.5). Before our answer can have reached them, it is too early.
func stage2Asked(d *draft, m message.Message, r reading.Reading, newRef string) {
	s := d.Case.Stage1
	received := d.Calendar.Day(m.Received)
	if _, ok := d.Policy.Stage(2); !ok {
		tellExternal(d)
		teamLooks(d, m, afterTheEnd)
		return
	}
	if answerWaits(d, m.Received) {
		stage2TooEarly(d, heard{m: m, r: r})
		return
	}
	if s.WindowLast == 0 || received <= s.WindowLast {
		var newRefs []string
		if newRef != "" {
			newRefs = []string{newRef}
			d.record(actor.ByMachine, "The request has a new matter in it, which has become "+newRef+".",
				complaint.Linked{Ref: newRef, How: "new matter"})
		}
		if asksFirst(d, m, r, complaint.MatterStage2, "It asks for stage 2, in time.") {
			return
		}
		openStage2(d, m.Received, actor.ByResident,
			"The resident is not satisfied with the stage 1 answer and asked in time.",
			message.LimitWords(m.NewText), m.Attachments, newRefs...)
		return
	}
	ask(d, letter.Received, m.Received, complaint.Question{
		Matter: complaint.MatterLateStage2, Suggest: suggestAccept, Kind: r.Kind, Confidence: r.Confidence,
		Evidence: r.Evidence, Words: message.LimitWords(m.NewText),
		Why: lateWords(d, received),
	})
}

// resignedWords are words of thanks behind which somebody may not be content.
var resignedWords = []string{"i suppose", "i guess", "it is what it is", "whatever", "if you say so", "disappoint",
	"not what i hoped", "not what i had hoped", "never mind", "oh well", "have to do", "better than nothing",
	"hoped for more", "can't say i", "cannot say i", "nothing i can do", "leave it at that", "i still think",
	"still feel"}

// resigned reports thanks for an answer with which the writer may not be content.
func resigned(_ *draft, h heard) bool {
	text := strings.ToLower(strings.ReplaceAll(h.m.NewText, "\u2019", "'"))
	return h.r.Intent == reading.IntentThanks && slices.ContainsFunc(resignedWords, func(w string) bool {
		return strings.Contains(text, w)
	})
}

// offerReview asks once in a case whether its resident wants a review, with the day until which they can.
func offerReview(d *draft) {
	if d.Case.Said[letter.ReviewOffered] != 0 || d.Case.Stage1.SentAt.IsZero() || isQuiet(d, letter.ReviewOffered) {
		return
	}
	if last := d.Case.Stage1.WindowLast; last != 0 && last < d.today() {
		return
	}
	d.record(actor.ByMachine, "The resident is asked whether they want a review.",
		complaint.Said{Letter: letter.ReviewOffered, On: d.today()})
	d.toResident(letter.ReviewOffered)
}

// windowOf is the last day to ask for stage 2 after an answer that goes at an instant: counted from a posted letter
// with the days that the post takes (P12).
func windowOf(d *draft, id complaint.LetterID, at time.Time) calendar.Date {
	if id != letter.Stage1Response {
		return 0
	}
	if d.Case.Channel() != message.Email || d.Case.SpokenFor() {
		at = d.Calendar.ByPost(at)
	}
	last, _ := d.Policy.WindowLast(d.Calendar, d.Case.Stage1.Received, at)
	return last
}

// answerWaits reports whether the stage 1 answer was still waiting for the office to open when a message came.
func answerWaits(d *draft, received time.Time) bool {
	s := d.Case.Stage1
	return s.SentAt.IsZero() && received.Before(d.Calendar.NextInHours(d.Settings.Hours, s.RespondedAt))
}

// lateWords tells the team what speaks for a late request (1.5).
func lateWords(d *draft, received calendar.Date) string {
	s := d.Case.Stage1
	speaksFor := func(what string) string { return " " + what + ", which speaks for taking it." }
	why := fmt.Sprintf("The request came on %s. The last day was %s.", received.Long(), s.WindowLast.Long())
	if s.WindowLast.DaysUntil(received) <= 28 {
		why += speaksFor("It is less than 28 days late")
	}
	if sent := d.Calendar.Day(s.FirstSentAt); sent > s.Limit {
		why += speaksFor("Our own answer was late")
	}
	if slices.ContainsFunc(s.Actions, func(a complaint.Action) bool {
		return a.Done == 0 && a.By != 0 && a.By < received
	}) {
		why += speaksFor("Something we promised has not been done")
	}
	if slices.Contains(d.Case.Flags, reading.FlagHealthVulnerable) {
		why += speaksFor("The resident has told us of illness or a disability")
	}
	if len(d.Case.Undelivered) > 0 {
		why += speaksFor("A letter of ours has not reached the resident")
	}
	return why
}

// windowSteps: when nobody has asked for stage 2 by the last day, the case lapses (P12). Where the policy sets no last
// day it stays open as long as an answered case does, and a request after that still goes to stage 2.
func (p Procedure) windowSteps(c complaint.Case) []dueStep {
	if c.Stage1.SentAt.IsZero() {
		return nil
	}
	return []dueStep{{clause: "P12", at: p.Calendar.EndOf(p.waitsUntil(c)), run: func(d *draft) {
		d.cause = "window:" + c.Stage1.WindowLast.String()
		d.record(actor.ByMachine, "The last day to ask for stage 2 has passed.",
			complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedLapsed}})
		if d.Settings.WindowClosed && c.Stage1.WindowLast != 0 {
			d.toResident(letter.WindowClosed)
		}
	}}}
}

// waitsUntil is the last day on which an answered stage 1 waits for the resident.
func (p Procedure) waitsUntil(c complaint.Case) calendar.Date {
	return cmp.Or(c.Stage1.WindowLast, p.Calendar.Day(c.Stage1.SentAt).AddMonths(p.Settings.KeepAnsweredFor))
}
