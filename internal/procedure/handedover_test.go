package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// aTap is a first request that reached us on a Monday.
func aTap() reading.Reading {
	return reading.Reading{Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest, Area: reading.AreaRepairs}
}

// TestRequestIsAskedForUntilDone: what is handed to an area does not fall out of sight.
func TestRequestIsAskedForUntilDone(t *testing.T) { // E1
	t.Parallel()
	const monday, manager = "2026-11-23 10:00", "repairs.manager@landlord.example"
	t.Run("the area first, then the team too", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open(monday, "The tap drips.", aTap()).
			To("2026-11-25 20:00").GotInAll(letter.RequestOpen, 0).
			To("2026-11-26 09:00").Got("2026-11-26 09:00", "request-open to repairs.manager").
			To("2026-12-03 09:00").
			Got("2026-12-03 09:00", "request-open to complaints.team", "request-open to repairs.manager").
			Replies("2026-12-03 11:00", manager, "DONE").
			To("2026-12-30 12:00").GotInAll(letter.RequestOpen, 3)
	})
	t.Run("a note does not end it", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open(monday, "The tap drips.", aTap()).
			Replies("2026-11-24 11:00", manager, "NOTE the plumber has it on his list").
			To("2026-11-26 09:00").GotInAll(letter.RequestOpen, 1)
	})
	t.Run("it is a complaint now, with dates of its own", func(t *testing.T) {
		t.Parallel()
		r := reading.Reading{Kind: reading.KindComplaint, Intent: reading.IntentUnhappy, Area: reading.AreaRepairs}
		newLife(t, "hastoe-2020").Open(monday, "The tap drips.", aTap()).
			Says("2026-11-25 11:00", "Nobody came. COMPLAINT", r).Stands(complaint.Stage1Open).
			To("2026-11-30 12:00").GotInAll(letter.RequestOpen, 0)
	})
}
