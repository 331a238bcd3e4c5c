package disclosure

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/people"
)

// TestReviewNamesOthers: whoever else a file speaks of is listed with the place, and the person's own particulars are
// not.
func TestReviewNamesOthers(t *testing.T) {
	t.Parallel()
	own := []complaint.Case{{Party: people.Party{Name: "Asha Rahman", Email: "asha@example.com"}}}
	staff := []people.Contact{{Name: "Jaya Patel", Email: "repairs@landlord.example"}}
	r := NewReview("asha@example.com", own, []string{"complaints@landlord.example"}, staff)
	r.Sender("message 1", "Asha Rahman", "asha@example.com")
	r.Sender("letter 1", "Jaya Patel", "repairs@landlord.example")
	r.Look("message 1", "Mr Barlow saw it. My sister, Farah Khan, rang 07700 900456. Write to Farah@example.org, "+
		"not to complaints@landlord.example. Jaya Patel knows.")
	r.LeftOut("HC-2026-000009")
	text := r.Text()
	for _, want := range []string{
		"E-mail addresses\n  farah@example.org\n    message 1\n",
		"Phone numbers\n  07700900456\n    message 1\n",
		"  Farah Khan\n", "  Mr Barlow\n",
		"People of the landlord\n  Jaya Patel\n    letter 1\n    message 1\n",
		"Left out: cases in which the person speaks for somebody else.", "HC-2026-000009",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the review has no %q:\n%s", want, text)
		}
	}
	for _, never := range []string{"asha@example.com", "Asha Rahman", "complaints@landlord.example"} {
		if strings.Contains(text, never) {
			t.Errorf("the review lists %q, which is the person's or the landlord's own:\n%s", never, text)
		}
	}
}
