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

// ruled is a case whose resident has asked not to be written to at their address.
func ruled(t *testing.T) *proceduretest.Life {
	t.Helper()
	r := intent(reading.IntentChase)
	r.Contact = []reading.ContactRule{{Rule: reading.ContactNever, Channel: reading.ByEmail, Value: asha,
		Why: reading.ForSafety}}
	return begun(t).Says("2026-11-24 10:00", "Do not write here, he reads it.", r)
}

// TestSafe: staff who know where the resident can be reached say so with SAFE, and only they end a rule. // 3.6
func TestSafe(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation, reply string
		said             letter.ID
		rules            int
		way              string // where letters go then; "" where the rule still holds
	}{
		{"an address", "SAFE asha.new@example.com", letter.CommandDone, 1, "asha.new@example.com"},
		{"a number", "SAFE 07700 900456", letter.CommandDone, 1, "+447700900456"},
		{"a home", "SAFE 12 Hill Road, Exampleton EX1 2AB", letter.CommandDone, 1, "12 Hill Road, Exampleton EX1 2AB"},
		{"no more rules", "SAFE NONE", letter.CommandDone, 0, asha},
		{"nothing", "SAFE", letter.CommandNotUnderstood, 1, ""},
		{"words without a way", "SAFE at her sister's", letter.CommandNotUnderstood, 1, ""},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := ruled(t)
			before := len(l.Sent)
			l.Commands(l.Message("2026-11-24 11:00", team, tc.reply), complaint.Command{Verb: complaint.VerbSafe,
				Text: l.Read("2026-11-24 11:00", tc.reply).Text, Sure: complaint.Unmistakable})
			same(t, "what the team is told", l.Sent[before].Letter, tc.said)
			same(t, "rules that stand", len(l.Case.ContactRules), tc.rules)
			if tc.way == "" {
				return
			}
			switch l.Case.Channel() {
			case message.Email:
				same(t, "where letters go", l.Case.Resident().Email, tc.way)
			case message.SMS:
				same(t, "where texts go", l.Case.Resident().Phone, tc.way)
			default:
				same(t, "where paper goes", l.Case.Party.Address, tc.way)
			}
		})
	}
}

// TestDetailsChangedIsTold: a way that is shown to be the resident's is told of at the old one, which learns that
// something was changed and not what. // 3.6
func TestDetailsChangedIsTold(t *testing.T) {
	t.Parallel()
	r := intent(reading.IntentContactChange)
	r.Contact = []reading.ContactRule{{Rule: reading.ContactChange, Channel: reading.ByEmail, Value: "asha@new.example"}}
	l := begun(t)
	m := l.Message("2026-11-24 10:00", asha, "My new address is asha@new.example")
	m.Proof.By = message.ByToken
	l.Receives(m, r)
	o := l.Last(letter.DetailsChanged)
	same(t, "where it goes", o.To.Email, asha)

	texted := byText(t)
	r.Contact[0] = reading.ContactRule{Rule: reading.ContactChange, Channel: reading.BySMS, Value: "+447700900456"}
	texted.SaysFrom("2026-11-24 10:00", phone, "my new number is 07700 900456", r)
	same(t, "the number", texted.Case.Party.Phone, "+447700900456")
	same(t, "where it is told", texted.Last(letter.DetailsChanged).To.Phone, phone)
}

// TestWrongNumberOnAnotherCase: a way that is somebody else's is nobody's on every case that has it. // 1.5
func TestWrongNumberOnAnotherCase(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "third time, the tap drips", aComplaint())
	m := l.Message("2026-11-24 10:00", phone, "wrong number mate")
	l.Now = m.Received
	l.Do(l.Procedure.WrongNumber(l.Case, m, l.Now))
	same(t, "the number is the resident's", l.Case.Party.Phone, "")
	same(t, "apologies", l.Count(letter.WrongNumber), 0) // they were told on the case on which they wrote
	if met, ok := l.Case.Met(people.Contact{Phone: phone}); !ok || met.Link != people.BondWrong {
		t.Errorf("who has the number: got %+v, want somebody whose it is", met)
	}
}
