package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// TestLettersThatComeBack: what a letter had counted for is undone, another way is tried, a person is told (1.5; M20).
func TestLettersThatComeBack(t *testing.T) {
	t.Parallel()
	withPhone := func(l *life) *life { l.c.Party.Phone = phone; return l }
	t.Run("the acknowledgement: not done, a text instead, and that counts", func(t *testing.T) {
		l := withPhone(begun(t)).comesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			got("2026-11-23 10:05", "L01 +447700900123", "M20 complaints.team")
		if l.c.Stage1.AckedAt.IsZero() || !l.c.Party.MailDead {
			t.Errorf("acked %v, mail dead %v", l.c.Stage1.AckedAt, l.c.Party.MailDead)
		}
		if p := l.last(letter.DeliveryFailed).Facts.Problem; !strings.Contains(p, "We have sent a text instead") ||
			!strings.Contains(p, "by e-mail") {
			t.Error(p)
		}
		l.comesBack("2026-11-23 10:10", letter.Stage1Acknowledgement).
			got("2026-11-23 10:10", "L01 complaints.team", "M20 complaints.team")
		if !l.c.Stage1.AckedAt.IsZero() || !l.c.Party.PhoneDead {
			t.Error("a printed letter counts before it is posted")
		}
		bring := 0
		for _, d := range l.p.Duties(l.c, l.now) {
			if d.Name == "deliver" {
				bring++
			}
		}
		if bring != 1 || len(l.c.Undelivered) != 3 {
			t.Errorf("one letter that went three ways is to be brought %d times, of %d that failed", bring,
				len(l.c.Undelivered))
		}
		l.replies("2026-11-23 12:00", team, "POSTED")
		if l.c.Stage1.AckedAt.IsZero() || len(l.c.Undelivered) != 0 {
			t.Errorf("acked %v, undelivered %v", l.c.Stage1.AckedAt, l.c.Undelivered)
		}
	})
	t.Run("writing again from the address, or from the phone, makes it live", func(t *testing.T) {
		l := withPhone(begun(t)).comesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			says("2026-11-24 10:00", "any news?", intent(complaint.IntentChase)).
			got("2026-11-24 10:00", "L19 asha", "M12 repairs.manager")
		if l.c.Party.MailDead {
			t.Error("the address is still dead")
		}
		l = newLife(t, "hastoe-2020").openFrom("2026-11-23 10:00", phone, "boiler again", aComplaint()).
			comesBack("2026-11-23 10:05", letter.Stage1Acknowledgement)
		if !l.c.Party.PhoneDead || l.c.Party.TextsOff {
			t.Errorf("%+v", l.c.Party)
		}
		l.saysFrom("2026-11-23 11:00", phone, "any news?", intent(complaint.IntentChase)).
			got("2026-11-23 11:00", "L19 +447700900123", "M12 repairs.manager")
	})
	t.Run("a letter with dates says the same dates by the other way", func(t *testing.T) {
		l := withPhone(begun(t)).replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the survey").
			comesBack("2026-12-04 10:05", letter.Stage1Extension)
		if f := l.last(letter.Stage1Extension).Facts; f.NewDate != calendar.MustDate("2026-12-18") ||
			f.Reason != "waiting for the survey" || l.last(letter.Stage1Extension).Channel != complaint.SMS {
			t.Errorf("%s: %s", f.NewDate, f.Reason)
		}
		l = withPhone(begun(t)).to("2026-12-08 12:00").comesBack("2026-12-08 12:05", letter.Stage1Late)
		if f := l.last(letter.Stage1Late).Facts; f.OldDate != calendar.MustDate("2026-12-07") || f.NewDate == 0 {
			t.Errorf("%s to %s", f.OldDate, f.NewDate)
		}
		l = withPhone(stage2(t)).replies("2026-12-08 10:00", director, "EXTEND 08/01/2027 the surveyor is ill").
			comesBack("2026-12-08 10:05", letter.Stage2Extension)
		if f := l.last(letter.Stage2Extension).Facts; f.NewDate != calendar.MustDate("2027-01-08") {
			t.Errorf("%s", f.NewDate)
		}
	})
	t.Run("stage 2: acknowledgement and final answer", func(t *testing.T) {
		l := stage2(t).comesBack("2026-12-07 11:00", letter.Stage2Acknowledgement)
		if !l.c.Stage2.AckedAt.IsZero() {
			t.Error("acknowledged")
		}
		l = stage2(t).replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy).
			comesBack("2026-12-18 11:00", letter.Stage2FinalResponse)
		if !l.c.Stage2.SentAt.IsZero() {
			t.Error("the final answer counts as sent")
		}
		if o := l.last(letter.Stage2FinalResponse); o.Channel != complaint.Post || !o.Facts.External.Show {
			t.Errorf("by %s, body %v", o.Channel, o.Facts.External.Show)
		}
	})
	t.Run("a letter that need not arrive is not sent again, but a person hears", func(t *testing.T) {
		begun(t).says("2026-11-24 10:00", "any news?", intent(complaint.IntentChase)).
			comesBack("2026-11-24 10:05", letter.Status).got("2026-11-24 10:05", "M20 complaints.team")
	})
	t.Run("a letter to staff", func(t *testing.T) {
		l := begun(t).comesBack("2026-11-23 10:05", letter.ManagerAssigned).
			got("2026-11-23 10:05", "M20 complaints.team")
		if !strings.Contains(l.last(letter.DeliveryFailed).Facts.Problem, manager) || l.c.Party.MailDead {
			t.Error(l.last(letter.DeliveryFailed).Facts.Problem)
		}
	})
	t.Run("STOP: no text goes any more", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").openFrom("2026-11-23 10:00", phone, "boiler again", aComplaint()).
			saysFrom("2026-11-23 10:30", phone, "STOP", intent(complaint.IntentOptOut)).
			replies("2026-11-30 10:00", manager, "EXTEND 11/12/2026 waiting for the part")
		for _, s := range l.sent {
			if s.Channel == complaint.SMS && s.at.After(instant(t, "2026-11-23 10:29")) {
				t.Errorf("%s went by text after STOP", s.Letter)
			}
		}
		if o := l.last(letter.Stage1Extension); o.Channel != complaint.Post || o.To.Email != team {
			t.Errorf("L21 by %s to %s", o.Channel, o.To.Email)
		}
	})
	t.Run("accepted twice counts once", func(t *testing.T) {
		l := begun(t)
		if d := l.p.Accepted(l.c, letterOf(l.last(letter.Stage1Acknowledgement), l.c.Ref),
			instant(t, "2026-11-24 10:00")); len(d.Events) != 0 {
			t.Error("the acknowledgement moved")
		}
		l.answered("2026-12-04 10:00")
		if d := l.p.Accepted(l.c, letterOf(l.last(letter.Stage1Response), l.c.Ref),
			instant(t, "2026-12-09 10:00")); len(d.Events) != 0 {
			t.Error("the window moved")
		}
	})
	t.Run("under the Code the answer's date follows the acknowledgement and never moves back", func(t *testing.T) {
		l := newLife(t, "ho-code-2024")
		m := l.message("2026-11-23 10:00", asha, "leak")
		l.now = m.Received
		l.take(l.p.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.now))
		sameDay(t, "limit before", l.c.Stage1.Limit, "2026-12-07")
		l.take(l.p.Accepted(l.c, letterOf(l.waiting[0], l.c.Ref), instant(t, "2026-11-30 10:00")))
		sameDay(t, "limit after", l.c.Stage1.Limit, "2026-12-14")
		sameDay(t, "the first limit", l.c.Stage1.FirstLimit, "2026-12-14")
	})
}

