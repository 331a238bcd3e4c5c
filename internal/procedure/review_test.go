package procedure_test

import (
	"testing"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
	"complaints/internal/register"

	"github.com/google/go-cmp/cmp"
)

// questioned is a message about a neighbour's noise, before the team from Monday 23 November on.
func questioned(t *testing.T) *proceduretest.Life {
	t.Helper()
	return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "My neighbour is loud.",
		outOfScope(policy.NeighbourASB))
}

// TestReview: a person decides in time, or it opens by itself.
func TestReview(t *testing.T) {
	t.Parallel()
	t.Run("accepted: the clock runs from the receipt", func(t *testing.T) { // 3.2
		t.Parallel()
		l := questioned(t).Replies("2026-11-24 12:00", team, "ACCEPT it is about our handling").
			Stands(complaint.Stage1Open).Got("2026-11-24 12:00", "stage1-acknowledgement to asha",
			"manager-assigned to asb_tenancy.manager", "command-done to complaints.team")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		sameDay(t, "day 0 of stage 1", l.Case.Stage1.Day0, "2026-11-23")
	})
	t.Run("undecided: paged, then open by default", func(t *testing.T) { // 3.2, 0.1
		t.Parallel()
		l := questioned(t).To("2026-11-25 13:59").Stands(complaint.Review).
			To("2026-11-25 14:00").Got("2026-11-25 14:00", "team-decision to complaints.team").
			To("2026-11-25 17:00").Stands(complaint.Stage1Open).
			Got("2026-11-25 17:00", "stage1-acknowledgement to asha", "manager-assigned to asb_tenancy.manager")
		opened, ok := l.Events[len(l.Events)-3].Fact.(complaint.StageOpened)
		if !ok {
			t.Fatalf("event: got %+v, want the opening of stage 1", l.Events[len(l.Events)-3].Fact)
		}
		same(t, "opened by default", opened.ByDefault, true)
	})
	t.Run("only the complaints team decides", func(t *testing.T) { // 3.5
		t.Parallel()
		questioned(t).Replies("2026-11-23 11:00", manager, "REFUSE E4 this is nothing for us here").
			Got("2026-11-23 11:00", "command-done to repairs.manager", "scope-doubted to complaints.team").
			Stands(complaint.Review)
	})
	t.Run("passed on as a request after all", func(t *testing.T) {
		t.Parallel()
		questioned(t).Replies("2026-11-23 11:00", team, "REQUEST").ClosedAs(complaint.ClosedServiceRequest).
			Got("2026-11-23 11:00", "service-request to asha", "command-done to complaints.team",
				"passed-on to asb_tenancy.manager")
	})
	t.Run("the resident's further words go to who decides", func(t *testing.T) {
		t.Parallel()
		questioned(t).Says("2026-11-23 12:00", "any news?", intent(reading.IntentChase)).
			Got("2026-11-23 12:00", "manager-resident-chased to complaints.team", "status to asha").Stands(complaint.Review)
	})
	t.Run("a withdrawal closes", func(t *testing.T) {
		t.Parallel()
		questioned(t).Says("2026-11-23 13:00", "please close it, it is sorted", intent(reading.IntentWithdraw)).
			ClosedAs(complaint.ClosedWithdrawn)
	})
	t.Run("seen only after the deadline: open at once", func(t *testing.T) { // 1.5
		t.Parallel()
		l := newLife(t, "hastoe-2020")
		l.OpenLate(l.Message("2026-11-23 10:00", asha, "My neighbour is loud."), outOfScope(policy.NeighbourASB),
			instant(t, "2026-11-30 09:00"))
		l.Stands(complaint.Stage1Open).Got("2026-11-30 09:00", "stage1-acknowledgement to asha",
			"manager-assigned to asb_tenancy.manager")
		sameDay(t, "day 0", l.Case.Day0, "2026-11-23")
		f := l.Last(letter.Stage1Acknowledgement).Facts
		sameDay(t, "to be acknowledged by, in the letter", f.AckBy, "2026-11-25")
		sameDay(t, "date of the letter", f.Today, "2026-11-30")
		l.GotInAll(letter.DeliveryFailed, 0) // it was only just ordered
	})
}

