package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// withdrawn is a case that its resident has withdrawn.
func withdrawn(t *testing.T) *proceduretest.Life {
	t.Helper()
	return begun(t).Says("2026-11-24 10:00", "sorted, please close it", intent(reading.IntentWithdraw)).
		ClosedAs(complaint.ClosedWithdrawn)
}

// TestBackAfterWithdrawing: a person decides, whatever is said.
func TestBackAfterWithdrawing(t *testing.T) { // 3.2
	t.Parallel()
	const at, decided = "2026-12-01 10:00", "2026-12-02 10:00"
	for _, i := range []reading.Intent{reading.IntentUnhappy, reading.IntentQuery, reading.IntentChase} {
		t.Run("a person decides: "+string(i), func(t *testing.T) {
			t.Parallel()
			withdrawn(t).Says(at, "please open it again", intent(i)).Stands(complaint.Review).
				Got(at, "received to asha", "team-decision to complaints.team")
		})
	}
	t.Run("thanks open nothing", func(t *testing.T) {
		t.Parallel()
		withdrawn(t).Says(at, "thanks", intent(reading.IntentThanks)).ClosedAs(complaint.ClosedWithdrawn).Got(at)
	})
	t.Run("accepted: open again from that day, and the letter is the acknowledgement", func(t *testing.T) { // 3.6
		t.Parallel()
		l := withdrawn(t).Says(at, "it leaks again", intent(reading.IntentUnhappy)).
			Replies(decided, team, "ACCEPT").Stands(complaint.Stage1Open).
			Got(decided, "reopened to asha", "manager-assigned to repairs.manager", "command-done to complaints.team")
		sameDay(t, "day 0 of stage 1", l.Case.Stage1.Day0, "2026-12-01")
		sameDay(t, "day 0 of the case", l.Case.Day0, "2026-11-23")
		same(t, "acknowledged", l.Case.Stage1.AckedAt, instant(t, decided))
	})
	t.Run("refused: it stays closed as it was, with the reason", func(t *testing.T) {
		t.Parallel()
		withdrawn(t).Says(at, "it leaks again", intent(reading.IntentUnhappy)).
			Replies(decided, team, "REFUSE this leak has its own new case").ClosedAs(complaint.ClosedWithdrawn).
			Got(decided, "stage2-refused to asha", "command-done to complaints.team")
	})
	t.Run("withdrawn at stage 2: it opens again at stage 2", func(t *testing.T) {
		t.Parallel()
		stage2(t).Says("2026-12-08 10:00", "sorted, please close it", intent(reading.IntentWithdraw)).
			Says("2026-12-14 10:00", "no it is not", intent(reading.IntentUnhappy)).
			Replies("2026-12-14 11:00", team, "ACCEPT").Stands(complaint.Stage2Open).With(director)
	})
}

// TestBackAfterTheAnswer: who was content, or said nothing, may still come back.
func TestBackAfterTheAnswer(t *testing.T) { // 3.2
	t.Parallel()
	lapsed := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return answered(t).To("2026-12-30 00:00").ClosedAs(complaint.ClosedLapsed)
	}
	t.Run("satisfied, and in time: stage 2", func(t *testing.T) {
		t.Parallel()
		answered(t).Says("2026-12-07 10:00", "I accept", intent(reading.IntentAccepts)).
			ClosedAs(complaint.ClosedSatisfied).
			Says("2026-12-08 10:00", "I have changed my mind", intent(reading.IntentUnhappy)).
			Stands(complaint.Stage2Open)
	})
	t.Run("lapsed: thanks with a but reach people, and open nothing", func(t *testing.T) {
		t.Parallel()
		lapsed(t).Says("2027-01-04 10:00", "Thank you, but the paint has come off.", intent(reading.IntentThanks)).
			Got("2027-01-04 10:00", "manager-new-evidence to repairs.manager",
				"manager-resident-chased to complaints.team").Stands(complaint.Closed)
	})
	t.Run("lapsed: more evidence reaches somebody", func(t *testing.T) {
		t.Parallel()
		lapsed(t).Says("2027-01-05 10:00", "the photos", intent(reading.IntentEvidence)).
			Got("2027-01-05 10:00", "manager-new-evidence to repairs.manager")
	})
}

// TestBackAfterSettling: within six months it opens by itself, later a person decides.
func TestBackAfterSettling(t *testing.T) { // 3.2
	t.Parallel()
	settled := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return begun(t).Replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good").
			To("2026-12-03 00:00").ClosedAs(complaint.ClosedInformally)
	}
	t.Run("on the last day", func(t *testing.T) {
		t.Parallel()
		l := settled(t).Says("2027-06-03 10:00", "it leaks again", intent(reading.IntentUnhappy)).
			Stands(complaint.Stage1Open).
			Got("2027-06-03 10:00", "reopened to asha", "manager-assigned to repairs.manager")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2027-06-17")
	})
	t.Run("a day later", func(t *testing.T) {
		t.Parallel()
		settled(t).Says("2027-06-04 10:00", "it leaks again", intent(reading.IntentUnhappy)).
			Stands(complaint.Review)
	})
}

