package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"complaints/classifier"
	"complaints/internal/reading"
	"complaints/internal/rehearsal"
)

// TestClassifyReadsAsTheDaemonDoes plays every story and gives each message, with the context in which the daemon read
// it, to "classify --json": whoever tunes rules with it tunes what is done.
func TestClassifyReadsAsTheDaemonDoes(t *testing.T) {
	t.Parallel()
	read := 0
	for _, file := range storyFiles(t) {
		story, err := rehearsal.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		var input bytes.Buffer
		var want []classifier.Answer
		err = rehearsal.Play(t.Context(), story, func(l rehearsal.Line) {
			in, ok := l.Data["input"].(*classifier.Input)
			if !ok {
				return
			}
			if err := json.NewEncoder(&input).Encode(in); err != nil {
				t.Fatal(err)
			}
			want = append(want, classifier.AnswerOf(in.ID, l.Data["reading"].(reading.Reading)))
		})
		if err != nil {
			t.Fatal(err)
		}
		read += len(want)
		out, errs, code := runForTest(t, input.String(), "classify", "--json")
		if code != 0 {
			t.Fatalf("classify ended with %d: %s", code, errs)
		}
		got := strings.Split(strings.TrimSpace(out), "\n")
		for i := range want {
			var b strings.Builder
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(want[i]); err != nil {
				t.Fatal(err)
			}
			if want := strings.TrimSpace(b.String()); i >= len(got) || got[i] != want {
				t.Errorf("%s, message %d:\n got  %s\n want %s", filepath.Base(file), i+1, got[min(i, len(got)-1)], want)
			}
		}
	}
	if read < 60 {
		t.Errorf("read %d messages, want those of all stories", read)
	}
}
