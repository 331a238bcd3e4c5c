package complaint

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// The facts, in the order of a complaint's life. What each does to the case stands under it. Texts that nobody's words
// stand in are marked `redact:"keep"`; everything else of plain text goes when a file is erased.

// Registered: a message has become a case (P1). What is to become of it follows in the next event.
type Registered struct {
	Ref           string          `redact:"keep"`
	Profile       string          `redact:"keep"`
	Edition       int             `json:",omitempty"` // see Case.Edition
	Channel       message.Channel `redact:"keep"`
	Received      time.Time
	Day0          calendar.Date
	Party         people.Party
	Subject       string
	Words         string
	MessageID     string
	Issues        []reading.Issue
	Attachments   []message.Attachment
	Area          reading.Area `redact:"keep"`
	AreaSecond    reading.Area `redact:"keep"`
	OutcomeSought string
}

func (f Registered) apply(c *Case, _ Event) {
	*c = Case{
		Ref: f.Ref, Version: c.Version, Status: Triage, Profile: f.Profile, Edition: f.Edition,
		Received: f.Received, Day0: f.Day0, Party: f.Party, Subject: f.Subject, Words: f.Words,
		Issues: f.Issues, Attachments: f.Attachments,
		Heard: f.Received, Area: f.Area, AreaSecond: f.AreaSecond, OutcomeSought: f.OutcomeSought,
	}
	c.inThread(f.MessageID)
}

// ReviewAsked: a person must decide (1.3, P3, P12).
type ReviewAsked struct{ Question Question }

func (f ReviewAsked) apply(c *Case, _ Event) {
	c.Review = f.Question
	c.Review.Was, c.Status = c.Status, Review
}

// InformalBegun: we try to put it right before stage 1, until a day (1.4).
type InformalBegun struct {
	Received             time.Time
	Day0, AckDue, Target calendar.Date
}

func (f InformalBegun) apply(c *Case, e Event) {
	c.Status, c.Review = InformalOpen, Question{}
	c.Stage1 = Stage{
		OpenedAt: e.At, Received: f.Received, Day0: f.Day0, AckDue: f.AckDue, Target: f.Target,
		StandIns: c.Stage1.StandIns, Acted: c.Stage1.Acted,
	}
}

// StageOpened: a stage has begun and its clock runs from Received (P5, P9, P14, P18).
type StageOpened struct {
	Stage                 policy.StageNumber
	Received              time.Time
	Day0                  calendar.Date
	AckDue, Limit, Target calendar.Date
	Words                 string // stage 2: the request
	ByDefault             bool   // nobody decided in time, so it is open (0.1)
	Unproved              bool   `json:",omitempty"` // so is its sender, whom our mail server has found not to be theirs
}

func (f StageOpened) apply(c *Case, e Event) {
	before := *c.Stage(f.Stage) // who handled an earlier round of it stays known: nobody reviews their own work
	s := Stage{
		OpenedAt: e.At, StandIns: before.StandIns, Acted: before.Acted, Received: f.Received, Day0: f.Day0,
		AckDue: f.AckDue, Limit: f.Limit, Target: f.Target, FirstLimit: f.Limit, Words: f.Words, Unproved: f.Unproved,
	}
	if c.Status == InformalOpen && f.Received.Equal(before.Received) { // the same message, acknowledged already
		s.AckedAt, s.ContactedOn = before.AckedAt, before.ContactedOn
	}
	c.Review, c.Reason, c.ClosedAt, c.Settlement, c.Chases = Question{}, Close{}, time.Time{}, Settlement{}, 0
	c.Reminded = without(c.Reminded, stageSchedules(f.Stage)...)
	if f.Stage == 2 {
		c.Status, c.Stage2 = Stage2Open, s
	} else {
		c.Status, c.Stage1, c.Stage2 = Stage1Open, s, Stage{}
	}
}

// Assigned: somebody handles the stage (P6, P15).
type Assigned struct {
	Stage policy.StageNumber
	To    people.Contact `redact:"keep"` // of staff
	On    calendar.Date
	Area  reading.Area `redact:"keep"` // the area it now belongs to, if that changed
}

func (f Assigned) apply(c *Case, _ Event) {
	s := c.Stage(f.Stage)
	s.Handler, s.AssignedOn = f.To, f.On
	s.StandIns = union(s.StandIns, f.To.Email)
	c.Area = cmp.Or(f.Area, c.Area)
}

