package procedure

import (
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"time"
)

func (p Procedure) contactBy(s complaint.Stage, n int) calendar.Date {
	if rungs := p.contactRungs(s, n); len(rungs) > 0 {
		return rungs[0].day
	}
	return s.Target
}

// rung is one step of a ladder: a letter at an instant. The latest due rung of a ladder is the only one taken.
type rung struct {
	at     time.Time
	letter complaint.LetterID
	words  string
	day    calendar.Date // daily rungs differ by their day
}

// nextRung returns the latest rung that is due and not dealt with, or else the first to come. One left over from
// an earlier day gives way to one that comes later today.
func (p Procedure) nextRung(rungs []rung, done, now time.Time) (rung, bool) {
	var due, next rung
	for _, r := range rungs {
		switch {
		case !r.at.After(done):
		case !r.at.After(now):
			if !r.at.Before(due.at) {
				due = r
			}
		case next.at.IsZero() || r.at.Before(next.at):
			next = r
		}
	}
	today := p.Calendar.Day(now)
	if due.at.IsZero() || due.day < today && !next.at.IsZero() && p.Calendar.Day(next.at) == today {
		return next, !next.at.IsZero()
	}
	return due, true
}

func (p Procedure) rung(day calendar.Date, hour int, letter complaint.LetterID, words string) rung {
	day, _ = p.Calendar.RollForward(day)
	return rung{at: p.Calendar.At(day, hour, 0), letter: letter, words: words, day: day}
}

// timer is something that time will make due on a case.
type timer struct {
	at     time.Time
	office bool // it writes letters that keep office hours
	run    func(*working)
}

// ready is when a timer that is due may run: at its time, or when the office next opens.
func (p Procedure) ready(t timer, now time.Time) time.Time {
	if t.office && !t.at.After(now) {
		return p.Calendar.NextInHours(p.Settings.Hours, now)
	}
	return t.at
}

func (w *working) remind(ladder, rung string, letter complaint.LetterID, until time.Time) {
	w.happen(ByMachine, "Reminder: "+rung+".", complaint.Reminded{Ladder: ladder, Rung: rung, Letter: letter, Until: until})
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// nextMorning is the latest working morning that is due after an instant, or else the next to come.
func (p Procedure) nextMorning(after, now time.Time) time.Time {
	day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(after), 1)
	if today := p.Calendar.Day(now); today > day && p.Calendar.WorkingDay(today) {
		day = today
	}
	return p.Calendar.At(day, p.Settings.ReminderHour, 0)
}

func (p Procedure) nextReminder(at time.Time, workingDays int) time.Time {
	day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(at), workingDays)
	return p.Calendar.At(day, p.Settings.ReminderHour, 0)
}