// TestDecideBy: how long the team may take, by the policy's acknowledgement or without one.
func TestDecideBy(t *testing.T) {
	t.Parallel()
	for profile, want := range map[string]string{"spso-rsl": "2026-11-25", "ho-code-2024": "2026-11-30"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, profile).Open("2026-11-23 10:00", "Hm.", unclear())
			sameDay(t, "decide by", l.Case.Review.DecideBy, want)
		})
	}
}

// TestRefusing: a refusal needs a code and a reason, and is said once.
func TestRefusing(t *testing.T) { // 3.2
	t.Parallel()
	const at, full = "2026-11-23 11:20", "REFUSE E4 we have opened an antisocial behaviour case"
	for name, words := range map[string]string{
		"without a reason": "REFUSE E4",
		"without a code":   "REFUSE it is not for us at all",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			questioned(t).Replies(at, team, words).Got(at, "command-not-understood to complaints.team").
				Stands(complaint.Review)
		})
	}
	t.Run("with both", func(t *testing.T) {
		t.Parallel()
		questioned(t).Replies(at, team, full).ClosedAs("out_of_scope:E4").
			Got(at, "scope-neighbours to asha", "command-done to complaints.team")
	})
	for name, again := range map[string]string{"once more": full, "as a request, then": "REQUEST"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			questioned(t).Replies(at, team, full).Replies("2026-11-23 11:50", team, again).
				Got("2026-11-23 11:50", "command-not-understood to complaints.team")
		})
	}
}

// TestTooOld: what is too old can be taken all the same, and the letters say when it happened.
func TestTooOld(t *testing.T) { // P3
	t.Parallel()
	old := func(t *testing.T, when string) *proceduretest.Life {
		t.Helper()
		r := aComplaint()
		r.Kind, r.ToPerson = reading.KindTooOld, true
		r.Evidence = []reading.Evidence{{Clause: "P3", Text: when}}
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "It began "+when+".", r)
	}
	t.Run("accepted: the acknowledgement says so", func(t *testing.T) { // 3.2
		t.Parallel()
		l := old(t, "in March 2025").Replies("2026-11-24 12:00", team, "ACCEPT she was in hospital").
			Stands(complaint.Stage1Open).Got("2026-11-24 12:00", "late-accepted to asha",
			"manager-assigned to repairs.manager", "command-done to complaints.team")
		f := l.Last(letter.LateAccepted).Facts
		same(t, "when it happened", f.EventDay, "in March 2025")
		same(t, "the team's words in the letter", f.Reason, "")
		sameDay(t, "the day of the answer", f.AnswerBy, "2026-12-07")
		same(t, "acknowledged", l.Case.Stage1.AckedAt, instant(t, "2026-11-24 12:00"))
	})
	t.Run("accepted, and the acknowledgement comes back", func(t *testing.T) {
		t.Parallel()
		l := old(t, "in March 2025").Replies("2026-11-24 12:00", team, "ACCEPT she was in hospital").
			ComesBack("2026-11-24 13:00", letter.LateAccepted)
		if got := l.Case.Stage1.AckedAt; !got.IsZero() {
			t.Errorf("acknowledged: got %s, want never", got)
		}
	})
	t.Run("undecided: an acknowledgement like any other", func(t *testing.T) {
		t.Parallel()
		old(t, "in March 2025").To("2026-11-25 17:00").Stands(complaint.Stage1Open).
			Got("2026-11-25 17:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
	})
	t.Run("refused: when, and how to give reasons", func(t *testing.T) {
		t.Parallel()
		l := old(t, "in May 2024").Replies("2026-11-23 11:00", team, "REFUSE you told us of no reason for waiting").
			ClosedAs(complaint.ClosedOutOfTime)
		f := l.Last(letter.OutOfTime).Facts
		same(t, "when it happened", f.EventDay, "in May 2024")
		sameDay(t, "the limit", f.Limit, "2026-05-23")
		same(t, "the letter names the Ombudsman", f.External.Show, true)
	})
}

