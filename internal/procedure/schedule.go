package procedure

import (
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
)

// contactBy is the working day by which the handler should have spoken with the resident.
func (p Procedure) contactBy(s complaint.Stage, n policy.StageNumber) calendar.Date {
	if days := (stageOn{Procedure: p, Stage: s, n: n}).contactDay(); len(days) > 0 {
		day, _ := p.Calendar.RollForward(days[0])
		return day
	}
	return s.Target
}

// reminder is one step of a schedule: a letter at an instant. The latest due reminder of a schedule is the only one
// taken.
type reminder struct {
	at    time.Time
	id    complaint.LetterID
	words string
	day   calendar.Date // daily reminders differ by their day
}

// latestReminder returns the latest reminder that is due and not dealt with, or else the first to come. One left over
// from an earlier day gives way to one that comes later today.
func (p Procedure) latestReminder(reminders []reminder, done, now time.Time) (reminder, bool) {
	var due, next reminder
	for _, r := range reminders {
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

func (p Procedure) reminderOn(day calendar.Date, hour int, id complaint.LetterID, words string) reminder {
	day, _ = p.Calendar.RollForward(day)
	return reminder{at: p.Calendar.At(day, hour, 0), id: id, words: words, day: day}
}

// dueStep is something that time will make due on a case.
type dueStep struct {
	clause string // of rules.md
	at     time.Time
	office bool // it writes letters that keep office hours
	run    func(*draft)
}

// ready is when a step that is due may run: at its time, or when the office next opens.
func (p Procedure) ready(t dueStep, now time.Time) time.Time {
	if t.office && !t.at.After(now) {
		return p.Calendar.NextInHours(p.Settings.Hours, now)
	}
	return t.at
}

func remind(d *draft, schedule, what string, id complaint.LetterID, until time.Time) {
	d.record(actor.ByMachine, "Reminder: "+what+".",
		complaint.Reminded{Schedule: schedule, What: what, Letter: id, Until: until})
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

func (p Procedure) workingDaysAfter(at time.Time, workingDays int) time.Time {
	day, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(at), workingDays)
	return p.Calendar.At(day, p.Settings.ReminderHour, 0)
}
