package policy

import (
	"time"

	"complaints/internal/calendar"
)

// InformalUntil is the last day of an informal attempt at something received on a day: a working day. ok is false where
// the policy has none that comes first.
func (p Policy) InformalUntil(cal calendar.Calendar, received calendar.Date) (day calendar.Date, ok bool) {
	if p.Informal.Mode != "sequential" || p.Informal.Target == nil {
		return 0, false
	}
	day, _ = cal.Count(received, *p.Informal.Target)
	day, _ = cal.RollBack(day)
	return day, true
}

// Instants are the moments from which a complaint's dates follow. A zero instant has not happened;
// an acknowledgement not given is taken to go on the day of receipt.
type Milestones struct {
	Received, Acked, Responded             time.Time
	Stage2Received, Stage2Acked, FinalSent time.Time
}

// Sum is a date with the way it was found, a line each.
type DerivedDate struct {
	Name string
	Day  calendar.Date
	How  []string
}

// Sums lists every date that follows from the instants under the policy, in the order of a complaint's
// life. A date the profile does not have, or whose instant is missing, is absent.
func (p Policy) DerivedDates(cal calendar.Calendar, at Milestones) []DerivedDate {
	var sums []DerivedDate
	add := func(name string, day calendar.Date, how ...string) { sums = append(sums, DerivedDate{name, day, how}) }
	if !at.Received.IsZero() {
		day0 := cal.Day(at.Received)
		add("day0", day0, "Received on "+day0.Long()+" in "+cal.Zone.String()+". That day is day 0.")
		p.stageDates(cal, add, 1, "s1", at.Received, at.Acked)
		if cutoff := p.EventCutoff(day0); cutoff != 0 {
			add("event_cutoff", cutoff, calendar.Counted(day0, -p.TimeLimit.Months, calendar.Months),
				"A matter of that day or later is in time.")
		}
	}
	if !at.Responded.IsZero() {
		if day, how := p.WindowLast(cal, at.Received, at.Responded); day != 0 {
			add("s2_window_last_day", day, how...)
		}
	}
	if !at.Stage2Received.IsZero() {
		p.stageDates(cal, add, 2, "s2", at.Stage2Received, at.Stage2Acked)
	}
	if after := p.External.DirectAfter; after != nil && p.External.Mode == "designated_person" &&
		!at.FinalSent.IsZero() {
		day, how := cal.Count(cal.Day(at.FinalSent), *after)
		add("external_direct_from", day, how...)
	}
	return sums
}

func (p Policy) stageDates(cal calendar.Calendar, add func(string, calendar.Date, ...string), stage StageNumber,
	prefix string, received, acked time.Time) {
	sp, ok := p.Stage(stage)
	if !ok {
		return
	}
	ackName := "ack_due"
	if stage > 1 {
		ackName = prefix + "_ack_due"
	}
	d := sp.Dates(cal, cal.Day(received), p.AckDay(cal, received, acked))
	if d.AckDue != 0 {
		add(ackName, d.AckDue, d.how["ack"]...)
	}
	add(prefix+"_limit", d.Limit, d.how["limit"]...)
	add(prefix+"_target", d.Target, d.how["target"]...)
	if sp.Extension.Max != nil {
		day, how := cal.Count(d.Limit, calendar.Period{N: *sp.Extension.Max, Unit: sp.Extension.Unit})
		add(prefix+"_extension_max", day, how...)
	}
}

// AckDay is the day of the acknowledgement: the day it went, or the day of receipt until it has gone.
func (p Policy) AckDay(cal calendar.Calendar, received, acked time.Time) calendar.Date {
	if acked.IsZero() {
		return cal.Day(received)
	}
	return cal.Day(acked)
}

// WindowLast is the last day on which stage 2 can be asked for after an answer sent at responded, and how it
// was found. It is zero where the policy sets no window.
func (p Policy) WindowLast(cal calendar.Calendar, received, responded time.Time) (calendar.Date, []string) {
	sp, _ := p.Stage(1)
	if sp.NextStageWindow != nil {
		return cal.ResidentsLastDay(cal.Day(responded), *sp.NextStageWindow)
	}
	if p.NextStageWindow == nil {
		return 0, nil
	}
	var last calendar.Date
	var how []string
	for _, period := range p.NextStageWindow.LaterOf {
		from := cal.Day(responded)
		if period.From != "stage1_response" {
			if received.IsZero() {
				continue
			}
			from = cal.Day(received)
		}
		if day, h := cal.ResidentsLastDay(from, period); day > last {
			last, how = day, h
		}
	}
	return last, how
}
