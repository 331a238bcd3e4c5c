package procedure

import (
	"complaints/internal/complaint"
	"fmt"
	"slices"
	"strings"
	"time"
)

// safety alerts people to danger, whatever else the message is (0.3, 2.4): emergencies and self-harm to the
// out-of-hours contact at once, day or night; personal data to the data protection officer.
func (w *working) safety(m complaint.Message, r complaint.Reading) {
	harmed := slices.ContainsFunc(r.Evidence, func(e complaint.Evidence) bool { return e.Clause == string(complaint.FlagSafeguarding) })
	if harmed {
		r.Flags = append(slices.Clone(r.Flags), complaint.FlagSafeguarding)
	}
	harm := r.Has(complaint.FlagSelfHarm) || harmed
	danger := r.Emergency || harm
	fresh := slices.DeleteFunc(slices.Clone(r.Flags), func(f complaint.Flag) bool { return slices.Contains(w.d.Case.Flags, f) })
	if len(fresh) > 0 || danger {
		w.happen(ByMachine, "The message shows: "+flagWords(r), complaint.Flagged{Flags: fresh, Emergency: danger})
	}
	words := func(f *complaint.Facts) { f.Words = complaint.LimitWords(m.NewText) }
	if r.Emergency && !harm {
		w.toStaff("M21", complaint.RoleOutOfHours, w.Register.OutOfHours, atOnce, words)
	}
	if harm {
		w.toStaff("M23", complaint.RoleOutOfHours, w.Register.OutOfHours, atOnce, words)
		w.toStaff("M23", complaint.RoleTeam, w.Register.Team, atOnce, words)
	}
	if danger {
		w.onceADay("L37", "The resident is told whom to ring now.", func() { w.toResident("L37", atOnce, func(f *complaint.Facts) {}) })
	}
	if ofPersonalData(r) || containsAny(strings.ToLower(m.NewText), asksForDataWords) && asksForData.MatchString(m.NewText) {
		w.dataAlert(m)
	}
}

func flagWords(r complaint.Reading) string {
	words := make([]string, 0, len(r.Flags)+1)
	if r.Emergency {
		words = append(words, "danger now")
	}
	for _, f := range r.Flags {
		words = append(words, strings.ReplaceAll(string(f), "_", " "))
	}
	return strings.Join(words, ", ") + "."
}

// alertTimers: an emergency that nobody has taken is told again every half hour for two hours, to the Director too,
// and then each working morning, until somebody takes it (2.4). Whatever has become of the case, danger is danger.
func (p Procedure) alertTimers(c complaint.Case, now time.Time) []timer {
	done := c.Reminded["alert"]
	if !c.Emergency || done.Equal(complaint.FarFuture) {
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

func (p Procedure) alertRungs(c complaint.Case, now time.Time) []rung {
	letter := complaint.LetterID("M21")
	if slices.Contains(c.Flags, complaint.FlagSelfHarm) || slices.Contains(c.Flags, complaint.FlagSafeguarding) {
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
	fill := func(f *complaint.Facts) { f.Rung = r.words }
	w.toStaff(r.letter, complaint.RoleOutOfHours, w.Register.OutOfHours, atOnce, fill)
	w.toTeam(r.letter, atOnce, fill)
	if director := w.Register.Areas[w.d.Case.Area].Director; times > 0 && director.Email != "" {
		w.toStaff(r.letter, complaint.RoleDirector, director, atOnce, fill)
	}
}
