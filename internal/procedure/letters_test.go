package procedure_test

import (
	"testing"

	"complaints/internal/letter"
)

// TestOursAndNot: where the policy demands it, the acknowledgement says which parts are ours to answer (Code 5.7).
func TestOursAndNot(t *testing.T) {
	t.Parallel()
	for profile, want := range map[string]bool{"ho-code-2024": true, "hastoe-2020": false} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			f := newLife(t, profile).Complain("2026-11-23 10:00").Last(letter.Stage1Acknowledgement).Facts
			same(t, "the acknowledgement says which parts are ours", f.SayOurs, want)
		})
	}
}
