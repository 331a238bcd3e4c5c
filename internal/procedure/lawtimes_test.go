package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// hazard is a complaint whose message shows flags.
func hazard(t *testing.T, at string, danger bool, flags ...reading.Flag) *proceduretest.Life {
	t.Helper()
	l := newLife(t, "ho-code-2024")
	m := l.Message(at, "asha@example.com", "There is mould behind the cot and nobody came.")
	l.Now = m.Received
	r := aComplaint()
	r.Flags, r.Emergency = flags, danger
	return l.Do(l.Procedure.Open(proceduretest.Ref, m, r, complaint.Case{}, l.Now))
}

// TestLawTimes: the law's time for a danger runs through nights and weekends, that for damp is counted in
// working days;
// the area is asked until it says DONE, and every letter to staff has the date.
func TestLawTimes(t *testing.T) { // 2.4
	t.Parallel()
	t.Run("danger on a Friday evening", func(t *testing.T) {
		t.Parallel()
		l := hazard(t, "2026-11-27 19:00", true, reading.FlagGas)
		holds(t, "the alert", strings.Join(l.Last(letter.Hazard).Facts.Deadlines, " "),
			"made safe by 19:00 on Saturday 28 November 2026")
		l.To("2026-11-29 23:00").GotInAll(letter.LawDue, 0).To("2026-11-30 12:00").GotInAll(letter.LawDue, 1)
	})
	t.Run("damp", func(t *testing.T) {
		t.Parallel()
		l := hazard(t, "2026-11-23 10:00", false, reading.FlagDampMould)
		holds(t, "what the manager reads", strings.Join(l.To("2026-11-23 "+
			"11:00").Last(letter.ManagerAssigned).Facts.Deadlines,
			" "), "looked into by Monday 7 December 2026")
		l.To("2026-12-03 23:00").GotInAll(letter.LawDue, 0).To("2026-12-04 23:00").GotInAll(letter.LawDue, 1)
		l.Replies("2026-12-04 23:30", manager, "DONE").To("2027-01-04 12:00").GotInAll(letter.LawDue, 1)
		same(t, "owed", l.Case.Clocks.Hazard.Runs(), false)
	})
	t.Run("nobody says that it is done: the team is asked too", func(t *testing.T) {
		t.Parallel()
		l := hazard(t, "2026-11-23 10:00", false, reading.FlagDampMould).To("2026-12-14 12:00")
		n := 0
		for _, s := range l.Sent {
			if s.Letter == letter.LawDue && s.To.Email == team {
				n++
			}
		}
		same(t, "letters to the team", n, 1)
	})
	t.Run("no danger after all", func(t *testing.T) {
		t.Parallel()
		l := hazard(t, "2026-11-27 09:00", true, reading.FlagGas).
			Replies("2026-11-27 10:00", "out.of.hours@landlord.example", "FALSE it was burnt toast, I rang her")
		same(t, "owed", l.Case.Clocks.Hazard.Runs(), false)
	})
	t.Run("harm to a person is no hazard in the home", func(t *testing.T) {
		t.Parallel()
		l := hazard(t, "2026-11-27 09:00", true, reading.FlagSelfHarm)
		same(t, "owed", l.Case.Clocks.Hazard.Runs(), false)
	})
	t.Run("where the law sets none", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "spso-rsl")
		m := l.Message("2026-11-23 10:00", "asha@example.com", "There is mould behind the cot and nobody came.")
		l.Now = m.Received
		r := aComplaint()
		r.Flags = []reading.Flag{reading.FlagDampMould}
		l.Do(l.Procedure.Open(proceduretest.Ref, m, r, complaint.Case{}, l.Now)).To("2026-12-20 12:00").
			GotInAll(letter.LawDue, 0)
	})
}

// TestLetterBeforeClaim has a day of its own, and closes nothing.
func TestLetterBeforeClaim(t *testing.T) { // E6
	t.Parallel()
	for subject, c := range map[string]struct {
		writer reading.Writer
		words  string
		want   bool
	}{
		"Your tenant Ms Rahman": {reading.WriterRepresentative, "This is a letter of claim under the " +
			"pre-action protocol.", true},
		"LETTER BEFORE ACTION": {reading.WriterResident, "The leak goes on. You have 20 working days.", true},
		"Leak":                 {reading.WriterResident, "If nobody comes I will send a letter before action.", false},
		"Complaint": {reading.WriterRepresentative, "I am writing for my client about the leak.",
			false},
	} {
		l := newLife(t, "ho-code-2024")
		m := l.Message("2026-11-23 10:00", "asha@example.com", c.words)
		m.Subject, l.Now = subject, m.Received
		r := aComplaint()
		r.Writer = c.writer
		l.Do(l.Procedure.Open(proceduretest.Ref, m, r, complaint.Case{}, l.Now))
		if got := l.Case.Clocks.Ombudsman.Runs(); got != c.want {
			t.Errorf("%s: got a date %v, want %v", subject, got, c.want)
		}
		if c.want {
			sameDay(t, "answer by", l.Case.Clocks.Ombudsman.By, "2026-12-21")
		}
	}
}
