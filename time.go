package complaints

import (
	"cmp"
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
	timers := slices.Concat(p.alertTimers(c, now), p.dataTimers(c, now), p.ombudsmanTimers(c, now), p.actionTimers(c, now))
	switch c.Status {
	case Review:
		return append(timers, p.reviewTimers(c)...)
	case InformalOpen:
		if c.Settlement.Agreed != "" && !c.untold("L24") {
			return slices.Concat(timers, p.ackTimers(c), p.settleTimers(c))
		}
		return slices.Concat(timers, p.ackTimers(c), p.informalTimers(c, now))
	case Stage1Open, Stage2Open:
		if c.Settlement.Agreed != "" && !c.untold("L24") { // nobody is chased while the resident may still say no
			return slices.Concat(timers, p.ackTimers(c), p.settleTimers(c))
		}
		return slices.Concat(timers, p.ackTimers(c), p.ladderTimers(c, now))
	case Stage1Responded:
		return slices.Concat(timers, p.deliveryTimers(c, now), p.windowTimers(c))
	case Stage2Responded:
		return slices.Concat(timers, p.deliveryTimers(c, now), p.completionTimers(c))
	}
	return timers
}

// reviewTimers: the team is paged on the last day, and then the case opens by itself (0.1).
func (p Procedure) reviewTimers(c Case) []timer {
	q := c.Review
	timers := []timer{{at: p.opensByDefault(q), run: func(w *working) {
		w.cause = "undecided:" + q.Since.UTC().Format(time.RFC3339) // a case can come to this more than once
		w.openUndecided()
	}}}
	page := p.Calendar.At(q.DecideBy, p.Settings.PageHour, 0)
	if c.Reminded["team"].Before(page) && q.Since.Before(page) {
		timers = append(timers, timer{at: page, office: true, run: func(w *working) {
			w.cause = "page:" + q.Since.UTC().Format(time.RFC3339)
			w.remind("team", "last day to decide", "M14", w.now)
			w.toTeam("M14", inHours, func(f *Facts) { f.Rung = "today is the last day to decide" })
		}})
	}
	return timers
}

func (w *working) remind(ladder, rung string, letter LetterID, until time.Time) {
	w.happen(ByMachine, "Reminder: "+rung+".", Reminded{Ladder: ladder, Rung: rung, Letter: letter, Until: until})
}

// alertTimers: an emergency that nobody has taken is told again every half hour for two hours, to the Director too,
// and then each working morning, until somebody takes it (2.4). Whatever has become of the case, danger is danger.
func (p Procedure) alertTimers(c Case, now time.Time) []timer {
	done := c.Reminded["alert"]
	if !c.Emergency || done.Equal(farFuture) {
		return nil
	}
	rungs := p.alertRungs(c, now)
	next := slices.IndexFunc(rungs, func(r rung) bool { return r.at.After(done) })
	if next < 0 {
		return nil
	}
	for next+1 < len(rungs) && !rungs[next+1].at.After(now) {
		next++ // only the latest that is due
	}
	r := rungs[next]
	return []timer{{at: r.at, office: r.day != 0, run: func(w *working) {
		w.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), r.at.Unix())
		w.remind("alert", r.words, r.letter, w.now)
		w.alertAgain(r, next)
	}}}
}

func (p Procedure) alertRungs(c Case, now time.Time) []rung {
	letter := LetterID("M21")
	if slices.Contains(c.Flags, FlagSelfHarm) || slices.Contains(c.Flags, FlagSafeguarding) {
		letter = "M23"
	}
	const words, tries = "nobody has replied TAKEN yet", 4
	var rungs []rung
	for i := 1; i <= tries; i++ {
		at := c.EmergencyAt.Add(time.Duration(i*p.Settings.AlertAgainMinutes) * time.Minute)
		rungs = append(rungs, rung{at: at, letter: letter, words: words})
	}
	day := max(p.Calendar.Day(rungs[tries-1].at)+1, p.Calendar.Day(now)-7)
	for i := 0; i < 2 || day <= p.Calendar.Day(now)+1; i++ {
		r := p.rung(day, p.Settings.ReminderHour, letter, words)
		rungs = append(rungs, r)
		day = r.day + 1
	}
	return rungs
}

func (w *working) alertAgain(r rung, times int) {
	fill := func(f *Facts) { f.Rung = r.words }
	w.toStaff(r.letter, RoleOutOfHours, w.Register.OutOfHours, atOnce, fill)
	w.toTeam(r.letter, atOnce, fill)
	if director := w.Register.Areas[w.d.Case.Area].Director; times > 0 && director.Email != "" {
		w.toStaff(r.letter, RoleDirector, director, atOnce, fill)
	}
}

// ackTimers: the team is paged when the acknowledgement has not gone on its last day (3.3), or an hour after a stage
// was opened late.
func (p Procedure) ackTimers(c Case) []timer {
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
		w.toTeam("M20", inHours, func(f *Facts) {
			f.Problem = fmt.Sprintf("The acknowledgement is due by the end of %s and has not been accepted by any server. Please reach the resident another way, and reply POSTED when you have.", s.AckDue.Long())
		})
	}}}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// untold reports whether a letter waits for a person to bring it to the resident.
func (c Case) untold(letter LetterID) bool {
	return slices.ContainsFunc(c.Undelivered, func(u Undeliverable) bool { return u.Letter == letter })
}

