// Package complaint is a case: what it is about, where it stands, and the events that it is made of. It decides
// nothing; package procedure does.
package complaint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// Status is where a case stands (3.1).
type Status string

// The statuses.
const (
	Triage Status = "TRIAGE" // received, undecided; never at rest
	Review Status = "REVIEW" // a person must decide
	// being put right before stage 1, where the policy tries that first (1.4)
	InformalOpen    Status = "INFORMAL"
	Stage1Open      Status = "S1_OPEN"      //
	Stage1Responded Status = "S1_RESPONDED" // answered; the resident may ask for stage 2
	Stage2Open      Status = "S2_OPEN"      //
	Stage2Responded Status = "S2_RESPONDED" // answered for good; promised actions run
	Closed          Status = "CLOSED"       //
)

// CloseReason says why a case is closed (3.1), see [Close].
type CloseReason string

// The reasons.
const (
	ClosedInformally     CloseReason = "resolved_informally"
	ClosedSatisfied      CloseReason = "satisfied"
	ClosedLapsed         CloseReason = "s1_lapsed"
	ClosedComplete       CloseReason = "s2_complete"
	ClosedWithdrawn      CloseReason = "withdrawn"
	ClosedServiceRequest CloseReason = "service_request"
	ClosedOutOfScope     CloseReason = "out_of_scope" // with a clause
	ClosedOutOfTime      CloseReason = "out_of_time"
	ClosedDuplicate      CloseReason = "duplicate"
	ClosedNotComplaint   CloseReason = "not_complaint"
)

// Matter is what a person has to decide in [Review].
type Matter string

// The matters.
const (
	MatterScope      Matter = "scope"       // is it a complaint under the policy?
	MatterAge        Matter = "age"         // is it too old, and is there a good reason? (P3)
	MatterLateStage2 Matter = "stage2_late" // asked for after the window (P12)
	MatterStage2     Matter = "stage2"      // asked for by somebody we cannot be sure of
	MatterReopen     Matter = "reopen"      // a closed case whose resident has come back
	MatterSender     Matter = "sender"      // is it a resident's at all? Never decided by time
)

