package procedure

import (
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

func (p Procedure) begin(c complaint.Case, now time.Time, cause string) *draft {
	return &draft{Procedure: p.under(c), now: now.UTC(), cause: cause, Decision: Decision{Case: c}}
}

func (d *draft) today() calendar.Date { return d.Calendar.Day(d.now) }

// record adds an event, under the clause that decides now, and folds it into the case. The first reason given becomes
// the decision's.
func (d *draft) record(by actor.Actor, why string, f complaint.Fact) {
	e := complaint.Event{At: d.now, By: by, Why: why, Clause: d.clause, Fact: f}
	d.Events = append(d.Events, e)
	d.Case = d.Case.Apply(e)
	if d.Why == "" {
		d.Why = why
	}
}
