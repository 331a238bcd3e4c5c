package dates

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
)

// TestDatePhrases holds the table of phrases as people write them (testdata/dates.tsv).
func TestDatePhrases(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("testdata", "dates.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	now := calendar.MustDate("2026-11-18")
	rows := 0
	for i, l := range strings.Split(string(b), "\n") {
		if l == "" || l[0] == '#' {
			continue
		}
		rows++
		phrase, want, _ := strings.Cut(l, "\t")
		got := "none"
		if found := Read(phrase, now); len(found) > 0 {
			m := found[0]
			got = fmt.Sprintf("%s\t%s\t%s", m.Kind, orDash(m.Interval.Earliest), orDash(m.Interval.Latest))
		}
		if got != want {
			t.Errorf("testdata/dates.tsv:%d: %s\n got %s\nwant %s", i+1, phrase, got, want)
		}
	}
	if rows < 150 {
		t.Errorf("%d phrases in the table, want 150 at least", rows)
	}
}

func orDash(d calendar.Date) string {
	if d.IsZero() {
		return "-"
	}
	return d.String()
}

// The words with which a date can begin are listed apart from the readers of dates, so that all others are passed over
// at once. Whatever the readers find anywhere in the training messages begins with a listed word.
func TestDatesBeginWithListedWords(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "data", "train", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the training messages are %v (%v)", files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			var e struct {
				ID, Body string
				Received time.Time
			}
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text := words.NewText("", e.Body, e.Body)
			r := reader{t: text, now: calendar.DateOf(e.Received.Date())}
			for i := range text.Tokens {
				if w := text.Tokens[i].Word; r.mention(i) > 0 && !canBegin(w) {
					t.Errorf("%s: a date begins with %q, which is not in beginnings", e.ID, w)
				}
			}
		}
	}
}

func TestDatesTakeTheYearOfTheirNeighbour(t *testing.T) {
	t.Parallel()
	now := calendar.MustDate("2026-11-18")
	for text, want := range map[string]string{
		"My case was open from mid October to 20 December 2025.": "point 2025-10-11 2025-10-21, " +
			"point 2025-12-20 2025-12-20",
		"In April and May 2025 you charged me twice. It was paid by the June.": "point 2025-04-01 2025-04-30, " +
			"point 2025-05-01 2025-05-31, point 2025-06-01 2025-06-30",
		"In 2024 it leaked. In June it leaked again.":                "point 2024-01-01 2024-12-31, point 2026-06-01 2026-06-30",
		"I see you in court if that ceiling isnt done by Christmas.": "future 2026-12-24 2026-12-31",
		"It was fixed by Christmas.":                                 "point 2025-12-24 2025-12-31",
		"Back end of August last yr they swore at me.":               "point 2025-08-21 2025-08-31",
	} {
		var got []string
		for _, m := range Read(text, now) {
			got = append(got, fmt.Sprintf("%s %s %s", m.Kind, orDash(m.Interval.Earliest), orDash(m.Interval.Latest)))
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s\n got %s\nwant %s", text, s, want)
		}
	}
}
