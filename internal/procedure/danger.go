package procedure

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
)

// safety alerts people to danger, whatever else the message is (0.3, 2.4): emergencies and self-harm to the
// out-of-hours contact at once, day or night; personal data to the data protection officer.
func (d *draft) safety(m complaint.Message, r complaint.Reading) {
	harmed := slices.ContainsFunc(r.Evidence, func(e complaint.Evidence) bool {
		return e.Clause == string(complaint.FlagSafeguarding)
	})
	flags := slices.Clone(r.Flags)
	if harmed {
		flags = append(flags, complaint.FlagSafeguarding)
	}
	harm := r.Has(complaint.FlagSelfHarm) || harmed
	danger := r.Emergency || harm
	fresh := slices.DeleteFunc(slices.Clone(flags), func(f complaint.Flag) bool {
		return slices.Contains(d.Case.Flags, f)
	})
	if len(fresh) > 0 || danger {
		d.record(complaint.ByMachine, "The message shows: "+flagWords(flags, r.Emergency),
			complaint.Flagged{Flags: fresh, Emergency: danger})
	}
	words := func(f *complaint.Facts) { f.Words = complaint.LimitWords(m.NewText) }
	if r.Emergency && !harm {
		d.toStaff(letter.Hazard, complaint.RoleOutOfHours, d.Register.OutOfHours, words)
	}
	if harm {
		d.toStaff(letter.Safeguarding, complaint.RoleOutOfHours, d.Register.OutOfHours, words)
		d.toStaff(letter.Safeguarding, complaint.RoleTeam, d.Register.Team, words)
	}
	if danger {
		d.onceADay(letter.Emergency, "The resident is told whom to ring now.", func() {
			d.toResident(letter.Emergency)
		})
	}
	if ofPersonalData(r) {
		d.dataAlert(m)
	}
}

func flagWords(flags []complaint.Flag, emergency bool) string {
	words := make([]string, 0, len(flags)+1)
	if emergency {
		words = append(words, "danger now")
	}
	for _, f := range flags {
		words = append(words, strings.ReplaceAll(string(f), "_", " "))
	}
	return strings.Join(words, ", ") + "."
}

// dangerSteps: an emergency that nobody has taken is told again every half hour for two hours, to the Director too,
// and then each working morning, until somebody takes it (2.4). Whatever has become of the case, danger is danger.
func (p Procedure) dangerSteps(c complaint.Case, now time.Time) []dueStep {
	if !c.Clocks.Danger.Runs() {
		return nil
	}
	reminders := p.dangerReminders(c, now)
	next := slices.IndexFunc(reminders, func(r reminder) bool { return r.at.After(c.Clocks.Danger.Told) })
	if next < 0 {
		return nil
	}
	for next+1 < len(reminders) && !reminders[next+1].at.After(now) {
		next++ // only the latest that is due
	}
	r := reminders[next]
	return []dueStep{{clause: "2.4", at: r.at, office: r.day != 0, run: func(d *draft) {
		d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), r.at.Unix())
		d.remind(complaint.ScheduleDanger, r.words, r.id, d.now)
		d.alertAgain(r, next)
	}}}
}

func (p Procedure) dangerReminders(c complaint.Case, now time.Time) []reminder {
	id := letter.Hazard
	if slices.Contains(c.Flags, complaint.FlagSelfHarm) || slices.Contains(c.Flags, complaint.FlagSafeguarding) {
		id = letter.Safeguarding
	}
	const words, tries = "nobody has replied TAKEN yet", 4
	var reminders []reminder
	for i := 1; i <= tries; i++ {
		at := c.EmergencyAt.Add(time.Duration(i*p.Settings.AlertAgainMinutes) * time.Minute)
		reminders = append(reminders, reminder{at: at, id: id, words: words})
	}
	day := max(p.Calendar.Day(reminders[tries-1].at)+1, p.Calendar.Day(now)-7)
	for i := 0; i < 2 || day <= p.Calendar.Day(now)+1; i++ {
		r := p.reminderOn(day, p.Settings.ReminderHour, id, words)
		reminders = append(reminders, r)
		day = r.day + 1
	}
	return reminders
}

func (d *draft) alertAgain(r reminder, times int) {
	fill := func(f *complaint.Facts) { f.Reminder = r.words }
	d.toStaff(r.id, complaint.RoleOutOfHours, d.Register.OutOfHours, fill)
	d.toTeam(r.id, fill)
	if director := d.Register.Areas[d.Case.Area].Director; times > 0 && director.Email != "" {
		d.toStaff(r.id, complaint.RoleDirector, director, fill)
	}
}

// alertOthers tells the team and the area's Director of a danger of which whoever should act has not been reached.
func (d *draft) alertOthers(l outbox.Letter, why string) {
	fill := func(f *complaint.Facts) { f.Reminder = "The first alert did not arrive: " + why }
	if !strings.EqualFold(l.To, d.Register.Team.Email) {
		d.toTeam(l.Letter, fill)
	}
	if director := d.Register.Areas[d.Case.Area].Director; director.Email != "" &&
		!strings.EqualFold(l.To, director.Email) {
		d.toStaff(l.Letter, complaint.RoleDirector, director, fill)
	}
}
