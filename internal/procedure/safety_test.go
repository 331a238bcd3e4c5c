package procedure_test

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// reachedBy is a complaint that says how its writer may be reached.
func reachedBy(why reading.Cause, all ...reading.ContactRule) reading.Reading {
	r := aComplaint()
	for _, rule := range all {
		rule.Why = why
		r.Contact = append(r.Contact, rule)
	}
	return r
}

func threat() reading.Reading { r := aComplaint(); r.Threat = reading.ThreatStaff; return r }

func death() reading.Reading { r := aComplaint(); r.Death = "Asha Rahman"; return r }

// outside lists the letters that went to anybody outside the house from a moment on.
func outside(l *proceduretest.Life, from string) (all []string) {
	for _, s := range l.Sent {
		if s.Role == people.RoleResident && s.Channel != message.Post && s.At.Format("2006-01-02 15:04") >= from {
			all = append(all, string(s.Letter)+" to "+procedure.AddressOf(s.Order))
		}
	}
	return all
}

const (
	firstMorning = "2026-11-23 10:00" // a Monday
	weekEnd      = "2026-11-27 18:00"
)

var (
	neverEmail = reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByEmail}
	textOnly   = reading.ContactRule{Rule: reading.ContactOnly, Channel: reading.BySMS, Value: "07700 900123"}
	neverPost  = reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByPost, Value: "the flat"}
	neverKin   = reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByAny, Value: "my brother",
		Words: "Do not talk to my brother about this"}
	neverEx = reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByAny,
		Words: "My ex rings you, do not tell him where I live"}
	neverRing = reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByPhone}
)

// TestARuleAboutAPerson: whom the resident forbids us to talk to is told nothing; the resident is rung and written to as
// before, and the team knows of it (2.4).
func TestARuleAboutAPerson(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open(firstMorning, "The leak is back.", reachedBy(reading.ForWish, neverKin))
	l.GotInAll(letter.SafetyNotice, 1)
	same(t, "no calls", l.Case.NoCalls(), false)
	brother := people.Contact{Name: "My Brother", Email: "brother@example.com"}
	if _, forbidden := l.Case.Forbids(message.Email, brother); !forbidden {
		t.Error("a letter to him may go")
	}
}

// TestContactRules: what the resident says of how to reach them is obeyed by the very acknowledgement.
func TestContactRules(t *testing.T) { // 2.4
	t.Parallel()
	for _, tc := range []struct {
		situation string
		read      reading.Reading
		want      string // what goes outside in the first days
	}{
		{"they are not safe at this address", reachedBy(reading.ForSafety, neverEmail), ""},
		{"they want no email and we know nothing else", reachedBy(reading.ForWish, neverEmail), "L01 to " + asha},
		{"they are safe here and nowhere else", reachedBy(reading.ForSafety, neverPost, reading.ContactRule{
			Rule: reading.ContactOnly, Channel: reading.ByEmail}), "L01 to " + asha},
		{"they are not safe, and say no way", reachedBy(reading.ForSafety, neverPost), ""},
		{"text only, and the number stands there", reachedBy(reading.ForWish, textOnly), "L01 to +447700900123"},
		{"not rung", reachedBy(reading.ForWish, neverRing), "L01 to " + asha},
		{"nobody is to talk to their brother", reachedBy(reading.ForWish, neverKin), "L01 to " + asha},
		{"whatever sounds of fear in it", reachedBy(reading.ForSafety, neverKin), "L01 to " + asha},
		{"nobody is to tell somebody they fear", reachedBy(reading.ForSafety, neverEx), ""},
		{"no letters to the flat", reachedBy(reading.ForWish, neverPost), "L01 to " + asha},
		{"email only", reachedBy(reading.ForNeed, reading.ContactRule{Rule: reading.ContactOnly,
			Channel: reading.ByEmail}), "L01 to " + asha},
		{"text only, and we have no number", reachedBy(reading.ForNeed, reading.ContactRule{
			Rule: reading.ContactOnly, Channel: reading.BySMS}), "L01 to " + asha},
		{"a new address", reachedBy(reading.ForWish, neverEmail, reading.ContactRule{Rule: reading.ContactChange,
			Channel: reading.ByEmail, Value: "asha.new@example.org"}), "L01 to asha.new@example.org"},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open(firstMorning, "The leak is back.", tc.read).To(weekEnd)
			same(t, "outside", strings.Join(outside(l, firstMorning), ", "), tc.want)
		})
	}
}

