package complaints

import (
	"slices"
	"time"
)

// Policy is one landlord's complaints policy as data: the profile that the procedure runs. A new policy
// needs no code. Profiles are decoded strictly outside this package.
type Policy struct {
	ID           string    `yaml:"-"`
	Jurisdiction string    `yaml:"jurisdiction"` // england, scotland, wales
	Division     string    `yaml:"calendar"`     // division of the bank-holiday table
	Timezone     string    `yaml:"timezone"`
	Receipt      Receipt   `yaml:"receipt"`
	TimeLimit    TimeLimit `yaml:"time_limit"` // domain.md P3
	Informal     Informal  `yaml:"informal"`   // domain.md 1.4
	// Exclusions are the matters the policy names as out of scope. Only a person may refuse for one.
	Exclusions        []string      `yaml:"exclusions"`
	RoutedNotRefused  []string      `yaml:"routed_not_refused"`
	RefusalNeedsHuman bool          `yaml:"refusal_needs_human"`
	RefusalLetterMust []string      `yaml:"refusal_letter_must"`
	Stages            []StagePolicy `yaml:"stages"`
	NextStageWindow   *Window       `yaml:"next_stage_window"`
	External          ExternalBody  `yaml:"external"`
	Languages         []string      `yaml:"languages"`
	Promises          []string      `yaml:"promises"` // what the policy's text promises beside its dates: adjustments, full_record
}

// Receipt says what counts as arrival. The only basis known is server_time, on the local calendar date
// (domain.md 0.4).
type Receipt struct {
	Basis   string `yaml:"basis"`
	DayZero string `yaml:"day_zero"`
}

// TimeLimit is how old a matter may be before a person is asked whether to take it (domain.md P3).
type TimeLimit struct {
	Months                 int    `yaml:"months"`
	From                   string `yaml:"from"` // event, awareness, later_of_event_or_awareness
	ContinuingCountsLatest bool   `yaml:"continuing_counts_latest"`
	AutoRefuse             bool   `yaml:"auto_refuse"`
	HardLimitYears         int    `yaml:"hard_limit_years"`
}

// Informal says whether an informal attempt comes before, beside or instead of stage 1 (domain.md 1.4).
type Informal struct {
	Mode   string  `yaml:"mode"` // parallel, sequential, none
	Target *Period `yaml:"target"`
}

// Unit is what a period counts in.
type Unit string

// The units.
const (
	CalendarDays Unit = "days"
	WorkingDays  Unit = "wd"
	Months       Unit = "months"
)

// Period is a number of days from a starting point that the policy names.
type Period struct {
	N        int      `yaml:"n"`
	Unit     Unit     `yaml:"unit"`
	From     string   `yaml:"from"` // received, ack_sent, assigned, response_sent, final_response_sent, ...
	Roll     string   `yaml:"roll"` // back: our target; forward: the resident's last day
	Internal bool     `yaml:"internal"`
	Late     string   `yaml:"late"`
	Must     []string `yaml:"must"`
}

// Window is the time to ask for the next stage, where several periods count and the latest ends it (SPSO).
type Window struct {
	LaterOf []Period `yaml:"later_of"`
}

// StagePolicy is what the policy promises at one stage.
type StagePolicy struct {
	ID              int           `yaml:"id"`
	Name            string        `yaml:"name"`
	DirectEntry     bool          `yaml:"direct_entry"`
	Owner           string        `yaml:"owner"` // area_manager, director
	Ack             *Period       `yaml:"ack"`
	FirstContact    *Period       `yaml:"first_contact"`
	Response        Period        `yaml:"response"`
	Extension       ExtensionRule `yaml:"extension"`
	NextStageWindow *Period       `yaml:"next_stage_window"`
	ReasonsRequired string        `yaml:"reasons_required"`
	NewIssues       string        `yaml:"new_issues"`
}

// ExtensionRule says how an answer may be put off (domain.md P10, P19; Code 6.4 to 6.5).
type ExtensionRule struct {
	Max             *int     `yaml:"max"` // nil: the policy names no maximum
	Unit            Unit     `yaml:"unit"`
	BeforeDue       bool     `yaml:"before_due"`
	Reasons         []string `yaml:"reasons"`
	ReasonRequired  bool     `yaml:"reason_required"`
	ExternalContact bool     `yaml:"external_contact"`
}

