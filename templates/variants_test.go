package templates

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// TestLettersThatSayMoreOrLess holds letters whose words depend on what the case holds.
func TestLettersThatSayMoreOrLess(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct {
		name   string
		letter complaint.LetterID
		change func(*order.Facts)
		says   []string
		not    []string
	}{
		{
			name:   "a refused review",
			letter: letter.Stage2Refused,
			change: func(f *order.Facts) {},
			says:   []string{"Why we are not reviewing it", "what we promised you"},
			not:    []string{"opening it again"},
		},
		{
			name:   "a refused reopening, with no answer to review",
			letter: letter.Stage2Refused,
			change: func(f *order.Facts) { f.Decision, f.WindowLast = "", 0 },
			says:   []string{"Why we are not opening it again", "gone wrong again"},
			not:    []string{"review", "stage 1", "promised"},
		},
		{
			name:   "an answer that decides issues differently",
			letter: letter.Stage1Response,
			change: func(f *order.Facts) {},
			says:   []string{"Point by point:", "is upheld: the pipe was patched"},
		},
		{
			name:   "an answer to one issue",
			letter: letter.Stage1Response,
			change: func(f *order.Facts) { f.Points = nil },
			not:    []string{"Point by point"},
		},
		{
			name:   "our date has moved",
			letter: letter.DateMoved,
			change: func(f *order.Facts) {},
			says:   []string{"Friday 4 December 2026", "Tuesday 8 December 2026", "sorry"},
			not:    []string{"review"},
		},
		{
			name:   "the last day for stage 2 has moved",
			letter: letter.DateMoved,
			change: func(f *order.Facts) { f.WindowLast = f.NewDate },
			says:   []string{"You now have until Tuesday 8 December 2026"},
			not:    []string{"sorry", "send you our full answer"},
		},
		{
			name:   "which parts are ours, where the policy asks for it",
			letter: letter.Stage1Acknowledgement,
			change: func(f *order.Facts) { f.SayOurs = true },
			says:   []string{"What we are responsible for", "apart from the parts"},
		},
		{
			name:   "all of it is ours",
			letter: letter.Stage1Acknowledgement,
			change: func(f *order.Facts) { f.SayOurs, f.OutOfScope = true, nil },
			says:   []string{"What we are responsible for", "what a contractor did for us"},
			not:    []string{"apart from"},
		},
		{
			name:   "another policy does not ask for it",
			letter: letter.Stage1Acknowledgement,
			change: func(f *order.Facts) {},
			not:    []string{"responsible for"},
		},
		{
			name:   "stage 1 after we tried to put it right",
			letter: letter.Stage1Acknowledgement,
			change: seldom[letter.Stage1Acknowledgement],
			says:   []string{"it has not been put right, so we are now looking into it formally"},
		},
		{
			name:   "taken to stage 2 without an answer",
			letter: letter.Stage2Acknowledgement,
			change: func(f *order.Facts) { f.MovedUp = true },
			says:   []string{"without an answer at stage 1"},
			not: []string{"not happy with our answer", "did not deal with your complaint at stage 1",
				"still unhappy"},
		},
		{
			name:   "news while we try to put it right",
			letter: letter.Status,
			change: seldom[letter.Status],
			says:   []string{"trying to put it right with you before stage 1", "stage 1 begins by itself"},
			not:    []string{"our full answer by"},
		},
		{
			name:   "a message that needs the team's eyes",
			letter: letter.ManagerResidentChased,
			change: seldom[letter.ManagerResidentChased],
			says:   []string{"It may be a request for stage 2. If it is, reply ESCALATE.", "read it today"},
			not:    []string{"how the complaint is going"},
		},
		{
			name:   "a manager's complaint with several issues",
			letter: letter.ManagerAssigned,
			change: func(f *order.Facts) {},
			says: []string{"Nobody has confirmed this yet", "- ISSUE 2: Your plumber", "- WANTS: Mend the leak",
				"ACTION: (what we will do) by (date)"},
			not: []string{"ISSUE 1: (UPHELD"},
		},
		{
			name:   "where an answered complaint stands",
			letter: letter.Status,
			change: func(f *order.Facts) {
				f.AnsweredOn, f.AnswerBy, f.DaysLate = f.Today-5, 0, 0
				f.WindowLast = f.Today + 10
			},
			says: []string{"We gave you our full answer on", "tell us by"},
			not:  []string{"We aim to send", "it is late"},
		},
		{
			name:   "a manager's complaint that is confirmed",
			letter: letter.ManagerThreeDays,
			change: func(f *order.Facts) { f.DefinedBy = "Dana Whitfield on Monday 30 November 2026" },
			says:   []string{"Confirmed by Dana Whitfield on Monday 30 November 2026.", "- ISSUE 2: Your plumber"},
			not:    []string{"Nobody has confirmed"},
		},
		{
			name:   "a manager's complaint with one",
			letter: letter.ManagerAssigned,
			change: func(f *order.Facts) { f.Issues = f.Issues[:1] },
			says:   []string{"- ISSUE 1: "},
			not:    []string{"- ISSUE 2", "you can leave the ISSUE lines out"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := Sample(tt.letter)
			tt.change(&f)
			r, err := s.Render(tt.letter, message.Email, f)
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
