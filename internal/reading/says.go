package reading

import "strings"

// Says are the plain facts in a message's words that decide something by themselves, whatever the message is read as.
// What follows from each is the procedure's to say; the rule that asks for it stands beside it.
type Says struct {
	Answer       Answer `json:"answer,omitempty" redact:"keep"` // to what a letter of ours asked (1.4, E1)
	Conditional  bool   `json:"conditional,omitempty"`          // "but", "provided": nothing final follows (3.4)
	Declines     bool   `json:"declines,omitempty"`             // "no, thank you": no thanks at all (3.4)
	GivesUp      bool   `json:"gives_up,omitempty"`             // "forget it": closes nothing (3.4)
	AsksStage2   bool   `json:"asks_stage2,omitempty"`          // by its name (1.5)
	AsksFormally bool   `json:"asks_formally,omitempty"`        // for the formal stage (1.4)
	AsksForData  bool   `json:"asks_for_data,omitempty"`        // for what we keep on them, or to have it gone (E8)
	Disclosed    bool   `json:"disclosed,omitempty"`            // theirs went to whom it must not (E8)
	ForSomebody  bool   `json:"for_somebody,omitempty"`         // written for another person (1.1)
	Ombudsman    bool   `json:"ombudsman,omitempty"`            // has a case with the outside body (3.2)
	Texts        Texts  `json:"texts,omitempty" redact:"keep"`  // whether we may text: it is the whole message (3.4)
	HarmedBy     bool   `json:"harmed_by,omitempty"`            // the danger now is another person (2.4)
	Needs        []Need `json:"needs,omitempty"`                // how to deal with its writer (Code 5.10)

	// What only a message in a case can say.
	Topic  Topic `json:"topic,omitempty" redact:"keep"` // whether it speaks of what the case is about (P16)
	GoesOn bool  `json:"goes_on,omitempty"`             // it goes on with the case, although nothing in it names one
}

// Answer is a word that answers what a letter of ours asked.
type Answer string

// The answers.
const (
	AnswerYes       Answer = "yes"       // it is settled (L24)
	AnswerNo        Answer = "no"        // it is not (L24)
	AnswerComplaint Answer = "complaint" // it is a complaint after all (L03)
	AnswerWho       Answer = "who"       // who writes, and from which home
)

// Texts is what a text message of one word says about texting.
type Texts string

// The words.
const (
	TextsStop  Texts = "stop"
	TextsStart Texts = "start"
)

// Topic says whether a message speaks of what its case is about.
type Topic string

// The topics; "" is a message that does not say.
const (
	TopicSame  Topic = "same"
	TopicOther Topic = "other"
)

// Need is one thing that somebody needs of us in how we deal with them, and the sentence that says it.
type Need struct {
	Need  NeedKind `json:"need" redact:"keep"`
	Words string   `json:"words"`
	// the words are few, and say it only in a message that is about nothing else
	Brief bool `json:"brief,omitempty"`
}

// NeedKind is what is needed.
type NeedKind string

// The needs.
const (
	NeedNoCalls     NeedKind = "no_calls"
	NeedNoTexts     NeedKind = "no_texts"
	NeedNoEmails    NeedKind = "no_emails"
	NeedPaper       NeedKind = "paper"
	NeedByPhone     NeedKind = "by_phone"
	NeedLargePrint  NeedKind = "large_print"
	NeedInterpreter NeedKind = "interpreter"
	NeedFormat      NeedKind = "format" // braille, audio, easy read, coloured paper
)

// Wished reports whether a wish is for what is needed.
func (n NeedKind) Wished(w Wish) bool {
	switch n {
	case NeedNoCalls:
		return w == WishNoCalls
	case NeedNoTexts:
		return w == WishNoTexts
	case NeedPaper:
		return w == WishByPost
	case NeedByPhone:
		return w == WishByPhone
	case NeedLargePrint:
		return w == WishLargePrint
	case NeedInterpreter:
		return w == WishBSL || strings.HasPrefix(string(w), string(WishInterpreter))
	case NeedFormat:
		return w == WishBraille || w == WishAudio || w == WishEasyRead
	}
	return false
}
