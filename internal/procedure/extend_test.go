package procedure_test

import (
	"testing"

	"complaints/internal/letter"
	"complaints/internal/policy"
)

// TestExtensions: EXTEND before the date, with a reason, to a later working day within the cap, once.
func TestExtensions(t *testing.T) { // P10, 3.5
	t.Parallel()
	t.Run("the resident is told", func(t *testing.T) { // 3.2
		t.Parallel()
		l := begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the CCTV survey").
			Got("2026-12-04 10:00", "stage1-extension to asha", "extension-noted to repairs.manager")
		f := l.Last(letter.Stage1Extension).Facts
		sameDay(t, "the old date", f.OldDate, "2026-12-07")
		sameDay(t, "the new date", f.NewDate, "2026-12-18")
		same(t, "the reason", f.Reason, "waiting for the CCTV survey")
	})
	t.Run("reminders begin anew", func(t *testing.T) { // 3.2
		t.Parallel()
		begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the CCTV survey").
			To("2026-12-21 12:00").
			GotInAll(letter.ManagerHalfway, 2).
			GotInAll(letter.ManagerDueToday, 1).
			GotInAll(letter.Stage1Late, 1)
	})
	t.Run("the receipt says how the new date was found", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		holds(t, "how it was found", l.Last(letter.ExtensionNoted).Facts.Derivation,
			"from Monday 7 December 2026 to Monday 14 December 2026")
	})
	t.Run("put off by the team: who owes the answer is told", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-12-04 10:00", team, "EXTEND 15/01/2027 the survey was cancelled twice").
			Got("2026-12-04 10:00", "stage1-extension to asha", "extension-noted to complaints.team",
				"extension-noted to repairs.manager")
	})
	t.Run("on the last day it is in time, read the day after too", func(t *testing.T) { // 1.5
		t.Parallel()
		l := begun(t).To("2026-12-08 11:00")
		l.Commands(l.Message("2026-12-07 23:00", manager, "EXTEND 14/12/2026 waiting for the survey"),
			l.Read("2026-12-07 23:00", "EXTEND 14/12/2026 waiting for the survey"))
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-14")
	})
}

// TestExtensionsRefused: the manager is told why and what would work, the resident nothing.
func TestExtensionsRefused(t *testing.T) { // P10, 3.2
	t.Parallel()
	const before, after = "2026-12-04 10:00", "2026-12-08 10:00" // the answer is due on the 7th
	for _, tc := range []struct{ name, at, words, want string }{
		{"a date that is past", before, "EXTEND 20/11/2026 waiting for the survey",
			"not later than the date we have promised"},
		{"the same date", before, "EXTEND 07/12/2026 waiting for the survey", "not later"},
		{"a weekend", before, "EXTEND 12/12/2026 waiting for the survey", "EXTEND 11/12/2026"},
		{"no reason", before, "EXTEND 14/12/2026", "Say why"},
		{"another week", before, "another week please", "for example EXTEND"},
		{"too far", before, "EXTEND 22/12/2026 waiting for the survey",
			"The latest day you can give is Monday 21 December 2026"},
		{"after the date", after, "EXTEND 14/12/2026 waiting for the survey", "can no longer be moved"},
		{"a slip of the year", before, "EXTEND 18/12/2062 waiting for the survey", "more than a year off"},
		{"a day that does not exist", before, "EXTEND 31/11/2026 waiting for the survey", "day, month and year"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies(tc.at, manager, tc.words).GotInAll(letter.Stage1Extension, 0)
			holds(t, "the manager is told", l.Last(letter.ExtensionRefused).Facts.Problem, tc.want)
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		})
	}
}

