package message

import (
	"encoding/json"
	"testing"
)

func TestProofIsReadBack(t *testing.T) {
	t.Parallel()
	for stored, want := range map[string]Proof{
		`{}`:                                     {},
		`{"authenticated":false}`:                {},
		`{"authenticated":null}`:                 {},
		`{"authenticated":true}`:                 {Verdict: SenderProved},
		`{"authenticated":{"verdict":"proved"}}`: {Verdict: SenderProved},
		`{"authenticated":{"verdict":"failed","by":"dmarc"}}`: {Verdict: SenderFailed, By: ByDMARC},
	} {
		var m Message
		if err := json.Unmarshal([]byte(stored), &m); err != nil {
			t.Errorf("%s: %v", stored, err)
			continue
		}
		if m.Proof != want {
			t.Errorf("%s: got %+v, want %+v", stored, m.Proof, want)
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var again Message
		if err := json.Unmarshal(b, &again); err != nil || again.Proof != want {
			t.Errorf("%s: written and read again: got %+v (%v), want %+v", stored, again.Proof, err, want)
		}
	}
}

func TestThreeVerdicts(t *testing.T) {
	t.Parallel()
	for _, p := range []struct {
		proof          Proof
		proved, failed bool
	}{
		{Proof{}, false, false},
		{Proof{SenderProved, ByDKIM}, true, false},
		{Proof{SenderFailed, ByDMARC}, false, true},
	} {
		if p.proof.Proved() != p.proved || p.proof.Failed() != p.failed {
			t.Errorf("%+v: proved %t and failed %t, want %t and %t",
				p.proof, p.proof.Proved(), p.proof.Failed(), p.proved, p.failed)
		}
	}
}
