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
		l := begun(t).to("2026-12-15 23:00")
		got := slices.Clone(l.letters("2026-11-24 00:00"))
		want := []string{
			"L22 asha 2026-12-08 12:00", "L22 asha 2026-12-15 12:00",
			"M02 repairs.manager 2026-11-26 09:00", "M03 repairs.manager 2026-11-30 09:00",
			"M04 repairs.manager 2026-12-02 09:00", "M05 repairs.manager 2026-12-04 09:00",
			"M06 repairs.manager 2026-12-07 09:00",
			"M07 repairs.manager 2026-12-08 09:00", "M07 repairs.manager 2026-12-09 09:00",
			"M07 repairs.manager 2026-12-10 09:00", "M07 repairs.manager 2026-12-11 09:00",
			"M07 repairs.manager 2026-12-14 09:00", "M07 repairs.manager 2026-12-15 09:00",
			"M08 property.director 2026-12-08 09:00", "M09 complaints.team 2026-12-10 09:00",
			"M09 property.director 2026-12-10 09:00",
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got\n%q\nwant\n%q", got, want)
		}
	})
	t.Run("the target is chased, the limit is late", func(t *testing.T) {
		// limit Mon 28 Dec, a holiday; target Thu 24 Dec
		l := newLife(t, "hastoe-2020").complain("2026-12-14 10:00").to("2026-12-30 12:00")
		l.got("2026-12-24 09:00", "M06 repairs.manager").
			got("2026-12-29 09:00", "M07 repairs.manager", "M08 property.director").got("2026-12-29 12:00", "L22 asha")
	})
	t.Run("a valid command stops it", func(t *testing.T) {
		l := begun(t).to("2026-12-02 12:00").answered("2026-12-02 13:00").to("2026-12-20 12:00")
		if l.count(letter.ManagerOneDay)+l.count(letter.ManagerDueToday)+l.count(letter.ManagerOverdue)+l.count(
			letter.Stage1Late) != 0 {
			t.Error("chased after the answer")
		}
		l = begun(t).replies("2026-11-24 10:00", manager, "CONTACTED rang her, all clear").to("2026-11-27 12:00")
		if l.count(letter.ManagerContactDue) != 0 {
			t.Error("chased for a conversation that was had")
		}
	})
	t.Run("nothing chases a case in review but the team", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "?",
			complaint.Reading{Kind: complaint.KindNeedsHuman}).to("2026-11-25 16:59")
		for _, s := range l.sent {
			if s.Role == complaint.RoleManager || s.Role == complaint.RoleDirector {
				t.Errorf("%s went to %s", s.Letter, s.To.Email)
			}
		}
	})
	t.Run("after an outage only the latest step of each ladder", func(t *testing.T) {
		l := begun(t)
		l.now = instant(t, "2026-12-16 10:00") // everything from M02 to M09 and two L22 were missed
		l.until(l.now)
		l.got("2026-12-16 10:00", "L22 asha", "M02 repairs.manager", "M07 repairs.manager", "M09 complaints.team",
			"M09 property.director")
		l.to("2026-12-22 12:00")
		// five working days after the last word, not before
		l.to("2026-12-23 12:00").got("2026-12-23 12:00", "L22 asha")
		if l.count(letter.Stage1Late) != 2 {
			t.Errorf("%d L22", l.count(letter.Stage1Late))
		}
	})
	t.Run("a step missed in the night gives way to today's", func(t *testing.T) {
		l := begun(t)
		l.now = instant(t, "2026-12-08 08:30") // M06 of yesterday was missed; M07 comes at nine
		l.until(l.now)
		if l.count(letter.ManagerDueToday)+l.count(letter.ManagerOverdue) != 0 {
			t.Error("yesterday's reminder went half an hour before today's")
		}
		l.to("2026-12-08 09:00").got("2026-12-08 09:00", "M07 repairs.manager", "M08 property.director")
	})
	t.Run("a short stage has no halfway, and nothing from before it opened", func(t *testing.T) {
		l := newLife(t, "spso-rsl").complain("2026-11-24 10:00").to("2026-12-02 10:00")
		if l.count(letter.ManagerHalfway) != 0 || l.count(letter.ManagerThreeDays) != 1 ||
			l.count(letter.ManagerDueToday) != 1 {
			t.Errorf("%d M03, %d M04, %d M06", l.count(letter.ManagerHalfway), l.count(letter.ManagerThreeDays),
				l.count(letter.ManagerDueToday))
		}
		// opens by default on the 25th
		l = newLife(t, "hastoe-2020").open("2026-11-23 10:00", "?", complaint.Reading{Kind: complaint.KindNeedsHuman})
		l.now = instant(t, "2026-12-03 10:00")
		l.until(l.now)
		l.stands(complaint.Stage1Open).got("2026-12-03 10:00", "L01 asha", "M01 other.manager")
	})
	t.Run("opened after its limit: the days count from there", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.message("2026-11-23 10:00", asha, "leak")
		l.now = instant(t, "2026-12-14 10:00")
		l.take(l.p.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.now))
		l.until(l.now)
		l.got("2026-12-14 10:00", "L01 asha", "M01 repairs.manager").to("2026-12-15 12:00").
			got("2026-12-15 09:00", "M07 repairs.manager", "M08 property.director").got("2026-12-15 12:00", "L22 asha")
	})
	t.Run("an acknowledgement that no server takes pages the team four hours before the end", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.message("2026-11-23 10:00", asha, "leak")
		l.now = m.Received
		l.take(l.p.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.now))
		l.waiting = nil // no server takes anything
		l.to("2026-11-25 14:00").got("2026-11-25 14:00", "M20 complaints.team")
		if d := l.p.Duties(l.c, l.now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
			return d.Name == "acknowledge" && d.By == calendar.MustDate("2026-11-25")
		}) {
			t.Errorf("%+v", d)
		}
		l.to("2026-11-26 14:00")
		if l.count(letter.DeliveryFailed) != 1 {
			t.Errorf("paged %d times", l.count(letter.DeliveryFailed))
		}
	})
	t.Run("an area without a Director: the complaints team must not miss it", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		r := aComplaint()
		r.Area = "swimming_pool"
		l.open("2026-11-23 10:00", "closed again", r).to("2026-12-08 09:00").
			got("2026-12-08 09:00", "M07 complaints.team", "M08 complaints.team")
	})
}

