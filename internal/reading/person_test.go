package reading_test

import (
	"testing"

	"complaints/internal/reading"
)

// TestWhomARuleIsAbout: a prohibition to talk to somebody is about them, and one of a way to the resident is about
// nobody else. At peace is only what speaks of no partner and of nothing to be afraid of (2.4).
func TestWhomARuleIsAbout(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		words, value, person string
		peace                bool
	}{
		{"If my brother rings, please do not talk to him about this", "", "him", true},
		{"Don't tell my sister anything about my case", "my sister", "my sister", true},
		{"Do not speak to Gareth Pugh about this", "", "Gareth Pugh", false},
		{"Please never discuss my rent with my daughter", "", "my daughter", true},
		{"Do not tell my ex where I live", "my ex", "my ex", false},
		{"My brother must not find me, do not tell him", "", "him", false},
		{"Do not contact my family", "my family", "my family", false},
		{"Do not ring me at work", "", "", false},
		{"Please do not talk to me on the phone", "", "", false},
		{"Do not write to the flat", "the flat", "", false},
		{"Never reply to old.me@example.com", "old.me@example.com", "", false},
		{"I never told my brother, just do not send letters", "", "", false},
	} {
		r := reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByAny, Value: tc.value, Words: tc.words}
		if got := r.Person(); got != tc.person || r.AtPeace() != tc.peace {
			t.Errorf("%q: got %q at peace %t, want %q and %t", tc.words, got, r.AtPeace(), tc.person, tc.peace)
		}
	}
}
