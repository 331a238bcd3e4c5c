package policy

import (
	"strconv"

	"complaints/internal/calendar"
)

// StageNumber says which stage of the procedure is meant, from 1. What comes before it, where a policy first tries to
// put things right, has no number.
type StageNumber int

// The stages that the Code knows (Code 5.1).
const (
	Stage1 StageNumber = 1
	Stage2 StageNumber = 2
)

// String is the number in figures.
func (n StageNumber) String() string { return strconv.Itoa(int(n)) }

// StagePolicy is what the policy promises at one stage.
type StagePolicy struct {
	ID              StageNumber      `yaml:"id"`
	Name            string           `yaml:"name"`
	DirectEntry     bool             `yaml:"direct_entry"`
	Owner           string           `yaml:"owner"` // area_manager, director
	Ack             *calendar.Period `yaml:"ack"`
	FirstContact    *calendar.Period `yaml:"first_contact"`
	Response        calendar.Period  `yaml:"response"`
	Extension       ExtensionRule    `yaml:"extension"`
	NextStageWindow *calendar.Period `yaml:"next_stage_window"`
	ReasonsRequired ReasonsRequired  `yaml:"reasons_required"`
	NewIssues       NewIssues        `yaml:"new_issues"`
}

// ExtensionRule says how an answer may be put off (P10, P19; Code 6.4 to 6.5).
type ExtensionRule struct {
	Max             *int          `yaml:"max"` // nil: the policy names no maximum
	Unit            calendar.Unit `yaml:"unit"`
	BeforeDue       *bool         `yaml:"before_due"` // always so: a date that has passed is not put off
	Reasons         []string      `yaml:"reasons"`
	ReasonRequired  *bool         `yaml:"reason_required"` // always so
	ExternalContact bool          `yaml:"external_contact"`
}

// StageDates are the dates of one stage. Limit is the policy's last day, by which "on time" is judged;
// Target is that day rolled back to a working day, used for chasing and told to residents (0.6).
type StageDates struct {
	AckDue, Limit, Target calendar.Date
	how                   map[string][]string
}

// Dates counts the stage's dates from the day of receipt and the day of the acknowledgement.
func (sp StagePolicy) Dates(cal calendar.Calendar, received, acked calendar.Date) StageDates {
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
	var skipped []calendar.Skipped
	d.Target, skipped = cal.RollBack(d.Limit)
	d.how["target"] = append(append([]string{}, d.how["limit"]...), calendar.RolledBack(d.Limit, d.Target, skipped)...)
	return d
}

// How returns the way the limit and target were found, a line each.
func (d StageDates) How() []string { return d.how["target"] }

// ExtensionMax is the latest day to which a limit may be moved without the complaints team: the policy's
// own maximum, or cap calendar days where it names none (P10).
func (sp StagePolicy) ExtensionMax(cal calendar.Calendar, limit calendar.Date, cap int) calendar.Date {
	if sp.Extension.Max == nil {
		return limit.AddDays(cap)
	}
	day, _ := cal.Count(limit, calendar.Period{N: *sp.Extension.Max, Unit: sp.Extension.Unit})
	return day
}
