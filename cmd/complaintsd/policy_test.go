package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPolicyShow(t *testing.T) {
	t.Parallel()
	own := newOffice(t, "policy.profile", "ho-code-2024")
	for name, test := range map[string]struct {
		args []string
		says []string
	}{
		"the seed, unasked":     {nil, []string{"Policy hastoe-2020", "2 working days", "14 days", "A complaint that arrives now", "ack due"}},
		"by its name":           {[]string{"spso-rsl"}, []string{"Policy spso-rsl", "holidays of scotland"}},
		"the configured one":    {[]string{"--config", own.config}, []string{"Policy ho-code-2024", "10 working days"}},
		"another, by both":      {[]string{"--config", own.config, "hastoe-2020"}, []string{"Policy hastoe-2020"}},
		"as one object of JSON": {[]string{"--json"}, []string{`"Jurisdiction":"england"`, `"Stages":[`}},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := runForTest(t, "", append([]string{"policy", "show"}, test.args...)...)
			if code != 0 || errs != "" {
				t.Fatalf("ended with %d and said %q", code, errs)
			}
			for _, words := range test.says {
				if !strings.Contains(out, words) {
					t.Errorf("no %q in:\n%s", words, out)
				}
			}
		})
	}
}

func TestPolicyCheck(t *testing.T) {
	t.Parallel()
	direct := newOffice(t, "policy.overrides", "{external: {mode: direct}}")
	for name, test := range map[string]struct {
		args   []string
		says   []string
		silent string
	}{
		"the seed today":                   {nil, []string{"designated person (since Saturday 1 October 2022)", "Code 2.2"}, ""},
		"the seed before its ending ended": {[]string{"--on", "2020-06-01"}, []string{"Nothing in hastoe-2020 is known to depart from the law of Monday 1 June 2020."}, "Code"},
		"with one switch":                  {[]string{"--config", direct.config}, []string{"Code 2.2"}, "designated person"},
		"the Code itself":                  {[]string{"ho-code-2024", "--on", "2026-01-05"}, []string{"Nothing in ho-code-2024"}, "since"},
		"another country":                  {[]string{"spso-rsl"}, []string{"Nothing in spso-rsl"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := runForTest(t, "", append([]string{"policy", "check"}, test.args...)...)
			if code != 0 || errs != "" {
				t.Fatalf("ended with %d and said %q", code, errs)
			}
			for _, words := range test.says {
				if !strings.Contains(out, words) {
					t.Errorf("no %q in:\n%s", words, out)
				}
			}
			if test.silent != "" && strings.Contains(out, test.silent) {
				t.Errorf("%q in:\n%s", test.silent, out)
			}
		})
	}
	out, _, _ := runForTest(t, "", "policy", "check", "--json")
	for line := range strings.Lines(out) {
		var d struct{ Clause, Since, Says string }
		if err := json.Unmarshal([]byte(line), &d); err != nil || d.Clause == "" || len(d.Since) != len("2024-04-01") || d.Says == "" {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestPolicyDiff(t *testing.T) {
	t.Parallel()
	out, _, code := runForTest(t, "", "policy", "diff", "hastoe-2020", "ho-code-2024")
	if code != 0 || !strings.Contains(out, "- Stage 1 is answered within 14 days") || !strings.Contains(out, "+ Stage 1 is answered within 10 working days") {
		t.Errorf("ended with %d:\n%s", code, out)
	}
	if out, _, code := runForTest(t, "", "policy", "diff", "hastoe-2020", "hastoe-2020"); code != 0 || out != "" {
		t.Errorf("a policy and itself: %d, %q", code, out)
	}
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo()))
	out, _, code = o.run("policy diff", "hastoe-2020", "ho-code-2024")
	for _, want := range []string{refs[1] + ": the decision: ", " by hastoe-2020, ", "2 cases are not closed; ho-code-2024 would change "} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("ended with %d, no %q in:\n%s", code, want, out)
		}
	}
	out, _, code = o.run("policy diff", "hastoe-2020", "spso-rsl", "--json")
	for _, ref := range refs {
		if code != 0 || !strings.Contains(out, `{"case":"`+ref+`","status":"`) {
			t.Errorf("ended with %d, no line for %s in:\n%s", code, ref, out)
		}
	}
	if !strings.Contains(out, `{"date":"limit","from":"`) || !strings.Contains(out, `"stands":"`) {
		t.Errorf("no date that moves and stands in:\n%s", out)
	}
}
