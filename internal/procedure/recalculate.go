package procedure

import (
	"reflect"
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
	recount(d, actor.ByMachine, why, complaint.Stage.Days)
	return d.Decision
}

// Adopt decides what follows in a case when a person has put another policy, calendar or setting in force. The case
// goes over to the policy if the person has named it; else it keeps its own. What such a change had moved later is
// moved back as far as it is counted now, never to before what was promised at first. The resident's own last day to
// ask for stage 2 is never moved back.
func (p Procedure) Adopt(c complaint.Case, goesOver bool, by actor.Actor, why string, now time.Time) Decision {
	d := p.begin(c, now, "policy:"+now.UTC().Format(time.RFC3339))
	d.clause = "1.5"
	if goesOver && c.Status != complaint.Closed && p.KeepsOther(c) {
		d.record(by, why, complaint.PolicyAdopted{Profile: p.Policy.ID, Edition: p.Edition})
		d.Policy = p.Policy
	}
	recount(d, by, why, func(s complaint.Stage) complaint.Days {
		if s.Given == (complaint.Days{}) {
			return s.Days()
		}
		return s.Given
	})
	return d.Decision
}

// KeepsOther reports whether a case keeps another policy than the one in force.
func (p Procedure) KeepsOther(c complaint.Case) bool {
	return !reflect.DeepEqual(p.under(c).Policy, p.Policy)
}

// recount counts the dates of the case anew, none of them earlier than the least that is given.
func recount(d *draft, by actor.Actor, why string, least func(complaint.Stage) complaint.Days) {
	switch d.Case.Status {
	case complaint.Closed:
		return
	case complaint.Review:
		putOffDecision(d, by, why)
		return
	}
	s, n := d.Case.Current()
	f := d.datesOf(s, n, least(s))
	if d.Case.Status == complaint.InformalOpen {
		f = d.informalDates(s, least(s))
	}
	if f != (complaint.Recalculated{Stage: n, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target,
		WindowLast: s.WindowLast}) {
		d.record(by, why, f)
		tellMoved(d, s)
	}
}

// datesOf counts the dates of a stage anew, none of them earlier than the least.
func (p Procedure) datesOf(s complaint.Stage, n policy.StageNumber, least complaint.Days) complaint.Recalculated {
	f := complaint.Recalculated{Stage: n, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target, WindowLast: s.WindowLast}
	sp, _ := p.Policy.Stage(n)
	d := sp.Dates(p.Calendar, s.Day0, p.Policy.AckDay(p.Calendar, s.Received, s.AckedAt))
	f.AckDue = max(least.AckDue, d.AckDue)
	if s.Dates == 0 {
		f.Limit, f.Target = max(least.Limit, d.Limit), max(least.Target, d.Target)
	}
	if n == 1 && !s.SentAt.IsZero() {
		last, _ := p.Policy.WindowLast(p.Calendar, s.Received, s.SentAt)
		f.WindowLast = max(s.WindowLast, last)
	}
	return f
}

// informalDates counts the dates of an informal attempt anew, none of them earlier than the least.
func (p Procedure) informalDates(s complaint.Stage, least complaint.Days) complaint.Recalculated {
	f := complaint.Recalculated{Stage: 1, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target}
	sp, _ := p.Policy.Stage(1)
	f.AckDue = max(least.AckDue, sp.Dates(p.Calendar, s.Day0, s.Day0).AckDue)
	if day, ok := p.Policy.InformalUntil(p.Calendar, s.Day0); ok {
		f.Target = max(least.Target, day)
	}
	return f
}

// putOffDecision gives the person who decides the days that were added.
func putOffDecision(d *draft, by actor.Actor, why string) {
	q := d.Case.Review
	sp, _ := d.Policy.Stage(1)
	if day, _ := d.Calendar.Count(d.Calendar.Day(q.Received), *d.decisionPeriod(sp)); day > q.DecideBy {
		d.record(by, why, complaint.DecisionPutOff{DecideBy: day})
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