// Acknowledged: the acknowledgement was accepted by the server (P5, P14). Dates that count from it are set anew.
type Acknowledged struct {
	Stage         policy.StageNumber
	SentAt        time.Time
	Limit, Target calendar.Date
}

func (f Acknowledged) apply(c *Case, _ Event) {
	s := c.Stage(f.Stage)
	s.AckedAt = f.SentAt
	if f.Limit != 0 {
		s.Limit, s.Target, s.Given = f.Limit, f.Target, Days{}
		if s.Dates == 0 {
			s.FirstLimit = f.Limit
		}
	}
}

// AcknowledgementLost: the acknowledgement came back, so it does not count (1.5).
type AcknowledgementLost struct{ Stage policy.StageNumber }

func (f AcknowledgementLost) apply(c *Case, e Event) {
	c.Stage(f.Stage).AckedAt = time.Time{}
}

// MessageJoined: a message belongs to this case (3.4).
type MessageJoined struct {
	MessageID   string
	Channel     message.Channel `redact:"keep"`
	Received    time.Time
	Intent      reading.Intent `redact:"keep"`
	Attachments []message.Attachment
	// Burst counts the messages that came one soon after the other; every ten minutes without one take one away.
	Burst int `json:",omitempty" redact:"keep"`
}

func (f MessageJoined) apply(c *Case, _ Event) {
	c.Heard, c.Burst = f.Received, f.Burst
	c.inThread(f.MessageID)
	c.Attachments = append(slices.Clip(c.Attachments), f.Attachments...)
	if f.Intent == reading.IntentChase || f.Intent == reading.IntentUnhappy {
		c.Chases++
	}
}

// FilesCame: files that a text came with have been fetched, or given up (3.6).
type FilesCame struct{ Files []message.Attachment }

func (f FilesCame) apply(c *Case, _ Event) {
	c.Attachments = slices.Clone(c.Attachments)
	for _, came := range f.Files {
		i := slices.IndexFunc(c.Attachments, func(a message.Attachment) bool { return a.Part == came.Part })
		if i < 0 {
			c.Attachments = append(c.Attachments, came)
			continue
		}
		c.Attachments[i] = came
	}
}

// Contacted: staff spoke with the resident, or tried to (P7, P17).
type Contacted struct {
	Stage   policy.StageNumber
	On      calendar.Date
	Attempt bool   // nobody was reached
	Summary string //
	Wants   string // the outcome the resident would like, if it was said (P8)
}

func (f Contacted) apply(c *Case, e Event) {
	if !f.Attempt {
		c.Stage(f.Stage).ContactedOn = f.On
	}
	c.OutcomeSought = cmp.Or(f.Wants, c.OutcomeSought)
	c.Contacts = append(slices.Clip(c.Contacts), f.On.String()+" "+e.By.String()+": "+f.Summary)
}

// Extended: the answer was put off before its date (P10, P19).
type Extended struct {
	Stage         policy.StageNumber
	From          calendar.Date // the limit until then
	Told          calendar.Date `json:",omitzero"` // the date that the resident had been told
	Limit, Target calendar.Date
	Reason        string
	Class         string `json:",omitempty"` // what kind of reason that is
	On            calendar.Date
}

func (f Extended) apply(c *Case, e Event) {
	s := c.Stage(f.Stage)
	s.Extensions = append(slices.Clip(s.Extensions), Extension{f.From, f.Told, f.Limit, f.Reason, f.Class, e.By,
		f.On})
	s.Limit, s.Target, s.Given = f.Limit, f.Target, Days{}
	s.Dates++
	c.Reminded = without(c.Reminded, stageSchedules(f.Stage)...)
	c.Reminded = with(c.Reminded, ManagerSchedule(f.Stage), e.At)
}

// Responded: the answer was given to us to send (P9, P18).
type Responded struct {
	Stage    policy.StageNumber
	Decision Outcome   `redact:"keep"`
	Findings []Finding `json:",omitempty"` // one on each issue
	Answer   string
	Remedy   string
	Actions  []Action
	Enclosed []message.Enclosure `json:",omitempty"`

	RootCause, Learning string
	Improvement         string `json:",omitempty"`
}

