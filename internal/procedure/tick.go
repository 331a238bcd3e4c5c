package procedure

import (
	"complaints/internal/complaint"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Tick decides what time has made due on a case by now (domain.md 3.3). After an outage only the latest due
// step of each ladder is taken.
func (p Procedure) Tick(c complaint.Case, now time.Time) Decision {
	w := p.decide(c, now, "time")
	const enough = 50 // one step can make the next one due; more than this is a fault, not a case
	for range enough {
		before := len(w.d.Events)
		for _, t := range p.timers(w.d.Case, now) {
			if !p.ready(t, now).After(now) {
				t.run(w)
				break
			}
		}
		if len(w.d.Events) == before {
			break
		}
	}
	return w.d
}

// Wake is the next instant at which time may make something due on the case; zero if nothing can. A sweep
// looks at the case then and not before.
func (p Procedure) Wake(c complaint.Case, now time.Time) time.Time {
	var next time.Time
	for _, t := range p.timers(c, now) {
		if at := p.ready(t, now); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next.UTC()
}

// timers lists everything that time will do to the case as it stands, due or not.
func (p Procedure) timers(c complaint.Case, now time.Time) []timer {
	timers := slices.Concat(p.alertTimers(c, now), p.dataTimers(c, now), p.ombudsmanTimers(c, now), p.actionTimers(c, now))
	switch c.Status {
	case complaint.Review:
		return append(timers, p.reviewTimers(c)...)
	case complaint.InformalOpen:
		if c.Settlement.Agreed != "" && !c.Untold("L24") {
			return slices.Concat(timers, p.ackTimers(c), p.settleTimers(c))
		}
		return slices.Concat(timers, p.ackTimers(c), p.informalTimers(c, now))
	case complaint.Stage1Open, complaint.Stage2Open:
		if c.Settlement.Agreed != "" && !c.Untold("L24") { // nobody is chased while the resident may still say no
			return slices.Concat(timers, p.ackTimers(c), p.settleTimers(c))
		}
		return slices.Concat(timers, p.ackTimers(c), p.ladderTimers(c, now))
	case complaint.Stage1Responded:
		return slices.Concat(timers, p.deliveryTimers(c, now), p.windowTimers(c))
	case complaint.Stage2Responded:
		return slices.Concat(timers, p.deliveryTimers(c, now), p.completionTimers(c))
	}
	return timers
}

// ackTimers: the team is paged when the acknowledgement has not gone on its last day (3.3), or an hour after a stage
// was opened late.
func (p Procedure) ackTimers(c complaint.Case) []timer {
	s, n := c.Current()
	if s.AckDue == 0 || !s.AckedAt.IsZero() {
		return nil
	}
	ladder := "ack" + strconv.Itoa(n)
	page := later(p.Calendar.At(s.AckDue, p.Settings.PageHour, 0), s.OpenedAt.Add(time.Hour))
	if !c.Reminded[ladder].Before(page) {
		return nil
	}
	return []timer{{at: page, office: true, run: func(w *working) {
		w.cause = ladder + ":" + s.AckDue.String()
		w.remind(ladder, "the acknowledgement has not gone", "M20", w.now)
		w.toTeam("M20", inHours, func(f *complaint.Facts) {
			f.Problem = fmt.Sprintf("The acknowledgement is due by the end of %s and has not been accepted by any server. Please reach the resident another way, and reply POSTED when you have.", s.AckDue.Long())
		})
	}}}
}

// completionTimers: a case answered for good is complete after its months, once every promise is kept (3.2).
func (p Procedure) completionTimers(c complaint.Case) []timer {
	if c.Stage2.SentAt.IsZero() || c.Ombudsman || len(c.Promised()) > 0 {
		return nil
	}
	last := p.Calendar.Day(c.Stage2.SentAt).AddMonths(p.Settings.KeepAnsweredFor)
	return []timer{{at: p.Calendar.EndOf(last), run: func(w *working) {
		w.happen(ByMachine, "The process has ended and everything promised is done.", complaint.CaseClosed{Reason: complaint.ClosedComplete})
	}}}
}
