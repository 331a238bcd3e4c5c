package procedure

import (
	"fmt"
	"strconv"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// stageReminders are the reminders of an open stage (domain.md 3.3): to the handler before, on and after the
// target; upwards when it is late; to the resident when a date was missed. T is the target; late is judged by
// the limit.
func (p Procedure) stageReminders(c complaint.Case, now time.Time) []dueStep {
	s, n := c.Current()
	var steps []dueStep
	add := func(name string, reminders []reminder, send func(d *draft, r reminder)) {
		if r, ok := p.latestReminder(reminders, later(c.Reminded[name], s.OpenedAt), now); ok {
			steps = append(steps, dueStep{at: r.at, office: true, run: func(d *draft) {
				d.cause = fmt.Sprintf("%s.%d.%s.%s", name, s.Dates, r.id, r.day)
				d.remind(name, r.words, r.id, d.now)
				send(d, r)
			}})
		}
	}
	toHandler := func(d *draft, r reminder) {
		d.toHandler(r.id, func(f *complaint.Facts) { f.Rung = r.words })
	}
	add("contact"+strconv.Itoa(n), p.contactReminders(s, n), toHandler)
	add(complaint.ManagerSchedule(n), p.managerReminders(s, now), toHandler)
	add("director"+strconv.Itoa(n), p.directorReminders(s, p.Calendar.Day(s.OpenedAt)), (*draft).tellUpwards)
	add("late"+strconv.Itoa(n), p.lateReminders(s), (*draft).tellLate)
	return steps
}

// contactReminders: the first conversation is due three working days after the case was assigned (P7).
func (p Procedure) contactReminders(s complaint.Stage, n int) []reminder {
	if s.ContactedOn != 0 || s.AssignedOn == 0 {
		return nil
	}
	period := calendar.Period{N: 3, Unit: calendar.WorkingDays}
	if sp, ok := p.Policy.Stage(n); ok && sp.FirstContact != nil {
		period = *sp.FirstContact
	}
	day, _ := p.Calendar.Count(s.AssignedOn, period)
	return []reminder{p.reminderOn(day, p.Settings.ReminderHour, letter.ManagerContactDue,
		"the first conversation with the resident is due")}
}

// managerReminders: a week before, three and one working days before, on the day, and each working day after.
func (p Procedure) managerReminders(s complaint.Stage, now time.Time) []reminder {
	hour := p.Settings.ReminderHour
	target, _ := p.Calendar.RollBack(s.Target) // a day off that came later moves no promise, but nobody works on it
	before := func(n int) calendar.Date { d, _ := p.Calendar.AddWorkingDays(target, -n); return d }
	var reminders []reminder
	if s.Day0.DaysUntil(s.Target) > 9 { // in a shorter stage a week before is no halfway
		reminders = append(reminders, p.reminderOn(s.Target.AddDays(-7), hour, letter.ManagerHalfway, "a week is left"))
	}
	reminders = append(reminders,
		p.reminderOn(before(3), hour, letter.ManagerThreeDays, "three working days are left"),
		p.reminderOn(before(1), hour, letter.ManagerOneDay, "the answer is due on the next working day"),
		p.reminderOn(target, hour, letter.ManagerDueToday, "the answer is due"+today(s.Target, target)),
	)
	// Each working day after the target there is one more; only those around now matter.
	day := max(s.Target+1, p.Calendar.Day(now)-7)
	for i := 0; i < 2 || day <= p.Calendar.Day(now)+1; i++ {
		r := p.reminderOn(day, hour, letter.ManagerOverdue, "the answer is late")
		reminders = append(reminders, r)
		day = r.day + 1
	}
	return reminders
}

// today says when an answer is due on the day by which it can be worked on.
func today(target, worked calendar.Date) string {
	if target == worked {
		return " today"
	}
	return " on " + target.Long() + ", which is not worked, so today"
}

// directorReminders: the Director hears of an answer one working day late, the lead and the Director again after three.
// In a stage that was opened after its limit the days count from there.
func (p Procedure) directorReminders(s complaint.Stage, opened calendar.Date) []reminder {
	after := func(n int) calendar.Date { d, _ := p.Calendar.AddWorkingDays(max(s.Limit, opened), n); return d }
	return []reminder{
		p.reminderOn(after(1), p.Settings.ReminderHour, letter.DirectorOverdue, "the answer is one working day late"),
		p.reminderOn(after(3), p.Settings.ReminderHour, letter.LeadOverdue, "the answer is three working days late"),
	}
}

// lateReminders: the resident is told at noon of the first working day after a missed date, and again so many working
// days after the last word, until the answer comes (Code 5.9). There is one at a time: what was missed in an outage is
// not made up for.
func (p Procedure) lateReminders(s complaint.Stage) []reminder {
	from, n := max(s.Limit, p.Calendar.Day(s.OpenedAt)), 1
	if s.LateTold > s.Limit {
		from, n = s.LateTold, p.Settings.UpdateEvery
	}
	day, _ := p.Calendar.AddWorkingDays(from, n)
	return []reminder{p.reminderOn(day, p.Settings.LateHour, letter.Stage1Late,
		"the resident is told that our date was missed")}
}

// tellUpwards tells the Director at stage 1, the chief executive at stage 2 (M08), and the complaints lead with
// the Director when it goes on (M09).
func (d *draft) tellUpwards(r reminder) {
	_, n := d.Case.Current()
	fill := func(f *complaint.Facts) { f.Rung = r.words }
	if r.id == letter.LeadOverdue {
		d.toStaff(letter.LeadOverdue, complaint.RoleTeam, d.Register.Lead.Or(d.Register.Team), fill)
	}
	switch {
	case n == 2 && r.id == letter.DirectorOverdue:
		d.toStaff(letter.DirectorOverdue, complaint.RoleChiefExecutive, d.Register.ChiefExecutive, fill)
	case n == 2:
		d.toStaff(letter.LeadOverdue, complaint.RoleDirector, d.Case.Stage2.Handler, fill)
	default:
		d.toStaff(r.id, complaint.RoleDirector, d.Register.Areas[d.Case.Area].Director, fill)
	}
}

// tellLate apologises to the resident for a missed date and says when we will write again (L22, L31).
func (d *draft) tellLate(r reminder) {
	s, n := d.Case.Current()
	id := letter.Stage1Late
	if n == 2 {
		id = letter.Stage2Late
	}
	d.record(complaint.ByMachine, "The resident is told that our date was missed.", complaint.ToldLate{Stage: n, On: d.today()})
	next, _ := d.Calendar.AddWorkingDays(d.today(), d.Settings.UpdateEvery)
	d.toResident(id, func(f *complaint.Facts) {
		f.OldDate, f.NewDate = s.Target, next
		f.External.Show = true
	})
}
