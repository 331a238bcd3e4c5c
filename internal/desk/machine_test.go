package desk

import (
	"fmt"
	"testing"
	"time"

	"complaints/internal/letter"
)

// TestReceiptsAreNotAnsweredForEver: a ticket system whose answer begins with a command word answers each receipt of
// ours at once. It has one receipt for the same words in an hour, and thirty for others; a person has one for each
// case, and again on the next day.
func TestReceiptsAreNotAnsweredForEver(t *testing.T) {
	t.Parallel()
	const manager = "repairs.manager@landlord.example"
	note := func(b *letterbox, words string) {
		t.Helper()
		to := ordered(t, b.d, first, letter.ManagerAssigned)[0]
		b.now = b.now.Add(time.Second)
		b.mail("From: "+manager+"\nAuthentication-Results: mx; dmarc=pass header.from=landlord.example\n"+
			"Subject: Re: your letter\nTo: complaints+"+to.Token+"@landlord.example", words)
	}
	for name, c := range map[string]struct {
		words    func(i int) string
		n        int
		receipts int
	}{
		"the same with another number": {func(i int) string { return fmt.Sprintf("NOTE logged as ticket %d", i) }, 40, 1},
		"always something new":         {func(i int) string { return "NOTE " + words(i) }, 60, mostReceipts},
		"a person, three times":        {func(i int) string { return "NOTE " + words(i) }, 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail("From: Asha <asha@example.com>\nSubject: Leak", leak)
			for i := range c.n {
				note(b, c.words(i))
			}
			if n := len(ordered(t, b.d, first, letter.CommandDone)); n != c.receipts {
				t.Errorf("%d receipts for %d notes, want %d", n, c.n, c.receipts)
			}
			b.now = b.now.Add(24 * time.Hour)
			note(b, c.words(c.n))
			if n := len(ordered(t, b.d, first, letter.CommandDone)); n != c.receipts+1 {
				t.Errorf("%d receipts on the next day, want one more than %d", n, c.receipts)
			}
		})
	}
}

// words are different ones for each number.
func words(i int) string {
	var w []rune
	for ; len(w) == 0 || i > 0; i /= 26 {
		w = append(w, rune('a'+i%26))
	}
	return "the file of the " + string(w) + " flats"
}
