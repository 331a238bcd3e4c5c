package policy_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

// today is when the tests look at the law.
var today = calendar.MustDate("2026-11-22")

// TestDepartures: where each profile departs from the law in force on a day, by the clauses of the Code.
func TestDepartures(t *testing.T) { // 2.2, 0.8
	t.Parallel()
	for _, tc := range []struct {
		name, profile string
		on            calendar.Date
		want          []string
	}{
		{"a policy of 2020 today", "hastoe-2020", today, []string{
			"designated person", "Code 2.2", "Code 2.3", "Code 2.5", "Code 2.2 on court claims", "Code 1.4", "Code 2.4",
			"Code 5.2", "Code 6.5", "Code 6.5", "Code 6.10", "Code 6.16", "Code 6.16", "Code 6.12", "Code 3",
			"Code 5.6", "Code 5.10", "Code 5.12", "data protection",
		}},
		{"a policy of 2020 before the Code", "hastoe-2020", calendar.MustDate("2023-01-01"),
			[]string{"designated person"}},
		{"the Code's own", "ho-code-2024", today, nil},
		{"Scotland", "spso-rsl", today, nil},
		{"Wales", "psow-model", today, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, d := range of(t, tc.profile).Departures(tc.on) {
				got = append(got, d.Clause)
				if d.Says == "" {
					t.Errorf("what %s says: got nothing, want words", d.Clause)
				}
				if d.Since > tc.on {
					t.Errorf("%s in force since: got %s, want not after %s", d.Clause, d.Since, tc.on)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("departures:\n got  %q\n want %q", got, tc.want)
			}
		})
	}
}

// TestDeparturesOfAChangedPolicy: a landlord who changes the Code's profile hears which clause that leaves.
func TestDeparturesOfAChangedPolicy(t *testing.T) {
	t.Parallel()
	forty := 40
	for _, tc := range []struct {
		name   string
		change func(*policy.Policy)
		want   []string
	}{
		{"slower", func(p *policy.Policy) {
			p.Stages[0].Ack = &calendar.Period{N: 8, Unit: calendar.CalendarDays, From: "received"}
			p.Stages[0].Response = calendar.Period{N: 1, Unit: calendar.Months, From: "received"}
			p.Stages[1].Response.N, p.Stages[1].Extension.Max = 21, &forty
		}, []string{"Code 6.2 (since Monday 1 April 2024)", "Code 6.3", "Code 6.14", "Code 6.16"}},
		{"one stage after an informal one", func(p *policy.Policy) {
			p.Stages, p.Informal.Mode = p.Stages[:1], "sequential"
			p.Stages[0].Ack, p.Stages[0].ReasonsRequired = nil, policy.AskForReasons
		}, []string{"Code 5.2", "Code 5.3", "Code 6.2", "Code 6.12"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := of(t, "ho-code-2024")
			tc.change(&p)
			var got []string
			for _, d := range p.Departures(today) {
				got = append(got, d.String())
			}
			for _, want := range tc.want {
				if !slices.ContainsFunc(got, func(d string) bool { return strings.HasPrefix(d, want) }) {
					t.Errorf("departures: got %q, want one from %s", got, want)
				}
			}
		})
	}
}

// TestAnAddressThatTakesNoCases: the Ombudsman's mailbox takes no cases since 13 January 2026.
func TestAnAddressThatTakesNoCases(t *testing.T) {
	t.Parallel()
	p := proceduretest.Rules(t, "ho-code-2024")
	p.Landlord.OmbudsmanList = []string{"info@housing-ombudsman.org.uk"}
	t.Run("since then", func(t *testing.T) {
		t.Parallel()
		got := p.Departures(today)
		if len(got) != 1 {
			t.Fatalf("departures: got %v, want one", got)
		}
		if want := calendar.MustDate("2026-01-13"); got[0].Since != want {
			t.Errorf("in force since: got %s, want %s", got[0].Since, want)
		}
	})
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		if got := p.Departures(calendar.MustDate("2025-12-31")); len(got) > 0 {
			t.Errorf("departures: got %v, want none", got)
		}
	})
}