func (f Responded) apply(c *Case, e Event) {
	s := c.Stage(f.Stage)
	s.RespondedAt, s.Decision, s.Answer, s.Remedy, s.Actions = e.At, f.Decision, f.Answer, f.Remedy, f.Actions
	s.RootCause, s.Learning, s.Improvement, s.Findings = f.RootCause, f.Learning, f.Improvement, f.Findings
	s.Enclosed = f.Enclosed
	s.SentAt, s.WindowLast = time.Time{}, 0
	c.Chases, c.Settlement, c.Status, c.Questions = 0, Settlement{}, Stage1Responded, nil
	if f.Stage == 2 {
		c.Status = Stage2Responded
	}
}

// AnswerSent: the answer was accepted by the server or marked as posted; the window opens (P12).
type AnswerSent struct {
	Stage      policy.StageNumber
	SentAt     time.Time
	WindowLast calendar.Date
}

func (f AnswerSent) apply(c *Case, _ Event) {
	s := c.Stage(f.Stage)
	s.SentAt, s.WindowLast = f.SentAt, f.WindowLast
	if s.FirstSentAt.IsZero() {
		s.FirstSentAt = f.SentAt
	}
}

// AnswerLost: the answer came back, so the window has not started (P12).
type AnswerLost struct{ Stage policy.StageNumber }

func (f AnswerLost) apply(c *Case, e Event) {
	s := c.Stage(f.Stage)
	if s.FirstSentAt.Equal(s.SentAt) {
		s.FirstSentAt = time.Time{}
	}
	s.SentAt, s.WindowLast = time.Time{}, 0
}

// SettlementOffered: the manager says it is settled; the resident may say no (1.4).
type SettlementOffered struct{ Settlement Settlement }

func (f SettlementOffered) apply(c *Case, _ Event) {
	c.Settlement = f.Settlement
}

// SettlementDenied: the resident says it is not settled.
type SettlementDenied struct{}

func (SettlementDenied) apply(c *Case, _ Event) {
	c.Settlement = Settlement{}
}

// CaseClosed: nothing more is owed.
type CaseClosed struct{ Reason Close }

func (f CaseClosed) apply(c *Case, e Event) {
	c.Status, c.Reason, c.ClosedAt = Closed, f.Reason, e.At
	c.Settlement, c.Review, c.Questions = Settlement{}, Question{}, nil
}

// Reminded: the reminders of a schedule are dealt with up to an instant (3.3).
type Reminded struct {
	Schedule string   `json:"Ladder" redact:"keep"` // the log keeps the names of its first days
	What     string   `json:"Rung" redact:"keep"`   // what was reminded of
	Letter   LetterID `redact:"keep"`
	Until    time.Time
	All      bool `json:",omitempty" redact:"keep"` // of a danger: everybody was told
}

func (f Reminded) apply(c *Case, _ Event) {
	if !c.Clocks.reminded(f) {
		c.Reminded = with(c.Reminded, f.Schedule, f.Until)
	}
}

// ToldLate: the resident was told that a date was missed (3.3).
type ToldLate struct {
	Stage policy.StageNumber
	On    calendar.Date
}

func (f ToldLate) apply(c *Case, _ Event) {
	c.Stage(f.Stage).LateTold = f.On
}

// Flagged: something in a message changes how the case is handled (2.4).
type Flagged struct {
	Flags     []reading.Flag
	Emergency bool
}

func (f Flagged) apply(c *Case, e Event) {
	for _, flag := range f.Flags {
		c.Flags = union(c.Flags, flag)
	}
	if f.Emergency {
		c.Emergency, c.EmergencyAt, c.Clocks.Danger = true, e.At, Clock{Since: e.At}
	}
	c.hazardTold(f, e.At)
}

// hazardTold notes since when we know of a hazard in the home: one that is danger now, or damp and mould.
func (c *Case) hazardTold(f Flagged, at time.Time) {
	inHome := func(flags []reading.Flag, of ...reading.Flag) bool {
		return slices.ContainsFunc(of, func(flag reading.Flag) bool { return slices.Contains(flags, flag) })
	}
	harm := inHome(c.Flags, reading.FlagSelfHarm, reading.FlagSafeguarding)
	// who threatens or harms others is no hazard of the home
	threat, person := c.Safety.Has(HoldThreat), c.Safety.Has(HoldHarmed) || c.Safety.Has(HoldChild)
	now := f.Emergency && (!harm && !threat && !person || !person && inHome(c.Flags, reading.FlagSafetyHazard) ||
		inHome(c.Flags, reading.FlagGas, reading.FlagNoHeating, reading.FlagDampMould))
	if c.Status == Triage && c.Received.Before(at) { // a colleague had it before we did
		at = c.Received
	}
	switch clock := &c.Clocks.Hazard; {
	case now && (!clock.Runs() || !clock.All):
		*clock = Clock{Since: at, All: true}
	case inHome(f.Flags, reading.FlagDampMould) && !clock.Runs():
		*clock = Clock{Since: at}
	}
}

