package procedure

import (
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/policy"
)

// Recalculate decides what a changed calendar or policy moves on a case. A date that was promised never moves
// earlier; a date that was put off by hand stays. The resident is told only where the landlord has said so (L44).
func (p Procedure) Recalculate(c complaint.Case, why string, now time.Time) Decision {
	d := p.begin(c, now, "calendar:"+now.UTC().Format(time.RFC3339))
	d.clause = "1.5"
	switch c.Status {
	case complaint.Closed:
		return d.Decision
	case complaint.Review:
		putOffDecision(d, why)
		return d.Decision
	}
	s, n := c.Current()
	f := p.datesOf(s, n)
	if c.Status == complaint.InformalOpen {
		f = p.informalDates(s)
	}
	if f != (complaint.Recalculated{Stage: n, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target,
		WindowLast: s.WindowLast}) {
		d.record(actor.ByMachine, why, f)
		tellMoved(d, s)
	}
	return d.Decision
}

// datesOf counts the dates of a stage anew, none of them earlier than before.
func (p Procedure) datesOf(s complaint.Stage, n policy.StageNumber) complaint.Recalculated {
	f := complaint.Recalculated{Stage: n, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target, WindowLast: s.WindowLast}
	sp, _ := p.Policy.Stage(n)
	d := sp.Dates(p.Calendar, s.Day0, p.Policy.AckDay(p.Calendar, s.Received, s.AckedAt))
	f.AckDue = max(s.AckDue, d.AckDue)
	if s.Dates == 0 {
		f.Limit, f.Target = max(s.Limit, d.Limit), max(s.Target, d.Target)
	}
	if n == 1 && !s.SentAt.IsZero() {
		last, _ := p.Policy.WindowLast(p.Calendar, s.Received, s.SentAt)
		f.WindowLast = max(s.WindowLast, last)
	}
	return f
}

// informalDates counts the dates of an informal attempt anew, none of them earlier than before.
func (p Procedure) informalDates(s complaint.Stage) complaint.Recalculated {
	f := complaint.Recalculated{Stage: 1, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target}
	sp, _ := p.Policy.Stage(1)
	f.AckDue = max(s.AckDue, sp.Dates(p.Calendar, s.Day0, s.Day0).AckDue)
	if day, ok := p.Policy.InformalUntil(p.Calendar, s.Day0); ok {
		f.Target = max(s.Target, day)
	}
	return f
}

// putOffDecision gives the person who decides the days that were added.
func putOffDecision(d *draft, why string) {
	q := d.Case.Review
	sp, _ := d.Policy.Stage(1)
	if day, _ := d.Calendar.Count(d.Calendar.Day(q.Received), *d.decisionPeriod(sp)); day > q.DecideBy {
		d.record(actor.ByMachine, why, complaint.DecisionPutOff{DecideBy: day})
	}
}

// tellMoved tells the resident of a date that they were given and that has moved: that of our answer while it is owed,
// then the last day to ask for stage 2.
func tellMoved(d *draft, before complaint.Stage) {
	if !d.Settings.TellMovedDates {
		return
	}
	s, _ := d.Case.Current()
	switch {
	case d.Case.InHand() && s.Target > before.Target && !s.AckedAt.IsZero():
		d.toResident(letter.DateMoved, func(f *order.Facts) {
			f.OldDate, f.NewDate, f.WindowLast = before.Target, s.Target, 0
		})
	case d.Case.Status == complaint.Stage1Responded && s.WindowLast > before.WindowLast && before.WindowLast != 0:
		d.toResident(letter.DateMoved, func(f *order.Facts) {
			f.OldDate, f.NewDate, f.Derivation = before.WindowLast, s.WindowLast, ""
		})
	}
}
