package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// wales is a complaint of Monday 23 November 2026 under a policy that first tries to put things right for ten working
// days, until Monday 7 December.
func wales(t testing.TB) *life {
	t.Helper()
	return newLife(t, "psow-model").complain("2026-11-23 10:00")
}

// TestInformalFirst is domain.md 1.4, sequential: stage 1 begins when the resident remains unhappy, and by itself at
// the end.
func TestInformalFirst(t *testing.T) {
	t.Parallel()
	t.Run("the resident hears who tries, until when, and of stage 1; that is the acknowledgement", func(t *testing.T) {
		t.Parallel()
		l := wales(t).stands(complaint.InformalOpen).with(manager).
			got("2026-11-23 10:00", "L45 asha", "M31 repairs.manager")
		sameDay(t, "to be put right by", l.last(letter.InformalAttempt).Facts.SettleBy, "2026-12-07")
		sameDay(t, "acknowledge by", l.c.Stage1.AckDue, "2026-11-30")
		if l.c.Stage1.AckedAt.IsZero() || l.c.Stage1.Limit != 0 || l.last(letter.InformalAttempt).Facts.AnswerBy != 0 {
			t.Errorf("acknowledged at %s, limit %s, an answer promised by %s", l.c.Stage1.AckedAt, l.c.Stage1.Limit,
				l.last(letter.InformalAttempt).Facts.AnswerBy)
		}
	})
	t.Run("nobody waits unseen: reminders, then stage 1 by itself, from that day", func(t *testing.T) {
		t.Parallel()
		l := wales(t).to("2026-12-07 17:00").stands(complaint.Stage1Open).with(manager).
			got("2026-11-26 09:00", "M02 repairs.manager").got("2026-12-02 09:00", "M31 repairs.manager").
			got("2026-12-04 09:00", "M31 repairs.manager").
			got("2026-12-07 17:00", "L01 asha", "M01 repairs.manager")
		sameDay(t, "day 0 of stage 1", l.c.Stage1.Day0, "2026-12-07")
		sameDay(t, "limit", l.c.Stage1.Limit, "2027-01-07") // 20 working days, Christmas and New Year not counted
		if f := l.last(letter.Stage1Acknowledgement).Facts; f.Received.String() != "2026-11-23" ||
			!strings.Contains(f.Reason, "did not have to ask") {
			t.Errorf("received %s; %s", f.Received, f.Reason)
		}
	})
	for name, tc := range map[string]struct {
		text    string
		reading complaint.Reading
		letters []string
		status  complaint.Status
	}{
		"unhappy: stage 1 from that message": {"Nothing has been done, I am not happy.",
			intent(complaint.IntentUnhappy), []string{"L01 asha", "M01 repairs.manager", "M11 repairs.manager"},
			complaint.Stage1Open},
		"the word our letter offers": {"FORMAL", intent(""),
			[]string{"L01 asha", "M01 repairs.manager", "M11 repairs.manager"}, complaint.Stage1Open},
		"a first look at stage 2 is stage 1": {"I want this escalated.", intent(complaint.IntentStage2),
			[]string{"L01 asha", "M01 repairs.manager", "M11 repairs.manager"}, complaint.Stage1Open},
		"any news is no dissatisfaction": {"Any news?", intent(complaint.IntentChase),
			[]string{"L19 asha", "M12 repairs.manager"}, complaint.InformalOpen},
		"no wish to make it formal": {"I'd rather not make it formal, could he ring me first?",
			intent(complaint.IntentQuery), []string{"L19 asha", "M11 repairs.manager"}, complaint.InformalOpen},
		"evidence": {"Here are the photos.", intent(complaint.IntentEvidence), []string{"M11 repairs.manager"},
			complaint.InformalOpen},
		"withdrawn": {"All sorted, please close it.", intent(complaint.IntentWithdraw),
			[]string{"L25 asha", "M13 repairs.manager"}, complaint.Closed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := wales(t).says("2026-11-25 10:00", tc.text, tc.reading).got("2026-11-25 10:00", tc.letters...).
				stands(tc.status)
			if tc.status == complaint.Stage1Open {
				sameDay(t, "day 0 of stage 1", l.c.Stage1.Day0, "2026-11-25")
				sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-23")
			}
		})
	}
	t.Run("whoever asks for the formal stage has it at once", func(t *testing.T) {
		t.Parallel()
		newLife(t, "psow-model").open("2026-11-23 10:00", "I want to make a formal complaint about the leak.",
			aComplaint()).
			stands(complaint.Stage1Open).got("2026-11-23 10:00", "L01 asha", "M01 repairs.manager")
	})
	t.Run("beside stage 1 it holds nothing up, whatever day it aims for", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020")
		l.p.Policy.Informal.Target = &calendar.Period{N: 10, Unit: calendar.WorkingDays}
		l.complain("2026-11-23 10:00").stands(complaint.Stage1Open)
	})
	t.Run("read only after its last day: stage 1 at once", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "psow-model")
		m := l.message("2026-11-23 10:00", asha, "This is the third time I have reported the leak.")
		l.now = instant(t, "2026-12-08 09:00")
		l.take(l.p.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.now))
		l.stands(complaint.Stage1Open)
		sameDay(t, "day 0", l.c.Stage1.Day0, "2026-11-23")
	})
	t.Run("accepted by the team: tried first; undecided: stage 1", func(t *testing.T) {
		t.Parallel()
		unsure := complaint.Reading{Kind: complaint.KindNeedsHuman, ToPerson: true, Area: complaint.AreaRepairs}
		newLife(t, "psow-model").open("2026-11-23 10:00", "About the leak.", unsure).
			replies("2026-11-24 10:00", team, "ACCEPT").stands(complaint.InformalOpen)
		newLife(t, "psow-model").open("2026-11-23 10:00", "About the leak.", unsure).to("2026-11-30 17:00").
			stands(complaint.Stage1Open)
	})
}

