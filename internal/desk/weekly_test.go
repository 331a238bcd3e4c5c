package desk

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// A Director reads of the cases of their areas in the weekly letter, but of none that they are kept from (4.3).
func TestWeeklyLetterLeavesOutWhomACaseIsAbout(t *testing.T) {
	t.Parallel()
	rules := newDesk(t, func(*Options) {}).Rules()
	director := rules.Register.Areas["repairs"].Director
	late := complaint.Case{Ref: "HC-2026-000001", Area: "repairs", Status: complaint.Stage1Open,
		Stage1: complaint.Stage{Target: calendar.MustDate("2026-11-20"), Limit: calendar.MustDate("2026-11-20")}}
	about := late
	about.Ref, about.Conflicted = "HC-2026-000002", []string{director.Email}
	for name, c := range map[string]struct {
		cases []complaint.Case
		late  int
	}{
		"a late complaint of the area":        {[]complaint.Case{late}, 1},
		"one that is about the Director":      {[]complaint.Case{about}, 0},
		"both: the letter has the first only": {[]complaint.Case{late, about}, 1},
	} {
		w := newWeek(rules, time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
		for _, each := range c.cases {
			w.add(each)
		}
		got := 0
		if o := w.of[director.Email]; o != nil {
			got = len(o.late)
		}
		if got != c.late {
			t.Errorf("%s: %d lines under late, want %d", name, got, c.late)
		}
	}
}

// A Director reads what waits for a person past its day in their areas, a promise among it, and the answer once.
func TestWeeklyLetterHasWhatWaits(t *testing.T) {
	t.Parallel()
	rules := newDesk(t, func(*Options) {}).Rules()
	day := calendar.MustDate
	c := complaint.Case{Ref: "HC-2026-000001", Area: "repairs", Status: complaint.Stage1Open, Day0: day("2026-11-06"),
		Stage1: complaint.Stage{Day0: day("2026-11-06"), AckDue: day("2026-11-10"), AssignedOn: day("2026-11-06"),
			Target: day("2026-11-20"), Limit: day("2026-11-20"), Handler: rules.Register.Areas["repairs"].Manager}}
	w := newWeek(rules, time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC))
	w.add(c)
	o := w.of[rules.Register.Areas["repairs"].Director.Email]
	if len(o.late) != 1 {
		t.Errorf("late: got %q, want the answer", o.late)
	}
	if len(o.waits) != 1 || !strings.Contains(o.waits[0], "The handler speaks with the resident") {
		t.Errorf("waits: got %q, want the first conversation alone", o.waits)
	}
}
