package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// TestConversations: a conversation is noted with what the resident wants.
func TestConversations(t *testing.T) { // P8
	t.Parallel()
	t.Run("told in a sentence", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", manager,
			"spoke to her at 2.15, she wants the ceiling painted. I will ring again.").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
		same(t, "outcome sought", l.Case.OutcomeSought, "the ceiling painted")
		sameDay(t, "first conversation", l.Case.Stage1.ContactedOn, "2026-11-24")
	})
	t.Run("told by a line of its own", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-25 10:00", manager, "CONTACTED rang again\nWANTS: a new carpet")
		same(t, "outcome sought", l.Case.OutcomeSought, "a new carpet")
	})
	t.Run("nothing is said of it: asked back", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", manager, "CONTACTED").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	})
	t.Run("had by the deputy for the manager", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", deputy, "CONTACTED rang her for the manager").
			Got("2026-11-24 10:00", "command-done to repairs.deputy")
	})
}

// TestAttempts: a call that reached nobody is no first contact.
func TestAttempts(t *testing.T) { // P7, 3.5
	t.Parallel()
	for name, words := range map[string]string{
		"a voicemail":      "CONTACTED left a voicemail",
		"the word for it":  "ATTEMPTED",
		"nobody picked up": "CONTACTED tried to ring, no answer",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies("2026-11-24 10:00", manager, words).
				Got("2026-11-24 10:00", "command-done to repairs.manager")
			sameDay(t, "first conversation", l.Case.Stage1.ContactedOn, "")
			same(t, "attempts noted", len(l.Case.Contacts), 1)
		})
	}
}

// TestNoCallWanted: at stage 2 a resident who wants no call has been contacted, and the review goes by the papers.
func TestNoCallWanted(t *testing.T) { // P17
	t.Parallel()
	l := stage2(t).Replies("2026-12-08 10:00", director, "CONTACTED she does not want to talk about it again")
	sameDay(t, "first conversation", l.Case.Stage2.ContactedOn, "2026-12-08")
	l.To("2026-12-11 18:00").GotInAll(letter.ManagerContactDue, 1) // that of stage 1
}

// TestQuestionsToTheResident: ASK goes to the resident, and the clock goes on.
func TestQuestionsToTheResident(t *testing.T) { // 3.5
	t.Parallel()
	t.Run("a question", func(t *testing.T) { // 0.7
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", manager, "ASK can you send photos of the ceiling?").
			Got("2026-11-24 10:00", "need-information to asha", "command-done to repairs.manager")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
	})
	t.Run("no question", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", manager, "ASK").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	})
}

// TestNotes: a note stays in the file.
func TestNotes(t *testing.T) { // 3.5
	t.Parallel()
	t.Run("with the resident's tenure", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", manager, "NOTE he is a\nTENURE: shared owner").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
		same(t, "tenure", l.Case.Party.Tenure, "shared owner")
	})
	t.Run("without a word", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", manager, "NOTE").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
	})
	for name, words := range map[string]string{
		"what nobody can act on": "closed", // 3.5
		"nothing":                "",
	} {
		t.Run(name+" is noted and answered with help", func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies("2026-11-24 10:00", manager, words).Stands(complaint.Stage1Open).
				Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
			if noted, ok := l.Events[len(l.Events)-1].Fact.(complaint.Noted); !ok || noted.Text == "" {
				t.Errorf("the last event: got %+v, want a note", l.Events[len(l.Events)-1].Fact)
			}
		})
	}
}
