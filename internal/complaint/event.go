package complaint

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"complaints/internal/calendar"
)

// Event is one thing that happened to a case. Events are only ever added; the case is what they make.
type Event struct {
	At   time.Time // when it was decided, UTC
	By   string    // resident, machine, mail server, or the address of a member of staff
	Why  string    // in words a person reads
	Fact Fact
}

// Fact is what an event says. Its type is its kind.
type Fact interface{ fact() }

// The facts, in the order of a complaint's life.
type (
	// Registered: a message has become a case (P1). What is to become of it follows in the next event.
	Registered struct {
		Ref, Profile  string
		Channel       Channel
		Received      time.Time
		Day0          calendar.Date
		Party         Party
		Subject       string
		Words         string
		MessageID     string
		Issues        []Issue
		Attachments   []Attachment
		Area          Area
		AreaSecond    Area
		OutcomeSought string
	}
	// ReviewAsked: a person must decide (1.3, P3, P12).
	ReviewAsked struct{ Question Question }
	// InformalBegun: we try to put it right before stage 1, until a day (1.4).
	InformalBegun struct {
		Received             time.Time
		Day0, AckDue, Target calendar.Date
	}
	// StageOpened: a stage has begun and its clock runs from Received (P5, P9, P14, P18).
	StageOpened struct {
		Stage                 int
		Received              time.Time
		Day0                  calendar.Date
		AckDue, Limit, Target calendar.Date
		Words                 string // stage 2: the request
		ByDefault             bool   // nobody decided in time, so it is open (0.1)
	}
	// Assigned: somebody handles the stage (P6, P15).
	Assigned struct {
		Stage int
		To    Contact
		On    calendar.Date
		Area  Area // the area it now belongs to, if that changed
	}
	// Acknowledged: the acknowledgement was accepted by the server (P5, P14). Dates that count from it are set anew.
	Acknowledged struct {
		Stage         int
		SentAt        time.Time
		Limit, Target calendar.Date
	}
	// AcknowledgementLost: the acknowledgement came back, so it does not count (1.5).
	AcknowledgementLost struct{ Stage int }
	// MessageJoined: a message belongs to this case (3.4).
	MessageJoined struct {
		MessageID   string
		Channel     Channel
		Received    time.Time
		Intent      Intent
		Attachments []Attachment
	}
	// Contacted: staff spoke with the resident, or tried to (P7, P17).
	Contacted struct {
		Stage   int
		On      calendar.Date
		Attempt bool   // nobody was reached
		Summary string //
		Wants   string // the outcome the resident would like, if it was said (P8)
	}
	// Extended: the answer was put off before its date (P10, P19).
	Extended struct {
		Stage         int
		From          calendar.Date
		Limit, Target calendar.Date
		Reason        string
		Class         string `json:",omitempty"` // what kind of reason that is
		On            calendar.Date
	}
	// Responded: the answer was given to us to send (P9, P18).
	Responded struct {
		Stage    int
		Decision Outcome
		Findings []Finding `json:",omitempty"` // one on each issue
		Answer   string
		Remedy   string
		Actions  []Action

		RootCause, Learning string
		Improvement         string `json:",omitempty"`
	}
	// AnswerSent: the answer was accepted by the server or marked as posted; the window opens (P12).
	AnswerSent struct {
		Stage      int
		SentAt     time.Time
		WindowLast calendar.Date
	}
	// AnswerLost: the answer came back, so the window has not started (P12).
	AnswerLost struct{ Stage int }
	// SettlementOffered: the manager says it is settled; the resident may say no (1.4).
	SettlementOffered struct{ Settlement Settlement }
	// SettlementDenied: the resident says it is not settled.
	SettlementDenied struct{}
	// CaseClosed: nothing more is owed.
	CaseClosed struct{ Reason CloseReason }
	// Reminded: the reminders of a schedule are dealt with up to an instant (3.3).
	Reminded struct {
		Ladder, Rung string
		Letter       LetterID
		Until        time.Time
	}
	// ToldLate: the resident was told that a date was missed (3.3).
	ToldLate struct {
		Stage int
		On    calendar.Date
	}
	// Flagged: something in a message changes how the case is handled (2.4).
	Flagged struct {
		Flags     []Flag
		Emergency bool
	}
	// PartyLearnt: we know more about the resident, or how not to reach them. Empty fields change nothing.
	PartyLearnt struct{ Party Party }
	// AdjustmentRecorded: the resident asked to be dealt with in a certain way (Equality Act; Code 5.10).
	AdjustmentRecorded struct{ Words string }
	// NeedsWithdrawn: the resident needs none of that any more, or it was never meant.
	NeedsWithdrawn struct{}
	// TextsAllowed: the resident takes it back that we should not text them.
	TextsAllowed struct{}
	// RepresentativeNamed: somebody speaks for the resident.
	RepresentativeNamed struct {
		Representative Contact
		Consent        bool
	}
	// IssueAdded: a further matter belongs to the case (Code 6.8).
	IssueAdded struct{ Issue Issue }
	// Linked: another case is related.
	Linked struct{ Ref, How string }
	// DeliveryFailed: a letter did not arrive and a person must bring it to its reader.
	DeliveryFailed struct{ Undeliverable Undeliverable }
	// DeliveryMended: a person has brought it to its reader.
	DeliveryMended struct{ Letter LetterID }
	// Conflict: somebody is kept from the case.
	Conflict struct{ Address string }
	// OmbudsmanInvolved: the outside body has taken an interest; nothing may be erased.
	OmbudsmanInvolved struct{}
	// Held: the file may not be erased, or may again.
	Held struct{ Why string }
	// Said: a letter that goes at most once in a while was decided.
	Said struct {
		Letter LetterID
		On     calendar.Date
	}
	// Recalculated: the calendar or policy changed and moved the dates. They never move earlier.
	Recalculated struct {
		Stage                 int
		AckDue, Limit, Target calendar.Date
		WindowLast            calendar.Date
	}
	// DecisionPutOff: a changed calendar gives the person who decides more time.
	DecisionPutOff struct{ DecideBy calendar.Date }
	// ActionDone: a promised action is done.
	ActionDone struct {
		Stage, Index int
		On           calendar.Date
	}
	// WentAway: a member of staff said that they are away; Until is zero if they did not say for how long.
	WentAway struct {
		Address string
		Until   calendar.Date
	}
	// Noted: something for the file.
	Noted struct {
		Text    string
		Unclear bool `json:",omitempty"` // a reply of staff that nobody could act on
	}
)

