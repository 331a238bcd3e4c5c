package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestLettersThatComeBack: what a letter had counted for is undone, another way is tried, a person is told.
func TestLettersThatComeBack(t *testing.T) { // 1.5, 3.7
	t.Parallel()
	t.Run("the acknowledgement: a text instead, and that counts", func(t *testing.T) {
		t.Parallel()
		l := withPhone(begun(t)).ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			Got("2026-11-23 10:05", "stage1-acknowledgement to "+phone, "delivery-failed to complaints.team")
		same(t, "acknowledged", l.Case.Stage1.AckedAt, instant(t, "2026-11-23 10:05"))
		same(t, "the mail is dead", l.Case.Party.MailDead, true)
		problem := l.Last(letter.DeliveryFailed).Facts.Problem
		holds(t, "the team is told", problem, "We have sent a text instead")
		holds(t, "the team is told", problem, "by e-mail")
	})
	t.Run("the text comes back too: by post, which counts once it is posted", func(t *testing.T) {
		t.Parallel()
		l := withPhone(begun(t)).ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			ComesBack("2026-11-23 10:10", letter.Stage1Acknowledgement).
			Got("2026-11-23 10:10", "stage1-acknowledgement to complaints.team", "delivery-failed to complaints.team")
		same(t, "acknowledged before it is posted", !l.Case.Stage1.AckedAt.IsZero(), false)
		same(t, "the number is dead", l.Case.Party.PhoneDead, true)
		same(t, "letters that failed", len(l.Case.Undelivered), 3)
		bring := 0
		for _, d := range l.Procedure.Duties(l.Case, l.Now) {
			if d.Name == "deliver" {
				bring++
			}
		}
		same(t, "letters to be brought", bring, 1)
		l.Replies("2026-11-23 12:00", team, "POSTED")
		same(t, "acknowledged once it is posted", !l.Case.Stage1.AckedAt.IsZero(), true)
		same(t, "letters that failed, once it is posted", len(l.Case.Undelivered), 0)
	})
	t.Run("a letter that need not arrive is not sent again, but a person hears", func(t *testing.T) {
		t.Parallel()
		begun(t).Says("2026-11-24 10:00", "any news?", intent(reading.IntentChase)).
			ComesBack("2026-11-24 10:05", letter.Status).
			Got("2026-11-24 10:05", "delivery-failed to complaints.team")
	})
	t.Run("a letter to staff", func(t *testing.T) {
		t.Parallel()
		l := begun(t).ComesBack("2026-11-23 10:05", letter.ManagerAssigned).
			Got("2026-11-23 10:05", "delivery-failed to complaints.team", "reassigned to repairs.deputy", "handler-changed to asha")
		holds(t, "the team is told", l.Last(letter.DeliveryFailed).Facts.Problem, manager)
		same(t, "the resident's mail is dead", l.Case.Party.MailDead, false)
	})
	t.Run("the acknowledgement of stage 2", func(t *testing.T) {
		t.Parallel()
		l := stage2(t).ComesBack("2026-12-07 11:00", letter.Stage2Acknowledgement)
		same(t, "acknowledged", !l.Case.Stage2.AckedAt.IsZero(), false)
	})
	t.Run("the final answer", func(t *testing.T) {
		t.Parallel()
		l := final(t).ComesBack("2026-12-18 11:00", letter.Stage2FinalResponse)
		same(t, "sent", !l.Case.Stage2.SentAt.IsZero(), false)
		o := l.Last(letter.Stage2FinalResponse)
		same(t, "channel", o.Channel, message.Post)
		same(t, "the letter names who can help", o.Facts.External.Show, true)
	})
}

// TestDatesByTheOtherWay: a letter with dates that comes back says the same dates by the other way.
func TestDatesByTheOtherWay(t *testing.T) {
	t.Parallel()
	t.Run("an extension", func(t *testing.T) {
		t.Parallel()
		l := withPhone(begun(t)).Replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the survey").
			ComesBack("2026-12-04 10:05", letter.Stage1Extension)
		o := l.Last(letter.Stage1Extension)
		same(t, "channel", o.Channel, message.SMS)
		sameDay(t, "the new date", o.Facts.NewDate, "2026-12-18")
		same(t, "the reason", o.Facts.Reason, "waiting for the survey")
	})
	t.Run("a missed date", func(t *testing.T) {
		t.Parallel()
		l := withPhone(begun(t)).To("2026-12-08 12:00")
		before := l.Last(letter.Stage1Late).Facts
		f := l.ComesBack("2026-12-08 12:05", letter.Stage1Late).Last(letter.Stage1Late).Facts
		sameDay(t, "the old date", f.OldDate, "2026-12-07")
		same(t, "the new date", f.NewDate, before.NewDate)
	})
	t.Run("an extension of stage 2", func(t *testing.T) {
		t.Parallel()
		l := withPhone(stage2(t)).Replies("2026-12-08 10:00", director, "EXTEND 08/01/2027 the surveyor is ill").
			ComesBack("2026-12-08 10:05", letter.Stage2Extension)
		sameDay(t, "the new date", l.Last(letter.Stage2Extension).Facts.NewDate, "2027-01-08")
	})
}

