package complaints

import "time"

// Recalculate decides what a changed calendar or policy moves on a case. A date that was promised never moves
// earlier; a date that was put off by hand stays.
func (p Procedure) Recalculate(c Case, why string, now time.Time) Decision {
	w := p.decide(c, now, "calendar:"+now.UTC().Format(time.RFC3339))
	if c.Status == Closed {
		return w.d
	}
	if c.Status == Review {
		q := c.Review
		sp, _ := p.Policy.Stage(1)
		if day, _ := p.Calendar.Count(p.Calendar.Day(q.Received), *p.decisionPeriod(sp)); day > q.DecideBy {
			w.happen(ByMachine, why, DecisionPutOff{day})
		}
		return w.d
	}
	s, n := c.Current()
	f := Recalculated{Stage: n, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target, WindowLast: s.WindowLast}
	sp, _ := p.Policy.Stage(n)
	d := sp.Dates(p.Calendar, s.Day0, p.Policy.ackDay(p.Calendar, s.Received, s.AckedAt))
	f.AckDue = max(s.AckDue, d.AckDue)
	if s.Dates == 0 {
		f.Limit, f.Target = max(s.Limit, d.Limit), max(s.Target, d.Target)
	}
	if n == 1 && !s.SentAt.IsZero() {
		last, _ := p.Policy.WindowLast(p.Calendar, s.Received, s.SentAt)
		f.WindowLast = max(s.WindowLast, last)
	}
	if f != (Recalculated{Stage: n, AckDue: s.AckDue, Limit: s.Limit, Target: s.Target, WindowLast: s.WindowLast}) {
		w.happen(ByMachine, why, f)
	}
	return w.d
}
