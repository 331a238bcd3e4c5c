package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

var (
	unknown = message.Proof{}
	failed  = message.Proof{Verdict: message.SenderFailed, By: message.ByDMARC}
	byToken = message.Proof{Verdict: message.SenderProved, By: message.ByToken}
)

// saysUnder is a message of Asha's of which so much is proved.
func saysUnder(l *proceduretest.Life, at, words string, p message.Proof, r reading.Reading) *proceduretest.Life {
	m := l.Message(at, proceduretest.Asha, words)
	m.Proof = p
	return l.Receives(m, r)
}

// told checks that the latest letter of an id says that nothing is proved.
func told(t *testing.T, l *proceduretest.Life, id complaint.LetterID) {
	t.Helper()
	if got := l.Last(id).Facts.NotProved; !strings.HasPrefix(got, "Not proved") {
		t.Errorf("%s: got %q, want the words that it is not proved", letter.Of(id).File, got)
	}
}

// TestNothingEndsOnAnUnprovedWord: with the same words a proved message ends the case and one that nobody has proved
// does not.
func TestNothingEndsOnAnUnprovedWord(t *testing.T) {
	t.Parallel()
	const at, words = "2026-11-24 10:00", "All sorted, please close my complaint."
	for name, p := range map[string]message.Proof{"no report": unknown, "failed": failed} {
		l := saysUnder(begun(t), at, words, p, intent(reading.IntentWithdraw)).Stands(complaint.Stage1Open).
			Got(at, "manager-withdrawn to repairs.manager")
		told(t, l, letter.ManagerWithdrawn)
		if got := l.Last(letter.ManagerWithdrawn).Facts.Problem; !strings.Contains(got, "not proved") {
			t.Errorf("%s: got %q, want that it is not proved", name, got)
		}
	}
	saysUnder(begun(t), at, words, byToken, intent(reading.IntentWithdraw)).ClosedAs(complaint.ClosedWithdrawn)
	begun(t).Says(at, words, intent(reading.IntentWithdraw)).ClosedAs(complaint.ClosedWithdrawn)

	t.Run("the answer is accepted", func(t *testing.T) {
		t.Parallel()
		const at = "2026-12-02 10:00"
		answered := func() *proceduretest.Life {
			return begun(t).Replies("2026-11-30 10:00", proceduretest.Manager, "RESPOND UPHELD\n"+proceduretest.Answer)
		}
		l := saysUnder(answered(), at, "I am happy with that.", unknown, intent(reading.IntentAccepts)).
			Stands(complaint.Stage1Responded)
		told(t, l, letter.ManagerWithdrawn)
		saysUnder(answered(), at, "I am happy with that.", byToken, intent(reading.IntentAccepts)).
			ClosedAs(complaint.ClosedSatisfied)
	})
	t.Run("what was agreed is settled", func(t *testing.T) {
		t.Parallel()
		const at = "2026-11-26 10:00"
		agreed := func() *proceduretest.Life {
			return begun(t).Replies("2026-11-24 10:00", proceduretest.Manager,
				"RESOLVED the ceiling was replastered and she is happy")
		}
		l := saysUnder(agreed(), at, "YES", unknown, intent("")).Stands(complaint.Stage1Open)
		told(t, l, letter.ManagerNewEvidence)
		saysUnder(agreed(), at, "YES", byToken, intent("")).ClosedAs(complaint.ClosedInformally)
	})
}

// TestATextEndsOnlyWhatWeAskedAbout: a text proves its number for what that number has had, and ends nothing of its own
// accord.
func TestATextEndsOnlyWhatWeAskedAbout(t *testing.T) {
	t.Parallel()
	texted := func() *proceduretest.Life {
		return proceduretest.New(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", proceduretest.Phone,
			"This is the third time I have reported the leak. It is Asha Rahman.", proceduretest.Repairs())
	}
	texted().SaysFrom("2026-11-24 10:00", proceduretest.Phone, "All sorted, please close my complaint.",
		intent(reading.IntentWithdraw)).Stands(complaint.Stage1Open)
	texted().Replies("2026-11-24 10:00", proceduretest.Manager,
		"RESOLVED the ceiling was replastered and she is happy").
		SaysFrom("2026-11-25 10:00", proceduretest.Phone, "YES", intent("")).ClosedAs(complaint.ClosedInformally)
	stopped := texted().SaysFrom("2026-11-24 10:00", proceduretest.Phone, "STOP", intent(reading.IntentOptOut))
	if !stopped.Case.Party.TextsOff {
		t.Error("a text that stops texts to its own number: got texts as before, want none")
	}
}

