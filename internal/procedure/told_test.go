package procedure_test

import (
	"slices"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestWhoMayBeToldWhat plays every row of the table of who may be told what: what somebody gets at once, and whether
// they get the answer. // 1.1
func TestWhoMayBeToldWhat(t *testing.T) {
	t.Parallel()
	const at, who, number = "2026-11-24 10:00", "jo@example.net", "+447700900777"
	written := func(w reading.Writer, c reading.Consent) reading.Reading {
		r := aComplaint()
		r.Writer, r.For, r.Consent = w, "Jean Gill", c
		return r
	}
	from := func(t *testing.T, r reading.Reading) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").OpenFrom(at, who, "Her boiler has been broken for weeks.", r)
	}
	wrote := func(t *testing.T, w reading.Writer) *proceduretest.Life {
		t.Helper()
		l := begun(t)
		m := l.Message(at, who, "About 4 Hill Road.")
		l.Now = m.Received
		return l.Do(l.Procedure.ReceiveFrom(l.Case, m, written(w, ""), people.Person{Link: people.BondWrote}, l.Now))
	}
	joins := func(t *testing.T, bond people.Bond) *proceduretest.Life {
		t.Helper()
		l := begun(t)
		m := l.Message(at, who, "What about the leak?")
		l.Now = m.Received
		met := people.Person{Link: bond, Words: "The name and the home are the resident's."}
		return l.Do(l.Procedure.ReceiveFrom(l.Case, m, intent(reading.IntentChase), met, l.Now))
	}
	signs := func(t *testing.T, proof message.Proof) *proceduretest.Life {
		t.Helper()
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "We, the residents of Weaver House, complain together about "+
			"rats.\nAsha Rahman, flat 1\nAli Rahim, flat 3", aComplaint())
		signed, _ := l.Case.Joined("Ali Rahim")
		m := l.Message(at, who, "What about the rats? Ali Rahim")
		m.Proof, l.Now = proof, m.Received
		return l.Do(l.Procedure.SignatoryWrote(l.Case, m, intent(reading.IntentChase), signed, l.Now))
	}
	for _, tc := range []struct {
		who    string
		play   func(*testing.T) *proceduretest.Life
		at     string      // where they are
		told   []letter.ID // before the answer
		answer bool        // they get the answer as well
	}{
		{"the resident", func(t *testing.T) *proceduretest.Life { return begun(t) }, asha,
			[]letter.ID{letter.Stage1Acknowledgement}, true},
		{"claims to be the resident", func(t *testing.T) *proceduretest.Life { return joins(t, people.BondClaims) },
			who, []letter.ID{letter.UnknownSender}, false},
		{"the resident has agreed, by CONSENT of the team", func(t *testing.T) *proceduretest.Life {
			return from(t, written(reading.WriterRelative, "")).
				Replies("2026-11-25 10:00", team, "CONSENT she rang us")
		}, who, []letter.ID{letter.RepresentativeAcknowledgement, letter.ThirdParty}, true},
		{"says that the resident agrees", func(t *testing.T) *proceduretest.Life {
			return from(t, written(reading.WriterRelative, reading.ConsentTold))
		}, who, []letter.ID{letter.ThirdParty}, false},
		{"a relative", func(t *testing.T) *proceduretest.Life { return from(t, written(reading.WriterRelative, "")) },
			who, []letter.ID{letter.ThirdParty}, false},
		{"a solicitor", func(t *testing.T) *proceduretest.Life {
			return from(t, written(reading.WriterRepresentative, reading.ConsentNone))
		}, who, []letter.ID{letter.ThirdParty}, false},
		{"a councillor", func(t *testing.T) *proceduretest.Life {
			return from(t, written(reading.WriterPolitician, ""))
		}, who, []letter.ID{letter.ThirdParty}, false},
		{"a doctor", func(t *testing.T) *proceduretest.Life {
			return from(t, written(reading.WriterProfessional, ""))
		}, who, []letter.ID{letter.ThirdParty}, false},
		{"signed the complaint too, by a mail that is proved", func(t *testing.T) *proceduretest.Life {
			return signs(t, message.Proof{Verdict: message.SenderProved, By: message.ByDMARC})
		}, who, []letter.ID{letter.JointParty}, false},
		{"signed the complaint too, by a mail that nothing proves", func(t *testing.T) *proceduretest.Life {
			return signs(t, message.Proof{Verdict: message.SenderUnknown})
		}, who, []letter.ID{letter.UnknownSender}, false},
		{"the resident's own other address, when a colleague has asked them", func(t *testing.T) *proceduretest.Life {
			l := joins(t, people.BondClaims).Replies("2026-11-25 10:00", team, "CONSENT she rang, it is hers")
			return l.SaysFrom("2026-11-25 12:00", who, "any news?", intent(reading.IntentChase))
		}, who, []letter.ID{letter.Status, letter.UnknownSender}, true},
		{"an environmental health officer", func(t *testing.T) *proceduretest.Life {
			return wrote(t, reading.WriterOfficial)
		}, who, nil, false},
		{"a contractor", func(t *testing.T) *proceduretest.Life {
			return wrote(t, reading.WriterSupplier)
		}, who, nil, false},
		{"a colleague who passes on what the resident said", func(t *testing.T) *proceduretest.Life {
			return joins(t, people.BondPassedOn)
		}, who, []letter.ID{letter.ColleagueReceipt}, false},
		{"in copy", func(t *testing.T) *proceduretest.Life { return joins(t, people.BondCopied) }, who, nil, false},
		{"a wrong number", func(t *testing.T) *proceduretest.Life {
			return newLife(t, "hastoe-2020").OpenFrom(at, number, "third time, the tap drips. joe at 9 marl street",
				aComplaint()).SaysFrom("2026-11-25 10:00", number, "wrong number mate",
				intent(reading.IntentWrongNumber))
		}, number, []letter.ID{letter.Stage1Acknowledgement, letter.WhoAreYou, letter.WrongNumber}, false},
	} {
		t.Run(tc.who, func(t *testing.T) {
			t.Parallel()
			l := tc.play(t).Answered("2026-12-01 10:00")
			var got []letter.ID
			answer := false
			for _, s := range l.Sent {
				switch {
				case s.To.Email != tc.at && s.To.Phone != tc.at:
				case s.Letter == letter.Stage1Response:
					answer = true
				default:
					got = append(got, s.Letter)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tc.told) {
				t.Errorf("letters: got %q, want %q", got, tc.told)
			}
			same(t, "the answer goes there", answer, tc.answer)
		})
	}
}

// TestStaffHearWhoWrote: a mail to staff about a message of somebody else's does not say that the resident wrote. // 3.7
func TestStaffHearWhoWrote(t *testing.T) {
	t.Parallel()
	l := begun(t).Says("2026-11-24 09:00", "A photograph of the ceiling.", intent(reading.IntentEvidence))
	same(t, "who wrote", l.Last(letter.ManagerNewEvidence).Facts.Sender, "")
	m := l.Message("2026-11-24 10:00", "jo@example.net", "What about the leak?")
	l.Now = m.Received
	l.Do(l.Procedure.ReceiveFrom(l.Case, m, intent(reading.IntentChase), people.Person{Link: people.BondClaims}, l.Now))
	same(t, "who wrote", l.Last(letter.ManagerNewEvidence).Facts.Sender, "jo@example.net")
}
