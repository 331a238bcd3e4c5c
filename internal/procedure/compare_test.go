package procedure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestCompare: what another policy would change for a case, wherever it stands, and what stands because it was
// promised. A line is the date's name, the day it has, the day the other policy makes of it, and the promised day that
// stands.
func TestCompare(t *testing.T) { // 2.6
	t.Parallel()
	const (
		hastoe, code    = "hastoe-2020", "ho-code-2024"
		scotland, wales = "spso-rsl", "psow-model"
	)
	for _, tc := range []struct {
		name  string
		life  *proceduretest.Life
		other string
		want  []string
	}{
		{"open over Christmas", newLife(t, hastoe).Complain("2026-12-14 10:00"), code, []string{
			"limit 2026-12-28 2026-12-30",
			"target 2026-12-24 2026-12-30",
			"extension_max 2027-01-11 2027-01-14",
		}},
		{"not acknowledged", begun(t).ComesBack("2026-11-23 11:00", letter.Stage1Acknowledgement), code, []string{
			"ack_due 2026-11-25 2026-11-30",
		}},
		{"open, another country", begun(t), scotland, []string{
			"limit 2026-12-07 2026-12-01 stands 2026-12-07",
			"target 2026-12-07 2026-12-01 stands 2026-12-07",
			"extension_max 2026-12-21 2026-12-08",
		}},
		{"put off by hand", begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the survey"),
			wales, []string{
				"limit 2026-12-07 2026-12-21",
				"target 2026-12-07 2026-12-21",
				"extension_max 2026-12-21 2027-01-04",
			}},
		{"a person decides", newLife(t, hastoe).Open("2026-11-23 10:00", "Hm.", unclear()), code, []string{
			"decide_by 2026-11-25 2026-11-30",
		}},
		{"answered: the window", answered(t), scotland, []string{
			"window_last_day 2026-12-29 2027-05-24",
		}},
		{"answered, no window", answered(t), code, []string{
			"window_last_day 2026-12-29 stands 2026-12-29",
		}},
		{"answered, no stage 2", answered(t), wales, []string{
			"window_last_day 2026-12-29 stands 2026-12-29",
		}},
		{"at a stage there is not", stage2(t), wales, []string{
			"limit 2026-12-28 stands 2026-12-28",
			"target 2026-12-24 stands 2026-12-24",
			"extension_max 2027-01-11",
		}},
		{"answered for good", final(t), code, []string{
			"external_direct_from 2027-02-12",
			"external_before 2027-12-18",
		}},
		{"closed", begun(t).Says("2026-11-24 10:00", "close it", intent(reading.IntentWithdraw)), code, nil},
		{"the same policy", begun(t), hastoe, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, x := range rules(t, hastoe).Compare(rules(t, tc.other), tc.life.Case) {
				line := fmt.Sprintf("%s %s %s", x.Name, x.Day, x.Other)
				if x.Stands != 0 {
					line += " stands " + x.Stands.String()
				}
				got = append(got, strings.Join(strings.Fields(line), " "))
				if x.Says == "" {
					t.Errorf("%s in words: got nothing, want a sentence", x.Name)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("changes: got %q, want %q", got, tc.want)
			}
		})
	}
}