// TestNobodyIsAppointedOnAnUnprovedWord: whoever is named gets nothing before the resident has confirmed it by a way
// that is theirs.
func TestNobodyIsAppointedOnAnUnprovedWord(t *testing.T) {
	t.Parallel()
	const (
		at    = "2026-11-24 10:00"
		names = "My brother, mallory@evil.example, may speak to you for me."
	)
	for _, p := range []message.Proof{unknown, failed} {
		l := saysUnder(begun(t), at, names, p, intent(reading.IntentRepresentative))
		if l.Case.Consent {
			t.Fatal("consent: got it from a message that is not proved, want none")
		}
		told(t, l, letter.ManagerNewEvidence)
		l.Replies("2026-11-30 10:00", proceduretest.Manager, "RESPOND UPHELD\n"+proceduretest.Answer)
		for _, s := range l.Sent {
			if s.To.Email == "mallory@evil.example" {
				t.Errorf("%s went to somebody whom nobody proved has appointed", s)
			}
		}
		l = saysUnder(l, "2026-12-01 10:00", "Yes, I agree that my brother may speak for me.", byToken,
			intent(reading.IntentRepresentative))
		if !l.Case.Consent || l.Case.Representative.Email != "mallory@evil.example" {
			t.Error("the resident's own proved answer: got no consent, want it")
		}
	}
}

// TestNothingAboutAResidentChangesOnAnUnprovedWord: not how they are reached, nor what they need; a danger is acted on
// whoever tells of it.
func TestNothingAboutAResidentChangesOnAnUnprovedWord(t *testing.T) {
	t.Parallel()
	const at, needs = "2026-11-24 10:00", "Please write to me in large print, and do not phone me."
	l := saysUnder(begun(t), at, needs, unknown, intent(reading.IntentAdjustment))
	if l.Case.Party.LargePrint || l.Case.Party.NoCalls {
		t.Errorf("party: got %+v, want no change", l.Case.Party)
	}
	told(t, l, letter.ManagerNewEvidence)
	l = saysUnder(begun(t), at, "Please do not text me any more.", unknown, intent(reading.IntentOptOut))
	if l.Case.Party.TextsOff {
		t.Error("texts: got them stopped by an unproved mail, want them to go on")
	}
	if l = saysUnder(begun(t), at, needs, byToken, intent(reading.IntentAdjustment)); !l.Case.Party.LargePrint {
		t.Error("large print: got none for a proved message, want it")
	}
	danger := intent(reading.IntentEvidence)
	danger.Emergency = true
	l = saysUnder(begun(t), at, "I smell gas.", failed, danger)
	if !l.Case.Emergency {
		t.Error("a danger: got no alarm for a message that is not proved, want it")
	}
}

// TestWithoutAReportAResidentIsServedAsBefore: nothing but what ends, hands over or changes anything waits for a proof.
func TestWithoutAReportAResidentIsServedAsBefore(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	for _, i := range []reading.Intent{reading.IntentChase, reading.IntentQuery, reading.IntentEvidence,
		reading.IntentNewIssue, reading.IntentUnhappy, reading.IntentThanks} {
		words := "I have something to say about the leak."
		proved := begun(t).Says(at, words, intent(i))
		l := saysUnder(begun(t), at, words, unknown, intent(i))
		var want []string
		for _, s := range proved.Sent {
			if s.At.Equal(proceduretest.At(t, at)) {
				want = append(want, s.String())
			}
		}
		l.Got(at, want...).Stands(proved.Case.Status)
	}
}