// said lists what people said of how messages were read, as the log has it.
func said(l *proceduretest.Life) (all []complaint.Fact) {
	for _, e := range l.Events {
		switch e.Fact.(type) {
		case complaint.Corrected, complaint.Confirmed:
			all = append(all, e.Fact)
		}
	}
	return all
}

// wantSaid compares what people said of how messages were read.
func wantSaid(t *testing.T, l *proceduretest.Life, want ...complaint.Fact) {
	t.Helper()
	if diff := cmp.Diff(want, said(l)); diff != "" {
		t.Errorf("what people said of the reading (-want +got):\n%s", diff)
	}
}

// Labels that people or the program give a message.
var (
	asNoise     = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.NeighbourASB}
	asComplaint = complaint.Label{Kind: reading.KindComplaint}
	asTooOld    = complaint.Label{Kind: reading.KindTooOld}
	asRequest   = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest}
	asOther     = complaint.Label{Kind: reading.KindOutOfScope}
	asUnclear   = complaint.Label{Kind: reading.KindNeedsHuman}
	asBreach    = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.DataBreach}
)

// TestAPersonsWordOnAReadingIsAFact: what the team decides about a message that the program had read is in the log,
// apart from what follows for the case.
func TestAPersonsWordOnAReadingIsAFact(t *testing.T) {
	t.Parallel()
	const noReason = "REFUSE you told us of no reason for waiting"
	received := instant(t, "2026-11-23 10:00")
	confirmed := func(said complaint.Label) []complaint.Fact {
		return []complaint.Fact{complaint.Confirmed{Received: received, Context: reading.ContextNone, Said: said}}
	}
	corrected := func(read, said complaint.Label) []complaint.Fact {
		return []complaint.Fact{
			complaint.Corrected{Received: received, Context: reading.ContextNone, Read: read, Said: said},
		}
	}
	for _, tc := range []struct {
		name  string
		read  complaint.Label
		reply string
		want  []complaint.Fact
	}{
		{"accepted against the suggestion", asNoise, "ACCEPT it is about how we handled it",
			corrected(asNoise, asComplaint)},
		{"refused as suggested", asNoise, "REFUSE E4 we have opened an antisocial behaviour case",
			confirmed(asNoise)},
		{"refused under another clause", asNoise, "REFUSE E1 this is a first report of the noise",
			corrected(asNoise, asRequest)},
		{"refused for a reason of its own", asNoise, "REFUSE OTHER the home belongs to another landlord",
			corrected(asNoise, asOther)},
		{"refused as too old", asNoise, "REFUSE AGE it ended in March last year", corrected(asNoise, asTooOld)},
		{"passed on", asNoise, "REQUEST", corrected(asNoise, asRequest)},
		{"a request, passed on in other words", asRequest, "REQUEST", confirmed(asRequest)},
		{"accepted as suggested", asComplaint, "ACCEPT", confirmed(asComplaint)},
		{"refused against the suggestion", asComplaint, "REFUSE E4 it is only about the neighbour",
			corrected(asComplaint, asNoise)},
		{"too old, as suggested", asTooOld, noReason, confirmed(asTooOld)},
		{"too old, and taken all the same", asTooOld, "ACCEPT she was in hospital",
			corrected(asTooOld, asComplaint)},
		{"a person had to look, and takes it", asUnclear, "ACCEPT", nil},
		{"a person had to look, and it was a tap", asUnclear, "REQUEST", corrected(asUnclear, asRequest)},
		{"what the policy does not name is accepted", asBreach, "ACCEPT", corrected(asBreach, asComplaint)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := reading.Reading{Kind: tc.read.Kind, Exclusion: tc.read.Exclusion, Area: reading.AreaRepairs,
				ToPerson: true}
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "My neighbour is loud.", r).
				Replies("2026-11-24 12:00", team, tc.reply)
			wantSaid(t, l, tc.want...)
		})
	}
}

