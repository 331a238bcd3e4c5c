package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/reading"
)

// TestAfterTheStage1Answer: what a message means once the answer has gone.
func TestAfterTheStage1Answer(t *testing.T) { // P13
	t.Parallel()
	const words = "words"
	review := []string{"stage2-acknowledgement to asha", "director-review to property.director"}
	for _, tc := range []struct {
		name    string
		reading reading.Reading
		words   string
		status  complaint.Status
		letters []string
	}{
		{"stage 2", intent(reading.IntentStage2), words, complaint.Stage2Open, review}, // 3.2, 3.4
		{"a request by its kind", reading.Reading{Kind: reading.KindStage2Request}, words,
			complaint.Stage2Open, review},
		{"unhappy, no reason given", intent(reading.IntentUnhappy), words, complaint.Stage2Open, review}, // P13
		{"it reads as a complaint", aComplaint(), words, complaint.Stage2Open, review},
		{"going to the ombudsman", intent(reading.IntentOmbudsman), words, complaint.Stage2Open, review},        // 3.4
		{"accepts", intent(reading.IntentAccepts), words, complaint.Closed, []string{"settled-closed to asha"}}, // 3.2
		{"accepts, but", doubtful(reading.IntentAccepts), words, complaint.Stage1Responded, // 3.4
			[]string{"manager-withdrawn to complaints.team"}},
		{"accepts on a condition", intent(reading.IntentAccepts),
			"I accept the £50, but the ceiling has to be painted.", complaint.Stage1Responded,
			[]string{"manager-withdrawn to complaints.team"}},
		{"thanks, but no thanks", intent(reading.IntentThanks), "Thanks, but no thanks.",
			complaint.Stage2Open, review},
		{"thanks, but", intent(reading.IntentThanks), "Thank you, but it still leaks a little.",
			complaint.Stage1Responded, []string{"manager-new-evidence to repairs.manager",
				"manager-resident-chased to complaints.team", "review-offered to asha"}},
		{"thanks", intent(reading.IntentThanks), words, complaint.Stage1Responded, nil},
		{"a question", intent(reading.IntentQuery), words, complaint.Stage1Responded,
			[]string{"question-passed-on to asha", "manager-resident-chased to repairs.manager"}},
		{"news of the works", intent(reading.IntentChase), words, complaint.Stage1Responded,
			[]string{"status to asha", "manager-resident-chased to repairs.manager"}},
		{"evidence", intent(reading.IntentEvidence), words, complaint.Stage1Responded,
			[]string{"manager-new-evidence to repairs.manager"}},
		// 3.4
		{"nobody can tell what it is", reading.Reading{Kind: reading.KindNeedsHuman, ToPerson: true}, words,
			complaint.Stage1Responded, []string{"manager-new-evidence to repairs.manager",
				"manager-resident-chased to complaints.team", "review-offered to asha"}},
		{"stop", intent(reading.IntentOptOut), words, complaint.Stage1Responded,
			[]string{"delivery-failed to complaints.team"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			answered(t).Says("2026-12-07 10:00", tc.words, tc.reading).
				Got("2026-12-07 10:00", tc.letters...).Stands(tc.status)
		})
	}
}

// TestStage2: the review counts from the request, and the Director has the whole file.
func TestStage2(t *testing.T) { // P14, P18
	t.Parallel()
	l := stage2(t).With(director)
	sameDay(t, "acknowledge by", l.Case.Stage2.AckDue, "2026-12-09")
	sameDay(t, "limit", l.Case.Stage2.Limit, "2026-12-28")
	sameDay(t, "target", l.Case.Stage2.Target, "2026-12-24")
	if l.Case.Stage2.AckedAt.IsZero() {
		t.Error("acknowledged: got never, want when the acknowledgement was sent")
	}
	f := l.Last(letter.DirectorReview).Facts
	same(t, "the answer in the Director's letter", f.Answer, wordy)
	same(t, "its decision", f.Decision, "upheld")
	holds(t, "the resident's words", f.Words, "look again")
	if len(f.History) == 0 {
		t.Error("history: got none, want what has happened")
	}
}

// TestStage2Late: the chief executive, the lead and the resident hear.
func TestStage2Late(t *testing.T) { // P18
	t.Parallel()
	stage2(t).To("2026-12-31 12:00").
		Got("2026-12-29 09:00", "manager-overdue to property.director", "director-overdue to chief.executive").
		Got("2026-12-29 12:00", "stage2-late to asha").
		Got("2026-12-31 09:00", "manager-overdue to property.director", "lead-overdue to complaints.team",
			"lead-overdue to property.director")
}

// TestEscalate: the team may move a case up whose answer is late; nobody else, and not twice.
func TestEscalate(t *testing.T) { // 1.5
	t.Parallel()
	l := begun(t).Says("2026-12-08 10:00", "stage 2 now", intent(reading.IntentStage2)).
		Replies("2026-12-08 12:00", manager, "ESCALATE").Stands(complaint.Stage1Open)
	l.Replies("2026-12-08 12:30", team, "ESCALATE stage 1 is late").Stands(complaint.Stage2Open).With(director).
		Got("2026-12-08 12:30", "stage2-acknowledgement to asha", "director-review to property.director",
			"command-done to complaints.team")
	sameDay(t, "day 0 of the review", l.Case.Stage2.Day0, "2026-12-08")
	l.Replies("2026-12-08 13:00", team, "ESCALATE").
		Got("2026-12-08 13:00", "command-not-understood to complaints.team")
}

// TestDirectEntry: the Scottish model lets the team begin with the investigation, from the day of receipt.
func TestDirectEntry(t *testing.T) { // 2.6
	t.Parallel()
	unsure := reading.Reading{Kind: reading.KindNeedsHuman, ToPerson: true, Area: reading.AreaRepairs}
	t.Run("where the policy allows it", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "spso-rsl").
			Open("2026-11-23 10:00", "It is a long story about the close, the stair and the factor.", unsure)
		if got := linesOffered(l.Last(letter.TeamDecision).Facts); !containsWord(got, "ESCALATE") {
			t.Errorf("commands offered to the team: got %q, want ESCALATE among them", got)
		}
		l.Replies("2026-11-24 10:00", team, "ESCALATE it is too complex for the front line").
			Stands(complaint.Stage2Open).With(director).
			Got("2026-11-24 10:00", "stage2-acknowledgement to asha", "director-review to property.director",
				"command-done to complaints.team")
		sameDay(t, "day 0", l.Case.Stage2.Day0, "2026-11-23")
		sameDay(t, "acknowledge by", l.Case.Stage2.AckDue, "2026-11-26")
		same(t, "the resident reads that it was moved up", l.Last(letter.Stage2Acknowledgement).Facts.MovedUp, true)
		same(t, "the Director reads that it was moved up", l.Last(letter.DirectorReview).Facts.MovedUp, true)
	})
	t.Run("where it does not", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "It is a long story.", unsure).
			Replies("2026-11-24 10:00", team, "ESCALATE it is too complex").Stands(complaint.Review)
	})
}
