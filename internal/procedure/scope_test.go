package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestScope: what looks outside the policy, or too old, or doubtful, is a person's to decide.
func TestScope(t *testing.T) { // P2, E2, E3, E5, E7, E8, 3.7
	t.Parallel()
	const at = "2026-11-23 10:00"
	for _, e := range policy.Exclusions[1:] { // E2 to E8
		t.Run("an exclusion: "+e.Code(), func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open(at, "About my neighbour.", outOfScope(e)).Stands(complaint.Review)
			same(t, "suggestion to the team", l.Case.Review.Suggest.String(), "REFUSE "+e.Code())
			holds(t, "the team is told", l.Case.Review.Why, e.Words())
			want := []string{"received to asha", "team-decision to complaints.team"}
			if e == policy.DataBreach {
				want = append(want, "data-protection to dpo")
			}
			l.Got(at, want...)
		})
	}
	t.Run("what looks too old", func(t *testing.T) { // P3
		t.Parallel()
		l := newLife(t, "hastoe-2020").Open(at, "In 2024 your contractor broke my fence.",
			reading.Reading{Kind: reading.KindTooOld}).Stands(complaint.Review)
		same(t, "the matter", l.Case.Review.Matter, complaint.MatterAge)
		holds(t, "the team is told", l.Case.Review.Why, "Saturday 23 May 2026")
		f := l.Last(letter.TeamDecision).Facts
		same(t, "the limit", f.TimeLimit, "six months")
		if want := "REFUSE AGE and why"; !slices.Contains(linesOffered(f), want) {
			t.Errorf("commands offered to the team: got %q, want %q among them", f.Commands, want)
		}
	})
	for _, k := range []reading.Kind{
		reading.KindNeedsHuman, reading.KindStage2Request, reading.KindFollowUp, reading.KindSpam,
	} {
		t.Run("doubt: "+string(k), func(t *testing.T) { // 3.2
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open(at, "Hello.", reading.Reading{Kind: k}).Stands(complaint.Review)
			same(t, "suggestion to the team", l.Case.Review.Suggest.String(), "ACCEPT")
		})
	}
	t.Run("doubt: a complaint that a person had better read", func(t *testing.T) {
		t.Parallel()
		r := aComplaint()
		r.ToPerson = true
		newLife(t, "hastoe-2020").Open(at, "Hm.", r).Stands(complaint.Review)
	})
}

// TestRoutes: every exclusion has somebody who deals with it; never a bare refusal.
func TestRoutes(t *testing.T) { // P2, E1, E2, E3, E4, E5, E6, E7, E8
	t.Parallel()
	refusals := map[policy.Exclusion]complaint.LetterID{
		policy.FirstRequest:   letter.ScopeFirstRequest,
		policy.NewBuildDefect: letter.ScopeNewBuildDefect,
		policy.ChargeLevel:    letter.ScopeRentAndCharges,
		policy.NeighbourASB:   letter.ScopeNeighbours,
		policy.PolicyApplied:  letter.ScopePolicyApplied,
		policy.LegalAction:    letter.ScopeLegalAction,
		policy.InsuranceClaim: letter.ScopeInsuranceClaim,
		policy.DataBreach:     letter.ScopeDataBreach,
	}
	for _, e := range policy.Exclusions {
		t.Run(e.Code(), func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Hm.", unclear()).
				Replies("2026-11-23 11:00", team, "REFUSE "+e.Code()+" another team looks after this for you").
				ClosedAs(complaint.ClosedOutOfScope+":"+complaint.CloseReason(e.Code())).
				GotInAll(refusals[e], 1)
			f := l.Last(refusals[e]).Facts
			same(t, "a reason", f.Reason != "", true)
			same(t, "the letter names the Ombudsman", f.External.Show, true)
			if len(f.OutOfScope) != 1 {
				t.Fatalf("what is sent on: got %+v, want one", f.OutOfScope)
			}
			if f.OutOfScope[0].Route == "" {
				t.Error("who deals with it: got nobody, want somebody")
			}
		})
	}
}

