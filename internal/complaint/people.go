package complaint

// Danger is how soon somebody must look, whatever a message is about.
type Danger string

// The grades; "" is none. A danger that is over, mended, or long known and not acute is none: its flag still stands.
const (
	DangerNow   Danger = "now"   // day or night: a person is paged within minutes
	DangerToday Danger = "today" // the first thing on today's list; nobody is woken
)

// SelfHarm is how plainly a message speaks of self-harm; "" is not at all.
type SelfHarm string

// The grades. Only the strong one may write to anybody about it.
const (
	SelfHarmWeak   SelfHarm = "weak"   // veiled, or about somebody else: a person looks
	SelfHarmStrong SelfHarm = "strong" // in the first person, about oneself
)

// Writer is who wrote a message, by what it says and by where it comes from.
type Writer string

// The writers. Whoever is not the resident has no case of his own: it belongs to whom it is for (1.1).
const (
	WriterResident       Writer = "resident"
	WriterRelative       Writer = "relative"
	WriterRepresentative Writer = "representative" // friend, carer, advocate, advice agency, solicitor
	WriterPolitician     Writer = "politician"     // MP, councillor, their office
	WriterProfessional   Writer = "professional"   // GP, ward, school, social worker, support worker
	WriterOfficial       Writer = "official_body"  // Ombudsman, ICO, regulator, police, court, council enforcement
	WriterColleague      Writer = "colleague"      // staff of the landlord, the call centre
	WriterSupplier       Writer = "supplier"       // contractor, agency, invoice, applicant for a job
	WriterStranger       Writer = "stranger"       // none of our residents, and for none of them
	WriterMachine        Writer = "machine"
)

// Consent is whether the resident agrees that the writer speaks for them.
type Consent string

// The consents; "" where the writer speaks for nobody, or for themselves.
const (
	ConsentTold  Consent = "told"  // the writer says that the resident agrees
	ConsentGiven Consent = "given" // in the resident's own words
	ConsentNone  Consent = "none"  // not told, refused, or taken back
)

// Threat is what a message threatens; "" is nothing.
type Threat string

// The threats. Court and press are everybody's right: only the first two are a danger to anybody.
const (
	ThreatStaff    Threat = "staff"
	ThreatProperty Threat = "property"
	ThreatLegal    Threat = "legal"
	ThreatPress    Threat = "press"
)

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
