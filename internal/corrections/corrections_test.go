package corrections

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// The first message that is judged below, and what is said of it.
var (
	first       = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	noise       = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.NeighbourASB}
	asComplaint = complaint.Label{Kind: reading.KindComplaint}
	lettings    = complaint.Label{Area: "lettings"}
)

func corrected(at time.Time, said complaint.Label) complaint.Fact {
	return complaint.Corrected{Received: at, Said: said}
}

func confirmed(at time.Time, said complaint.Label) complaint.Fact {
	return complaint.Confirmed{Received: at, Said: said}
}

// TestJudgements: the last word on each message counts.
func TestJudgements(t *testing.T) {
	t.Parallel()
	opened := complaint.StageOpened{Stage: 1}
	for name, test := range map[string]struct {
		facts []complaint.Fact
		want  string // kind, area, and whether it was corrected
	}{
		"refused, and opened later": {[]complaint.Fact{confirmed(first, noise), opened}, ""},
		"accepted, then another area": {
			[]complaint.Fact{opened, corrected(first, asComplaint), corrected(first, lettings)},
			"complaint lettings true"},
		"confirmed, then moved": {
			[]complaint.Fact{opened, confirmed(first, asComplaint), corrected(first, lettings)},
			"complaint lettings true"},
		"a later stage 1 of a case": {
			[]complaint.Fact{opened, corrected(first, lettings), opened},
			" lettings true"},
		"two messages": {
			[]complaint.Fact{confirmed(first, asComplaint), corrected(first.Add(1), asComplaint)},
			"complaint  false|complaint  true"},
	} {
		var events []complaint.Event
		for _, f := range test.facts {
			events = append(events, complaint.Event{Fact: f})
		}
		var said []string
		for _, j := range judgements(events) {
			said = append(said, fmt.Sprintf("%s %s %v", j.label.Kind, j.label.Area, j.corrected))
		}
		if got := strings.Join(said, "|"); got != test.want {
			t.Errorf("%s: the judgements are %q, want %q", name, got, test.want)
		}
	}
}
