package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// bins is a matter of another area than repairs.
var bins = reading.Issue{Sentence: "The bins were never emptied.", Kind: reading.KindComplaint,
	Area: reading.AreaEstateServices}

// newMatter is a message on a case that is about something else.
func newMatter(a reading.Area) reading.Reading {
	r := intent(reading.IntentNewIssue)
	r.Kind, r.Area = reading.KindComplaint, a
	return r
}

// TestNewMatters: an unrelated matter becomes a case of its own, and the resident hears its reference.
func TestNewMatters(t *testing.T) {
	t.Parallel()
	t.Run("in stage 1", func(t *testing.T) { // 3.2, 3.4
		t.Parallel()
		l := begun(t).Says("2026-11-24 10:00", "Also the bins.", newMatter(reading.AreaEstateServices)).
			Got("2026-11-24 10:00", "new-issue to asha")
		same(t, "links", strings.Join(l.Case.Links, " "), proceduretest.NextRef)
		same(t, "the reference in the letter", l.Last(letter.NewIssue).Facts.NewRef, proceduretest.NextRef)
	})
	t.Run("after the answer: no stage 2, and the window stays open", func(t *testing.T) { // P16
		t.Parallel()
		l := answered(t).Says("2026-12-07 10:00", "the bins", newMatter(reading.AreaEstateServices)).
			Stands(complaint.Stage1Responded).Got("2026-12-07 10:00", "new-issue to asha")
		sameDay(t, "last day of the window", l.Case.Stage1.WindowLast, "2026-12-29")
	})
	t.Run("in stage 2", func(t *testing.T) {
		t.Parallel()
		stage2(t).Says("2026-12-08 10:00", "the bins", newMatter(reading.AreaEstateServices)).
			Got("2026-12-08 10:00", "new-issue to asha").Stands(complaint.Stage2Open)
	})
	for name, same := range map[string]reading.Area{
		"not where the area is not known":     "",
		"not in the same area":                reading.AreaRepairs,
		"not where the area is no area's":     reading.AreaOther,
		"not where it is how we spoke to her": reading.AreaCustomerService,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			if l.Procedure.NewRef(l.Case, newMatter(same)) {
				t.Errorf("%q in a repairs case: got a case of its own, want none", same)
			}
		})
	}
}

// TestNewMattersInARequest: what is new in a request for stage 2 becomes a case of its own, and the acknowledgement
// says so.
func TestNewMattersInARequest(t *testing.T) { // P16
	t.Parallel()
	const at = "2026-12-07 10:00"
	request := reading.Reading{
		Kind: reading.KindStage2Request, Intent: reading.IntentStage2,
		Issues: []reading.Issue{{Sentence: "Your answer is wrong.", Kind: reading.KindStage2Request}, bins},
	}
	t.Run("the review opens, and names the new case", func(t *testing.T) {
		t.Parallel()
		l := answered(t).Says(at, "look again", request).Stands(complaint.Stage2Open).
			Got(at, "stage2-acknowledgement to asha", "director-review to property.director")
		got := l.Last(letter.Stage2Acknowledgement).Facts.NewRefs
		same(t, "new cases in the letter", strings.Join(got, " "), proceduretest.NextRef)
	})
	t.Run("the new case is about the new matter only", func(t *testing.T) {
		t.Parallel()
		l := answered(t).To(at)
		c := l.Procedure.OpenBeside(proceduretest.NextRef, l.Message(at, asha, "look again"), request,
			reading.Reading{Kind: reading.KindStage2Request}, l.Case, l.Now).Case
		same(t, "status", c.Status, complaint.Stage1Open)
		same(t, "area", c.Area, reading.AreaEstateServices)
		same(t, "issues", len(c.Issues), 1)
		same(t, "links", strings.Join(c.Links, " "), proceduretest.Ref)
		same(t, "resident", c.Party.Name, "Asha Rahman")
	})
	t.Run("a representative goes with the new case", func(t *testing.T) {
		t.Parallel()
		const ravi = "ravi@example.org"
		beside := complaint.Case{
			Ref: proceduretest.Ref, Status: complaint.Stage2Open, Party: people.Party{Email: asha},
			Representative: people.Contact{Email: ravi}, Consent: true,
		}
		r := aComplaint()
		r.Kind = reading.KindFollowUp
		l := newLife(t, "hastoe-2020")
		c := l.Procedure.OpenBeside(proceduretest.NextRef, l.Message(at, ravi, "the bins"), r, r, beside,
			instant(t, at)).Case
		same(t, "consent", c.Consent, true)
		same(t, "resident's address", c.Party.Email, asha)
		same(t, "status", c.Status, complaint.Stage1Open)
	})
}

// TestOtherAreas: the lead area answers, and the other areas in which something failed hear of their part.
func TestOtherAreas(t *testing.T) { // 4.2
	t.Parallel()
	const at = "2026-11-23 10:00"
	t.Run("each its own part", func(t *testing.T) {
		t.Parallel()
		r := aComplaint()
		r.Issues = []reading.Issue{
			{Sentence: "The leak is back for the third time.", Kind: reading.KindComplaint,
				Area: reading.AreaRepairs},
			{Sentence: "The lights on the stairs have been broken since October.", Kind: reading.KindComplaint,
				Area: reading.AreaEstateServices},
			{Sentence: "Nobody rings me back.", Kind: reading.KindComplaint, Area: reading.AreaCustomerService},
			{Sentence: "When are the bins collected?", Kind: reading.KindEnquiry, Area: "income"},
		}
		l := newLife(t, "hastoe-2020").
			Open(at, "The leak is back, the lights are broken and nobody rings me.", r).
			Got(at, "stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
				"area-concerned to estate_services.manager")
		f := l.Last(letter.AreaConcerned).Facts
		same(t, "area", f.Area, "estate services")
		want := []string{"The lights on the stairs have been broken since October."}
		if !slices.Equal(f.Issues, want) {
			t.Errorf("issues in the letter: got %q, want %q", f.Issues, want)
		}
		same(t, "the resident's words in the letter", f.Words, "")
		same(t, "who answers", f.Handler.Email, manager)
		l.Replies("2026-11-24 10:00", estates, "NOTE the lights are on order").
			Got("2026-11-24 10:00", "command-done to estate_services.manager")
	})
	t.Run("one area: nobody else", func(t *testing.T) {
		t.Parallel()
		begun(t).Got(at, "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
	})
}

// TestMixedMessage: issues are judged one by one; the part in scope opens, the rest is told where it goes.
func TestMixedMessage(t *testing.T) { // P2, E1, E4
	t.Parallel()
	r := aComplaint()
	r.Issues = []reading.Issue{
		{Sentence: "The leak has been reported three times.", Kind: reading.KindComplaint,
			Area: reading.AreaRepairs},
		{Sentence: "My neighbour plays music.", Kind: reading.KindOutOfScope, Exclusion: policy.NeighbourASB},
		{Sentence: "Please cut the hedge.", Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest,
			Area: reading.AreaEstateServices},
	}
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Three things.", r).Stands(complaint.Stage1Open).
		Got("2026-11-23 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
			"passed-on to estate_services.manager")
	f := l.Last(letter.Stage1Acknowledgement).Facts
	same(t, "issues in the acknowledgement", len(f.Issues), 1)
	if len(f.OutOfScope) != 2 {
		t.Fatalf("what is sent on: got %+v, want two", f.OutOfScope)
	}
	same(t, "the neighbour goes to", f.OutOfScope[0].Route, "our neighbourhood team, 0300 000 0104")
	same(t, "the area is told", l.Last(letter.PassedOn).Facts.Words, "Please cut the hedge.")
}
