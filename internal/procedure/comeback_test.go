package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

// TestComingBack: a closed case lets its resident back in (3.2, the rows of CLOSED).
func TestComingBack(t *testing.T) {
	t.Parallel()
	withdrawn := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Says("2026-11-24 10:00", "sorted, please close it", intent(complaint.IntentWithdraw)).
			ClosedAs(complaint.ClosedWithdrawn)
	}
	t.Run("withdrawn: a person decides, whatever is said", func(t *testing.T) {
		for _, i := range []complaint.Intent{complaint.IntentUnhappy, complaint.IntentQuery, complaint.IntentChase} {
			withdrawn(t).Says("2026-12-01 10:00", "please open it again", intent(i)).Stands(complaint.Review).
				Got("2026-12-01 10:00", "received to asha", "team-decision to complaints.team")
		}
		withdrawn(t).Says("2026-12-01 10:00", "thanks", intent(complaint.IntentThanks)).
			ClosedAs(complaint.ClosedWithdrawn).Got("2026-12-01 10:00")
	})
	t.Run("accepted: open again from that day (L36)", func(t *testing.T) {
		l := withdrawn(t).Says("2026-12-01 10:00", "it leaks again", intent(complaint.IntentUnhappy)).
			Replies("2026-12-02 10:00", team, "ACCEPT").
			Stands(complaint.Stage1Open).Got("2026-12-02 10:00", "reopened to asha",
			"manager-assigned to repairs.manager",
			"command-done to complaints.team")
		sameDay(t, "stage 1 day 0", l.Case.Stage1.Day0, "2026-12-01")
		sameDay(t, "the case's day 0", l.Case.Day0, "2026-11-23")
		if l.Case.Stage1.AckedAt.IsZero() {
			t.Error("L36 is the acknowledgement and does not count")
		}
	})
	t.Run("refused to reopen: it stays closed as it was, with the reason", func(t *testing.T) {
		withdrawn(t).Says("2026-12-01 10:00", "it leaks again", intent(complaint.IntentUnhappy)).
			Replies("2026-12-02 10:00", team, "REFUSE this leak has its own new case").
			ClosedAs(complaint.ClosedWithdrawn).Got("2026-12-02 10:00", "stage2-refused to asha",
			"command-done to complaints.team")
	})
	t.Run("withdrawn at stage 2: it opens again at stage 2", func(t *testing.T) {
		stage2(t).Says("2026-12-08 10:00", "sorted, please close it", intent(complaint.IntentWithdraw)).
			Says("2026-12-14 10:00", "no it is not", intent(complaint.IntentUnhappy)).
			Replies("2026-12-14 11:00", team, "ACCEPT").Stands(complaint.Stage2Open).With(director)
	})
	t.Run("lapsed or satisfied: stage 2, late or in time", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			Says("2026-12-07 10:00", "I accept", intent(complaint.IntentAccepts)).ClosedAs(complaint.ClosedSatisfied)
		l.Says("2026-12-08 10:00", "I have changed my mind", intent(complaint.IntentUnhappy)).
			Stands(complaint.Stage2Open)
	})
	t.Run("lapsed: thanks with a but reach people, and open nothing", func(t *testing.T) {
		lapsed := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			To("2026-12-30 00:00").ClosedAs(complaint.ClosedLapsed)
		lapsed.Says("2027-01-04 10:00", "Thank you, but the paint has come off.", intent(complaint.IntentThanks)).
			Got("2027-01-04 10:00", "manager-new-evidence to repairs.manager",
				"manager-resident-chased to complaints.team").Stands(complaint.Closed)
	})
	t.Run("lapsed: more evidence reaches somebody", func(t *testing.T) {
		newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").To("2027-01-04 10:00").
			ClosedAs(complaint.ClosedLapsed).
			Says("2027-01-05 10:00", "the photos", intent(complaint.IntentEvidence)).
			Got("2027-01-05 10:00", "manager-new-evidence to repairs.manager")
	})
	t.Run("settled: within six months it opens by itself, later a person decides", func(t *testing.T) {
		settled := func(t *testing.T) *proceduretest.Life {
			return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
				Replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good").To("2026-12-03 00:00").
				ClosedAs(complaint.ClosedInformally)
		}
		l := settled(t).Says("2027-06-03 10:00", "it leaks again", intent(complaint.IntentUnhappy)).
			Stands(complaint.Stage1Open).Got("2027-06-03 10:00", "reopened to asha",
			"manager-assigned to repairs.manager")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2027-06-17")
		settled(t).Says("2027-06-04 10:00", "it leaks again", intent(complaint.IntentUnhappy)).Stands(complaint.Review)
	})
	t.Run("a request passed on: a complaint about it opens stage 1, never bounced twice", func(t *testing.T) {
		passed := func(t *testing.T) *proceduretest.Life {
			r := outOfScope(policy.FirstRequest)
			r.Area = complaint.AreaRepairs
			return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "My tap drips.", r)
		}
		for words, r := range map[string]complaint.Reading{
			"COMPLAINT":              {Kind: complaint.KindNeedsHuman, ToPerson: true},
			"You still haven't come": intent(complaint.IntentChase),
		} {
			l := passed(t).Says("2026-12-01 10:00", words, r).Stands(complaint.Stage1Open).
				Got("2026-12-01 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-15")
		}
		passed(t).Says("2026-12-01 10:00", "thanks", intent(complaint.IntentThanks)).
			ClosedAs(complaint.ClosedServiceRequest).Got("2026-12-01 10:00")
		passed(t).Says("2026-12-01 10:00", "I am in on Friday", intent(complaint.IntentEvidence)).
			Got("2026-12-01 10:00", "manager-new-evidence to repairs.manager")
		l := passed(t)
		r := intent(complaint.IntentNewIssue)
		if !l.Procedure.NewRef(l.Case, r) {
			t.Error("something else after a request is not a case of its own")
		}
	})
	t.Run("disputed: a person looks, and may refuse again", func(t *testing.T) {
		refused := func(t *testing.T, words string) *proceduretest.Life {
			return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Noise.", outOfScope(policy.NeighbourASB)).
				Replies("2026-11-23 11:00", team, words)
		}
		l := refused(t, "REFUSE E4 we have opened a case with the neighbourhood team").
			Says("2026-11-24 10:00", "This is not a neighbour dispute", intent(complaint.IntentDisputeScope)).
			Stands(complaint.Review).Got("2026-11-24 10:00", "received to asha", "team-decision to complaints.team")
		l.Replies("2026-11-24 11:00", team, "REFUSE we have looked again and it still is one").
			ClosedAs("out_of_scope:E4").Got("2026-11-24 11:00", "scope-neighbours to asha",
			"command-done to complaints.team")
		l.Says("2026-11-25 10:00", "It is about you.", intent(complaint.IntentDisputeScope)).
			Replies("2026-11-25 11:00", team, "ACCEPT").
			Stands(complaint.Stage1Open).Got("2026-11-25 11:00", "stage1-acknowledgement to asha",
			"manager-assigned to asb_tenancy.manager",
			"command-done to complaints.team")
		refused(t, "REFUSE AGE it was all before last spring").
			Says("2026-11-24 10:00", "no", intent(complaint.IntentDisputeScope)).
			Replies("2026-11-24 11:00", team, "REFUSE it was all before last spring").
			ClosedAs(complaint.ClosedOutOfTime).Got("2026-11-24 11:00", "out-of-time to asha",
			"command-done to complaints.team")
	})
}
