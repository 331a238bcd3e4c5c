package reply

import (
	"strings"

	"complaints/internal/complaint"
)

// ReadAs returns a reply in which no command was found as it reads to somebody who knows how colleagues write: intent
// is the classifier's word for that. What has content and asks for nothing is a note, and somebody who was not reached
// is an attempt (3.5). Anything more is never done on a guess: the answer names the command that was probably
// meant.
func ReadAs(c complaint.Command, intent complaint.Intent) complaint.Command {
	if c.Verb != complaint.VerbUnclear || c.Text == "" {
		return c
	}
	c.Guess = complaint.Verb(strings.ToUpper(string(intent)))
	switch c.Guess {
	case complaint.VerbNote, complaint.VerbAttempted:
		return complaint.Command{Verb: c.Guess, Text: c.Text, Guess: c.Guess}
	}
	if meant := guesses[c.Guess]; meant != "" {
		c.Missing = "Nothing was sent to the resident. " + meant
	}
	return c
}

// guesses are the questions back.
var guesses = map[complaint.Verb]string{
	complaint.VerbRespond: "It reads like your answer. If it is, send it again and begin with RESPOND UPHELD, " +
		"RESPOND PARTLY UPHELD or RESPOND NOT UPHELD.",
	complaint.VerbExtend: "It reads as if you need more time. If so, begin with EXTEND, the new date and why. " +
		"Until then the date stands.",
	complaint.VerbResolved: "It reads as if it is settled. If so, begin with RESOLVED and what was agreed, and " +
		"the resident is asked if that is right.",
	complaint.VerbContacted: "It reads as if you have spoken with the resident. If so, begin with CONTACTED and " +
		"what was said.",
	complaint.VerbReassign: "It reads as if somebody else should have it. If so, begin with REASSIGN and the name.",
	complaint.VerbAsk:      "It reads like a question to the resident. If so, begin with ASK, and we send it.",
	complaint.VerbOut: "It reads as if you are away. If so, begin with OUT and the day of your return, and " +
		"somebody else takes the case.",
	complaint.VerbRefuse: "It reads as if it should be refused. Only you can do that: begin with REFUSE, the code " +
		"and why.",
}
