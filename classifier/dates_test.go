package classifier

import (
	"os"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
)

// TestWhenItHappened: the days people tell in whole sentences, at the turn of the year too; and words that are no date.
func TestWhenItHappened(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/events.tsv")
	if err != nil {
		t.Fatal(err)
	}
	c := testClassifier(t)
	rows := 0
	for i, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if strings.HasPrefix(l, "#") {
			continue
		}
		rows++
		cells := strings.SplitN(l, "\t", 4)
		at, err := time.Parse(time.DateOnly, cells[0])
		if err != nil || len(cells) != 4 {
			t.Fatalf("testdata/events.tsv:%d: %v", i+1, err)
		}
		e := c.Read(Input{Channel: message.Email, Received: at.Add(10 * time.Hour), Body: cells[3]}).Event
		if got := orDash(e.Earliest) + " " + orDash(e.Latest); got != cells[1]+" "+cells[2] {
			t.Errorf("testdata/events.tsv:%d: %q on %s: got %s, want %s %s", i+1, cells[3], cells[0], got, cells[1],
				cells[2])
		}
	}
	if rows < 60 {
		t.Errorf("%d sentences in the table, want 60 at least", rows)
	}
}

func orDash(d calendar.Date) string {
	if d.IsZero() {
		return "-"
	}
	return d.String()
}

// TestWhenSomebodyCameToLiveThere: the day of moving in is no event; what the landlord moved is one.
func TestWhenSomebodyCameToLiveThere(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]string{
		"We moved here from Hull in 2003 and the roof drips on the landing.":           "",
		"Moved from Leeds in 2009 and never had a day's trouble till the new windows.": "",
		"Your men moved my bins in March 2024 and I never got them back.":              "2024-03-01",
	} {
		got := c.Read(textMessage(body)).Event.Earliest
		if want == "" && !got.IsZero() || want != "" && got.String() != want {
			t.Errorf("%q tells of %s, want %q", body, got, want)
		}
	}
}