// settleTimers: silence after an early settlement closes the case (1.4), once the resident has been told of it.
func (p Procedure) settleTimers(c Case) []timer {
	return []timer{{at: p.Calendar.EndOf(c.Settlement.ReplyBy), run: func(w *working) {
		w.happen(ByMachine, "The resident did not say that it was not settled.", CaseClosed{ClosedInformally})
	}}}
}

// deliveryTimers: an answer that nobody has been able to send, or has not said to be posted, is put before the team each
// working morning until it is. Until then the resident has no answer and the window has not begun (P12).
func (p Procedure) deliveryTimers(c Case, now time.Time) []timer {
	s, n := c.Current()
	if !s.SentAt.IsZero() {
		return nil
	}
	ladder := "deliver" + strconv.Itoa(n)
	at := p.nextMorning(later(s.RespondedAt, c.Reminded[ladder]), now)
	return []timer{{at: at, office: true, run: func(w *working) {
		w.cause = ladder + ":" + w.today().String()
		w.remind(ladder, "the answer has not reached the resident", "M20", w.now)
		w.toTeam("M20", inHours, func(f *Facts) {
			f.Problem = fmt.Sprintf("Our answer of %s has not reached the resident: no server has taken it and nobody has replied POSTED. Please bring it to them today, and reply POSTED when you have.", p.Calendar.Day(s.RespondedAt).Long())
		})
	}}}
}

// nextMorning is the latest working morning that is due after an instant, or else the next to come.
func (p Procedure) nextMorning(after, now time.Time) time.Time {
	day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(after), 1)
	if today := p.Calendar.Day(now); today > day && p.Calendar.WorkingDay(today) {
		day = today
	}
	return p.Calendar.At(day, p.Settings.ReminderHour, 0)
}

// windowTimers: when nobody has asked for stage 2 by the last day, the case lapses (P12). Where the policy sets no last
// day it stays open as long as an answered case does, and a request after that still goes to stage 2.
func (p Procedure) windowTimers(c Case) []timer {
	if c.Stage1.SentAt.IsZero() {
		return nil
	}
	return []timer{{at: p.Calendar.EndOf(p.waitsUntil(c)), run: func(w *working) {
		w.cause = "window:" + c.Stage1.WindowLast.String()
		w.happen(ByMachine, "The last day to ask for stage 2 has passed.", CaseClosed{ClosedLapsed})
		if w.Settings.WindowClosed && c.Stage1.WindowLast != 0 {
			w.toResident("L35", inHours, func(f *Facts) {})
		}
	}}}
}

// waitsUntil is the last day on which an answered stage 1 waits for the resident.
func (p Procedure) waitsUntil(c Case) Date {
	return cmp.Or(c.Stage1.WindowLast, p.Calendar.Day(c.Stage1.SentAt).AddMonths(p.Settings.KeepAnsweredFor))
}

// completionTimers: a case answered for good is complete after its months, once every promise is kept (3.2).
func (p Procedure) completionTimers(c Case) []timer {
	if c.Stage2.SentAt.IsZero() || c.Ombudsman || len(c.promised()) > 0 {
		return nil
	}
	last := p.Calendar.Day(c.Stage2.SentAt).AddMonths(p.Settings.KeepAnsweredFor)
	return []timer{{at: p.Calendar.EndOf(last), run: func(w *working) {
		w.happen(ByMachine, "The process has ended and everything promised is done.", CaseClosed{ClosedComplete})
	}}}
}

// promise is something an answer promised that is not done yet.
type promise struct {
	Action
	stage, index int
	who          Contact
	answered     time.Time
}

// promised lists what is still to be done, of both stages, whatever has become of the case since.
func (c Case) promised() []promise {
	var all []promise
	for n, s := range []Stage{c.Stage1, c.Stage2} {
		for i, a := range s.Actions {
			if a.Done == 0 {
				all = append(all, promise{a, n + 1, i, s.Handler, s.RespondedAt})
			}
		}
	}
	return all
}

// promisedFor is the day by which something was promised. Without one it is for the coming four weeks.
func (p Procedure) promisedFor(a promise) Date {
	const weeks = 4
	return cmp.Or(a.By, p.Calendar.Day(a.answered).AddDays(7*weeks))
}

// actionTimers: what an answer promised is chased from the working day after its date until it is done (Code 6.6, 7.4).
func (p Procedure) actionTimers(c Case, now time.Time) []timer {
	var timers []timer
	for _, a := range c.promised() {
		ladder := fmt.Sprintf("action%d.%d", a.stage, a.index)
		at := p.nextChase(p.promisedFor(a), c.Reminded[ladder], now)
		timers = append(timers, timer{at: at, office: true, run: func(w *working) {
			w.cause = ladder + ":" + w.today().String()
			w.remind(ladder, "promised action is due", "M27", w.now)
			w.toStaff("M27", RoleManager, w.inCharge(a.who), inHours, func(f *Facts) { f.Actions = []Action{a.Action} })
		}})
	}
	return timers
}

// nextChase is the latest chase that is due and not dealt with, or else the next to come; never two on one day.
func (p Procedure) nextChase(by Date, done, now time.Time) time.Time {
	day, _ := p.Calendar.RollForward(by + 1)
	at := p.Calendar.At(day, p.Settings.ReminderHour, 0)
	for {
		following := p.nextReminder(at, p.Settings.UpdateEvery)
		if p.Calendar.Day(at) > p.Calendar.Day(done) && following.After(now) {
			return at
		}
		at = following
	}
}

func (p Procedure) nextReminder(at time.Time, workingDays int) time.Time {
	day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(at), workingDays)
	return p.Calendar.At(day, p.Settings.ReminderHour, 0)
}
