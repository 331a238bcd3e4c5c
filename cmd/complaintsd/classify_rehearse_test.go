package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"complaints/classifier"
	"complaints/internal/reading"
)

// TestClassifyReadsAsTheDaemonDoes plays every story and gives each message, with the context in which the daemon read
// it, to "classify --json": whoever tunes rules with it tunes what is done.
func TestClassifyReadsAsTheDaemonDoes(t *testing.T) {
	t.Parallel()
	var input bytes.Buffer
	var want, where []string
	for _, file := range storyFiles(t) {
		_, lines := played(t, file)
		for _, l := range lines {
			in, ok := l.Data["input"].(*classifier.Input)
			if !ok {
				continue
			}
			want = append(want, aLine(t, classifier.AnswerOf(in.ID, l.Data["reading"].(reading.Reading))))
			where = append(where, filepath.Base(file))
			input.WriteString(aLine(t, in) + "\n")
		}
	}
	if len(want) < 60 {
		t.Errorf("read %d messages, want those of all stories", len(want))
	}
	out, errs, code := runForTest(t, input.String(), "classify", "--json")
	if code != 0 {
		t.Fatalf("classify ended with %d: %s", code, errs)
	}
	got := strings.Split(strings.TrimSpace(out), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d answers to %d messages", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s, message %d of all:\n got  %s\n want %s", where[i], i+1, got[i], want[i])
		}
	}
}

// aLine is a value as JSON, as the program writes it.
func aLine(t *testing.T, value any) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}
