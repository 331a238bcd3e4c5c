package procedure

import (
	"fmt"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
)

// reminderRow is one reminder of an open stage (3.3): which letter, to whom, on which days and at which hour. Of the
// rows of a schedule only the latest that is due is taken. Days off are rolled forward.
type reminderRow struct {
	schedule, clause string
	id               letter.ID
	to, when         string // in words, for people
	words            func(stageOn) string
	days             func(stageOn) []calendar.Date
	hour             func(Settings) int
	send             func(*draft, reminder)
}

// reminderRows are the reminders: to the handler before, on and after the target; upwards when it is late; to the
// resident when a date was missed. Late is judged by the limit.
func reminderRows() []reminderRow {
	morning := func(s Settings) int { return s.ReminderHour }
	noon := func(s Settings) int { return s.LateHour }
	const theHandler = "whoever handles the case"
	return []reminderRow{
		{"contact", "P7", letter.ManagerContactDue, theHandler, "on the last day for the first conversation",
			says("the first conversation with the resident is due"), stageOn.contactDay, morning, remindHandler},
		{"manager", "P9", letter.ManagerHalfway, theHandler,
			"a week before the target, in a stage of more than nine days",
			says("a week is left"), stageOn.weekBefore, morning, remindHandler},
		{"manager", "P9", letter.ManagerThreeDays, theHandler, "three working days before the target",
			says("three working days are left"), workingDaysBefore(3), morning, remindHandler},
		{"manager", "P9", letter.ManagerOneDay, theHandler, "one working day before the target",
			says("the answer is due on the next working day"), workingDaysBefore(1), morning, remindHandler},
		{"manager", "P9", letter.ManagerDueToday, theHandler, "on the target",
			stageOn.dueToday, workingDaysBefore(0), morning, remindHandler},
		{"manager", "P9", letter.ManagerOverdue, theHandler, "on each working day after the target",
			says("the answer is late"), stageOn.daysAfter, morning, remindHandler},
		{"director", "P9", letter.DirectorOverdue, "the Director; at stage 2 the chief executive",
			"one working day after the limit",
			says("the answer is one working day late"), workingDaysLate(1), morning, tellUpwards},
		{"director", "P9", letter.LeadOverdue, "the complaints lead and the Director",
			"three working days after the limit",
			says("the answer is three working days late"), workingDaysLate(3), morning, tellUpwards},
		{"late", "P10", letter.Stage1Late, "the resident",
			"at noon of the first working day after the limit, and again every few working days until the answer comes",
			says("the resident is told that our date was missed"), stageOn.lateDay, noon, tellLate},
	}
}

// informalReminderRows are the reminders while it is being put right before stage 1 (1.4).
func informalReminderRows() []reminderRow {
	before := func(n int) func(stageOn) []calendar.Date {
		return func(s stageOn) []calendar.Date {
			day, _ := s.Calendar.AddWorkingDays(s.Target, -n)
			return []calendar.Date{day}
		}
	}
	contact := reminderRows()[0]
	contact.schedule = informalSchedule
	return []reminderRow{
		contact,
		{informalSchedule, "P4", letter.InformalAssigned, contact.to, "three working days before the last day for that",
			says("three working days are left"), before(3), contact.hour, remindHandler},
		{informalSchedule, "P4", letter.InformalAssigned, contact.to, "one working day before the last day for that",
			says("one working day is left"), before(1), contact.hour, remindHandler},
	}
}

// stageReminders are the reminders of an open stage as they stand: of each schedule the latest that is due, or the
// next.
func (p Procedure) stageReminders(c complaint.Case, now time.Time) []dueStep {
	s, n := c.Current()
	on := stageOn{p, s, n, now}
	if c.Safety.Has(complaint.HoldDeath) {
		on.AssignedOn = 0 // nobody is reminded to ring somebody who has died
	}
	var steps []dueStep
	for _, rows := range chunked(reminderRows()) {
		schedule := rows[0].schedule + n.String()
		reminders, row := on.reminders(rows)
		r, ok := p.latestReminder(reminders, later(c.Reminded[schedule], s.OpenedAt), now)
		if !ok {
			continue
		}
		steps = append(steps, dueStep{clause: row[r.id].clause, at: r.at, office: true, run: func(d *draft) {
			d.cause = fmt.Sprintf("%s.%d.%s.%s", schedule, s.Dates, r.id, r.day)
			remind(d, schedule, r.words, r.id, d.now)
			row[r.id].send(d, r)
		}})
	}
	return steps
}

// chunked splits the rows by their schedule.
func chunked(rows []reminderRow) (schedules [][]reminderRow) {
	for i, row := range rows {
		if i == 0 || rows[i-1].schedule != row.schedule {
			schedules = append(schedules, nil)
		}
		last := len(schedules) - 1
		schedules[last] = append(schedules[last], row)
	}
	return schedules
}

func says(words string) func(stageOn) string { return func(stageOn) string { return words } }

func remindHandler(d *draft, r reminder) {
	d.toHandler(r.id, func(f *order.Facts) { f.Reminder, f.Waits = r.words, approvalAwaited(d.Case) })
}

