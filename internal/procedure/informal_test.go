package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
)

// wales is a complaint of Monday 23 November 2026 under a policy that first tries to put things right for ten working
// days, until Monday 7 December.
func wales(t testing.TB) *proceduretest.Life {
	t.Helper()
	return newLife(t, "psow-model").Complain("2026-11-23 10:00")
}

// TestInformalFirst is domain.md 1.4, sequential: stage 1 begins when the resident remains unhappy, and by itself at
// the end.
func TestInformalFirst(t *testing.T) {
	t.Parallel()
	t.Run("the resident hears who tries, until when, and of stage 1; that is the acknowledgement", func(t *testing.T) {
		t.Parallel()
		l := wales(t).Stands(complaint.InformalOpen).With(manager).
			Got("2026-11-23 10:00", "informal-attempt to asha", "informal-assigned to repairs.manager")
		sameDay(t, "to be put right by", l.Last(letter.InformalAttempt).Facts.SettleBy, "2026-12-07")
		sameDay(t, "acknowledge by", l.Case.Stage1.AckDue, "2026-11-30")
		if l.Case.Stage1.AckedAt.IsZero() || l.Case.Stage1.Limit != 0 || l.Last(letter.InformalAttempt).
			Facts.AnswerBy != 0 {
			t.Errorf("acknowledged at %s, limit %s, an answer promised by %s", l.Case.Stage1.AckedAt,
				l.Case.Stage1.Limit,
				l.Last(letter.InformalAttempt).Facts.AnswerBy)
		}
	})
	t.Run("nobody waits unseen: reminders, then stage 1 by itself, from that day", func(t *testing.T) {
		t.Parallel()
		l := wales(t).To("2026-12-07 17:00").Stands(complaint.Stage1Open).With(manager).
			Got("2026-11-26 09:00", "manager-contact-due to repairs.manager").Got("2026-12-02 09:00",
			"informal-assigned to repairs.manager").
			Got("2026-12-04 09:00", "informal-assigned to repairs.manager").
			Got("2026-12-07 17:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
		sameDay(t, "day 0 of stage 1", l.Case.Stage1.Day0, "2026-12-07")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2027-01-07") // 20 working days, Christmas and New Year not counted
		if f := l.Last(letter.Stage1Acknowledgement).Facts; f.Received.String() != "2026-11-23" ||
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
			intent(complaint.IntentUnhappy), []string{"stage1-acknowledgement to asha",
				"manager-assigned to repairs.manager", "manager-new-evidence to repairs.manager"},
			complaint.Stage1Open},
		"the word our letter offers": {"FORMAL", intent(""),
			[]string{"stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
				"manager-new-evidence to repairs.manager"}, complaint.Stage1Open},
		"a first look at stage 2 is stage 1": {"I want this escalated.", intent(complaint.IntentStage2),
			[]string{"stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
				"manager-new-evidence to repairs.manager"}, complaint.Stage1Open},
		"any news is no dissatisfaction": {"Any news?", intent(complaint.IntentChase),
			[]string{"status to asha", "manager-resident-chased to repairs.manager"}, complaint.InformalOpen},
		"no wish to make it formal": {"I'd rather not make it formal, could he ring me first?",
			intent(complaint.IntentQuery), []string{"status to asha",
				"manager-new-evidence to repairs.manager"}, complaint.InformalOpen},
		"evidence": {"Here are the photos.", intent(complaint.IntentEvidence),
			[]string{"manager-new-evidence to repairs.manager"},
			complaint.InformalOpen},
		"withdrawn": {"All sorted, please close it.", intent(complaint.IntentWithdraw),
			[]string{"withdrawn to asha", "manager-withdrawn to repairs.manager"}, complaint.Closed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := wales(t).Says("2026-11-25 10:00", tc.text, tc.reading).Got("2026-11-25 10:00", tc.letters...).
				Stands(tc.status)
			if tc.status == complaint.Stage1Open {
				sameDay(t, "day 0 of stage 1", l.Case.Stage1.Day0, "2026-11-25")
				sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-23")
			}
		})
	}
	t.Run("whoever asks for the formal stage has it at once", func(t *testing.T) {
		t.Parallel()
		newLife(t, "psow-model").Open("2026-11-23 10:00", "I want to make a formal complaint about the leak.",
			aComplaint()).
			Stands(complaint.Stage1Open).Got("2026-11-23 10:00", "stage1-acknowledgement to asha",
			"manager-assigned to repairs.manager")
	})
	t.Run("beside stage 1 it holds nothing up, whatever day it aims for", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020")
		l.Procedure.Policy.Informal.Target = &calendar.Period{N: 10, Unit: calendar.WorkingDays}
		l.Complain("2026-11-23 10:00").Stands(complaint.Stage1Open)
	})
	t.Run("read only after its last day: stage 1 at once", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "psow-model")
		m := l.Message("2026-11-23 10:00", asha, "This is the third time I have reported the leak.")
		l.Now = instant(t, "2026-12-08 09:00")
		l.Take(l.Procedure.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.Now))
		l.Stands(complaint.Stage1Open)
		sameDay(t, "day 0", l.Case.Stage1.Day0, "2026-11-23")
	})
	t.Run("accepted by the team: tried first; undecided: stage 1", func(t *testing.T) {
		t.Parallel()
		unsure := complaint.Reading{Kind: complaint.KindNeedsHuman, ToPerson: true, Area: complaint.AreaRepairs}
		newLife(t, "psow-model").Open("2026-11-23 10:00", "About the leak.", unsure).
			Replies("2026-11-24 10:00", team, "ACCEPT").Stands(complaint.InformalOpen)
		newLife(t, "psow-model").Open("2026-11-23 10:00", "About the leak.", unsure).To("2026-11-30 17:00").
			Stands(complaint.Stage1Open)
	})
}