// TestAddressOfSomebodyElse: a resident who lets somebody speak for them gives that person's address. It is no new way of
// the resident's, however it was read, and nothing of the case goes there instead.
func TestAddressOfSomebodyElse(t *testing.T) { // 1.1
	t.Parallel()
	change := reading.ContactRule{Rule: reading.ContactChange, Channel: reading.ByEmail, Value: "lena@example.org"}
	l := newLife(t, "hastoe-2020").Complain(firstMorning)
	r := proceduretest.Reply(reading.IntentRepresentative)
	r.Contact, r.Writer, r.Consent = []reading.ContactRule{change}, reading.WriterRelative, reading.ConsentNone
	l.Says("2026-11-24 10:00", "My sister Lena may act for me from now on: lena@example.org.", r).
		Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy).To("2026-12-04 12:00")
	if got := l.Case.Party.Email; got != asha {
		t.Errorf("the resident's address: got %s, want %s", got, asha)
	}
	if got := l.Last(letter.Stage1Response).To.Email; got != asha {
		t.Errorf("the answer went to %s, want %s", got, asha)
	}
	holds(t, "the handler is asked to ask", l.Last(letter.ManagerNewEvidence).Facts.Reminder, "not certain whether they agree")
	if met := l.Case.Others; len(met) > 0 {
		t.Errorf("somebody beside the resident: got %+v, want nobody on a guess", met)
	}
	if l.Count(letter.SafetyNotice) != 1 {
		t.Errorf("the team was told %d times of the address, want once", l.Count(letter.SafetyNotice))
	}
}

// TestUnprovedRules: what only forbids is obeyed from anybody; what sends words somewhere new is asked about first.
func TestUnprovedRules(t *testing.T) { // 2.4
	t.Parallel()
	change := reading.ContactRule{Rule: reading.ContactChange, Channel: reading.ByEmail, Value: "thief@example.org"}
	l := newLife(t, "hastoe-2020").Complain(firstMorning)
	m := l.Message("2026-11-24 10:00", asha, "My address is new.")
	m.Proof = message.Proof{}
	r := proceduretest.Reply(reading.IntentContactChange)
	r.Contact = []reading.ContactRule{change}
	l.Receives(m, r).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy).To("2026-12-04 12:00")
	for _, to := range outside(l, "2026-11-24 00:00") {
		if strings.Contains(to, "thief") {
			t.Errorf("got %q, want nothing to an address that nobody has proved", to)
		}
	}
	if l.Count(letter.SafetyNotice) != 1 {
		t.Errorf("notices: got %d, want the team to be asked once", l.Count(letter.SafetyNotice))
	}
	l = newLife(t, "hastoe-2020").Complain(firstMorning)
	m = l.Message("2026-11-24 10:00", asha, "Never write here.")
	m.Proof = message.Proof{}
	r.Contact = []reading.ContactRule{neverEmail}
	l.Receives(m, r).To(weekEnd)
	same(t, "outside", strings.Join(outside(l, "2026-11-24 00:00"), ", "), "")
}

// TestWaitingLettersAreStopped: a rule holds for letters that wait already.
func TestWaitingLettersAreStopped(t *testing.T) { // 2.4
	t.Parallel()
	l := newLife(t, "hastoe-2020").Complain(firstMorning).
		Replies("2026-11-25 20:30", manager, "ASK could she send photos of it?"). // waits for the morning
		Says("2026-11-25 22:00", "Do not write to this address, he reads it.", reachedBy(reading.ForSafety, neverEmail)).
		To("2026-11-26 12:00")
	same(t, "outside", strings.Join(outside(l, "2026-11-25 20:00"), ", "), "")
}

// TestSafetyHold: nothing goes by itself while a hold stands, hour by hour.
func TestSafetyHold(t *testing.T) { // 2.4
	t.Parallel()
	for _, tc := range []struct {
		situation string
		read      reading.Reading
		then      func(*proceduretest.Life)
		want      string // outside, in the first week
	}{
		{"a threat, undecided: a form that says nothing", threat(), nothing, "L48 to " + asha},
		{"a death, undecided", death(), nothing, ""},
		{"a threat, released", threat(), staffSays("RELEASE"), "L01 to " + asha},
		{"a threat, taken: that releases nothing", threat(), staffSays("TAKEN"), "L48 to " + asha},
		{"not safe, and then a safe way", reachedBy(reading.ForSafety, neverEmail),
			staffSays("SAFE asha.safe@example.org", "RELEASE"), "L01 to asha.safe@example.org"},
		{"a death, and the case goes on with her son", death(), staffSays("RELEASE Ravi Rahman, ravi@example.org"),
			"L80 to ravi@example.org, L01 to ravi@example.org"},
		{"a death, and nobody is named", death(), staffSays("RELEASE"), ""},
		{"told by hand", threat(), staffSays("POSTED"), ""},
		{"he is outside, undecided: no form, for he may read it", harmed(), nothing, "L37 to " + asha},
		{"he is outside, taken: that releases nothing", harmed(), staffSays("TAKEN"), "L37 to " + asha},
		{"he is outside, and then a safe way", harmed(), staffSays("SAFE 07700 900555", "RELEASE"),
			"L37 to " + asha + ", L01 to +447700900555"},
		{"whose words of a threat may be about themselves", threatened(), nothing, "L37 to " + asha + ", L48 to " + asha},
		{"he is outside, with children", harmed(reading.FlagChild), nothing, "L37 to " + asha},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open(firstMorning, "Words.", tc.read)
			tc.then(l)
			l.To(weekEnd)
			same(t, "outside", strings.Join(outside(l, firstMorning), ", "), tc.want)
			if n := l.Count(letter.SafetyNotice) + l.Count(letter.Safeguarding); n == 0 {
				t.Error("notices: got none, want people to be told")
			}
		})
	}
}