// WordsPutOff: what somebody wrote is not told to staff by itself, since they write very often, but with what comes
// until an instant (3.7).
type WordsPutOff struct {
	Until time.Time `redact:"keep"`
	Words string
	Team  bool `redact:"keep"`
}

func (f WordsPutOff) apply(c *Case, _ Event) {
	u := c.Untold
	u.Until, u.Team = f.Until, u.Team || f.Team
	switch {
	case f.Words == "": // which wait already
	case u.Words == "":
		u.Words, u.N = f.Words, u.N+1
	default:
		u.Words, u.N = message.LimitWords(u.Words+"\n\n"+f.Words), u.N+1
	}
	c.Untold = u
}

// WordsTold: what had waited was told.
type WordsTold struct{}

func (WordsTold) apply(c *Case, _ Event) { c.Untold = Untold{} }

// AlertPutOff: an alert waits some minutes, because others have just gone to the same people, and goes with all that
// are open (2.4).
type AlertPutOff struct {
	Until time.Time `redact:"keep"`
	Words string    // of the message that tells of the danger
}

func (f AlertPutOff) apply(c *Case, _ Event) {
	c.Clocks.Danger.Waits, c.Clocks.Danger.Words = f.Until, f.Words
}

// PartyLearnt: we know more about the resident, or how not to reach them. Empty fields change nothing.
type PartyLearnt struct{ Party people.Party }

func (f PartyLearnt) apply(c *Case, _ Event) {
	c.Party = c.Party.Learnt(f.Party)
}

// ContactRuled: where or how the resident may be reached, or must not be (Code 5.10).
type ContactRuled struct{ Rule reading.ContactRule }

func (f ContactRuled) apply(c *Case, _ Event) {
	if !slices.Contains(c.ContactRules, f.Rule) {
		c.ContactRules = append(slices.Clip(c.ContactRules), f.Rule)
	}
}

// ContactRulesEnded: a person has taken the rules back.
type ContactRulesEnded struct{}

func (ContactRulesEnded) apply(c *Case, _ Event) { c.ContactRules = nil }

// SafetyHeld: nothing goes to the resident by itself any more (2.4).
type SafetyHeld struct {
	Reason HoldReason `redact:"keep"`
}

func (f SafetyHeld) apply(c *Case, e Event) {
	if c.Safety.Since.IsZero() {
		c.Safety.Since = e.At
	}
	c.Safety.Reasons = union(c.Safety.Reasons, f.Reason)
}

// SafetyReleased: a person lets letters go again.
type SafetyReleased struct{}

func (SafetyReleased) apply(c *Case, _ Event) { c.Safety = SafetyHold{} }

// PartySucceeded: the resident has died, and the case goes on with somebody else.
type PartySucceeded struct{ Party people.Party }

func (f PartySucceeded) apply(c *Case, _ Event) {
	f.Party.Address = c.Party.Address
	c.Party, c.ContactRules = f.Party, nil
	c.Representative, c.Consent = people.Contact{}, false // nobody is asked for the permission of the dead
}

// TouchPromised: the resident was told that a person gets in touch, by a day (3.4).
type TouchPromised struct{ Touch Touch }

func (f TouchPromised) apply(c *Case, _ Event) { c.Touch = f.Touch }

// AdjustmentRecorded: the resident asked to be dealt with in a certain way (Equality Act; Code 5.10).
type AdjustmentRecorded struct{ Words string }

func (f AdjustmentRecorded) apply(c *Case, _ Event) {
	c.Adjustments = append(slices.Clip(c.Adjustments), f.Words)
}

// NeedsWithdrawn: the resident needs none of that any more, or it was never meant.
type NeedsWithdrawn struct{}

func (NeedsWithdrawn) apply(c *Case, _ Event) {
	c.Adjustments = nil
	c.Party = c.Party.WithoutNeeds()
}

// TextsAllowed: the resident takes it back that we should not text them.
type TextsAllowed struct{}

func (TextsAllowed) apply(c *Case, _ Event) {
	c.Party.TextsOff, c.Party.PhoneDead = false, false
}

