package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/policy"
)

// TestComingBack: a closed case lets its resident back in (3.2, the rows of CLOSED).
func TestComingBack(t *testing.T) {
	t.Parallel()
	withdrawn := func(t *testing.T) *life {
		return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-11-24 10:00", "sorted, please close it", intent(complaint.IntentWithdraw)).
			closedAs(complaint.ClosedWithdrawn)
	}
	t.Run("withdrawn: a person decides, whatever is said", func(t *testing.T) {
		for _, i := range []complaint.Intent{complaint.IntentUnhappy, complaint.IntentQuery, complaint.IntentChase} {
			withdrawn(t).says("2026-12-01 10:00", "please open it again", intent(i)).stands(complaint.Review).
				got("2026-12-01 10:00", "L02 asha", "M14 complaints.team")
		}
		withdrawn(t).says("2026-12-01 10:00", "thanks", intent(complaint.IntentThanks)).
			closedAs(complaint.ClosedWithdrawn).got("2026-12-01 10:00")
	})
	t.Run("accepted: open again from that day (L36)", func(t *testing.T) {
		l := withdrawn(t).says("2026-12-01 10:00", "it leaks again", intent(complaint.IntentUnhappy)).
			replies("2026-12-02 10:00", team, "ACCEPT").
			stands(complaint.Stage1Open).got("2026-12-02 10:00", "L36 asha", "M01 repairs.manager",
			"M15 complaints.team")
		sameDay(t, "stage 1 day 0", l.c.Stage1.Day0, "2026-12-01")
		sameDay(t, "the case's day 0", l.c.Day0, "2026-11-23")
		if l.c.Stage1.AckedAt.IsZero() {
			t.Error("L36 is the acknowledgement and does not count")
		}
	})
	t.Run("refused to reopen: it stays closed as it was, with the reason", func(t *testing.T) {
		withdrawn(t).says("2026-12-01 10:00", "it leaks again", intent(complaint.IntentUnhappy)).
			replies("2026-12-02 10:00", team, "REFUSE this leak has its own new case").
			closedAs(complaint.ClosedWithdrawn).got("2026-12-02 10:00", "L27 asha", "M15 complaints.team")
	})
	t.Run("withdrawn at stage 2: it opens again at stage 2", func(t *testing.T) {
		stage2(t).says("2026-12-08 10:00", "sorted, please close it", intent(complaint.IntentWithdraw)).
			says("2026-12-14 10:00", "no it is not", intent(complaint.IntentUnhappy)).
			replies("2026-12-14 11:00", team, "ACCEPT").stands(complaint.Stage2Open).with(director)
	})
	t.Run("lapsed or satisfied: stage 2, late or in time", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
			says("2026-12-07 10:00", "I accept", intent(complaint.IntentAccepts)).closedAs(complaint.ClosedSatisfied)
		l.says("2026-12-08 10:00", "I have changed my mind", intent(complaint.IntentUnhappy)).
			stands(complaint.Stage2Open)
	})
	t.Run("lapsed: thanks with a but reach people, and open nothing", func(t *testing.T) {
		lapsed := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
			to("2026-12-30 00:00").closedAs(complaint.ClosedLapsed)
		lapsed.says("2027-01-04 10:00", "Thank you, but the paint has come off.", intent(complaint.IntentThanks)).
			got("2027-01-04 10:00", "M11 repairs.manager", "M12 complaints.team").stands(complaint.Closed)
	})
	t.Run("lapsed: more evidence reaches somebody", func(t *testing.T) {
		newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00").to("2027-01-04 10:00").
			closedAs(complaint.ClosedLapsed).
			says("2027-01-05 10:00", "the photos", intent(complaint.IntentEvidence)).
			got("2027-01-05 10:00", "M11 repairs.manager")
	})
	t.Run("settled: within six months it opens by itself, later a person decides", func(t *testing.T) {
		settled := func(t *testing.T) *life {
			return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
				replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good").to("2026-12-03 00:00").
				closedAs(complaint.ClosedInformally)
		}
		l := settled(t).says("2027-06-03 10:00", "it leaks again", intent(complaint.IntentUnhappy)).
			stands(complaint.Stage1Open).got("2027-06-03 10:00", "L36 asha", "M01 repairs.manager")
		sameDay(t, "limit", l.c.Stage1.Limit, "2027-06-17")
		settled(t).says("2027-06-04 10:00", "it leaks again", intent(complaint.IntentUnhappy)).stands(complaint.Review)
	})
	t.Run("a request passed on: a complaint about it opens stage 1, never bounced twice", func(t *testing.T) {
		passed := func(t *testing.T) *life {
			r := outOfScope(policy.FirstRequest)
			r.Area = complaint.AreaRepairs
			return newLife(t, "hastoe-2020").open("2026-11-23 10:00", "My tap drips.", r)
		}
		for words, r := range map[string]complaint.Reading{
			"COMPLAINT":              {Kind: complaint.KindNeedsHuman, ToPerson: true},
			"You still haven't come": intent(complaint.IntentChase),
		} {
			l := passed(t).says("2026-12-01 10:00", words, r).stands(complaint.Stage1Open).
				got("2026-12-01 10:00", "L01 asha", "M01 repairs.manager")
			sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-15")
		}
		passed(t).says("2026-12-01 10:00", "thanks", intent(complaint.IntentThanks)).
			closedAs(complaint.ClosedServiceRequest).got("2026-12-01 10:00")
		passed(t).says("2026-12-01 10:00", "I am in on Friday", intent(complaint.IntentEvidence)).
			got("2026-12-01 10:00", "M11 repairs.manager")
		l := passed(t)
		r := intent(complaint.IntentNewIssue)
		if !l.p.NewRef(l.c, r) {
			t.Error("something else after a request is not a case of its own")
		}
	})
	t.Run("disputed: a person looks, and may refuse again", func(t *testing.T) {
		refused := func(t *testing.T, words string) *life {
			return newLife(t, "hastoe-2020").open("2026-11-23 10:00", "Noise.", outOfScope(policy.NeighbourASB)).
				replies("2026-11-23 11:00", team, words)
		}
		l := refused(t, "REFUSE E4 we have opened a case with the neighbourhood team").
			says("2026-11-24 10:00", "This is not a neighbour dispute", intent(complaint.IntentDisputeScope)).
			stands(complaint.Review).got("2026-11-24 10:00", "L02 asha", "M14 complaints.team")
		l.replies("2026-11-24 11:00", team, "REFUSE we have looked again and it still is one").
			closedAs("out_of_scope:E4").got("2026-11-24 11:00", "L07 asha", "M15 complaints.team")
		l.says("2026-11-25 10:00", "It is about you.", intent(complaint.IntentDisputeScope)).
			replies("2026-11-25 11:00", team, "ACCEPT").
			stands(complaint.Stage1Open).got("2026-11-25 11:00", "L01 asha", "M01 asb_tenancy.manager",
			"M15 complaints.team")
		refused(t, "REFUSE AGE it was all before last spring").
			says("2026-11-24 10:00", "no", intent(complaint.IntentDisputeScope)).
			replies("2026-11-24 11:00", team, "REFUSE it was all before last spring").
			closedAs(complaint.ClosedOutOfTime).got("2026-11-24 11:00", "L12 asha", "M15 complaints.team")
	})
}
