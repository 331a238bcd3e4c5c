package policy

import (
	"strings"
	"testing"
)

// TestHelplinesAreThoseOfTheNation: nobody is sent to a number of another nation, and a landlord's own come first (2.4).
func TestHelplinesAreThoseOfTheNation(t *testing.T) {
	t.Parallel()
	all := []Peril{PerilDespair, PerilUnheard, PerilViolence, PerilGas}
	for nation, want := range map[string][]string{
		"england":          {"116 123", "choose the option for mental health", "18000", "press 55", "0808 2000 247"},
		"wales":            {"116 123", "press 2", "18000", "press 55", "0808 80 10 800"},
		"scotland":         {"116 123", "NHS 24", "18000", "press 55", "0800 027 1234"},
		"northern-ireland": {"116 123", "0808 808 8000", "18000", "press 55", "0808 802 1414", "0800 002 001"},
	} {
		got := Policy{Jurisdiction: nation}.HelplinesFor(all...)
		if len(got) != len(want) {
			t.Errorf("%s: %d helplines, want %d: %v", nation, len(got), len(want), got)
			continue
		}
		for i, h := range got {
			if !strings.Contains(h.Letter, want[i]) {
				t.Errorf("%s: helpline %d is %q, want %q in it", nation, i, h.Letter, want[i])
			}
		}
	}
	own := Policy{Jurisdiction: "england", Helplines: []Helpline{{For: PerilViolence, Letter: "Our own: 01632 960111."}}}
	if got := own.HelplinesFor(PerilViolence); len(got) != 1 || got[0].Letter != "Our own: 01632 960111." {
		t.Errorf("the landlord's own helpline is not the one: %v", got)
	}
	if got := own.HelplinesFor(); len(got) != 0 {
		t.Errorf("helplines without a peril: %v", got)
	}
	bad := Policy{Helplines: []Helpline{{For: "fear", Letter: "Ring 1"}, {For: PerilGas, Letter: "Ring us"}}}
	said := strings.Join(bad.Faults(), "\n")
	for _, want := range []string{`helplines[1].for is "fear"`, "helplines[2].letter: write a sentence with the number"} {
		if !strings.Contains(said, want) {
			t.Errorf("a wrong helpline is not named: %q is not in %q", want, said)
		}
	}
}
