package procedure

import (
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// What the procedure makes of a reading. The reading itself stays as the classifier made it.

// heard is a message of somebody who may speak on the case.
type heard struct {
	m     message.Message
	r     reading.Reading
	doubt bool // nothing final follows: a person is asked

	newRef string // of the case that a new matter in it has become, or ""
}

// doubtful reports whether nothing final may follow from a message, for what it says or for who wrote it.
func doubtful(c complaint.Case, m message.Message, r reading.Reading) bool {
	return r.ToPerson || content(r) && r.Says.Conditional || doubtfulSpeaker(c, m)
}

// doubtfulSpeaker reports whether it is not certain that a message is the word of the resident, or of somebody to whom
// the resident has agreed: it comes from an address that we do not know, or under another name.
func doubtfulSpeaker(c complaint.Case, m message.Message) bool {
	return speakerOf(c, m) != resident && !c.Consent || inAnotherName(c, m) || !slices.Contains(c.Addresses(), m.From)
}

// endsIfTrue reports whether a message would end something that is not at its end, if it is the resident's.
func endsIfTrue(c complaint.Case, r reading.Reading) bool {
	return c.Live() && (r.Intent == reading.IntentAccepts || r.Intent == reading.IntentWithdraw ||
		c.Settlement.Agreed != "" && r.Says.Answer == reading.AnswerYes)
}

// unclear says what keeps a message from ending anything.
func unclear(d *draft) string {
	if d.notProved != "" {
		return "it is not proved that they wrote it"
	}
	return "the words are not clear"
}

// content reports whether a message is read as content. Nothing but unconditional words may end anything (3.4).
func content(r reading.Reading) bool {
	return r.Intent == reading.IntentThanks || r.Intent == reading.IntentAccepts ||
		r.Intent == reading.IntentWithdraw
}

// Asked are the letters that asked the resident something and wait for the answer.
func Asked(c complaint.Case) []complaint.LetterID {
	var asked []complaint.LetterID
	if c.Settlement.Agreed != "" && c.InHand() {
		asked = append(asked, letter.Resolved)
	}
	if c.Said[letter.WhoAreYou] != 0 && c.Party.Name == "" && c.Party.Address == "" {
		asked = append(asked, letter.WhoAreYou)
	}
	switch c.Reason.Reason { // whoever meant it as a complaint answers with that word
	case complaint.ClosedServiceRequest:
		asked = append(asked, letter.ServiceRequest)
	case complaint.ClosedNotComplaint:
		asked = append(asked, letter.NotAComplaint)
	case complaint.ClosedOutOfTime:
		asked = append(asked, letter.OutOfTime)
	case complaint.ClosedOutOfScope:
		id, ok := scopeLetters[policy.ExclusionByCode(c.Reason.Clause)]
		if !ok {
			id = letter.ScopeOther
		}
		asked = append(asked, id)
	}
	return asked
}

// Asking for stage 2, and the review by a Director (P11 to P19).

func wantsStage2(r reading.Reading) bool {
	return r.Kind == reading.KindStage2Request || r.Intent == reading.IntentStage2
}

// dissatisfied reports whether a message after an answer rejects it, or says that things went wrong again.
func dissatisfied(r reading.Reading) bool {
	switch r.Intent {
	case reading.IntentStage2, reading.IntentUnhappy, reading.IntentDisputeScope, reading.IntentChase,
		reading.IntentOmbudsman:
		return true
	}
	return wantsStage2(r) || r.Kind == reading.KindComplaint || r.Kind == reading.KindNeedsHuman
}
