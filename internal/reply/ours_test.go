package reply_test

import (
	"strings"
	"testing"

	"complaints/internal/reply"
)

const ours = `Hello Dave Pearson,

A complaint about repairs is yours to look into.

- Speak to Asha Rahman by Wednesday 2 December 2026. Ask what went wrong and what they would like us to do.
- If you need longer, say so before that date, with a reason and a new date.

How to answer this email

Begin the first line of your reply with one of these:

- RESPOND UPHELD (or PARTLY UPHELD, or NOT UPHELD), then your full answer to the resident
- EXTEND 24/12/2026 and why
- NOTE and anything for the file

What they wrote

> This is the third time I have reported the leak in my bathroom ceiling.`

// TestOurOwnWordsAreTakenOff: however a mail program quotes our letter, what is left is what was typed.
func TestOurOwnWordsAreTakenOff(t *testing.T) { // 3.5
	t.Parallel()
	marked := "> " + strings.ReplaceAll(ours, "\n", "\n> ")
	rewrapped := strings.Join(wrapped(strings.Fields(ours), 9), "\n")
	for name, tc := range map[string]struct{ text, want string }{
		"nothing but the letter":         {ours, ""},
		"with marks":                     {marked, ""},
		"with its lines broken anew":     {rewrapped, ""},
		"below a header":                 {"From: Example Homes\nSent: 23 November 2026\nTo: Dave\nSubject: New complaint\n\n" + ours, ""},
		"below an attribution":           {"On Mon, 23 Nov 2026 at 10:00, Example Homes wrote:\n\n" + marked, ""},
		"an answer above it":             {"EXTEND 18/12/2026 waiting for the survey\n\n" + ours, "EXTEND 18/12/2026 waiting for the survey"},
		"an answer below it":             {ours + "\n\nREASSIGN Tom", "REASSIGN Tom"},
		"words typed between":            {strings.Replace(ours, "How to answer this email", "Rang her, all fine.\n\nHow to answer this email", 1), "Rang her, all fine."},
		"a few of our words":             {"If you need longer, say so before that date.", "If you need longer, say so before that date."},
		"the resident's sentence quoted": {"You wrote: the third time I have reported the leak. I agree.", "You wrote: the third time I have reported the leak. I agree."},
		"nothing of ours":                {"Spoke to her.", "Spoke to her."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := reply.WithoutOurs(tc.text, ours); got != tc.want {
				t.Errorf("left: got %q, want %q", got, tc.want)
			}
		})
	}
}

// wrapped breaks words into lines of n.
func wrapped(words []string, n int) (lines []string) {
	for len(words) > n {
		lines, words = append(lines, strings.Join(words[:n], " ")), words[n:]
	}
	return append(lines, strings.Join(words, " "))
}