func nothing(*proceduretest.Life) {}

// harmed is a complaint whose danger is another person.
func harmed(flags ...reading.Flag) reading.Reading {
	r := aComplaint()
	r.Emergency, r.Danger, r.Says.HarmedBy, r.Flags = true, reading.DangerNow, true, flags
	return r
}

// threatened is danger by another person that reads as a threat to us: she has a knife and is outside.
func threatened() reading.Reading {
	r := harmed()
	r.Threat = reading.ThreatStaff
	return r
}

// TestAHeldAcknowledgementOnItsLastDay: the team is asked in the morning and again at two; at four, where no form may go
// that says nothing, the lead hears that it will be late. // 2.4
func TestAHeldAcknowledgementOnItsLastDay(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020")
	l.Procedure.Register.Lead = people.Contact{Name: "Complaints Lead", Email: "lead@landlord.example"}
	l.Open(firstMorning, "He is outside again.", harmed()).Replies("2026-11-23 10:05", team, "TAKEN")
	for l.Now.Before(instant(t, "2026-11-25 23:00")) {
		l.To(l.Now.Add(time.Hour).In(l.Now.Location()).Format("2006-01-02 15:04"))
	}
	var asked []string
	for _, s := range l.Sent {
		if s.Letter == letter.SafetyNotice {
			asked = append(asked, s.At.Format("2 Jan 15:04")+" "+s.To.Called())
		}
	}
	same(t, "who was asked, and when", strings.Join(asked, ", "), "24 Nov 09:00 Complaints Team, "+
		"25 Nov 09:00 Complaints Team, 25 Nov 14:00 Complaints Team, 25 Nov 16:00 Complaints Lead")
}

// TestWhomSomebodyInDangerCanRing: the numbers are those for what they are in danger of, where the landlord is, and
// whoever cannot be rung is told how to reach them. // 2.4
func TestWhomSomebodyInDangerCanRing(t *testing.T) {
	t.Parallel()
	gas := aComplaint()
	gas.Emergency, gas.Flags = true, []reading.Flag{reading.FlagGas}
	for _, tc := range []struct {
		situation, nation string
		read              reading.Reading
		rings, not        string
	}{
		{"gas in England", "england", gas, "", "0808"},
		{"gas in Northern Ireland", "northern-ireland", gas, "0800 002 001", "0808"},
		{"he is outside, in England", "england", harmed(), "0808 2000 247", "18000"},
		{"he is outside, in Scotland", "scotland", harmed(), "0800 027 1234", "0808 2000 247"},
		{"he is outside, and she is not to be rung", "wales", harmed(), "18000", "0808 2000 247"},
	} {
		l := newLife(t, "hastoe-2020")
		l.Procedure.Policy.Jurisdiction = tc.nation
		words := "Words."
		if tc.rings == "18000" {
			words = "He is outside. I am deaf, so do not ring me."
		}
		l.Open(firstMorning, words, tc.read)
		f := l.Last(letter.Emergency).Facts
		said := strings.Join(append(f.Helplines, f.Gas), "\n")
		if !strings.Contains(said, tc.rings) || strings.Contains(said, tc.not) {
			t.Errorf("%s: the letter names\n%s\nwant %q in it and not %q", tc.situation, said, tc.rings, tc.not)
		}
	}
}

// staffSays has the team reply on the first day.
func staffSays(replies ...string) func(*proceduretest.Life) {
	return func(l *proceduretest.Life) {
		for i, words := range replies {
			l.Replies("2026-11-23 11:0"+string(rune('0'+i)), team, words)
		}
	}
}

// TestHeldLetterIsAskedFor: a held acknowledgement is asked for each working morning until somebody decides.
func TestHeldLetterIsAskedFor(t *testing.T) { // 2.4
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open(firstMorning, "She has died.", death()).To("2026-11-26 12:00")
	for _, morning := range []string{"2026-11-24 09:00", "2026-11-25 09:00", "2026-11-26 09:00"} {
		found := false
		for _, s := range l.Sent {
			found = found || s.Letter == letter.SafetyNotice && s.At.Format("2006-01-02 15:04") == morning
		}
		if !found {
			t.Errorf("at %s nobody was asked about the held letter", morning)
		}
	}
}