// Case is one complaint: everything that its events have made of it. Only [Case.Apply] changes it.
type Case struct {
	Ref     string `json:"ref"`
	Version int    `json:"version"` // events folded so far
	Status  Status `json:"status" redact:"keep"`
	Reason  Close  `json:"reason,omitzero"`

	Profile  string        `json:"profile"`
	Edition  int           `json:"edition,omitempty"` // of the landlord's policy, under which the case is and stays
	Received time.Time     `json:"received"`          // arrival of the first message, UTC
	Day0     calendar.Date `json:"day0"`
	ClosedAt time.Time     `json:"closed_at,omitzero"`

	Party          people.Party         `json:"party"`
	Representative people.Contact       `json:"representative,omitzero"`
	Consent        bool                 `json:"consent,omitempty"` // the resident agreed to the representative
	Others         []people.Person      `json:"others,omitempty"`  // everybody beside the resident, the representative too
	Subject        string               `json:"subject,omitempty"`
	Words          string               `json:"words"` // the first message, what its writer wrote
	Thread         []string             `json:"thread,omitempty"`
	OutcomeSought  string               `json:"outcome_sought,omitempty"`
	Issues         []reading.Issue      `json:"issues,omitempty"`
	Definition     Definition           `json:"definition,omitzero"` // who has confirmed these two
	Attachments    []message.Attachment `json:"attachments,omitempty"`

	Area        reading.Area   `json:"area,omitempty" redact:"keep"`
	AreaSecond  reading.Area   `json:"area_second,omitempty" redact:"keep"`
	Flags       []reading.Flag `json:"flags,omitempty"`
	Emergency   bool           `json:"emergency,omitempty"`
	EmergencyAt time.Time      `json:"emergency_at,omitzero"` // when the latest danger was read
	Adjustments []string       `json:"adjustments,omitempty"` // in the resident's words, obeyed by people
	// where and how they may be reached, see [Case.Forbids]
	ContactRules []reading.ContactRule `json:"contact_rules,omitempty"`
	Safety       SafetyHold            `json:"safety,omitzero"`
	Conflicted   []string              `json:"conflicted,omitempty"` // addresses kept from the case
	About        []string              `json:"about,omitempty"`      // those of them whom the complaint is about
	// handlers who said that they are away, by address: until when
	Away  map[string]calendar.Date `json:"away,omitempty"`
	Links []string                 `json:"links,omitempty"` // references of related cases

	Review Question `json:"review,omitzero"`
	Stage1 Stage    `json:"stage1,omitzero"`
	Stage2 Stage    `json:"stage2,omitzero"`

	Settlement Settlement `json:"settlement,omitzero"`
	// a person is to get in touch; any word of staff on the case ends it
	Touch Touch `json:"touch,omitzero"`
	// how often the resident has asked since the last answer
	Chases int `json:"chases,omitempty"`
	// last day a letter that must not be repeated was decided
	Said    map[LetterID]calendar.Date `json:"said,omitempty"`
	Replies Tally                      `json:"replies,omitzero"` // what staff wrote on the latest day they did
	// the address of whoever wrote the latest staff reply, if nobody could act on it
	Unclear string `json:"unclear,omitempty"`
	Act     Act    `json:"act,omitzero"` // what a colleague's latest reply has done
	// what colleagues have been asked and not answered, the oldest first
	Questions []StaffQuestion `json:"questions,omitempty"`
	Heard     time.Time       `json:"heard,omitzero"` // arrival of the latest message, UTC
	// messages that came faster than people read, see MessageJoined
	Burst       int             `json:"burst,omitempty"`
	Untold      Untold          `json:"untold,omitzero"`    // what waits to be told to staff together
	Contacts    []string        `json:"contacts,omitempty"` // what was said between us, by hand
	Undelivered []Undeliverable `json:"undelivered,omitempty"`
	Awaiting    []Awaited       `json:"awaiting,omitempty"` // letters that go when a person has said yes
	Held        []HeldLetter    `json:"held,omitempty"`     // letters that go with others in one
	Ombudsman   bool            `json:"ombudsman,omitempty"`
	Hold        string          `json:"hold,omitempty"`  // why the file may not be erased
	Erased      time.Time       `json:"erased,omitzero"` // when the words and names were taken out of it, UTC
	// per schedule: up to when its reminders are dealt with
	Reminded map[string]time.Time `json:"reminded,omitempty"`
	Clocks   Clocks               `json:"clocks,omitzero"`
}

// Untold is what was written in quick succession and waits to be told to staff in one letter.
type Untold struct {
	Until time.Time `json:"until,omitzero"` // UTC; zero if nothing waits
	N     int       `json:"n,omitempty"`    // messages
	Words string    `json:"words,omitempty"`
	Team  bool      `json:"team,omitempty"` // the complaints team is to see it, whoever handles the case
}

// Stage returns a stage by its number, to be changed.
func (c *Case) Stage(n policy.StageNumber) *Stage {
	if n == 2 {
		return &c.Stage2
	}
	return &c.Stage1
}

// inThread remembers a message that a mail reader shows the case's letters with.
func (c *Case) inThread(messageID string) {
	const keep = 20 // a mail reader needs no more of a thread
	if messageID != "" {
		c.Thread = append(slices.Clip(c.Thread), messageID)
	}
	c.Thread = c.Thread[max(0, len(c.Thread)-keep):]
}

// Question is what a person is asked in [Review].
type Question struct {
	Matter     Matter             `json:"matter,omitempty" redact:"keep"`
	Since      time.Time          `json:"since,omitzero"`
	Received   time.Time          `json:"received,omitzero"` // the message in question
	DecideBy   calendar.Date      `json:"decide_by,omitzero"`
	Suggest    Suggestion         `json:"suggest,omitzero"`
	Exclusion  policy.Exclusion   `json:"exclusion,omitempty" redact:"keep"`
	Kind       reading.Kind       `json:"kind,omitempty" redact:"keep"`
	Confidence float64            `json:"confidence,omitempty"`
	Evidence   []reading.Evidence `json:"evidence,omitempty"`
	Why        string             `json:"why,omitempty"`
	Words      string             `json:"words,omitempty"`
	Formally   bool               `json:"formally,omitempty"`          // the message asks for the formal stage
	Unproved   bool               `json:"unproved,omitempty"`          // our mail server says that its sender is another
	Was        Status             `json:"was,omitempty" redact:"keep"` // where the case stood before
}