// ExternalBody is who a resident may turn to after the landlord (domain.md P20, P21).
type ExternalBody struct {
	Body           string   `yaml:"body"`
	Mode           string   `yaml:"mode"`         // direct, designated_person
	DirectAfter    *Period  `yaml:"direct_after"` // designated_person: wait before going alone
	Within         *Period  `yaml:"within"`       // how long the body takes the case
	SignpostIn     []string `yaml:"signpost_in"`
	SupersededFrom Date     `yaml:"superseded_from"`
}

// What a policy may demand of a letter's contents (Code 5.6, 5.7, 6.9, 6.19, 2.4). Our letters show all of it wherever the
// case has it, and checking the letters makes sure; MustOursAndNot adds a passage, and MustRemedy is asked of whoever answers.
const (
	MustDefinition = "complaint_definition" // the complaint as we understand it
	MustOutcome    = "outcomes_sought"      // what the resident would like, or the question
	MustOursAndNot = "responsible_and_not"  // which parts we are responsible for, and which not
	MustDecision   = "decision"
	MustReasons    = "reasons"
	MustRemedy     = "remedy" // what puts it right
	MustActions    = "actions"
	MustNextStage  = "next_stage" // how to go on if the resident is not content
)

// ackMust reports whether the acknowledgement of stage n has to say something.
func (p Policy) ackMust(n int, content string) bool {
	s, ok := p.Stage(n)
	return ok && s.Ack != nil && slices.Contains(s.Ack.Must, content)
}

// Stage returns what the policy promises at stage n; ok is false where it has no such stage.
func (p Policy) Stage(n int) (sp StagePolicy, ok bool) {
	for _, s := range p.Stages {
		if s.ID == n {
			return s, true
		}
	}
	return StagePolicy{}, false
}

// exclusionNames are the names by which profiles call what is outside them, where those are not the exclusion's own.
var exclusionNames = map[Exclusion][]string{NeighbourASB: {"asb_neighbour"}, LegalAction: {"court_claim_filed"}, InsuranceClaim: {"insurer_claim"}}

// Excludes reports whether the policy names a matter as outside it, or as passed on (domain.md 1.3; Code 1.4, 2.2).
func (p Policy) Excludes(e Exclusion) bool {
	names := append([]string{string(e)}, exclusionNames[e]...)
	return slices.ContainsFunc(slices.Concat(p.Exclusions, p.RoutedNotRefused), func(x string) bool { return slices.Contains(names, x) })
}

// tooOldForAny reports whether something that ended on a day is older than the age beyond which the policy takes nothing.
func (p Policy) tooOldForAny(ended, day0 Date) bool {
	const monthsAYear = 12
	return p.TimeLimit.HardLimitYears > 0 && ended != 0 && ended < day0.AddMonths(-monthsAYear*p.TimeLimit.HardLimitYears)
}

// EventCutoff is the first day that still counts as in time for something received on day0. An event on
// it or after is in time (domain.md P3: exactly six months is in time).
func (p Policy) EventCutoff(day0 Date) Date {
	if p.TimeLimit.Months == 0 {
		return 0
	}
	return day0.AddMonths(-p.TimeLimit.Months)
}

// Instants are the moments from which a complaint's dates follow. A zero instant has not happened;
// an acknowledgement not given is taken to go on the day of receipt.
type Instants struct {
	Received, Acked, Responded             time.Time
	Stage2Received, Stage2Acked, FinalSent time.Time
}

// Sum is a date with the way it was found, a line each.
type Sum struct {
	Name string
	Day  Date
	How  []string
}

// Sums lists every date that follows from the instants under the policy, in the order of a complaint's
// life. A date the profile does not have, or whose instant is missing, is absent.
func (p Policy) Sums(cal Calendar, at Instants) []Sum {
	var sums []Sum
	add := func(name string, day Date, how ...string) { sums = append(sums, Sum{name, day, how}) }
	if !at.Received.IsZero() {
		day0 := cal.Day(at.Received)
		add("day0", day0, "Received on "+day0.Long()+" in "+cal.Zone.String()+". That day is day 0.")
		p.stageSums(cal, add, 1, "s1", at.Received, at.Acked)
		if cutoff := p.EventCutoff(day0); cutoff != 0 {
			add("event_cutoff", cutoff, counted(day0, -p.TimeLimit.Months, Months), "A matter of that day or later is in time.")
		}
	}
	if !at.Responded.IsZero() {
		if day, how := p.WindowLast(cal, at.Received, at.Responded); day != 0 {
			add("s2_window_last_day", day, how...)
		}
	}
	if !at.Stage2Received.IsZero() {
		p.stageSums(cal, add, 2, "s2", at.Stage2Received, at.Stage2Acked)
	}
	if after := p.External.DirectAfter; after != nil && p.External.Mode == "designated_person" && !at.FinalSent.IsZero() {
		day, how := cal.Count(cal.Day(at.FinalSent), *after)
		add("external_direct_from", day, how...)
	}
	return sums
}

