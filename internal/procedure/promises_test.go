package procedure_test

import (
	"slices"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
	"complaints/internal/register"
)

// promised is a case answered with a promise.
func promised(t *testing.T, actions string) *proceduretest.Life {
	t.Helper()
	return begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+actions)
}

const paint = "\nACTION: paint the ceiling by 11/12/2026"

// TestPromises: what an answer promised is chased until it is done, also once the case has lapsed or gone to stage 2
// (Code 7.4).
func TestPromises(t *testing.T) {
	t.Parallel()
	t.Run("each week until it is done", func(t *testing.T) { // 3.3
		t.Parallel()
		promised(t, paint).To("2026-12-14 09:00").Got("2026-12-14 09:00", "action-due to repairs.manager").
			To("2026-12-21 09:00").Got("2026-12-21 09:00", "action-due to repairs.manager")
	})
	t.Run("at stage 2, and only the one that is done stops", func(t *testing.T) {
		t.Parallel()
		l := promised(t, paint+"\nACTION: say sorry").
			Says("2026-12-22 10:00", "not happy", intent(reading.IntentStage2)).
			To("2026-12-30 09:00").Got("2026-12-30 09:00", "action-due to repairs.manager")
		l.Replies("2026-12-30 10:00", manager, "DONE") // what the letter asked about; the other is for January
		if got := actions(l); !slices.Equal(got, []string{"say sorry"}) {
			t.Errorf("promises still owed: got %q, want only to say sorry", got)
		}
		l.Replies("2026-12-30 11:00", manager, "DONE say sorry, we rang on Tuesday").To("2027-01-29 10:00").
			GotInAll(letter.ActionDue, 3)
		if got := actions(l); len(got) > 0 {
			t.Errorf("promises still owed: got %q, want none", got)
		}
	})
	t.Run("of several that are not due yet, DONE asks which", func(t *testing.T) { // 3.5
		t.Parallel()
		l := promised(t, paint+"\nACTION: say sorry").Replies("2026-12-08 10:00", manager, "DONE")
		said := l.Last(letter.CommandNotUnderstood).Facts.Problem
		holds(t, "the question", said, "1. paint the ceiling, by Friday 11 December 2026; 2. say sorry, by")
		same(t, "promises still owed", len(actions(l)), 2)
		l.Replies("2026-12-08 11:00", manager, "DONE 2, we rang her")
		if got := actions(l); !slices.Equal(got, []string{"paint the ceiling"}) {
			t.Errorf("promises still owed: got %q, want only the ceiling", got)
		}
	})
	t.Run("an outage sends one chase", func(t *testing.T) {
		t.Parallel()
		promised(t, paint).Off("2027-02-01 10:00").GotInAll(letter.ActionDue, 1)
	})
	t.Run("of somebody who left: whoever answers for the area now", func(t *testing.T) { // 3.3
		t.Parallel()
		const next = "new.manager@landlord.example"
		l := promised(t, paint)
		areas := map[reading.Area]register.AreaPeople{}
		for a, p := range l.Procedure.Register.Areas {
			if p.Manager.Email == manager {
				p.Manager = people.Contact{Title: "New Manager", Email: next}
			}
			areas[a] = p
		}
		l.Procedure.Register.Areas = areas
		l.To("2026-12-14 09:00").Got("2026-12-14 09:00", "action-due to new.manager")
		if !owes(l, "act", next) {
			t.Errorf("the promise: got %+v, want it owed by the new manager", l.Procedure.Duties(l.Case, l.Now))
		}
	})
}

// actions are the promises that are still owed.
func actions(l *proceduretest.Life) (all []string) {
	for _, d := range l.Procedure.Duties(l.Case, l.Now) {
		if d.Name == "act" {
			all = append(all, d.Why)
		}
	}
	return all
}
