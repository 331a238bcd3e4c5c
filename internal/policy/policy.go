package policy

import (
	"slices"

	"complaints/internal/calendar"
)

// Policy is one landlord's complaints policy as data: the profile that the procedure runs. A new policy
// needs no code (0.10). Profiles are decoded strictly outside this package.
type Policy struct {
	ID           string    `yaml:"-"`
	Jurisdiction string    `yaml:"jurisdiction"` // england, scotland, wales
	Division     string    `yaml:"calendar"`     // division of the bank-holiday table
	Timezone     string    `yaml:"timezone"`
	Receipt      Receipt   `yaml:"receipt"`
	TimeLimit    TimeLimit `yaml:"time_limit"` // P3
	Informal     Informal  `yaml:"informal"`   // 1.4
	// Exclusions are the matters the policy names as out of scope. Only a person may refuse for one.
	Exclusions        []Excluded    `yaml:"exclusions"`
	RoutedNotRefused  []Excluded    `yaml:"routed_not_refused"`
	RefusalNeedsHuman *bool         `yaml:"refusal_needs_human"`
	RefusalLetterMust []string      `yaml:"refusal_letter_must"`
	Stages            []StagePolicy `yaml:"stages"`
	NextStageWindow   *Window       `yaml:"next_stage_window"`
	External          ExternalBody  `yaml:"external"`
	Enquiries         Enquiries     `yaml:"enquiries"`       // of MPs and councillors
	OfficialBodies    []Body        `yaml:"official_bodies"` // beside those that everybody knows
	Helplines         []Helpline    `yaml:"helplines"`       // for a peril, in place of those of the nation
	Languages         []string      `yaml:"languages"`
	// what the policy's text promises beside its dates: adjustments, full_record
	Promises []string `yaml:"promises"`
}

// Receipt says what counts as arrival. The only basis known is server_time, on the local calendar date
// (0.4).
type Receipt struct {
	Basis   string `yaml:"basis"`
	DayZero string `yaml:"day_zero"`
}

// TimeLimit is how old a matter may be before a person is asked whether to take it (P3).
type TimeLimit struct {
	Months                 int     `yaml:"months"`
	From                   AgeFrom `yaml:"from"`
	ContinuingCountsLatest *bool   `yaml:"continuing_counts_latest"` // always: by its last day
	AutoRefuse             bool    `yaml:"auto_refuse"`
	HardLimitYears         int     `yaml:"hard_limit_years"`
}

// Informal says whether an informal attempt comes before, beside or instead of stage 1 (1.4).
type Informal struct {
	Mode   InformalMode     `yaml:"mode"`
	Target *calendar.Period `yaml:"target"`
}

// Window is the time to ask for the next stage, where several periods count and the latest ends it (SPSO).
type Window struct {
	LaterOf []calendar.Period `yaml:"later_of"`
}

// ExternalBody is who a resident may turn to after the landlord (P20, P21).
type ExternalBody struct {
	Body           string           `yaml:"body"`
	Mode           ExternalMode     `yaml:"mode"`
	DirectAfter    *calendar.Period `yaml:"direct_after"` // designated_person: wait before going alone
	Within         *calendar.Period `yaml:"within"`       // how long the body takes the case
	SignpostIn     []Signpost       `yaml:"signpost_in"`
	SupersededFrom calendar.Date    `yaml:"superseded_from"`
}

// What a policy may demand of a letter's contents (Code 5.6, 5.7, 6.9, 6.19, 2.4). Our letters show all of it wherever
// the case has it, and checking the letters makes sure; MustOursAndNot adds a passage, and MustRemedy is asked of
// whoever answers.
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

// AckMust reports whether the acknowledgement of stage n has to say something.
func (p Policy) AckMust(n StageNumber, content string) bool {
	s, ok := p.Stage(n)
	return ok && s.Ack != nil && slices.Contains(s.Ack.Must, content)
}

// Stage returns what the policy promises at stage n; ok is false where it has no such stage.
func (p Policy) Stage(n StageNumber) (sp StagePolicy, ok bool) {
	for _, s := range p.Stages {
		if s.ID == n {
			return s, true
		}
	}
	return StagePolicy{}, false
}

// exclusionNames are the names by which profiles call what is outside them, where those are not the exclusion's own.
var exclusionNames = map[Exclusion][]string{NeighbourASB: {"asb_neighbour"}, LegalAction: {"court_claim_filed"},
	InsuranceClaim: {"insurer_claim"}}

// Excludes reports whether the policy names a matter as outside it, or as passed on (1.3; Code 1.4, 2.2).
func (p Policy) Excludes(e Exclusion) bool {
	names := append([]string{string(e)}, exclusionNames[e]...)
	return slices.ContainsFunc(slices.Concat(p.Exclusions, p.RoutedNotRefused), func(x Excluded) bool {
		return slices.Contains(names, string(x))
	})
}

// TooOldForAny reports whether something that ended on a day is older than the age beyond which the policy takes
// nothing.
func (p Policy) TooOldForAny(ended, day0 calendar.Date) bool {
	const monthsAYear = 12
	return p.TimeLimit.HardLimitYears > 0 && ended != 0 &&
		ended < day0.AddMonths(-monthsAYear*p.TimeLimit.HardLimitYears)
}

// EventCutoff is the first day that still counts as in time for something received on day0. An event on
// it or after is in time (P3: exactly six months is in time).
func (p Policy) EventCutoff(day0 calendar.Date) calendar.Date {
	if p.TimeLimit.Months == 0 {
		return 0
	}
	return day0.AddMonths(-p.TimeLimit.Months)
}
