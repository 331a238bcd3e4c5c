package procedure_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/reading"
)

// TestNextDue: a case is looked at when something is due, in office hours.
func TestNextDue(t *testing.T) { // 3.3
	t.Parallel()
	t.Run("the first reminder", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		same(t, "next due", l.Procedure.NextDue(l.Case, l.Now).UTC(), instant(t, "2026-11-26 09:00"))
	})
	t.Run("on a Saturday night after an outage: when the office opens", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		got := l.Procedure.NextDue(l.Case, instant(t, "2026-11-28 03:00"))
		same(t, "next due", got.UTC(), instant(t, "2026-11-30 08:00"))
	})
	t.Run("a closed case: never", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says("2026-11-24 10:00", "close it, sorted", intent(reading.IntentWithdraw))
		if got := l.Procedure.NextDue(l.Case, l.Now); !got.IsZero() {
			t.Errorf("next due: got %s, want never", got)
		}
	})
}

// TestSweep: nothing is done before it is due, and a second look changes nothing.
func TestSweep(t *testing.T) { // 3.3
	t.Parallel()
	for name, at := range map[string]string{
		"a minute early": "2026-11-26 08:59",
		"at night":       "2026-11-28 03:00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			if d := l.Procedure.Sweep(l.Case, instant(t, at)); len(d.Events) > 0 {
				t.Errorf("done: got %q, want nothing", d.Why)
			}
		})
	}
	t.Run("once", func(t *testing.T) {
		t.Parallel()
		l, at := begun(t), instant(t, "2026-11-30 08:00")
		d := l.Procedure.Sweep(l.Case, at)
		if len(d.Events) == 0 {
			t.Error("first look: got nothing done, want a reminder")
		}
		if again := l.Procedure.Sweep(d.Case, at); len(again.Events) > 0 {
			t.Errorf("second look: got %q, want nothing done", again.Why)
		}
	})
}

// TestAcknowledgementThatNobodyTakes: when no server takes it, the team is paged four hours before the end, once.
func TestAcknowledgementThatNobodyTakes(t *testing.T) { // P5, 3.3
	t.Parallel()
	l := newLife(t, "hastoe-2020")
	m := l.Message("2026-11-23 10:00", asha, "leak")
	l.Now = m.Received
	l.Take(l.Procedure.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.Now))
	l.Waiting = nil // no server takes anything
	l.To("2026-11-25 14:00").Got("2026-11-25 14:00", "delivery-failed to complaints.team")
	found := false
	for _, d := range l.Procedure.Duties(l.Case, l.Now) {
		if d.Name == "acknowledge" {
			found = true
			same(t, "acknowledge by", d.By, calendar.MustDate("2026-11-25"))
		}
	}
	same(t, "acknowledging is owed", found, true)
	l.To("2026-11-26 14:00").GotInAll(letter.DeliveryFailed, 1)
}