// TestExclusionsOfTheProfile: what the policy in force does not name is suggested for acceptance (Code 2.2).
func TestExclusionsOfTheProfile(t *testing.T) { // P1, E3, 2.6
	t.Parallel()
	charge := reading.Reading{Kind: reading.KindOutOfScope, Exclusion: policy.ChargeLevel,
		Area: reading.AreaRentsCharges}
	for profile, want := range map[string]string{
		"hastoe-2020":  "REFUSE E3",
		"ho-code-2024": "ACCEPT",
		"lgsco-code":   "ACCEPT",
	} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			q := newLife(t, profile).Open("2026-11-23 10:00", "The charge is too high.", charge).
				Stands(complaint.Review).Case.Review
			same(t, "suggestion to the team", q.Suggest.String(), want)
			same(t, "told that the policy does not name it", strings.Contains(q.Why, "does not name that"),
				want == "ACCEPT")
		})
	}
}

// TestRefusalsOutsideTheList: a refusal for another reason is the team's, who say it in a letter of its own.
func TestRefusalsOutsideTheList(t *testing.T) {
	t.Parallel()
	const other = "REFUSE OTHER we answered this last month in HC-2026-000009"
	open := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "ho-code-2024").Open("2026-11-23 10:00", "The gate again.", unclear())
	}
	t.Run("not by a manager", func(t *testing.T) {
		t.Parallel()
		open(t).Replies("2026-11-23 11:00", manager, "REFUSE OTHER we answered this last month").
			Stands(complaint.Review)
	})
	t.Run("by the team", func(t *testing.T) {
		t.Parallel()
		l := open(t).Replies("2026-11-23 12:00", team, other).ClosedAs("out_of_scope:other").
			Got("2026-11-23 12:00", "scope-other to asha", "command-done to complaints.team")
		f := l.Last(letter.ScopeOther).Facts
		holds(t, "the reason", f.Reason, "we answered this last month")
		same(t, "the letter names the Ombudsman", f.External.Show, true)
		if len(f.OutOfScope) != 1 || f.OutOfScope[0].Route == "" {
			t.Errorf("what is sent on: got %+v, want one with somebody who deals with it", f.OutOfScope)
		}
	})
	t.Run("disputed, and refused again", func(t *testing.T) {
		t.Parallel()
		open(t).Replies("2026-11-23 12:00", team, other).
			Says("2026-11-24 10:00", "That was another gate.", intent(reading.IntentDisputeScope)).
			Stands(complaint.Review).
			Replies("2026-11-24 11:00", team, "REFUSE it is the same gate after all").ClosedAs("out_of_scope:other").
			Got("2026-11-24 11:00", "scope-other to asha", "command-done to complaints.team")
	})
}

// TestAgeByTheProfile: from when the resident knew, and never after so many years, where the policy says so.
func TestAgeByTheProfile(t *testing.T) { // P3, 2.6
	t.Parallel()
	for _, tc := range []struct {
		name, profile, ended string
		knew, beyond         bool
	}{
		{"a policy that does not ask when they knew", "hastoe-2020", "2021-03-31", false, false},
		{"older than any may be", "psow-model", "2021-03-31", true, true},
		{"on the last day", "psow-model", "2023-11-23", true, false},
		{"a day later", "psow-model", "2023-11-22", true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			q := newLife(t, tc.profile).Open("2026-11-23 10:00", "Your contractor broke my fence.", reading.Reading{
				Kind: reading.KindTooOld, Area: reading.AreaRepairs,
				Event: reading.Interval{Latest: calendar.MustDate(tc.ended)},
			}).Stands(complaint.Review).Case.Review
			same(t, "suggestion to the team", q.Suggest.String(), "REFUSE AGE")
			same(t, "asked when they knew", strings.Contains(q.Why, "knew of it"), tc.knew)
			same(t, "told that it is beyond the limit", strings.Contains(q.Why, "older than the 3 years"), tc.beyond)
		})
	}
}
