package main

import (
	"strings"
	"testing"
)

// TestPolicyDiffOfCases: what another policy would change is said of each case that is not closed.
func TestPolicyDiffOfCases(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo()))
	out := o.ok("policy diff", "hastoe-2020", "ho-code-2024")
	for _, want := range []string{
		refs[1] + ": the decision: ", " by hastoe-2020, ", "2 cases are not closed; ho-code-2024 would change ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the difference has no %q:\n%s", want, out)
		}
	}
	out = o.ok("policy diff", "hastoe-2020", "spso-rsl", "--json")
	for _, ref := range refs {
		if want := `{"case":"` + ref + `","status":"`; !strings.Contains(out, want) {
			t.Errorf("the difference has no %s:\n%s", want, out)
		}
	}
	if !strings.Contains(out, `{"date":"limit","from":"`) || !strings.Contains(out, `"stands":"`) {
		t.Errorf("the difference has no date that moves and stands:\n%s", out)
	}
}
