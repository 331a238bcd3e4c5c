package desk

import (
	"fmt"
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
	const bulk = "From: Ada Bell <ada@example.com>\nList-Id: <news.example.com>\nPrecedence: bulk\n" +
		"Subject: Warm homes news"
	got := b.mail(bulk, "Ten landlords tell how they warm their homes. Read the report, and book a place.")
	if got.Kind != store.Filed {
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
	got = b.mail(team, "OPEN "+line[1]+"\n\nThis is one of ours.")
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
	var came []bool
	err := EachFiled(t.Context(), b.d.store, b.d.Procedure(), time.Time{}, func(_ time.Time, back bool) {
		came = append(came, back)
	})
	if err != nil || len(came) == 0 || !came[0] {
		t.Errorf("for the figures: got %v, %v, want it filed and brought back", came, err)
	}
}

// TestFiledMailThatAReportMissed: a mail that was filed while no report was written, or was fetched long after it came,
// is named in the next, and what one report has no room for in the one after it.
func TestFiledMailThatAReportMissed(t *testing.T) { // 5.1
	t.Parallel()
	b := newLetterbox(t)
	b.morning(on("2026-12-08", "08:00"))
	bulk := func(n int) {
		from := fmt.Sprintf("From: news%d@shop.example\n", n)
		b.mail(from+"List-Id: <n.shop.example>\nPrecedence: bulk\nSubject: Offers",
			"Half price blinds for your windows, order now.")
	}
	b.now = on("2026-12-08", "10:00")
	bulk(0)
	b.now = on("2026-12-10", "07:00") // there was no report on the 9th
	if text := b.morning(on("2026-12-10", "08:00")).Text; !strings.Contains(text, "news0@shop.example") {
		t.Errorf("the report after the one that was missed does not name it:\n%s", text)
	}
	b.now = on("2026-12-09", "12:00")
	bulk(1) // it came on the 9th and is fetched now
	if text := b.morning(on("2026-12-11", "08:00")).Text; !strings.Contains(text, "news1@shop.example") ||
		strings.Contains(text, "news0@shop.example") {
		t.Errorf("what was fetched late is not named, or what was named is named again:\n%s", text)
	}
	b.now = on("2026-12-11", "09:00")
	for n := range filedShown + 2 {
		bulk(10 + n)
	}
	first, second := b.morning(on("2026-12-14", "08:00")).Text, b.morning(on("2026-12-15", "08:00")).Text
	if !strings.Contains(first, "And 2 more") || strings.Count(second, "@shop.example") != 2 {
		t.Errorf("what there was no room for:\n%s\nand the next day:\n%s", first, second)
	}
}
