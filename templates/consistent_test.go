package templates

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
)

// TestContradictions: what cannot be true together in one letter is found, and what can is left alone (Code 6.3).
func TestContradictions(t *testing.T) {
	t.Parallel()
	today := calendar.MustDate("2026-12-07")
	for _, tt := range []struct{ name, text, want string }{
		{"a promise that has passed", "We aim to send you our full answer by Friday 4 December 2026.", "has passed"},
		{"a text with such a promise", "We aim to answer in full by 4 Dec.", "has passed"},
		{"a receipt that is to come", "We received your message on Tuesday 8 December 2026.", "still to come"},
		{"an answer that was given and is promised", "- We gave you our full answer on Friday 4 December 2026.\n" +
			"- We aim to send you our full answer by Monday 14 December 2026.", "has been given"},
		{"two days for one answer", "We aim to send you our full answer by Monday 14 December 2026.\nOur date is the same. " +
			"We aim to send it by Tuesday 15 December 2026.", "two different days"},
		{"an answer asked for after ours", "Please tell us by Friday 18 December 2026. We aim to send you our full answer " +
			"by Monday 14 December 2026.", "may answer until"},
		{"a date that was missed", "Our full answer was due by Friday 4 December 2026. We are sorry that it is late.", ""},
		{"a date that was put off", "We told you that we aimed to send it by Friday 4 December 2026. We now aim to send it " +
			"by Monday 14 December 2026.", ""},
		{"the reader's words", "> You will write to me by 4 December 2026", ""},
		{"a text at the turn of the year", "we got your complaint on 28 Nov. We aim to answer in full by 11 Jan.", ""},
		{"what stage 1 said", "answered at stage 1. We aim to send you our final answer by Monday 28 December 2026.", ""},
	} {
		got := strings.Join(Contradictions(today, tt.text), "; ")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
