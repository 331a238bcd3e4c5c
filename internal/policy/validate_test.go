package policy_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/policy"
)

func TestTheProfilesHaveNoFaults(t *testing.T) {
	t.Parallel()
	for _, id := range profiles {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			if got := of(t, id).Faults(); len(got) > 0 {
				t.Errorf("faults: got %q, want none", got)
			}
		})
	}
}

// TestFaults: a policy that cannot be followed as it is written is refused, so that no slip of the pen gives wrong
// dates.
func TestFaults(t *testing.T) { // 2.6
	t.Parallel()
	zero, no := 0, false
	for _, tc := range []struct {
		name   string
		change func(*policy.Policy)
		want   string
	}{
		{"a unit nobody knows", func(p *policy.Policy) { p.Stages[0].Response.Unit = "working_days" },
			`stages[1].response.unit is "working_days": use days, wd or months`},
		{"a start nobody knows", func(p *policy.Policy) { p.Stages[0].Response.From = "recieved" },
			"write received"},
		{"no days", func(p *policy.Policy) {
			p.Stages[0].Ack = &calendar.Period{Unit: calendar.WorkingDays, From: "received"}
		}, "stages[1].ack: n is 0"},
		{"counts from nothing", func(p *policy.Policy) {
			p.Stages[1].Ack, p.Stages[1].Response.From = nil, "ack_sent"
		}, "the stage has none"},
		{"our date rolled on", func(p *policy.Policy) { p.Stages[0].Response.Roll = "forward" }, "use back"},
		{"the resident's rolled back", func(p *policy.Policy) { p.Stages[0].NextStageWindow.Roll = "back" },
			"use forward"},
		{"an extension of nothing", func(p *policy.Policy) { p.Stages[0].Extension.Max = &zero },
			"stages[1].extension: n is 0"},
		{"late requests turned away", func(p *policy.Policy) { p.Stages[0].NextStageWindow.Late = "refuse" },
			"human_decision"},
		{"three stages", func(p *policy.Policy) { p.Stages = append(p.Stages, p.Stages[1]) }, "the policy has 3"},
		{"no stages", func(p *policy.Policy) { p.Stages = nil }, "the policy has 0"},
		{"a manager reviews", func(p *policy.Policy) { p.Stages[1].Owner = "area_manager" }, "stages[2].owner"},
		{"a machine refuses", func(p *policy.Policy) { p.TimeLimit.AutoRefuse = true }, "only a person may refuse"},
		{"months from anywhere", func(p *policy.Policy) { p.TimeLimit.From = "when" }, "time_limit.from"},
		{"months back", func(p *policy.Policy) { p.TimeLimit.Months = -6 }, "counted from 1"},
		{"off is no mode", func(p *policy.Policy) { p.Informal.Mode = "false" }, "parallel, sequential or none"},
		{"an informal time of none", func(p *policy.Policy) { p.Informal.Target = &calendar.Period{} },
			"informal.target"},
		{"received when it is dated", func(p *policy.Policy) { p.Receipt.Basis = "date_header" }, "receipt.basis"},
		{"nobody outside", func(p *policy.Policy) { p.External.Body = "" }, "external.body is missing"},
		{"a wait without an end", func(p *policy.Policy) { p.External.DirectAfter = nil },
			"external.direct_after is missing"},
		{"named in no known letter", func(p *policy.Policy) { p.External.SignpostIn = []policy.Signpost{"everywhere"} },
			"external.signpost_in"},
		{"an empty window", func(p *policy.Policy) { p.NextStageWindow = &policy.Window{} }, "later_of is empty"},
		{"a language's name", func(p *policy.Policy) { p.Languages = []string{"Welsh"} }, "as en or cy"},
		{"an exclusion nobody knows", func(p *policy.Policy) { p.Exclusions = []policy.Excluded{"parking"} },
			`exclusions is "parking": use first_request`},
		{"an exclusion misspelt", func(p *policy.Policy) { p.Exclusions = []policy.Excluded{"legal-acton"} },
			`write legal_action`},
		{"reasons or nothing", func(p *policy.Policy) { p.Stages[1].ReasonsRequired = "always" },
			"use ask_do_not_block or never"},
		{"a new matter lost", func(p *policy.Policy) { p.Stages[1].NewIssues = "ignore" }, "use new_case"},
		{"put off after the date", func(p *policy.Policy) { p.Stages[0].Extension.BeforeDue = &no },
			"stages[1].extension.before_due is false"},
		{"put off without a reason", func(p *policy.Policy) { p.Stages[0].Extension.ReasonRequired = &no },
			"never put off without a reason"},
		{"what goes on judged by its first day", func(p *policy.Policy) { p.TimeLimit.ContinuingCountsLatest = &no },
			"continuing_counts_latest is false"},
		{"a refusal without a person", func(p *policy.Policy) { p.RefusalNeedsHuman = &no }, "refusal_needs_human"},
		{"promises unknown", func(p *policy.Policy) { p.Promises = []string{"the moon"} }, "promises"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := of(t, "hastoe-2020")
			tc.change(&p)
			got := p.Faults()
			if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, tc.want) }) {
				t.Errorf("faults: got %q, want %q in one of them", got, tc.want)
			}
		})
	}
}
