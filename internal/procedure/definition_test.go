package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestTheDefinition: the program picks words, the resident adds to them, the manager and the Director put them right,
// and the answers follow what was confirmed (P8, P9).
func TestTheDefinition(t *testing.T) {
	t.Parallel()
	l := decided(t)
	first := l.Last(letter.Stage1Acknowledgement).Facts
	same(t, "who confirmed, at first", first.DefinedBy, "")
	if want := []string{"The leak is back.", "Your plumber did not come."}; !slices.Equal(first.Issues, want) {
		t.Fatalf("issues in the acknowledgement: got %q, want %q", first.Issues, want)
	}

	told := intent(reading.IntentEvidence)
	told.Outcome = "I want the ceiling painted."
	l.Says("2026-11-24 10:00", "I forgot to say. I want the ceiling painted.", told)
	same(t, "the outcome that the resident told later", l.Case.OutcomeSought, "I want the ceiling painted.")

	l.Replies("2026-11-25 10:00", manager, "ISSUE 1: The roof above the bathroom has leaked since June.\n"+
		"ISSUE 3: Nobody rang back.")
	got := l.Last(letter.CommandDone).Facts.Reason
	holds(t, "the receipt", got, "1 is now: The roof above the bathroom has leaked since June.")
	holds(t, "the receipt", got, "3. Nobody rang back. They would like: I want the ceiling painted.")
	holds(t, "who confirmed", l.Procedure.DefinedBy(l.Case), "on Wednesday 25 November 2026")
	for _, i := range l.Case.Issues {
		if mine := i.Sentence == "Nobody rang back."; mine != i.By.Staff() && i.Sentence[0] != 'T' {
			t.Errorf("%q: got the words of %q", i.Sentence, i.By)
		}
	}

	l.Replies("2026-12-03 10:00", manager, "RESPOND PARTLY UPHELD\n"+wordy+
		"\nISSUE 1: UPHELD\nISSUE 2: NOT UPHELD he came on Friday\nISSUE 3: UPHELD")
	answer := l.Last(letter.Stage1Response).Facts
	same(t, "points in the answer", len(answer.Points), 3)
	same(t, "the first point", answer.Points[0].Issue, "The roof above the bathroom has leaked since June.")

	l.Says("2026-12-08 10:00", "I want a review: the plumber never came.", intent(reading.IntentStage2)).
		Stands(complaint.Stage2Open)
	director := l.Case.Stage2.Handler.Email
	l.Replies("2026-12-09 10:00", director, "ISSUE 2: The plumber was at the wrong flat")
	holds(t, "stage 1's lines stand", l.Last(letter.CommandNotUnderstood).Facts.Problem, "Give what is new the number 4")
	l.Replies("2026-12-09 11:00", director, "ISSUE 4: Our answer left out the visit of 3 September")
	l.Replies("2026-12-18 10:00", director, "RESPOND PARTLY UPHELD\n"+wordy+"\nISSUE 1: UPHELD\nISSUE 2: UPHELD he was "+
		"at the wrong flat\nISSUE 3: UPHELD\nISSUE 4: NOT UPHELD it is on page two")
	final := l.Last(letter.Stage2FinalResponse).Facts
	same(t, "points in the final answer", len(final.Points), 4)
	same(t, "the line that is turned around", final.Points[1].Decision, "upheld")
	same(t, "what stage 1 found", l.Case.Stage1.Findings[1].Decision, complaint.NotUpheld)
}

// TestAnAnswerToWordsThatNobodyConfirmed stands as a whole, and the receipt says so.
func TestAnAnswerToWordsThatNobodyConfirmed(t *testing.T) { // P9
	t.Parallel()
	l := decided(t, "RESPOND NOT UPHELD\n"+wordy).Stands(complaint.Stage1Responded)
	f := l.Last(letter.Stage1Response).Facts
	same(t, "decision", f.Decision, "not upheld")
	if len(f.Points) > 0 || f.DefinedBy != "" {
		t.Errorf("got points %+v confirmed by %q, want none", f.Points, f.DefinedBy)
	}
	holds(t, "the receipt", l.Last(letter.CommandDone).Facts.Reason, "It goes as a whole")
}

// TestWhatChangesADefinition, and what does not.
func TestWhatChangesADefinition(t *testing.T) { // P8
	t.Parallel()
	const at, later = "2026-11-25 10:00", "2026-11-26 10:00"
	for _, tc := range []struct {
		name   string
		play   func(*proceduretest.Life)
		issues int
		by     bool // somebody has confirmed it
		says   string
	}{
		{"confirmed as it stands", func(l *proceduretest.Life) { l.Replies(at, manager, "ISSUES") }, 2, true, ""},
		{"one taken out", func(l *proceduretest.Life) { l.Replies(at, manager, "ISSUE 2: NONE") }, 1, true, ""},
		{"both taken out", func(l *proceduretest.Life) { l.Replies(at, manager, "ISSUE 1: NONE\nISSUE 2: NONE") }, 2, false,
			"leave at least one issue"},
		{"a number that is not there", func(l *proceduretest.Life) { l.Replies(at, manager, "ISSUE 7: The gate") }, 2, false,
			"There is no issue 7"},
		{"with the first conversation", func(l *proceduretest.Life) {
			l.Replies(at, manager, "CONTACTED rang Asha, we went through it\nISSUE 2: The plumber came late\nWANTS: an apology")
		}, 2, true, ""},
		{"somebody who has no part in it", func(l *proceduretest.Life) {
			l.Replies(at, "estate_services.manager@landlord.example", "ISSUE 1: The gate")
		}, 2, false, ""},
		{"what the resident adds takes it back", func(l *proceduretest.Life) {
			l.Replies(at, manager, "ISSUES")
			added := intent(reading.IntentNewIssue)
			added.Kind, added.Area = reading.KindComplaint, reading.AreaRepairs
			l.Says(later, "The gutter is blocked too.", added)
		}, 3, false, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := decided(t)
			tc.play(l)
			same(t, "issues", len(l.Case.Matters()), tc.issues)
			same(t, "confirmed", l.Case.Definition.Confirmed(), tc.by)
			if tc.says != "" && !strings.Contains(l.Last(letter.CommandNotUnderstood).Facts.Problem, tc.says) {
				t.Errorf("the manager is told %q, want %q", l.Last(letter.CommandNotUnderstood).Facts.Problem, tc.says)
			}
		})
	}
}

// TestNoWishIsMadeUp: what a message says that somebody else will do is not set out as what its writer would like. // P8
func TestNoWishIsMadeUp(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]string{
		"and he says he will be back tonight":           "",
		"The plumber went away again":                   "",
		"I would like the ceiling repainted":            "I would like the ceiling repainted",
		"change the window":                             "change the window",
		"the £40 back and somebody to say sorry":        "the £40 back and somebody to say sorry",
		"all I hope for is that it is dry by Christmas": "all I hope for is that it is dry by Christmas",
	} {
		r := aComplaint()
		r.Outcome = outcome
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The tap leaks. "+outcome+".", r)
		same(t, outcome, l.Case.OutcomeSought, want)
	}
}
