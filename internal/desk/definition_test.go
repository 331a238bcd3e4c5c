package desk

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"complaints/internal/outbox"
	"complaints/internal/people"
)

// told is a message and what its acknowledgement has to set out.
type told struct {
	Voice   string   `yaml:"voice"`
	Body    string   `yaml:"body"`
	Issues  []string `yaml:"issues"`
	Outcome string   `yaml:"outcome"`
	Stray   []string `yaml:"stray"`
}

// TestAcknowledgementsSetOutTheComplaint: of messages in many voices nine in ten acknowledgements set out every issue
// and the outcome, and none repeats a greeting or what is no part of the complaint (P8, Code 5.6).
func TestAcknowledgementsSetOutTheComplaint(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/definitions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	if err := yaml.Unmarshal(b, &all); err != nil || len(all) < 60 {
		t.Fatalf("%d messages, %v", len(all), err)
	}
	box := newLetterbox(t)
	whole := 0
	for i, m := range all {
		address := fmt.Sprintf("resident%d@example.com", i)
		box.mail("From: "+address+"\nSubject: Complaint\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8", m.Body)
		letters := box.lettersTo(address)
		at := slices.IndexFunc(letters, func(l outbox.Letter) bool { return l.Role == people.RoleResident })
		if at < 0 {
			t.Errorf("%s: nobody was written to", m.Voice)
			continue
		}
		words := setOut(letters[at].Text)
		missing := slices.DeleteFunc(append(slices.Clone(m.Issues), m.Outcome), func(s string) bool {
			return strings.Contains(strings.ToLower(words), strings.ToLower(s))
		})
		if len(missing) == 0 {
			whole++
		} else {
			t.Logf("%s (%s): %q are not in\n%s", m.Voice, letters[at].Letter, missing, words)
		}
		for _, s := range m.Stray {
			if strings.Contains(words, s) {
				t.Errorf("%s (%s): %q stands in\n%s", m.Voice, letters[at].Letter, s, words)
			}
		}
	}
	t.Logf("%d of %d acknowledgements set out every issue and the outcome", whole, len(all))
	if whole*10 < len(all)*9 {
		t.Errorf("%d of %d acknowledgements set out every issue and the outcome, want nine in ten", whole, len(all))
	}
}

// setOut is what a letter repeats of its reader's message, a line each.
func setOut(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, ">") || strings.HasPrefix(line, "What you would like us to do:") ||
			strings.HasPrefix(line, `- "`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
