package policy_test

import (
	"strings"
	"testing"
)

// TestPolicyInWords: every profile tells its own stages, units, starting points, caps, windows, exclusions and body.
func TestPolicyInWords(t *testing.T) { // 2.6, 0.10
	t.Parallel()
	for id, says := range map[string][]string{
		"hastoe-2020": {
			"happened more than 6 months ago",
			"early settlement may be offered",
			"within 14 days of receipt",
			"names no limit",
			"within 21 days of the answer being sent",
			"charge level",
			"alone after 56 days",
			"Named in letters: final response",
		},
		"ho-code-2024": {
			"more than 12 months",
			"no informal stage",
			"within 10 working days of the acknowledgement",
			"at most 20 working days, and the letter says who outside can help",
			"Passed on and not refused: first request",
			"within 12 months of the final answer",
		},
		"lgsco-code": {
			"Local Government",
			"names nothing that is outside it",
		},
		"spso-rsl": {
			"(frontline) needs no acknowledgement",
			"6 months of the event, or the day the resident knew of it, or 2 months of the stage 1 answer, " +
				"whichever is later",
			"may be the first",
			"of the day the resident first knew",
		},
		"psow-model": {
			"older than 3 years",
			"try to put it right informally within 10 working days of receipt",
			"languages en, cy",
		},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(of(t, id).InWords(), "\n")
			for _, want := range says {
				if !strings.Contains(got, want) {
					t.Errorf("the policy in words: got\n%s\nwant %q in it", got, want)
				}
			}
		})
	}
	t.Run("without a limit of age", func(t *testing.T) {
		t.Parallel()
		p := of(t, "hastoe-2020")
		p.TimeLimit.Months = 0
		const want = "No matter is too old"
		if got := strings.Join(p.InWords(), "\n"); !strings.Contains(got, want) {
			t.Errorf("the policy in words: got\n%s\nwant %q in it", got, want)
		}
	})
}
