// Package reading holds what a message was found to say. The classifier makes a [Reading], once; the desk and the
// procedure take what follows from it. Nothing here looks at a case.
package reading

import (
	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/choice"
	"complaints/internal/policy"
)

// Kind is the best single reading of a message.
type Kind string

// The kinds.
const (
	KindComplaint     Kind = "complaint"
	KindOutOfScope    Kind = "out_of_scope"
	KindTooOld        Kind = "too_old"
	KindStage2Request Kind = "stage2_request"
	KindFollowUp      Kind = "follow_up"
	KindEnquiry       Kind = "enquiry"
	KindAutomated     Kind = "automated"
	KindSpam          Kind = "spam"
	KindNeedsHuman    Kind = "needs_human"
)

// Area is a service area of the landlord. Its ids are configuration; these are the usual ones.
type Area string

// The usual areas.
const (
	AreaRepairs          Area = "repairs"
	AreaEstateServices   Area = "estate_services"
	AreaRentsCharges     Area = "rents_charges"
	AreaASBTenancy       Area = "asb_tenancy"
	AreaLettings         Area = "lettings"
	AreaHomeOwnership    Area = "home_ownership"
	AreaMajorWorks       Area = "major_works"
	AreaSafetyCompliance Area = "safety_compliance"
	AreaCustomerService  Area = "customer_service"
	AreaContractor       Area = "contractor"
	AreaOther            Area = "other"
)

// AreaNames lists the usual areas.
func AreaNames() []string {
	return choice.Words(AreaRepairs, AreaEstateServices, AreaRentsCharges, AreaASBTenancy, AreaLettings,
		AreaHomeOwnership, AreaMajorWorks, AreaSafetyCompliance, AreaCustomerService, AreaContractor, AreaOther)
}

// Flag marks something in a message that changes how it must be handled.
type Flag string

// The flags (2.4).
const (
	FlagDampMould        Flag = "damp_mould"
	FlagNoHeating        Flag = "no_heating_hot_water"
	FlagGas              Flag = "gas"
	FlagSafetyHazard     Flag = "safety_hazard"
	FlagHealthVulnerable Flag = "health_vulnerable"
	FlagChild            Flag = "child"
	FlagSelfHarm         Flag = "self_harm"
	FlagDiscrimination   Flag = "discrimination"
	// of a case, never of a reading: somebody may be harmed by another (3.1)
	FlagSafeguarding Flag = "safeguarding"
)

// Intent is what a reply inside a case wants (3.4 for residents, 3.5 for staff).
type Intent string

// Residents' intents.
const (
	IntentEvidence       Intent = "evidence"
	IntentChase          Intent = "chase"
	IntentUnhappy        Intent = "unhappy"
	IntentStage2         Intent = "stage2"
	IntentWithdraw       Intent = "withdraw"
	IntentThanks         Intent = "thanks"
	IntentAccepts        Intent = "accepts"
	IntentNewIssue       Intent = "new_issue"
	IntentQuery          Intent = "query"
	IntentAdjustment     Intent = "adjustment"
	IntentRepresentative Intent = "representative"
	IntentOptOut         Intent = "opt_out"
	IntentOptIn          Intent = "opt_in" // the bare word that takes an opt-out back
	IntentOmbudsman      Intent = "ombudsman"
	IntentDisputeScope   Intent = "dispute_scope"
	IntentOmbudsmanAsked Intent = "ombudsman_asked" // how, when or where to go to the Ombudsman
	IntentHumanAsked     Intent = "human_asked"     // for a person instead of a machine
	IntentCallMe         Intent = "call_me"
	IntentContactChange  Intent = "contact_change" // a new address, number, name: Contact says which
	IntentDataRequest    Intent = "data_request"   // for what we hold on them
	IntentDataErasure    Intent = "data_erasure"
	IntentDataBreach     Intent = "data_breach"  // their data went to somebody else
	IntentAboutAnswer    Intent = "about_answer" // a question about what we answered
	IntentWrongNumber    Intent = "wrong_number" // we write to somebody who is not the resident
	IntentNeutral        Intent = "neutral"      // "ok", "got it", a thumb
	IntentAway           Intent = "away"         // an out-of-office note that no header names
)

// Context is where the sender's case stood when the message came.
type Context string

