package procedure

import (
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// A resident who writes after the case was closed is let back in. Nobody is turned away twice, and nobody by a
// machine (3.2, the rows of CLOSED).

func (d *draft) residentWhenClosed(h heard) {
	m, r := h.m, h.r
	c := d.Case
	reason := c.Reason.Reason
	again := dissatisfied(r)
	switch reason {
	case complaint.ClosedServiceRequest, complaint.ClosedOutOfScope, complaint.ClosedOutOfTime,
		complaint.ClosedNotComplaint:
		d.residentAfterRefusal(h, again)
		return
	}
	answered := reason != complaint.ClosedWithdrawn && reason != complaint.ClosedDuplicate
	switch {
	case r.Intent == complaint.IntentThanks && h.doubt:
		d.tellHandler(letter.ManagerNewEvidence, m)
		if !d.handledByTeam() {
			d.teamLooks(m, "It came after the case was closed, and it is not certain what it asks for")
		}
	case r.Intent == complaint.IntentThanks || r.Intent == complaint.IntentAccepts && !h.doubt:
	case answered && !again && !h.doubt:
		d.tellHandler(letter.ManagerNewEvidence, m)
	default:
		d.residentCameBack(reason, m, r)
	}
}

// comeBack decides by what had closed the case.
func (d *draft) residentCameBack(reason complaint.CloseReason, m complaint.Message, r complaint.Reading) {
	switch reason {
	case complaint.ClosedLapsed, complaint.ClosedSatisfied:
		d.stage2Asked(m, r, "")
	case complaint.ClosedInformally:
		d.reopenSettled(m, r)
	case complaint.ClosedComplete:
		d.tellExternal()
		d.teamLooks(m, afterTheEnd)
	default:
		d.askAgain(m, r, "The resident has written again after the case was closed.")
	}
}

// heardAfterRefusal: a complaint about it opens stage 1 (never bounced twice); a dispute of what we said it was
// goes to a person (3.4).
func (d *draft) residentAfterRefusal(h heard, again bool) {
	m, r := h.m, h.r
	asked := r.Says.Answer == complaint.AnswerComplaint // as our letter offers (L03)
	switch {
	case !asked && (r.Intent == complaint.IntentDisputeScope || h.doubt):
		d.askAgain(m, r, "The resident disputes that this is not for the complaints procedure.")
	case asked || again:
		d.record(complaint.ByResident, "What the resident wrote.",
			complaint.IssueAdded{Issue: complaint.Issue{Sentence: complaint.Excerpt(m.NewText, 200),
				Kind: complaint.KindComplaint, Area: r.Area}})
		d.openStage1(m.Received, complaint.ByResident,
			"The resident wants to complain about what we passed on or declined.",
			letter.Stage1Acknowledgement)
	case r.Intent == complaint.IntentThanks:
	default:
		d.toStaff(letter.ManagerNewEvidence, complaint.RoleManager, d.manager(d.Case.Area),
			func(f *complaint.Facts) {
				f.Words = complaint.LimitWords(m.NewText)
			})
	}
}

func (d *draft) askAgain(m complaint.Message, r complaint.Reading, why string) {
	d.ask(letter.Received, m.Received, complaint.Question{
		Matter: complaint.MatterReopen, Suggest: suggestAccept, Kind: r.Kind, Confidence: r.Confidence,
		Evidence: r.Evidence, Words: complaint.LimitWords(m.NewText), Why: why,
	})
}

// reopenSettled opens a case anew that was settled early and went wrong after all (1.4).
func (d *draft) reopenSettled(m complaint.Message, r complaint.Reading) {
	if d.Calendar.Day(d.Case.ClosedAt).AddMonths(d.Settings.ReopenSettledFor) < d.Calendar.Day(m.Received) {
		d.askAgain(m, r, "The resident says that a matter settled long ago has come back.")
		return
	}
	d.reopen(m.Received, complaint.ByResident, "The resident says that it was not settled after all.",
		complaint.LimitWords(m.NewText))
}

// reopen begins again where the case had got to: the review, if stage 1 was answered, else stage 1 (L36; L01 where
// it never was open). The clock runs from the message that asked.
func (d *draft) reopen(received time.Time, by complaint.Actor, why, words string) {
	s := d.Case.Stage1
	switch {
	case !s.RespondedAt.IsZero():
		d.openStage2(received, by, why, words, nil)
	case s.Received.IsZero():
		d.openStage1(received, by, why, letter.Stage1Acknowledgement)
	default:
		d.openStage1(received, by, why, letter.Reopened)
	}
}
