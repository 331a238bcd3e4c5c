package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestWhoMayReply: who does not have a case is told who has, and loses nothing.
func TestWhoMayReply(t *testing.T) {
	t.Parallel()
	l := begun(t).Replies("2026-11-24 10:00", lettings, "RESPOND UPHELD\n"+wordy).
		Stands(complaint.Stage1Open).Got("2026-11-24 10:00", "command-not-understood to lettings.manager")
	holds(t, "told", l.Last(letter.CommandNotUnderstood).Facts.Problem, "Repairs Manager")
}

// TestWhereACaseStands: a reply that comes too early or too late is told where the case stands.
func TestWhereACaseStands(t *testing.T) {
	t.Parallel()
	const rang, asks = "CONTACTED rang her today", "ASK could you send photographs of the ceiling?"
	for _, tc := range []struct {
		life        *proceduretest.Life
		from, words string
		want        string
	}{
		{newLife(t, "hastoe-2020").Open("2026-12-07 10:00", "?", unclear()), manager, rang,
			"a decision of the complaints team"},
		{begun(t), team, "ACCEPT", "stage 1, not answered yet"},
		{begun(t).Answered("2026-11-24 10:00"), manager, asks, "stage 1, answered"},
		{stage2(t), team, "ACCEPT", "stage 2, not answered yet"},
		{stage2(t).Replies("2026-12-08 10:00", director, "RESPOND UPHELD\n"+wordy), director, asks,
			"stage 2, answered"},
		{begun(t).Says("2026-11-24 10:00", "close it, sorted", intent(reading.IntentWithdraw)), manager, rang,
			"closed (withdrawn)"},
	} {
		t.Run(tc.want, func(t *testing.T) {
			t.Parallel()
			l := tc.life.Replies("2026-12-08 11:00", tc.from, tc.words)
			holds(t, "told", l.Last(letter.CommandNotUnderstood).Facts.Problem, tc.want)
		})
	}
}

// TestMachinesThatReply: two machines never write to each other without end.
func TestMachinesThatReply(t *testing.T) {
	t.Parallel()
	const words = "Your mail has reached our service desk."
	l := begun(t)
	for range 200 {
		l.Replies("2026-11-24 10:00", manager, words)
	}
	before := l.Count(letter.CommandNotUnderstood)
	if before > 60 {
		t.Errorf("answers on one day: got %d, want at most 60", before)
	}
	l.Replies("2026-11-25 10:00", manager, words).GotInAll(letter.CommandNotUnderstood, before+1)
}

// TestGuesses: a reply without a command that would do something is asked back, and nothing is done.
func TestGuesses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"My response is in the attached letter.": "begin with RESPOND",
		"Not mine.":                              "begin with REASSIGN",
		"What is her telephone number?":          "we do not know what to do",
		"closed":                                 "did not say what to do",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies("2026-11-24 10:00", manager, text).
				Got("2026-11-24 10:00", "command-not-understood to repairs.manager").Stands(complaint.Stage1Open)
			holds(t, "told", l.Last(letter.CommandNotUnderstood).Facts.Problem, want)
			same(t, "changed dates", l.Case.Stage1.Dates, 0)
			sameDay(t, "first conversation", l.Case.Stage1.ContactedOn, "")
			same(t, "decision", l.Case.Stage1.Decision, "")
			same(t, "settlement", l.Case.Settlement.Agreed, "")
		})
	}
}

// TestUpdates: what asks for nothing is kept, and nobody is written to.
func TestUpdates(t *testing.T) { // 3.5
	t.Parallel()
	t.Run("a note", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", manager, "The contractor has admitted it.").
			Got("2026-11-24 10:00")
		same(t, "not understood", l.Case.Unclear, "")
	})
	t.Run("nobody was reached", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", manager, "Rang her three times, no answer.").
			Got("2026-11-24 10:00")
		sameDay(t, "first conversation", l.Case.Stage1.ContactedOn, "")
		same(t, "attempts noted", len(l.Case.Contacts), 1)
	})
	t.Run("while a danger waits for somebody", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "I can smell gas.", gas())
		at := "2026-11-23 10:05"
		m := l.Message(at, "out.of.hours@landlord.example", "Waiting for a colleague to come back.")
		cmd := l.Read(at, m.NewText)
		cmd.Answers = letter.Hazard
		l.Commands(m, cmd).Got(at, "command-not-understood to out.of.hours")
	})
}

// TestDoubtsOfScope: a colleague who thinks that it is no complaint is heard by the team, and the case stands.
func TestDoubtsOfScope(t *testing.T) { // 3.5
	t.Parallel()
	for _, tc := range []struct {
		name string
		life *proceduretest.Life
		want complaint.Status
	}{
		{"in stage 1", begun(t), complaint.Stage1Open},
		{"before the team has decided", newLife(t, "hastoe-2020").
			Open("2026-11-23 10:00", "Next door again.", outOfScope(policy.NeighbourASB)), complaint.Review},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := tc.life.Replies("2026-11-24 10:00", manager, "Not one for us, it is all about next "+
				"door.").Stands(tc.want).
				Got("2026-11-24 10:00", "command-done to repairs.manager", "scope-doubted to complaints.team")
			f := l.Last(letter.ScopeDoubted).Facts
			holds(t, "the colleague's words", f.Problem, "next door")
			if f.Words == "" {
				t.Error("the resident's words: got none, want them in the letter")
			}
			if len(f.Commands) == 0 {
				t.Error("the team's commands: got none, want some in the letter")
			}
		})
	}
}

// TestTheTeamIsNeverGuessed: the team decides by words of its own.
func TestTheTeamIsNeverGuessed(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]reading.Reading{
		"out of scope": outOfScope(policy.NeighbourASB),
		"too old":      {Kind: reading.KindTooOld, ToPerson: true},
	} {
		for _, text := range []string{"I doubt that we should take this.", "Looks like one for refusal to me.",
			"It is not a complaint."} {
			t.Run(name+", "+text, func(t *testing.T) {
				t.Parallel()
				l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Next door again.", r)
				l.Replies("2026-11-24 10:00", team, text).Stands(complaint.Review).
					Got("2026-11-24 10:00", "command-not-understood to complaints.team")
			})
		}
	}
}