// RepresentativeNamed: somebody speaks for the resident, or would like to.
type RepresentativeNamed struct {
	Representative people.Contact
	Consent        bool            // the resident has agreed
	As             reading.Writer  `json:",omitempty" redact:"keep"`
	Told           reading.Consent `json:",omitempty" redact:"keep"` // what was said of it, by whoever said it
	Words          string          `json:",omitempty"`               // in which the resident agrees or refuses
}

func (f RepresentativeNamed) apply(c *Case, _ Event) {
	c.Representative, c.Consent = f.Representative, f.Consent
	p := people.Person{Contact: f.Representative, As: f.As, Link: people.BondWrote, Consent: f.Told, Words: f.Words}
	if f.Consent {
		p.Link, p.Consent = people.BondNamed, cmp.Or(f.Told, reading.ConsentGiven)
	}
	if f.Representative != (people.Contact{}) {
		c.met(p)
	}
}

// IssueAdded: a further matter belongs to the case (Code 6.8).
type IssueAdded struct{ Issue reading.Issue }

func (f IssueAdded) apply(c *Case, _ Event) {
	c.Issues, c.Definition = append(slices.Clip(c.Issues), f.Issue), Definition{}
}

// Linked: another case is related.
type Linked struct {
	Ref string `redact:"keep"`
	How string `redact:"keep"`
}

func (f Linked) apply(c *Case, _ Event) {
	c.Links = union(c.Links, f.Ref)
}

// DeliveryFailed: a letter did not arrive and a person must bring it to its reader.
type DeliveryFailed struct{ Undeliverable Undeliverable }

func (f DeliveryFailed) apply(c *Case, e Event) {
	c.Undelivered = append(slices.Clip(c.Undelivered), f.Undeliverable)
	switch {
	case f.Undeliverable.Held:
	case f.Undeliverable.Channel == message.Email:
		c.Party.MailDead = true
	case f.Undeliverable.Channel == message.SMS:
		c.Party.PhoneDead = true
	}
}

// DeliveryMended: a person has brought it to its reader.
type DeliveryMended struct {
	Letter LetterID `redact:"keep"`
}

func (f DeliveryMended) apply(c *Case, _ Event) {
	c.Undelivered = slices.DeleteFunc(slices.Clone(c.Undelivered), func(u Undeliverable) bool {
		return u.Letter == f.Letter
	})
}

// Conflict: somebody is kept from the case.
type Conflict struct {
	Address string `redact:"keep"` // of staff
	About   bool   // the complaint is about them, so nobody under them decides it
}

func (f Conflict) apply(c *Case, _ Event) {
	c.Conflicted = union(c.Conflicted, f.Address)
	if f.About {
		c.About = union(c.About, f.Address)
	}
}

// OmbudsmanInvolved: the outside body has taken an interest; nothing may be erased.
type OmbudsmanInvolved struct{}

func (OmbudsmanInvolved) apply(c *Case, _ Event) {
	c.Ombudsman, c.Hold = true, "the ombudsman is involved"
}

// Held: the file may not be erased, or may again.
type Held struct{ Why string }

func (f Held) apply(c *Case, _ Event) {
	c.Hold = f.Why
}

// Said: a letter that goes at most once in a while was decided.
type Said struct {
	Letter LetterID `redact:"keep"`
	On     calendar.Date
}

func (f Said) apply(c *Case, _ Event) {
	c.Said = with(c.Said, f.Letter, f.On)
}

// LetterHeld: a letter is not sent by itself, because its address has had several today. It goes with others in one
// (3.6).
type LetterHeld struct{ Letter HeldLetter }

func (f LetterHeld) apply(c *Case, _ Event) {
	c.Held = append(slices.Clip(c.Held), f.Letter)
}

// HeldLettersSent: what was held back has gone, in one letter.
type HeldLettersSent struct{}

func (HeldLettersSent) apply(c *Case, _ Event) { c.Held = nil }

// Recalculated: the calendar or policy changed and moved the dates. They never move earlier, unless a person takes back
// what such a change has moved.
type Recalculated struct {
	Stage                 policy.StageNumber
	AckDue, Limit, Target calendar.Date
	WindowLast            calendar.Date
}

func (f Recalculated) apply(c *Case, _ Event) {
	s := c.Stage(f.Stage)
	if s.Given == (Days{}) {
		s.Given = s.Days()
	}
	s.AckDue, s.Limit, s.Target = f.AckDue, f.Limit, f.Target
	s.WindowLast = cmp.Or(f.WindowLast, s.WindowLast)
	if s.Given == s.Days() {
		s.Given = Days{}
	}
}

