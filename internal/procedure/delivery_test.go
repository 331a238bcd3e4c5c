package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
)

// TestLettersThatComeBack: what a letter had counted for is undone, another way is tried, a person is told (1.5; M20).
func TestLettersThatComeBack(t *testing.T) {
	t.Parallel()
	withPhone := func(l *proceduretest.Life) *proceduretest.Life { l.Case.Party.Phone = phone; return l }
	t.Run("the acknowledgement: not done, a text instead, and that counts", func(t *testing.T) {
		l := withPhone(begun(t)).ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			Got("2026-11-23 10:05", "stage1-acknowledgement to +447700900123", "delivery-failed to complaints.team")
		if l.Case.Stage1.AckedAt.IsZero() || !l.Case.Party.MailDead {
			t.Errorf("acked %v, mail dead %v", l.Case.Stage1.AckedAt, l.Case.Party.MailDead)
		}
		if p := l.Last(letter.DeliveryFailed).Facts.Problem; !strings.Contains(p, "We have sent a text instead") ||
			!strings.Contains(p, "by e-mail") {
			t.Error(p)
		}
		l.ComesBack("2026-11-23 10:10", letter.Stage1Acknowledgement).
			Got("2026-11-23 10:10", "stage1-acknowledgement to complaints.team", "delivery-failed to complaints.team")
		if !l.Case.Stage1.AckedAt.IsZero() || !l.Case.Party.PhoneDead {
			t.Error("a printed letter counts before it is posted")
		}
		bring := 0
		for _, d := range l.Procedure.Duties(l.Case, l.Now) {
			if d.Name == "deliver" {
				bring++
			}
		}
		if bring != 1 || len(l.Case.Undelivered) != 3 {
			t.Errorf("one letter that went three ways is to be brought %d times, of %d that failed", bring,
				len(l.Case.Undelivered))
		}
		l.Replies("2026-11-23 12:00", team, "POSTED")
		if l.Case.Stage1.AckedAt.IsZero() || len(l.Case.Undelivered) != 0 {
			t.Errorf("acked %v, undelivered %v", l.Case.Stage1.AckedAt, l.Case.Undelivered)
		}
	})
	t.Run("writing again from the address, or from the phone, makes it live", func(t *testing.T) {
		l := withPhone(begun(t)).ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			Says("2026-11-24 10:00", "any news?", intent(complaint.IntentChase)).
			Got("2026-11-24 10:00", "status to asha", "manager-resident-chased to repairs.manager")
		if l.Case.Party.MailDead {
			t.Error("the address is still dead")
		}
		l = newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "boiler again", aComplaint()).
			ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement)
		if !l.Case.Party.PhoneDead || l.Case.Party.TextsOff {
			t.Errorf("%+v", l.Case.Party)
		}
		l.SaysFrom("2026-11-23 11:00", phone, "any news?", intent(complaint.IntentChase)).
			Got("2026-11-23 11:00", "status to +447700900123", "manager-resident-chased to repairs.manager")
	})
	t.Run("a letter with dates says the same dates by the other way", func(t *testing.T) {
		l := withPhone(begun(t)).Replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the survey").
			ComesBack("2026-12-04 10:05", letter.Stage1Extension)
		if f := l.Last(letter.Stage1Extension).Facts; f.NewDate != calendar.MustDate("2026-12-18") ||
			f.Reason != "waiting for the survey" || l.Last(letter.Stage1Extension).Channel != complaint.SMS {
			t.Errorf("%s: %s", f.NewDate, f.Reason)
		}
		l = withPhone(begun(t)).To("2026-12-08 12:00").ComesBack("2026-12-08 12:05", letter.Stage1Late)
		if f := l.Last(letter.Stage1Late).Facts; f.OldDate != calendar.MustDate("2026-12-07") || f.NewDate == 0 {
			t.Errorf("%s to %s", f.OldDate, f.NewDate)
		}
		l = withPhone(stage2(t)).Replies("2026-12-08 10:00", director, "EXTEND 08/01/2027 the surveyor is ill").
			ComesBack("2026-12-08 10:05", letter.Stage2Extension)
		if f := l.Last(letter.Stage2Extension).Facts; f.NewDate != calendar.MustDate("2027-01-08") {
			t.Errorf("%s", f.NewDate)
		}
	})
	t.Run("stage 2: acknowledgement and final answer", func(t *testing.T) {
		l := stage2(t).ComesBack("2026-12-07 11:00", letter.Stage2Acknowledgement)
		if !l.Case.Stage2.AckedAt.IsZero() {
			t.Error("acknowledged")
		}
		l = stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy).
			ComesBack("2026-12-18 11:00", letter.Stage2FinalResponse)
		if !l.Case.Stage2.SentAt.IsZero() {
			t.Error("the final answer counts as sent")
		}
		if o := l.Last(letter.Stage2FinalResponse); o.Channel != complaint.Post || !o.Facts.External.Show {
			t.Errorf("by %s, body %v", o.Channel, o.Facts.External.Show)
		}
	})
	t.Run("a letter that need not arrive is not sent again, but a person hears", func(t *testing.T) {
		begun(t).Says("2026-11-24 10:00", "any news?", intent(complaint.IntentChase)).
			ComesBack("2026-11-24 10:05", letter.Status).Got("2026-11-24 10:05", "delivery-failed to complaints.team")
	})
	t.Run("a letter to staff", func(t *testing.T) {
		l := begun(t).ComesBack("2026-11-23 10:05", letter.ManagerAssigned).
			Got("2026-11-23 10:05", "delivery-failed to complaints.team")
		if !strings.Contains(l.Last(letter.DeliveryFailed).Facts.Problem, manager) || l.Case.Party.MailDead {
			t.Error(l.Last(letter.DeliveryFailed).Facts.Problem)
		}
	})
	t.Run("STOP: no text goes any more", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "boiler again", aComplaint()).
			SaysFrom("2026-11-23 10:30", phone, "STOP", intent(complaint.IntentOptOut)).
			Replies("2026-11-30 10:00", manager, "EXTEND 11/12/2026 waiting for the part")
		for _, s := range l.Sent {
			if s.Channel == complaint.SMS && s.At.After(instant(t, "2026-11-23 10:29")) {
				t.Errorf("%s went by text after STOP", s.Letter)
			}
		}
		if o := l.Last(letter.Stage1Extension); o.Channel != complaint.Post || o.To.Email != team {
			t.Errorf("L21 by %s to %s", o.Channel, o.To.Email)
		}
	})
	t.Run("accepted twice counts once", func(t *testing.T) {
		l := begun(t)
		if d := l.Procedure.Accepted(l.Case, l.Letter(l.Last(letter.Stage1Acknowledgement)),
			instant(t, "2026-11-24 10:00")); len(d.Events) != 0 {
			t.Error("the acknowledgement moved")
		}
		l.Answered("2026-12-04 10:00")
		if d := l.Procedure.Accepted(l.Case, l.Letter(l.Last(letter.Stage1Response)),
			instant(t, "2026-12-09 10:00")); len(d.Events) != 0 {
			t.Error("the window moved")
		}
	})
	t.Run("under the Code the answer's date follows the acknowledgement and never moves back", func(t *testing.T) {
		l := newLife(t, "ho-code-2024")
		m := l.Message("2026-11-23 10:00", asha, "leak")
		l.Now = m.Received
		l.Take(l.Procedure.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.Now))
		sameDay(t, "limit before", l.Case.Stage1.Limit, "2026-12-07")
		l.Take(l.Procedure.Accepted(l.Case, l.Letter(l.Waiting[0]), instant(t, "2026-11-30 10:00")))
		sameDay(t, "limit after", l.Case.Stage1.Limit, "2026-12-14")
		sameDay(t, "the first limit", l.Case.Stage1.FirstLimit, "2026-12-14")
	})
}

