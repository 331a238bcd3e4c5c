package complaint

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/policy"
)

// Event is one thing that happened to a case. Events are only ever added; the case is what they make (3.8).
type Event struct {
	At     time.Time // when it was decided, UTC
	By     actor.Actor
	Why    string // in words a person reads
	Clause string // of the rules it was decided under: P10, E4, 3.4; "" where none is named
	Fact   Fact
}

// Fact is what an event says. Its type is its kind.
type Fact interface {
	apply(*Case, Event) // what it does to the case; shares nothing that a later event could change
}

// Fold returns the case that the events make.
func Fold(events []Event) Case {
	var c Case
	for _, e := range events {
		c = c.Apply(e)
	}
	return c
}

// Apply returns the case after one more event. The receiver is left as it was.
func (c Case) Apply(e Event) Case {
	c.Version++
	if e.By.Staff() {
		c.Replies = Tally{utcDay(e.At), c.Replies.On(e.At) + 1}
		c.Unclear, c.Touch = "", Touch{}
		if n, ok := e.Fact.(Noted); ok && n.Unclear {
			c.Unclear = e.By.String()
		}
	}
	e.Fact.apply(&c, e)
	if n := actsAt(c, e); n != 0 {
		s := c.Stage(n)
		s.Acted = union(s.Acted, strings.ToLower(e.By.String()))
	}
	return c
}

// saysOutcome reports that a note for the file says how the complaint is to be decided.
func saysOutcome(note string) bool {
	note = strings.ToLower(note)
	return strings.Contains(note, "upheld") || strings.Contains(note, "uphold")
}

// actsAt is the stage at which somebody of staff acts on the case by an event: whoever has done so is not the one to
// review it (P15). It is 0 of everything else.
func actsAt(c Case, e Event) policy.StageNumber {
	if !e.By.Staff() {
		return 0
	}
	switch f := e.Fact.(type) {
	case Responded:
		return f.Stage
	case Approved:
		return f.Stage
	case Extended:
		return f.Stage
	case Contacted:
		return f.Stage
	case SettlementOffered:
		_, n := c.Current()
		return n
	case Noted:
		if strings.HasPrefix(f.Text, AskedMark) || saysOutcome(f.Text) {
			_, n := c.Current()
			return n
		}
	}
	return 0
}

// AskedMark begins the note of what staff have asked the resident.
const AskedMark = "asked: "

// factKinds finds the type of a fact by its name, to read events back.
var factKinds = kindsOf(Registered{}, ReviewAsked{}, InformalBegun{}, StageOpened{}, Assigned{}, Acknowledged{},
	AcknowledgementLost{},
	MessageJoined{}, Contacted{}, Extended{}, Responded{}, AnswerSent{}, AnswerLost{}, SettlementOffered{},
	SettlementDenied{}, CaseClosed{}, Reminded{}, ToldLate{}, Flagged{}, PartyLearnt{}, AdjustmentRecorded{},
	RepresentativeNamed{}, IssueAdded{}, Linked{}, DeliveryFailed{}, DeliveryMended{}, Conflict{},
	OmbudsmanInvolved{}, Held{}, Said{}, Recalculated{}, DecisionPutOff{}, ActionDone{}, WentAway{}, Noted{},
	QuestionPut{}, QuestionEnded{}, Caused{}, TakenBack{},
	Erased{}, NeedsWithdrawn{}, TextsAllowed{}, LetterHeld{}, HeldLettersSent{},
	Corrected{}, Confirmed{}, AlertPutOff{}, WordsPutOff{}, WordsTold{}, ContactRuled{}, ContactRulesEnded{},
	SafetyHeld{}, SafetyReleased{}, PartySucceeded{}, TouchPromised{}, PersonMet{}, WayConfirmed{},
	NotTheirs{}, AnswerOwed{}, Defined{}, FilesCame{}, PolicyAdopted{}, Approved{}, LetterAwaits{},
	LetterAwaitsNoMore{}, LetterKept{})

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
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"`
	By     actor.Actor     `json:"by,omitzero"`
	Why    string          `json:"why,omitempty"`
	Clause string          `json:"clause,omitempty"`
	Fact   json.RawMessage `json:"fact"`
}

// MarshalJSON writes the event with its kind. The same event always gives the same bytes.
func (e Event) MarshalJSON() ([]byte, error) {
	fact, err := json.Marshal(e.Fact)
	if err != nil {
		return nil, err
	}
	return json.Marshal(eventJSON{e.At.UTC(), e.Kind(), e.By, e.Why, e.Clause, fact})
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
	*e = Event{j.At, j.By, j.Why, j.Clause, fact.Elem().Interface().(Fact)}
	return nil
}