// StaffQuestion is what a colleague was asked before something is done for their reply, see [QuestionPut]. Nothing
// follows until they say YES to the letter that shows it.
type StaffQuestion struct {
	ID      string         `json:"id" redact:"keep"` // of the reply in question
	Of      people.Contact `json:"of" redact:"keep"` // of staff
	Command Command        `json:"command"`
	Why     string         `json:"why"`                 // what was in doubt
	Since   time.Time      `json:"since"`               // UTC
	LastDay calendar.Date  `json:"last_day"`            // the case's own date, by which it has to be answered
	Shown   string         `json:"shown" redact:"keep"` // a digest of what was shown
	// who wrote the answer that waits for Of to approve it; the zero Contact of every other question
	Writer people.Contact `json:"writer,omitzero" redact:"keep"`
}

// Approves reports whether a question is whether a colleague's answer may go, and not what a reply means.
func (q StaffQuestion) Approves() bool { return q.Writer.Email != "" }

// ToApprove is the answer that waits for somebody to approve it, if one does.
func (c Case) ToApprove() (StaffQuestion, bool) {
	for _, q := range slices.Backward(c.Questions) {
		if q.Approves() {
			return q, true
		}
	}
	return StaffQuestion{}, false
}

// Awaited is a letter that is written, and goes when a person has said yes to it, see [LetterAwaits].
type Awaited struct {
	Letter   LetterID        `json:"letter" redact:"keep"`
	Role     people.Role     `json:"role" redact:"keep"`
	Channel  message.Channel `json:"channel" redact:"keep"`
	Cause    string          `json:"cause" redact:"keep"`
	Since    time.Time       `json:"since"`              // UTC
	At       time.Time       `json:"at"`                 // not before, UTC
	ByItself time.Time       `json:"by_itself,omitzero"` // when it goes without a word, UTC; zero is never
	LastDay  calendar.Date   `json:"last_day"`           // by which somebody has to say yes or no
}

// ID is that of the letter among all that await a word on a case.
func (a Awaited) ID() string {
	return string(a.Letter) + "|" + string(a.Role) + "|" + string(a.Channel) + "|" + a.Cause
}

// Settlement is an early resolution that waits for the resident's word (1.4).
type Settlement struct {
	Agreed  string        `json:"agreed,omitempty"`
	By      string        `json:"by,omitempty"`
	On      calendar.Date `json:"on,omitzero"`
	ReplyBy calendar.Date `json:"reply_by,omitzero"`
}

// Touch is what the resident was promised: that a person gets in touch.
type Touch struct {
	By    calendar.Date `json:"by,omitzero"`
	Words string        `json:"words,omitempty"` // with which they asked
}

// Tally counts what happens on one day, in UTC.
type Tally struct {
	Day calendar.Date `json:"day,omitzero"`
	N   int           `json:"n,omitempty"`
}

// utcDay is the day of an instant where only the length of a day matters, not when it begins.
func utcDay(t time.Time) calendar.Date { return calendar.DateOf(t.UTC().Date()) }

// On is the count of the day of an instant.
func (t Tally) On(at time.Time) int {
	if t.Day != utcDay(at) {
		return 0
	}
	return t.N
}

// Undeliverable is a letter that did not arrive and that a person must bring to its reader.
type Undeliverable struct {
	Letter  LetterID        `json:"letter" redact:"keep"`
	Channel message.Channel `json:"channel" redact:"keep"`
	Why     string          `json:"why"`
	Since   calendar.Date   `json:"since"`
	Held    bool            `json:"held,omitempty"` // we kept it back ourselves; the channel works
}

// HeldLetter is a letter to somebody whose address has had several today. It goes with others in one.
type HeldLetter struct {
	Letter LetterID    `json:"letter" redact:"keep"`
	Role   people.Role `json:"role" redact:"keep"`
	Until  time.Time   `json:"until"`
}

