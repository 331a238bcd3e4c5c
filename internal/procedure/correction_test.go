package procedure_test

import (
	"reflect"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

// said lists what people said of messages in a life, as the log has it.
func said(l *proceduretest.Life) (all []complaint.Fact) {
	for _, e := range l.Events {
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
		l := newLife(t, "hastoe-2020").Open(opened, "My neighbour is loud.", reading(test.read)).
			Replies(decided, team, test.reply)
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
		if got := said(l); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got  %+v\n want %+v", name, got, want)
		}
	}
	t.Run("in words, by whom", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open(opened, "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			Replies(decided, team, "ACCEPT it is about our handling")
		for _, e := range l.Events {
			if _, ok := e.Fact.(complaint.Corrected); ok {
				const want = "The team read this as a complaint. The program had read it as a neighbour dispute or " +
					"antisocial behaviour (E4) and suggested REFUSE E4."
				if e.Why != want || e.By != complaint.ByStaff(team) || !e.At.Equal(instant(t, decided)) {
					t.Errorf("%q by %s at %s", e.Why, e.By, e.At)
				}
			}
		}
	})
	t.Run("nobody decided: nothing is said", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open(opened, "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			To("2026-11-26 00:00").Stands(complaint.Stage1Open)
		if got := said(l); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a suggestion that the policy itself made says nothing of the reading", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").Open(opened, "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			Replies(decided, team, "ACCEPT").Stands(complaint.Stage1Open)
		if got := said(l); got != nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a late request for stage 2 is no reading", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Complain(opened).Answered("2026-12-04 10:00").To("2027-01-10 10:00").
			Says("2027-01-10 10:00", "not happy", intent(complaint.IntentStage2)).Stands(complaint.Review).
			Replies("2027-01-11 10:00", team, "ACCEPT").Stands(complaint.Stage2Open)
		if got := said(l); got != nil {
			t.Errorf("%+v", got)
		}
	})
}

// TestTheTeamTakesUpWhatWasTurnedAway: what the program passed on, or a person refused, may still be opened by the
// team.
func TestTheTeamTakesUpWhatWasTurnedAway(t *testing.T) {
	t.Parallel()
	t.Run("a request that was a complaint: the clock runs from its receipt", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The tap drips.",
			complaint.Reading{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest,
				Area: complaint.AreaRepairs}).
			ClosedAs(complaint.ClosedServiceRequest).
			Replies("2026-11-24 12:00", team, "ACCEPT she had reported it in May").Stands(complaint.Stage1Open).
			Got("2026-11-24 12:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
				"command-done to complaints.team")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		want := complaint.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: complaint.ContextNone,
			Read: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest},
			Said: complaint.Label{Kind: complaint.KindComplaint}}
		if got := said(l); !reflect.DeepEqual(got, []complaint.Fact{want}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a question that was a complaint", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "When will you come?",
			complaint.Reading{Kind: complaint.KindEnquiry, Area: complaint.AreaRepairs}).
			ClosedAs(complaint.ClosedNotComplaint).Replies("2026-11-24 12:00", team, "ACCEPT").
			Stands(complaint.Stage1Open)
		if got := said(l)[0].(complaint.Corrected); got.Read.Kind != complaint.KindEnquiry {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a refusal that a person takes back: the clock runs from then", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "My neighbour is loud.",
			outOfScope(policy.NeighbourASB)).
			Replies("2026-11-23 11:00", team, "REFUSE E4 we have opened an antisocial behaviour case").
			ClosedAs("out_of_scope:E4").
			Replies("2027-01-11 11:40", team, "ACCEPT").Stands(complaint.Stage1Open).
			Got("2027-01-11 11:40", "stage1-acknowledgement to asha", "manager-assigned to asb_tenancy.manager",
				"command-done to complaints.team")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2027-01-25")
		sameDay(t, "the case's day 0", l.Case.Day0, "2026-11-23")
	})
	t.Run("not by anybody else, and not what ended otherwise", func(t *testing.T) {
		passed := func() *proceduretest.Life {
			return newLife(t, "hastoe-2020").
				Open("2026-11-23 10:00", "The tap drips.",
					complaint.Reading{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest,
						Area: complaint.AreaRepairs})
		}
		passed().Replies("2026-11-24 12:00", manager, "ACCEPT").ClosedAs(complaint.ClosedServiceRequest).
			Got("2026-11-24 12:00", "command-not-understood to repairs.manager")
		newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Says("2026-11-24 10:00", "sorted, please close it", intent(complaint.IntentWithdraw)).
			Replies("2026-11-24 12:00", team, "ACCEPT").ClosedAs(complaint.ClosedWithdrawn).
			Got("2026-11-24 12:00", "command-not-understood to complaints.team")
	})
}

