package complaint_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// at is when the events of these tests happen.
var at = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// facts is one of each kind.
var facts = []complaint.Fact{
	complaint.Registered{
		Ref: "HC-2026-000001", Day0: calendar.MustDate("2026-11-23"), Party: people.Party{Name: "Asha"},
		Issues: []reading.Issue{{Sentence: "leak"}},
	},
	complaint.ReviewAsked{Question: complaint.Question{Matter: complaint.MatterAge}},
	complaint.StageOpened{Stage: 1, Received: at, Limit: 3},
	complaint.Assigned{Stage: 1, To: people.Contact{Email: proceduretest.Manager}},
	complaint.Acknowledged{Stage: 1, SentAt: at},
	complaint.AcknowledgementLost{Stage: 1},
	complaint.MessageJoined{MessageID: "m", Received: at},
	complaint.Contacted{Stage: 1, Wants: "paint"},
	complaint.Extended{Stage: 1, Reason: "x"},
	complaint.Responded{
		Stage: 1, Decision: complaint.Upheld, Actions: []complaint.Action{{What: "paint", By: 5}}, RootCause: "y",
	},
	complaint.AnswerSent{Stage: 1, SentAt: at},
	complaint.AnswerLost{Stage: 1},
	complaint.SettlementOffered{Settlement: complaint.Settlement{Agreed: "z"}},
	complaint.SettlementDenied{},
	complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedLapsed}},
	complaint.Reminded{Schedule: "late1", Until: at},
	complaint.ToldLate{Stage: 1, On: 7},
	complaint.Flagged{Flags: []reading.Flag{reading.FlagGas}, Emergency: true},
	complaint.PartyLearnt{Party: people.Party{OnPaper: true}},
	complaint.AdjustmentRecorded{Words: "large print"},
	complaint.RepresentativeNamed{Consent: true},
	complaint.IssueAdded{Issue: reading.Issue{Sentence: "tap"}},
	complaint.Linked{Ref: "HC-2026-000002"},
	complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: letter.Stage1Acknowledgement}},
	complaint.DeliveryMended{Letter: letter.Stage1Acknowledgement},
	complaint.Conflict{Address: proceduretest.Manager},
	complaint.OmbudsmanInvolved{},
	complaint.PolicyAdopted{Profile: "ho-code-2024", Edition: 1},
	complaint.Held{Why: "court"},
	complaint.Said{Letter: letter.Status, On: 9},
	complaint.Recalculated{Stage: 1, Limit: 8},
	complaint.DecisionPutOff{DecideBy: 6},
	complaint.ActionDone{Stage: 1, On: 4},
	complaint.WentAway{Address: proceduretest.Manager, Until: 3},
	complaint.Noted{Text: "n"},
	complaint.Corrected{
		Received: at, Context: reading.ContextNone, Read: complaint.Label{Kind: reading.KindComplaint},
		Said: complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.NeighbourASB},
	},
	complaint.Confirmed{Received: at, Said: complaint.Label{Kind: reading.KindTooOld}},
}

// TestEventsComeBackAsTheyWere: the log is the case, so every fact survives being written and read.
func TestEventsComeBackAsTheyWere(t *testing.T) { // 3.8
	t.Parallel()
	for _, f := range facts {
		e := complaint.Event{At: at, By: actor.ByMachine, Why: "because", Clause: "P10", Fact: f}
		t.Run(e.Kind(), func(t *testing.T) {
			t.Parallel()
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			var back complaint.Event
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e, back, cmpopts.EquateComparable(actor.Actor{})); diff != "" {
				t.Errorf("event (-written +read):\n%s", diff)
			}
		})
	}
}

func TestEventsOfAnotherVersionAreRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"a kind of its own", `{"kind":"Teleported","fact":{}}`, "not known to this version"},
		{"another type of field", `{"kind":"CaseClosed","fact":{"Reason":1}}`, "event CaseClosed"},
		{"no event", `[]`, "cannot unmarshal"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var e complaint.Event
			if err := json.Unmarshal([]byte(tc.text), &e); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error: got %v, want %q in it", err, tc.want)
			}
		})
	}
}

// TestFoldingSharesNothing: a case handed out earlier does not change when more events are folded.
func TestFoldingSharesNothing(t *testing.T) {
	t.Parallel()
	l := stage2(t).Says("2026-12-08 10:00", "photo", proceduretest.Reply(reading.IntentEvidence)).
		Replies("2026-12-08 11:00", proceduretest.Director,
			"RESPOND UPHELD\n"+proceduretest.Answer+"\nACTION: paint by 18/12/2026")
	var before []string
	var cases []complaint.Case
	var c complaint.Case
	for _, e := range l.Events {
		c = c.Apply(e)
		cases, before = append(cases, c), append(before, asJSON(t, c))
	}
	for _, e := range l.Events { // fold everything once more on top of each
		for i := range cases {
			cases[i].Apply(e)
		}
	}
	for i := range cases {
		if got := asJSON(t, cases[i]); got != before[i] {
			t.Fatalf("case after event %d (%s):\n got  %s\n want %s", i, l.Events[i].Kind(), got, before[i])
		}
	}
	if diff := cmp.Diff(l.Case, complaint.Fold(l.Events), cmpopts.EquateComparable(actor.Actor{})); diff != "" {
		t.Errorf("case (-played +folded from the log):\n%s", diff)
	}
}

func asJSON(t *testing.T, c complaint.Case) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
