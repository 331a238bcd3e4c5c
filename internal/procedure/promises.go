package procedure

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
)

// actionsDone notes that what was promised is done (Code 7.4): the one that the reply names by its number or words;
// else what was due by now, which is what our letter asked about. A promise that is still to come is never ticked off
// unseen.
func (r *staffReply) actionsDone() {
	if r.isDPO() {
		r.dataDone()
		return
	}
	if r.hazardDone() {
		return
	}
	if r.requestDone() {
		return
	}
	open := r.Case.Promised()
	done := r.whichDone(open)
	if len(done) == 0 && len(open) > 0 {
		var list []string
		for i, a := range open {
			list = append(list, fmt.Sprintf("%d. %s, by %s", i+1, a.What, r.promisedFor(a).Long()))
		}
		r.help("Say which promise is done by its number, for example DONE 1, or reply DONE ALL. Still open: " +
			strings.Join(list, "; ") + ".")
		return
	}
	var said []string
	for _, a := range done {
		r.record(r.by(), "Done: "+a.What, complaint.ActionDone{Stage: a.Stage, Index: a.Index, On: r.on})
		said = append(said, a.What)
	}
	if len(said) == 0 {
		r.record(r.by(), r.from.Called()+" says that it is done.", complaint.Noted{Text: cmp.Or(r.cmd.Text, "done")})
	}
	left := ""
	if n := len(open) - len(done); n > 0 {
		left = fmt.Sprintf(" Still open: %s.", calendar.Plural(n, "promise"))
	}
	r.receipt("We have noted as done: " + cmp.Or(strings.Join(said, "; "), "there was nothing left to do") + "." + left)
}

// whichDone finds the promises that a reply says are done.
func (r *staffReply) whichDone(open []complaint.Promise) []complaint.Promise {
	var named, due []complaint.Promise
	for i, a := range open {
		if saysNumber(r.cmd.Text, i+1) || strings.Contains(strings.ToLower(r.cmd.Text), strings.ToLower(a.What)) {
			named = append(named, a)
		}
		if r.promisedFor(a) <= r.on {
			due = append(due, a)
		}
	}
	switch {
	case len(open) == 1 || strings.EqualFold(strings.Trim(r.cmd.Text, ". "), "all"):
		return open
	case len(named) > 0:
		return named
	}
	return due
}

// saysNumber reports whether a reply begins with a list of numbers that holds n: "1", "1 and 3, on Friday".
func saysNumber(text string, n int) bool {
	for _, word := range strings.Fields(strings.NewReplacer(",", " ", ".", " ", "&", " ").Replace(text)) {
		switch number, err := strconv.Atoi(word); {
		case err == nil && number == n:
			return true
		case err != nil && !strings.EqualFold(word, "and"):
			return false
		}
	}
	return false
}

// promisedFor is the day by which something was promised. Without one it is for the coming four weeks.
func (p Procedure) promisedFor(a complaint.Promise) calendar.Date {
	const weeks = 4
	return cmp.Or(a.By, p.Calendar.Day(a.Answered).AddDays(7*weeks))
}

// actionSteps: what an answer promised is chased from the working day after its date until it is done (Code 6.6, 7.4).
func (p Procedure) actionSteps(c complaint.Case, now time.Time) []dueStep {
	var steps []dueStep
	for _, a := range c.Promised() {
		schedule := fmt.Sprintf("action%d.%d", a.Stage, a.Index)
		at := p.nextChase(p.promisedFor(a), c.Reminded[schedule], now)
		steps = append(steps, dueStep{clause: "P11", at: at, office: true, run: func(d *draft) {
			d.cause = schedule + ":" + d.today().String()
			remind(d, schedule, "promised action is due", letter.ActionDue, d.now)
			d.toStaff(letter.ActionDue, people.RoleManager, inCharge(d, a.Who), func(f *order.Facts) {
				f.Actions = []complaint.Action{a.Action}
			})
		}})
	}
	return steps
}

// nextChase is the latest chase that is due and not dealt with, or else the next to come; never two on one day.
func (p Procedure) nextChase(by calendar.Date, done, now time.Time) time.Time {
	day, _ := p.Calendar.RollForward(by + 1)
	at := p.Calendar.At(day, p.Settings.ReminderHour, 0)
	for {
		following := p.workingDaysAfter(at, p.Settings.UpdateEvery)
		if p.Calendar.Day(at) > p.Calendar.Day(done) && following.After(now) {
			return at
		}
		at = following
	}
}
