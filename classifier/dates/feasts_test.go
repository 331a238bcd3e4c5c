package dates

import (
	"strings"
	"testing"

	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
)

// TestEveryFeastIsFound: each name of the table is read as that feast, and not as a shorter one before it.
func TestEveryFeastIsFound(t *testing.T) {
	t.Parallel()
	for _, f := range feasts {
		var name []string
		for _, place := range strings.Fields(f.name) {
			first, _, _ := strings.Cut(place, "|")
			name = append(name, first)
		}
		phrase := strings.Join(name, " ")
		n, days := feastAt(readerOf(phrase), 0)
		if n != len(name) {
			t.Errorf("%q: %d words were read as a feast, want %d", phrase, n, len(name))
			continue
		}
		if got, want := days(2025), f.days(2025); got != want {
			t.Errorf("%q is %v in 2025, want %v", phrase, got, want)
		}
	}
}

func readerOf(phrase string) *reader {
	return &reader{t: words.NewText("", phrase, phrase), now: calendar.MustDate("2026-11-18")}
}
