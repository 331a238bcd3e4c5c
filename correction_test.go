package complaints_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"complaints"
)

// said lists what people said of messages in a life, as the log has it.
func (l *life) said() (all []complaints.Fact) {
	for _, e := range l.events {
		switch e.Fact.(type) {
		case complaints.Corrected, complaints.Confirmed:
			all = append(all, e.Fact)
		}
	}
	return all
}

// TestAPersonsWordOnAReadingIsAFact: what the team decides about a message that the program had read is in the log, apart
// from what follows for the case (5.2).
func TestAPersonsWordOnAReadingIsAFact(t *testing.T) {
	t.Parallel()
	const opened, decided = "2026-11-23 10:00", "2026-11-24 12:00"
	noise := complaints.Label{Kind: complaints.KindOutOfScope, Exclusion: complaints.NeighbourASB}
	complaint, old := complaints.Label{Kind: complaints.KindComplaint}, complaints.Label{Kind: complaints.KindTooOld}
	request := complaints.Label{Kind: complaints.KindOutOfScope, Exclusion: complaints.FirstRequest}
	reading := func(l complaints.Label) complaints.Reading {
		return complaints.Reading{Kind: l.Kind, Exclusion: l.Exclusion, Area: complaints.AreaRepairs, ToPerson: true}
	}
	human := complaints.Label{Kind: complaints.KindNeedsHuman}
	for name, test := range map[string]struct {
		read  complaints.Label
		reply string
		said  complaints.Label // zero: nothing is said
		wrong bool
	}{
		"accepted against the suggestion":           {noise, "ACCEPT it is about how we handled it", complaint, true},
		"refused as suggested":                      {noise, "REFUSE E4 we have opened an antisocial behaviour case", noise, false},
		"refused under another clause":              {noise, "REFUSE E1 this is a first report of the noise", request, true},
		"refused for a reason of its own":           {noise, "REFUSE OTHER the home belongs to another landlord", complaints.Label{Kind: complaints.KindOutOfScope}, true},
		"refused as too old":                        {noise, "REFUSE AGE it ended in March last year", old, true},
		"passed on":                                 {noise, "REQUEST", request, true},
		"a request, passed on in other words":       {request, "REQUEST", request, false},
		"accepted as suggested":                     {complaint, "ACCEPT", complaint, false},
		"refused against the suggestion":            {complaint, "REFUSE E4 it is only about the neighbour", noise, true},
		"too old, as suggested":                     {old, "REFUSE you told us of no reason for waiting", old, false},
		"too old, and taken all the same":           {old, "ACCEPT she was in hospital", complaint, true},
		"a person had to look, and takes it":        {human, "ACCEPT", complaints.Label{}, false},
		"a person had to look, and it was a tap":    {human, "REQUEST", request, true},
		"what the policy does not name is accepted": {complaints.Label{Kind: complaints.KindOutOfScope, Exclusion: complaints.DataBreach}, "ACCEPT", complaint, true},
	} {
		l := newLife(t, "hastoe-2020").open(opened, "My neighbour is loud.", reading(test.read)).replies(decided, team, test.reply)
		received := instant(t, opened)
		var want []complaints.Fact
		switch {
		case test.wrong:
			want = []complaints.Fact{complaints.Corrected{Received: received, Context: complaints.ContextNone, Read: test.read, Said: test.said}}
		case test.said != complaints.Label{}:
			want = []complaints.Fact{complaints.Confirmed{Received: received, Context: complaints.ContextNone, Said: test.said}}
		}
		if got := l.said(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got  %+v\n want %+v", name, got, want)
		}
	}
	t.Run("in words, by whom", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(opened, "My neighbour is loud.", outOfScope(complaints.NeighbourASB)).replies(decided, team, "ACCEPT it is about our handling")
		for _, e := range l.events {
			if _, ok := e.Fact.(complaints.Corrected); ok {
				const want = "The team read this as a complaint. The program had read it as a neighbour dispute or antisocial behaviour (E4) and suggested REFUSE E4."
				if e.Why != want || e.By != team || !e.At.Equal(instant(t, decided)) {
					t.Errorf("%q by %s at %s", e.Why, e.By, e.At)
				}
			}
		}
	})
	t.Run("nobody decided: nothing is said", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(opened, "My neighbour is loud.", outOfScope(complaints.NeighbourASB)).to("2026-11-26 00:00").stands(complaints.Stage1Open)
		if got := l.said(); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a suggestion that the policy itself made says nothing of the reading", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").open(opened, "My neighbour is loud.", outOfScope(complaints.NeighbourASB)).replies(decided, team, "ACCEPT").stands(complaints.Stage1Open)
		if got := l.said(); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a late request for stage 2 is no reading", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain(opened).answered("2026-12-04 10:00").to("2027-01-10 10:00").
			says("2027-01-10 10:00", "not happy", intent(complaints.IntentStage2)).stands(complaints.Review).replies("2027-01-11 10:00", team, "ACCEPT").stands(complaints.Stage2Open)
		if got := l.said(); got != nil {
			t.Errorf("%+v", got)
		}
	})
}

