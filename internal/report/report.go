// Package report counts what a landlord must be able to say of a period: answers in time by the policy and by the
// Complaint Handling Code, outcomes, refusals, and what the annual report needs. It is given cases and their events,
// and knows no store.
package report

import (
	"time"

	"complaints/internal/calendar"
	"complaints/internal/policy"
)

// The groups of homes of the Regulator's measures; what is not known stands by itself.
const (
	LCRA = "LCRA" // low cost rental
	LCHO = "LCHO" // low cost home ownership
)

// Rules are a policy and the calendar that its days are counted by.
type Rules struct {
	Policy   policy.Policy
	Calendar calendar.Calendar
}

// Options say what a report is about.
type Options struct {
	From, To calendar.Date  // the period, both included
	Today    calendar.Date  // what is due on this day or later is not late yet
	Rules    Rules          // in force at the landlord
	Code     Rules          // the Complaint Handling Code, whose clocks are counted whatever the policy promises
	Homes    map[string]int // how many there are, by group
}

// Report is the figures of a period.
type Report struct {
	From     calendar.Date
	To       calendar.Date
	Policy   string
	Figures  []Figure
	Refused  []Saying // which complaints were refused, and why
	Learning []Saying // what was learnt from those that were answered
}

// Saying is something that people wrote, for the annual report.
type Saying struct {
	Case  string        `json:"case"`
	Day   calendar.Date `json:"day"`
	Words string        `json:"words"`
}

// Report makes the report, when every case has been added.
func (r *Count) Report() Report {
	r.countRecurring()
	return Report{
		From: r.From, To: r.To, Policy: r.Rules.Policy.ID,
		Figures: r.figures(), Refused: r.refused, Learning: r.learning,
	}
}

// LastYear is the first day of the last whole year to 31 March, which is that of the annual report (Code 8.1).
func LastYear(today calendar.Date) calendar.Date {
	year, month, _ := today.Civil()
	if month < time.April {
		year--
	}
	return calendar.DateOf(year-1, time.April, 1)
}
