package templates

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
)

// TestLettersThatSayMoreOrLess holds letters whose words depend on what the case holds.
func TestLettersThatSayMoreOrLess(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct {
		name   string
		letter complaint.LetterID
		change func(*complaint.Facts)
		says   []string
		not    []string
	}{
		{"a refused review", "L27", func(f *complaint.Facts) {}, []string{"Why we are not reviewing it", "what we promised you"}, []string{"opening it again"}},
		{"a refused reopening, with no answer to review", "L27", func(f *complaint.Facts) { f.Decision, f.WindowLast = "", 0 },
			[]string{"Why we are not opening it again", "gone wrong again"}, []string{"review", "stage 1", "promised"}},
		{"an answer that decides issues differently", "L23", func(f *complaint.Facts) {}, []string{"Point by point:", "is upheld: the pipe was patched"}, nil},
		{"an answer to one issue", "L23", func(f *complaint.Facts) { f.Points = nil }, nil, []string{"Point by point"}},
		{"our date has moved", "L44", func(f *complaint.Facts) {}, []string{"Friday 4 December 2026", "Tuesday 8 December 2026", "sorry"}, []string{"review"}},
		{"the last day for stage 2 has moved", "L44", func(f *complaint.Facts) { f.WindowLast = f.NewDate }, []string{"You now have until Tuesday 8 December 2026"}, []string{"sorry", "send you our full answer"}},
		{"which parts are ours, where the policy asks for it", "L01", func(f *complaint.Facts) { f.SayOurs = true }, []string{"What we are responsible for", "apart from the parts"}, nil},
		{"all of it is ours", "L01", func(f *complaint.Facts) { f.SayOurs, f.OutOfScope = true, nil }, []string{"What we are responsible for", "what a contractor did for us"}, []string{"apart from"}},
		{"another policy does not ask for it", "L01", func(f *complaint.Facts) {}, nil, []string{"responsible for"}},
		{"stage 1 after we tried to put it right", "L01", seldom["L01"], []string{"it has not been put right, so we are now looking into it formally"}, nil},
		{"taken to stage 2 without an answer", "L26", func(f *complaint.Facts) { f.MovedUp = true }, []string{"without an answer at stage 1"}, []string{"not happy with our answer", "did not deal with your complaint at stage 1", "still unhappy"}},
		{"news while we try to put it right", "L19", seldom["L19"], []string{"trying to put it right with you before stage 1", "stage 1 begins by itself"}, []string{"our full answer by"}},
		{"a message that needs the team's eyes", "M12", seldom["M12"], []string{"It may be a request for stage 2. If it is, reply ESCALATE.", "read it today"}, []string{"how the complaint is going"}},
		{"a manager's complaint with several issues", "M01", func(f *complaint.Facts) {}, []string{"The complaint has 2 issues", `2. "Your plumber`, "ISSUE 1: UPHELD"}, nil},
		{"a manager's complaint with one", "M01", func(f *complaint.Facts) { f.Issues = f.Issues[:1] }, nil, []string{"ISSUE 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := Sample(tt.letter)
			tt.change(&f)
			r, err := s.Render(tt.letter, complaint.Email, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range tt.says {
				if !strings.Contains(r.Text, words) {
					t.Errorf("it does not say %q:\n%s", words, r.Text)
				}
			}
			for _, words := range tt.not {
				if strings.Contains(r.Text, words) {
					t.Errorf("it says %q:\n%s", words, r.Text)
				}
			}
		})
	}
}
