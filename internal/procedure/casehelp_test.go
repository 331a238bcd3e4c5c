package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// TestHelpWithACase: whoever has a part in a case sees it and what they can do now; who has none sees only the latter.
func TestHelpWithACase(t *testing.T) { // 3.5
	t.Parallel()
	for _, tc := range []struct {
		who, says string
		offered   []string // the words offered, in the table's order
		reads     bool
	}{
		{manager, "HELP", []string{"RESPOND", "EXTEND", "CONTACTED", "ATTEMPTED", "RESOLVED", "ISSUES", "ASK", "REASSIGN",
			"WITHDRAWN", "NOTE"}, true},
		{manager, "SHOW", []string{"RESPOND", "EXTEND", "CONTACTED", "ATTEMPTED", "RESOLVED", "ISSUES", "ASK", "REASSIGN",
			"WITHDRAWN", "NOTE"}, true},
		{director, "HELP please", []string{"REASSIGN", "NOTE"}, true},
		{estates, "HELP", []string{"NOTE"}, false},
	} {
		l := begun(t).Replies("2026-11-24 10:00", tc.who, tc.says)
		f := l.Last(letter.CaseHelp).Facts
		var got []string
		for _, a := range f.Commands {
			if word, _, _ := strings.Cut(a.Word, " "); strings.ToUpper(word) == word && !strings.HasPrefix(word, "DONE") &&
				word != "TAKEN" && word != "SAFE" && word != "POSTED" {
				got = append(got, word)
			}
		}
		same(t, tc.who+" is offered", strings.Join(got, " "), strings.Join(tc.offered, " "))
		same(t, tc.who+" reads the case", f.Words != "" && f.Resident != "", tc.reads)
		holds(t, "what a word does", strings.Join(f.Sections[0].Lines, "\n"), "NOTE: it stands in the file")
	}
	t.Run("somebody who only looks", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", estates, "SHOW").Got("2026-11-24 10:00", "command-not-understood to "+
			"estate_services.manager")
	})
}

// TestWithdrawnToAColleague: what a resident says on the phone closes their complaint, and they are told.
func TestWithdrawnToAColleague(t *testing.T) { // 1.4
	t.Parallel()
	begun(t).Replies("2026-11-24 10:00", manager, "WITHDRAWN: she rang on Monday and wants it closed").
		ClosedAs(complaint.ClosedWithdrawn).
		Got("2026-11-24 10:00", "withdrawn to asha", "command-done to repairs.manager")
	begun(t).Replies("2026-11-24 10:00", manager, "WITHDRAWN").Stands(complaint.Stage1Open).
		Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	begun(t).Replies("2026-11-24 10:00", estates, "WITHDRAWN she rang and wants it closed").Stands(complaint.Stage1Open)
}
