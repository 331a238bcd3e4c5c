package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestWhatCouldNotBeReadIsOpenedAtOnce: people are asked to open what the program could not read, by night the
// out-of-hours desk too; nobody is woken for business.
func TestWhatCouldNotBeReadIsOpenedAtOnce(t *testing.T) { // 2.4
	t.Parallel()
	const day, night = "2026-11-23 10:00", "2026-11-23 22:00"
	supplier := aComplaint()
	supplier.Kind, supplier.Writer = reading.KindEnquiry, reading.WriterSupplier
	for name, c := range map[string]struct {
		at         string
		change     func(*message.Message)
		read       reading.Reading
		team, desk int
	}{
		"a voice message by day": {day, func(m *message.Message) { m.Sealed = message.SealedVoice }, aComplaint(), 1, 0},
		"a voice message by night": {night, func(m *message.Message) { m.Sealed = message.SealedVoice }, supplier, 1,
			1},
		"a protected message that reads like business": {night,
			func(m *message.Message) { m.Sealed = message.SealedProtected }, supplier, 1, 0},
		"a document beside few words": {night, func(m *message.Message) { m.Unread = []string{"letter.pdf"} },
			aComplaint(), 1, 1},
		"a supplier's invoice": {night, func(m *message.Message) { m.Unread = []string{"invoice.pdf"} }, supplier, 0, 0},
		"a document beside many words": {night, func(m *message.Message) {
			m.Unread = []string{"letter.pdf"}
			for range 50 {
				m.NewText += " word"
			}
		}, aComplaint(), 0, 0},
		"a photograph": {night, func(m *message.Message) {
			m.Attachments = []message.Attachment{{Name: "damp.jpg", Type: "image/jpeg"}}
		}, aComplaint(), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020")
			m := l.Message(c.at, asha, "Please see what I send.")
			c.change(&m)
			l.OpenLate(m, c.read, m.Received)
			team, desk := 0, 0
			for _, s := range l.Sent {
				if s.Letter == letter.LookAtOnce && s.Role == people.RoleTeam {
					team++
				}
				if s.Letter == letter.LookAtOnce && s.Role == people.RoleOutOfHours {
					desk++
				}
			}
			if team != c.team || desk != c.desk {
				t.Errorf("asked to open it: got the team %d and the desk %d times, want %d and %d", team, desk, c.team, c.desk)
			}
		})
	}
}

// TestNothingIsAnsweredToAMachine: what a machine has marked has no answer of its own accord, until a person decides.
func TestNothingIsAnsweredToAMachine(t *testing.T) { // 2.4
	t.Parallel()
	l := newLife(t, "hastoe-2020")
	m := l.Message("2026-11-23 10:00", asha, "This is the third time I have reported the leak.")
	m.NoAnswer = "A machine has marked it."
	l.OpenLate(m, proceduretest.Repairs(), m.Received)
	if l.Case.Status != complaint.Review || len(outside(l, "2026-11-23 00:00")) > 0 {
		t.Errorf("got %s and %q, want a question to the team and nothing outside", l.Case.Status,
			outside(l, "2026-11-23 00:00"))
	}
	l.Replies("2026-11-23 11:00", proceduretest.Team, "ACCEPT")
	if n := l.Count(letter.Stage1Acknowledgement); n != 1 {
		t.Errorf("acknowledgements once a person has decided: got %d, want 1", n)
	}
}
