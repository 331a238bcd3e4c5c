package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// TestCompare: what another policy would change for a case, wherever it stands, and what stands because it was
// promised.
func TestCompare(t *testing.T) {
	t.Parallel()
	hastoe, code, scotland, wales := rules(t, "hastoe-2020"), rules(t, "ho-code-2024"), rules(t, "spso-rsl"),
		rules(t, "psow-model")
	begin := func() *proceduretest.Life { return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00") }
	s2 := stage2(t)
	for name, tc := range map[string]struct {
		c     complaint.Case
		other procedure.Procedure
		want  []string // name from to stands
	}{
		"open over Christmas": {newLife(t, "hastoe-2020").Complain("2026-12-14 10:00").Case, code,
			[]string{"limit 2026-12-28 2026-12-30", "target 2026-12-24 2026-12-30",
				"extension_max 2027-01-11 2027-01-14"}},
		"not acknowledged": {begin().ComesBack("2026-11-23 11:00", letter.Stage1Acknowledgement).Case, code,
			[]string{"ack_due 2026-11-25 2026-11-30"}},
		"open, another country": {begin().Case, scotland,
			[]string{"limit 2026-12-07 2026-12-01 stands 2026-12-07",
				"target 2026-12-07 2026-12-01 stands 2026-12-07", "extension_max 2026-12-21 2026-12-08"}},
		"put off by hand": {begin().Replies("2026-12-04 10:00", manager,
			"EXTEND 18/12/2026 waiting for the survey").Case, wales,
			[]string{"limit 2026-12-07 2026-12-21", "target 2026-12-07 2026-12-21",
				"extension_max 2026-12-21 2027-01-04"}},
		"a person decides": {newLife(t, "hastoe-2020").
			Open("2026-11-23 10:00", "Hm.", complaint.Reading{Kind: complaint.KindNeedsHuman}).Case, code,
			[]string{"decide_by 2026-11-25 2026-11-30"}},
		"answered: the window": {begin().Answered("2026-12-04 10:00").Case, scotland,
			[]string{"window_last_day 2026-12-29 2027-05-24"}},
		"answered, no window": {begin().Answered("2026-12-04 10:00").Case, code,
			[]string{"window_last_day 2026-12-29 stands 2026-12-29"}},
		"answered, no stage 2": {begin().Answered("2026-12-04 10:00").Case, wales,
			[]string{"window_last_day 2026-12-29 stands 2026-12-29"}},
		"at a stage there is not": {s2.Case, wales,
			[]string{"limit 2026-12-28 stands 2026-12-28", "target 2026-12-24 stands 2026-12-24",
				"extension_max 2027-01-11"}},
		"answered for good": {stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy).Case, code,
			[]string{"external_direct_from 2027-02-12", "external_before 2027-12-18"}},
		"closed": {begin().Says("2026-11-24 10:00", "close it", intent(complaint.IntentWithdraw)).Case, code,
			nil},
		"the same policy": {begin().Case, hastoe, nil},
	} {
		var got []string
		for _, x := range hastoe.Compare(tc.other, tc.c) {
			line := strings.Join(strings.Fields(strings.Join([]string{x.Name, x.Day.String(), x.Other.String()},
				" ")), " ")
			if x.Stands != 0 {
				line += " stands " + x.Stands.String()
			}
			if x.Says == "" {
				t.Errorf("%s: %s is not put in words", name, x.Name)
			}
			got = append(got, line)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s:\n got  %q\n want %q", name, got, tc.want)
		}
	}
}
