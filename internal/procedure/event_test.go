package procedure_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

// TestEventsComeBackAsTheyWere: the log is the case, so every fact survives being written and read.
func TestEventsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	at := instant(t, "2026-11-23 10:00")
	for _, f := range []complaint.Fact{
		complaint.Registered{Ref: "HC-2026-000001", Day0: calendar.MustDate("2026-11-23"),
			Party: complaint.Party{Name: "Asha"}, Issues: []complaint.Issue{{Sentence: "leak"}}},
		complaint.ReviewAsked{Question: complaint.Question{Matter: complaint.MatterAge}},
		complaint.StageOpened{Stage: 1, Received: at, Limit: 3},
		complaint.Assigned{Stage: 1, To: complaint.Contact{Email: manager}},
		complaint.Acknowledged{Stage: 1, SentAt: at}, complaint.AcknowledgementLost{Stage: 1},
		complaint.MessageJoined{MessageID: "m", Received: at}, complaint.Contacted{Stage: 1, Wants: "paint"},
		complaint.Extended{Stage: 1, Reason: "x"},
		complaint.Responded{Stage: 1, Decision: complaint.Upheld, Actions: []complaint.Action{{What: "paint", By: 5}},
			RootCause: "y"}, complaint.AnswerSent{Stage: 1, SentAt: at},
		complaint.AnswerLost{Stage: 1}, complaint.SettlementOffered{Settlement: complaint.Settlement{Agreed: "z"}},
		complaint.SettlementDenied{},
		complaint.CaseClosed{Reason: complaint.ClosedLapsed}, complaint.Reminded{Ladder: "late1", Until: at},
		complaint.ToldLate{Stage: 1, On: 7}, complaint.Flagged{Flags: []complaint.Flag{complaint.FlagGas},
			Emergency: true},
		complaint.PartyLearnt{Party: complaint.Party{OnPaper: true}},
		complaint.AdjustmentRecorded{Words: "large print"}, complaint.RepresentativeNamed{Consent: true},
		complaint.IssueAdded{Issue: complaint.Issue{Sentence: "tap"}}, complaint.Linked{Ref: "HC-2026-000002"},
		complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: letter.Stage1Acknowledgement}},
		complaint.DeliveryMended{Letter: letter.Stage1Acknowledgement}, complaint.Conflict{Address: manager},
		complaint.OmbudsmanInvolved{},
		complaint.Held{Why: "court"}, complaint.Said{Letter: letter.Status, On: 9},
		complaint.Recalculated{Stage: 1, Limit: 8}, complaint.DecisionPutOff{DecideBy: 6},
		complaint.ActionDone{Stage: 1, On: 4}, complaint.WentAway{Address: manager, Until: 3},
		complaint.Noted{Text: "n"},
		complaint.Corrected{Received: at, Context: complaint.ContextNone,
			Read: complaint.Label{Kind: complaint.KindComplaint},
			Said: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.NeighbourASB}},
		complaint.Confirmed{Received: at, Said: complaint.Label{Kind: complaint.KindTooOld}},
	} {
		e := complaint.Event{At: at, By: "machine", Why: "because", Fact: f}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back complaint.Event
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %v", e.Kind(), err)
		}
		if !reflect.DeepEqual(back, e) {
			t.Errorf("%s\n was %+v\n is  %+v", e.Kind(), e, back)
		}
	}
}

