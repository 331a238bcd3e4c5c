package procedure

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/reading"
)

// What answers "we understand this is settled" (L24) in so many words comes before anything else that the words may
// want. Only a yes closes; thanks alone leave the days to run.

// yes reports whether the resident has said yes to the question of our last letter, and nothing else with it.
func yes(c complaint.Case, h heard) bool {
	return h.r.Says.Answer == reading.AnswerYes && !h.r.Says.Conditional && may(c, h.m, toEnd)
}

func deniesSettlement(d *draft, h heard) bool {
	rejects := []reading.Intent{reading.IntentUnhappy, reading.IntentChase, reading.IntentStage2,
		reading.IntentDisputeScope, reading.IntentOmbudsman}
	return d.Case.Settlement.Agreed != "" && (h.r.Says.Answer == reading.AnswerNo ||
		!yes(d.Case, h) && (wantsStage2(h.r) || slices.Contains(rejects, h.r.Intent) || neitherYesNorThanks(h.r)))
}

// neitherYesNorThanks reports whether an answer to "is it settled?" says something that is neither. Of two readings the
// one is taken that keeps the case open: the resident has not been silent.
func neitherYesNorThanks(r reading.Reading) bool {
	switch r.Intent {
	case reading.IntentEvidence, reading.IntentQuery, reading.IntentAboutAnswer, reading.IntentWrongNumber:
		return true
	}
	return r.Kind == reading.KindComplaint
}

func agreesToSettlement(d *draft, h heard) bool {
	content := h.r.Intent == reading.IntentAccepts || h.r.Intent == reading.IntentWithdraw
	return d.Case.Settlement.Agreed != "" && (yes(d.Case, h) || !h.doubt && content)
}

func settlementDenied(d *draft) {
	d.record(actor.ByResident, "The resident says that it is not settled.", complaint.SettlementDenied{})
}

func settlementAgreed(d *draft, h heard) {
	agreed := d.Case.Settlement.Agreed
	d.record(actor.ByResident, "The resident agrees that it is settled.",
		complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedInformally}})
	d.toResident(letter.SettledClosed, func(f *order.Facts) { f.ReplyBy, f.Agreed = 0, agreed })
	d.toHandler(letter.ManagerWithdrawn, func(f *order.Facts) {
		f.Words, f.Reason = message.LimitWords(h.m.NewText), "has agreed that this is settled"
	})
}

// resolved offers an early settlement: the resident is told and may say no (1.4).
func (r *staffReply) resolved() {
	if len(strings.Fields(r.cmd.Text)) < 3 {
		r.help("Say what was agreed and who said so, for example: RESOLVED the ceiling was replastered on 1 " +
			"December and Ms Rahman is happy to close it.")
		return
	}
	by := settledBy(r.draft, notBefore(r.draft, letter.Of(letter.Resolved)))
	if s, _ := r.Case.Current(); s.ContactedOn == 0 { // nothing is agreed without talking
		r.record(r.by(), "The handler has spoken with the resident.",
			complaint.Contacted{Stage: r.stage, On: r.on, Summary: message.Excerpt(r.cmd.Text, 1000)})
	}
	r.record(r.by(), "The handler says that it is settled.",
		complaint.SettlementOffered{Settlement: complaint.Settlement{Agreed: r.cmd.Text, By: r.by().String(), On: r.on,
			ReplyBy: by}})
	r.toResident(letter.Resolved)
	r.receipt("The resident is told what was agreed. If they do not say otherwise by " + by.Long() +
		", the case closes.")
}

// settledBy is the last day to deny a settlement of which the resident is told at an instant.
func settledBy(d *draft, told time.Time) calendar.Date {
	by, _ := d.Calendar.AddWorkingDays(d.Calendar.Day(told), d.Settings.SettleDays)
	return by
}

// settlementSteps: silence after an early settlement closes the case (1.4), once the resident has been told of it.
func (p Procedure) settlementSteps(c complaint.Case) []dueStep {
	return []dueStep{{clause: "P4", at: p.Calendar.EndOf(c.Settlement.ReplyBy), run: func(d *draft) {
		d.record(actor.ByMachine, "The resident did not say that it was not settled.",
			complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedInformally}})
	}}}
}
