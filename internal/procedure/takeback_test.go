package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/internal/procedure/proceduretest"
)

// stopped takes back what the last reply did, as STOP does while nothing has left.
func stopped(t *testing.T, l *proceduretest.Life, before complaint.Case, at, from string) {
	t.Helper()
	after := l.Case
	m := l.Message(at, from, "STOP")
	l.Until(m.Received)
	same(t, "it may be taken back", l.Procedure.MayTakeBack(l.Case, l.Staff(from), l.Now), true)
	l.Do(l.Procedure.TakeBack(l.Case, before, after, l.Staff(from), m, l.Now))
}

// TestTakenBack: STOP puts the case back as it was, says so, and says if that makes the answer late. // 3.5
func TestTakenBack(t *testing.T) {
	t.Parallel()
	t.Run("a case that was handed on comes back, and its handler hears of it", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		before := l.Case
		l.Replies("2026-11-24 10:00", team, "REASSIGN "+estates)
		same(t, "who has it", l.With(estates).Case.Stage1.Handler.Email, estates)
		stopped(t, l, before, "2026-11-24 10:05", team)
		l.With(manager)
		same(t, "who is told", l.Last(letter.Reassigned).To.Email, manager)
	})
	for _, tc := range []struct{ situation, at, says string }{
		{"with days to spare", "2026-12-04 10:00", "the case stands as it did before."},
		{"on the last day", "2026-12-07 10:00", "The answer is due today, so please send the right one before the day ends."},
		{"after it", "2026-12-08 10:00", "Its answer was due on Monday 7 December 2026, so it is late now."},
	} {
		t.Run("an answer "+tc.situation, func(t *testing.T) {
			t.Parallel()
			l := begun(t).To(tc.at)
			before := l.Case
			l.Replies(tc.at, manager, "RESPOND UPHELD\n"+proceduretest.Answer)
			stopped(t, l, before, tc.at, manager)
			holds(t, "the receipt", l.Last(letter.CommandDone).Facts.Reason, tc.says)
		})
	}
}

// TestTooLateToStop: a letter that has left is not called back; the reply says what can still be done. // 3.5
func TestTooLateToStop(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation, reply, says string
		gone                   letter.ID
	}{
		{"an answer", "RESPOND UPHELD\n" + proceduretest.Answer, "can send a corrected answer", letter.Stage1Response},
		{"a settlement", "RESOLVED we agreed on Friday's visit", "The case does not close if the resident says NO by",
			letter.Resolved},
		{"a question", "ASK could you send photographs of the ceiling?", "Write to the resident with what is right",
			letter.NeedInformation},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies("2026-12-01 10:00", manager, tc.reply).To("2026-12-01 12:00")
			m := l.Message("2026-12-01 12:00", manager, "STOP")
			d := l.Procedure.TooLate(l.Case, l.Staff(manager), m, []outbox.Letter{{Letter: tc.gone}}, l.Now)
			said := d.Letters[0].Facts.Problem
			holds(t, "the reply", said, "It is too late to stop it")
			holds(t, "the reply", said, tc.says)
		})
	}
}
