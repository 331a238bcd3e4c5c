package desk

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

// TestFiledMailIsNamedAndBroughtBack: what was filed stands on the next morning's list, once, with a number, and a
// colleague's OPEN brings it back with the day on which it came.
func TestFiledMailIsNamedAndBroughtBack(t *testing.T) { // 5.1
	t.Parallel()
	b := newLetterbox(t)
	const bulk = "From: Ada Bell <ada@example.com>\nList-Id: <news.example.com>\nPrecedence: bulk\nSubject: Warm homes news"
	if got := b.mail(bulk, "Ten landlords tell how they warm their homes. Read the report, and book a place."); got.Kind != store.Filed {
		t.Fatalf("got %s (%s), want it filed", got.Kind, got.Reason)
	}
	morning := func(at time.Time) string {
		t.Helper()
		b.now = at
		if err := b.d.MorningReport(t.Context()); err != nil {
			t.Fatal(err)
		}
		var last outbox.Letter
		for _, l := range b.lettersTo(b.d.Rules().Register.Team.Email) {
			if l.Letter == letter.MorningReport && !l.DecidedAt.Before(last.DecidedAt) {
				last = l
			}
		}
		return last.Text
	}
	text := morning(time.Date(2026, 12, 9, 8, 0, 0, 0, time.UTC))
	line := regexp.MustCompile(`(?m)^- (\S+): .*ada@example\.com.*Warm homes news.*mailing list`).FindStringSubmatch(text)
	if line == nil {
		t.Fatalf("the morning list does not name it:\n%s", text)
	}
	if again := morning(time.Date(2026, 12, 10, 8, 0, 0, 0, time.UTC)); strings.Contains(again, "ada@example.com") {
		t.Error("it is named a second time")
	}
	team := "From: " + b.d.Rules().Register.Team.Email +
		"\nAuthentication-Results: mx; dmarc=pass header.from=landlord.example\nSubject: Re: This morning"
	got := b.mail(team, "OPEN "+line[1]+"\n\nThis is one of ours.")
	if got.Case == "" {
		t.Fatalf("OPEN %s: got %+v, want a case", line[1], got)
	}
	c := b.caseOf(got.Case)
	if c.Status != complaint.Review || c.Party.Email != "ada@example.com" || b.d.Rules().Calendar.Day(c.Received) !=
		b.d.Rules().Calendar.Day(time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("the case: got %s of %s, received %s, want it with the team, as of its own day", c.Status, c.Party.Email,
			c.Received)
	}
	if again := b.mail(team, "OPEN "+line[1]+" please"); again.Case != "" {
		t.Errorf("OPEN twice: got case %s, want none", again.Case)
	}
}