// TestCorrectionsInWords: the log says who corrected what, and when.
func TestCorrectionsInWords(t *testing.T) {
	t.Parallel()
	l := questioned(t).Replies("2026-11-24 12:00", team, "ACCEPT it is about our handling")
	for _, e := range l.Events {
		if _, ok := e.Fact.(complaint.Corrected); ok {
			same(t, "reason", e.Why, "The team read this as a complaint. The program had read it as a neighbour "+
				"dispute or antisocial behaviour (E4) and suggested REFUSE E4.")
			same(t, "by", e.By, actor.ByStaff(team))
			same(t, "at", e.At.UTC(), instant(t, "2026-11-24 12:00"))
		}
	}
}

// TestNothingSaidOfAReading: what decides nothing about how a message was read.
func TestNothingSaidOfAReading(t *testing.T) {
	t.Parallel()
	t.Run("nobody decided", func(t *testing.T) {
		t.Parallel()
		wantSaid(t, questioned(t).To("2026-11-26 00:00").Stands(complaint.Stage1Open))
	})
	t.Run("the policy itself made the suggestion", func(t *testing.T) {
		t.Parallel()
		wantSaid(t, newLife(t, "ho-code-2024").
			Open("2026-11-23 10:00", "My neighbour is loud.", outOfScope(policy.NeighbourASB)).
			Replies("2026-11-24 12:00", team, "ACCEPT").Stands(complaint.Stage1Open))
	})
	t.Run("a late request for stage 2", func(t *testing.T) {
		t.Parallel()
		wantSaid(t, answered(t).To("2027-01-10 10:00").
			Says("2027-01-10 10:00", "not happy", intent(reading.IntentStage2)).Stands(complaint.Review).
			Replies("2027-01-11 10:00", team, "ACCEPT").Stands(complaint.Stage2Open))
	})
}

// tap is a first request, which the program has passed on.
func tap(t *testing.T) *proceduretest.Life {
	t.Helper()
	return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The tap drips.", reading.Reading{
		Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest, Area: reading.AreaRepairs,
	}).ClosedAs(complaint.ClosedServiceRequest)
}

// TestTheTeamTakesUpWhatWasTurnedAway: what the program passed on, or a person refused, may still be opened by the
// team.
func TestTheTeamTakesUpWhatWasTurnedAway(t *testing.T) { // 0.1
	t.Parallel()
	const at = "2026-11-24 12:00"
	t.Run("a request that was a complaint: the clock runs from its receipt", func(t *testing.T) {
		t.Parallel()
		l := tap(t).Replies(at, team, "ACCEPT she had reported it in May").Stands(complaint.Stage1Open).
			Got(at, "stage1-acknowledgement to asha", "manager-assigned to repairs.manager",
				"command-done to complaints.team")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		wantSaid(t, l, complaint.Corrected{Received: instant(t, "2026-11-23 10:00"),
			Context: reading.ContextNone, Read: asRequest, Said: asComplaint})
	})
	t.Run("a question that was a complaint", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "When will you come?",
			reading.Reading{Kind: reading.KindEnquiry, Area: reading.AreaRepairs}).
			ClosedAs(complaint.ClosedNotComplaint).Replies(at, team, "ACCEPT").Stands(complaint.Stage1Open)
		wantSaid(t, l, complaint.Corrected{Received: instant(t, "2026-11-23 10:00"), Context: reading.ContextNone,
			Read: complaint.Label{Kind: reading.KindEnquiry}, Said: asComplaint})
	})
	t.Run("a refusal that a person takes back: the clock runs from then", func(t *testing.T) {
		t.Parallel()
		l := questioned(t).
			Replies("2026-11-23 11:00", team, "REFUSE E4 we have opened an antisocial behaviour case").
			ClosedAs("out_of_scope:E4").
			Replies("2027-01-11 11:40", team, "ACCEPT").Stands(complaint.Stage1Open).
			Got("2027-01-11 11:40", "stage1-acknowledgement to asha", "manager-assigned to asb_tenancy.manager",
				"command-done to complaints.team")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2027-01-25")
		sameDay(t, "day 0 of the case", l.Case.Day0, "2026-11-23")
	})
	t.Run("not by anybody else", func(t *testing.T) {
		t.Parallel()
		tap(t).Replies(at, manager, "ACCEPT").ClosedAs(complaint.ClosedServiceRequest).
			Got(at, "command-not-understood to repairs.manager")
	})
	t.Run("not what ended otherwise", func(t *testing.T) {
		t.Parallel()
		begun(t).Says("2026-11-24 10:00", "sorted, please close it", intent(reading.IntentWithdraw)).
			Replies(at, team, "ACCEPT").ClosedAs(complaint.ClosedWithdrawn).
			Got(at, "command-not-understood to complaints.team")
	})
}