// TestPuttingItRight: what the manager can do before stage 1.
func TestPuttingItRight(t *testing.T) {
	t.Parallel()
	t.Run("settled, and the resident does not deny it", func(t *testing.T) {
		t.Parallel()
		l := wales(t).replies("2026-12-04 10:00", manager, "RESOLVED the pipe was replaced and she is happy").
			got("2026-12-04 10:00", "L24 asha", "M15 repairs.manager").
			to("2026-12-10 10:00").stands(complaint.InformalOpen) // the last day passes while she may still say no
		l.to("2026-12-12 10:00").closedAs(complaint.ClosedInformally)
		l.says("2026-12-20 10:00", "It leaks again.", intent(complaint.IntentUnhappy)).stands(complaint.Stage1Open).
			got("2026-12-20 10:00", "L36 asha")
	})
	t.Run("denied: stage 1 from the denial", func(t *testing.T) {
		t.Parallel()
		l := wales(t).replies("2026-11-26 10:00", manager, "RESOLVED the pipe was replaced and she is happy").
			says("2026-11-27 10:00", "NO", intent("")).
			stands(complaint.Stage1Open).got("2026-11-27 10:00", "L01 asha", "M01 repairs.manager",
			"M11 repairs.manager")
		sameDay(t, "day 0", l.c.Stage1.Day0, "2026-11-27")
	})
	t.Run("the manager or the team may begin stage 1, nobody else", func(t *testing.T) {
		t.Parallel()
		for _, who := range []string{manager, deputy, team} {
			wales(t).replies("2026-11-26 10:00", who, "ESCALATE it needs a survey").stands(complaint.Stage1Open)
		}
		wales(t).replies("2026-11-26 10:00", housing, "ESCALATE it needs a survey").stands(complaint.InformalOpen)
	})
	t.Run("a full answer is the answer of stage 1, to the first message", func(t *testing.T) {
		t.Parallel()
		l := wales(t).answered("2026-11-26 10:00").stands(complaint.Stage1Responded)
		sameDay(t, "day 0", l.c.Stage1.Day0, "2026-11-23")
		if l.c.Stage1.AckedAt.IsZero() {
			t.Error("what was acknowledged is not any more")
		}
	})
	t.Run("it cannot be put off", func(t *testing.T) {
		t.Parallel()
		wales(t).replies("2026-11-26 10:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			stands(complaint.InformalOpen).got("2026-11-26 10:00", "M18 repairs.manager")
	})
	t.Run("whoever has taken it over has stage 1 too", func(t *testing.T) {
		t.Parallel()
		wales(t).replies("2026-11-24 10:00", manager, "REASSIGN repairs.deputy@landlord.example").with(deputy).
			to("2026-12-07 17:00").stands(complaint.Stage1Open).with(deputy)
	})
	t.Run("its acknowledgement comes back: another way, and the day is kept in sight", func(t *testing.T) {
		t.Parallel()
		l := wales(t).comesBack("2026-11-23 11:00", letter.InformalAttempt).
			got("2026-11-23 11:00", "L45 complaints.team", "M20 complaints.team")
		if !l.c.Stage1.AckedAt.IsZero() {
			t.Error("it counts as acknowledged")
		}
	})
	t.Run("a closed day moves the end on, never back", func(t *testing.T) {
		t.Parallel()
		l := wales(t)
		l.p.Calendar = l.p.Calendar.With(map[calendar.Date]string{calendar.MustDate("2026-12-01"): "office closed"})
		l.take(l.p.Recalculate(l.c, "The calendar has changed.", l.now))
		sameDay(t, "to be put right by", l.c.Stage1.Target, "2026-12-08")
		l.to("2026-12-07 17:00").stands(complaint.InformalOpen).to("2026-12-08 17:00").stands(complaint.Stage1Open)
	})
}
