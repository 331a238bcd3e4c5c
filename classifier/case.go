package classifier

import (
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/subject"
)

// CaseWords are what a reader knows of the case in which a message came.
type CaseWords struct {
	Subject string               `json:"subject,omitempty"` // of the message that opened it
	Words   string               `json:"words,omitempty"`   // of that message
	Areas   []complaint.Area     `json:"areas,omitempty"`   // that it is about
	Asked   []complaint.LetterID `json:"asked,omitempty"`   // the letters whose question waits for an answer
	Closed  bool                 `json:"closed,omitempty"`  // nothing is open in it
	// nothing in the message names it: it is the sender's likeliest
	Guessed bool `json:"guessed,omitempty"`
}

// readInCase reads a message within its case, and by itself as well where that shows whether it speaks of the case's
// matter: a new matter must not be lost in the case, nor a wish for a review in a new matter (P16).
func (c *Classifier) readInCase(in *Input) complaint.Reading {
	out, seen := c.read(in)
	topics := in.betweenStages() && out.Says.Answer == ""
	stage2 := out.Kind == complaint.KindStage2Request || out.Intent == complaint.IntentStage2
	if !topics && !stage2 && !in.Case.Guessed {
		return out
	}
	byItself := *in
	byItself.Context, byItself.Case = complaint.ContextNone, nil
	alone, _ := c.read(&byItself)
	if in.Case.Guessed {
		out.Says.GoesOn = goesOn(in, out, alone)
	}
	if topics {
		out = in.onTopic(out, alone, seen)
	}
	if (out.Kind == complaint.KindStage2Request || out.Intent == complaint.IntentStage2) &&
		slices.ContainsFunc(alone.Issues, ofItsOwn) {
		out.Issues = alone.Issues // one wish as a whole; what is new in it must not be lost in that
	}
	return out
}

// ofItsOwn reports whether an issue can be more than a word about an answer.
func ofItsOwn(i complaint.Issue) bool {
	return i.Kind == complaint.KindComplaint || i.Kind == complaint.KindOutOfScope
}

// betweenStages reports a mail that comes when a stage of its case has been answered. An answer to an old letter may
// then be about what was answered, or about something else.
func (in *Input) betweenStages() bool {
	switch in.Context {
	case complaint.ContextStage1Answered, complaint.ContextStage1AnswerOld, complaint.ContextStage2Open,
		complaint.ContextStage2Answered:
		return in.Channel == complaint.Email && in.Case.Words != "" && !in.Case.Closed
	}
	return false
}

// onTopic is a reading within the case once it is known whether the message speaks of what the case is about.
func (in *Input) onTopic(inCase, alone complaint.Reading, seen topicWords) complaint.Reading {
	out := inCase
	out.Says.Topic = in.topic(alone.Area, seen)
	switch {
	case out.Says.Topic == complaint.TopicOther && alone.Kind == complaint.KindComplaint && !alone.ToPerson:
		out = alone
		out.Says = inCase.Says
		out.Says.Topic = complaint.TopicOther
		out.Kind, out.Intent = complaint.KindFollowUp, complaint.IntentNewIssue
	case out.Says.Topic == complaint.TopicSame && inCase.Intent == complaint.IntentNewIssue:
		// more of the same: its handler has it, and a person says whether it asks for the next stage
		out.Kind, out.Intent, out.ToPerson = complaint.KindFollowUp, complaint.IntentEvidence, true
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
func goesOn(in *Input, inCase, alone complaint.Reading) bool {
	words, live := len(strings.Fields(in.Body)), !in.Case.Closed
	speaksOfIt := inCase.Kind == complaint.KindStage2Request ||
		inCase.Kind == complaint.KindFollowUp && inCase.Intent != complaint.IntentNewIssue
	newMatter := inCase.Intent == complaint.IntentNewIssue ||
		alone.Kind == complaint.KindComplaint || alone.Kind == complaint.KindOutOfScope
	switch {
	case subject.IsReply(in.Subject) && subject.SameSubject(in.Case.Subject, in.Subject):
		return true
	case saysSomethingElse.MatchString(in.Body):
		return false
	case in.Channel == complaint.SMS && live:
		return speaksOfIt || !newMatter || words < 8
	case in.Channel == complaint.SMS:
		return speaksOfIt || words < 4
	case inCase.Kind == complaint.KindStage2Request && live:
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
