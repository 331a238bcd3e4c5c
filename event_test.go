package complaints_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"complaints"
)

// TestEventsComeBackAsTheyWere: the log is the case, so every fact survives being written and read.
func TestEventsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	at := instant(t, "2026-11-23 10:00")
	for _, f := range []complaints.Fact{
		complaints.Registered{Ref: "HC-2026-000001", Day0: complaints.MustDate("2026-11-23"), Party: complaints.Party{Name: "Asha"}, Issues: []complaints.Issue{{Sentence: "leak"}}},
		complaints.ReviewAsked{Question: complaints.Question{Matter: complaints.MatterAge}}, complaints.StageOpened{Stage: 1, Received: at, Limit: 3},
		complaints.Assigned{Stage: 1, To: complaints.Contact{Email: manager}}, complaints.Acknowledged{Stage: 1, SentAt: at}, complaints.AcknowledgementLost{Stage: 1},
		complaints.MessageJoined{MessageID: "m", Received: at}, complaints.Contacted{Stage: 1, Wants: "paint"}, complaints.Extended{Stage: 1, Reason: "x"},
		complaints.Responded{Stage: 1, Decision: complaints.Upheld, Actions: []complaints.Action{{What: "paint", By: 5}}, RootCause: "y"}, complaints.AnswerSent{Stage: 1, SentAt: at},
		complaints.AnswerLost{Stage: 1}, complaints.SettlementOffered{Settlement: complaints.Settlement{Agreed: "z"}}, complaints.SettlementDenied{},
		complaints.CaseClosed{Reason: complaints.ClosedLapsed}, complaints.Reminded{Ladder: "late1", Until: at}, complaints.ToldLate{Stage: 1, On: 7}, complaints.Flagged{Flags: []complaints.Flag{complaints.FlagGas}, Emergency: true},
		complaints.PartyLearnt{Party: complaints.Party{OnPaper: true}}, complaints.AdjustmentRecorded{Words: "large print"}, complaints.RepresentativeNamed{Consent: true},
		complaints.IssueAdded{Issue: complaints.Issue{Sentence: "tap"}}, complaints.Linked{Ref: "HC-2026-000002"}, complaints.DeliveryFailed{Undeliverable: complaints.Undeliverable{Letter: "L01"}},
		complaints.DeliveryMended{Letter: "L01"}, complaints.Conflict{Address: manager}, complaints.OmbudsmanInvolved{}, complaints.Held{Why: "court"}, complaints.Said{Letter: "L19", On: 9},
		complaints.Recalculated{Stage: 1, Limit: 8}, complaints.DecisionPutOff{DecideBy: 6}, complaints.ActionDone{Stage: 1, On: 4}, complaints.WentAway{Address: manager, Until: 3}, complaints.Noted{Text: "n"},
		complaints.Corrected{Received: at, Context: complaints.ContextNone, Read: complaints.Label{Kind: complaints.KindComplaint}, Said: complaints.Label{Kind: complaints.KindOutOfScope, Exclusion: complaints.NeighbourASB}},
		complaints.Confirmed{Received: at, Said: complaints.Label{Kind: complaints.KindTooOld}},
	} {
		e := complaints.Event{At: at, By: "machine", Why: "because", Fact: f}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back complaints.Event
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
		var e complaints.Event
		if err := json.Unmarshal([]byte(text), &e); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFoldingSharesNothing: a case handed out earlier does not change when more events are folded.
func TestFoldingSharesNothing(t *testing.T) {
	t.Parallel()
	l := stage2(t).says("2026-12-08 10:00", "photo", intent(complaints.IntentEvidence)).replies("2026-12-08 11:00", director, "RESPOND UPHELD\n"+wordy+"\nACTION: paint by 18/12/2026")
	var before []string
	var cases []complaints.Case
	var c complaints.Case
	for _, e := range l.events {
		c = c.After(e)
		b, _ := json.Marshal(c)
		cases, before = append(cases, c), append(before, string(b))
	}
	for _, e := range l.events { // fold everything once more on top of each
		for i := range cases {
			cases[i].After(e)
		}
	}
	for i := range cases {
		if b, _ := json.Marshal(cases[i]); string(b) != before[i] {
			t.Fatalf("the case after event %d (%s) has changed", i, l.events[i].Kind())
		}
	}
	if got := complaints.Fold(l.events); !reflect.DeepEqual(got, l.c) {
		t.Error("folding the log gives another case")
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	p := procedure(t, "hastoe-2020")
	p.Register.Aliases = map[string]string{"p.shah@landlord.example": manager}
	if c, ok := p.Register.Find(" P.Shah@landlord.example"); !ok || c.Email != manager {
		t.Errorf("%v %v", c, ok)
	}
	if _, ok := p.Register.Find("stranger@example.com"); ok {
		t.Error("a stranger is on the register")
	}
	if n := len(p.Register.Everyone()); n != 4+2+22 { // team, chief executive, officer, nights; two Directors; a manager and a deputy for each of eleven areas
		t.Errorf("%d people", n)
	}
	if got := p.Register.AreaName("swimming_pool"); got != "swimming pool" {
		t.Errorf("%q", got)
	}
	if got := (complaints.Contact{Phone: phone}).Called(); got != phone {
		t.Errorf("%q", got)
	}
	if (complaints.Contact{}).Called() != "" {
		t.Error("nobody has a name")
	}
}

// TestContexts: what the reader of the next message is told of the case.
func TestContexts(t *testing.T) {
	t.Parallel()
	today := complaints.MustDate("2026-12-07")
	for want, l := range map[complaints.Context]*life{
		complaints.ContextStage1Open:      begun(t),
		complaints.ContextStage1Answered:  begun(t).answered("2026-12-04 10:00"),
		complaints.ContextStage2Open:      stage2(t),
		complaints.ContextStage2Answered:  stage2(t).replies("2026-12-07 12:00", director, "RESPOND UPHELD\n"+wordy),
		complaints.ContextStage1AnswerOld: begun(t).answered("2026-12-04 10:00").to("2027-01-04 10:00"),
	} {
		if got := l.c.Context(today); got != want {
			t.Errorf("%s: %s, want %s", l.c.Status, got, want)
		}
	}
	l := begun(t).answered("2026-12-04 10:00")
	if got := l.c.Context(complaints.MustDate("2026-12-30")); got != complaints.ContextStage1AnswerOld {
		t.Errorf("after the window: %s", got)
	}
	if got := begun(t).says("2026-11-24 10:00", "close, sorted", intent(complaints.IntentWithdraw)).c.Context(today); got != complaints.ContextStage1Open {
		t.Errorf("withdrawn: %s", got)
	}
	final := stage2(t).replies("2026-12-07 12:00", director, "RESPOND UPHELD\n"+wordy).to("2027-12-20 10:00")
	if got := final.c.Context(final.c.Day0); got != complaints.ContextStage2Answered || final.c.Live() {
		t.Errorf("complete: %s", got)
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	if complaints.ExclusionByCode("e4") != complaints.NeighbourASB || complaints.ExclusionByCode("E9") != "" || complaints.Exclusion("x").Code() != "" {
		t.Error("codes of exclusions")
	}
	r := complaints.Reading{Flags: []complaints.Flag{complaints.FlagGas}}
	if !r.Has(complaints.FlagGas) || r.Has(complaints.FlagChild) {
		t.Error("flags")
	}
	if k := (complaints.Letter{Case: "HC-1", Letter: "L01", Cause: "m1", Channel: complaints.Email, To: "a"}).Key(); k != "HC-1|L01|m1|email|a" {
		t.Error(k)
	}
	if a := (complaints.Case{Party: complaints.Party{Email: "a", Phone: "b"}, Representative: complaints.Contact{Email: "a"}}).Addresses(); len(a) != 2 {
		t.Errorf("%v", a)
	}
}
