package calendar

import (
	"fmt"
	"strings"

	"complaints/internal/choice"
)

// Count returns the day a period ends when it starts on from, which is day 0, and how it was found.
func (c Calendar) Count(from Date, p Period) (Date, []string) {
	var day Date
	var skipped []Skipped
	switch p.Unit {
	case WorkingDays:
		day, skipped = c.AddWorkingDays(from, p.N)
	case Months:
		day = from.AddMonths(p.N)
	default:
		day = from.AddDays(p.N)
	}
	how := []string{Counted(from, p.N, p.Unit)}
	if len(skipped) > 0 {
		how = append(how, "Not counted: "+listSkipped(skipped)+".")
	}
	switch p.Roll {
	case Back:
		rolled, over := c.RollBack(day)
		how = append(how, RolledBack(day, rolled, over)...)
		day = rolled
	case Forward:
		rolled, over := c.RollForward(day)
		if rolled != day {
			how = append(how, fmt.Sprintf("%s is not a working day, so the last day moves on to %s (%s).", day.Long(),
				rolled.Long(), listSkipped(over)))
		}
		day = rolled
	}
	return day, append(how, "That is "+day.Long()+".")
}

func Counted(from Date, n int, unit Unit) string {
	direction := "after"
	if n < 0 {
		n, direction = -n, "before"
	}
	return fmt.Sprintf("%s %s %s.", Plural(n,
		map[Unit]string{CalendarDays: "day", WorkingDays: "working day", Months: "month"}[unit]), direction,
		from.Long())
}

func RolledBack(limit, target Date, over []Skipped) []string {
	if limit == target {
		return nil
	}
	return []string{fmt.Sprintf("%s is not a working day, so we aim for the working day before: %s (%s).",
		limit.Long(), target.Long(), listSkipped(over))}
}

func listSkipped(days []Skipped) string {
	words := make([]string, len(days))
	for i, s := range days {
		words[i] = s.Day.Long()
		if s.Why != s.Day.Weekday().String() {
			words[i] += ", " + s.Why
		}
	}
	return strings.Join(words, "; ")
}

func Plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Unit is what a period counts in.
type Unit string

// The units.
const (
	CalendarDays Unit = "days"
	WorkingDays  Unit = "wd"
	Months       Unit = "months"
)

// UnmarshalText reads a unit.
func (u *Unit) UnmarshalText(b []byte) error {
	return choice.Read(u, b, CalendarDays, WorkingDays, Months)
}

// Start is what a period counts from, as the policy names it.
type Start string

var starts = []Start{"received", "ack_sent", "assigned", "response_sent", "stage1_response", "final_response_sent",
	"awareness", "event_or_awareness"}

// UnmarshalText reads what a period counts from.
func (s *Start) UnmarshalText(b []byte) error { return choice.Read(s, b, starts...) }

// Roll is where a day moves that is no working day.
type Roll string

// Back is for a target of ours, Forward for a resident's last day.
const (
	Back    Roll = "back"
	Forward Roll = "forward"
)

// UnmarshalText reads where a day moves.
func (r *Roll) UnmarshalText(b []byte) error { return choice.Read(r, b, Back, Forward) }

// Period is a number of days from a starting point that the policy names.
type Period struct {
	N        int      `yaml:"n"`
	Unit     Unit     `yaml:"unit"`
	From     Start    `yaml:"from"`
	Roll     Roll     `yaml:"roll"`
	Internal bool     `yaml:"internal"`
	Late     string   `yaml:"late"`
	Must     []string `yaml:"must"`
}

// ResidentsLastDay counts a period that is a resident's: it never ends on a day on which our office is closed
// (0.6), whether the profile says so or not.
func (c Calendar) ResidentsLastDay(from Date, p Period) (Date, []string) {
	p.Roll = Forward
	return c.Count(from, p)
}

// Length is a period without its starting point: 5 working days.
func (p Period) Length() string {
	return Plural(p.N, map[Unit]string{CalendarDays: "day", WorkingDays: "working day", Months: "month"}[p.Unit])
}

func (p Period) InWords() string {
	words := p.Length()
	if from := map[Start]string{
		"received": "receipt", "ack_sent": "the acknowledgement", "assigned": "assignment",
		"response_sent":       "the answer being sent",
		"final_response_sent": "the final answer being sent",
		"awareness":           "the day the resident first knew of the matter", "stage1_response": "the stage 1 answer",
		"event_or_awareness": "the event, or the day the resident knew of it",
	}[p.From]; from != "" {
		words += " of " + from
	}
	return words
}
