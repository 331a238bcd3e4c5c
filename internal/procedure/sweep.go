package procedure

import (
	"fmt"
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
)

// Sweep decides what time has made due on a case by now (3.3). After an outage only the latest due
// step of each schedule is taken.
func (p Procedure) Sweep(c complaint.Case, now time.Time) Decision {
	d := p.begin(c, now, "time")
	const enough = 50 // one step can make the next one due; more than this is a fault, not a case
	for range enough {
		before := len(d.Events)
		for _, t := range p.dueSteps(d.Case, now) {
			if !p.ready(t, now).After(now) {
				d.clause = t.clause
				t.run(d)
				break
			}
		}
		if len(d.Events) == before {
			break
		}
	}
	return d.Decision
}

// NextDue is the next instant at which time may make something due on the case; zero if nothing can. A sweep
// looks at the case then and not before.
func (p Procedure) NextDue(c complaint.Case, now time.Time) time.Time {
	var next time.Time
	for _, t := range p.dueSteps(c, now) {
		if at := p.ready(t, now); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next.UTC()
}

// dueSteps lists everything that time will do to the case as it stands, due or not.
func (p Procedure) dueSteps(c complaint.Case, now time.Time) []dueStep {
	p = p.under(c)
	steps := slices.Concat(p.dangerSteps(c, now), p.dataProtectionSteps(c, now), p.ombudsmanSteps(c, now),
		p.actionSteps(c, now), p.requestSteps(c, now), p.hazardSteps(c), p.heldSteps(c), p.untoldSteps(c),
		p.questionSteps(c, now), p.awaitedSteps(c, now), p.holdSteps(c, now),
		p.touchSteps(c, now))
	switch c.Status {
	case complaint.Review:
		return append(steps, p.reviewSteps(c)...)
	case complaint.InformalOpen:
		if c.Settlement.Agreed != "" && !c.AwaitsPost(letter.Resolved) && !c.Safety.Stands() {
			return slices.Concat(steps, p.acknowledgementSteps(c), p.settlementSteps(c))
		}
		return slices.Concat(steps, p.acknowledgementSteps(c), p.informalSteps(c, now))
	case complaint.Stage1Open, complaint.Stage2Open:
		// nobody is chased while the resident may still say no
		if c.Settlement.Agreed != "" && !c.AwaitsPost(letter.Resolved) && !c.Safety.Stands() {
			return slices.Concat(steps, p.acknowledgementSteps(c), p.settlementSteps(c))
		}
		return slices.Concat(steps, p.acknowledgementSteps(c), p.stageReminders(c, now))
	case complaint.Stage1Responded:
		if c.Safety.Stands() { // nothing is taken from silence
			return append(steps, p.deliverySteps(c, now)...)
		}
		return slices.Concat(steps, p.deliverySteps(c, now), p.windowSteps(c))
	case complaint.Stage2Responded:
		if c.Safety.Stands() {
			return append(steps, p.deliverySteps(c, now)...)
		}
		return slices.Concat(steps, p.deliverySteps(c, now), p.completionSteps(c))
	}
	return steps
}

// acknowledgementSteps: the team is paged when the acknowledgement has not gone on its last day (3.3), or an hour after
// a stage was opened late.
func (p Procedure) acknowledgementSteps(c complaint.Case) []dueStep {
	s, n := c.Current()
	if s.AckDue == 0 || !s.AckedAt.IsZero() {
		return nil
	}
	schedule := "ack" + n.String()
	page := later(p.Calendar.At(s.AckDue, p.Settings.PageHour, 0), s.OpenedAt.Add(time.Hour))
	if at, held := firstHeld(c); held {
		page = later(page, at.Add(time.Hour))
	}
	for _, a := range c.Awaiting { // which goes by itself
		if letter.Of(a.Letter).Acknowledges > 0 && !a.ByItself.IsZero() {
			page = later(page, a.ByItself.Add(time.Hour))
		}
	}
	if !c.Reminded[schedule].Before(page) {
		return nil
	}
	return []dueStep{{clause: "P5", at: page, office: true, run: func(d *draft) {
		d.cause = schedule + ":" + s.AckDue.String()
		remind(d, schedule, "the acknowledgement has not gone", letter.DeliveryFailed, d.now)
		d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
			due := "is"
			if d.today() > s.AckDue {
				due = "was"
			}
			f.Problem = fmt.Sprintf("The acknowledgement %s due by the end of %s and has not been accepted by any "+
				"server. Please reach the resident another way, and reply POSTED when you have.", due, s.AckDue.Long())
		})
	}}}
}

// completionSteps: a case answered for good is complete after its months, once every promise is kept (3.2).
func (p Procedure) completionSteps(c complaint.Case) []dueStep {
	if c.Stage2.SentAt.IsZero() || c.Ombudsman || len(c.Promised()) > 0 {
		return nil
	}
	last := p.Calendar.Day(c.Stage2.SentAt).AddMonths(p.Settings.KeepAnsweredFor)
	return []dueStep{{clause: "3.2", at: p.Calendar.EndOf(last), run: func(d *draft) {
		d.record(actor.ByMachine, "The process has ended and everything promised is done.",
			complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedComplete}})
	}}}
}
