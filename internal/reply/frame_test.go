package reply_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
)

// TestTheFrame: what the frame of an answer tells its writer is no part of the answer, and what is left open is asked
// for.
func TestTheFrame(t *testing.T) { // P9
	t.Parallel()
	const words = "We looked at both matters and are sorry."
	for _, tc := range []struct {
		name, text     string
		missing        string
		answer, remedy string
		findings       []complaint.Finding
		actions        int
	}{
		{"as a button opens it", "RESPOND UPHELD\n# Lines with # are not sent.\n\n\n# What we offer:\nREMEDY: \n# What we " +
			"will do:\nACTION: \nACTION: \nROOT CAUSE: \n", "", "", "", nil, 0},
		{"filled in", "RESPOND PARTLY UPHELD\n# Lines with # are not sent.\n\n" + words + "\n\n# 1. The gate\nISSUE 1: UPHELD\n" +
			"# 2. The tap\nISSUE 2: NOT, it was mended the same day\n# What we offer:\nREMEDY: We pay £50.\nACTION: Paint it " +
			"by 18/12/2026\nACTION: \n", "", words, "We pay £50.", []complaint.Finding{
			{Issue: 1, Decision: complaint.Upheld},
			{Issue: 2, Decision: complaint.NotUpheld, Why: "it was mended the same day"}}, 1},
		{"with one word for each", "RESPOND PARTLY UPHELD\n" + words + "\nISSUE 1: PARTLY\nISSUE 2: not", "", words, "",
			[]complaint.Finding{{Issue: 1, Decision: complaint.PartlyUpheld}, {Issue: 2, Decision: complaint.NotUpheld}}, 0},
		{"an issue left open", "RESPOND PARTLY UPHELD\n" + words + "\nISSUE 1: UPHELD\nISSUE 2: ", "ISSUE 2 is still open",
			words, "", []complaint.Finding{{Issue: 1, Decision: complaint.Upheld}}, 0},
		{"the decision left open", "RESPOND (UPHELD, PARTLY UPHELD or NOT UPHELD)\n" + words, "leave one of UPHELD", "", "",
			nil, 0},
		{"the words in brackets left", "RESPOND UPHELD\n(What you found, why you decided so, and what happens now.)\n" + words +
			"\nREMEDY: (what we offer)\nACTION: (what we will do) by (date)\nLEARNING: (the same)", "", words, "", nil, 0},
		{"an issue of which the answer speaks", "RESPOND UPHELD\n" + words + "\nIssue 1: not repaired for a year, which is " +
			"too long.", "", words + "\nIssue 1: not repaired for a year, which is too long.", "", nil, 0},
	} {
		c := read(tc.text)
		if tc.missing != "" {
			if !strings.Contains(c.Missing, tc.missing) {
				t.Errorf("%s: missing: got %q, want %q", tc.name, c.Missing, tc.missing)
			}
			continue
		}
		if c.Missing != "" || c.Text != tc.answer || c.Remedy != tc.remedy || len(c.Actions) != tc.actions ||
			len(c.Findings) != len(tc.findings) {
			t.Errorf("%s: got %+v", tc.name, c)
			continue
		}
		for i, f := range c.Findings {
			if f != tc.findings[i] {
				t.Errorf("%s: finding %d: got %+v, want %+v", tc.name, i, f, tc.findings[i])
			}
		}
	}
}
