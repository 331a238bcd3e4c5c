package reply

import (
	"slices"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// TestIssues: what a complaint is about is put right by lines that can mean nothing else (P8).
func TestIssues(t *testing.T) {
	t.Parallel()
	line := func(n int, words string) complaint.IssueLine { return complaint.IssueLine{Number: n, Words: words} }
	of := func(lines ...complaint.IssueLine) []complaint.IssueLine { return lines }
	for name, c := range map[string]struct {
		reply   string
		verb    complaint.Verb
		lines   []complaint.IssueLine
		wants   string
		missing bool
	}{
		"they stand right": {"ISSUES", complaint.VerbIssues, nil, "", false},
		"with a word of assent": {"Hi all,\n\nIssues confirmed, thanks",
			complaint.VerbIssues, nil, "", false},
		"one line": {"ISSUE 2: The gate has been broken since June.",
			complaint.VerbIssues, of(line(2, "The gate has been broken since June.")), "", false},
		"a line that runs on": {"Issue 1: The gate has been\nbroken since June\n\nBest\nMarc",
			complaint.VerbIssues, of(line(1, "The gate has been broken since June")), "", false},
		"several and the outcome": {"ISSUE 1: Damp\nISSUE 2: NONE\nISSUE 3: Nobody rang back\nWANTS: the wall treated",
			complaint.VerbIssues, of(line(1, "Damp"), line(2, ""), line(3, "Nobody rang back")), "the wall treated", false},
		"the outcome alone": {"WANTS: an apology and a date",
			complaint.VerbIssues, nil, "an apology and a date", false},
		"lines that decide": {"ISSUE 1: UPHELD we missed two visits",
			complaint.VerbIssues, nil, "", true},
		"in a conversation": {"CONTACTED rang Ms Rahman, she is well\nISSUE 1: Damp in both bedrooms\nWANTS: a new fan",
			complaint.VerbContacted, of(line(1, "Damp in both bedrooms")), "a new fan", false},
		"a sentence about an issue": {"Issue reported to the contractor this morning.",
			complaint.VerbUnclear, nil, "", false},
		"a sentence about a wish": {"Wants me to ring on Tuesday about the scaffold.",
			complaint.VerbUnclear, nil, "", false},
		"a sentence about several": {"Issues with the boiler persist, engineer booked.",
			complaint.VerbUnclear, nil, "", false},
		"a question about them": {"Issues?", complaint.VerbUnclear, nil, "", false},
		"a finding in an answer is none": {"RESPOND PARTLY UPHELD\nWe looked.\nISSUE 1: UPHELD\nISSUE 2: NOT UPHELD it was there",
			complaint.VerbRespond, nil, "", false},
	} {
		got := Read(c.reply, Known{Today: calendar.MustDate("2026-11-24")})
		if got.Verb == complaint.VerbNote {
			got.Verb = complaint.VerbUnclear // a note is as good: it asks for nothing
		}
		if got.Verb != c.verb || !slices.Equal(got.Issues, c.lines) || got.Wants != c.wants && c.wants != "" ||
			(got.Missing != "") != c.missing && c.verb == complaint.VerbIssues {
			t.Errorf("%s: got %q with %+v, wants %q, missing %q; want %q with %+v, %q", name, got.Verb, got.Issues,
				got.Wants, got.Missing, c.verb, c.lines, c.wants)
		}
	}
}
