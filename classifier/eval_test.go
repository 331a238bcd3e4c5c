package classifier

import (
	"testing"

	"complaints"
)

func TestAreaCountsAsTheLabelSays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation     string
		first, second complaints.Area
		want          [2]int
	}{
		{"the area labelled first", complaints.AreaRepairs, complaints.AreaOther, [2]int{1, 1}},
		{"the area labelled second", complaints.AreaOther, complaints.AreaRepairs, [2]int{0, 1}},
		{"another that is fine first", complaints.AreaContractor, complaints.AreaOther, [2]int{1, 1}},
		{"another that is fine second", complaints.AreaOther, complaints.AreaContractor, [2]int{0, 1}},
		{"neither", complaints.AreaOther, complaints.AreaLettings, [2]int{0, 0}},
	} {
		ta := newTally()
		ta.judge(&Example{Kind: complaints.KindComplaint, Context: complaints.ContextNone, Area: complaints.AreaRepairs, AreaAlso: []complaints.Area{complaints.AreaContractor}},
			complaints.Reading{Kind: complaints.KindComplaint, Area: tc.first, AreaSecond: tc.second})
		if got := [2]int{ta.first, ta.second}; got != tc.want {
			t.Errorf("%s: %v, want %v", tc.situation, got, tc.want)
		}
	}
}
