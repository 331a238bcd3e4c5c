package corrections

import (
	"complaints/classifier"
	"strings"
	"testing"
)

// TestMaskedAsKnown: what the case file knows is masked however it is written, and words that are no names stay.
func TestMaskedAsKnown(t *testing.T) {
	t.Parallel()
	known := Known{
		People: []string{"Asha Rahman", "Will Hunt", "Jo Li", "Siân O'Neill-Price", "Complaints Team", "The Okafors"},
		Places: []string{
			"Flat 4, 12 Mill Court, Stroud, GL5 2QX", "its asha from 7 heron lane near the church ok", "Anchor House",
		},
	}
	for _, test := range []struct{ text, want string }{
		{
			"It is John Smith of 14 Mill Lane. Mail asha.rahman@example.com, says Dr Patel.",
			"It is John Smith of [address]. Mail [email], says Dr [name].",
		},
		{"asha rahman, RAHMAN and Asha's mum", "[name], [name] and [name] mum"},
		{"Will came and we will wait. Hunt for it.", "[name] came and we will wait. [name] for it."},
		{"Jo said Jo Li and Li would; join us", "[name] said [name] and [name] would; join us"},
		{"siân o'neill-price and Siân", "[name] and [name]"},
		{"The Complaints Team wrote; the team is kind", "The Complaints Team wrote; the team is kind"},
		{"the Okafors moved", "[name] moved"},
		{
			"at 12 mill court, Mill Court or MILL COURT in stroud",
			"at [address], [address] or [address] in [place]",
		},
		{"7 Heron Lane is mine", "[address] is mine"},
		{"anchor house, not my house", "[address], not my house"},
		{"Rahman Rahman Rahman", "[name] [name] [name]"},
		{
			"It happened in court. I will close my case. There is no other way.",
			"It happened in court. I will close my case. There is no other way.",
		},
		{
			"My House is cold, the Repair never took place. The Green is muddy",
			"My House is cold, the Repair never took place. The Green is muddy",
		},
		{"NO HOT WATER IN MY HOUSE. THERE IS NO WAY OUT", "NO HOT WATER IN MY HOUSE. THERE IS NO WAY OUT"},
		{"I LIVE AT 14 HARBOUR ROAD", "I LIVE AT [address]"},
		{"2 men came in 3 days, 14 harbour road", "2 men came in 3 days, [address]"},
		{
			"on 05-11-2026 10am and 05-11-26, sort code 20-45-77, call 07700 900123",
			"on 05-11-2026 10am and 05-11-26, sort code [number], call [phone]",
		},
		{
			"I'm Disappointed. It's Monday. My neighbour Dave and our caretaker Steve Hill.",
			"I'm [name]. It's Monday. My neighbour [name] and our caretaker [address].",
		},
		{"I spoke to Karen on Tuesday and told Repairs.", "I spoke to [name] on Tuesday and told Repairs."},
		{"a man called Ian rang", "a man called [name] rang"},
	} {
		if got := Masked(classifier.Example{Body: test.text}, known).Body; got != test.want {
			t.Errorf("masked: %q\n got  %q\n want %q", test.text, got, test.want)
		}
	}
}

// TestMaskedBelow: a name on a line of its own is masked at the foot of a message only.
func TestMaskedBelow(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Leak":                                         "Leak",
		"Still Waiting\n\nI rang twice.":               "Still Waiting\n\nI rang twice.",
		"I rang twice.\n\nThanks,\nTom Carey":          "I rang twice.\n\nThanks,\n[name]",
		"I rang twice.\nTom\n07700 900123":             "I rang twice.\n[name]\n[phone]",
		"Roof\nDoor\nStairs\nLift\nall of them broken": "Roof\n[name]\n[name]\n[name]\nall of them broken",
	} {
		e := Masked(classifier.Example{Subject: "Leak", Body: text}, Known{})
		if e.Body != want || e.Subject != "Leak" {
			t.Errorf("masked: %q\n got  %q\n want %q", text, e.Body, want)
		}
	}
}

// TestMaskedWithoutACaseFile: what reads like a name, an address or a number is masked; sums and days stay.
func TestMaskedWithoutACaseFile(t *testing.T) {
	t.Parallel()
	e := Masked(classifier.Example{
		Subject: "Re: HC-2026-000123",
		Body: "Dear Ms Carmody,\n\nI'm Ola Nowak of Flat 3, 14 Heron Close, GL5 2QX. " +
			"Ring 07700 900123 or mail ola@example.org.\nMy NI number is QQ 12 34 56 C. " +
			"You took £486 on 3 March, see https://x.example/a.\n\nOla Nowak",
	}, Known{People: []string{"Ola Nowak"}})
	secrets := []string{
		"Carmody", "Nowak", "Ola", "Heron", "GL5", "900123", "ola@", "34 56", "x.example", "000123",
	}
	for _, secret := range secrets {
		if strings.Contains(e.Subject+e.Body, secret) {
			t.Errorf("%q stays in %q // %q", secret, e.Subject, e.Body)
		}
	}
	for _, kept := range []string{"£486", "3 March", "You took"} {
		if !strings.Contains(e.Body, kept) {
			t.Errorf("%q is gone from %q", kept, e.Body)
		}
	}
}

// FuzzMasked: no name that is known stays, whatever stands around it.
func FuzzMasked(f *testing.F) {
	f.Add("Zephyrine came", "at 3 Quillon Road")
	f.Add("ZEPHYRINEZephyrine", "\n-Zephyrine\xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		e := Masked(
			classifier.Example{Body: before + " Zephyrine " + after},
			Known{People: []string{"Zephyrine Qux"}, Places: []string{before, after}},
		)
		for _, w := range strings.FieldsFunc(e.Body, func(r rune) bool { return r == ' ' || r == '\n' }) {
			if strings.EqualFold(w, "Zephyrine") {
				t.Errorf("the name stays in %q", e.Body)
			}
		}
	})
}
