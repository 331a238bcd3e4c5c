package reply

import (
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/people"
)

// FromDocument is a reply whose answer stands in a file. Its decision is the reply's, else the one that the file's own
// words say and do not take back. It is never more than likely, so that it is shown before it goes.
func FromDocument(c complaint.Command, words string, writer people.Contact) complaint.Command {
	text := strings.TrimSpace(CutSignature(strings.TrimSpace(words), writer))
	outcome := c.Outcome
	if outcome == "" && len(c.Findings) == 0 {
		if outcome = decided(text); outcome == "" {
			c.Missing = "Your answer is in the file, and we do not see what was decided. Send it again, and " +
				"write RESPOND UPHELD, " +
				"RESPOND PARTLY UPHELD or RESPOND NOT UPHELD above it. Then we show you the finished letter."
			return c
		}
	}
	return complaint.Command{Verb: complaint.VerbRespond, Guess: complaint.VerbRespond, Sure: complaint.Likely,
		Outcome: outcome, Text: text,
		Findings: c.Findings, Remedy: c.Remedy, Actions: c.Actions}
}

// decided is the one decision that an answer's words say, "" if they say none or several.
func decided(text string) (o complaint.Outcome) {
	for _, s := range sentences(text) {
		for _, at := range upholds.FindAllStringIndex(s, 5) {
			words := wordsOf(s[:at[0]])
			words = words[max(0, len(words)-7):]
			said := complaint.Upheld
			switch {
			case anyOf(words, setOf("if whether").has):
				continue
			case anyOf(words, setOf("partly partially part").has):
				said = complaint.PartlyUpheld
			case anyOf(words, isNegation):
				said = complaint.NotUpheld
			}
			if o != "" && o != said {
				return ""
			}
			o = said
		}
	}
	return o
}
