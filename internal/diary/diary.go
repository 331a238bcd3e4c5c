// Package diary writes the day on which an answer is owed as an entry for a calendar (RFC 5545).
package diary

import (
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"complaints/internal/order"
)

// Entry writes the entry of a case for one reader. It has the reference and the day, and nothing of anybody: calendars
// are shared. The same case and stage is the same entry, which a later version replaces or takes away.
func Entry(ref, ours, domain string, e order.Entry, now time.Time) string {
	method, status := ics.MethodPublish, ics.ObjectStatusConfirmed
	if e.Cancelled {
		method, status = ics.MethodCancel, ics.ObjectStatusCancelled
	}
	c := ics.NewCalendar()
	c.SetMethod(method)
	c.SetProductId("-//complaintsd//answers//EN")
	v := c.AddEvent(fmt.Sprintf("%s-stage%d@%s", ref, e.Stage, domain))
	v.SetDtStampTime(now.UTC())
	v.SetSequence(e.Version)
	v.SetStatus(status)
	year, month, day := e.Day.Civil()
	from := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	v.SetAllDayStartAt(from)
	v.SetAllDayEndAt(from.AddDate(0, 0, 1))
	v.SetTimeTransparency(ics.TransparencyTransparent)
	v.SetSummary(fmt.Sprintf("%s: the stage %d answer is due", ref, e.Stage))
	v.SetDescription("Reply to any of our emails about it to answer, or to say that you need longer.")
	v.SetOrganizer("mailto:" + ours)
	if !e.Cancelled {
		alarm := v.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetDescription(fmt.Sprintf("%s: the answer is due tomorrow", ref))
		alarm.SetTrigger("-PT15H") // nine in the morning of the day before
	}
	return c.Serialize(ics.WithNewLineWindows)
}
