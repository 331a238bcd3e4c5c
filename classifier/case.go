package classifier

import (
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/reading"
	"complaints/internal/subject"
)

// CaseWords are what a reader knows of the case in which a message came.
type CaseWords struct {
	Subject string               `json:"subject,omitempty"` // of the message that opened it
	Words   string               `json:"words,omitempty"`   // of that message
	Areas   []reading.Area       `json:"areas,omitempty"`   // that it is about
	Asked   []complaint.LetterID `json:"asked,omitempty"`   // the letters whose question waits for an answer
	Closed  bool                 `json:"closed,omitempty"`  // nothing is open in it
	// nothing in the message names it: it is the sender's likeliest
	Guessed bool `json:"guessed,omitempty"`
}

// readInCase reads a message within its case, and by itself as well where that shows whether it speaks of the case's
// matter: a new matter must not be lost in the case, nor a wish for a review in a new matter (P16).
func (c *Classifier) readInCase(in *Input) reading.Reading {
	out, seen := c.read(in)
	topics := in.betweenStages() && out.Says.Answer == ""
	stage2 := out.Kind == reading.KindStage2Request || out.Intent == reading.IntentStage2
	if !topics && !stage2 && !in.Case.Guessed {
		return out
	}
	byItself := *in
	byItself.Context, byItself.Case = reading.ContextNone, nil
	alone, _ := c.read(&byItself)
	if in.Case.Guessed {
		out.Says.GoesOn = goesOn(in, out, alone)
	}
	if topics {
		out = in.onTopic(out, alone, seen)
	}
	if (out.Kind == reading.KindStage2Request || out.Intent == reading.IntentStage2) &&
		slices.ContainsFunc(alone.Issues, ofItsOwn) {
		out.Issues = alone.Issues // one wish as a whole; what is new in it must not be lost in that
	}
	return out
}

// ofItsOwn reports whether an issue can be more than a word about an answer.
func ofItsOwn(i reading.Issue) bool {
	return i.Kind == reading.KindComplaint || i.Kind == reading.KindOutOfScope
}

// betweenStages reports a mail that comes when a stage of its case has been answered. An answer to an old letter may
// then be about what was answered, or about something else.
func (in *Input) betweenStages() bool {
	switch in.Context {
	case reading.ContextStage1Answered, reading.ContextStage1AnswerOld, reading.ContextStage2Open,
		reading.ContextStage2Answered:
		return in.Channel == message.Email && in.Case.Words != "" && !in.Case.Closed
	}
	return false
}

// onTopic is a reading within the case once it is known whether the message speaks of what the case is about.
func (in *Input) onTopic(inCase, alone reading.Reading, seen topicWords) reading.Reading {
	out := inCase
	out.Says.Topic = in.topic(alone.Area, seen)
	switch {
	case out.Says.Topic == reading.TopicOther && alone.Kind == reading.KindComplaint && !alone.ToPerson:
		out = alone
		out.Says = inCase.Says
		out.Says.Topic = reading.TopicOther
		out.Kind, out.Intent = reading.KindFollowUp, reading.IntentNewIssue
	case out.Says.Topic == reading.TopicSame && inCase.Intent == reading.IntentNewIssue:
		// more of the same: its handler has it, and a person says whether it asks for the next stage
		out.Kind, out.Intent, out.ToPerson = reading.KindFollowUp, reading.IntentEvidence, true
	}
	return out
}

// saysSomethingElse finds words by which a message says itself that it is about something else than before.
var saysSomethingElse = regexp.MustCompile(`(?i)\b(?:(?:this|it) is|make|making|start|open|here is) (?:a )?` +
	`(?:new|separate|different|another|second|further) (?:complaint|matter|issue|problem)\b|\bnothing to do with ` +
	`(?:anything else|(?:my|the|that) (?:other|last|first|earlier|previous|old)\b)`)

// goesOn says whether a message without any reference goes on with the case. Texts carry no subject and no
// thread, so a text goes on unless it clearly starts something else. An e-mail goes on if it is a reply by its
// subject, or speaks of the case; a long one that reads as a complaint of its own is one, and so is a long one that
// could be either and has a subject of its own: two cases can be made one, a complaint that is hidden in another
// is not found again.
func goesOn(in *Input, inCase, alone reading.Reading) bool {
	words, live := len(strings.Fields(in.Body)), !in.Case.Closed
	speaksOfIt := inCase.Kind == reading.KindStage2Request ||
		inCase.Kind == reading.KindFollowUp && inCase.Intent != reading.IntentNewIssue
	newMatter := inCase.Intent == reading.IntentNewIssue ||
		alone.Kind == reading.KindComplaint || alone.Kind == reading.KindOutOfScope
	switch {
	case subject.IsReply(in.Subject) && subject.SameSubject(in.Case.Subject, in.Subject):
		return true
	case saysSomethingElse.MatchString(in.Body):
		return false
	case in.Channel == message.SMS && live:
		return speaksOfIt || !newMatter || words < 8
	case in.Channel == message.SMS:
		return speaksOfIt || words < 4
	case inCase.Kind == reading.KindStage2Request && live:
		return words < 250
	case speaksOfIt && !newMatter:
		return words < LongMail || in.Subject == ""
	case speaksOfIt && live:
		return words < 60
	}
	return false
}

// LongMail is the number of words from which an e-mail with a subject of its own is taken for something new.
const LongMail = 100
