package procedure_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
)

// said lists what people said of messages in a life, as the log has it.
func (l *life) said() (all []complaint.Fact) {
	for _, e := range l.events {
		switch e.Fact.(type) {
		case complaint.Corrected, complaint.Confirmed:
			all = append(all, e.Fact)
		}
	}
	return all
}

// TestAPersonsWordOnAReadingIsAFact: what the team decides about a message that the program had read is in the log,
// apart from what follows for the case (5.2).
func TestAPersonsWordOnAReadingIsAFact(t *testing.T) {
	t.Parallel()
	const opened, decided = "2026-11-23 10:00", "2026-11-24 12:00"
	noise := complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.NeighbourASB}
	asComplaint, old := complaint.Label{Kind: complaint.KindComplaint}, complaint.Label{Kind: complaint.KindTooOld}
	request := complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest}
	reading := func(l complaint.Label) complaint.Reading {
		return complaint.Reading{Kind: l.Kind, Exclusion: l.Exclusion, Area: complaint.AreaRepairs, ToPerson: true}
	}
	human := complaint.Label{Kind: complaint.KindNeedsHuman}
	for name, test := range map[string]struct {
		read  complaint.Label
		reply string
		said  complaint.Label // zero: nothing is said
		wrong bool
	}{
		"accepted against the suggestion": {noise, "ACCEPT it is about how we handled it", asComplaint, true},
		"refused as suggested": {noise, "REFUSE E4 we have opened an antisocial behaviour case",
			noise, false},
		"refused under another clause": {noise, "REFUSE E1 this is a first report of the noise", request,
			true},
		"refused for a reason of its own": {noise, "REFUSE OTHER the home belongs to another landlord",
			complaint.Label{Kind: complaint.KindOutOfScope}, true},
		"refused as too old":                  {noise, "REFUSE AGE it ended in March last year", old, true},
		"passed on":                           {noise, "REQUEST", request, true},
		"a request, passed on in other words": {request, "REQUEST", request, false},
		"accepted as suggested":               {asComplaint, "ACCEPT", asComplaint, false},
		"refused against the suggestion": {asComplaint, "REFUSE E4 it is only about the neighbour", noise,
			true},
		"too old, as suggested":                  {old, "REFUSE you told us of no reason for waiting", old, false},
		"too old, and taken all the same":        {old, "ACCEPT she was in hospital", asComplaint, true},
		"a person had to look, and takes it":     {human, "ACCEPT", complaint.Label{}, false},
		"a person had to look, and it was a tap": {human, "REQUEST", request, true},
		"what the policy does not name is accepted": {complaint.Label{Kind: complaint.KindOutOfScope,
			Exclusion: policy.DataBreach}, "ACCEPT", asComplaint, true},
	} {
		l := newLife(t, "hastoe-2020").open(opened, "My neighbour is loud.", reading(test.read)).
			replies(decided, team, test.reply)
		received := instant(t, opened)
		var want []complaint.Fact
		switch {
		case test.wrong:
			want = []complaint.Fact{complaint.Corrected{Received: received, Context: complaint.ContextNone,
				Read: test.read, Said: test.said}}
		case test.said != complaint.Label{}:
			want = []complaint.Fact{complaint.Confirmed{Received: received, Context: complaint.ContextNone,
				Said: test.said}}
		}
		if got := l.said(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got  %+v\n want %+v", name, got, want)
		}
	}
	t.Run("in words, by whom", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(opened, "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			replies(decided, team, "ACCEPT it is about our handling")
		for _, e := range l.events {
			if _, ok := e.Fact.(complaint.Corrected); ok {
				const want = "The team read this as a complaint. The program had read it as a neighbour dispute or " +
					"antisocial behaviour (E4) and suggested REFUSE E4."
				if e.Why != want || e.By != team || !e.At.Equal(instant(t, decided)) {
					t.Errorf("%q by %s at %s", e.Why, e.By, e.At)
				}
			}
		}
	})
	t.Run("nobody decided: nothing is said", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(opened, "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			to("2026-11-26 00:00").stands(complaint.Stage1Open)
		if got := l.said(); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a suggestion that the policy itself made says nothing of the reading", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").open(opened, "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			replies(decided, team, "ACCEPT").stands(complaint.Stage1Open)
		if got := l.said(); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a late request for stage 2 is no reading", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain(opened).answered("2026-12-04 10:00").to("2027-01-10 10:00").
			says("2027-01-10 10:00", "not happy", intent(complaint.IntentStage2)).stands(complaint.Review).
			replies("2027-01-11 10:00", team, "ACCEPT").stands(complaint.Stage2Open)
		if got := l.said(); got != nil {
			t.Errorf("%+v", got)
		}
	})
}

