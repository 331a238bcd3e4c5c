package procedure_test

import (
	"slices"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
)

// TestLadders: who is reminded when (3.3).
func TestLadders(t *testing.T) {
	t.Parallel()
	t.Run("a silent manager, day by day", func(t *testing.T) {
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
	t.Run("the target is chased, the limit is late", func(t *testing.T) {
		// limit Mon 28 Dec, a holiday; target Thu 24 Dec
		l := newLife(t, "hastoe-2020").Complain("2026-12-14 10:00").To("2026-12-30 12:00")
		l.Got("2026-12-24 09:00", "manager-due-today to repairs.manager").
			Got("2026-12-29 09:00", "manager-overdue to repairs.manager", "director-overdue to property.director").
			Got("2026-12-29 12:00", "stage1-late to asha")
	})
	t.Run("a valid command stops it", func(t *testing.T) {
		l := begun(t).To("2026-12-02 12:00").Answered("2026-12-02 13:00").To("2026-12-20 12:00")
		if l.Count(letter.ManagerOneDay)+l.Count(letter.ManagerDueToday)+l.Count(letter.ManagerOverdue)+l.Count(
			letter.Stage1Late) != 0 {
			t.Error("chased after the answer")
		}
		l = begun(t).Replies("2026-11-24 10:00", manager, "CONTACTED rang her, all clear").To("2026-11-27 12:00")
		if l.Count(letter.ManagerContactDue) != 0 {
			t.Error("chased for a conversation that was had")
		}
	})
	t.Run("nothing chases a case in review but the team", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "?",
			complaint.Reading{Kind: complaint.KindNeedsHuman}).To("2026-11-25 16:59")
		for _, s := range l.Sent {
			if s.Role == complaint.RoleManager || s.Role == complaint.RoleDirector {
				t.Errorf("%s went to %s", s.Letter, s.To.Email)
			}
		}
	})
	t.Run("after an outage only the latest step of each ladder", func(t *testing.T) {
		l := begun(t)
		l.Now = instant(t, "2026-12-16 10:00") // everything from M02 to M09 and two L22 were missed
		l.Until(l.Now)
		l.Got("2026-12-16 10:00", "stage1-late to asha", "manager-contact-due to repairs.manager",
			"manager-overdue to repairs.manager", "lead-overdue to complaints.team",
			"lead-overdue to property.director")
		l.To("2026-12-22 12:00")
		// five working days after the last word, not before
		l.To("2026-12-23 12:00").Got("2026-12-23 12:00", "stage1-late to asha")
		if l.Count(letter.Stage1Late) != 2 {
			t.Errorf("%d L22", l.Count(letter.Stage1Late))
		}
	})
	t.Run("a step missed in the night gives way to today's", func(t *testing.T) {
		l := begun(t)
		l.Now = instant(t, "2026-12-08 08:30") // M06 of yesterday was missed; M07 comes at nine
		l.Until(l.Now)
		if l.Count(letter.ManagerDueToday)+l.Count(letter.ManagerOverdue) != 0 {
			t.Error("yesterday's reminder went half an hour before today's")
		}
		l.To("2026-12-08 09:00").Got("2026-12-08 09:00", "manager-overdue to repairs.manager",
			"director-overdue to property.director")
	})
	t.Run("a short stage has no halfway, and nothing from before it opened", func(t *testing.T) {
		l := newLife(t, "spso-rsl").Complain("2026-11-24 10:00").To("2026-12-02 10:00")
		if l.Count(letter.ManagerHalfway) != 0 || l.Count(letter.ManagerThreeDays) != 1 ||
			l.Count(letter.ManagerDueToday) != 1 {
			t.Errorf("%d M03, %d M04, %d M06", l.Count(letter.ManagerHalfway), l.Count(letter.ManagerThreeDays),
				l.Count(letter.ManagerDueToday))
		}
		// opens by default on the 25th
		l = newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "?", complaint.Reading{Kind: complaint.KindNeedsHuman})
		l.Now = instant(t, "2026-12-03 10:00")
		l.Until(l.Now)
		l.Stands(complaint.Stage1Open).Got("2026-12-03 10:00", "stage1-acknowledgement to asha",
			"manager-assigned to other.manager")
	})
	t.Run("opened after its limit: the days count from there", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.Message("2026-11-23 10:00", asha, "leak")
		l.Now = instant(t, "2026-12-14 10:00")
		l.Take(l.Procedure.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.Now))
		l.Until(l.Now)
		l.Got("2026-12-14 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager").
			To("2026-12-15 12:00").
			Got("2026-12-15 09:00", "manager-overdue to repairs.manager", "director-overdue to property.director").
			Got("2026-12-15 12:00", "stage1-late to asha")
	})
	t.Run("an acknowledgement that no server takes pages the team four hours before the end", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.Message("2026-11-23 10:00", asha, "leak")
		l.Now = m.Received
		l.Take(l.Procedure.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.Now))
		l.Waiting = nil // no server takes anything
		l.To("2026-11-25 14:00").Got("2026-11-25 14:00", "delivery-failed to complaints.team")
		if d := l.Procedure.Duties(l.Case, l.Now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
			return d.Name == "acknowledge" && d.By == calendar.MustDate("2026-11-25")
		}) {
			t.Errorf("%+v", d)
		}
		l.To("2026-11-26 14:00")
		if l.Count(letter.DeliveryFailed) != 1 {
			t.Errorf("paged %d times", l.Count(letter.DeliveryFailed))
		}
	})
	t.Run("an area without a Director: the complaints team must not miss it", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		r := aComplaint()
		r.Area = "swimming_pool"
		l.Open("2026-11-23 10:00", "closed again", r).To("2026-12-08 09:00").
			Got("2026-12-08 09:00", "manager-overdue to complaints.team", "director-overdue to complaints.team")
	})
}

// TestWake: a case is looked at when something is due and not before, and a second look changes nothing.
func TestWake(t *testing.T) {
	t.Parallel()
	l := begun(t)
	if w := l.Procedure.NextDue(l.Case, l.Now); !w.Equal(instant(t, "2026-11-26 09:00")) {
		t.Errorf("wakes %s", w)
	}
	if d := l.Procedure.Sweep(l.Case, instant(t, "2026-11-26 08:59")); len(d.Events) != 0 {
		t.Errorf("a minute early: %v", d.Why)
	}
	at := instant(t, "2026-11-28 03:00") // a Saturday night after an outage
	if d := l.Procedure.Sweep(l.Case, at); len(d.Events) != 0 {
		t.Errorf("at night: %v", d.Why)
	}
	if w := l.Procedure.NextDue(l.Case, at); !w.Equal(instant(t, "2026-11-30 08:00")) {
		t.Errorf("wakes %s, want when the office opens", w)
	}
	d := l.Procedure.Sweep(l.Case, instant(t, "2026-11-30 08:00"))
	if again := l.Procedure.Sweep(d.Case,
		instant(t, "2026-11-30 08:00")); len(d.Events) == 0 || len(again.Events) != 0 {
		t.Errorf("first %d events, then %d", len(d.Events), len(again.Events))
	}
	closed := begun(t).Says("2026-11-24 10:00", "close it, sorted", intent(complaint.IntentWithdraw))
	if w := closed.Procedure.NextDue(closed.Case, closed.Now); !w.IsZero() {
		t.Errorf("a closed case wakes %s", w)
	}
}
