package desk

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/store"
)

// complain takes one mail in at an instant.
func complain(t *testing.T, d *Desk, at time.Time) {
	t.Helper()
	raw := "From: asha@residents.example\r\nMessage-ID: <1@residents.example>\r\nSubject: The lift\r\nTo: complaints@landlord.example\r\n\r\n" +
		"I want to make a formal complaint. It is broken again and nobody answers me.\r\n"
	a := complaint.Arrival{Key: "imap:1", Source: "test", Channel: complaint.Email, Received: at, Raw: []byte(raw), Size: int64(len(raw))}
	if err := d.Receive(t.Context(), "test", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
		t.Fatal(err)
	}
}

// ordered lists the letters of one kind, of a case or of none.
func ordered(t *testing.T, d *Desk, ref string, id complaint.LetterID) (found []store.Posted) {
	t.Helper()
	err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.LettersOf(ctx, ref)
		for _, l := range all {
			if l.Letter.Letter == id {
				found = append(found, l)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

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
	p := d.Procedure()
	p.Calendar = p.Calendar.With(map[calendar.Date]string{calendar.MustDate("2026-12-09"): "a day for everybody"})
	d.ChangeProcedure(p)
	if moved := follow(); !slices.Equal(moved, []string{"HC-2026-000001"}) {
		t.Fatalf("moved %v", moved)
	}
	if moved := follow(); len(moved) != 0 {
		t.Errorf("followed twice: %v", moved)
	}
	told := ordered(t, d, "", "M28")
	if len(told) != 1 || !strings.Contains(told[0].Letter.Text, "HC-2026-000001, stage 1: the acknowledgement moved from Thursday 10 December 2026 to Friday 11 December 2026.") {
		t.Errorf("the team was told %d times: %+v", len(told), told)
	}
	m01 := ordered(t, d, "HC-2026-000001", "M01")
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
	p := d.Procedure()
	areas := map[complaint.Area]complaint.AreaPeople{}
	for a, people := range p.Register.Areas {
		if people.Manager == c.Stage1.Handler {
			people.Manager = people.Deputy
		}
		areas[a] = people
	}
	p.Register.Areas = areas
	d.ChangeProcedure(p)
	if _, err := d.Follow(t.Context(), "changed"); err != nil {
		t.Fatal(err)
	}
	after, err := d.store.Case(t.Context(), "HC-2026-000001")
	if err != nil || after.Stage1.Handler == c.Stage1.Handler || after.Stage1.Limit != c.Stage1.Limit {
		t.Errorf("it is with %v, due %s (%v)", after.Stage1.Handler, after.Stage1.Limit, err)
	}
}
