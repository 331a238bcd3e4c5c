package store_test

import (
	"slices"
	"testing"
	"time"

	"complaints/internal/complaint"
)

// TestPutOff: what waits for a time that is no longer the office's goes later; what has been tried, or is due, stays.
func TestPutOff(t *testing.T) {
	t.Parallel()
	for name, newDatabase := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, newDatabase(t))
			now := received.Add(time.Hour)
			due, waits := receipt(1), receipt(2)
			due.NotBefore, waits.NotBefore = received, now.Add(time.Hour)
			order(t, s, due, waits)
			if err := s.PutOff(t.Context(), now, func(at time.Time) time.Time { return at.Add(24 * time.Hour) }); err != nil {
				t.Fatal(err)
			}
			if got := claim(t, s, now.Add(2*time.Hour), 5); len(got) != 1 || got[0].Cause != due.Cause {
				t.Errorf("claimed %+v", got)
			}
			if err := s.PutOff(t.Context(), now, func(at time.Time) time.Time { return at.Add(-24 * time.Hour) }); err != nil {
				t.Fatal(err)
			}
			goes := func(after time.Duration) bool {
				return slices.ContainsFunc(claim(t, s, now.Add(after), 5), func(l complaint.Letter) bool { return l.Cause == waits.Cause })
			}
			if goes(24*time.Hour) || !goes(26*time.Hour) {
				t.Error("it became earlier, or never goes")
			}
		})
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for name, newDatabase := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, newDatabase(t))
			for _, want := range []int64{0, 7, -1 << 63} {
				if want != 0 {
					if err := s.SetMark(t.Context(), "followed:dates", want); err != nil {
						t.Fatal(err)
					}
				}
				if got, err := s.Mark(t.Context(), "followed:dates"); got != want || err != nil {
					t.Errorf("%d, %v; want %d", got, err, want)
				}
			}
		})
	}
}
