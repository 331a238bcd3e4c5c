package policy_test

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

// derived returns the dates that follow from what happened when, by their names.
func derived(t *testing.T, profile string, at policy.Milestones) map[string]policy.DerivedDate {
	t.Helper()
	p, all := proceduretest.Rules(t, profile), map[string]policy.DerivedDate{}
	for _, d := range p.Policy.DerivedDates(p.Calendar, at) {
		all[d.Name] = d
	}
	return all
}

// sameDays compares dates by their names; "" is a date that there must not be.
func sameDays(t *testing.T, got map[string]policy.DerivedDate, want map[string]string) {
	t.Helper()
	for name, day := range want {
		if got[name].Day.String() != day {
			t.Errorf("%s: got %q, want %q", name, got[name].Day, day)
		}
	}
}

// TestDatesOfTheEdgeTable counts the acknowledgement's and the answer's last day from receipts at awkward moments,
// given in UTC.
func TestDatesOfTheEdgeTable(t *testing.T) { // P5, P9, 0.5, 0.6
	t.Parallel()
	type dates map[string]string
	for _, tc := range []struct {
		name, at string
		want     dates
	}{
		{"Friday at eleven at night", "2026-11-27 23:00", // 1.5
			dates{"day0": "2026-11-27", "ack_due": "2026-12-01", "s1_limit": "2026-12-11", "s1_target": "2026-12-11"}},
		{"Saturday", "2026-11-28 12:00", // 1.5
			dates{"ack_due": "2026-12-01", "s1_limit": "2026-12-12", "s1_target": "2026-12-11"}},
		{"Christmas Eve", "2026-12-24 23:00", dates{"ack_due": "2026-12-30", "s1_limit": "2027-01-07"}}, // 1.5
		// 1.5
		{"limit on Christmas Day", "2026-12-11 12:00", dates{"s1_limit": "2026-12-25", "s1_target": "2026-12-24"}},
		{"limit on a substitute holiday", "2026-12-14 12:00", // 1.5
			dates{"s1_limit": "2026-12-28", "s1_target": "2026-12-24"}},
		{"Christmas Eve 2027", "2027-12-24 12:00", dates{"ack_due": "2027-12-30"}},  // 1.5
		{"New Year's Eve 2027", "2027-12-31 12:00", dates{"ack_due": "2028-01-05"}}, // 1.5
		// 1.5
		{"half past midnight in summer", "2026-06-30 23:30", dates{"day0": "2026-07-01", "s1_limit": "2026-07-15"}},
		{"the clocks go back", "2026-10-24 23:30", // 1.5
			dates{"day0": "2026-10-25", "s1_limit": "2026-11-08", "s1_target": "2026-11-06"}},
		{"the clocks go forward", "2027-03-27 23:59", // 1.5
			dates{"day0": "2027-03-27", "ack_due": "2027-03-31", "s1_limit": "2027-04-10"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := derived(t, "hastoe-2020", policy.Milestones{Received: proceduretest.At(t, tc.at)})
			sameDays(t, got, tc.want)
			for name, d := range got {
				if len(d.How) == 0 {
					t.Errorf("how %s was found: got nothing, want words", name)
				}
			}
		})
	}
}

// TestSumsAfterTheAnswers counts what follows from an answer, a request for stage 2 and the final answer.
func TestSumsAfterTheAnswers(t *testing.T) { // P12, P14, P18, P21, 3.3
	t.Parallel()
	got := derived(t, "hastoe-2020", policy.Milestones{
		Responded:      proceduretest.At(t, "2026-12-04 11:00"),
		Stage2Received: proceduretest.At(t, "2026-12-07 10:00"),
		FinalSent:      proceduretest.At(t, "2027-01-04 10:00"),
	})
	sameDays(t, got, map[string]string{
		"s2_window_last_day": "2026-12-29", "s2_ack_due": "2026-12-09", "s2_limit": "2026-12-28",
		"s2_target": "2026-12-24", "external_direct_from": "2027-03-01",
	})
	how := strings.Join(got["s2_window_last_day"].How, " ")
	for _, want := range []string{"Christmas Day", "moves on to Tuesday 29 December 2026"} {
		if !strings.Contains(how, want) {
			t.Errorf("how the window was found: got %q, want %q in it", how, want)
		}
	}
}