func (p Policy) stageSums(cal Calendar, add func(string, Date, ...string), stage int, prefix string, received, acked time.Time) {
	sp, ok := p.Stage(stage)
	if !ok {
		return
	}
	ackName := "ack_due"
	if stage > 1 {
		ackName = prefix + "_ack_due"
	}
	d := sp.Dates(cal, cal.Day(received), p.ackDay(cal, received, acked))
	if d.AckDue != 0 {
		add(ackName, d.AckDue, d.how["ack"]...)
	}
	add(prefix+"_limit", d.Limit, d.how["limit"]...)
	add(prefix+"_target", d.Target, d.how["target"]...)
	if sp.Extension.Max != nil {
		day, how := cal.Count(d.Limit, Period{N: *sp.Extension.Max, Unit: sp.Extension.Unit})
		add(prefix+"_extension_max", day, how...)
	}
}

// ackDay is the day of the acknowledgement: the day it went, or the day of receipt until it has gone.
func (p Policy) ackDay(cal Calendar, received, acked time.Time) Date {
	if acked.IsZero() {
		return cal.Day(received)
	}
	return cal.Day(acked)
}

// StageDates are the dates of one stage. Limit is the policy's last day, by which "on time" is judged;
// Target is that day rolled back to a working day, used for chasing and told to residents (domain.md 0.6).
type StageDates struct {
	AckDue, Limit, Target Date
	how                   map[string][]string
}

// Dates counts the stage's dates from the day of receipt and the day of the acknowledgement.
func (sp StagePolicy) Dates(cal Calendar, received, acked Date) StageDates {
	d := StageDates{how: map[string][]string{}}
	if sp.Ack != nil {
		d.AckDue, d.how["ack"] = cal.Count(received, *sp.Ack)
	}
	from := received
	if sp.Response.From == "ack_sent" {
		from = acked
	}
	plain := sp.Response
	plain.Roll = ""
	d.Limit, d.how["limit"] = cal.Count(from, plain)
	var skipped []Skipped
	d.Target, skipped = cal.RollBack(d.Limit)
	d.how["target"] = append(append([]string{}, d.how["limit"]...), rolledBack(d.Limit, d.Target, skipped)...)
	return d
}

// How returns the way the limit and target were found, a line each.
func (d StageDates) How() []string { return d.how["target"] }

// WindowLast is the last day on which stage 2 can be asked for after an answer sent at responded, and how it
// was found. It is zero where the policy sets no window.
func (p Policy) WindowLast(cal Calendar, received, responded time.Time) (Date, []string) {
	sp, _ := p.Stage(1)
	if sp.NextStageWindow != nil {
		return cal.residentsLastDay(cal.Day(responded), *sp.NextStageWindow)
	}
	if p.NextStageWindow == nil {
		return 0, nil
	}
	var last Date
	var how []string
	for _, period := range p.NextStageWindow.LaterOf {
		from := cal.Day(responded)
		if period.From != "stage1_response" {
			if received.IsZero() {
				continue
			}
			from = cal.Day(received)
		}
		if day, h := cal.residentsLastDay(from, period); day > last {
			last, how = day, h
		}
	}
	return last, how
}

// residentsLastDay counts a period that is a resident's: it never ends on a day on which our office is closed
// (domain.md 0.6), whether the profile says so or not.
func (c Calendar) residentsLastDay(from Date, p Period) (Date, []string) {
	p.Roll = "forward"
	return c.Count(from, p)
}

// ExtensionMax is the latest day to which a limit may be moved without the complaints team: the policy's
// own maximum, or cap calendar days where it names none (domain.md P10).
func (sp StagePolicy) ExtensionMax(cal Calendar, limit Date, cap int) Date {
	if sp.Extension.Max == nil {
		return limit.AddDays(cap)
	}
	day, _ := cal.Count(limit, Period{N: *sp.Extension.Max, Unit: sp.Extension.Unit})
	return day
}