// TestAnswerOfAPersonGoes: what staff write themselves is held by no hold, but by a rule of the resident's.
func TestAnswerOfAPersonGoes(t *testing.T) { // 2.4
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open(firstMorning, "Words.", threat()).
		Replies("2026-11-24 10:00", manager, "RESPOND UPHELD\n"+wordy).To("2026-11-24 12:00")
	same(t, "outside", strings.Join(outside(l, firstMorning), ", "), "L23 to "+asha)
	l = newLife(t, "hastoe-2020").Open(firstMorning, "Words.", reachedBy(reading.ForSafety, neverEmail)).
		Replies("2026-11-24 10:00", manager, "RESPOND UPHELD\n"+wordy).To("2026-11-24 12:00")
	same(t, "outside", strings.Join(outside(l, firstMorning), ", "), "")
}

// TestSilenceCountsForNothingInAHold: no window closes and nothing is settled while a hold stands.
func TestSilenceCountsForNothingInAHold(t *testing.T) { // 2.4
	t.Parallel()
	l := newLife(t, "hastoe-2020").Complain(firstMorning).
		Replies("2026-11-24 10:00", manager, "RESPOND UPHELD\n"+wordy).
		Says("2026-11-25 10:00", "She has died.", death()).To("2027-06-01 12:00")
	l.Stands(complaint.Stage1Responded)
}

// TestALateHusband: who speaks in passing of somebody long dead has told of no death, and is answered; who tells that
// somebody is not to be written to any more has (2.4).
func TestALateHusband(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"My late husband Ted did the garden. The gutter has been down since May.": false,
		"You keep writing to my late husband.":                                    true,
		"My late wife was the tenant. Please close her account, she died in May.": true,
	} {
		read := aComplaint()
		read.Death, read.Writer = "Ted", reading.WriterResident
		l := newLife(t, "hastoe-2020").Open(firstMorning, words, read)
		same(t, words, l.Case.Safety.Has(complaint.HoldDeath), want)
	}
}

// TestABereavedReaderIsWrittenTo in a letter made for it, once a person has said with whom the case goes on. // 2.4
func TestABereavedReaderIsWrittenTo(t *testing.T) {
	t.Parallel()
	r := intent(reading.IntentNeutral)
	r.Death = "my mother"
	l := begun(t).SaysFrom("2026-11-24 10:00", "ben@example.com", "My mother has died. Ben Rahman", r)
	before := len(l.Sent)
	l.Replies("2026-11-25 10:00", team, "RELEASE Ben Rahman, ben@example.com").To("2026-11-25 11:00")
	o := l.Last(letter.Bereavement)
	same(t, "its reader", o.To.Email, "ben@example.com")
	same(t, "who has died", o.Facts.Late, "Asha Rahman")
	for _, s := range l.Sent[before:] {
		if s.To.Email == asha {
			t.Errorf("%s went to the dead", s.Letter)
		}
	}
}

// TestAPersonsOwnLetterEndsAHold: whoever writes to the resident has looked. It is the letter's leaving that releases,
// so that one which is stopped before releases nothing. // 2.4
func TestAPersonsOwnLetterEndsAHold(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The tap leaks. I will break his legs.", threat()).
		To("2026-11-24 10:00")
	m := l.Message("2026-11-24 10:00", team, "ASK which days are you at home next week?")
	d := l.Procedure.Command(l.Case, l.Staff(team), m, l.Read("2026-11-24 10:00", m.Text), l.Now)
	same(t, "it is held before the letter leaves", d.Case.Safety.Stands(), true)
	l.Do(d).To("2026-11-24 11:00")
	same(t, "it is held after that", l.Case.Safety.Stands(), false)
	same(t, "the acknowledgement that was held", l.Count(letter.Stage1Acknowledgement), 1)
}

// TestRulesOfAnEarlierCase: how somebody may be reached is known in a case that they open later, and so is that they are
// not safe where we write to them. // 2.4
func TestRulesOfAnEarlierCase(t *testing.T) {
	t.Parallel()
	earlier := newLife(t, "hastoe-2020").Open(firstMorning, "Words.", reachedBy(reading.ForSafety, neverEmail))
	later := newLife(t, "hastoe-2020")
	m := later.Message("2026-12-09 10:00", asha, "The lift has been out for a week.")
	later.Now = m.Received
	later.Do(later.Procedure.Open(proceduretest.Ref, m, aComplaint(), earlier.Case, later.Now)).To("2026-12-18 12:00")
	same(t, "it is held", later.Case.Safety.Has(complaint.HoldUnsafe), true)
	same(t, "outside", strings.Join(outside(later, "2026-12-09 00:00"), ", "), "")
}
