package complaints

import (
	"fmt"
	"strings"
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
	how := []string{counted(from, p.N, p.Unit)}
	if len(skipped) > 0 {
		how = append(how, "Not counted: "+listSkipped(skipped)+".")
	}
	switch p.Roll {
	case "back":
		rolled, over := c.RollBack(day)
		how = append(how, rolledBack(day, rolled, over)...)
		day = rolled
	case "forward":
		rolled, over := c.RollForward(day)
		if rolled != day {
			how = append(how, fmt.Sprintf("%s is not a working day, so the last day moves on to %s (%s).", day.Long(), rolled.Long(), listSkipped(over)))
		}
		day = rolled
	}
	return day, append(how, "That is "+day.Long()+".")
}

func counted(from Date, n int, unit Unit) string {
	direction := "after"
	if n < 0 {
		n, direction = -n, "before"
	}
	return fmt.Sprintf("%s %s %s.", plural(n, map[Unit]string{CalendarDays: "day", WorkingDays: "working day", Months: "month"}[unit]), direction, from.Long())
}

func rolledBack(limit, target Date, over []Skipped) []string {
	if limit == target {
		return nil
	}
	return []string{fmt.Sprintf("%s is not a working day, so we aim for the working day before: %s (%s).", limit.Long(), target.Long(), listSkipped(over))}
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

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
