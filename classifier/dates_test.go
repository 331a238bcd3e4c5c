package classifier

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"complaints"
)

// TestDatePhrases holds the table of phrases as people write them (testdata/dates.tsv).
func TestDatePhrases(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/dates.tsv")
	if err != nil {
		t.Fatal(err)
	}
	now := complaints.MustDate("2026-11-18")
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

func orDash(d complaints.Date) string {
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
