package reading

// Restricts reports whether a rule only takes a way away, so that it can be obeyed whoever wrote it.
func (r ContactRule) Restricts() bool {
	return r.Rule == ContactNever || r.Rule == ContactOnly && r.Value == ""
}

// Allows reports whether a rule names a way, or an address, as one that may be used.
func (r ContactRule) Allows() bool { return r.Rule != ContactNever }

// Told says what the rule says, for the people who look after the case.
func (r ContactRule) Told() string {
	by := map[Way]string{ByEmail: "by email", BySMS: "by text", ByPhone: "by phone", ByPost: "by post",
		ByAny: "in any way"}[r.Channel]
	at := ""
	if r.Value != "" {
		at = ": " + r.Value
	}
	if who := r.Person(); who != "" {
		return "Never speak of this with somebody: " + who + "."
	}
	switch r.Rule {
	case ContactNever:
		return "Never reach them " + by + at + "."
	case ContactOnly:
		return "Reach them only " + by + at + "."
	case ContactAlso:
		return "They can also be reached " + by + at + "."
	}
	return "They have a new way to be reached " + by + at + "."
}

// ContactRule is one thing a message says of where and how its resident may be written to or rung.
type ContactRule struct {
	Rule Rule `json:"rule" redact:"keep"`
	// by which way; ByAny is every one
	Channel Way `json:"channel" redact:"keep"`
	// the address, number, home, person or times as written; "" is the one we have. Beside a change on the same
	// channel, never forbids the old value only.
	Value string `json:"value"`
	Why   Cause  `json:"why" redact:"keep"`
	Words string `json:"words,omitempty"` // the sentence that says it, verbatim
}

// Rule is what a contact rule says.
type Rule string

// The rules.
const (
	ContactNever  Rule = "never"  // not by this way, or not to this value
	ContactOnly   Rule = "only"   // by this way, or to this value, and no other
	ContactAlso   Rule = "also"   // this may be used as well
	ContactChange Rule = "change" // this value takes the place of the one we have
)

// Way is a way by which we can reach somebody.
type Way string

// The ways.
const (
	ByEmail Way = "email"
	BySMS   Way = "sms"
	ByPhone Way = "phone"
	ByPost  Way = "post"
	ByAny   Way = "any"
)

// Cause is why a contact rule is given.
type Cause string

// The causes.
const (
	ForSafety Cause = "safety" // somebody may be harmed where it is not kept: before anything is sent
	ForNeed   Cause = "need"   // of health, disability or language (Equality Act; Code 5.10)
	ForWish   Cause = "wish"
)

// Wish is one need of how to deal with somebody. A language follows two of them: "interpreter:Polish".
type Wish string

// The wishes.
const (
	WishLargePrint  Wish = "large_print"
	WishBraille     Wish = "braille"
	WishAudio       Wish = "audio"
	WishEasyRead    Wish = "easy_read"
	WishBSL         Wish = "bsl"
	WishInterpreter Wish = "interpreter:" // and the language, "interpreter:" alone where none is named
	WishLettersIn   Wish = "letters_in:"  // and the language
	WishNoCalls     Wish = "no_calls"
	WishNoTexts     Wish = "no_texts"
	WishByPost      Wish = "by_post"
	WishByPhone     Wish = "by_phone"
	WishCarerCopied Wish = "carer_copied"
	WishHomeVisit   Wish = "home_visit"
)
