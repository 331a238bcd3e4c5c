package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runOne runs a command's function on an input.
func runOne(t *testing.T, c command, in string, args ...string) (out, errs string, err error) {
	t.Helper()
	fs := &flags{flag.NewFlagSet(c.name, flag.ContinueOnError)}
	fs.SetOutput(io.Discard)
	var o, e bytes.Buffer
	err = c.run(context.Background(), &terminal{In: strings.NewReader(in), Out: &o, Err: &e}, fs, args)
	return o.String(), e.String(), err
}

func TestClassifyAnswersEveryLineInOrder(t *testing.T) {
	t.Parallel()
	in := `{"id":"a","channel":"sms","received":"2026-11-22T10:00:00Z","body":"third time ive reported this leak nobody came","context":"none","expected_kind":"spam"}

{"id":7,"body":"Hello"}
this is not JSON
{"id":"b","channel":"pigeon","body":"the gate is broken","received":"yesterday"}
[1,2]
{"id":"c","body":"RESPOND UPHELD","context":"manager"}`
	out, _, err := runOne(t, classifyCommand, in, "--json")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	want := []string{"a", "7", "", "b", "", "c"}
	if len(lines) != len(want) {
		t.Fatalf("%d lines for %d messages:\n%s", len(lines), len(want), out)
	}
	for i, l := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(l), &got); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		if got["id"] != want[i] {
			t.Errorf("line %d: id %v, want %q", i, got["id"], want[i])
		}
		for _, name := range []string{"kind", "exclusion", "area", "area_second", "flags", "intent", "event", "confidence", "to_person", "would_refuse", "evidence", "issues", "decided_by"} {
			if _, ok := got[name]; !ok {
				t.Errorf("line %d: %s is missing", i, name)
			}
		}
		for _, name := range []string{"flags", "evidence", "issues"} {
			if got[name] == nil {
				t.Errorf("line %d: %s is null", i, name)
			}
		}
		if _, bad := got["problem"]; bad && got["to_person"] != true {
			t.Errorf("line %d: a line with a problem goes to nobody: %s", i, l)
		}
	}
	if !strings.Contains(lines[0], `"kind":"complaint"`) {
		t.Errorf("a third report of a leak is read as %s", lines[0])
	}
}

func TestClassifyReadsMailAndText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mail := filepath.Join(dir, "m.eml")
	if err := os.WriteFile(mail, []byte("From: Ola <ola@example.org>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nSubject: Leak\r\n\r\nThis is the third time I have reported the leak and nobody has come.\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := runOne(t, classifyCommand, "", mail)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "a complaint about our service") || !strings.Contains(out, "[third time]") {
		t.Errorf("the explanation lacks the reading or the marked words:\n%s", out)
	}
	if out, _, err = runOne(t, classifyCommand, "what time does the office open on monday?"); err != nil || !strings.Contains(out, "question") {
		t.Errorf("a plain question: %v\n%s", err, out)
	}
}

func TestClassifyEvalEndsWithAnErrorBelowItsLimits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lines, limits := filepath.Join(dir, "l.jsonl"), filepath.Join(dir, "limits.json")
	example := `{"id":"1","channel":"sms","received":"2026-11-22T10:00:00Z","body":"third time ive reported this leak nobody came","context":"none","expected_kind":"spam","expected_exclusion":null,"expected_area":"repairs","flags":[]}`
	for name, text := range map[string]string{lines: example, limits: `{"accuracy": 0.5}`} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, _, err := runOne(t, classifyEvalCommand, "", "--limits", limits, lines)
	if err == nil || !strings.Contains(err.Error(), "accuracy") {
		t.Errorf("a wrong reading passes the limit: %v\n%s", err, out)
	}
	if _, _, err = runOne(t, classifyEvalCommand, "", lines); err != nil {
		t.Errorf("without limits: %v", err)
	}
}

func TestClassifyLintNamesTheFileAndTheRule(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rules.yaml"), []byte("rules:\n- id: bins\n  signal: failure\n  says: bins\n  any: [bins]\n  hits: [the grass]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := runOne(t, classifyLintCommand, "", dir)
	if err == nil || !strings.Contains(err.Error(), "bins") || !strings.Contains(err.Error(), "the grass") {
		t.Errorf("lint says %v", err)
	}
}