// TestRecalculate: a changed calendar moves dates later or not at all, and never what was put off by hand.
func TestRecalculate(t *testing.T) {
	t.Parallel()
	off := func(l *proceduretest.Life, days ...string) *proceduretest.Life {
		more := map[calendar.Date]string{}
		for _, d := range days {
			more[calendar.MustDate(d)] = "new bank holiday"
		}
		l.Procedure.Calendar = l.Procedure.Calendar.With(more)
		l.Take(l.Procedure.Recalculate(l.Case, "a new table", l.Now))
		return l
	}
	l := off(begun(t), "2026-11-24", "2026-12-07")
	sameDay(t, "ack", l.Case.Stage1.AckDue, "2026-11-26")
	sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
	sameDay(t, "the promised target", l.Case.Stage1.Target, "2026-12-07")
	l = off(newLife(t, "ho-code-2024").Complain("2026-11-23 10:00"), "2026-12-01")
	sameDay(t, "limit in working days", l.Case.Stage1.Limit, "2026-12-08")
	l = off(newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").
		Replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey"), "2026-12-01")
	sameDay(t, "limit put off by hand", l.Case.Stage1.Limit, "2026-12-14")
	l = off(begun(t).Answered("2026-12-03 10:00"), "2026-12-24")
	sameDay(t, "window", l.Case.Stage1.WindowLast, "2026-12-29")
	l = off(newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "?",
		complaint.Reading{Kind: complaint.KindNeedsHuman}), "2026-11-24")
	sameDay(t, "decide by", l.Case.Review.DecideBy, "2026-11-26")
	if d := l.Procedure.Recalculate(l.Case, "again", l.Now); len(d.Events) != 0 {
		t.Error("nothing changed and something moved")
	}
	// A day off that is taken back moves nothing: what was promised in between stands.
	l = newLife(t, "ho-code-2024").Complain("2026-11-23 10:00")
	without := l.Procedure.Calendar
	off(l, "2026-11-25", "2026-12-01").Procedure.Calendar = without
	l.Take(l.Procedure.Recalculate(l.Case, "the old table", l.Now))
	sameDay(t, "ack, day off taken back", l.Case.Stage1.AckDue, "2026-12-02")
	sameDay(t, "limit, day off taken back", l.Case.Stage1.Limit, "2026-12-09")
	sameDay(t, "target, day off taken back", l.Case.Stage1.Target, "2026-12-09")
	l = newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00")
	off(l, "2026-12-29").Procedure.Calendar = without
	l.Take(l.Procedure.Recalculate(l.Case, "the old table", l.Now))
	sameDay(t, "window, day off taken back", l.Case.Stage1.WindowLast, "2026-12-30")
	closed := begun(t).Says("2026-11-24 10:00", "close it, sorted", intent(complaint.IntentWithdraw))
	if d := closed.Procedure.Recalculate(closed.Case, "again", closed.Now); len(d.Events) != 0 {
		t.Error("a closed case moved")
	}
}

