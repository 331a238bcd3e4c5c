package desk

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// TestTroublesOfTheClockAreToldOnce: the team has one letter when sweeps do not come or the clock is not believed, and
// one when that is over, however often it is looked at.
func TestTroublesOfTheClockAreToldOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		look  func(*Desk) func(trouble bool) error
		words string
	}{
		"sweeps": {func(d *Desk) func(bool) error {
			w := d.NewSweepWatch()
			return func(trouble bool) error { return w.Look(t.Context(), trouble) }
		}, "has not looked whether anything is due"},
		"a step": {func(d *Desk) func(bool) error {
			w := d.NewClockWatch()
			return func(trouble bool) error { return w.Look(t.Context(), trouble, false, -2*time.Hour) }
		}, "was set back by 2h0m0s"},
		"at the start, ahead": {func(d *Desk) func(bool) error {
			w := d.NewClockWatch()
			return func(trouble bool) error { return w.Look(t.Context(), trouble, true, 366*24*time.Hour) }
		}, "366 days ahead of the newest mail"},
		"at the start, behind": {func(d *Desk) func(bool) error {
			w := d.NewClockWatch()
			return func(trouble bool) error { return w.Look(t.Context(), trouble, true, -50*time.Hour) }
		}, "2 days behind the newest mail"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			look := c.look(b.d)
			for _, trouble := range []bool{false, true, true, true, false, false} {
				b.now = b.now.Add(time.Minute)
				if err := look(trouble); err != nil {
					t.Fatal(err)
				}
			}
			told := ordered(t, b.d, "", complaint.LetterID(letter.PolicyWarning))
			if len(told) != 2 || !strings.Contains(told[0].Letter.Text, c.words) {
				t.Errorf("%d letters: %+v", len(told), told)
			}
		})
	}
}