// Current returns the stage that the case is in: stage 2 once it has begun, else stage 1; n is its number.
func (c Case) Current() (s Stage, n policy.StageNumber) {
	if !c.Stage2.Received.IsZero() {
		return c.Stage2, 2
	}
	return c.Stage1, 1
}

// Open reports whether an answer is owed.
func (c Case) Open() bool { return c.Status == Stage1Open || c.Status == Stage2Open }

// InHand reports whether somebody is at work on the case: an answer is owed, or it is being put right before stage 1.
func (c Case) InHand() bool { return c.Open() || c.Status == InformalOpen }

// Live reports whether a message from the resident still belongs to this case without a question.
func (c Case) Live() bool { return c.Status != Closed }

// Addresses lists where the resident and the representative are known, and from where somebody writes who says that
// they are the resident.
func (c Case) Addresses() []string {
	ways := []string{c.Party.Email, c.Party.Phone, c.Representative.Email, c.Representative.Phone}
	for _, p := range c.Others {
		if p.Link == people.BondClaims || p.Link == people.BondWrong {
			ways = append(ways, p.Contact.Email, p.Contact.Phone)
		}
	}
	var all []string
	for _, a := range ways {
		if a != "" && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// Resident is how the resident is reached.
func (c Case) Resident() people.Contact {
	return people.Contact{Name: c.Party.Name, Email: c.Party.Email, Phone: c.Party.Phone}
}

// Context is how the case looks to a reader of the resident's next message.
func (c Case) Context(today calendar.Date) reading.Context {
	switch c.Status {
	case Triage, Review, InformalOpen, Stage1Open:
		return reading.ContextStage1Open
	case Stage1Responded:
		if c.Stage1.WindowLast != 0 && today > c.Stage1.WindowLast {
			return reading.ContextStage1AnswerOld
		}
		return reading.ContextStage1Answered
	case Stage2Open:
		return reading.ContextStage2Open
	case Stage2Responded:
		return reading.ContextStage2Answered
	}
	switch {
	case !c.Stage2.RespondedAt.IsZero():
		return reading.ContextStage2Answered
	case !c.Stage1.RespondedAt.IsZero():
		return reading.ContextStage1AnswerOld
	}
	return reading.ContextStage1Open
}

// EventDay is when the matter happened, in the resident's words, as far as they were understood.
func (q Question) EventDay() string {
	for _, e := range q.Evidence {
		if e.Clause == "P3" {
			return e.Text
		}
	}
	return ""
}

// KeptBecause says in a sentence why a case's file may not be erased yet, or "".
func (c Case) KeptBecause() string {
	switch {
	case c.Status != Closed:
		return fmt.Sprintf("It is not closed: it stands at %s.", c.Standing())
	case c.Ombudsman:
		return "The Ombudsman is involved."
	case c.Hold != "":
		return fmt.Sprintf("It is held: %s. \"case hold\" without a reason ends that.", c.Hold)
	}
	if p := c.Promised(); len(p) > 0 {
		return fmt.Sprintf("Something promised to the resident is not done: %s.", p[0].What)
	}
	return ""
}

// Elsewhere reports whether an area is one of its own beside the lead area, and not one through which every complaint
// passes.
func (c Case) Elsewhere(a reading.Area) bool {
	return a != "" && a != c.Area && a != reading.AreaOther && a != reading.AreaCustomerService &&
		a != reading.AreaContractor
}

// Standing says in plain words where a case stands.
func (c Case) Standing() string {
	switch c.Status {
	case Review:
		return "a decision of the complaints team"
	case InformalOpen:
		return "being put right informally, before stage 1"
	case Stage1Open:
		return "stage 1, not answered yet"
	case Stage1Responded:
		return "stage 1, answered"
	case Stage2Open:
		return "stage 2, not answered yet"
	case Stage2Responded:
		return "stage 2, answered"
	case Closed:
		return "closed (" + strings.ReplaceAll(c.Reason.String(), "_", " ") + ")"
	}
	return "a first look"
}

// Answered reports whether the current stage has its answer. The complaints team may then send a corrected one.
func (c Case) Answered() bool { return c.Status == Stage1Responded || c.Status == Stage2Responded }
