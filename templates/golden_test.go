package templates

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/message"
)

var update = flag.Bool("update", false, "write the golden letters anew")

// TestGolden keeps every letter, in every form, as a file a person can read in review.
func TestGolden(t *testing.T) {
	t.Parallel()
	s, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, info := range s.List() {
		l := s.letters[key{info.ID, info.Language}]
		for _, ch := range l.channels() {
			file := fmt.Sprintf("%s-%s.%s.txt", info.ID, info.Name, ch)
			written[file] = true
			t.Run(file, func(t *testing.T) { golden(t, s, info.ID, ch, filepath.Join("testdata", "golden", file)) })
		}
	}
	files, err := os.ReadDir(filepath.Join("testdata", "golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !written[f.Name()] {
			t.Errorf("%s belongs to no letter", f.Name())
		}
	}
}

func golden(t *testing.T, s *Set, id complaint.LetterID, ch message.Channel, file string) {
	t.Helper()
	r, err := s.Render(id, ch, Sample(id))
	if err != nil {
		t.Fatal(err)
	}
	got := "Subject: " + r.Subject + "\n\n" + r.Text
	if ch == message.SMS {
		got = goldenText(t, s, id)
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: run go test ./templates -run Golden -update and read what it wrote", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s is not what it was:\n%s", file, got)
	}
}

// goldenText is a text in its two forms: alone, and as the herald of a letter.
func goldenText(t *testing.T, s *Set, id complaint.LetterID) string {
	t.Helper()
	var b strings.Builder
	for _, full := range []message.Channel{"", message.Email} {
		f := Sample(id)
		f.FullLetter = full
		r, err := s.Render(id, message.SMS, f)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := septets(r.Text)
		if full == "" {
			fmt.Fprintf(&b, "The text alone (%d characters):\n%s\n", n, r.Text)
		} else if !strings.Contains(b.String(), r.Text+"\n") {
			fmt.Fprintf(&b, "\nWith a letter by email (%d characters):\n%s\n", n, r.Text)
		}
	}
	return b.String()
}
