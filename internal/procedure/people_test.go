package procedure_test

import (
	"testing"

	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestReviewer: a Director reviews who did not handle stage 1, nor is kept from the case.
func TestReviewer(t *testing.T) { // P15
	t.Parallel()
	// asked is a request for stage 2 in a case that these handled in stage 1.
	asked := func(t *testing.T, handled ...string) *proceduretest.Life {
		t.Helper()
		l := begun(t)
		l.Case.Stage1.StandIns = append(l.Case.Stage1.StandIns, handled...)
		return l.Answered("2026-12-04 10:00").
			Says("2026-12-07 10:00", "look again", intent(reading.IntentStage2))
	}
	for _, tc := range []struct {
		name    string
		handled []string
		want    string
	}{
		{"the area's Director", nil, director},
		{"another, if that one handled stage 1", []string{director}, housing},
		{"the chief executive, if all did", []string{director, housing}, chief},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			asked(t, tc.handled...).With(tc.want)
		})
	}
	t.Run("nobody of those, if the chief executive did too: the team finds somebody", func(t *testing.T) {
		t.Parallel()
		l := asked(t, director, housing, chief).With("").
			Got("2026-12-07 10:00", "stage2-acknowledgement to asha", "director-review to complaints.team")
		l.Replies("2026-12-07 12:00", team, "REASSIGN property.director@landlord.example").
			Got("2026-12-07 12:00", "command-not-understood to complaints.team")
		if !owes(l, "respond", team) {
			t.Errorf("the answer: got %+v, want it owed by the team", l.Procedure.Duties(l.Case, l.Now))
		}
	})
	t.Run("a Director who was concerned hands it on, and does not get it back", func(t *testing.T) {
		t.Parallel()
		l := stage2(t).Replies("2026-12-07 12:00", director, "REASSIGN housing.director@landlord.example").
			Got("2026-12-07 12:00", "command-not-understood to property.director").With(director)
		l.Replies("2026-12-07 12:30", director, "CONFLICT I advised on the first repair").With(housing).
			Got("2026-12-07 12:30", "command-done to property.director", "reassigned to housing.director")
		l.Replies("2026-12-07 13:00", team, "REASSIGN property.director@landlord.example").With(housing)
		l.Replies("2026-12-07 13:30", team, "REASSIGN chief.executive@landlord.example").With(chief)
	})
}

// TestManager: who investigates stage 1 by the area of the complaint.
func TestManager(t *testing.T) { // P6, 4.1
	t.Parallel()
	const at = "2026-11-23 10:00"
	in := func(a reading.Area) reading.Reading {
		r := aComplaint()
		r.Area = a
		return r
	}
	t.Run("no area", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open(at, "It is all wrong.", in("")).With("other.manager@landlord.example")
	})
	t.Run("an unknown area is the complaints team's", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open(at, "It is all wrong.", in("swimming_pool")).With(team).
			Got(at, "stage1-acknowledgement to asha", "manager-assigned to complaints.team")
	})
	t.Run("an area without a Director: the complaints team must not miss it", func(t *testing.T) {
		t.Parallel()
		newLife(t, "hastoe-2020").Open(at, "closed again", in("swimming_pool")).To("2026-12-08 09:00").
			Got("2026-12-08 09:00", "manager-overdue to complaints.team", "director-overdue to complaints.team")
	})
}

// TestLeadArea: the part in scope leads, whatever area the whole was taken for.
func TestLeadArea(t *testing.T) { // P6, 4.2
	t.Parallel()
	lift := reading.Issue{Sentence: "The lift has been broken for weeks.", Kind: reading.KindComplaint,
		Area: reading.AreaSafetyCompliance}
	stairs := reading.Issue{Sentence: "The stairs are never cleaned.", Kind: reading.KindComplaint,
		Area: reading.AreaEstateServices}
	music := reading.Issue{Sentence: "My neighbour plays music.", Kind: reading.KindOutOfScope,
		Exclusion: policy.NeighbourASB, Area: reading.AreaASBTenancy}
	for _, tc := range []struct {
		name   string
		whole  reading.Area
		issues []reading.Issue
		want   string
	}{
		{"the neighbour's area gives way", reading.AreaASBTenancy, []reading.Issue{music, lift, stairs},
			"safety_compliance.manager@landlord.example"},
		{"the whole is of a part in scope", reading.AreaEstateServices, []reading.Issue{lift, music, stairs},
			estates},
		{"the whole is of none of the parts", reading.AreaRepairs, []reading.Issue{lift, music}, manager},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := reading.Reading{Kind: reading.KindComplaint, Area: tc.whole, Issues: tc.issues}
			newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Several things.", r).With(tc.want)
		})
	}
}
