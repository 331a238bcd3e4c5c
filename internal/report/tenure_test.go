package report

import "testing"

// TestTenureGroups are those of the landlords' return: whoever owns a share or a lease, whoever rents, and the rest.
func TestTenureGroups(t *testing.T) {
	t.Parallel()
	for tenure, want := range map[string]string{
		"Shared ownership": LCHO, "leaseholder": LCHO, "assured tenancy": LCRA, "Affordable rent": LCRA,
		"": "tenure not known", "guest": "tenure not known",
	} {
		if got := tenureGroup(tenure); got != want {
			t.Errorf("%q: got %q, want %q", tenure, got, want)
		}
	}
}
