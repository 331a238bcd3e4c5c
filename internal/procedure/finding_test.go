package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
)

// twoIssues is a complaint about two things, and a neighbour's music that is not for us.
func twoIssues() complaint.Reading {
	r := aComplaint()
	r.Issues = []complaint.Issue{
		{Sentence: "The leak is back.", Kind: complaint.KindComplaint, Area: complaint.AreaRepairs},
		{Sentence: "My neighbour plays music all night.", Kind: complaint.KindOutOfScope,
			Exclusion: policy.NeighbourASB, Area: complaint.AreaASBTenancy},
		{Sentence: "Your plumber did not come.", Kind: complaint.KindComplaint, Area: complaint.AreaRepairs},
	}
	return r
}

// TestFindings: every issue gets its decision, whether it is written once or line by line (Code 6.7).
func TestFindings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		words string
		want  string // decisions of the issues in scope, or what the manager is told
		whole complaint.Outcome
	}{
		"all alike, said once": {"RESPOND UPHELD\n" + wordy, "upheld upheld", complaint.Upheld},
		"partly, and not which": {"RESPOND PARTLY UPHELD\n" + wordy, "partly upheld partly upheld",
			complaint.PartlyUpheld},
		"each with its line": {"RESPOND PARTLY UPHELD\n" + wordy +
			"\nISSUE 1: UPHELD the pipe was patched twice\nISSUE 2: NOT UPHELD he rang and nobody was in",
			"upheld not upheld", complaint.PartlyUpheld},
		"the lines alone decide the whole": {"RESPOND\n" + wordy +
			"\nIssue 1 - not upheld because it was repaired\nPoint 2: not upheld", "not upheld not upheld",
			complaint.NotUpheld},
		"one line, the rest like the whole": {"RESPOND UPHELD\n" + wordy +
			"\nISSUE 2: UPHELD we have no record of the visit", "upheld upheld", complaint.Upheld},
		"the whole contradicts the lines": {"RESPOND UPHELD\n" + wordy + "\nISSUE 2: NOT UPHELD he came",
			"your lines on the issues make it PARTLY UPHELD", ""},
		"partly, but the lines say all": {"RESPOND PARTLY UPHELD\n" + wordy +
			"\nISSUE 1: UPHELD\nISSUE 2: UPHELD", "make it UPHELD", ""},
		"an issue without a line": {"RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 1: UPHELD we were late",
			"Issue 2 has no line yet: 1. The leak is back. 2. Your plumber did not come.", ""},
		"an issue that is not there": {"RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 3: UPHELD the music",
			"There is no issue 3. The complaint has 2 issues", ""},
		"a heading that decides nothing": {"RESPOND UPHELD\nIssue 1: the leak\n" + wordy, "upheld upheld",
			complaint.Upheld},
		"neither the whole nor a line": {"RESPOND\n" + wordy, "Say what you decided", ""},
		"a number too large to be an issue's": {"RESPOND UPHELD\n" + wordy + "\nISSUE 999: UPHELD",
			"There is no issue 999", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00",
				"The leak is back, my neighbour plays music, and your plumber did not come.", twoIssues())
			l.Replies("2026-12-03 10:00", manager, tc.words)
			if tc.whole == "" {
				if got := l.Stands(complaint.Stage1Open).Last(letter.CommandNotUnderstood).
					Facts.Problem; !strings.Contains(got, tc.want) {
					t.Errorf("told %q, want %q in it", got, tc.want)
				}
				return
			}
			s := l.Stands(complaint.Stage1Responded).Case.Stage1
			var got []string
			for _, f := range s.Findings {
				got = append(got, string(f.Decision))
			}
			if strings.Join(got, " ") != tc.want || s.Decision != tc.whole {
				t.Errorf("%v, in all %s; want %s, %s", got, s.Decision, tc.want, tc.whole)
			}
			if len(s.Findings) != 2 || s.Findings[1].Issue != 2 {
				t.Errorf("the findings are on other issues: %+v", s.Findings)
			}
			if strings.Contains(s.Answer, "ISSUE 1:") {
				t.Errorf("the answer holds the lines: %s", s.Answer)
			}
		})
	}
	t.Run("the resident reads them point by point", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The leak is back and your plumber did not come.",
			twoIssues()).
			Replies("2026-12-03 10:00", manager, "RESPOND PARTLY UPHELD\n"+wordy+
				"\nISSUE 1: UPHELD the pipe was patched twice\nISSUE 2: NOT UPHELD")
		want := []complaint.Point{{Issue: "The leak is back.", Decision: "upheld", Why: "the pipe was patched twice"},
			{Issue: "Your plumber did not come.", Decision: "not upheld"}}
		if got := l.Last(letter.Stage1Response).Facts.Points; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%+v", got)
		}
	})
	t.Run("one issue decided in one word needs no list", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Answered("2026-12-03 10:00")
		if len(l.Last(letter.Stage1Response).Facts.Points) != 0 || len(l.Case.Stage1.Findings) != 1 {
			t.Errorf("%+v, %+v", l.Last(letter.Stage1Response).Facts.Points, l.Case.Stage1.Findings)
		}
	})
	t.Run("the Director decides each anew", func(t *testing.T) {
		t.Parallel()
		l := stage2(t).Replies("2026-12-18 10:00", director, "RESPOND NOT UPHELD\n"+wordy)
		if got := l.Case.Stage2.Findings; len(got) != 1 || got[0].Decision != complaint.NotUpheld ||
			l.Case.Stage1.Findings[0].Decision == complaint.NotUpheld {
			t.Errorf("%+v after %+v", got, l.Case.Stage1.Findings)
		}
	})
}
