package dates

import (
	"testing"

	"complaints/internal/calendar"
)

func FuzzDates(f *testing.F) {
	for _, s := range []string{
		"since before Christmas", "3/11/2026", "the 31st of February 2024",
		"when my youngest was born, she's two now", "99/99/99 a couple of",
	} {
		f.Add(s)
	}
	now := calendar.MustDate("2026-11-18")
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range Read(s, now) {
			if m.From < 0 || m.To <= m.From {
				t.Fatalf("%q: mention %+v", s, m)
			}
			if iv := m.Interval; !iv.Earliest.IsZero() && !iv.Latest.IsZero() && iv.Earliest > iv.Latest {
				t.Fatalf("%q: it ends before it begins: %+v", s, m)
			}
			if m.Kind != Future && m.Interval.Latest > now {
				t.Fatalf("%q: a past event in the future: %+v", s, m)
			}
		}
	})
}