// TestTheTeamTakesUpWhatWasTurnedAway: what the program passed on, or a person refused, may still be opened by the
// team.
func TestTheTeamTakesUpWhatWasTurnedAway(t *testing.T) {
	t.Parallel()
	t.Run("a request that was a complaint: the clock runs from its receipt", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "The tap drips.",
			complaint.Reading{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest,
				Area: complaint.AreaRepairs}).
			closedAs(complaint.ClosedServiceRequest).
			replies("2026-11-24 12:00", team, "ACCEPT she had reported it in May").stands(complaint.Stage1Open).
			got("2026-11-24 12:00", "L01 asha", "M01 repairs.manager", "M15 complaints.team")
		sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
		want := complaint.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: complaint.ContextNone,
			Read: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest},
			Said: complaint.Label{Kind: complaint.KindComplaint}}
		if got := l.said(); !reflect.DeepEqual(got, []complaint.Fact{want}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a question that was a complaint", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "When will you come?",
			complaint.Reading{Kind: complaint.KindEnquiry, Area: complaint.AreaRepairs}).
			closedAs(complaint.ClosedNotComplaint).replies("2026-11-24 12:00", team, "ACCEPT").
			stands(complaint.Stage1Open)
		if got := l.said()[0].(complaint.Corrected); got.Read.Kind != complaint.KindEnquiry {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a refusal that a person takes back: the clock runs from then", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "My neighbour is loud.",
			outOfScope(policy.NeighbourASB)).
			replies("2026-11-23 11:00", team, "REFUSE E4 we have opened an antisocial behaviour case").
			closedAs("out_of_scope:E4").
			replies("2027-01-11 11:40", team, "ACCEPT").stands(complaint.Stage1Open).
			got("2027-01-11 11:40", "L01 asha", "M01 asb_tenancy.manager", "M15 complaints.team")
		sameDay(t, "limit", l.c.Stage1.Limit, "2027-01-25")
		sameDay(t, "the case's day 0", l.c.Day0, "2026-11-23")
	})
	t.Run("not by anybody else, and not what ended otherwise", func(t *testing.T) {
		passed := func() *life {
			return newLife(t, "hastoe-2020").
				open("2026-11-23 10:00", "The tap drips.",
					complaint.Reading{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest,
						Area: complaint.AreaRepairs})
		}
		passed().replies("2026-11-24 12:00", manager, "ACCEPT").closedAs(complaint.ClosedServiceRequest).
			got("2026-11-24 12:00", "M16 repairs.manager")
		newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-11-24 10:00", "sorted, please close it", intent(complaint.IntentWithdraw)).
			replies("2026-11-24 12:00", team, "ACCEPT").closedAs(complaint.ClosedWithdrawn).
			got("2026-11-24 12:00", "M16 complaints.team")
	})
}

// TestStage2AskedInWordsTheProgramDidNotSee: ESCALATE after a message says what the message was; without one it says
// nothing.
func TestStage2AskedInWordsTheProgramDidNotSee(t *testing.T) {
	t.Parallel()
	answered := func() *life {
		return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00")
	}
	l := answered().says("2026-12-07 10:00", "so that is that then", intent(complaint.IntentEvidence)).
		replies("2026-12-08 10:00", team, "ESCALATE").stands(complaint.Stage2Open)
	want := complaint.Corrected{Received: instant(t, "2026-12-07 10:00"), Context: complaint.ContextStage1Answered,
		Said: complaint.Label{Kind: complaint.KindStage2Request, Intent: complaint.IntentStage2}}
	if got := l.said(); !reflect.DeepEqual(got, []complaint.Fact{want}) {
		t.Errorf("%+v", got)
	}
	if got := answered().replies("2026-12-08 10:00", team, "ESCALATE she rang us").stands(complaint.Stage2Open).
		said(); got != nil {
		t.Errorf("no message since the answer: %+v", got)
	}
	late := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
		says("2026-12-14 10:00", "still nothing", intent(complaint.IntentChase)).
		replies("2026-12-15 10:00", team, "ESCALATE")
	if got := late.stands(complaint.Stage2Open).said(); got != nil {
		t.Errorf("our own delay moved it up: %+v", got)
	}
}

// TestAnotherAreaIsACorrection: passing a case to the manager of another area says that the program's was wrong.
func TestAnotherAreaIsACorrection(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	moved := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
		replies(at, manager, "REASSIGN estate_services.manager@landlord.example")
	want := complaint.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: complaint.ContextNone,
		Read: complaint.Label{Area: complaint.AreaRepairs}, Said: complaint.Label{Area: "estate_services"}}
	if got := moved.said(); !reflect.DeepEqual(got, []complaint.Fact{want}) {
		t.Errorf("%+v", got)
	}
	if why := moved.events[len(moved.events)-1].Why; !strings.Contains(why, "This belongs to") {
		t.Errorf("%q", why)
	}
	if got := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
		replies(at, manager, "REASSIGN repairs.deputy@landlord.example").said(); got != nil {
		t.Errorf("to the deputy: %+v", got)
	}
	away := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
	away.p.Absent = map[string]calendar.Date{manager: calendar.MustDate("2026-12-20"),
		"repairs.deputy@landlord.example": calendar.MustDate("2026-12-20")}
	if got := away.replies(at, team, "REASSIGN estate_services.manager@landlord.example").said(); got != nil {
		t.Errorf("nobody of the area was there: %+v", got)
	}
	both := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
	estates := both.p.Register.Areas["estate_services"]
	areas := map[complaint.Area]complaint.AreaPeople{"grounds": estates}
	for a, p := range both.p.Register.Areas {
		areas[a] = p
	}
	both.p.Register.Areas = areas
	if got := both.replies(at, manager, "REASSIGN estate_services.manager@landlord.example").said(); got != nil {
		t.Errorf("to somebody who answers for two areas: %+v", got)
	}
}

// TestNobodysWordsAreInACorrection: erasing a case leaves what was said of its message, and nobody's words.
func TestNobodysWordsAreInACorrection(t *testing.T) {
	t.Parallel()
	f := complaint.Corrected{Received: time.Unix(1, 0).UTC(), Context: complaint.ContextNone,
		Read: complaint.Label{Kind: complaint.KindEnquiry},
		Said: complaint.Label{Kind: complaint.KindComplaint, Area: "repairs"}}
	e := complaint.Event{By: team, Why: "The team read this as a complaint.", Fact: f}.Pseudonymous()
	if e.Fact != f || e.Why != complaint.ErasedMark {
		t.Errorf("%+v", e)
	}
}
