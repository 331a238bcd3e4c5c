package procedure_test

import (
	"slices"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// off makes days bank holidays and counts a case's dates again.
func off(l *proceduretest.Life, days ...string) *proceduretest.Life {
	more := map[calendar.Date]string{}
	for _, d := range days {
		more[calendar.MustDate(d)] = "new bank holiday"
	}
	return recount(l, l.Procedure.Calendar.With(more))
}

// recount counts a case's dates by another calendar.
func recount(l *proceduretest.Life, cal calendar.Calendar) *proceduretest.Life {
	l.Procedure.Calendar = cal
	return l.Do(l.Procedure.Recalculate(l.Case, "a new table", l.Now))
}

// code is a complaint under the Code, whose dates are counted in working days.
func code(t *testing.T) *proceduretest.Life {
	t.Helper()
	return newLife(t, "ho-code-2024").Complain("2026-11-23 10:00")
}

// TestRecalculate: a changed calendar moves dates later or not at all, and never what was put off by hand.
func TestRecalculate(t *testing.T) { // 1.5, 3.8
	t.Parallel()
	t.Run("the acknowledgement's day moves, days that are counted by the week do not", func(t *testing.T) {
		t.Parallel()
		s := off(begun(t), "2026-11-24", "2026-12-07").Case.Stage1
		sameDay(t, "acknowledge by", s.AckDue, "2026-11-26")
		sameDay(t, "limit", s.Limit, "2026-12-07")
		sameDay(t, "the promised target", s.Target, "2026-12-07")
	})
	t.Run("a limit in working days moves", func(t *testing.T) {
		t.Parallel()
		sameDay(t, "limit", off(code(t), "2026-12-01").Case.Stage1.Limit, "2026-12-08")
	})
	t.Run("not what was put off by hand", func(t *testing.T) {
		t.Parallel()
		l := code(t).Replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		sameDay(t, "limit", off(l, "2026-12-01").Case.Stage1.Limit, "2026-12-14")
	})
	t.Run("the window moves", func(t *testing.T) {
		t.Parallel()
		l := off(begun(t).Answered("2026-12-03 10:00"), "2026-12-24")
		sameDay(t, "last day", l.Case.Stage1.WindowLast, "2026-12-29")
	})
	t.Run("the team's day moves, and once", func(t *testing.T) {
		t.Parallel()
		l := off(newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "?", unclear()), "2026-11-24")
		sameDay(t, "decide by", l.Case.Review.DecideBy, "2026-11-26")
		same(t, "events of a second count", len(l.Procedure.Recalculate(l.Case, "again", l.Now).Events), 0)
	})
	t.Run("not a closed case", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says("2026-11-24 10:00", "close it, sorted", intent(reading.IntentWithdraw))
		same(t, "events", len(l.Procedure.Recalculate(l.Case, "again", l.Now).Events), 0)
	})
}

// TestDayOffTakenBack: a day off that is taken back moves nothing; what was promised in between stands.
func TestDayOffTakenBack(t *testing.T) {
	t.Parallel()
	t.Run("stage 1", func(t *testing.T) {
		t.Parallel()
		l := code(t)
		was := l.Procedure.Calendar
		s := recount(off(l, "2026-11-25", "2026-12-01"), was).Case.Stage1
		sameDay(t, "acknowledge by", s.AckDue, "2026-12-02")
		sameDay(t, "limit", s.Limit, "2026-12-09")
		sameDay(t, "target", s.Target, "2026-12-09")
	})
	t.Run("the window", func(t *testing.T) {
		t.Parallel()
		l := answered(t)
		was := l.Procedure.Calendar
		sameDay(t, "last day", recount(off(l, "2026-12-29"), was).Case.Stage1.WindowLast, "2026-12-30")
	})
}

// TestMovedDatesAreTold: the resident hears of a date that moved later only where the landlord says so.
func TestMovedDatesAreTold(t *testing.T) { // 3.8
	t.Parallel()
	told := func(t *testing.T, profile string) *proceduretest.Life {
		t.Helper()
		l := newLife(t, profile)
		l.Procedure.Settings.TellMovedDates = true
		return l.Complain("2026-11-23 10:00")
	}
	t.Run("the answer's", func(t *testing.T) {
		t.Parallel()
		f := off(told(t, "ho-code-2024"), "2026-12-01").Last(letter.DateMoved).Facts
		sameDay(t, "the old date", f.OldDate, "2026-12-07")
		sameDay(t, "the new date", f.NewDate, "2026-12-08")
		sameDay(t, "the window", f.WindowLast, "")
	})
	t.Run("the window's", func(t *testing.T) {
		t.Parallel()
		f := off(told(t, "hastoe-2020").Answered("2026-12-03 10:00"), "2026-12-24").Last(letter.DateMoved).Facts
		sameDay(t, "the old date", f.OldDate, "2026-12-24")
		sameDay(t, "the new date", f.NewDate, "2026-12-29")
		sameDay(t, "the window", f.WindowLast, "2026-12-29")
	})
	for _, tc := range []struct {
		name string
		life func(*testing.T) *proceduretest.Life
	}{
		{"not where nothing promised moved", func(t *testing.T) *proceduretest.Life {
			t.Helper()
			return off(told(t, "hastoe-2020"), "2026-11-24")
		}},
		{"not where the landlord says no", func(t *testing.T) *proceduretest.Life {
			t.Helper()
			return off(code(t), "2026-12-01")
		}},
		{"not what was put off by hand already", func(t *testing.T) *proceduretest.Life {
			t.Helper()
			return off(told(t, "ho-code-2024").
				Replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey"), "2026-12-01")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.life(t).GotInAll(letter.DateMoved, 0)
		})
	}
}

// TestMoved: the dates that moved, in words.
func TestMoved(t *testing.T) { // 3.8
	t.Parallel()
	before := code(t).Case
	after := off(code(t), "2026-12-01").Case
	want := []string{
		"HC-2026-000001, stage 1: the answer moved from Monday 7 December 2026 to Tuesday 8 December 2026.",
		"HC-2026-000001, stage 1: the policy's last day for the answer moved from Monday 7 December 2026 to " +
			"Tuesday 8 December 2026.",
	}
	if got := after.Moved(before); !slices.Equal(got, want) {
		t.Errorf("moved: got %q, want %q", got, want)
	}
	if got := before.Moved(before); len(got) > 0 {
		t.Errorf("moved, where nothing did: got %q, want nothing", got)
	}
}
