package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// TestHeldLettersInOne: what was held back from an address that had many letters today goes in one, and says of each
// only what is still so when it goes. // 3.6
func TestHeldLettersInOne(t *testing.T) {
	t.Parallel()
	const evening = "2026-12-09 17:00"
	for _, tc := range []struct {
		situation string
		life      func(*testing.T) *proceduretest.Life
		held      letter.ID
		says      string // "" where nothing is left to say
	}{
		{"an acknowledgement that still has to go", func(t *testing.T) *proceduretest.Life {
			l := newLife(t, "hastoe-2020")
			m := l.Message("2026-12-09 10:00", asha, "leak")
			l.Now = m.Received
			l.Take(l.Procedure.Open(proceduretest.Ref, m, aComplaint(), complaint.Case{}, l.Now))
			l.Waiting = nil
			return l
		}, letter.Stage1Acknowledgement, "it is at stage 1 of our complaints procedure. Repairs Manager is dealing with it. " +
			"We aim to send you our full answer by Wednesday 23 December 2026."},
		{"an acknowledgement that has gone meanwhile", func(t *testing.T) *proceduretest.Life { return begun(t) },
			letter.Stage1Acknowledgement, ""},
		{"a request that was passed on", func(t *testing.T) *proceduretest.Life { return begun(t) },
			letter.ServiceRequest, "If you meant it as a complaint, reply COMPLAINT"},
		{"consent", func(t *testing.T) *proceduretest.Life { return begun(t) }, letter.ConsentNeeded,
			"We need to hear from them that you may speak for them."},
		{"who they are", func(t *testing.T) *proceduretest.Life { return begun(t) }, letter.WhoAreYou,
			"please tell us your name and address"},
		{"a message without words", func(t *testing.T) *proceduretest.Life { return begun(t) }, letter.CannotRead,
			"we could not find any words in your message"},
		{"who outside can help", func(t *testing.T) *proceduretest.Life { return begun(t) }, letter.OutsideHelp,
			"our last letter says who outside can look at it"},
		{"stage 2 before the answer", func(t *testing.T) *proceduretest.Life { return begun(t) }, letter.Stage2TooEarly,
			"you can ask for stage 2 when you have our answer at stage 1. We aim to send you"},
		{"a chase of an open case", func(t *testing.T) *proceduretest.Life { return begun(t) }, letter.Status,
			"Repairs Manager has it. We aim to send you our full answer by Monday 7 December 2026."},
		{"a chase of an answered case", func(t *testing.T) *proceduretest.Life { return answered(t) }, letter.Status,
			"we have what you sent, and Repairs Manager has it."},
		{"a message that a person decides", func(t *testing.T) *proceduretest.Life {
			return newLife(t, "hastoe-2020").Open("2026-12-09 10:00", "about the letter", unclear())
		}, letter.Received, "Nothing has been turned down."},
		{"a message that a person has decided", func(t *testing.T) *proceduretest.Life { return begun(t) },
			letter.Received, ""},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := tc.life(t)
			l.Case.Held = []complaint.HeldLetter{{Letter: tc.held, Role: people.RoleResident, Until: instant(t, evening)}}
			l.To(evening)
			same(t, "letters that are still held", len(l.Case.Held), 0)
			if tc.says == "" {
				same(t, "letters in one", l.Count(letter.SeveralMessages), 0)
				return
			}
			holds(t, "the letter", l.Last(letter.SeveralMessages).Facts.Sections[0].Lines[0], tc.says)
		})
	}
}

// TestHeldByPost: what goes on paper is not put together: each letter is printed by itself. // 3.6
func TestHeldByPost(t *testing.T) {
	t.Parallel()
	l := begun(t)
	l.Case.Party.MailDead = true
	l.Case.Held = []complaint.HeldLetter{{Letter: letter.OutsideHelp, Role: people.RoleResident,
		Until: instant(t, "2026-11-23 17:00")}}
	l.To("2026-11-23 17:00")
	same(t, "letters in one", l.Count(letter.SeveralMessages), 0)
	same(t, "how it goes", l.Last(letter.OutsideHelp).Channel, message.Post)
}

// TestTogether: letters to one address about several cases become one; where the names differ it names nobody. // 3.6
func TestTogether(t *testing.T) {
	t.Parallel()
	of := func(ref, name, line string) order.Order {
		return order.Order{Letter: letter.SeveralMessages, To: people.Contact{Name: name, Email: asha}, Cause: "held",
			Facts:     order.Facts{Ref: ref, Recipient: name, Sections: []order.Section{{Lines: []string{line}}}},
			StandsFor: []order.Part{{Case: ref, Letter: letter.Status}}}
	}
	alone := procedure.Together([]order.Order{of("HC-2026-000001", "Asha Rahman", "one")})
	same(t, "a letter alone", alone.Facts.Ref, "HC-2026-000001")
	both := procedure.Together([]order.Order{of("HC-2026-000001", "Asha Rahman", "one"),
		of("HC-2026-000002", "Ali Rahman", "two")})
	same(t, "its reference", both.Facts.Ref, "")
	same(t, "its reader", both.To.Name+both.Facts.Recipient, "")
	same(t, "what it stands for", len(both.StandsFor), 2)
	same(t, "its lines", len(both.Facts.Sections[0].Lines), 2)
}

// TestHeldInformally: under a policy that first tries to put things right, the line says so. // P5, 3.6
func TestHeldInformally(t *testing.T) {
	t.Parallel()
	l := newLife(t, "psow-model")
	m := l.Message("2026-11-23 10:00", asha, "leak")
	l.Now = m.Received
	l.Take(l.Procedure.Open(proceduretest.Ref, m, aComplaint(),
		complaint.Case{}, l.Now))
	l.Waiting = nil
	l.Case.Held = []complaint.HeldLetter{{Letter: letter.InformalAttempt, Role: people.RoleResident,
		Until: instant(t, "2026-11-23 17:00")}}
	l.To("2026-11-23 17:00")
	holds(t, "the letter", l.Last(letter.SeveralMessages).Facts.Sections[0].Lines[0], "stage 1 begins by itself")
}