// TestEventCutoff: exactly six months ago is in time, and the month's last day is taken where a month is short.
func TestEventCutoff(t *testing.T) { // P3
	t.Parallel()
	p := of(t, "hastoe-2020")
	for received, want := range map[string]string{
		"2026-11-23": "2026-05-23", "2026-08-31": "2026-02-28", "2028-08-31": "2028-02-29",
	} {
		if got := p.EventCutoff(calendar.MustDate(received)).String(); got != want {
			t.Errorf("cutoff of %s: got %s, want %s", received, got, want)
		}
	}
	if got := (policy.Policy{}).EventCutoff(calendar.MustDate("2026-11-23")); got != 0 {
		t.Errorf("cutoff of a policy without a limit: got %s, want none", got)
	}
}

// TestDatesOfTheProfiles: each profile's own counting, from receipt or acknowledgement, in days or working days.
func TestDatesOfTheProfiles(t *testing.T) { // 1.5, 2.1
	t.Parallel()
	at := func(s string) time.Time { return proceduretest.At(t, s) }
	for _, tc := range []struct {
		name, profile string
		at            policy.Milestones
		want          map[string]string
	}{
		{"the Code counts from the acknowledgement", "ho-code-2024", policy.Milestones{
			Received:       at("2026-11-23 10:00"),
			Acked:          at("2026-11-30 10:00"),
			Stage2Received: at("2027-01-04 10:00"),
		}, map[string]string{
			"ack_due": "2026-11-30", "s1_limit": "2026-12-14", "s1_extension_max": "2026-12-30",
			"s2_ack_due": "2027-01-11", "s2_limit": "2027-02-01", "s2_extension_max": "2027-03-01",
			"event_cutoff": "2025-11-23",
		}},
		{"Scotland keeps St Andrew's Day", "spso-rsl", policy.Milestones{
			Received:       at("2026-11-26 10:00"),
			Responded:      at("2026-12-02 10:00"),
			Stage2Received: at("2026-12-31 10:00"),
		}, map[string]string{
			"s1_limit": "2026-12-04", "s2_window_last_day": "2027-05-26", "s2_ack_due": "2027-01-07",
		}},
		{"Scotland: two months after a late answer", "spso-rsl",
			policy.Milestones{Received: at("2026-01-05 10:00"), Responded: at("2026-09-01 10:00")},
			map[string]string{"s2_window_last_day": "2026-11-02"}},
		{"Scotland: no receipt, only the answer counts", "spso-rsl",
			policy.Milestones{Responded: at("2026-09-01 10:00")},
			map[string]string{"s2_window_last_day": "2026-11-02"}},
		{"Wales has one stage", "psow-model",
			policy.Milestones{Received: at("2026-11-23 10:00"), Stage2Received: at("2026-12-23 10:00")},
			map[string]string{"s1_limit": "2026-12-21", "s2_limit": ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sameDays(t, derived(t, tc.profile, tc.at), tc.want)
		})
	}
}

// TestDirectModeHasNoWait: one switch takes the eight weeks away.
func TestDirectModeHasNoWait(t *testing.T) { // P21, 2.6
	t.Parallel()
	p := proceduretest.Rules(t, "hastoe-2020")
	p.Policy.External.Mode = "direct"
	final := policy.Milestones{FinalSent: proceduretest.At(t, "2027-01-04 10:00")}
	if got := p.Policy.DerivedDates(p.Calendar, final); len(got) > 0 {
		t.Errorf("dates after the final answer: got %v, want none", got)
	}
}