func (Registered) fact() {}

func (ReviewAsked) fact() {}

func (InformalBegun) fact() {}

func (StageOpened) fact() {}

func (Assigned) fact() {}

func (Acknowledged) fact() {}

func (AcknowledgementLost) fact() {}

func (MessageJoined) fact() {}

func (Contacted) fact() {}

func (Extended) fact() {}

func (Responded) fact() {}

func (AnswerSent) fact() {}

func (AnswerLost) fact() {}

func (SettlementOffered) fact() {}

func (SettlementDenied) fact() {}

func (CaseClosed) fact() {}

func (Reminded) fact() {}

func (ToldLate) fact() {}

func (Flagged) fact() {}

func (PartyLearnt) fact() {}

func (AdjustmentRecorded) fact() {}

func (NeedsWithdrawn) fact() {}

func (TextsAllowed) fact() {}

func (RepresentativeNamed) fact() {}

func (IssueAdded) fact() {}

func (Linked) fact() {}

func (DeliveryFailed) fact() {}

func (DeliveryMended) fact() {}

func (Conflict) fact() {}

func (OmbudsmanInvolved) fact() {}

func (Held) fact() {}

func (Said) fact() {}

func (Recalculated) fact() {}

func (DecisionPutOff) fact() {}

func (ActionDone) fact() {}

func (WentAway) fact() {}

func (Noted) fact() {}

// factKinds finds the type of a fact by its name, to read events back.
var factKinds = kindsOf(Registered{}, ReviewAsked{}, InformalBegun{}, StageOpened{}, Assigned{}, Acknowledged{},
	AcknowledgementLost{},
	MessageJoined{}, Contacted{}, Extended{}, Responded{}, AnswerSent{}, AnswerLost{}, SettlementOffered{},
	SettlementDenied{}, CaseClosed{}, Reminded{}, ToldLate{}, Flagged{}, PartyLearnt{}, AdjustmentRecorded{},
	RepresentativeNamed{}, IssueAdded{}, Linked{}, DeliveryFailed{}, DeliveryMended{}, Conflict{},
	OmbudsmanInvolved{}, Held{}, Said{}, Recalculated{}, DecisionPutOff{}, ActionDone{}, WentAway{}, Noted{},
	Erased{}, NeedsWithdrawn{}, TextsAllowed{},
	Corrected{}, Confirmed{})

func kindsOf(facts ...Fact) map[string]reflect.Type {
	kinds := make(map[string]reflect.Type, len(facts))
	for _, f := range facts {
		kinds[reflect.TypeOf(f).Name()] = reflect.TypeOf(f)
	}
	return kinds
}

// Kind names what happened, as the type of its fact: StageOpened, Extended, ...
func (e Event) Kind() string { return reflect.TypeOf(e.Fact).Name() }

type eventJSON struct {
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by,omitempty"`
	Why  string          `json:"why,omitempty"`
	Fact json.RawMessage `json:"fact"`
}

// MarshalJSON writes the event with its kind. The same event always gives the same bytes.
func (e Event) MarshalJSON() ([]byte, error) {
	fact, err := json.Marshal(e.Fact)
	if err != nil {
		return nil, err
	}
	return json.Marshal(eventJSON{e.At.UTC(), e.Kind(), e.By, e.Why, fact})
}

// UnmarshalJSON reads an event back. A kind it does not know is an error: an older program must not
// guess at what a newer one has written.
func (e *Event) UnmarshalJSON(b []byte) error {
	var j eventJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	kind, ok := factKinds[j.Kind]
	if !ok {
		return fmt.Errorf("event kind %q is not known to this version", j.Kind)
	}
	fact := reflect.New(kind)
	if err := json.Unmarshal(j.Fact, fact.Interface()); err != nil {
		return fmt.Errorf("event %s: %w", j.Kind, err)
	}
	*e = Event{j.At, j.By, j.Why, fact.Elem().Interface().(Fact)}
	return nil
}
