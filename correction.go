package complaints

import (
	"cmp"
	"strings"
	"time"
)

// What the classifier says of a message is a proposal. When somebody of the landlord decides what the message is, that
// goes into the log as a fact of its own: where the two differ it is a correction, from which the classifier can be taught,
// and which shows where its rules fail (domain.md 5.2).

// Label is what a message was taken for, in the classifier's words. An empty field says nothing.
type Label struct {
	Kind      Kind      `json:"kind,omitempty"`
	Exclusion Exclusion `json:"exclusion,omitempty"`
	Area      Area      `json:"area,omitempty"`
	Intent    Intent    `json:"intent,omitempty"`
}

type (
	// Corrected: a person took a message for something else than the program had.
	Corrected struct {
		Received time.Time // arrival of the message in question, UTC
		Context  Context   // where its writer's case stood when it came
		Read     Label     // what the program had read
		Said     Label     // what the person says it is; its empty fields stand as they were read
	}
	// Confirmed: a person looked at what the program had read, and it was right.
	Confirmed struct {
		Received time.Time
		Context  Context
		Said     Label
	}
)

func (Corrected) fact() {}
func (Confirmed) fact() {}

// Words says in plain English what a message is taken for.
func (l Label) Words() string {
	switch l.Kind {
	case KindComplaint:
		return "a complaint"
	case KindOutOfScope:
		if code := l.Exclusion.Code(); code != "" {
			return l.Exclusion.Words() + " (" + code + ")"
		}
		return l.Exclusion.Words()
	case KindTooOld:
		return "a matter that is too old"
	case KindStage2Request:
		return "a request for stage 2"
	case KindFollowUp:
		return "part of a complaint that we know"
	case KindEnquiry:
		return "a question or a compliment"
	case KindAutomated:
		return "an automatic message"
	case KindSpam:
		return "advertising or fraud"
	}
	return "something that a person must look at"
}

// proposal is what taking the suggestion would say of the message.
func (q Question) proposal() Label {
	switch _, code, _ := strings.Cut(q.Suggest, " "); {
	case q.Suggest == "REFUSE AGE":
		return Label{Kind: KindTooOld}
	case code != "":
		return Label{Kind: KindOutOfScope, Exclusion: ExclusionByCode(code)}
	}
	return Label{Kind: KindComplaint}
}

// judged notes what the team's decision on a question says of the message that opened the case. A late stage 2 or a case
// that comes back is decided by what is fair, not by what the message is, and says nothing. Nor does a suggestion that was
// taken although the program had read something else: that a person had to look, or a matter this policy takes in.
func (r *staffReply) judged(q Question, said Label) {
	if q.Matter != MatterScope && q.Matter != MatterAge {
		return
	}
	switch read := (Label{Kind: q.Kind, Exclusion: q.Exclusion}); said {
	case read:
		r.happen(r.by(), "The team agrees that this is "+said.Words()+", as the program had read it.",
			Confirmed{Received: q.Received, Context: ContextNone, Said: said})
	case q.proposal():
	default:
		r.happen(r.by(), "The team read this as "+said.Words()+". The program had read it as "+read.Words()+" and suggested "+q.Suggest+".",
			Corrected{Received: q.Received, Context: ContextNone, Read: read, Said: said})
	}
}

// closedAs is what a case was taken for that was passed on or declined without ever being open, and whether it was.
func (c Case) closedAs() (Label, bool) {
	reason, code, _ := strings.Cut(string(c.Reason), ":")
	switch {
	case c.Status != Closed || !c.Stage1.Received.IsZero():
	case CloseReason(reason) == ClosedServiceRequest:
		return Label{Kind: KindOutOfScope, Exclusion: FirstRequest}, true
	case CloseReason(reason) == ClosedNotComplaint:
		return Label{Kind: KindEnquiry}, true
	case CloseReason(reason) == ClosedOutOfScope:
		return Label{Kind: KindOutOfScope, Exclusion: ExclusionByCode(code)}, true
	case CloseReason(reason) == ClosedOutOfTime:
		return Label{Kind: KindTooOld}, true
	}
	return Label{}, false
}

// takeUp opens what was passed on or declined and is a complaint after all, as the team says (0.1). What was passed on was
// misread, so its clock runs from the receipt; a person who takes a refusal back makes a new promise.
func (r *staffReply) takeUp(was Label) {
	const why = "The complaints team says that this is a complaint after all."
	c := r.d.Case
	if c.Reason != ClosedServiceRequest && c.Reason != ClosedNotComplaint {
		r.openStage1(r.m.Received, r.by(), cmp.Or(r.cmd.Text, why), "L01")
	} else {
		r.openStage1(c.Received, r.by(), cmp.Or(r.cmd.Text, why), "L01")
		r.happen(r.by(), "The team read this as a complaint. It had been taken for "+was.Words()+".",
			Corrected{Received: c.Received, Context: ContextNone, Read: was, Said: Label{Kind: KindComplaint}})
	}
	r.receipt("It is opened and " + r.orTeam(r.handler()).Called() + " has it.")
}

// askedForStage2 notes that the resident's latest message after an answer asks for stage 2, which the program had not seen.
func (r *staffReply) askedForStage2(before Case) {
	if before.Status != Stage1Responded || !before.Heard.After(before.Stage1.RespondedAt) {
		return
	}
	r.happen(r.by(), "The team read the resident's latest message as a request for stage 2. The program had not.", Corrected{
		Received: before.Heard, Context: before.Context(r.Calendar.Day(before.Heard)), Said: Label{Kind: KindStage2Request, Intent: IntentStage2},
	})
}

// areaCorrected notes that a case belongs to another area than the program had found. Whoever answers for several says
// nothing about which, and nothing is said where nobody of the first area could have had it.
func (r *staffReply) areaCorrected(was Area, to Contact) {
	areas := r.areasOf(to)
	if len(areas) != 1 || len(r.d.Case.Conflicted) > 0 || !r.couldStay(was) {
		return
	}
	r.happen(r.by(), "This belongs to "+r.Register.AreaName(areas[0])+". The program had taken it for "+r.Register.AreaName(was)+".", Corrected{
		Received: r.d.Case.Received, Context: ContextNone, Read: Label{Area: was}, Said: Label{Area: areas[0]},
	})
}

// couldStay reports whether somebody of an area is there for the case, or the area has nobody at all.
func (r *staffReply) couldStay(a Area) bool {
	people := r.Register.Areas[a]
	there := func(c Contact) bool { return c.Email != "" && r.free(c) }
	return there(people.Manager) || there(people.Deputy) || people.Manager.Email+people.Deputy.Email == ""
}
