package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/letter"
	"complaints/internal/reading"
	"complaints/internal/register"
)

// TestFollow: what an administrator changed while the daemon was down is followed at the next start, once.
func TestFollow(t *testing.T) {
	t.Parallel()
	evening := time.Date(2026, 12, 8, 20, 0, 0, 0, time.UTC)
	d := newDesk(t, func(o *Options) { o.Clock = func() time.Time { return evening } })
	follow := func() []string {
		t.Helper()
		moved, err := d.Follow(t.Context(), "The configuration has changed.")
		if err != nil {
			t.Fatal(err)
		}
		return moved
	}
	complain(t, d, evening)
	if moved := follow(); len(moved) != 0 {
		t.Fatalf("nothing has changed, and %v moved", moved)
	}
	r := d.Rules()
	r.Calendar = r.Calendar.With(map[calendar.Date]string{calendar.MustDate("2026-12-09"): "a day for everybody"})
	d.Change(r)
	if moved := follow(); !slices.Equal(moved, []string{"HC-2026-000001"}) {
		t.Fatalf("moved %v", moved)
	}
	if moved := follow(); len(moved) != 0 {
		t.Errorf("cases moved by the same change once more: got %v, want none", moved)
	}
	told := ordered(t, d, "", letter.PolicyWarning)
	const line = "HC-2026-000001, stage 1: the acknowledgement moved " +
		"from Thursday 10 December 2026 to Friday 11 December 2026."
	if len(told) != 1 || !strings.Contains(told[0].Letter.Text, line) {
		t.Errorf("letters to the team: got %d (%+v), want one that says %q", len(told), told, line)
	}
	m01 := ordered(t, d, "HC-2026-000001", letter.ManagerAssigned)
	if want := time.Date(2026, 12, 10, 8, 0, 0, 0, time.UTC); len(m01) != 1 || !m01[0].DueAt.Equal(want) {
		t.Errorf("the manager's letter goes at %v, want %v, when the office opens again", m01, want)
	}
}

// TestWhoLeftIsReplaced: the day a manager leaves the register the case passes on.
func TestWhoLeftIsReplaced(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(*Options) {})
	complain(t, d, d.clock())
	if _, err := d.Follow(t.Context(), "start"); err != nil {
		t.Fatal(err)
	}
	c, err := d.store.Case(t.Context(), "HC-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	r := d.Rules()
	areas := map[reading.Area]register.AreaPeople{}
	for a, people := range r.Register.Areas {
		if people.Manager == c.Stage1.Handler {
			people.Manager = people.Deputy
		}
		areas[a] = people
	}
	r.Register.Areas = areas
	d.Change(r)
	if _, err := d.Follow(t.Context(), "changed"); err != nil {
		t.Fatal(err)
	}
	after, err := d.store.Case(t.Context(), "HC-2026-000001")
	if err != nil || after.Stage1.Handler == c.Stage1.Handler || after.Stage1.Limit != c.Stage1.Limit {
		t.Errorf("handler and date: got %v and %s (%v), want another handler and %s",
			after.Stage1.Handler, after.Stage1.Limit, err, c.Stage1.Limit)
	}
}
