package complaints

import "strings"

// ReadAs returns a reply in which no command was found as it reads to somebody who knows how colleagues write: intent is
// the classifier's word for that. What has content and asks for nothing is a note, and somebody who was not reached is an
// attempt (domain.md 3.5). Anything more is never done on a guess: the answer names the command that was probably meant.
func ReadAs(c Command, intent Intent) Command {
	if c.Verb != VerbUnclear || c.Text == "" {
		return c
	}
	c.Guess = Verb(strings.ToUpper(string(intent)))
	switch c.Guess {
	case VerbNote, VerbAttempted:
		return Command{Verb: c.Guess, Text: c.Text, Guess: c.Guess}
	}
	if meant := guesses[c.Guess]; meant != "" {
		c.Missing = "Nothing was sent to the resident. " + meant
	}
	return c
}

// guesses are the questions back.
var guesses = map[Verb]string{
	VerbRespond:   "It reads like your answer. If it is, send it again and begin with RESPOND UPHELD, RESPOND PARTLY UPHELD or RESPOND NOT UPHELD.",
	VerbExtend:    "It reads as if you need more time. If so, begin with EXTEND, the new date and why. Until then the date stands.",
	VerbResolved:  "It reads as if it is settled. If so, begin with RESOLVED and what was agreed, and the resident is asked if that is right.",
	VerbContacted: "It reads as if you have spoken with the resident. If so, begin with CONTACTED and what was said.",
	VerbReassign:  "It reads as if somebody else should have it. If so, begin with REASSIGN and the name.",
	VerbAsk:       "It reads like a question to the resident. If so, begin with ASK, and we send it.",
	VerbOut:       "It reads as if you are away. If so, begin with OUT and the day of your return, and somebody else takes the case.",
	VerbRefuse:    "It reads as if it should be refused. Only you can do that: begin with REFUSE, the code and why.",
}

// scopeDoubted puts the view of a colleague that a case is not for this procedure before the complaints team, who alone
// decide that (domain.md 3.5, REFUSE).
func (r *staffReply) scopeDoubted() {
	r.happen(r.by(), r.from.Called()+" thinks that this is not for the complaints procedure.", Noted{Text: limitWords(r.m.NewText)})
	r.toTeam("M33", inHours, func(f *Facts) {
		f.Problem, f.Reason = limitWords(r.m.NewText), r.from.Called()
	})
	r.receipt("Only the complaints team decides that, and we have told them what you think. Until you hear from them the case stays where it is and its dates stand.")
}