func TestEventsOfAnotherVersionAreRefused(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		`{"kind":"Teleported","fact":{}}`:           "not known to this version",
		`{"kind":"CaseClosed","fact":{"Reason":1}}`: "event CaseClosed",
		`[]`: "cannot unmarshal",
	} {
		var e complaint.Event
		if err := json.Unmarshal([]byte(text), &e); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFoldingSharesNothing: a case handed out earlier does not change when more events are folded.
func TestFoldingSharesNothing(t *testing.T) {
	t.Parallel()
	l := stage2(t).Says("2026-12-08 10:00", "photo", intent(complaint.IntentEvidence)).
		Replies("2026-12-08 11:00", director, "RESPOND UPHELD\n"+wordy+"\nACTION: paint by 18/12/2026")
	var before []string
	var cases []complaint.Case
	var c complaint.Case
	for _, e := range l.Events {
		c = c.Apply(e)
		b, _ := json.Marshal(c)
		cases, before = append(cases, c), append(before, string(b))
	}
	for _, e := range l.Events { // fold everything once more on top of each
		for i := range cases {
			cases[i].Apply(e)
		}
	}
	for i := range cases {
		if b, _ := json.Marshal(cases[i]); string(b) != before[i] {
			t.Fatalf("the case after event %d (%s) has changed", i, l.Events[i].Kind())
		}
	}
	if got := complaint.Fold(l.Events); !reflect.DeepEqual(got, l.Case) {
		t.Error("folding the log gives another case")
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	p.Register.Aliases = map[string]string{"p.shah@landlord.example": manager}
	if c, ok := p.Register.Find(" P.Shah@landlord.example"); !ok || c.Email != manager {
		t.Errorf("%v %v", c, ok)
	}
	if _, ok := p.Register.Find("stranger@example.com"); ok {
		t.Error("a stranger is on the register")
	}
	// team, chief executive, officer, nights; two Directors; a manager and a deputy for each of eleven areas
	if n := len(p.Register.Everyone()); n != 4+2+22 {
		t.Errorf("%d people", n)
	}
	if got := p.Register.AreaName("swimming_pool"); got != "swimming pool" {
		t.Errorf("%q", got)
	}
	if got := (complaint.Contact{Phone: phone}).Called(); got != phone {
		t.Errorf("%q", got)
	}
	if (complaint.Contact{}).Called() != "" {
		t.Error("nobody has a name")
	}
}

// TestContexts: what the reader of the next message is told of the case.
func TestContexts(t *testing.T) {
	t.Parallel()
	today := calendar.MustDate("2026-12-07")
	for want, l := range map[complaint.Context]*proceduretest.Life{
		complaint.ContextStage1Open:      begun(t),
		complaint.ContextStage1Answered:  begun(t).Answered("2026-12-04 10:00"),
		complaint.ContextStage2Open:      stage2(t),
		complaint.ContextStage2Answered:  stage2(t).Replies("2026-12-07 12:00", director, "RESPOND UPHELD\n"+wordy),
		complaint.ContextStage1AnswerOld: begun(t).Answered("2026-12-04 10:00").To("2027-01-04 10:00"),
	} {
		if got := l.Case.Context(today); got != want {
			t.Errorf("%s: %s, want %s", l.Case.Status, got, want)
		}
	}
	l := begun(t).Answered("2026-12-04 10:00")
	if got := l.Case.Context(calendar.MustDate("2026-12-30")); got != complaint.ContextStage1AnswerOld {
		t.Errorf("after the window: %s", got)
	}
	if got := begun(t).Says("2026-11-24 10:00", "close, sorted", intent(complaint.IntentWithdraw)).
		Case.Context(today); got != complaint.ContextStage1Open {
		t.Errorf("withdrawn: %s", got)
	}
	final := stage2(t).Replies("2026-12-07 12:00", director, "RESPOND UPHELD\n"+wordy).To("2027-12-20 10:00")
	if got := final.Case.Context(final.Case.Day0); got != complaint.ContextStage2Answered || final.Case.Live() {
		t.Errorf("complete: %s", got)
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	r := complaint.Reading{Flags: []complaint.Flag{complaint.FlagGas}}
	if !r.Has(complaint.FlagGas) || r.Has(complaint.FlagChild) {
		t.Error("flags")
	}
	if k := (complaint.Letter{Case: "HC-1", Letter: letter.Stage1Acknowledgement, Cause: "m1",
		Channel: complaint.Email, To: "a"}).
		Key(); k != "HC-1|L01|m1|email|a" {
		t.Error(k)
	}
	if a := (complaint.Case{Party: complaint.Party{Email: "a", Phone: "b"},
		Representative: complaint.Contact{Email: "a"}}).Addresses(); len(a) != 2 {
		t.Errorf("%v", a)
	}
}