// TestWake: a case is looked at when something is due and not before, and a second look changes nothing.
func TestWake(t *testing.T) {
	t.Parallel()
	l := begun(t)
	if w := l.p.NextDue(l.c, l.now); !w.Equal(instant(t, "2026-11-26 09:00")) {
		t.Errorf("wakes %s", w)
	}
	if d := l.p.Sweep(l.c, instant(t, "2026-11-26 08:59")); len(d.Events) != 0 {
		t.Errorf("a minute early: %v", d.Why)
	}
	at := instant(t, "2026-11-28 03:00") // a Saturday night after an outage
	if d := l.p.Sweep(l.c, at); len(d.Events) != 0 {
		t.Errorf("at night: %v", d.Why)
	}
	if w := l.p.NextDue(l.c, at); !w.Equal(instant(t, "2026-11-30 08:00")) {
		t.Errorf("wakes %s, want when the office opens", w)
	}
	d := l.p.Sweep(l.c, instant(t, "2026-11-30 08:00"))
	if again := l.p.Sweep(d.Case, instant(t, "2026-11-30 08:00")); len(d.Events) == 0 || len(again.Events) != 0 {
		t.Errorf("first %d events, then %d", len(d.Events), len(again.Events))
	}
	closed := begun(t).says("2026-11-24 10:00", "close it, sorted", intent(complaint.IntentWithdraw))
	if w := closed.p.NextDue(closed.c, closed.now); !w.IsZero() {
		t.Errorf("a closed case wakes %s", w)
	}
}
