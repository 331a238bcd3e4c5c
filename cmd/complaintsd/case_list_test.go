package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/people"
	"complaints/internal/procedure"
)

// TestTheSoonestComesFirst: danger before everything, then by the day, and last what owes nothing.
func TestTheSoonestComesFirst(t *testing.T) {
	t.Parallel()
	day := func(d int) calendar.Date { return calendar.DateOf(2026, time.December, d) }
	one := func(ref, duty string, by calendar.Date) owing {
		return owing{Case: complaint.Case{Ref: ref}, duty: procedure.Duty{Name: duty, By: by}}
	}
	all := []owing{one("nothing", "", 0), one("later", "respond", day(18)), one("undated", "act", 0),
		one("danger", "take_emergency", day(20)), one("soon", "acknowledge", day(2))}
	slices.SortStableFunc(all, sooner)
	var got []string
	for _, o := range all {
		got = append(got, o.Ref)
	}
	if want := "danger soon later undated nothing"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestALineOfTheList says by when, what, where it stands, who it is and what it is about.
func TestALineOfTheList(t *testing.T) {
	t.Parallel()
	o := owing{Case: complaint.Case{Ref: "HC-2026-000007", Status: complaint.Stage1Open, Area: "repairs", Subject: "Leak\nagain",
		Party: people.Party{Name: "Asha Rahman"}}, late: true,
		duty: procedure.Duty{Name: "first_contact", By: calendar.DateOf(2026, time.December, 4)}}
	for _, want := range []string{"HC-2026-000007  2026-12-04 first contact LATE", "S1_OPEN", "repairs",
		"Asha Rahman: Leak again"} {
		if got := o.line(); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
