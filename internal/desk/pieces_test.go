package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/store"
)

// textFrom delivers a text so long after the one before it, and returns what became of it.
func (b *letterbox) textFrom(from string, after time.Duration, words string) store.Outcome {
	b.t.Helper()
	b.n++
	b.now = b.now.Add(after)
	form := url.Values{"MessageSid": {fmt.Sprintf("SM%032d", b.n)}, "From": {from}, "To": {"+441632960000"},
		"Body": {words}}
	a := message.Arrival{Key: fmt.Sprintf("sms:%d", b.n), Source: "test", Channel: message.SMS, Received: b.now,
		Raw: []byte(form.Encode())}
	take(b.t, b.d, a)
	arrived, err := b.d.store.SaveArrivals(b.t.Context(), "test", []message.Arrival{a}, message.Cursor{})
	if err != nil || len(arrived) != 1 {
		b.t.Fatalf("arrivals: got %d, %v, want 1", len(arrived), err)
	}
	return arrived[0].Outcome
}

// TestTextsInPieces: texts of one number that follow one another soon are one case, with danger told at once; others are
// cases of their own, or are asked about.
func TestTextsInPieces(t *testing.T) { // 3.7
	t.Parallel()
	const ours, theirs = "+447700900801", "+447700900802"
	t.Run("one case, answered once", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		first := b.textFrom(ours, 0, "hello, edie from 7 moss row")
		for _, words := range []string{"its the window you fixed", "wont shut again and i rang 3 times", "not happy at all"} {
			if got := b.textFrom(ours, 2*time.Minute, words); got.Case != first.Case {
				t.Errorf("%q: got case %s, want %s", words, got.Case, first.Case)
			}
		}
		told := slices.DeleteFunc(b.letters(first.Case), func(l string) bool { return !strings.Contains(l, ours) })
		if len(told) > 3 {
			t.Errorf("letters to the resident: got %q, want three at most", told)
		}
	})
	t.Run("danger in the last is told at once, and once", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		first := b.textFrom(ours, 0, "hi its tom at 3 fell view")
		b.textFrom(ours, time.Minute, "about the hob you put in")
		b.textFrom(ours, time.Minute, "i can smell gas and it is strong")
		b.textFrom(ours, time.Minute, "please hurry")
		alarms := 0
		for _, l := range b.letters(first.Case) {
			if strings.HasPrefix(l, "M21 out.of.hours") {
				alarms++
			}
		}
		if alarms != 1 {
			t.Errorf("alarms in %q: got %d, want 1", b.letters(first.Case), alarms)
		}
	})
	t.Run("two numbers are two cases", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		one, other := b.textFrom(ours, 0, "third visit missed for my shed door, sam 3 fell view"),
			b.textFrom(theirs, time.Minute, "third visit missed for my porch light, una 9 fell view")
		if one.Case == other.Case {
			t.Errorf("got one case %s, want two", one.Case)
		}
	})
	t.Run("what comes later is read for itself", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.textFrom(ours, 0, "I can smell gas by the meter, sam 3 fell view")
		before := len(b.letters(first))
		b.textFrom(ours, 3*24*time.Hour, "Thank you, the man came and it is all safe now.")
		for _, l := range b.letters(first)[before:] {
			if strings.HasPrefix(l, "M21") {
				t.Errorf("letter %q: want the danger of three days ago not told of this text", l)
			}
		}
	})
}
