package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/reading"
)

// TestWindow: stage 2 can be asked for within 21 days of the day on which the answer was sent.
func TestWindow(t *testing.T) { // P12
	t.Parallel()
	t.Run("the last minute of the last day is in time", func(t *testing.T) { // 1.5
		t.Parallel()
		l := answered(t).Says("2026-12-29 23:59", "look again", intent(reading.IntentStage2)).
			Stands(complaint.Stage2Open)
		sameDay(t, "day 0 of stage 2", l.Case.Stage2.Day0, "2026-12-29")
		sameDay(t, "limit of stage 2", l.Case.Stage2.Limit, "2027-01-19")
		sameDay(t, "acknowledge by", l.Case.Stage2.AckDue, "2026-12-31")
	})
	t.Run("a minute later it is late: a person decides", func(t *testing.T) { // 1.5, 3.2
		t.Parallel()
		l := answered(t).To("2026-12-30 00:00").ClosedAs(complaint.ClosedLapsed)
		l.Says("2026-12-30 00:01", "look again", intent(reading.IntentStage2)).Stands(complaint.Review).
			Got("2026-12-30 00:01", "received to asha")
		same(t, "the matter", l.Case.Review.Matter, complaint.MatterLateStage2)
		holds(t, "the team is told", l.Case.Review.Why, "less than 28 days late")
		l.To("2026-12-30 08:00").Got("2026-12-30 08:00", "team-decision to complaints.team")
		l.To("2027-01-04 17:00").Stands(complaint.Stage2Open) // nobody decided by the second working day
	})
	t.Run("sent in time and read late is in time", func(t *testing.T) {
		t.Parallel()
		l := answered(t).To("2026-12-30 06:00").ClosedAs(complaint.ClosedLapsed)
		l.Receives(l.Message("2026-12-29 23:00", asha, "look again"), intent(reading.IntentStage2)).
			Stands(complaint.Stage2Open)
	})
	t.Run("before the answer could reach them it is too early", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Answered("2026-11-27 19:00").Stands(complaint.Stage1Responded)
		l.Says("2026-11-28 10:00", "I want stage 2", intent(reading.IntentStage2)).
			Stands(complaint.Stage1Responded).Got("2026-11-28 10:00", "stage2-too-early to asha")
		l.To("2026-11-30 08:00").
			Got("2026-11-30 08:00", "stage1-response to asha", "manager-resident-chased to repairs.manager")
		// 21 days from the Monday it was sent, not from the Friday it was given
		sameDay(t, "last day", l.Case.Stage1.WindowLast, "2026-12-21")
	})
	t.Run("the letter that it has closed goes only if asked for", func(t *testing.T) {
		t.Parallel()
		l := answered(t)
		l.Procedure.Settings.WindowClosed = true
		l.To("2026-12-31 00:00").Got("2026-12-30 08:00", "window-closed to asha")
	})
	t.Run("no window: it stays open a year, and a later request still goes to stage 2", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			To("2027-12-04 12:00").Stands(complaint.Stage1Responded).
			To("2027-12-05 00:00").ClosedAs(complaint.ClosedLapsed)
		l.Says("2027-12-06 10:00", "look again", intent(reading.IntentStage2)).Stands(complaint.Stage2Open)
	})
}

// TestWindowOfALostAnswer: an answer that came back has not been sent, so the window does not run.
func TestWindowOfALostAnswer(t *testing.T) { // P12
	t.Parallel()
	t.Run("it runs from the post", func(t *testing.T) {
		t.Parallel()
		l := answered(t).ComesBack("2026-12-04 12:00", letter.Stage1Response)
		sameDay(t, "last day", l.Case.Stage1.WindowLast, "")
		if got := l.Case.Stage1.SentAt; !got.IsZero() {
			t.Errorf("sent: got %s, want never", got)
		}
		l.Replies("2026-12-09 10:00", team, "POSTED")
		// 9 December, 2 working days and 21 days, rolled on from 1 January
		sameDay(t, "last day once it is posted", l.Case.Stage1.WindowLast, "2027-01-04")
	})
	t.Run("rejecting it still opens stage 2", func(t *testing.T) {
		t.Parallel()
		answered(t).ComesBack("2026-12-04 12:00", letter.Stage1Response).
			Says("2026-12-07 10:00", "you read it out to me, I am not happy", intent(reading.IntentUnhappy)).
			Stands(complaint.Stage2Open)
	})
}

// TestWindowOfACorrectedAnswer: only the team sends a corrected answer, and the window begins anew.
func TestWindowOfACorrectedAnswer(t *testing.T) { // P12
	t.Parallel()
	l := answered(t).Replies("2026-12-08 10:00", manager, "RESPOND NOT UPHELD\n"+wordy).
		Got("2026-12-08 10:00", "command-not-understood to repairs.manager")
	l.Replies("2026-12-08 11:00", team, "RESPOND PARTLY UPHELD\n"+wordy).
		Got("2026-12-08 11:00", "stage1-response to asha", "command-done to complaints.team")
	sameDay(t, "last day", l.Case.Stage1.WindowLast, "2026-12-29")
	same(t, "decision", l.Case.Stage1.Decision, complaint.PartlyUpheld)
}

// TestLateRequests: the team, who decide about a late request, are told what speaks for it.
func TestLateRequests(t *testing.T) { // P12
	t.Parallel()
	t.Run("our own delays", func(t *testing.T) {
		t.Parallel()
		l := begun(t).
			Replies("2026-12-09 10:00", manager, "RESPOND UPHELD\n"+wordy+"\nACTION: paint the ceiling by 18/12/2026").
			Says("2027-03-01 10:00", "look again", intent(reading.IntentStage2)).Stands(complaint.Review)
		holds(t, "the team is told", l.Case.Review.Why, "Our own answer was late")
		holds(t, "the team is told", l.Case.Review.Why, "Something we promised has not been done")
		if got := l.Case.Review.Why; strings.Contains(got, "28 days") {
			t.Errorf("two months late: got %q, want no word of 28 days", got)
		}
	})
	t.Run("illness, and a letter that never came", func(t *testing.T) {
		t.Parallel()
		r := intent(reading.IntentStage2)
		r.Flags = []reading.Flag{reading.FlagHealthVulnerable}
		l := answered(t).ComesBack("2026-12-10 10:00", letter.Stage1Acknowledgement).
			Says("2027-03-01 10:00", "I was in hospital, look again", r).Stands(complaint.Review)
		holds(t, "the team is told", l.Case.Review.Why, "illness")
		holds(t, "the team is told", l.Case.Review.Why, "A letter of ours has not reached")
	})
	t.Run("refused, with reasons and the Ombudsman", func(t *testing.T) {
		t.Parallel()
		l := answered(t).Says("2027-03-01 10:00", "look again", intent(reading.IntentStage2)).
			Replies("2027-03-01 11:00", team, "REFUSE you asked three months after our answer").
			ClosedAs(complaint.ClosedLapsed).
			Got("2027-03-01 11:00", "stage2-refused to asha", "command-done to complaints.team")
		f := l.Last(letter.Stage2Refused).Facts
		holds(t, "the reason", f.Reason, "three months")
		same(t, "the letter names the Ombudsman", f.External.Show, true)
		sameDay(t, "the last day", f.WindowLast, "2026-12-29")
		l.Says("2027-03-02 10:00", "look again, I was ill", intent(reading.IntentUnhappy)).Stands(complaint.Review)
	})
}
