package procedure

import (
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// A resident who writes after the case was closed is let back in. Nobody is turned away twice, and nobody by a
// machine (3.2, the rows of CLOSED).

// disputesRefusal reports whether somebody says that what we passed on or declined is for the complaints procedure.
func disputesRefusal(d *draft, h heard) bool {
	if h.r.Says.Answer == reading.AnswerComplaint {
		return false
	}
	reason := d.Case.Reason.Reason
	byAPerson := reason == complaint.ClosedOutOfScope || reason == complaint.ClosedOutOfTime
	return h.r.Intent == reading.IntentDisputeScope || h.doubt ||
		byAPerson && h.r.Intent == reading.IntentUnhappy && h.r.Kind != reading.KindComplaint
}

// asksAfterRefusal reports whether somebody only asks what becomes of what we passed on.
func asksAfterRefusal(_ *draft, h heard) bool {
	return h.r.Says.Answer != reading.AnswerComplaint && onlyAsks(h)
}

// passedOnStands tells who only asks where it is, and puts it before those who have it once more.
func passedOnStands(d *draft, h heard) {
	tellStatus(d)
	d.toStaff(letter.ManagerResidentChased, people.RoleManager, manager(d, d.Case.Area), func(f *order.Facts) {
		f.Words, f.Commands = message.LimitWords(h.m.NewText), noteOnly("and what you told them")
		f.Reminder = "The resident asks what has become of it. We told them that it was passed on to you. Please " +
			"tell them today how it stands"
	})
}

// complainsOfRefusal reports whether somebody complains of what we passed on or declined, in their own words or with
// the one that our letter offers (L03).
func complainsOfRefusal(_ *draft, h heard) bool {
	return h.r.Says.Answer == reading.AnswerComplaint || dissatisfied(h.r)
}

func openRefused(d *draft, h heard) {
	if asksFirst(d, h.m, h.r, complaint.MatterReopen, "It complains of what we passed on or declined.") {
		return
	}
	takeUpIssues(d, h)
	refused := d.Case.Reason.Reason == complaint.ClosedOutOfScope || d.Case.Reason.Reason == complaint.ClosedOutOfTime
	openStage1(d, h.m.Received, actor.ByResident,
		"The resident wants to complain about what we passed on or declined.", letter.Stage1Acknowledgement)
	if refused && !handledByTeam(d) {
		teamLooks(d, h.m, "They dispute that we refused this, so it is open now at stage 1")
	}
}

// takeUpIssues makes a complaint of what we passed on or declined, with what the resident says of it now where that has
// anything in it.
func takeUpIssues(d *draft, h heard) {
	issues := slices.Clone(d.Case.Issues)
	for i := range issues {
		if !issues[i].InScope() {
			issues[i].Kind, issues[i].Exclusion = reading.KindComplaint, ""
		}
	}
	d.record(actor.ByResident, "What we passed on or declined is what the complaint is about.",
		complaint.Defined{Issues: issues, Wants: d.Case.OutcomeSought})
	words, _ := wordsWithoutRef(h.m.NewText, prefixOf(d.Case.Ref))
	const few = 4
	if h.r.Says.Answer == reading.AnswerComplaint && len(words) <= few || onlyAsks(h) ||
		h.r.Kind != reading.KindComplaint && len(words) <= few {
		return
	}
	d.record(actor.ByResident, "What the resident wrote.", complaint.IssueAdded{Issue: reading.Issue{
		Sentence: message.Excerpt(h.m.NewText, 200), Kind: reading.KindComplaint, Area: h.r.Area,
	}})
}

func askAgain(d *draft, m message.Message, r reading.Reading, why string) {
	id := letter.Received
	if turnedAway(d.Case.Reason.Reason) {
		id = letter.RefusalDisputed
	}
	ask(d, id, m.Received, complaint.Question{
		Matter: complaint.MatterReopen, Suggest: suggestAccept, Kind: r.Kind, Confidence: r.Confidence,
		Evidence: r.Evidence, Words: message.LimitWords(m.NewText), Why: why,
	})
}

// lookAgain puts before the team whatever else somebody writes after their matter was declined: what they ask for, or
// tell of themselves, may be why it should not have been.
func lookAgain(d *draft, h heard) {
	r := h.r
	switch {
	case d.Case.Status != complaint.Closed || !declined(d, h), neutral(h), h.newRef != "":
		return
	case r.Says.Texts != "", slices.Contains([]reading.Intent{reading.IntentOptOut, reading.IntentOptIn,
		reading.IntentOmbudsmanAsked, reading.IntentContactChange}, r.Intent):
		return
	case r.Intent == reading.IntentThanks && !h.doubt:
		return
	}
	askWhether(d, "", h)
}

// perhapsDisputed puts before the team what somebody wrote after their matter was declined. It need not say in so
// many words that they disagree.
func perhapsDisputed(d *draft, h heard) { askWhether(d, letter.Received, h) }

// askWhether asks the team whether somebody disputes that their matter was declined. The resident has a letter, or none
// if id is "".
func askWhether(d *draft, id complaint.LetterID, h heard) {
	ask(d, id, h.m.Received, complaint.Question{
		Matter: complaint.MatterReopen, Suggest: suggestAccept, Kind: h.r.Kind, Confidence: h.r.Confidence,
		Evidence: h.r.Evidence, Words: message.LimitWords(h.m.NewText),
		Why: "The resident has written again after we declined it. Please decide whether they dispute that.",
	})
}

// reopenSettled opens a case anew that was settled early and went wrong after all (1.4).
func reopenSettled(d *draft, m message.Message, r reading.Reading) {
	if d.Calendar.Day(d.Case.ClosedAt).AddMonths(d.Settings.ReopenSettledFor) < d.Calendar.Day(m.Received) {
		askAgain(d, m, r, "The resident says that a matter settled long ago has come back.")
		return
	}
	if asksFirst(d, m, r, complaint.MatterReopen, "It says that the matter was not settled after all.") {
		return
	}
	reopen(d, m.Received, actor.ByResident, "The resident says that it was not settled after all.",
		message.LimitWords(m.NewText))
}

// reopen begins again where the case had got to: the review, if stage 1 was answered, else stage 1 (L36; L01 where
// it never was open). The clock runs from the message that asked.
func reopen(d *draft, received time.Time, by actor.Actor, why, words string) {
	s := d.Case.Stage1
	switch {
	case !s.RespondedAt.IsZero():
		openStage2(d, received, by, why, words, nil)
	case s.Received.IsZero():
		openStage1(d, received, by, why, letter.Stage1Acknowledgement)
	default:
		openStage1(d, received, by, why, letter.Reopened, ofMessage(words))
	}
}
