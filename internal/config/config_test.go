package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/policy"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func TestExampleIsTheOneInTheProject(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, Example) {
		t.Error("config.example.yaml and internal/config/example.yaml differ: copy one over the other")
	}
}

func TestExampleShowsTheDefaults(t *testing.T) {
	t.Parallel()
	got, err := Parse(Example)
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	for name, pair := range map[string][2]any{
		"settings": {got.Settings, want.Settings}, "mailbox": {got.Mailbox, want.Mailbox},
		"smtp": {got.SMTP, want.SMTP}, "sms": {got.SMS, want.SMS},
		"store": {got.Store, want.Store}, "schedule": {got.Schedule, want.Schedule},
		"limits": {got.Limits, want.Limits}, "scope": {got.Scope, want.Scope},
		"letters": {got.Letters, want.Letters},
	} {
		g, _ := yaml.Marshal(pair[0])
		w, _ := yaml.Marshal(pair[1])
		g, w = bytes.ReplaceAll(g, []byte("addresses: []\n"), nil), bytes.ReplaceAll(w, []byte("addresses: []\n"), nil)
		if d := cmp.Diff(string(w), string(g)); d != "" {
			t.Errorf("%s: the example and the defaults differ (-default +example):\n%s", name, d)
		}
	}
	if err := got.Validate(); err != nil {
		t.Errorf("the example is not valid: %v", err)
	}
}

func TestEveryKeyStandsInTheExample(t *testing.T) {
	t.Parallel()
	full, err := yaml.Marshal(Default())
	if err != nil {
		t.Fatal(err)
	}
	var keys, example map[string]any
	if err := yaml.Unmarshal(full, &keys); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(Example, &example); err != nil {
		t.Fatal(err)
	}
	for section, v := range keys {
		inner, ok := v.(map[string]any)
		if !ok {
			continue
		}
		shown, _ := example[section].(map[string]any)
		for key := range inner {
			if _, ok := shown[key]; !ok {
				t.Errorf("%s.%s is not explained in the example", section, key)
			}
		}
	}
}

func TestFaultsSayWhatToChange(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, from, to, want string }{
		{"unknown key", "landlord: ", "landlrod: ", "landlrod"},
		{"no way to complain", "  how_to_complain:", "  how_to_complain: []\n  x:", `landlord has no key "x"`},
		{"manager reviews himself", "property.director@landlord.example}", "repairs.manager@landlord.example}",
			"somebody else"},
		{"cron that never comes", `"0 8 * * *"`, `"0 8 31 2 *"`, "can never come"},
		{"cron that breaks the parser", `"0 8 * * *"`, `"CRON_TZ=Europe/London"`, "time zone"},
		{"cron in the missing hour", `"30 3 * * *"`, `"30 1 * * *"`, "missing or comes twice"},
		{"office never open", "{open: 8, close: 18}", "{open: 18, close: 8}", "must come before"},
		{"automatic refusal", "refuse: suggest", "refuse: automatic", "only a person"},
		{"junk folder", "junk: tell", "junk: sometimes", "tell, take or leave"},
		{"reference prefix", "ref_prefix: HC", "ref_prefix: hc1", "capital letters"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(Example), tc.from, tc.to, 1)
			if text == string(Example) {
				t.Fatalf("the example no longer has %q", tc.from)
			}
			c, err := Parse([]byte(text))
			if err == nil {
				err = c.Validate()
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want a sentence with %q", err, tc.want)
			}
		})
	}
}

func TestEveryProfileCanBeRead(t *testing.T) {
	t.Parallel()
	c, err := ForStories()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := c.Profiles()
	if err != nil || len(ids) < 5 {
		t.Fatalf("profiles: %v, %v", ids, err)
	}
	for _, id := range ids {
		p, err := c.Profile(id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if _, err := c.CalendarFor(p); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestAProfileOfOnesOwn: an administrator writes a sixth profile as data, and a slip in it stops the start.
func TestAProfileOfOnesOwn(t *testing.T) {
	t.Parallel()
	own := filepath.Join(t.TempDir(), "own.yaml")
	text := `profiles:
  mill-lane:
    jurisdiction: england
    calendar: england-and-wales
    time_limit: {months: 9, from: awareness, auto_refuse: false}
    informal: {mode: none}
    stages:
      - id: 1
        ack: {n: 3, unit: days, from: received}
        response: {n: 1, unit: months, from: ack_sent}
        extension: {max: 2, unit: months}
        next_stage_window: {n: 2, unit: months, from: response_sent}
      - id: 2
        ack: {n: 1, unit: wd, from: received}
        response: {n: 30, unit: days, from: received}
        extension: {max: null, unit: days}
    external: {body: Housing Ombudsman Service, mode: direct}
`
	read := func(text string) (policy.Policy, error) {
		if err := os.WriteFile(own, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := ForStories([]byte("policy: {profile: mill-lane, profiles: " + own + "}"))
		if err != nil {
			t.Fatal(err)
		}
		return c.Profile("mill-lane")
	}
	p, err := read(text)
	if err != nil || p.Stages[0].Response.Unit != calendar.Months || p.Timezone != "Europe/London" {
		t.Fatalf("profile: got stages %+v in %s (%v), want an answer within months, in London",
			p.Stages, p.Timezone, err)
	}
	slips := strings.NewReplacer("unit: wd", "unit: workdays", "mode: direct", "mode: straight")
	_, err = read(slips.Replace(text))
	for _, want := range []string{`line 14: profiles.mill-lane.stages[2].ack.unit: "workdays"`, `external.mode: "straight"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a profile with two slips: got %v, want a sentence with %q", err, want)
		}
	}
}

func TestOverridesReplacePartsOfAProfile(t *testing.T) {
	t.Parallel()
	c, err := ForStories([]byte("policy: {profile: hastoe-2020, " +
		"overrides: {external: {mode: direct}, time_limit: {months: 12}}}"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Profile("hastoe-2020")
	if err != nil {
		t.Fatal(err)
	}
	if p.External.Mode != "direct" || p.External.Body == "" || p.TimeLimit.Months != 12 || p.TimeLimit.From != "event" {
		t.Errorf("external body and time limit: got %+v and %+v, want direct, a body, 12 months from the event",
			p.External, p.TimeLimit)
	}
	if p.External.SupersededFrom != calendar.MustDate("2022-10-01") {
		t.Errorf("superseded_from: got %v, want 2022-10-01", p.External.SupersededFrom)
	}
}

func TestARenewedSecretIsKept(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/token"
	if err := os.WriteFile(path, []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := Secret("file:" + path)
	if err := s.Replace("new"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Reveal(); err != nil || got != "new" {
		t.Errorf("the renewed secret: got %q (%v), want new", got, err)
	}
	if err := Secret("plain").Replace("new"); err == nil {
		t.Error("a secret in the configuration itself was replaced")
	}
}
