package train

import (
	"testing"

	"complaints/classifier"
	"complaints/internal/reading"
)

func TestAreaCountsAsTheLabelSays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation     string
		first, second reading.Area
		want          [2]int
	}{
		{"the area labelled first", reading.AreaRepairs, reading.AreaOther, [2]int{1, 1}},
		{"the area labelled second", reading.AreaOther, reading.AreaRepairs, [2]int{0, 1}},
		{"another that is fine first", reading.AreaContractor, reading.AreaOther, [2]int{1, 1}},
		{"another that is fine second", reading.AreaOther, reading.AreaContractor, [2]int{0, 1}},
		{"neither", reading.AreaOther, reading.AreaLettings, [2]int{0, 0}},
	} {
		ta := newTally()
		ta.judge(&classifier.Example{
			Kind: reading.KindComplaint, Context: reading.ContextNone, Area: reading.AreaRepairs,
			AreaAlso: []reading.Area{reading.AreaContractor},
		},
			reading.Reading{Kind: reading.KindComplaint, Area: tc.first, AreaSecond: tc.second})
		if got := [2]int{ta.first, ta.second}; got != tc.want {
			t.Errorf("%s: it counts as %v, want %v", tc.situation, got, tc.want)
		}
	}
}
