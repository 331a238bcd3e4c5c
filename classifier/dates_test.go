package classifier

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
)

// TestDatePhrases holds the table of phrases as people write them (testdata/dates.tsv).
func TestDatePhrases(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/dates.tsv")
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
		if found := ReadDates(phrase, now); len(found) > 0 {
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
	for _, e := range trainingExamples(t) {
		in := e.Input()
		text := prepare(&in)
		r := dateReader{t: text, now: dayIn(in.Received, time.UTC)}
		for i := range text.tokens {
			if w := text.tokens[i].word; r.mention(i) > 0 && !canBegin(w) {
				t.Errorf("%s: a date begins with %q, which is not in beginnings", in.ID, w)
			}
		}
	}
}

func TestDatesTakeTheYearOfTheirNeighbour(t *testing.T) {
	t.Parallel()
	now := calendar.MustDate("2026-11-18")
	for text, want := range map[string]string{
		"My case was open from mid October to 20 December 2025.":               "point 2025-10-11 2025-10-21, point 2025-12-20 2025-12-20",
		"In April and May 2025 you charged me twice. It was paid by the June.": "point 2025-04-01 2025-04-30, point 2025-05-01 2025-05-31, point 2025-06-01 2025-06-30",
		"In 2024 it leaked. In June it leaked again.":                          "point 2024-01-01 2024-12-31, point 2026-06-01 2026-06-30",
		"I see you in court if that ceiling isnt done by Christmas.":           "future 2026-12-20 2026-12-31",
		"It was fixed by Christmas.":                                           "point 2025-12-20 2025-12-31",
		"Back end of August last yr they swore at me.":                         "point 2025-08-21 2025-08-31",
	} {
		var got []string
		for _, m := range ReadDates(text, now) {
			got = append(got, fmt.Sprintf("%s %s %s", m.Kind, orDash(m.Interval.Earliest), orDash(m.Interval.Latest)))
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s\n got %s\nwant %s", text, s, want)
		}
	}
}

// TestWhenSomebodyCameToLiveThere: the day of moving in is no event; what the landlord moved is one.
func TestWhenSomebodyCameToLiveThere(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]string{
		"We moved here from Hull in 2003 and the roof drips on the landing.":           "-",
		"Moved from Leeds in 2009 and never had a day's trouble till the new windows.": "-",
		"Your men moved my bins in March 2024 and I never got them back.":              "2024-03-01",
	} {
		if got := orDash(c.Read(message(body)).Event.Earliest); got != want {
			t.Errorf("%q: from %s, want %s", body, got, want)
		}
	}
}
