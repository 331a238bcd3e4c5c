package subject_test

import (
	"testing"

	"complaints/internal/subject"
)

func TestSameSubject(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"Leak again", "Re: RE: leak  again", true},
		{"Leak again", "Fwd: [EXTERNAL] Leak again", true},
		{"Leak again", "[HC-2026-000123] Re: Leak again", true},
		{"Leak again", "Leak", false},
		{"[EXTERNAL]", "[EXTERNAL]", true}, // nothing stands behind the bracket: it is the subject
		{"Re:", "Fwd:", false},             // two mails without a subject are about nothing in common
		{"", "", false},
	} {
		if got := subject.SameSubject(tc.a, tc.b); got != tc.want {
			t.Errorf("%q and %q: %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}