// TestRecalculate: a changed calendar moves dates later or not at all, and never what was put off by hand.
func TestRecalculate(t *testing.T) {
	t.Parallel()
	off := func(l *life, days ...string) *life {
		more := map[calendar.Date]string{}
		for _, d := range days {
			more[calendar.MustDate(d)] = "new bank holiday"
		}
		l.p.Calendar = l.p.Calendar.With(more)
		l.take(l.p.Recalculate(l.c, "a new table", l.now))
		return l
	}
	l := off(begun(t), "2026-11-24", "2026-12-07")
	sameDay(t, "ack", l.c.Stage1.AckDue, "2026-11-26")
	sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
	sameDay(t, "the promised target", l.c.Stage1.Target, "2026-12-07")
	l = off(newLife(t, "ho-code-2024").complain("2026-11-23 10:00"), "2026-12-01")
	sameDay(t, "limit in working days", l.c.Stage1.Limit, "2026-12-08")
	l = off(newLife(t, "ho-code-2024").complain("2026-11-23 10:00").
		replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey"), "2026-12-01")
	sameDay(t, "limit put off by hand", l.c.Stage1.Limit, "2026-12-14")
	l = off(begun(t).answered("2026-12-03 10:00"), "2026-12-24")
	sameDay(t, "window", l.c.Stage1.WindowLast, "2026-12-29")
	l = off(newLife(t, "hastoe-2020").open("2026-11-23 10:00", "?",
		complaint.Reading{Kind: complaint.KindNeedsHuman}), "2026-11-24")
	sameDay(t, "decide by", l.c.Review.DecideBy, "2026-11-26")
	if d := l.p.Recalculate(l.c, "again", l.now); len(d.Events) != 0 {
		t.Error("nothing changed and something moved")
	}
	// A day off that is taken back moves nothing: what was promised in between stands.
	l = newLife(t, "ho-code-2024").complain("2026-11-23 10:00")
	without := l.p.Calendar
	off(l, "2026-11-25", "2026-12-01").p.Calendar = without
	l.take(l.p.Recalculate(l.c, "the old table", l.now))
	sameDay(t, "ack, day off taken back", l.c.Stage1.AckDue, "2026-12-02")
	sameDay(t, "limit, day off taken back", l.c.Stage1.Limit, "2026-12-09")
	sameDay(t, "target, day off taken back", l.c.Stage1.Target, "2026-12-09")
	l = newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00")
	off(l, "2026-12-29").p.Calendar = without
	l.take(l.p.Recalculate(l.c, "the old table", l.now))
	sameDay(t, "window, day off taken back", l.c.Stage1.WindowLast, "2026-12-30")
	closed := begun(t).says("2026-11-24 10:00", "close it, sorted", intent(complaint.IntentWithdraw))
	if d := closed.p.Recalculate(closed.c, "again", closed.now); len(d.Events) != 0 {
		t.Error("a closed case moved")
	}
}

// TestMovedDatesAreTold: the resident hears of a date that moved later only where the landlord says so (L44).
func TestMovedDatesAreTold(t *testing.T) {
	t.Parallel()
	off := func(l *life, day string) *life {
		l.p.Calendar = l.p.Calendar.With(map[calendar.Date]string{calendar.MustDate(day): "new bank holiday"})
		l.take(l.p.Recalculate(l.c, "a new table", l.now))
		l.until(l.now)
		return l
	}
	told := func(profile string) *life {
		l := newLife(t, profile)
		l.p.Settings.TellMovedDates = true
		return l.complain("2026-11-23 10:00")
	}
	l := off(told("ho-code-2024"), "2026-12-01")
	if f := l.last(letter.DateMoved).Facts; f.OldDate != calendar.MustDate("2026-12-07") ||
		f.NewDate != calendar.MustDate("2026-12-08") || f.WindowLast != 0 {
		t.Errorf("the answer moved from %s to %s", f.OldDate, f.NewDate)
	}
	l = off(told("hastoe-2020").answered("2026-12-03 10:00"), "2026-12-24")
	if f := l.last(letter.DateMoved).Facts; f.OldDate != calendar.MustDate("2026-12-24") ||
		f.NewDate != calendar.MustDate("2026-12-29") || f.WindowLast != f.NewDate {
		t.Errorf("the window moved from %s to %s", f.OldDate, f.NewDate)
	}
	for name, l := range map[string]*life{
		"nothing promised moved": off(told("hastoe-2020"), "2026-11-24"),
		"the landlord says no":   off(newLife(t, "ho-code-2024").complain("2026-11-23 10:00"), "2026-12-01"),
		"put off by hand already": off(told("ho-code-2024").
			replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey"), "2026-12-01"),
	} {
		if l.count(letter.DateMoved) != 0 {
			t.Errorf("%s: the resident was told", name)
		}
	}
}

func TestMoved(t *testing.T) {
	t.Parallel()
	before := newLife(t, "ho-code-2024").complain("2026-11-23 10:00")
	p := before.p
	p.Calendar = p.Calendar.With(map[calendar.Date]string{calendar.MustDate("2026-12-01"): "new bank holiday"})
	after := p.Recalculate(before.c, "a new table", before.now).Case
	want := []string{
		"HC-2026-000001, stage 1: the answer moved from Monday 7 December 2026 to Tuesday 8 December 2026.",
		"HC-2026-000001, stage 1: the policy's last day for the answer moved from Monday 7 December 2026 to " +
			"Tuesday 8 December 2026.",
	}
	if got := after.Moved(before.c); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := before.c.Moved(before.c); len(got) != 0 {
		t.Errorf("nothing moved: %q", got)
	}
}

// TestDepartures: where each profile departs from the law in force (0.8, 2.2).
func TestDepartures(t *testing.T) {
	t.Parallel()
	today := calendar.MustDate("2026-11-22")
	clauses := func(profile string, on calendar.Date) string {
		var all []string
		for _, d := range rules(t, profile).Policy.Departures(on) {
			all = append(all, d.Clause)
			if d.Says == "" || d.Since > on {
				t.Errorf("%s: %+v", profile, d)
			}
		}
		return strings.Join(all, "; ")
	}
	if got := clauses("hastoe-2020", today); got != "designated person; Code 2.2; Code 2.3; Code 2.5; Code 2.2 on "+
		"court claims; Code 1.4; Code 2.4; Code 5.2; Code 6.5; Code 6.5; Code 6.10; Code 6.16; Code 6.16; Code "+
		"6.12; Code 3; Code 5.6; Code 5.10; Code 5.12; data protection" {
		t.Errorf("hastoe-2020: %s", got)
	}
	if got := clauses("hastoe-2020", calendar.MustDate("2023-01-01")); got != "designated person" {
		t.Errorf("hastoe-2020 in 2023: %s", got)
	}
	for _, none := range []string{"ho-code-2024", "spso-rsl", "psow-model"} {
		if got := clauses(none, today); got != "" {
			t.Errorf("%s: %s", none, got)
		}
	}
	email := rules(t, "ho-code-2024")
	email.Landlord.OmbudsmanList = []string{"info@housing-ombudsman.org.uk"}
	if found := email.Departures(today); len(found) != 1 || found[0].Since != calendar.MustDate("2026-01-13") ||
		len(email.Departures(calendar.MustDate("2025-12-31"))) != 0 {
		t.Errorf("an address that takes no cases: %v", found)
	}
	slow := rules(t, "ho-code-2024").Policy
	forty := 40
	slow.Stages[0].Ack = &calendar.Period{N: 8, Unit: calendar.CalendarDays, From: "received"}
	slow.Stages[0].Response = calendar.Period{N: 1, Unit: calendar.Months, From: "received"}
	slow.Stages[1].Response.N, slow.Stages[1].Extension.Max = 21, &forty
	said := ""
	for _, d := range slow.Departures(today) {
		said += d.String() + "\n"
	}
	for _, want := range []string{"Code 6.2 (since Monday 1 April 2024)", "Code 6.3", "Code 6.14", "Code 6.16"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s is not named in:\n%s", want, said)
		}
	}
	p := rules(t, "ho-code-2024").Policy
	p.Stages, p.Informal.Mode = p.Stages[:1], "sequential"
	p.Stages[0].Ack, p.Stages[0].ReasonsRequired = nil, "always"
	got := map[string]bool{}
	for _, d := range p.Departures(today) {
		got[d.Clause] = true
	}
	for _, want := range []string{"Code 5.2", "Code 5.3", "Code 6.2", "Code 6.12"} {
		if !got[want] {
			t.Errorf("%s is not named", want)
		}
	}
}
