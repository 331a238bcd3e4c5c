package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxLetterFaults is how much of what is wrong with letters one letter to the team names.
const maxLetterFaults = 3000

// TellOfLetters tells the complaints team which of their own letters are not in force, and when all are again. wrong
// names a file, a line and a reason on each line; it is empty when nothing is wrong.
func (d *Desk) TellOfLetters(ctx context.Context, wrong string) error {
	a := alert{desk: d, about: "letters:", begun: "wrong", over: "right"}
	return a.notify(ctx, wrong != "", func(*Rules) (problem, next string) {
		if wrong == "" {
			return "All letters of your own are in force again.", "You need do nothing."
		}
		if len(wrong) > maxLetterFaults {
			wrong = wrong[:maxLetterFaults]
			for !utf8.ValidString(wrong) {
				wrong = wrong[:len(wrong)-1]
			}
			wrong += "\n..."
		}
		return fmt.Sprintf("A letter of your own has a mistake, so the version before it, or the built-in one, goes to "+
			"residents in its place:\n\n- %s\n\nPlease ask whoever looks after your letters to mend the file, and to "+
			"run \"complaintsd letters check\", then \"complaintsd letters publish\".", strings.ReplaceAll(wrong, "\n", "\n- ")), ""
	})
}