// TestPuttingItRight: what the manager can do before stage 1.
func TestPuttingItRight(t *testing.T) {
	t.Parallel()
	t.Run("settled, and the resident does not deny it", func(t *testing.T) {
		t.Parallel()
		l := wales(t).Replies("2026-12-04 10:00", manager, "RESOLVED the pipe was replaced and she is happy").
			Got("2026-12-04 10:00", "resolved to asha", "command-done to repairs.manager").
			To("2026-12-10 10:00").Stands(complaint.InformalOpen) // the last day passes while she may still say no
		l.To("2026-12-12 10:00").ClosedAs(complaint.ClosedInformally)
		l.Says("2026-12-20 10:00", "It leaks again.", intent(complaint.IntentUnhappy)).Stands(complaint.Stage1Open).
			Got("2026-12-20 10:00", "reopened to asha")
	})
	t.Run("denied: stage 1 from the denial", func(t *testing.T) {
		t.Parallel()
		l := wales(t).Replies("2026-11-26 10:00", manager, "RESOLVED the pipe was replaced and she is happy").
			Says("2026-11-27 10:00", "NO", intent("")).
			Stands(complaint.Stage1Open).Got("2026-11-27 10:00", "stage1-acknowledgement to asha",
			"manager-assigned to repairs.manager",
			"manager-new-evidence to repairs.manager")
		sameDay(t, "day 0", l.Case.Stage1.Day0, "2026-11-27")
	})
	t.Run("the manager or the team may begin stage 1, nobody else", func(t *testing.T) {
		t.Parallel()
		for _, who := range []string{manager, deputy, team} {
			wales(t).Replies("2026-11-26 10:00", who, "ESCALATE it needs a survey").Stands(complaint.Stage1Open)
		}
		wales(t).Replies("2026-11-26 10:00", housing, "ESCALATE it needs a survey").Stands(complaint.InformalOpen)
	})
	t.Run("a full answer is the answer of stage 1, to the first message", func(t *testing.T) {
		t.Parallel()
		l := wales(t).Answered("2026-11-26 10:00").Stands(complaint.Stage1Responded)
		sameDay(t, "day 0", l.Case.Stage1.Day0, "2026-11-23")
		if l.Case.Stage1.AckedAt.IsZero() {
			t.Error("what was acknowledged is not any more")
		}
	})
	t.Run("it cannot be put off", func(t *testing.T) {
		t.Parallel()
		wales(t).Replies("2026-11-26 10:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			Stands(complaint.InformalOpen).Got("2026-11-26 10:00", "extension-refused to repairs.manager")
	})
	t.Run("whoever has taken it over has stage 1 too", func(t *testing.T) {
		t.Parallel()
		wales(t).Replies("2026-11-24 10:00", manager, "REASSIGN repairs.deputy@landlord.example").With(deputy).
			To("2026-12-07 17:00").Stands(complaint.Stage1Open).With(deputy)
	})
	t.Run("its acknowledgement comes back: another way, and the day is kept in sight", func(t *testing.T) {
		t.Parallel()
		l := wales(t).ComesBack("2026-11-23 11:00", letter.InformalAttempt).
			Got("2026-11-23 11:00", "informal-attempt to complaints.team", "delivery-failed to complaints.team")
		if !l.Case.Stage1.AckedAt.IsZero() {
			t.Error("it counts as acknowledged")
		}
	})
	t.Run("a closed day moves the end on, never back", func(t *testing.T) {
		t.Parallel()
		l := wales(t)
		l.Procedure.Calendar = l.Procedure.Calendar.With(
			map[calendar.Date]string{calendar.MustDate("2026-12-01"): "office closed"})
		l.Take(l.Procedure.Recalculate(l.Case, "The calendar has changed.", l.Now))
		sameDay(t, "to be put right by", l.Case.Stage1.Target, "2026-12-08")
		l.To("2026-12-07 17:00").Stands(complaint.InformalOpen).To("2026-12-08 17:00").Stands(complaint.Stage1Open)
	})
}
