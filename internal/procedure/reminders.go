package procedure

import (
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"fmt"
	"strconv"
	"time"
)

// ladderTimers are the reminders of an open stage (domain.md 3.3): to the handler before, on and after the
// target; upwards when it is late; to the resident when a date was missed. T is the target; late is judged by
// the limit.
func (p Procedure) ladderTimers(c complaint.Case, now time.Time) []timer {
	s, n := c.Current()
	var timers []timer
	add := func(name string, rungs []rung, send func(w *working, r rung)) {
		if r, ok := p.nextRung(rungs, later(c.Reminded[name], s.OpenedAt), now); ok {
			timers = append(timers, timer{at: r.at, office: true, run: func(w *working) {
				w.cause = fmt.Sprintf("%s.%d.%s.%s", name, s.Dates, r.letter, r.day)
				w.remind(name, r.words, r.letter, w.now)
				send(w, r)
			}})
		}
	}
	toHandler := func(w *working, r rung) {
		w.toHandler(r.letter, func(f *complaint.Facts) { f.Rung = r.words })
	}
	add("contact"+strconv.Itoa(n), p.contactRungs(s, n), toHandler)
	add(complaint.ManagerLadder(n), p.managerRungs(s, now), toHandler)
	add("director"+strconv.Itoa(n), p.directorRungs(s, p.Calendar.Day(s.OpenedAt)), (*working).tellUpwards)
	add("late"+strconv.Itoa(n), p.lateRungs(s), (*working).tellLate)
	return timers
}

// contactRungs: the first conversation is due three working days after the case was assigned (P7).
func (p Procedure) contactRungs(s complaint.Stage, n int) []rung {
	if s.ContactedOn != 0 || s.AssignedOn == 0 {
		return nil
	}
	period := calendar.Period{N: 3, Unit: calendar.WorkingDays}
	if sp, ok := p.Policy.Stage(n); ok && sp.FirstContact != nil {
		period = *sp.FirstContact
	}
	day, _ := p.Calendar.Count(s.AssignedOn, period)
	return []rung{p.rung(day, p.Settings.ReminderHour, "M02", "the first conversation with the resident is due")}
}

// managerRungs: a week before, three and one working days before, on the day, and each working day after.
func (p Procedure) managerRungs(s complaint.Stage, now time.Time) []rung {
	hour := p.Settings.ReminderHour
	target, _ := p.Calendar.RollBack(s.Target) // a day off that came later moves no promise, but nobody works on it
	before := func(n int) calendar.Date { d, _ := p.Calendar.AddWorkingDays(target, -n); return d }
	var rungs []rung
	if s.Day0.DaysUntil(s.Target) > 9 { // in a shorter stage a week before is no halfway
		rungs = append(rungs, p.rung(s.Target.AddDays(-7), hour, "M03", "a week is left"))
	}
	rungs = append(rungs,
		p.rung(before(3), hour, "M04", "three working days are left"),
		p.rung(before(1), hour, "M05", "the answer is due on the next working day"),
		p.rung(target, hour, "M06", "the answer is due"+today(s.Target, target)),
	)
	// Each working day after the target there is one more; only those around now matter.
	day := max(s.Target+1, p.Calendar.Day(now)-7)
	for i := 0; i < 2 || day <= p.Calendar.Day(now)+1; i++ {
		r := p.rung(day, hour, "M07", "the answer is late")
		rungs = append(rungs, r)
		day = r.day + 1
	}
	return rungs
}

// today says when an answer is due on the day by which it can be worked on.
func today(target, worked calendar.Date) string {
	if target == worked {
		return " today"
	}
	return " on " + target.Long() + ", which is not worked, so today"
}

// directorRungs: the Director hears of an answer one working day late, the lead and the Director again after three.
// In a stage that was opened after its limit the days count from there.
func (p Procedure) directorRungs(s complaint.Stage, opened calendar.Date) []rung {
	after := func(n int) calendar.Date { d, _ := p.Calendar.AddWorkingDays(max(s.Limit, opened), n); return d }
	return []rung{
		p.rung(after(1), p.Settings.ReminderHour, "M08", "the answer is one working day late"),
		p.rung(after(3), p.Settings.ReminderHour, "M09", "the answer is three working days late"),
	}
}

// lateRungs: the resident is told at noon of the first working day after a missed date, and again so many working days
// after the last word, until the answer comes (Code 5.9). There is one at a time: what was missed in an outage is not
// made up for.
func (p Procedure) lateRungs(s complaint.Stage) []rung {
	from, n := max(s.Limit, p.Calendar.Day(s.OpenedAt)), 1
	if s.LateTold > s.Limit {
		from, n = s.LateTold, p.Settings.UpdateEvery
	}
	day, _ := p.Calendar.AddWorkingDays(from, n)
	return []rung{p.rung(day, p.Settings.LateHour, "L22", "the resident is told that our date was missed")}
}

// tellUpwards tells the Director at stage 1, the chief executive at stage 2 (M08), and the complaints lead with
// the Director when it goes on (M09).
func (w *working) tellUpwards(r rung) {
	_, n := w.d.Case.Current()
	fill := func(f *complaint.Facts) { f.Rung = r.words }
	if r.letter == "M09" {
		w.toStaff("M09", complaint.RoleTeam, w.Register.Lead.Or(w.Register.Team), inHours, fill)
	}
	switch {
	case n == 2 && r.letter == "M08":
		w.toStaff("M08", complaint.RoleChiefExecutive, w.Register.ChiefExecutive, inHours, fill)
	case n == 2:
		w.toStaff("M09", complaint.RoleDirector, w.d.Case.Stage2.Handler, inHours, fill)
	default:
		w.toStaff(r.letter, complaint.RoleDirector, w.Register.Areas[w.d.Case.Area].Director, inHours, fill)
	}
}

// tellLate apologises to the resident for a missed date and says when we will write again (L22, L31).
func (w *working) tellLate(r rung) {
	s, n := w.d.Case.Current()
	letter := complaint.LetterID("L22")
	if n == 2 {
		letter = "L31"
	}
	w.happen(ByMachine, "The resident is told that our date was missed.", complaint.ToldLate{Stage: n, On: w.today()})
	next, _ := w.Calendar.AddWorkingDays(w.today(), w.Settings.UpdateEvery)
	w.toResident(letter, inHours, func(f *complaint.Facts) {
		f.OldDate, f.NewDate = s.Target, next
		f.External.Show = true
	})
}