// TestStage2AskedInWordsTheProgramDidNotSee: ESCALATE after a message says what the message was; without one it says
// nothing.
func TestStage2AskedInWordsTheProgramDidNotSee(t *testing.T) {
	t.Parallel()
	t.Run("after a message", func(t *testing.T) {
		t.Parallel()
		l := answered(t).Says("2026-12-07 10:00", "so that is that then", intent(reading.IntentEvidence)).
			Replies("2026-12-08 10:00", team, "ESCALATE").Stands(complaint.Stage2Open)
		wantSaid(t, l, complaint.Corrected{
			Received: instant(t, "2026-12-07 10:00"), Context: reading.ContextStage1Answered,
			Said: complaint.Label{Kind: reading.KindStage2Request, Intent: reading.IntentStage2},
		})
	})
	t.Run("no message since the answer", func(t *testing.T) {
		t.Parallel()
		wantSaid(t, answered(t).Replies("2026-12-08 10:00", team, "ESCALATE she rang us").
			Stands(complaint.Stage2Open))
	})
	t.Run("our own delay moved it up", func(t *testing.T) {
		t.Parallel()
		wantSaid(t, begun(t).Says("2026-12-14 10:00", "still nothing", intent(reading.IntentChase)).
			Replies("2026-12-15 10:00", team, "ESCALATE").Stands(complaint.Stage2Open))
	})
}

// TestAnotherAreaIsACorrection: passing a case to the manager of another area says that the program's was wrong.
func TestAnotherAreaIsACorrection(t *testing.T) { // 4.1
	t.Parallel()
	const at, toEstates = "2026-11-24 10:00", "REASSIGN estate_services.manager@landlord.example"
	t.Run("to another area", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies(at, manager, toEstates)
		wantSaid(t, l, complaint.Corrected{
			Received: instant(t, "2026-11-23 10:00"), Context: reading.ContextNone,
			Read: complaint.Label{Area: reading.AreaRepairs},
			Said: complaint.Label{Area: reading.AreaEstateServices},
		})
		holds(t, "in words", l.Events[len(l.Events)-2].Why, "This belongs to")
	})
	t.Run("to the deputy", func(t *testing.T) {
		t.Parallel()
		wantSaid(t, begun(t).Replies(at, manager, "REASSIGN repairs.deputy@landlord.example"))
	})
	t.Run("nobody of the area was there", func(t *testing.T) {
		t.Parallel()
		l, until := begun(t), calendar.MustDate("2026-12-20")
		l.Procedure.Absent = map[string]calendar.Date{manager: until, deputy: until}
		wantSaid(t, l.Replies(at, team, toEstates))
	})
	t.Run("to somebody who answers for two areas", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		areas := map[reading.Area]register.AreaPeople{
			"grounds": l.Procedure.Register.Areas[reading.AreaEstateServices],
		}
		for a, p := range l.Procedure.Register.Areas {
			areas[a] = p
		}
		l.Procedure.Register.Areas = areas
		wantSaid(t, l.Replies(at, manager, toEstates))
	})
}
