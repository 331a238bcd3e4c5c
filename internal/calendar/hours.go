package calendar

import "time"

// Hours are the office's hours on a working day, as whole hours of the local clock. Reminders keep to them.
type Hours struct {
	Open  int `yaml:"open"`  // 8
	Close int `yaml:"close"` // 18
}

// InHours reports whether the instant lies in office hours of a working day.
func (c Calendar) InHours(h Hours, t time.Time) bool {
	hour := t.In(c.Zone).Hour()
	return c.WorkingDay(c.Day(t)) && hour >= h.Open && hour < h.Close
}

// NextInHours returns t if it lies in office hours, else the next opening time.
func (c Calendar) NextInHours(h Hours, t time.Time) time.Time {
	if c.InHours(h, t) {
		return t
	}
	day := c.Day(t)
	if !t.Before(c.At(day, h.Open, 0)) {
		day++
	}
	day, _ = c.RollForward(day)
	return c.At(day, h.Open, 0)
}
