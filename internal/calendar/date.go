package calendar

import (
	"fmt"
	"time"
)

func (d Date) Slashes() string { return d.utc().Format("02/01/2006") }

// Date is a day of the civil calendar with no time and no zone, counted in days so that 1 is
// 1 January of year 1. The zero Date means "no date". Everything the policy counts in days is a
// Date; an instant becomes one in a single place, [Calendar.Day].
type Date int

const dateLayout = "2006-01-02"

var dayOne = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// DateOf returns the Date of a year, month and day. Days out of range carry over as in
// [time.Date], so that DateOf(2026, 2, 30) is 2 March 2026.
func DateOf(year int, month time.Month, day int) Date {
	const secondsADay = 24 * 60 * 60
	return Date((time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()-dayOne.Unix())/secondsADay) + 1
}

// ParseDate reads a date written YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date: write it as 2026-12-31", s)
	}
	return DateOf(t.Date()), nil
}

// MustDate is ParseDate for constants and tests; it panics on a malformed date.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d == 0 }

func (d Date) utc() time.Time { return dayOne.AddDate(0, 0, int(d)-1) }

// Civil returns the year, month and day.
func (d Date) Civil() (int, time.Month, int) { return d.utc().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays returns the date n calendar days later (earlier if n is negative).
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths returns the same day n months later. Where that month is too short the last day of the
// month is taken (31 August less six months is 28 or 29 February), which is how the policy's
// months are read (P3).
func (d Date) AddMonths(n int) Date {
	year, month, day := d.Civil()
	first := DateOf(year, month+time.Month(n), 1)
	year, month, _ = first.Civil()
	last := DateOf(year, month+1, 1) - 1
	return min(first.AddDays(day-1), last)
}

// DaysUntil returns how many calendar days lie between d and later.
func (d Date) DaysUntil(later Date) int { return int(later - d) }

// String writes the date as 2026-12-04; no date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(dateLayout)
}

// Long writes the date as people read it in a letter: Friday 4 December 2026.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("Monday 2 January 2006")
}

// Short writes the date as it stands in a text message: 4 Dec.
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("2 Jan")
}

// MarshalText writes YYYY-MM-DD, or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty text is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d = 0
	if len(b) > 0 {
		*d, err = ParseDate(string(b))
	}
	return err
}
