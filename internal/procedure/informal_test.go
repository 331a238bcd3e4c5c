package procedure_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// wales is a complaint of Monday 23 November 2026 under a policy that first tries to put things right for ten working
// days, until Monday 7 December.
func wales(t testing.TB) *proceduretest.Life {
	t.Helper()
	return newLife(t, "psow-model").Complain("2026-11-23 10:00")
}

// TestInformalFirst: the resident hears who tries, until when, and of stage 1; that is the acknowledgement.
func TestInformalFirst(t *testing.T) { // P4, 1.4
	t.Parallel()
	l := wales(t).Stands(complaint.InformalOpen).With(manager).
		Got("2026-11-23 10:00", "informal-attempt to asha", "informal-assigned to repairs.manager")
	f := l.Last(letter.InformalAttempt).Facts
	sameDay(t, "to be put right by, in the letter", f.SettleBy, "2026-12-07")
	sameDay(t, "the day of an answer, in the letter", f.AnswerBy, "")
	sameDay(t, "acknowledge by", l.Case.Stage1.AckDue, "2026-11-30")
	sameDay(t, "limit", l.Case.Stage1.Limit, "")
	same(t, "acknowledged", l.Case.Stage1.AckedAt, instant(t, "2026-11-23 10:00"))
}

// TestInformalEnds: nobody waits unseen: reminders, then stage 1 by itself, from that day.
func TestInformalEnds(t *testing.T) { // P4, 1.4
	t.Parallel()
	l := wales(t).To("2026-12-07 17:00").Stands(complaint.Stage1Open).With(manager).
		Got("2026-11-26 09:00", "manager-contact-due to repairs.manager").
		Got("2026-12-02 09:00", "informal-assigned to repairs.manager").
		Got("2026-12-04 09:00", "informal-assigned to repairs.manager").
		Got("2026-12-07 17:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
	sameDay(t, "day 0 of stage 1", l.Case.Stage1.Day0, "2026-12-07")
	sameDay(t, "limit", l.Case.Stage1.Limit, "2027-01-07") // 20 working days, Christmas and New Year not counted
	f := l.Last(letter.Stage1Acknowledgement).Facts
	sameDay(t, "received", f.Received, "2026-11-23")
	holds(t, "the reason", f.Reason, "did not have to ask")
}

// TestResidentInInformal: what the resident's message does before stage 1.
func TestResidentInInformal(t *testing.T) {
	t.Parallel()
	const at = "2026-11-25 10:00"
	stage1 := []string{"stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
		"manager-new-evidence to repairs.manager"}
	for _, tc := range []struct {
		name, text string
		intent     reading.Intent
		letters    []string
		status     complaint.Status
	}{
		{"any news is no dissatisfaction", "Any news?", reading.IntentChase,
			[]string{"status to asha", "manager-resident-chased to repairs.manager"}, complaint.InformalOpen},
		{"no wish to make it formal", "I'd rather not make it formal, could he ring me first?",
			reading.IntentQuery,
			[]string{"question-passed-on to asha", "manager-resident-chased to repairs.manager"}, complaint.InformalOpen},
		{"evidence", "Here are the photos.", reading.IntentEvidence,
			[]string{"manager-new-evidence to repairs.manager"}, complaint.InformalOpen},
		{"withdrawn", "All sorted, please close it.", reading.IntentWithdraw,
			[]string{"withdrawn to asha", "manager-withdrawn to repairs.manager"}, complaint.Closed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wales(t).Says(at, tc.text, intent(tc.intent)).Got(at, tc.letters...).Stands(tc.status)
		})
	}
	for _, tc := range []struct {
		name, text string
		intent     reading.Intent
	}{
		{"unhappy: stage 1 from that message", "Nothing has been done, I am not happy.", reading.IntentUnhappy},
		{"the word our letter offers", "FORMAL", ""},
		{"a first look at stage 2 is stage 1", "I want this escalated.", reading.IntentStage2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := wales(t).Says(at, tc.text, intent(tc.intent)).Got(at, stage1...).Stands(complaint.Stage1Open)
			sameDay(t, "day 0 of stage 1", l.Case.Stage1.Day0, "2026-11-25")
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-23")
		})
	}
}