// TestTheTeamTakesUpWhatWasTurnedAway: what the program passed on, or a person refused, may still be opened by the team.
func TestTheTeamTakesUpWhatWasTurnedAway(t *testing.T) {
	t.Parallel()
	t.Run("a request that was a complaint: the clock runs from its receipt", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "The tap drips.", complaints.Reading{Kind: complaints.KindOutOfScope, Exclusion: complaints.FirstRequest, Area: complaints.AreaRepairs}).
			closedAs(complaints.ClosedServiceRequest).replies("2026-11-24 12:00", team, "ACCEPT she had reported it in May").stands(complaints.Stage1Open).
			got("2026-11-24 12:00", "L01 asha", "M01 repairs.manager", "M15 complaints.team")
		sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
		want := complaints.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: complaints.ContextNone,
			Read: complaints.Label{Kind: complaints.KindOutOfScope, Exclusion: complaints.FirstRequest}, Said: complaints.Label{Kind: complaints.KindComplaint}}
		if got := l.said(); !reflect.DeepEqual(got, []complaints.Fact{want}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a question that was a complaint", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "When will you come?", complaints.Reading{Kind: complaints.KindEnquiry, Area: complaints.AreaRepairs}).
			closedAs(complaints.ClosedNotComplaint).replies("2026-11-24 12:00", team, "ACCEPT").stands(complaints.Stage1Open)
		if got := l.said()[0].(complaints.Corrected); got.Read.Kind != complaints.KindEnquiry {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a refusal that a person takes back: the clock runs from then", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "My neighbour is loud.", outOfScope(complaints.NeighbourASB)).
			replies("2026-11-23 11:00", team, "REFUSE E4 we have opened an antisocial behaviour case").closedAs("out_of_scope:E4").
			replies("2027-01-11 11:40", team, "ACCEPT").stands(complaints.Stage1Open).got("2027-01-11 11:40", "L01 asha", "M01 asb_tenancy.manager", "M15 complaints.team")
		sameDay(t, "limit", l.c.Stage1.Limit, "2027-01-25")
		sameDay(t, "the case's day 0", l.c.Day0, "2026-11-23")
	})
	t.Run("not by anybody else, and not what ended otherwise", func(t *testing.T) {
		passed := func() *life {
			return newLife(t, "hastoe-2020").open("2026-11-23 10:00", "The tap drips.", complaints.Reading{Kind: complaints.KindOutOfScope, Exclusion: complaints.FirstRequest, Area: complaints.AreaRepairs})
		}
		passed().replies("2026-11-24 12:00", manager, "ACCEPT").closedAs(complaints.ClosedServiceRequest).got("2026-11-24 12:00", "M16 repairs.manager")
		newLife(t, "hastoe-2020").complain("2026-11-23 10:00").says("2026-11-24 10:00", "sorted, please close it", intent(complaints.IntentWithdraw)).
			replies("2026-11-24 12:00", team, "ACCEPT").closedAs(complaints.ClosedWithdrawn).got("2026-11-24 12:00", "M16 complaints.team")
	})
}

// TestStage2AskedInWordsTheProgramDidNotSee: ESCALATE after a message says what the message was; without one it says nothing.
func TestStage2AskedInWordsTheProgramDidNotSee(t *testing.T) {
	t.Parallel()
	answered := func() *life {
		return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00")
	}
	l := answered().says("2026-12-07 10:00", "so that is that then", intent(complaints.IntentEvidence)).replies("2026-12-08 10:00", team, "ESCALATE").stands(complaints.Stage2Open)
	want := complaints.Corrected{Received: instant(t, "2026-12-07 10:00"), Context: complaints.ContextStage1Answered, Said: complaints.Label{Kind: complaints.KindStage2Request, Intent: complaints.IntentStage2}}
	if got := l.said(); !reflect.DeepEqual(got, []complaints.Fact{want}) {
		t.Errorf("%+v", got)
	}
	if got := answered().replies("2026-12-08 10:00", team, "ESCALATE she rang us").stands(complaints.Stage2Open).said(); got != nil {
		t.Errorf("no message since the answer: %+v", got)
	}
	late := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").says("2026-12-14 10:00", "still nothing", intent(complaints.IntentChase)).replies("2026-12-15 10:00", team, "ESCALATE")
	if got := late.stands(complaints.Stage2Open).said(); got != nil {
		t.Errorf("our own delay moved it up: %+v", got)
	}
}

// TestAnotherAreaIsACorrection: passing a case to the manager of another area says that the program's was wrong.
func TestAnotherAreaIsACorrection(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	moved := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").replies(at, manager, "REASSIGN estate_services.manager@landlord.example")
	want := complaints.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: complaints.ContextNone, Read: complaints.Label{Area: complaints.AreaRepairs}, Said: complaints.Label{Area: "estate_services"}}
	if got := moved.said(); !reflect.DeepEqual(got, []complaints.Fact{want}) {
		t.Errorf("%+v", got)
	}
	if why := moved.events[len(moved.events)-1].Why; !strings.Contains(why, "This belongs to") {
		t.Errorf("%q", why)
	}
	if got := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").replies(at, manager, "REASSIGN repairs.deputy@landlord.example").said(); got != nil {
		t.Errorf("to the deputy: %+v", got)
	}
	away := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
	away.p.Absent = map[string]complaints.Date{manager: complaints.MustDate("2026-12-20"), "repairs.deputy@landlord.example": complaints.MustDate("2026-12-20")}
	if got := away.replies(at, team, "REASSIGN estate_services.manager@landlord.example").said(); got != nil {
		t.Errorf("nobody of the area was there: %+v", got)
	}
	both := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
	estates := both.p.Register.Areas["estate_services"]
	areas := map[complaints.Area]complaints.AreaPeople{"grounds": estates}
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
	f := complaints.Corrected{Received: time.Unix(1, 0).UTC(), Context: complaints.ContextNone, Read: complaints.Label{Kind: complaints.KindEnquiry}, Said: complaints.Label{Kind: complaints.KindComplaint, Area: "repairs"}}
	e := complaints.Event{By: team, Why: "The team read this as a complaint.", Fact: f}.Pseudonymous()
	if e.Fact != f || e.Why != complaints.Gone {
		t.Errorf("%+v", e)
	}
}