// stageOn is an open stage as its reminders see it at an instant.
type stageOn struct {
	Procedure
	complaint.Stage
	n   policy.StageNumber
	now time.Time
}

// reminders are those of the rows of one schedule, and the row of each by its letter.
func (s stageOn) reminders(rows []reminderRow) (all []reminder, of map[letter.ID]reminderRow) {
	of = map[letter.ID]reminderRow{}
	for _, row := range rows {
		of[row.id] = row
		for _, day := range row.days(s) {
			all = append(all, s.reminderOn(day, row.hour(s.Settings), row.id, row.words(s)))
		}
	}
	return all, of
}

// contactDay: the first conversation is due three working days after the case was assigned, or as the policy says (P7).
func (s stageOn) contactDay() []calendar.Date {
	if s.ContactedOn != 0 || s.AssignedOn == 0 {
		return nil
	}
	period := calendar.Period{N: 3, Unit: calendar.WorkingDays}
	if sp, ok := s.Policy.Stage(s.n); ok && sp.FirstContact != nil {
		period = *sp.FirstContact
	}
	day, _ := s.Calendar.Count(s.AssignedOn, period)
	return []calendar.Date{day}
}

// weekBefore: in a shorter stage a week before is no halfway.
func (s stageOn) weekBefore() []calendar.Date {
	if s.Day0.DaysUntil(s.Target) <= 9 {
		return nil
	}
	return []calendar.Date{s.Target.AddDays(-7)}
}

// lastWorkedDay is the target, or the working day before it: a day off that came later moves no promise, but nobody
// works on it.
func (s stageOn) lastWorkedDay() calendar.Date {
	day, _ := s.Calendar.RollBack(s.Target)
	return day
}

func workingDaysBefore(n int) func(stageOn) []calendar.Date {
	return func(s stageOn) []calendar.Date {
		day := s.lastWorkedDay()
		if n > 0 {
			day, _ = s.Calendar.AddWorkingDays(day, -n)
		}
		return []calendar.Date{day}
	}
}

// daysAfter are the working days after the target; only those around now matter.
func (s stageOn) daysAfter() (days []calendar.Date) {
	today := s.Calendar.Day(s.now)
	day := max(s.Target+1, today-7)
	for i := 0; i < 2 || day <= today+1; i++ {
		day, _ = s.Calendar.RollForward(day)
		days = append(days, day)
		day++
	}
	return days
}

// dueToday says when an answer is due on the day by which it can be worked on.
func (s stageOn) dueToday() string {
	if s.lastWorkedDay() == s.Target {
		return "the answer is due today"
	}
	return "the answer is due on " + s.Target.Long() + ", which is not worked, so today"
}

// workingDaysLate counts from the limit, or from the day on which the stage was opened late.
func workingDaysLate(n int) func(stageOn) []calendar.Date {
	return func(s stageOn) []calendar.Date {
		day, _ := s.Calendar.AddWorkingDays(max(s.Limit, s.Calendar.Day(s.OpenedAt)), n)
		return []calendar.Date{day}
	}
}

// lateDay is when the resident is told that a date was missed: the first working day after it, and again so many
// working days after the last word (Code 5.9). There is one at a time: what was missed in an outage is not made up for.
func (s stageOn) lateDay() []calendar.Date {
	from, n := max(s.Limit, s.Calendar.Day(s.OpenedAt)), 1
	if s.LateTold > s.Limit {
		from, n = s.LateTold, s.Settings.UpdateEvery
	}
	day, _ := s.Calendar.AddWorkingDays(from, n)
	return []calendar.Date{day}
}

// tellUpwards tells the Director at stage 1, the chief executive at stage 2 (M08), and the complaints lead with
// the Director when it goes on (M09).
func tellUpwards(d *draft, r reminder) {
	_, n := d.Case.Current()
	fill := func(f *order.Facts) { f.Reminder = r.words }
	if r.id == letter.LeadOverdue {
		d.toStaff(letter.LeadOverdue, people.RoleTeam, d.Register.Lead.Or(d.Register.Team), fill)
	}
	switch {
	case n == 2 && r.id == letter.DirectorOverdue:
		d.toStaff(letter.DirectorOverdue, people.RoleChiefExecutive, d.Register.ChiefExecutive, fill)
	case n == 2:
		d.toStaff(letter.LeadOverdue, people.RoleDirector, d.Case.Stage2.Handler, fill)
	default:
		d.toStaff(r.id, people.RoleDirector, d.Register.Areas[d.Case.Area].Director, fill)
	}
}

// tellLate apologises to the resident for a missed date and says when we will write again (L22, L31).
func tellLate(d *draft, r reminder) {
	s, n := d.Case.Current()
	id := letter.Stage1Late
	if n == 2 {
		id = letter.Stage2Late
	}
	d.record(actor.ByMachine, "The resident is told that our date was missed.",
		complaint.ToldLate{Stage: n, On: d.today()})
	next, _ := d.Calendar.AddWorkingDays(d.today(), d.Settings.UpdateEvery)
	d.toResident(id, func(f *order.Facts) {
		f.OldDate, f.NewDate = s.Target, next
		f.External.Show = true
	})
}