// The contexts.
const (
	ContextNone            Context = "none"
	ContextStage1Open      Context = "open_case_stage1"
	ContextStage1Answered  Context = "stage1_response_sent"
	ContextStage1AnswerOld Context = "stage1_response_sent_30_days_ago"
	ContextStage2Open      Context = "open_case_stage2"
	ContextStage2Answered  Context = "stage2_response_sent"
	ContextManager         Context = "manager"
)

// Reading is what a message was found to say, with its reasons. The classifier makes it once, in the context of the
// case that the message belongs to, and nobody changes it afterwards. It decides nothing by itself.
type Reading struct {
	Kind        Kind             `json:"kind" redact:"keep"`
	Exclusion   policy.Exclusion `json:"exclusion,omitempty" redact:"keep"`
	Area        Area             `json:"area,omitempty" redact:"keep"`
	AreaSecond  Area             `json:"area_second,omitempty" redact:"keep"`
	Flags       []Flag           `json:"flags,omitempty"`
	Intent      Intent           `json:"intent,omitempty" redact:"keep"`
	Event       Interval         `json:"event,omitzero"` // when what it tells of happened
	Confidence  float64          `json:"confidence"`     // of Kind, 0 to 1
	ToPerson    bool             `json:"to_person"`      // a person is asked before anything final
	WouldRefuse bool             `json:"would_refuse"`   // automatic refusal would act if it were switched on
	Evidence    []Evidence       `json:"evidence,omitempty"`
	Issues      []Issue          `json:"issues,omitempty"`
	Outcome     string           `json:"outcome,omitempty"`  // the stretch, verbatim, that says what they want
	Language    string           `json:"language,omitempty"` // name of the language if not English
	// danger now: a person is told in minutes, day or night. It is true when Danger is DangerNow, and only then
	Emergency bool   `json:"emergency,omitempty"`
	DecidedBy string `json:"decided_by,omitempty" redact:"keep"` // which step decided, with rules and model versions
	Why       string `json:"why,omitempty"`                      // one sentence a person reads
	Says      Says   `json:"says,omitzero"`

	Danger   Danger        `json:"danger,omitempty" redact:"keep"`
	SelfHarm SelfHarm      `json:"self_harm_grade,omitempty"`
	Writer   Writer        `json:"writer,omitempty" redact:"keep"` // "" of a manager's reply
	For      string        `json:"for,omitempty"`                  // the name of whom it is about, if not the writer
	Consent  Consent       `json:"consent,omitempty" redact:"keep"`
	Contact  []ContactRule `json:"contact,omitempty"`
	Needs    []Wish        `json:"needs,omitempty"` // in first and in later messages
	Threat   Threat        `json:"threat,omitempty" redact:"keep"`
	Death    string        `json:"death,omitempty"` // the name of the resident reported dead, as written
}

// Has reports whether the reading carries the flag.
func (r Reading) Has(f Flag) bool {
	for _, x := range r.Flags {
		if x == f {
			return true
		}
	}
	return false
}

// Interval is a span of days, both ends included. A zero end is unknown.
type Interval struct {
	Earliest calendar.Date `json:"earliest,omitzero"`
	Latest   calendar.Date `json:"latest,omitzero"`
}

// Evidence is a part of the message that spoke for or against a reading.
type Evidence struct {
	Clause string `json:"clause"` // E4, P3, flag:gas, ...
	Text   string `json:"text"`   // the words, verbatim
	From   int    `json:"from"`   // byte offsets in the text that was read
	To     int    `json:"to"`
	Effect string `json:"effect"` // what the words did, in plain English
}

// Issue is one matter in a message with its own reading (1.3, "classify issues, not messages"). Sentence is the
// resident's own words, a verbatim stretch of the message: the words that say it, not always a whole sentence.
type Issue struct {
	Sentence  string           `json:"sentence"`
	Kind      Kind             `json:"kind" redact:"keep"`
	Exclusion policy.Exclusion `json:"exclusion,omitempty" redact:"keep"`
	Area      Area             `json:"area,omitempty" redact:"keep"`
	By        actor.Actor      `json:"by,omitzero"` // whose words they are, once they are no longer the message's
}

func (i Issue) InScope() bool { return i.Kind != KindOutOfScope || i.Exclusion == "" }