// TestExtensionsAtNight: the resident hears before the date that was told is over, even when the office is closed.
func TestExtensionsAtNight(t *testing.T) {
	t.Parallel()
	t.Run("on the last day: at once", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-12-07 23:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			Got("2026-12-07 23:00", "stage1-extension to asha", "extension-noted to repairs.manager")
		sameDay(t, "the day that the letter keeps", l.Last(letter.Stage1Extension).Promised, "2026-12-07")
	})
	t.Run("the Friday before: on Monday morning", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-12-04 23:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			Got("2026-12-04 23:00", "extension-noted to repairs.manager").
			To("2026-12-07 08:00").Got("2026-12-07 08:00", "stage1-extension to asha")
	})
	t.Run("stage 2, on the day that was told: at once, though the limit is later", func(t *testing.T) {
		t.Parallel()
		stage2(t).Replies("2026-12-24 23:00", director, "EXTEND 08/01/2027 waiting for the survey").
			Got("2026-12-24 23:00", "stage2-extension to asha", "extension-noted to property.director")
	})
}

// TestExtendedAgain: a second time only through the complaints team, which may go further too.
func TestExtendedAgain(t *testing.T) { // P10
	t.Parallel()
	l := begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 14/12/2026 waiting for the survey").
		Replies("2026-12-10 10:00", manager, "EXTEND 18/12/2026 the survey was cancelled")
	holds(t, "the manager is told", l.Last(letter.ExtensionRefused).Facts.Problem, "moved once already")
	l.Replies("2026-12-10 11:00", team, "EXTEND 15/01/2027 the survey was cancelled twice")
	sameDay(t, "limit", l.Case.Stage1.Limit, "2027-01-15")
	sameDay(t, "the first limit", l.Case.Stage1.FirstLimit, "2026-12-07")
	same(t, "extensions", len(l.Case.Stage1.Extensions), 2)
}

// TestExtensionsUnderTheCode: the Code's cap, and the Ombudsman's details in the letter (Code 6.4, 6.5).
func TestExtensionsUnderTheCode(t *testing.T) {
	t.Parallel()
	code := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").
		Replies("2026-12-04 10:00", manager, "EXTEND 22/12/2026 waiting for the survey")
	holds(t, "the manager is told", code.Last(letter.ExtensionRefused).Facts.Problem, "Monday 21 December 2026")
	code.Replies("2026-12-04 11:00", manager, "EXTEND 21/12/2026 waiting for the survey")
	same(t, "the letter names the Ombudsman", code.Last(letter.Stage1Extension).Facts.External.Show, true)
}

// TestStage2Extensions: the Director may put the final answer off.
func TestStage2Extensions(t *testing.T) { // P19, 3.2
	t.Parallel()
	l := stage2(t).Replies("2026-12-08 10:00", director, "EXTEND 08/01/2027 the surveyor is on leave").
		Got("2026-12-08 10:00", "stage2-extension to asha", "extension-noted to property.director")
	sameDay(t, "limit", l.Case.Stage2.Limit, "2027-01-08")
	f := l.Last(letter.Stage2Extension).Facts
	sameDay(t, "the old date", f.OldDate, "2026-12-24")
	sameDay(t, "the new date", f.NewDate, "2027-01-08")
}

// TestReasonsForMoreTime: each is of a kind, which is counted, and whoever gave one that the policy does not name hears
// so.
func TestReasonsForMoreTime(t *testing.T) { // P10
	t.Parallel()
	for reason, want := range map[string]string{
		"waiting for the CCTV survey":                               policy.ReasonThirdParty,
		"the contractor's report is not in yet":                     policy.ReasonThirdParty,
		"the part has to be ordered":                                policy.ReasonThirdParty,
		"there are several matters and the history is long":         policy.ReasonComplex,
		"we need to interview two colleagues who are investigating": policy.ReasonComplex,
		"I have been very busy this week":                           policy.ReasonOther,
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies("2026-11-26 10:00", manager, "EXTEND 14/12/2026 "+reason)
			if got := l.Case.Stage1.Extensions; len(got) != 1 {
				t.Fatalf("extensions: got %+v, want one", got)
			}
			same(t, "kind of reason", l.Case.Stage1.Extensions[0].Class, want)
			doubted := l.Last(letter.ExtensionNoted).Facts.Problem != ""
			same(t, "the reason is doubted", doubted, want == policy.ReasonOther)
		})
		t.Run(reason+", where the policy names none", func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").
				Replies("2026-11-26 10:00", manager, "EXTEND 14/12/2026 "+reason)
			same(t, "what is wrong with the reason", l.Last(letter.ExtensionNoted).Facts.Problem, "")
		})
	}
}
