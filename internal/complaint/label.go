package complaint

import (
	"time"

	"complaints/internal/policy"
	"complaints/internal/reading"
)

// What the classifier says of a message is a proposal. When somebody of the landlord decides what the message is, that
// goes into the log as a fact of its own: where the two differ it is a correction, from which the classifier can be
// taught, and which shows where its rules fail (5.2).

// Label is what a message was taken for, in the classifier's words. An empty field says nothing.
type Label struct {
	Kind      reading.Kind     `json:"kind,omitempty" redact:"keep"`
	Exclusion policy.Exclusion `json:"exclusion,omitempty" redact:"keep"`
	Area      reading.Area     `json:"area,omitempty" redact:"keep"`
	Intent    reading.Intent   `json:"intent,omitempty" redact:"keep"`
}

type (
	// Corrected: a person took a message for something else than the program had.
	Corrected struct {
		Received time.Time       // arrival of the message in question, UTC
		Context  reading.Context `redact:"keep"` // where its writer's case stood when it came
		Read     Label           // what the program had read
		Said     Label           // what the person says it is; its empty fields stand as they were read
	}
	// Confirmed: a person looked at what the program had read, and it was right.
	Confirmed struct {
		Received time.Time
		Context  reading.Context `redact:"keep"`
		Said     Label
	}
)

func (Corrected) apply(*Case, Event) {}

func (Confirmed) apply(*Case, Event) {}

// Words says in plain English what a message is taken for.
func (l Label) Words() string {
	switch l.Kind {
	case reading.KindComplaint:
		return "a complaint"
	case reading.KindOutOfScope:
		if code := l.Exclusion.Code(); code != "" {
			return l.Exclusion.Words() + " (" + code + ")"
		}
		return l.Exclusion.Words()
	case reading.KindTooOld:
		return "a matter that is too old"
	case reading.KindStage2Request:
		return "a request for stage 2"
	case reading.KindFollowUp:
		return "part of a complaint that we know"
	case reading.KindEnquiry:
		return "a question or a compliment"
	case reading.KindAutomated:
		return "an automatic message"
	case reading.KindSpam:
		return "advertising or fraud"
	}
	return "something that a person must look at"
}

// Proposal is what taking the suggestion would say of the message.
func (q Question) Proposal() Label {
	switch what := q.Suggest.What; what {
	case "":
		return Label{Kind: reading.KindComplaint}
	case "AGE":
		return Label{Kind: reading.KindTooOld}
	default:
		return Label{Kind: reading.KindOutOfScope, Exclusion: policy.ExclusionByCode(what)}
	}
}

// ClosedAs is what a case was taken for that was passed on or declined without ever being open, and whether it was.
func (c Case) ClosedAs() (Label, bool) {
	if c.Status != Closed || !c.Stage1.Received.IsZero() {
		return Label{}, false
	}
	switch c.Reason.Reason {
	case ClosedServiceRequest:
		return Label{Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest}, true
	case ClosedNotComplaint:
		return Label{Kind: reading.KindEnquiry}, true
	case ClosedOutOfScope:
		return Label{Kind: reading.KindOutOfScope, Exclusion: policy.ExclusionByCode(c.Reason.Clause)}, true
	case ClosedOutOfTime:
		return Label{Kind: reading.KindTooOld}, true
	}
	return Label{}, false
}
