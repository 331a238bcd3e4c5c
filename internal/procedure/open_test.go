package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// TestOpening: a complaint opens stage 1, and everybody is told.
func TestOpening(t *testing.T) { // P1, P5, P9, 3.2
	t.Parallel()
	l := begun(t).Stands(complaint.Stage1Open).With(manager).
		Got("2026-11-23 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
	sameDay(t, "acknowledge by", l.Case.Stage1.AckDue, "2026-11-25")
	sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
	same(t, "acknowledged", l.Case.Stage1.AckedAt, instant(t, "2026-11-23 10:00"))
	f := l.Last(letter.Stage1Acknowledgement).Facts
	sameDay(t, "the day of the answer", f.AnswerBy, "2026-12-07")
	same(t, "area", f.Area, "repairs")
	same(t, "outcome sought", f.OutcomeSought, "")
}

// TestOpeningSomethingElse: what is no complaint is passed on the same day, and what is unreadable asked about.
func TestOpeningSomethingElse(t *testing.T) {
	t.Parallel()
	const at = "2026-11-23 10:00"
	t.Run("a first request is passed on the same day", func(t *testing.T) { // E1, 3.2, 0.2
		t.Parallel()
		r := outOfScope(policy.FirstRequest)
		r.Area = reading.AreaRepairs
		newLife(t, "hastoe-2020").Open(at, "My tap drips.", r).ClosedAs(complaint.ClosedServiceRequest).
			Got(at, "service-request to asha", "passed-on to repairs.manager")
	})
	t.Run("a question is answered and passed on", func(t *testing.T) { // 3.2
		t.Parallel()
		newLife(t, "hastoe-2020").Open(at, "When is the office open?",
			reading.Reading{Kind: reading.KindEnquiry, Area: reading.AreaOther}).
			ClosedAs(complaint.ClosedNotComplaint).Got(at, "not-a-complaint to asha", "passed-on to other.manager")
	})
	t.Run("a message without words asks for words, and a person looks", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").OpenFrom(at, phone, " ", unclear()).Stands(complaint.Review).
			Got(at, "who-are-you to "+phone, "cannot-read to "+phone, "team-decision to complaints.team")
	})
}

// TestOpeningKeepsToTheSizeOfAFile: however long a message, the case stays small and says what it left out.
func TestOpeningKeepsToTheSizeOfAFile(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", strings.Repeat("damp ", 5000), aComplaint())
	if got := len(l.Case.Words); got > 8200 {
		t.Errorf("characters kept: got %d, want at most 8200", got)
	}
	holds(t, "the words kept", l.Case.Words, "more characters are in the message itself")
	if got := len([]rune(l.Case.Issues[0].Sentence)); got > 303 {
		t.Errorf("characters of the issue: got %d, want at most 303", got)
	}
}
