package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reply"
)

// TestGuesses: a reply without a command is a note if it reads like one; anything more is asked back and never done
// (3.5).
func TestGuesses(t *testing.T) {
	t.Parallel()
	guessed := func(t *testing.T, l *proceduretest.Life, at, from, text string, intent complaint.Intent) *proceduretest.Life {
		t.Helper()
		m := l.Message(at, from, text)
		l.Until(m.Received)
		who, _ := l.Procedure.Register.Find(from)
		l.Take(l.Procedure.Command(l.Case, who, m, reply.ReadAs(reply.ReadCommand(text, l.Procedure.Calendar.Day(m.Received)), intent),
			l.Now))
		l.Until(l.Now)
		return l
	}
	const at = "2026-11-24 10:00"
	begin := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00")
	}
	for intent, says := range map[complaint.Intent]string{
		"respond": "begin with RESPOND", "extend": "begin with EXTEND", "resolved": "begin with RESOLVED",
		"contacted": "begin with CONTACTED",
		"reassign":  "begin with REASSIGN", "ask": "begin with ASK", "out": "begin with OUT",
		"unclear": "does not begin with one of the words",
	} {
		t.Run(string(intent), func(t *testing.T) {
			t.Parallel()
			l := guessed(t, begin(t), at, manager, "The drawings are in the shared folder.", intent).
				Got(at, "command-not-understood to repairs.manager").Stands(complaint.Stage1Open)
			if help := l.Last(letter.CommandNotUnderstood).Facts.Problem; !strings.Contains(help, says) {
				t.Errorf("the answer is: %s", help)
			}
			if s := l.Case.Stage1; s.Dates != 0 || s.ContactedOn != 0 || s.Decision != "" || l.Case.Settlement.Agreed != "" {
				t.Errorf("something was done on a guess: %+v", s)
			}
		})
	}
	t.Run("a note", func(t *testing.T) {
		t.Parallel()
		l := guessed(t, begin(t), at, manager, "For the record, the contractor has admitted it.", "note").
			Got(at, "command-done to repairs.manager")
		if done := l.Last(letter.CommandDone).
			Facts.Reason; !strings.Contains(done, "as a note") || l.Case.Unclear != "" {
			t.Errorf("the receipt says %q, not understood of %q", done, l.Case.Unclear)
		}
	})
	t.Run("nobody was reached", func(t *testing.T) {
		t.Parallel()
		if l := guessed(t, begin(t), at, manager, "Three goes at her mobile, nothing.", "attempted").
			Got(at, "command-done to repairs.manager"); l.Case.Stage1.ContactedOn != 0 || len(l.Case.Contacts) != 1 {
			t.Errorf("contacted on %s, %d noted", l.Case.Stage1.ContactedOn, len(l.Case.Contacts))
		}
	})
	t.Run("a colleague who thinks that it is none is heard by the team; the case stands", func(t *testing.T) {
		t.Parallel()
		for _, open := range []*proceduretest.Life{begin(t), newLife(t, "hastoe-2020").
			Open("2026-11-23 10:00", "Next door again.", outOfScope(policy.NeighbourASB))} {
			was := open.Case.Status
			l := guessed(t, open, at, manager, "Not one for us, it is all about next door.", "refuse").
				Got(at, "command-done to repairs.manager", "scope-doubted to complaints.team").Stands(was)
			if f := l.Last(letter.ScopeDoubted).Facts; !strings.Contains(f.Problem, "next door") || f.Words == "" ||
				len(f.Commands) == 0 {
				t.Errorf("the team reads %q about %q", f.Problem, f.Words)
			}
		}
	})
	t.Run("the team decides by words of its own, never by a guess", func(t *testing.T) {
		t.Parallel()
		for _, r := range []complaint.Reading{outOfScope(policy.NeighbourASB),
			{Kind: complaint.KindTooOld, ToPerson: true}} {
			for _, intent := range []complaint.Intent{"refuse", "note", "respond"} {
				guessed(t, newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Next door again.", r), at, team,
					"I doubt that we should take this.", intent).
					Got(at, "command-not-understood to complaints.team").Stands(complaint.Review)
			}
		}
	})
}