// TestNotInformal: when stage 1 begins at once.
func TestNotInformal(t *testing.T) {
	t.Parallel()
	t.Run("whoever asks for the formal stage has it at once", func(t *testing.T) {
		t.Parallel()
		newLife(t, "psow-model").
			Open("2026-11-23 10:00", "I want to make a formal complaint about the leak.", aComplaint()).
			Stands(complaint.Stage1Open).
			Got("2026-11-23 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
	})
	t.Run("beside stage 1 it holds nothing up, whatever day it aims for", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020")
		l.Procedure.Policy.Informal.Target = &calendar.Period{N: 10, Unit: calendar.WorkingDays}
		l.Complain("2026-11-23 10:00").Stands(complaint.Stage1Open)
	})
	t.Run("read only after its last day", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "psow-model")
		l.OpenLate(l.Message("2026-11-23 10:00", asha, "This is the third time I have reported the leak."),
			aComplaint(), instant(t, "2026-12-08 09:00")).Stands(complaint.Stage1Open)
		sameDay(t, "day 0", l.Case.Stage1.Day0, "2026-11-23")
	})
	unsure := reading.Reading{Kind: reading.KindNeedsHuman, ToPerson: true, Area: reading.AreaRepairs}
	t.Run("undecided by the team", func(t *testing.T) {
		t.Parallel()
		newLife(t, "psow-model").Open("2026-11-23 10:00", "About the leak.", unsure).To("2026-11-30 17:00").
			Stands(complaint.Stage1Open)
	})
	t.Run("but accepted by the team: tried first", func(t *testing.T) {
		t.Parallel()
		newLife(t, "psow-model").Open("2026-11-23 10:00", "About the leak.", unsure).
			Replies("2026-11-24 10:00", team, "ACCEPT").Stands(complaint.InformalOpen)
	})
}

// TestPuttingItRight: what the manager can do before stage 1.
func TestPuttingItRight(t *testing.T) { // 1.4
	t.Parallel()
	t.Run("a full answer is the answer of stage 1, to the first message", func(t *testing.T) {
		t.Parallel()
		l := wales(t).Answered("2026-11-26 10:00").Stands(complaint.Stage1Responded)
		sameDay(t, "day 0", l.Case.Stage1.Day0, "2026-11-23")
		same(t, "acknowledged", l.Case.Stage1.AckedAt, instant(t, "2026-11-23 10:00"))
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
	for _, tc := range []struct {
		name, who string
		want      complaint.Status
	}{
		{"the manager may begin stage 1", manager, complaint.Stage1Open},
		{"the deputy may", deputy, complaint.Stage1Open},
		{"the team may", team, complaint.Stage1Open},
		{"nobody else may", housing, complaint.InformalOpen},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wales(t).Replies("2026-11-26 10:00", tc.who, "ESCALATE it needs a survey").Stands(tc.want)
		})
	}
}

// TestSettledInformally: it is settled when the resident does not deny it.
func TestSettledInformally(t *testing.T) { // P4
	t.Parallel()
	const replaced = "RESOLVED the pipe was replaced and she is happy"
	t.Run("not denied", func(t *testing.T) {
		t.Parallel()
		wales(t).Replies("2026-12-04 10:00", manager, replaced).
			Got("2026-12-04 10:00", "resolved to asha", "command-done to repairs.manager").
			To("2026-12-10 10:00").Stands(complaint.InformalOpen). // the last day passes while she may still say no
			To("2026-12-12 10:00").ClosedAs(complaint.ClosedInformally).
			Says("2026-12-20 10:00", "It leaks again.", intent(reading.IntentUnhappy)).
			Stands(complaint.Stage1Open).Got("2026-12-20 10:00", "reopened to asha")
	})
	t.Run("denied: stage 1 from the denial", func(t *testing.T) {
		t.Parallel()
		l := wales(t).Replies("2026-11-26 10:00", manager, replaced).
			Says("2026-11-27 10:00", "NO", intent("")).Stands(complaint.Stage1Open).
			Got("2026-11-27 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
				"manager-new-evidence to repairs.manager")
		sameDay(t, "day 0", l.Case.Stage1.Day0, "2026-11-27")
	})
}

// TestInformalDates: its acknowledgement and its end are kept like those of a stage.
func TestInformalDates(t *testing.T) {
	t.Parallel()
	t.Run("its acknowledgement comes back: another way, and the day is kept in sight", func(t *testing.T) {
		t.Parallel()
		l := wales(t).ComesBack("2026-11-23 11:00", letter.InformalAttempt).
			Got("2026-11-23 11:00", "informal-attempt to complaints.team", "delivery-failed to complaints.team")
		same(t, "acknowledged", !l.Case.Stage1.AckedAt.IsZero(), false)
	})
	t.Run("a closed day moves the end on, never back", func(t *testing.T) {
		t.Parallel()
		l := off(wales(t), "2026-12-01")
		sameDay(t, "to be put right by", l.Case.Stage1.Target, "2026-12-08")
		l.To("2026-12-07 17:00").Stands(complaint.InformalOpen).To("2026-12-08 17:00").Stands(complaint.Stage1Open)
	})
}

// TestInformalOfAConflict: whoever may not decide on a matter does not get it at stage 1 because they had tried. // P6
func TestInformalOfAConflict(t *testing.T) {
	t.Parallel()
	l := newLife(t, "psow-model").Complain("2026-11-23 10:00").Stands(complaint.InformalOpen)
	terms := l.Procedure.Terms(l.Case)
	same(t, "what it owes", terms[0].Name, "target")
	l.Case.Stage1.Handler = people.Contact{}
	l.Says("2026-11-24 10:00", "not good enough", intent(reading.IntentUnhappy)).Stands(complaint.Stage1Open)
	same(t, "who has it", l.Case.Stage1.Handler.Email, manager)
}
