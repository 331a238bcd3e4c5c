package reply_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/reply"
)

// TestAnswersInAFile: the decision is the reply's, or the one that the file says; it is always shown first.
func TestAnswersInAFile(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cmd   complaint.Command
		words string
		want  complaint.Outcome // "" where it is asked for
	}{
		"decided in the reply": {complaint.Command{Verb: complaint.VerbRespond, Outcome: complaint.NotUpheld}, "We looked at it.", complaint.NotUpheld},
		"decided in the file":  {complaint.Command{}, "Nobody came. I uphold your complaint.", complaint.Upheld},
		"denied in the file":   {complaint.Command{}, "I have decided not to uphold your complaint.", complaint.NotUpheld},
		"in part":              {complaint.Command{}, "Your complaint is partly upheld.", complaint.PartlyUpheld},
		"both":                 {complaint.Command{}, "The first is upheld. The second is not upheld.", ""},
		"neither":              {complaint.Command{}, "We are sorry.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := reply.FromDocument(tc.cmd, tc.words+"\n\nYours sincerely\nDave Pearson\nRepairs Manager", dave)
			if got.Outcome != tc.want || (tc.want == "") != (got.Missing != "") {
				t.Errorf("decision: got %q, missing %q, want %q", got.Outcome, got.Missing, tc.want)
			}
			if got.Missing == "" && (got.Sure == complaint.Unmistakable || got.Text != tc.words) {
				t.Errorf("got %s %q, want %q to be shown first", got.Sure, got.Text, tc.words)
			}
		})
	}
}