// PolicyAdopted: a person has put the case under another policy than the one it was opened under.
type PolicyAdopted struct {
	Profile string `redact:"keep"`
	Edition int
}

func (f PolicyAdopted) apply(c *Case, _ Event) { c.Profile, c.Edition = f.Profile, f.Edition }

// DecisionPutOff: a changed calendar gives the person who decides more time.
type DecisionPutOff struct{ DecideBy calendar.Date }

func (f DecisionPutOff) apply(c *Case, _ Event) {
	c.Review.DecideBy = f.DecideBy
}

// ActionDone: a promised action is done.
type ActionDone struct {
	Stage policy.StageNumber
	Index int
	On    calendar.Date
}

func (f ActionDone) apply(c *Case, _ Event) {
	s := c.Stage(f.Stage)
	s.Actions = slices.Clone(s.Actions)
	s.Actions[f.Index].Done = f.On
}

// WentAway: a member of staff said that they are away; Until is zero if they did not say for how long.
type WentAway struct {
	Address string `redact:"keep"` // of staff
	Until   calendar.Date
	Left    bool `json:",omitempty"` // they have left for good; Until is then a day that does not come
}

func (f WentAway) apply(c *Case, _ Event) {
	c.Away = with(c.Away, strings.ToLower(f.Address), f.Until)
}

// QuestionPut: a colleague was asked whether they mean what their reply reads like (3.5). It is owed an answer.
type QuestionPut struct{ Question StaffQuestion }

func (f QuestionPut) apply(c *Case, _ Event) {
	c.Questions = append(withoutQuestion(c.Questions, f.Question.ID), f.Question)
}

// QuestionEnded: it was answered, or something else has settled it.
type QuestionEnded struct {
	ID  string `redact:"keep"`
	Yes bool   // it was done
}

func (f QuestionEnded) apply(c *Case, _ Event) {
	c.Questions = withoutQuestion(c.Questions, f.ID)
}

// LetterAwaits: a letter is written and waits for a person's yes, since the landlord has each looked at first.
type LetterAwaits struct{ Letter Awaited }

func (f LetterAwaits) apply(c *Case, _ Event) {
	c.Awaiting = append(withoutAwaited(c.Awaiting, f.Letter.ID()), f.Letter)
}

// LetterAwaitsNoMore: somebody has said yes or no to it, its time has come, or something else has settled it.
type LetterAwaitsNoMore struct {
	ID  string `redact:"keep"` // of the letter, see [Awaited.ID]
	Yes bool   // it goes
}

func (f LetterAwaitsNoMore) apply(c *Case, _ Event) { c.Awaiting = withoutAwaited(c.Awaiting, f.ID) }

func withoutAwaited(all []Awaited, id string) []Awaited {
	left := slices.DeleteFunc(slices.Clone(all), func(a Awaited) bool { return a.ID() == id })
	if len(left) == 0 {
		return nil
	}
	return left
}

// LetterKept: a letter was written in shadow, so that people see it, and went to nobody.
type LetterKept struct {
	Letter LetterID `redact:"keep"`
}

func (LetterKept) apply(*Case, Event) {}

// Approved: somebody has agreed to a colleague's answer, which then goes.
type Approved struct {
	Stage  policy.StageNumber
	Writer string `redact:"keep"` // of the answer, an address of staff
}

func (Approved) apply(*Case, Event) {}

func withoutQuestion(all []StaffQuestion, id string) []StaffQuestion {
	left := slices.DeleteFunc(slices.Clone(all), func(q StaffQuestion) bool { return q.ID == id })
	if len(left) == 0 {
		return nil
	}
	return left
}

// Noted: something for the file.
type Noted struct {
	Text    string
	Unclear bool `json:",omitempty"` // a reply of staff that nobody could act on
}

func (Noted) apply(*Case, Event) {}

func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = make(map[K]V)
	}
	m[k] = v
	return m
}

func without[K comparable, V any](m map[K]V, keys ...K) map[K]V {
	m = maps.Clone(m)
	for _, k := range keys {
		delete(m, k)
	}
	return m
}

// union adds what a list lacks.
func union[T comparable](a []T, x T) []T {
	if slices.Contains(a, x) {
		return a
	}
	return append(slices.Clip(a), x)
}
