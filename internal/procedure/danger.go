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
	harmed := mayBeHarmed(r)
	flags := slices.Clone(r.Flags)
	if harmed {
		flags = append(flags, complaint.FlagSafeguarding)
	}
	harm := r.SelfHarm == complaint.SelfHarmStrong || harmed || r.SelfHarm == "" && r.Has(complaint.FlagSelfHarm)
	danger := r.Emergency || harm
	waiting := d.Case.Clocks.Danger
	fresh := slices.DeleteFunc(slices.Clone(flags), func(f complaint.Flag) bool {
		return slices.Contains(d.Case.Flags, f)
	})
	if len(fresh) > 0 || danger {
		d.record(complaint.ByMachine, "The message shows: "+flagWords(flags, r.Emergency),
			complaint.Flagged{Flags: fresh, Emergency: danger})
	}
	if danger {
		words := complaint.LimitWords(m.NewText)
		if !waiting.Waits.IsZero() {
			words = complaint.LimitWords(waiting.Words + "\n\n" + m.NewText)
		}
		d.alert(harm, words)
		d.onceADay(letter.Emergency, "The resident is told whom to ring now.", func() {
			d.toResident(letter.Emergency)
			d.sparing()
		})
	}
	if ofPersonalData(r) {
		d.dataAlert(m)
	}
}

// mayBeHarmed reports whether a message tells of somebody who may be harmed by another.
func mayBeHarmed(r complaint.Reading) bool {
	return r.Has(complaint.FlagSafeguarding) || slices.ContainsFunc(r.Evidence, func(e complaint.Evidence) bool {
		return e.Clause == string(complaint.FlagSafeguarding)
	})
}

// alert tells people of a danger: at once, or where alerts have just gone to them, a few minutes later together with all
// that are open. A hundred of them, one under the other, would bury the one that is true.
func (d *draft) alert(harm bool, words string) {
	if d.now.Before(d.AlertsFrom) {
		d.record(complaint.ByMachine, "Other alerts have just gone, so this one goes with the next, at "+
			d.AlertsFrom.In(d.Calendar.Zone).Format("15:04")+".",
			complaint.AlertPutOff{Until: d.AlertsFrom.UTC(), Words: words})
		return
	}
	d.alertFirst(harm, words)
}

func (d *draft) alertFirst(harm bool, words string) {
	fill := func(f *complaint.Facts) {
		f.Words = words
		d.ofTheDanger(f)
	}
	if !harm {
		d.toStaff(letter.Hazard, complaint.RoleOutOfHours, d.Register.OutOfHours, fill)
		return
	}
	d.toStaff(letter.Safeguarding, complaint.RoleOutOfHours, d.Register.OutOfHours, fill)
	d.toStaff(letter.Safeguarding, complaint.RoleTeam, d.Register.Team, fill)
}

// ofTheDanger has an alert tell of the message that speaks of the danger, which need not be the first.
func (d *draft) ofTheDanger(f *complaint.Facts) {
	f.Received, f.Unwritten = d.Calendar.Day(d.Case.EmergencyAt), d.unwritten()
}

// unwritten reports whether advice for somebody in danger cannot go to the resident.
func (d *draft) unwritten() bool {
	c := d.Case
	return Barred(c, letter.Emergency, complaint.RoleResident, c.Channel(), c.Resident(), false) != ""
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
	if waits := c.Clocks.Danger.Waits; !waits.IsZero() {
		return []dueStep{{clause: "2.4", at: waits, run: alertThatWaited}}
	}
	r, next, ok := p.nextAlert(c, now)
	if !ok {
		return nil
	}
	return []dueStep{{clause: "2.4", at: r.at, office: r.day != 0, run: func(d *draft) {
		d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), r.at.Unix())
		d.remind(complaint.ScheduleDanger, r.words, r.id, d.now)
		d.alertAgain(r, next)
	}}}
}

// alertThatWaited gives the first word of a danger that waited to go with others.
func alertThatWaited(d *draft) {
	c := d.Case
	d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), c.Clocks.Danger.Waits.Unix())
	id := alertOf(c)
	d.remind(complaint.ScheduleDanger, "it is told together with others", id, d.now)
	d.alertFirst(id == letter.Safeguarding, c.Clocks.Danger.Words)
}

// AlertToo tells of an open danger once more because others are told now: one letter has them all, and from then on
// they are told together.
func (p Procedure) AlertToo(c complaint.Case, now time.Time) Decision {
	d := p.begin(c, now, "time")
	d.clause = "2.4"
	r, next, ok := p.nextAlert(c, now)
	switch {
	case !c.Clocks.Danger.Runs() || !ok:
	case !c.Clocks.Danger.Waits.IsZero():
		alertThatWaited(d)
	default:
		d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), now.Unix())
		d.remind(complaint.ScheduleDanger, r.words, r.id, d.now)
		d.alertAgain(r, next)
	}
	return d.Decision
}

// nextAlert is when a danger that was told is told again, and how often it has been. Of several that are due only the
// latest counts. What was told together with others waits the full time again, so that they stay together.
func (p Procedure) nextAlert(c complaint.Case, now time.Time) (r reminder, times int, ok bool) {
	reminders := p.dangerReminders(c, now)
	told := c.Clocks.Danger.Told
	next := slices.IndexFunc(reminders, func(r reminder) bool { return r.at.After(told) })
	if next < 0 {
		return reminder{}, 0, false
	}
	for next+1 < len(reminders) && !reminders[next+1].at.After(now) {
		next++
	}
	r = reminders[next]
	if r.day == 0 {
		since := told
		if told.IsZero() {
			since = c.EmergencyAt
		}
		r.at = since.Add(time.Duration(p.Settings.AlertAgainMinutes) * time.Minute)
		if since.After(now) { // the clock was ahead then
			r.at = now
		}
	}
	return r, next, true
}

// alertOf is the letter that tells of the danger of a case.
func alertOf(c complaint.Case) letter.ID {
	if slices.Contains(c.Flags, complaint.FlagSelfHarm) || slices.Contains(c.Flags, complaint.FlagSafeguarding) {
		return letter.Safeguarding
	}
	return letter.Hazard
}

func (p Procedure) dangerReminders(c complaint.Case, now time.Time) []reminder {
	id := alertOf(c)
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
	fill := func(f *complaint.Facts) {
		f.Reminder = r.words
		d.ofTheDanger(f)
	}
	d.toStaff(r.id, complaint.RoleOutOfHours, d.Register.OutOfHours, fill)
	d.toTeam(r.id, fill)
	if director := d.Register.Areas[d.Case.Area].Director; times > 0 && director.Email != "" {
		d.toStaff(r.id, complaint.RoleDirector, director, fill)
	}
}

// alertOthers tells the team and the area's Director of a danger of which whoever should act has not been reached.
func (d *draft) alertOthers(l outbox.Letter, why string) {
	fill := func(f *complaint.Facts) {
		f.Reminder = "The first alert did not arrive: " + why
		d.ofTheDanger(f)
	}
	if !strings.EqualFold(l.To, d.Register.Team.Email) {
		d.toTeam(l.Letter, fill)
	}
	if director := d.Register.Areas[d.Case.Area].Director; director.Email != "" &&
		!strings.EqualFold(l.To, director.Email) {
		d.toStaff(l.Letter, complaint.RoleDirector, director, fill)
	}
}