// TestBackAfterARequest: a complaint about a request that was passed on opens stage 1; it never bounces twice.
func TestBackAfterARequest(t *testing.T) { // E1, 3.2
	t.Parallel()
	const at = "2026-12-01 10:00"
	for _, tc := range []struct {
		name, words string
		reading     reading.Reading
	}{
		{"the word that our letter offers", "COMPLAINT",
			reading.Reading{Kind: reading.KindNeedsHuman, ToPerson: true}},
		{"still waiting", "You still haven't come", intent(reading.IntentChase)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := tap(t).Says(at, tc.words, tc.reading).Stands(complaint.Stage1Open).
				Got(at, "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-15")
		})
	}
	t.Run("thanks open nothing", func(t *testing.T) {
		t.Parallel()
		tap(t).Says(at, "thanks", intent(reading.IntentThanks)).ClosedAs(complaint.ClosedServiceRequest).Got(at)
	})
	t.Run("more about it reaches the area", func(t *testing.T) {
		t.Parallel()
		tap(t).Says(at, "I am in on Friday", intent(reading.IntentEvidence)).
			Got(at, "manager-new-evidence to repairs.manager")
	})
	t.Run("something else is a case of its own", func(t *testing.T) {
		t.Parallel()
		l := tap(t)
		same(t, "a case of its own", l.Procedure.NewRef(l.Case, intent(reading.IntentNewIssue)), true)
	})
}

// TestBackAfterARefusal: a person looks, and may refuse again.
func TestBackAfterARefusal(t *testing.T) { // E4, 3.2, 3.4
	t.Parallel()
	disputed := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Noise.", outOfScope(policy.NeighbourASB)).
			Replies("2026-11-23 11:00", team, "REFUSE E4 we have opened a case with the neighbourhood team").
			Says("2026-11-24 10:00", "This is not a neighbour dispute", intent(reading.IntentDisputeScope))
	}
	t.Run("a person looks", func(t *testing.T) {
		t.Parallel()
		disputed(t).Stands(complaint.Review).
			Got("2026-11-24 10:00", "refusal-disputed to asha", "team-decision to complaints.team")
	})
	t.Run("refused again, and then accepted", func(t *testing.T) {
		t.Parallel()
		l := disputed(t).Replies("2026-11-24 11:00", team, "REFUSE we have looked again and it still is one").
			ClosedAs("out_of_scope:E4").
			Got("2026-11-24 11:00", "scope-neighbours to asha", "command-done to complaints.team")
		l.Says("2026-11-25 10:00", "It is about you.", intent(reading.IntentDisputeScope)).
			Replies("2026-11-25 11:00", team, "ACCEPT").Stands(complaint.Stage1Open).
			Got("2026-11-25 11:00", "stage1-acknowledgement to asha", "manager-assigned to asb_tenancy.manager",
				"command-done to complaints.team")
	})
	t.Run("too old, refused again", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Noise.", outOfScope(policy.NeighbourASB)).
			Replies("2026-11-23 11:00", team, "REFUSE AGE it was all before last spring").
			Says("2026-11-24 10:00", "no", intent(reading.IntentDisputeScope)).
			Replies("2026-11-24 11:00", team, "REFUSE it was all before last spring").
			ClosedAs(complaint.ClosedOutOfTime).GotInAll(letter.OutOfTime, 2).
			Got("2026-11-24 11:00", "out-of-time to asha", "command-done to complaints.team")
	})
}

// TestWhoeverWritesAfterARefusal is heard by the team, who declined it, whether or not they say that they disagree.
func TestWhoeverWritesAfterARefusal(t *testing.T) { // 3.4
	t.Parallel()
	r := reading.Reading{Kind: reading.KindOutOfScope, Exclusion: policy.NeighbourASB, Area: reading.AreaASBTenancy}
	refused := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The man upstairs bangs.", r).
			Replies("2026-11-23 12:00", "complaints.team@landlord.example", "REFUSE E4 it is about a neighbour").
			Stands(complaint.Closed)
	}
	t.Run("a question", func(t *testing.T) {
		t.Parallel()
		refused(t).Says("2026-11-26 10:00", "Does my diary not count?", intent(reading.IntentQuery)).
			Stands(complaint.Review).Got("2026-11-26 10:00", "received to asha", "team-decision to complaints.team")
	})
	t.Run("what may be the reason", func(t *testing.T) {
		t.Parallel()
		refused(t).Says("2026-11-26 10:00", "I only saw my file in May.", intent(reading.IntentDataRequest)).
			Stands(complaint.Review).Got("2026-11-26 10:00", "data-protection to dpo", "data-passed-on to asha",
			"team-decision to complaints.team")
		refused(t).Says("2026-11-26 10:00", "So four calls don't count?", intent(reading.IntentAdjustment)).
			Stands(complaint.Review)
	})
	t.Run("thanks", func(t *testing.T) {
		t.Parallel()
		refused(t).Says("2026-11-26 10:00", "Thank you.", intent(reading.IntentThanks)).Stands(complaint.Closed)
	})
}