// TestMovedDatesAreTold: the resident hears of a date that moved later only where the landlord says so (L44).
func TestMovedDatesAreTold(t *testing.T) {
	t.Parallel()
	off := func(l *proceduretest.Life, day string) *proceduretest.Life {
		l.Procedure.Calendar = l.Procedure.Calendar.With(map[calendar.Date]string{calendar.MustDate(day): "new bank holiday"})
		l.Take(l.Procedure.Recalculate(l.Case, "a new table", l.Now))
		l.Until(l.Now)
		return l
	}
	told := func(profile string) *proceduretest.Life {
		l := newLife(t, profile)
		l.Procedure.Settings.TellMovedDates = true
		return l.Complain("2026-11-23 10:00")
	}
	l := off(told("ho-code-2024"), "2026-12-01")
	if f := l.Last(letter.DateMoved).Facts; f.OldDate != calendar.MustDate("2026-12-07") ||
		f.NewDate != calendar.MustDate("2026-12-08") || f.WindowLast != 0 {
		t.Errorf("the answer moved from %s to %s", f.OldDate, f.NewDate)
	}
	l = off(told("hastoe-2020").Answered("2026-12-03 10:00"), "2026-12-24")
	if f := l.Last(letter.DateMoved).Facts; f.OldDate != calendar.MustDate("2026-12-24") ||
		f.NewDate != calendar.MustDate("2026-12-29") || f.WindowLast != f.NewDate {
		t.Errorf("the window moved from %s to %s", f.OldDate, f.NewDate)
	}
	for name, l := range map[string]*proceduretest.Life{
		"nothing promised moved": off(told("hastoe-2020"), "2026-11-24"),
		"the landlord says no":   off(newLife(t, "ho-code-2024").Complain("2026-11-23 10:00"), "2026-12-01"),
		"put off by hand already": off(told("ho-code-2024").
			Replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey"), "2026-12-01"),
	} {
		if l.Count(letter.DateMoved) != 0 {
			t.Errorf("%s: the resident was told", name)
		}
	}
}

func TestMoved(t *testing.T) {
	t.Parallel()
	before := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00")
	p := before.Procedure
	p.Calendar = p.Calendar.With(map[calendar.Date]string{calendar.MustDate("2026-12-01"): "new bank holiday"})
	after := p.Recalculate(before.Case, "a new table", before.Now).Case
	want := []string{
		"HC-2026-000001, stage 1: the answer moved from Monday 7 December 2026 to Tuesday 8 December 2026.",
		"HC-2026-000001, stage 1: the policy's last day for the answer moved from Monday 7 December 2026 to " +
			"Tuesday 8 December 2026.",
	}
	if got := after.Moved(before.Case); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := before.Case.Moved(before.Case); len(got) != 0 {
		t.Errorf("nothing moved: %q", got)
	}
}
