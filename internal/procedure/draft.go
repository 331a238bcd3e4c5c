package procedure

import (
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"time"
)

func (p Procedure) decide(c complaint.Case, now time.Time, cause string) *working {
	return &working{Procedure: p, now: now.UTC(), cause: cause, d: Decision{Case: c}}
}

func (w *working) today() calendar.Date { return w.Calendar.Day(w.now) }

// happen adds an event and folds it into the case. The first reason given becomes the decision's.
func (w *working) happen(by, why string, f complaint.Fact) {
	e := complaint.Event{At: w.now, By: by, Why: why, Fact: f}
	w.d.Events = append(w.d.Events, e)
	w.d.Case = w.d.Case.After(e)
	if w.d.Why == "" {
		w.d.Why = why
	}
}
