package calendar

import (
	"sort"
	"time"
)

// ByPost is when a letter posted at an instant has arrived: two working days later.
func (c Calendar) ByPost(at time.Time) time.Time {
	const postTakes = 2
	day, _ := c.AddWorkingDays(c.Day(at), postTakes)
	return c.At(day, 0, 0)
}

// Calendar knows which days are worked, in one zone. Weekends, bank holidays and the office's own
// closures are not. It is a value: adding a day gives another calendar.
type Calendar struct {
	Zone     *time.Location
	holidays map[Date]string // name of the bank holiday or closure
	ends     Date            // last day the bank-holiday table speaks of
}

// NewCalendar returns a calendar of weekends and the given holidays; ends is the last day of the year
// of the last holiday.
func NewCalendar(zone *time.Location, holidays map[Date]string) Calendar {
	c := Calendar{Zone: zone, holidays: make(map[Date]string, len(holidays))}
	for d, name := range holidays {
		c.holidays[d] = name
		year, _, _ := d.Civil()
		c.ends = max(c.ends, DateOf(year, time.December, 31))
	}
	return c
}

// With returns the calendar with more days off. The end of the table stays where it was.
func (c Calendar) With(days map[Date]string) Calendar {
	all := make(map[Date]string, len(c.holidays)+len(days))
	for d, name := range c.holidays {
		all[d] = name
	}
	for d, name := range days {
		all[d] = name
	}
	return Calendar{Zone: c.Zone, holidays: all, ends: c.ends}
}

// Ends is the last day the bank-holiday table speaks of.
func (c Calendar) Ends() Date { return c.ends }

// Day returns the day of an instant in the policy's zone. It is the only place where an instant becomes a day.
func (c Calendar) Day(t time.Time) Date { return DateOf(t.In(c.Zone).Date()) }

// At returns the instant of a clock time on a day in the policy's zone.
func (c Calendar) At(d Date, hour, minute int) time.Time {
	year, month, day := d.Civil()
	return time.Date(year, month, day, hour, minute, 0, 0, c.Zone)
}

// EndOf returns the first instant after the day.
func (c Calendar) EndOf(d Date) time.Time { return c.At(d+1, 0, 0) }

// DayOff says why a day is not worked: "Saturday", "Christmas Day", a closure's name; "" if it is worked.
func (c Calendar) DayOff(d Date) string {
	if name := c.holidays[d]; name != "" {
		return name
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return w.String()
	}
	return ""
}

// WorkingDay reports whether the day is worked.
func (c Calendar) WorkingDay(d Date) bool { return c.DayOff(d) == "" }

// Skipped is a day that a count passed over, and why.
type Skipped struct {
	Day Date   `json:"day"`
	Why string `json:"why"`
}

// AddWorkingDays returns the nth working day after d (before it if n is negative) and the days passed over.
// The day itself is day 0 (0.5, P5).
func (c Calendar) AddWorkingDays(d Date, n int) (Date, []Skipped) {
	step := Date(1)
	if n < 0 {
		step, n = -1, -n
	}
	var skipped []Skipped
	for n > 0 {
		d += step
		if why := c.DayOff(d); why != "" {
			skipped = append(skipped, Skipped{d, why})
			continue
		}
		n--
	}
	return d, skipped
}

// RollBack returns the working day on or before d: a landlord's own target (0.6).
func (c Calendar) RollBack(d Date) (Date, []Skipped) { return c.roll(d, -1) }

// RollForward returns the working day on or after d: a resident's last day (P12).
func (c Calendar) RollForward(d Date) (Date, []Skipped) { return c.roll(d, 1) }

func (c Calendar) roll(d, step Date) (Date, []Skipped) {
	var skipped []Skipped
	for ; !c.WorkingDay(d); d += step {
		skipped = append(skipped, Skipped{d, c.DayOff(d)})
	}
	return d, skipped
}

// WorkingDaysBetween counts the working days after from, up to and including to.
func (c Calendar) WorkingDaysBetween(from, to Date) int {
	n := 0
	for d := from + 1; d <= to; d++ {
		if c.WorkingDay(d) {
			n++
		}
	}
	return n
}

// Holidays lists the days off that are not weekends, from one day to another, in order.
func (c Calendar) Holidays(from, to Date) []Skipped {
	var days []Skipped
	for d, name := range c.holidays {
		if d >= from && d <= to {
			days = append(days, Skipped{d, name})
		}
	}
	sort.Slice(days, func(i, j int) bool { return days[i].Day < days[j].Day })
	return days
}
