package complaints

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// timer is something that time will make due on a case.
type timer struct {
	at     time.Time
	office bool // it writes letters that keep office hours
	run    func(*working)
}

// Tick decides what time has made due on a case by now (domain.md 3.3). After an outage only the latest due
// step of each ladder is taken.
func (p Procedure) Tick(c Case, now time.Time) Decision {
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

// ready is when a timer that is due may run: at its time, or when the office next opens.
func (p Procedure) ready(t timer, now time.Time) time.Time {
	if t.office && !t.at.After(now) {
		return p.Calendar.NextInHours(p.Settings.Hours, now)
	}
	return t.at
}

// Wake is the next instant at which time may make something due on the case; zero if nothing can. A sweep
// looks at the case then and not before.
func (p Procedure) Wake(c Case, now time.Time) time.Time {
	var next time.Time
	for _, t := range p.timers(c, now) {
		if at := p.ready(t, now); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next.UTC()
}

// timers lists everything that time will do to the case as it stands, due or not.
func (p Procedure) timers(c Case, now time.Time) []timer {
	switch c.Status {
	case Review:
		return append(p.reviewTimers(c), p.alertTimers(c, now)...)
	case Stage1Open, Stage2Open:
		return slices.Concat(p.alertTimers(c, now), p.ackTimers(c), p.settleTimers(c), p.ladderTimers(c, now))
	case Stage1Responded:
		return append(p.windowTimers(c), p.actionTimers(c, now)...)
	case Stage2Responded:
		return append(p.actionTimers(c, now), p.completionTimers(c)...)
	}
	return p.alertTimers(c, now)
}

// reviewTimers: the team is paged on the last day, and then the case opens by itself (0.1).
func (p Procedure) reviewTimers(c Case) []timer {
	q := c.Review
	timers := []timer{{at: p.opensByDefault(q), run: (*working).openUndecided}}
	page := p.Calendar.At(q.DecideBy, p.Settings.PageHour, 0)
	if c.Reminded["team"].Before(page) && q.Since.Before(page) {
		timers = append(timers, timer{at: page, office: true, run: func(w *working) {
			w.cause = "page:" + q.DecideBy.String()
			w.remind("team", "last day to decide", "M14", w.now)
			w.toTeam("M14", inHours, func(f *Facts) { f.Rung = "today is the last day to decide" })
		}})
	}
	return timers
}

func (w *working) remind(ladder, rung string, letter LetterID, until time.Time) {
	w.happen(ByMachine, "Reminder: "+rung+".", Reminded{Ladder: ladder, Rung: rung, Letter: letter, Until: until})
}

// alertTimers: an emergency that nobody has taken is told again, until somebody does (2.4).
func (p Procedure) alertTimers(c Case, now time.Time) []timer {
	taken := c.Reminded["alert"]
	if !c.Emergency || taken.Equal(farFuture) {
		return nil
	}
	again := time.Duration(p.Settings.AlertAgainMinutes) * time.Minute
	const tries = 4
	var timers []timer
	for i := 1; i <= tries; i++ {
		at := c.EmergencyAt.Add(time.Duration(i) * again)
		if taken.Before(at) {
			timers = append(timers, timer{at: at, run: func(w *working) {
				w.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), i)
				w.remind("alert", "nobody has taken the emergency yet", "M21", w.now)
				w.toStaff("M21", RoleOutOfHours, w.Register.OutOfHours, atOnce, func(f *Facts) { f.Rung = "nobody has replied TAKEN yet" })
				w.toTeam("M21", atOnce, func(f *Facts) { f.Rung = "nobody has replied TAKEN yet" })
			}})
		}
	}
	return timers
}

// ackTimers: the team is paged when the acknowledgement has not gone on its last day (3.3).
func (p Procedure) ackTimers(c Case) []timer {
	s, n := c.Current()
	ladder := "ack" + strconv.Itoa(n)
	if s.AckDue == 0 || !s.AckedAt.IsZero() {
		return nil
	}
	page := p.Calendar.At(s.AckDue, p.Settings.PageHour, 0)
	if !c.Reminded[ladder].Before(page) {
		return nil
	}
	return []timer{{at: page, office: true, run: func(w *working) {
		w.cause = ladder
		w.remind(ladder, "the acknowledgement has not gone", "M20", w.now)
		w.toTeam("M20", inHours, func(f *Facts) {
			f.Problem = fmt.Sprintf("The acknowledgement is due by the end of %s and has not been accepted by any server. Please reach the resident another way, and reply POSTED when you have.", s.AckDue.Long())
		})
	}}}
}

// settleTimers: silence after an early settlement closes the case (1.4).
func (p Procedure) settleTimers(c Case) []timer {
	if c.Settlement.Agreed == "" {
		return nil
	}
	return []timer{{at: p.Calendar.EndOf(c.Settlement.ReplyBy), run: func(w *working) {
		w.happen(ByMachine, "The resident did not say that it was not settled.", CaseClosed{ClosedInformally})
	}}}
}

// windowTimers: when nobody has asked for stage 2 by the last day, the case lapses (P12).
func (p Procedure) windowTimers(c Case) []timer {
	if c.Stage1.WindowLast == 0 {
		return nil
	}
	return []timer{{at: p.Calendar.EndOf(c.Stage1.WindowLast), run: func(w *working) {
		w.cause = "window"
		w.happen(ByMachine, "The last day to ask for stage 2 has passed.", CaseClosed{ClosedLapsed})
		if w.Settings.WindowClosed {
			w.toResident("L35", inHours, func(f *Facts) {})
		}
	}}}
}

// completionTimers: a case answered for good is complete after its months, once every promise is kept (3.2).
func (p Procedure) completionTimers(c Case) []timer {
	if c.Stage2.SentAt.IsZero() || c.Ombudsman || slices.ContainsFunc(c.Stage2.Actions, func(a Action) bool { return a.Done == 0 }) {
		return nil
	}
	last := p.Calendar.Day(c.Stage2.SentAt).AddMonths(p.Settings.KeepAnsweredFor)
	return []timer{{at: p.Calendar.EndOf(last), run: func(w *working) {
		w.happen(ByMachine, "The process has ended and everything promised is done.", CaseClosed{ClosedComplete})
	}}}
}

// actionTimers: what an answer promised is chased from its date until it is done (Code 6.6, 7.4).
func (p Procedure) actionTimers(c Case, now time.Time) []timer {
	s, n := c.Current()
	var timers []timer
	for i, a := range s.Actions {
		if a.By == 0 || a.Done != 0 {
			continue
		}
		ladder := fmt.Sprintf("action%d.%d", n, i)
		day, _ := p.Calendar.RollForward(a.By + 1)
		for at := p.Calendar.At(day, p.Settings.ReminderHour, 0); ; at = p.nextReminder(at, p.Settings.UpdateEvery) {
			if !c.Reminded[ladder].Before(at) {
				continue
			}
			if following := p.nextReminder(at, p.Settings.UpdateEvery); !following.After(now) {
				continue // a later one is due already
			}
			timers = append(timers, timer{at: at, office: true, run: func(w *working) {
				w.cause = ladder + ":" + w.today().String()
				w.remind(ladder, "promised action is due", "M27", w.now)
				w.toHandler("M27", func(f *Facts) { f.Actions = []Action{a} })
			}})
			break
		}
	}
	return timers
}

func (p Procedure) nextReminder(at time.Time, workingDays int) time.Time {
	day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(at), workingDays)
	return p.Calendar.At(day, p.Settings.ReminderHour, 0)
}