// TestStage2AskedInWordsTheProgramDidNotSee: ESCALATE after a message says what the message was; without one it says
// nothing.
func TestStage2AskedInWordsTheProgramDidNotSee(t *testing.T) {
	t.Parallel()
	answered := func() *proceduretest.Life {
		return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00")
	}
	l := answered().Says("2026-12-07 10:00", "so that is that then", intent(complaint.IntentEvidence)).
		Replies("2026-12-08 10:00", team, "ESCALATE").Stands(complaint.Stage2Open)
	want := complaint.Corrected{Received: instant(t, "2026-12-07 10:00"), Context: complaint.ContextStage1Answered,
		Said: complaint.Label{Kind: complaint.KindStage2Request, Intent: complaint.IntentStage2}}
	if got := said(l); !reflect.DeepEqual(got, []complaint.Fact{want}) {
		t.Errorf("%+v", got)
	}
	if got := said(answered().Replies("2026-12-08 10:00", team, "ESCALATE she rang us").
		Stands(complaint.Stage2Open)); got != nil {
		t.Errorf("no message since the answer: %+v", got)
	}
	late := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
		Says("2026-12-14 10:00", "still nothing", intent(complaint.IntentChase)).
		Replies("2026-12-15 10:00", team, "ESCALATE")
	if got := said(late.Stands(complaint.Stage2Open)); got != nil {
		t.Errorf("our own delay moved it up: %+v", got)
	}
}

// TestAnotherAreaIsACorrection: passing a case to the manager of another area says that the program's was wrong.
func TestAnotherAreaIsACorrection(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	moved := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
		Replies(at, manager, "REASSIGN estate_services.manager@landlord.example")
	want := complaint.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: complaint.ContextNone,
		Read: complaint.Label{Area: complaint.AreaRepairs}, Said: complaint.Label{Area: "estate_services"}}
	if got := said(moved); !reflect.DeepEqual(got, []complaint.Fact{want}) {
		t.Errorf("%+v", got)
	}
	if why := moved.Events[len(moved.Events)-1].Why; !strings.Contains(why, "This belongs to") {
		t.Errorf("%q", why)
	}
	if got := said(newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
		Replies(at, manager, "REASSIGN repairs.deputy@landlord.example")); got != nil {
		t.Errorf("to the deputy: %+v", got)
	}
	away := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00")
	away.Procedure.Absent = map[string]calendar.Date{manager: calendar.MustDate("2026-12-20"),
		"repairs.deputy@landlord.example": calendar.MustDate("2026-12-20")}
	if got := said(away.Replies(at, team, "REASSIGN estate_services.manager@landlord.example")); got != nil {
		t.Errorf("nobody of the area was there: %+v", got)
	}
	both := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00")
	estates := both.Procedure.Register.Areas["estate_services"]
	areas := map[complaint.Area]complaint.AreaPeople{"grounds": estates}
	for a, p := range both.Procedure.Register.Areas {
		areas[a] = p
	}
	both.Procedure.Register.Areas = areas
	if got := said(both.Replies(at, manager, "REASSIGN estate_services.manager@landlord.example")); got != nil {
		t.Errorf("to somebody who answers for two areas: %+v", got)
	}
}
