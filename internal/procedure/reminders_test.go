package procedure_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
)

// TestReminders: who is reminded when of an answer that is owed.
func TestReminders(t *testing.T) {
	t.Parallel()
	t.Run("a silent manager, day by day", func(t *testing.T) { // 3.3
		t.Parallel()
		begun(t).To("2026-12-15 23:00").Diary("2026-11-24 00:00",
			"2026-11-26 09:00 manager-contact-due to repairs.manager",
			"2026-11-30 09:00 manager-halfway to repairs.manager",
			"2026-12-02 09:00 manager-three-days to repairs.manager",
			"2026-12-04 09:00 manager-one-day to repairs.manager",
			"2026-12-07 09:00 manager-due-today to repairs.manager",
			"2026-12-08 09:00 director-overdue to property.director",
			"2026-12-08 09:00 manager-overdue to repairs.manager",
			"2026-12-08 12:00 stage1-late to asha",
			"2026-12-09 09:00 manager-overdue to repairs.manager",
			"2026-12-10 09:00 lead-overdue to complaints.team",
			"2026-12-10 09:00 lead-overdue to property.director",
			"2026-12-10 09:00 manager-overdue to repairs.manager",
			"2026-12-11 09:00 manager-overdue to repairs.manager",
			"2026-12-14 09:00 manager-overdue to repairs.manager",
			"2026-12-15 09:00 manager-overdue to repairs.manager",
			"2026-12-15 12:00 stage1-late to asha",
		)
	})
	t.Run("the target is chased, the limit is late", func(t *testing.T) { // 1.5, 3.3
		t.Parallel()
		// the limit is Monday 28 December, a holiday; the target Thursday the 24th
		newLife(t, "hastoe-2020").Complain("2026-12-14 10:00").To("2026-12-30 12:00").
			Got("2026-12-24 09:00", "manager-due-today to repairs.manager").
			Got("2026-12-29 09:00", "manager-overdue to repairs.manager", "director-overdue to property.director").
			Got("2026-12-29 12:00", "stage1-late to asha")
	})
	t.Run("nothing chases a case in review but the team", func(t *testing.T) { // 3.3
		t.Parallel()
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "?", unclear()).To("2026-11-25 16:59")
		for _, s := range l.Sent {
			if s.Role == people.RoleManager || s.Role == people.RoleDirector {
				t.Errorf("letters to a manager or Director: got %s, want none", s)
			}
		}
	})
	t.Run("a short stage has no halfway", func(t *testing.T) {
		t.Parallel()
		newLife(t, "spso-rsl").Complain("2026-11-24 10:00").To("2026-12-02 10:00").
			GotInAll(letter.ManagerHalfway, 0).
			GotInAll(letter.ManagerThreeDays, 1).
			GotInAll(letter.ManagerDueToday, 1)
	})
}

// TestRemindersStop: a valid command stops them.
func TestRemindersStop(t *testing.T) { // 3.3
	t.Parallel()
	t.Run("at the answer", func(t *testing.T) {
		t.Parallel()
		begun(t).To("2026-12-02 12:00").Answered("2026-12-02 13:00").To("2026-12-20 12:00").
			GotInAll(letter.ManagerOneDay, 0).
			GotInAll(letter.ManagerDueToday, 0).
			GotInAll(letter.ManagerOverdue, 0).
			GotInAll(letter.Stage1Late, 0)
	})
	t.Run("of the first conversation, at the conversation", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", manager, "CONTACTED rang her, all clear").To("2026-11-27 12:00").
			GotInAll(letter.ManagerContactDue, 0)
	})
}

// TestRemindersAfterAnOutage: only the latest step of each schedule goes, and none from before the stage opened.
func TestRemindersAfterAnOutage(t *testing.T) { // 3.3
	t.Parallel()
	t.Run("only the latest step of each", func(t *testing.T) {
		t.Parallel()
		begun(t).Off("2026-12-16 10:00").
			Got("2026-12-16 10:00", "stage1-late to asha", "manager-contact-due to repairs.manager",
				"manager-overdue to repairs.manager", "lead-overdue to complaints.team",
				"lead-overdue to property.director").
			To("2026-12-22 12:00").GotInAll(letter.Stage1Late, 1).
			// five working days after the last word, not before
			To("2026-12-23 12:00").Got("2026-12-23 12:00", "stage1-late to asha").GotInAll(letter.Stage1Late, 2)
	})
	t.Run("a step missed in the night gives way to today's", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Off("2026-12-08 08:30") // yesterday's was missed; today's comes at nine
		l.GotInAll(letter.ManagerDueToday, 0).GotInAll(letter.ManagerOverdue, 0)
		l.To("2026-12-08 09:00").
			Got("2026-12-08 09:00", "manager-overdue to repairs.manager", "director-overdue to property.director")
	})
	t.Run("opened by default meanwhile: nothing from before", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "?", unclear()).Off("2026-12-03 10:00").
			Stands(complaint.Stage1Open).
			Got("2026-12-03 10:00", "stage1-acknowledgement to asha", "manager-assigned to other.manager")
	})
	t.Run("opened after its limit: the days count from there", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020")
		l.OpenLate(l.Message("2026-11-23 10:00", asha, "leak"), aComplaint(), instant(t, "2026-12-14 10:00")).
			Got("2026-12-14 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager").
			To("2026-12-15 12:00").
			Got("2026-12-15 09:00", "manager-overdue to repairs.manager", "director-overdue to property.director").
			Got("2026-12-15 12:00", "stage1-late to asha")
	})
}

// TestTargetOnALaterDayOff: a holiday that is added moves no promise, and the manager is chased on the working day
// before.
func TestTargetOnALaterDayOff(t *testing.T) {
	t.Parallel()
	l := begun(t)
	l.Procedure.Calendar = l.Procedure.Calendar.With(
		map[calendar.Date]string{calendar.MustDate("2026-12-07"): "new bank holiday"})
	l.To("2026-12-04 08:59").GotInAll(letter.ManagerDueToday, 0)
	l.To("2026-12-04 09:00").Got("2026-12-04 09:00", "manager-due-today to repairs.manager")
	same(t, "the reminder says", l.Last(letter.ManagerDueToday).Facts.Reminder,
		"the answer is due on Monday 7 December 2026, which is not worked, so today")
}
