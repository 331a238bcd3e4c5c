package procedure

import (
	"complaints/internal/complaint"
	"strings"
	"time"
)

// A resident who writes after the case was closed is let back in. Nobody is turned away twice, and nobody by a
// machine (domain.md 3.2, the rows of CLOSED).

func (w *working) heardWhenClosed(m complaint.Message, r complaint.Reading) {
	c := w.d.Case
	reason, _, _ := strings.Cut(string(c.Reason), ":")
	again := dissatisfied(r)
	switch complaint.CloseReason(reason) {
	case complaint.ClosedServiceRequest, complaint.ClosedOutOfScope, complaint.ClosedOutOfTime, complaint.ClosedNotComplaint:
		w.heardAfterRefusal(m, r, again)
		return
	}
	answered := complaint.CloseReason(reason) != complaint.ClosedWithdrawn && complaint.CloseReason(reason) != complaint.ClosedDuplicate
	switch {
	case r.Intent == complaint.IntentThanks && r.ToPerson:
		w.tellHandler("M11", m)
		if !w.handledByTeam() {
			w.teamLooks(m, "It came after the case was closed, and it is not certain what it asks for")
		}
	case r.Intent == complaint.IntentThanks || r.Intent == complaint.IntentAccepts && !r.ToPerson:
	case answered && !again && !r.ToPerson:
		w.tellHandler("M11", m)
	default:
		w.comeBack(complaint.CloseReason(reason), m, r)
	}
}

// comeBack decides by what had closed the case.
func (w *working) comeBack(reason complaint.CloseReason, m complaint.Message, r complaint.Reading) {
	switch reason {
	case complaint.ClosedLapsed, complaint.ClosedSatisfied:
		w.stage2Asked(m, r, "")
	case complaint.ClosedInformally:
		w.reopenSettled(m, r)
	case complaint.ClosedComplete:
		w.tellExternal()
		w.teamLooks(m, afterTheEnd)
	default:
		w.askAgain(m, r, "The resident has written again after the case was closed.")
	}
}

// heardAfterRefusal: a complaint about it opens stage 1 (never bounced twice); a dispute of what we said it was
// goes to a person (3.4).
func (w *working) heardAfterRefusal(m complaint.Message, r complaint.Reading, again bool) {
	asked := complaint.SaysWord(m, "COMPLAINT") // as our letter offers (L03)
	switch {
	case !asked && (r.Intent == complaint.IntentDisputeScope || r.ToPerson):
		w.askAgain(m, r, "The resident disputes that this is not for the complaints procedure.")
	case asked || again:
		w.happen(ByResident, "What the resident wrote.", complaint.IssueAdded{Issue: complaint.Issue{Sentence: complaint.Excerpt(m.NewText, 200), Kind: complaint.KindComplaint, Area: r.Area}})
		w.openStage1(m.Received, ByResident, "The resident wants to complain about what we passed on or declined.", "L01")
	case r.Intent == complaint.IntentThanks:
	default:
		w.toStaff("M11", complaint.RoleManager, w.manager(w.d.Case.Area), inHours, func(f *complaint.Facts) { f.Words = complaint.LimitWords(m.NewText) })
	}
}

func (w *working) askAgain(m complaint.Message, r complaint.Reading, why string) {
	w.ask(m.Received, complaint.Question{
		Matter: complaint.MatterReopen, Suggest: "ACCEPT", Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence, Words: complaint.LimitWords(m.NewText), Why: why,
	})
}

// reopenSettled opens a case anew that was settled early and went wrong after all (1.4).
func (w *working) reopenSettled(m complaint.Message, r complaint.Reading) {
	if w.Calendar.Day(w.d.Case.ClosedAt).AddMonths(w.Settings.ReopenSettledFor) < w.Calendar.Day(m.Received) {
		w.askAgain(m, r, "The resident says that a matter settled long ago has come back.")
		return
	}
	w.reopen(m.Received, ByResident, "The resident says that it was not settled after all.", complaint.LimitWords(m.NewText))
}

// reopen begins again where the case had got to: the review, if stage 1 was answered, else stage 1 (L36; L01 where
// it never was open). The clock runs from the message that asked.
func (w *working) reopen(received time.Time, by, why, words string) {
	s := w.d.Case.Stage1
	switch {
	case !s.RespondedAt.IsZero():
		w.openStage2(received, by, why, words, nil)
	case s.Received.IsZero():
		w.openStage1(received, by, why, "L01")
	default:
		w.openStage1(received, by, why, "L36")
	}
}
