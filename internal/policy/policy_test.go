package policy_test

import (
	"testing"

	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

var profiles = []string{"hastoe-2020", "ho-code-2024", "lgsco-code", "spso-rsl", "psow-model"}

// of returns a policy that a test may change.
func of(t *testing.T, profile string) policy.Policy {
	t.Helper()
	return proceduretest.Rules(t, profile).Policy
}

// TestWhatAProfileExcludes: the names in a profile are those of the exclusions.
func TestWhatAProfileExcludes(t *testing.T) { // P1
	t.Parallel()
	for _, tc := range []struct {
		name, profile string
		exclusion     policy.Exclusion
		want          bool
	}{
		{"legal action under the Code", "ho-code-2024", policy.LegalAction, true},
		{"a first request under the Code", "ho-code-2024", policy.FirstRequest, true},
		{"an insurance claim under the Code", "ho-code-2024", policy.InsuranceClaim, false},
		{"a neighbour's noise", "hastoe-2020", policy.NeighbourASB, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := of(t, tc.profile).Excludes(tc.exclusion); got != tc.want {
				t.Errorf("excluded: got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestExclusionsByCode(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]policy.Exclusion{"e4": policy.NeighbourASB, "E9": ""} {
		if got := policy.ExclusionByCode(code); got != want {
			t.Errorf("exclusion of %s: got %q, want %q", code, got, want)
		}
	}
	if got := policy.Exclusion("x").Code(); got != "" {
		t.Errorf("code of an exclusion that there is not: got %q, want none", got)
	}
	if got := policy.Exclusion("").Words(); got == "" {
		t.Error("words of no exclusion: got none, want some")
	}
}
