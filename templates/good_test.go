package templates

import (
	"strings"
	"testing"

	"complaints/internal/message"
	"complaints/internal/order"
)

// TestOneSlipStopsNoOtherLetter: a file with a fault leaves the built-in one in force, and the others stay.
func TestOneSlipStopsNoOtherLetter(t *testing.T) {
	t.Parallel()
	good := strings.Replace(builtIn()["resolved.txt"], "We understand that", "As we see it,", 1)
	change := func(file, from, to string) string { return strings.Replace(builtIn()[file], from, to, 1) }
	for _, tt := range []struct{ name, file, text, says string }{
		{"a placeholder", "stage1-extension.txt", change("stage1-extension.txt", "{{.Reason}}", "{{.Reson}}"), ".Reason"},
		{"a date typed in", "stage1-extension.txt", change("stage1-extension.txt", "{{long .NewDate}}", "soon"), "NewDate"},
		{"a part", "parts/closing.txt", change("parts/closing.txt", "{{.}}", "{{.Nobody}}"), "Nobody"},
		{"a part that says too little", "parts/challenge.txt", "Thank you.", "challenge"},
		{"a Welsh letter", "cy/stage1-extension.txt", "x", "begin"},
		{"a name that is none", "stage9.txt", "x", "no letter"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, left, err := LoadGood(map[string]string{"resolved.txt": good, tt.file: tt.text}, SampleLandlord())
			if err != nil || len(left) == 0 || left[0].File != tt.file || left[0].Line+len(left[0].Channel) == 0 ||
				!strings.Contains(left[0].Says, tt.says) {
				t.Fatalf("left out: got %v (%v), want %s with %q", left, err, tt.file, tt.says)
			}
			if got, _ := s.Source(tt.file); got != builtIn()[tt.file] {
				t.Errorf("%s is not the built-in one", tt.file)
			}
			r, err := s.Preview("L24", message.Email, "", SampleLandlord())
			if err != nil || !strings.Contains(r.Text, "As we see it,") {
				t.Errorf("the good letter is not in force: %v\n%s", err, r.Text)
			}
		})
	}
	if _, _, err := LoadGood(map[string]string{"resolved.txt": good}, order.Landlord{}); err == nil {
		t.Error("a landlord without a name is taken, want an error")
	}
}

// TestTheLastGoodVersionStays: where the newest versions of a letter have faults the one before them is in force.
func TestTheLastGoodVersionStays(t *testing.T) {
	t.Parallel()
	good := strings.Replace(builtIn()["resolved.txt"], "We understand that", "As we see it,", 1)
	for name, versions := range map[string][]string{
		"the newest is wrong":          {"x", good},
		"the two newest are wrong":     {"x", "y", good, "z"},
		"two faults in the newest one": {strings.Replace(good, "{{template", "{{tmplate", 2), good},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, left, err := LoadLastGood(map[string][]string{"resolved.txt": versions}, SampleLandlord())
			if err != nil || len(left) == 0 {
				t.Fatalf("left out: got %v (%v), want what is wrong with the newest", left, err)
			}
			if got, _ := s.Source("resolved.txt"); got != good {
				t.Errorf("in force: got\n%s\nwant the last good version", got)
			}
		})
	}
	s, _, err := LoadLastGood(map[string][]string{"resolved.txt": {"x", "y"}}, SampleLandlord())
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := s.Source("resolved.txt"); got != builtIn()["resolved.txt"] {
		t.Error("with no good version the built-in letter is not in force")
	}
}
