package procedure_test

import (
	"slices"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// night is a Sunday, at three in the morning.
const night = "2026-11-29 03:00"

// gas is a complaint that tells of gas.
func gas() reading.Reading {
	return reading.Reading{Kind: reading.KindComplaint, Area: reading.AreaSafetyCompliance,
		Flags: []reading.Flag{reading.FlagGas}, Emergency: true}
}

// smells is a case that begins with gas at night.
func smells(t *testing.T) *proceduretest.Life {
	t.Helper()
	return newLife(t, "hastoe-2020").Open(night, "I smell gas.", gas())
}

// TestDanger: safety is looked at before scope and apart from it, in the same minute.
func TestDanger(t *testing.T) { // 2.4, 0.3
	t.Parallel()
	t.Run("in a complaint", func(t *testing.T) {
		t.Parallel()
		smells(t).Got(night, "stage1-acknowledgement to asha", "emergency to asha", "hazard to out.of.hours")
	})
	t.Run("in a first request", func(t *testing.T) {
		t.Parallel()
		r := gas()
		r.Kind, r.Exclusion = reading.KindOutOfScope, policy.FirstRequest
		newLife(t, "hastoe-2020").Open(night, "I smell gas.", r).
			Got(night, "received to asha", "emergency to asha", "hazard to out.of.hours",
				"team-decision to complaints.team")
	})
	t.Run("in what a person has to read", func(t *testing.T) {
		t.Parallel()
		r := gas()
		r.ToPerson = true
		newLife(t, "hastoe-2020").Open(night, "I smell gas.", r).
			Got(night, "received to asha", "emergency to asha", "team-decision to complaints.team",
				"hazard to out.of.hours")
	})
	t.Run("in a case that is answered", func(t *testing.T) {
		t.Parallel()
		r := intent(reading.IntentEvidence)
		r.Emergency = true
		l := begun(t).Answered("2026-11-24 10:00").Says("2026-11-28 02:00", "There are sparks.", r).
			Got("2026-11-28 02:00", "emergency to asha", "hazard to out.of.hours").
			To("2026-11-28 02:15").Got("2026-11-28 02:15", "hazard to complaints.team").
			To("2026-11-28 02:30").Got("2026-11-28 02:30", "hazard to chief.executive", "hazard to out.of.hours")
		if !slices.ContainsFunc(l.Procedure.Duties(l.Case, l.Now), func(d procedure.Duty) bool {
			return d.Name == "take_emergency"
		}) {
			t.Error("taking it: got nobody who owes it, want somebody")
		}
	})
	t.Run("the resident is written to once a day, people for each message", func(t *testing.T) {
		t.Parallel()
		r := intent(reading.IntentChase)
		r.Emergency = true
		smells(t).Says("2026-11-29 03:10", "Still gas!", r).
			GotInAll(letter.Emergency, 1).GotInAll(letter.Hazard, 2)
	})
}

// TestDangerToldAgain: told again until somebody takes it, and not after.
func TestDangerToldAgain(t *testing.T) {
	t.Parallel()
	t.Run("until it is taken", func(t *testing.T) {
		t.Parallel()
		smells(t).
			To("2026-11-29 03:15").Got("2026-11-29 03:15", "hazard to complaints.team").
			To("2026-11-29 03:30").Got("2026-11-29 03:30", "hazard to chief.executive", "hazard to out.of.hours").
			To("2026-11-29 04:00").Got("2026-11-29 04:00", "hazard to chief.executive",
			"hazard to complaints.team", "hazard to out.of.hours", "hazard to property.director",
			"hazard to safety_compliance.manager").
			To("2026-11-30 09:00").GotInAll(letter.Hazard, 1+1+2+30*5).
			Replies("2026-11-30 09:30", nights, "TAKEN").
			Got("2026-11-30 09:30", "alarm-ended to chief.executive",
				"alarm-ended to complaints.team", "alarm-ended to property.director",
				"alarm-ended to safety_compliance.manager", "command-done to out.of.hours").
			To("2026-12-04 12:00").GotInAll(letter.Hazard, 1+1+2+30*5)
	})
	t.Run("an outage sends one word, not all that were missed", func(t *testing.T) {
		t.Parallel()
		l := smells(t)
		l.Take(l.Procedure.Sweep(l.Case, instant(t, "2026-11-29 04:45")))
		told := 0
		for _, o := range l.Waiting {
			if o.Letter == letter.Hazard {
				told++
			}
		}
		same(t, "alerts after the outage, one to each of five", told, 5)
	})
	harm := gas()
	harm.Flags = []reading.Flag{reading.FlagSelfHarm}
	for _, tc := range []struct {
		name    string
		reading reading.Reading
		reply   string
		again   bool
	}{
		{"a conversation with the resident ends it", gas(),
			"CONTACTED rang her, the engineer has made it safe", false},
		{"an attempt does not", gas(), "CONTACTED left a voicemail", true},
		{"harm to a person needs TAKEN", harm, "CONTACTED rang her about the repair", true},
		{"or that the resident is safe", harm, "CONTACTED spoke with her, she is safe at her sister's", false},
		{"not that she is not", harm, "CONTACTED spoke with her, she is not safe there", true},
		{"FALSE and why", harm, "FALSE alarm, she was quoting a song", false},
		{"FALSE alone does not", gas(), "FALSE", true},
		{"TAKEN and who", gas(), "TAKEN the engineer is on the way", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open(night, "I smell gas.", tc.reading).
				Replies("2026-11-30 09:30", "safety_compliance.manager@landlord.example", tc.reply)
			before := l.Count(letter.Hazard) + l.Count(letter.Safeguarding)
			l.To("2026-12-02 12:00")
			same(t, "told again", l.Count(letter.Hazard)+l.Count(letter.Safeguarding) > before, tc.again)
		})
	}
}

// TestSafeguarding: where a person may be harmed another person is told, by a letter of its own, and told again.
func TestSafeguarding(t *testing.T) { // 3.7
	t.Parallel()
	t.Run("self-harm gets a person and a careful text", func(t *testing.T) {
		t.Parallel()
		r := reading.Reading{Kind: reading.KindNeedsHuman, ToPerson: true,
			Flags: []reading.Flag{reading.FlagSelfHarm}}
		newLife(t, "hastoe-2020").OpenFrom(night, phone, "I cannot go on.", r).
			Got(night, "received to "+phone, "emergency to "+phone, "who-are-you to "+phone,
				"team-decision to complaints.team", "safeguarding to complaints.team", "safeguarding to out.of.hours").
			To("2026-11-29 03:30").
			Got("2026-11-29 03:30", "safeguarding to chief.executive", "safeguarding to out.of.hours")
	})
	t.Run("another person", func(t *testing.T) { // 2.4
		t.Parallel()
		r := aComplaint()
		r.Emergency, r.Evidence = true, []reading.Evidence{{Clause: "safeguarding", Text: "hits his children"}}
		l := newLife(t, "hastoe-2020").
			Open("2026-11-28 22:00", "The man in flat 12 hits his children. I told you weeks ago.", r).
			Got("2026-11-28 22:00", "emergency to asha", "safeguarding to complaints.team", "safeguarding to out.of.hours").
			To("2026-11-28 22:30").
			Got("2026-11-28 22:30", "safeguarding to chief.executive", "safeguarding to out.of.hours")
		if !slices.Contains(l.Case.Flags, reading.FlagSafeguarding) {
			t.Errorf("flags: got %q, want safeguarding among them", l.Case.Flags)
		}
	})
}
