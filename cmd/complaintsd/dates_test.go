package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// runForTest runs a command line and returns what it printed and its exit code.
func runForTest(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), &terminal{In: strings.NewReader(stdin), Out: &out, Err: &errs}, args)
	return out.String(), errs.String(), code
}

// TestDeadlineVectors checks every date of the independent reference through the command line.
func TestDeadlineVectors(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/deadline-vectors.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	profiles := map[string]string{"hastoe": "hastoe-2020", "ho_code_2024": "ho-code-2024", "spso_rsl": "spso-rsl"}
	for _, row := range rows[1:] {
		profile, kind, instant, day0, want := profiles[row[0]], row[1], row[2], row[3], row[4]
		args, name := vectorArgs(t, profile, kind, instant)
		got := datesJSON(t, append([]string{"dates", "--json", "--profile", profile}, args...)...)
		if got[name] != want {
			t.Errorf("%s %s at %s: %s = %v, want %s (%s)", row[0], kind, instant, name, got[name], want, row[5])
		}
		if d, ok := got["day0"]; ok && d != day0 {
			t.Errorf("%s at %s: day0 = %v, want %s", kind, instant, d, day0)
		}
	}
}

// vectorArgs says how a row of the reference reads on the command line.
func vectorArgs(t *testing.T, profile, kind, instant string) (args []string, name string) {
	t.Helper()
	switch kind {
	case "ack_due", "s1_limit", "s1_target":
		return []string{"--received", instant}, kind
	case "s2_window_last_day":
		return []string{"--responded", instant}, kind
	case "s2_limit", "s2_target", "s2_ack_due":
		return []string{"--stage2-received", instant}, kind
	case "ombudsman_direct_from":
		return []string{"--final-sent", instant}, "external_direct_from"
	case "six_month_cutoff", "twelve_month_cutoff":
		return []string{"--received", instant}, "event_cutoff"
	case "s1_due_if_acked_day0", "s1_due":
		return []string{"--received", instant}, "s1_limit"
	case "s1_ext_max":
		return []string{"--received", instant}, "s1_extension_max"
	case "s1_due_if_acked_last_day":
		due := datesJSON(t, "dates", "--json", "--profile", profile, "--received", instant)["ack_due"].(string)
		return []string{"--received", instant, "--acked", due + "T12:00:00Z"}, "s1_limit"
	case "s2_due_if_acked_day0", "s2_due":
		return []string{"--stage2-received", instant}, "s2_limit"
	case "s2_ext_max":
		return []string{"--stage2-received", instant}, "s2_extension_max"
	}
	t.Fatalf("no reading for kind %q", kind)
	return nil, ""
}

func datesJSON(t *testing.T, args ...string) map[string]any {
	t.Helper()
	out, errs, code := runForTest(t, "", args...)
	if code != 0 {
		t.Fatalf("%v ended with %d: %s", args, code, errs)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v printed %q: %v", args, out, err)
	}
	return got
}
