package train

import (
	"testing"

	"complaints/classifier"
	"complaints/internal/complaint"
)

func TestAreaCountsAsTheLabelSays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation     string
		first, second complaint.Area
		want          [2]int
	}{
		{"the area labelled first", complaint.AreaRepairs, complaint.AreaOther, [2]int{1, 1}},
		{"the area labelled second", complaint.AreaOther, complaint.AreaRepairs, [2]int{0, 1}},
		{"another that is fine first", complaint.AreaContractor, complaint.AreaOther, [2]int{1, 1}},
		{"another that is fine second", complaint.AreaOther, complaint.AreaContractor, [2]int{0, 1}},
		{"neither", complaint.AreaOther, complaint.AreaLettings, [2]int{0, 0}},
	} {
		ta := newTally()
		ta.judge(&classifier.Example{
			Kind: complaint.KindComplaint, Context: complaint.ContextNone, Area: complaint.AreaRepairs,
			AreaAlso: []complaint.Area{complaint.AreaContractor},
		},
			complaint.Reading{Kind: complaint.KindComplaint, Area: tc.first, AreaSecond: tc.second})
		if got := [2]int{ta.first, ta.second}; got != tc.want {
			t.Errorf("%s: it counts as %v, want %v", tc.situation, got, tc.want)
		}
	}
}
