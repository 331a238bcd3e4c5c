package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

const forgedLeak = "The ceiling leaks again and MALLORY says so."

// opensForged opens a case by a message that our mail server says is not Asha's.
func opensForged(t *testing.T, at string, r reading.Reading) *proceduretest.Life {
	t.Helper()
	l := proceduretest.New(t, "hastoe-2020")
	m := l.Message(at, proceduretest.Asha, forgedLeak)
	m.Proof = failed
	r.Issues = []reading.Issue{{Sentence: forgedLeak, Kind: reading.KindComplaint, Area: "repairs"}}
	return l.OpenLate(m, r, proceduretest.At(t, at))
}

// TestAForgedMessageIsAnsweredByNobody: the team has it with ACCEPT and the words that it is not proved; its address is
// sent nothing. A person who accepts it has it opened as any other.
func TestAForgedMessageIsAnsweredByNobody(t *testing.T) {
	t.Parallel()
	const at = "2026-11-23 10:00"
	l := opensForged(t, at, proceduretest.Repairs()).Stands(complaint.Review).
		Got(at, "team-decision to complaints.team")
	told(t, l, letter.TeamDecision)
	if got := l.Last(letter.TeamDecision).Facts; got.Commands[0].String() != "ACCEPT" || got.Words != forgedLeak {
		t.Errorf("got %q and %q, want ACCEPT and the message", got.Commands, got.Words)
	}
	l.Replies("2026-11-24 09:00", proceduretest.Team, "ACCEPT").Stands(complaint.Stage1Open)
	if got := l.Last(letter.Stage1Acknowledgement); got.To.Email != proceduretest.Asha || len(got.Facts.Issues) == 0 {
		t.Errorf("got %v with %q, want Asha's acknowledgement with the words", got.To, got.Facts.Issues)
	}
}

// TestAForgedMessageIsOpenedAtNoon: nobody has decided, so it is opened at noon of the last day, with an
// acknowledgement that has none of its words, however often it has to be written.
func TestAForgedMessageIsOpenedAtNoon(t *testing.T) {
	t.Parallel()
	const noon = "2026-11-25 12:00"
	l := opensForged(t, "2026-11-23 10:00", proceduretest.Repairs()).To("2026-11-25 11:59").Stands(complaint.Review).
		To(noon).Stands(complaint.Stage1Open)
	wordless := func(o order.Order) {
		t.Helper()
		f := o.Facts
		if f.Recipient != "" || f.Resident != "" || len(f.Issues)+len(f.OutOfScope) > 0 || f.Reason != "" {
			t.Errorf("%s: got %+v, want none of their words", letter.Of(o.Letter).File, f)
		}
	}
	if n := l.Count(letter.Stage1Acknowledgement); n != 1 {
		t.Fatalf("acknowledgements: got %d, want 1", n)
	}
	wordless(l.Last(letter.Stage1Acknowledgement))
	if got := l.Last(letter.ManagerAssigned).Facts.Words; got != forgedLeak {
		t.Errorf("the manager has %q, want the message", got)
	}
	told(t, l, letter.ManagerAssigned)
	told(t, l.To("2026-11-30 09:00"), letter.ManagerContactDue)
	told(t, l, letter.TeamDecision)
	l.To("2026-12-08 12:00")
	wordless(l.Last(letter.Stage1Late))
}

// TestDangerInAForgedMessage is acted on; the advice repeats nothing, and goes once a day to one address.
func TestDangerInAForgedMessage(t *testing.T) {
	t.Parallel()
	r := proceduretest.Repairs()
	r.Emergency = true
	l := opensForged(t, "2026-11-23 10:00", r)
	if n := l.Count(letter.Hazard); n != 2 { // the desk, and in office hours the manager
		t.Errorf("alerts: got %d, want 2", n)
	}
	told(t, l, letter.Hazard)
	told(t, l.To("2026-11-23 10:31"), letter.Hazard)
	got := l.Last(letter.Emergency)
	if !got.Sparing || got.To.Email != proceduretest.Asha || len(got.Facts.Issues) > 0 || got.Facts.Recipient != "" {
		t.Errorf("got %+v, want the advice, sparing, without a word of theirs", got)
	}
}

// TestAForgedMessageOnACase is read and passed on, and its address is sent no answer.
func TestAForgedMessageOnACase(t *testing.T) {
	t.Parallel()
	const at, late = "2026-11-24 10:00", "2026-12-02 10:00"
	l := saysUnder(begun(t), at, "When will somebody come?", failed, intent(reading.IntentChase)).
		Got(at, "manager-resident-chased to repairs.manager")
	told(t, l, letter.ManagerResidentChased)
	saysUnder(begun(t), at, "When will somebody come?", unknown, intent(reading.IntentChase)).
		Got(at, "status to asha", "manager-resident-chased to repairs.manager")

	t.Run("asks for stage 2", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-30 10:00", proceduretest.Manager, "RESPOND UPHELD\n"+proceduretest.Answer)
		saysUnder(l, late, "MALLORY wants a review.", failed, intent(reading.IntentStage2)).
			Stands(complaint.Review).Got(late, "team-decision to complaints.team")
		told(t, l, letter.TeamDecision)
		l.To("2026-12-04 12:00").Stands(complaint.Stage2Open)
		if got := l.Last(letter.Stage2Acknowledgement).Facts; strings.Contains(got.Reason, "MALLORY") {
			t.Errorf("got the words %q in the acknowledgement, want none", got.Reason)
		}
		if got := l.Last(letter.DirectorReview).Facts.Words; !strings.Contains(got, "MALLORY") {
			t.Errorf("the Director has %q, want the request", got)
		}
	})
	t.Run("complains of what was passed on", func(t *testing.T) {
		t.Parallel()
		r := reading.Reading{Kind: reading.KindOutOfScope, Exclusion: "first_request", Area: "repairs"}
		l := proceduretest.New(t, "hastoe-2020").Open("2026-11-23 10:00", "My tap drips.", r).Stands(complaint.Closed)
		again := intent(reading.IntentDisputeScope)
		again.Says.Answer = reading.AnswerComplaint
		saysUnder(l, at, "COMPLAINT", failed, again).Stands(complaint.Review).Got(at, "team-decision to complaints.team")
	})
	t.Run("says that it was not settled after all", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good").
			To("2026-12-10 10:00").ClosedAs(complaint.ClosedInformally)
		saysUnder(l, "2026-12-10 10:00", "It leaks again, MALLORY says.", failed, intent(reading.IntentUnhappy)).
			Stands(complaint.Review).Got("2026-12-10 10:00", "team-decision to complaints.team")
		told(t, l, letter.TeamDecision)
	})
}