// byText is a complaint by text.
func byText(t *testing.T) *proceduretest.Life {
	t.Helper()
	return newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "boiler again", aComplaint())
}

// TestWritingAgain: writing again from the address, or from the phone, makes it live.
func TestWritingAgain(t *testing.T) {
	t.Parallel()
	t.Run("from the address", func(t *testing.T) {
		t.Parallel()
		l := withPhone(begun(t)).ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement).
			Says("2026-11-24 10:00", "any news?", intent(reading.IntentChase)).
			Got("2026-11-24 10:00", "status to asha", "manager-resident-chased to repairs.manager")
		same(t, "the mail is dead", l.Case.Party.MailDead, false)
	})
	t.Run("from the phone", func(t *testing.T) {
		t.Parallel()
		l := byText(t).ComesBack("2026-11-23 10:05", letter.Stage1Acknowledgement)
		same(t, "the number is dead", l.Case.Party.PhoneDead, true)
		same(t, "no texts are wanted", l.Case.Party.TextsOff, false)
		l.SaysFrom("2026-11-23 11:00", phone, "any news?", intent(reading.IntentChase)).
			Got("2026-11-23 11:00", "status to "+phone, "manager-resident-chased to repairs.manager")
	})
}

// TestStop: after STOP no text goes any more.
func TestStop(t *testing.T) { // 3.4
	t.Parallel()
	l := byText(t).SaysFrom("2026-11-23 10:30", phone, "STOP", intent(reading.IntentOptOut)).
		Replies("2026-11-30 10:00", manager, "EXTEND 11/12/2026 waiting for the part")
	for _, s := range l.Sent {
		if s.Channel == message.SMS && s.At.After(instant(t, "2026-11-23 10:29")) {
			t.Errorf("texts after STOP: got %s, want none", s)
		}
	}
	o := l.Last(letter.Stage1Extension)
	same(t, "channel of the extension", o.Channel, message.Post)
	same(t, "its reader", o.To.Email, team)
}

// TestAcceptedTwice: a letter that a server takes twice counts once.
func TestAcceptedTwice(t *testing.T) {
	t.Parallel()
	t.Run("the acknowledgement does not move", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		d := l.Procedure.Accepted(l.Case, l.Letter(l.Last(letter.Stage1Acknowledgement)),
			instant(t, "2026-11-24 10:00"))
		same(t, "events", len(d.Events), 0)
	})
	t.Run("the window does not move", func(t *testing.T) {
		t.Parallel()
		l := answered(t)
		d := l.Procedure.Accepted(l.Case, l.Letter(l.Last(letter.Stage1Response)), instant(t, "2026-12-09 10:00"))
		same(t, "events", len(d.Events), 0)
	})
}

// TestAcknowledgedUnderTheCode: the answer's date follows the acknowledgement and never moves back (Code 6.3).
func TestAcknowledgedUnderTheCode(t *testing.T) { // 2.1
	t.Parallel()
	l := newLife(t, "ho-code-2024")
	m := l.Message("2026-11-23 10:00", asha, "leak")
	l.Now = m.Received
	l.Take(l.Procedure.Open(proceduretest.Ref, m, aComplaint(), complaint.Case{}, l.Now))
	sameDay(t, "limit before", l.Case.Stage1.Limit, "2026-12-07")
	l.Take(l.Procedure.Accepted(l.Case, l.Letter(l.Waiting[0]), instant(t, "2026-11-30 10:00")))
	sameDay(t, "limit after", l.Case.Stage1.Limit, "2026-12-14")
	sameDay(t, "the first limit", l.Case.Stage1.FirstLimit, "2026-12-14")
}

// TestPerhapsReached: where a server took a letter and did not say so, nobody guesses: a person asks the reader. // 3.6
func TestPerhapsReached(t *testing.T) {
	t.Parallel()
	inDoubt := procedure.Refusal{Why: "the server did not say that it had it", InDoubt: true}
	l := begun(t)
	l.Do(l.Procedure.NotDelivered(l.Case, l.Letter(l.Last(letter.Stage1Acknowledgement)), inDoubt, l.Now))
	holds(t, "what the team is asked", l.Last(letter.DeliveryFailed).Facts.Problem, "Please ask them whether they have it")
	same(t, "acknowledgements", l.Count(letter.Stage1Acknowledgement), 1)

	l = begun(t)
	l.Do(l.Procedure.NotDelivered(l.Case, l.Letter(l.Last(letter.ManagerAssigned)), inDoubt, l.Now))
	holds(t, "what the team is asked", l.Last(letter.DeliveryFailed).Facts.Problem, "They may have it. Please ask them.")
	same(t, "who has the case", l.Case.Stage1.Handler.Email, manager)
}

// TestReturnedTwiceIsToldOnce: two notices about one letter on one day are one line for the team. // 3.6
func TestReturnedTwiceIsToldOnce(t *testing.T) {
	t.Parallel()
	l := begun(t)
	o := l.Last(letter.Stage1Acknowledgement)
	l.Returned(o)
	before := l.Count(letter.DeliveryFailed)
	l.Returned(o)
	same(t, "mails to the team", l.Count(letter.DeliveryFailed), before)
}
