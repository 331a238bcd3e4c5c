package procedure_test

import (
	"testing"

	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// breach is a complaint about a leak and about personal data that went astray.
func breach(t *testing.T) *proceduretest.Life {
	t.Helper()
	r := aComplaint()
	r.Issues = []reading.Issue{{Sentence: "You sent my bank details next door.", Kind: reading.KindOutOfScope,
		Exclusion: policy.DataBreach}}
	return newLife(t, "hastoe-2020").
		Open("2026-11-23 10:00", "The leak. You sent my bank details next door.", r)
}

// TestPersonalDataHasItsOwnClock: the officer hears at once and each working morning until TAKEN, then before the
// thirty days are over until DONE.
func TestPersonalDataHasItsOwnClock(t *testing.T) { // E8, 0.9, 2.5
	t.Parallel()
	t.Run("both ends are named", func(t *testing.T) {
		t.Parallel()
		f := breach(t).Last(letter.DataProtection).Facts
		sameDay(t, "acknowledge by", f.DataAckBy, "2026-12-23")
		same(t, "report by", f.DataReportBy, "10:00 on Thursday 26 November 2026")
	})
	t.Run("each morning until it is taken", func(t *testing.T) {
		t.Parallel()
		l := breach(t).To("2026-11-25 12:00").GotInAll(letter.DataProtection, 3)
		same(t, "untaken", l.Case.Clocks.DataProtection.Untaken(), true)
		l.Replies("2026-11-25 13:00", dpo, "TAKEN").To("2026-12-15 12:00").GotInAll(letter.DataProtection, 3)
		same(t, "untaken, once taken", l.Case.Clocks.DataProtection.Untaken(), false)
	})
	t.Run("a week and a working day before the end, and when it is late", func(t *testing.T) {
		t.Parallel()
		breach(t).Replies("2026-11-25 13:00", dpo, "TAKEN").
			To("2026-12-15 12:00").GotInAll(letter.DataProtection, 3).
			To("2026-12-23 12:00").GotInAll(letter.DataProtection, 5).
			To("2026-12-24 12:00").GotInAll(letter.DataProtection, 6)
	})
	t.Run("until it is done", func(t *testing.T) {
		t.Parallel()
		l := breach(t).Replies("2026-11-25 13:00", dpo, "TAKEN").To("2026-12-24 12:00")
		told := l.Count(letter.DataProtection)
		l.Replies("2026-12-24 13:00", dpo, "DONE").To("2027-01-20 12:00").GotInAll(letter.DataProtection, told)
		if owes(l, "data_protection", dpo) {
			t.Error("the officer's duty: got owed, want done")
		}
	})
	t.Run("TAKEN from anybody else is about something else", func(t *testing.T) {
		t.Parallel()
		l := breach(t).Replies("2026-11-23 11:00", team, "TAKEN")
		same(t, "untaken", l.Case.Clocks.DataProtection.Untaken(), true)
	})
}

// TestSubjectAccessRequest: a request for what we keep goes to the officer, whatever it is read as.
func TestSubjectAccessRequest(t *testing.T) { // E8, 2.5
	t.Parallel()
	newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "This is a subject access request.",
		reading.Reading{Kind: reading.KindEnquiry, Confidence: 1}).
		Got("2026-11-23 10:00", "not-a-complaint to asha", "data-protection to dpo", "passed-on to other.manager")
}
