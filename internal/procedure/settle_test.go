package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// offered is a case that the manager says is settled, on Wednesday 25 November.
func offered(t *testing.T) *proceduretest.Life {
	t.Helper()
	return begun(t).Replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good and she is happy").
		Got("2026-11-25 10:00", "resolved to asha", "command-done to repairs.manager").Stands(complaint.Stage1Open)
}

// TestSettlement: an early settlement waits for the resident's word.
func TestSettlement(t *testing.T) { // P4, 3.2
	t.Parallel()
	const at = "2026-11-26 10:00"
	for _, tc := range []struct {
		name, words string
		reading     reading.Reading
	}{
		{"no", "NO", intent(reading.IntentEvidence)},
		{"it drips again", "It drips again", intent(reading.IntentUnhappy)},
		{"a review", "Review please", reading.Reading{Kind: reading.KindStage2Request}},
	} {
		t.Run(tc.name+" keeps it open with its dates", func(t *testing.T) {
			t.Parallel()
			l := offered(t).Says(at, tc.words, tc.reading).Stands(complaint.Stage1Open)
			same(t, "settlement", l.Case.Settlement.Agreed, "")
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
			l.To("2026-11-30 09:00").Got("2026-11-30 09:00", "manager-halfway to repairs.manager")
		})
	}
	t.Run("yes closes", func(t *testing.T) {
		t.Parallel()
		offered(t).Says(at, "Yes, thank you", intent(reading.IntentThanks)).ClosedAs(complaint.ClosedInformally)
	})
	t.Run("agreeing closes", func(t *testing.T) {
		t.Parallel()
		offered(t).Says(at, "I agree", intent(reading.IntentAccepts)).ClosedAs(complaint.ClosedInformally).
			Got(at, "settled-closed to asha", "manager-withdrawn to repairs.manager")
	})
	for _, tc := range []struct {
		name, words string
		reading     reading.Reading
	}{
		{"thanks alone", "Thanks for your letter", intent(reading.IntentThanks)},
		{"a doubtful yes", "I accept, but the paint", doubtful(reading.IntentAccepts)},
		{"a yes with a but", "Yes but the paint is still wet", intent(reading.IntentAccepts)},
		{"evidence", "Photos attached", intent(reading.IntentEvidence)},
	} {
		t.Run(tc.name+" leaves the days to run", func(t *testing.T) {
			t.Parallel()
			offered(t).Says(at, tc.words, tc.reading).Stands(complaint.Stage1Open)
		})
	}
	t.Run("silence closes after five working days, and nobody is chased meanwhile", func(t *testing.T) {
		t.Parallel()
		l := offered(t).To("2026-12-02 23:59").Stands(complaint.Stage1Open).
			To("2026-12-03 00:00").ClosedAs(complaint.ClosedInformally).GotInAll(letter.ManagerHalfway, 0)
		sameDay(t, "first conversation", l.Case.Stage1.ContactedOn, "2026-11-25")
	})
}

// TestSettlementsOnTheWay: what a settlement needs, and what becomes of one at stage 2.
func TestSettlementsOnTheWay(t *testing.T) { // P4, 3.5
	t.Parallel()
	t.Run("what was agreed has to be said", func(t *testing.T) { // 3.5
		t.Parallel()
		begun(t).Replies("2026-11-25 10:00", manager, "RESOLVED").
			Got("2026-11-25 10:00", "command-not-understood to repairs.manager")
	})
	t.Run("at stage 2 too, and then it reopens at stage 2", func(t *testing.T) {
		t.Parallel()
		stage2(t).Replies("2026-12-09 10:00", director, "RESOLVED we agreed to repaint the whole room").
			Says("2026-12-10 10:00", "NO", intent(reading.IntentEvidence)).Stands(complaint.Stage2Open).
			Replies("2026-12-10 11:00", director, "RESOLVED we agreed to repaint the whole flat").
			Says("2026-12-11 10:00", "YES", intent(reading.IntentAccepts)).ClosedAs(complaint.ClosedInformally).
			Says("2026-12-14 10:00", "It was not done.", intent(reading.IntentUnhappy)).Stands(complaint.Stage2Open)
	})
}

// TestSettlementNobodyWasToldOf: silence settles nothing if the resident never had the letter.
func TestSettlementNobodyWasToldOf(t *testing.T) { // P4
	t.Parallel()
	const mended = "RESOLVED we mended the leak today and she is content"
	t.Run("it came back", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-25 10:00", manager, mended).ComesBack("2026-11-25 11:00", letter.Resolved).
			To("2026-12-05 00:00").Stands(complaint.Stage1Open)
		same(t, "settlement", l.Case.Settlement.Agreed, "")
		if l.Count(letter.ManagerOneDay) == 0 {
			t.Error("the manager is chased: got never, want as if there were no settlement")
		}
	})
	t.Run("it waits to be posted", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		l.Case.Party.OnPaper = true
		l.Replies("2026-11-25 10:00", manager, mended).To("2026-12-04 10:00").Stands(complaint.Stage1Open)
		if l.Count(letter.ManagerOneDay) == 0 {
			t.Error("the manager is chased: got never, want as long as the resident knows nothing")
		}
		l.Replies("2026-12-04 10:00", team, "POSTED").To("2026-12-15 23:59").Stands(complaint.Stage1Open).
			To("2026-12-16 00:00").ClosedAs(complaint.ClosedInformally)
	})
}
