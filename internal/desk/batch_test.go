package desk

import (
	"fmt"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/store"
)

// stumbling is a classifier that breaks on every message of a case.
type stumbling struct{ reader }

func (s stumbling) Read(in classifier.Input) complaint.Reading {
	if in.Context != complaint.ContextNone {
		panic("a message of a case")
	}
	return s.reader.Read(in)
}

// TestABadMessageHoldsBackNoOther: of three that come together the second answers the first and cannot be read. The
// first and the third get their cases, numbered without a gap, and each its letters once.
func TestABadMessageHoldsBackNoOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) { o.Classifier = stumbling{o.Classifier} })
	var batch []complaint.Arrival
	for i, head := range []string{
		"From: a@residents.example\r\nMessage-ID: <1@residents.example>\r\nSubject: The lift",
		"From: a@residents.example\r\nMessage-ID: <2@residents.example>\r\n" +
			"In-Reply-To: <1@residents.example>\r\nSubject: Re: The lift",
		"From: b@residents.example\r\nMessage-ID: <3@residents.example>\r\nSubject: The roof",
	} {
		raw := head + "\r\nTo: complaints@landlord.example\r\n\r\n" +
			"I want to make a formal complaint. It is broken and nobody answers me.\r\n"
		batch = append(batch, arrival(fmt.Sprint(i), d.clock().Add(time.Duration(i)*time.Second), raw))
	}
	take(t, d, batch...)
	all, err := d.store.Arrivals(t.Context(), store.ArrivalFilter{})
	if err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	want := []store.Outcome{
		{Kind: store.Opened, Case: "HC-2026-000001"},
		{Kind: store.Quarantined},
		{Kind: store.Opened, Case: "HC-2026-000002"},
	}
	for i, a := range all {
		if a.Outcome.Kind != want[i].Kind || a.Outcome.Case != want[i].Case {
			t.Errorf("what became of message %d: got %+v, want %+v", i+1, a.Outcome, want[i])
		}
	}
	if got := all[1].Outcome.Reason; got != "the program failed while deciding it" {
		t.Errorf("reason: got %q, want that the program failed", got)
	}
	if faults, err := d.store.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("faults of the store: got %v, %v, want none", faults, err)
	}
}
