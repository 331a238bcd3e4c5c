package store_test

import (
	"testing"
)

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
