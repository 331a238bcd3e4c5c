package policy

import "testing"

// TestTribunalOfTheNation: a letter about charges names none of another nation.
func TestTribunalOfTheNation(t *testing.T) {
	t.Parallel()
	for nation, want := range map[string]string{
		"england":          "First-tier Tribunal (Property Chamber)",
		"wales":            "Leasehold Valuation Tribunal of the Residential Property Tribunal Wales",
		"scotland":         "First-tier Tribunal for Scotland (Housing and Property Chamber)",
		"northern-ireland": "",
	} {
		if got := (Policy{Jurisdiction: nation}).Tribunal(); got != want {
			t.Errorf("%s: got %q, want %q", nation, got, want)
		}
	}
}
