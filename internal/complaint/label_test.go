package complaint

import (
	"testing"

	"complaints/internal/policy"
	"complaints/internal/reading"
)

// TestLabelsInWords: what a message is taken for reads in plain English wherever a person is asked about it.
func TestLabelsInWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind reading.Kind
		want string
	}{
		{reading.KindComplaint, "a complaint"},
		{reading.KindStage2Request, "a request for stage 2"},
		{reading.KindFollowUp, "part of a complaint that we know"},
		{reading.KindEnquiry, "a question or a compliment"},
		{reading.KindAutomated, "an automatic message"},
		{reading.KindSpam, "advertising or fraud"},
		{reading.KindTooOld, "a matter that is too old"},
		{reading.KindNeedsHuman, "something that a person must look at"},
	} {
		if got := (Label{Kind: tc.kind}).Words(); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.kind, got, tc.want)
		}
	}
}

// TestClosedAs: only what was never open says what it was taken for.
func TestClosedAs(t *testing.T) {
	t.Parallel()
	for reason, want := range map[CloseReason]Label{
		ClosedServiceRequest: {Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest},
		ClosedNotComplaint:   {Kind: reading.KindEnquiry},
		ClosedOutOfTime:      {Kind: reading.KindTooOld},
		ClosedDuplicate:      {},
	} {
		got, ok := Case{Status: Closed, Reason: Close{Reason: reason}}.ClosedAs()
		if got != want || ok != (want != Label{}) {
			t.Errorf("%s: got %+v, %v, want %+v", reason, got, ok, want)
		}
	}
	if _, ok := (Case{Status: Stage1Open}).ClosedAs(); ok {
		t.Error("an open case says that it was never open")
	}
}
