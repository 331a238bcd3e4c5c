package complaints

import (
	"slices"
	"time"
)

// Personal data (domain.md 0.9, E8): a matter of it goes to the data protection officer at once, whatever becomes of the
// rest. Two clocks of their own run from the day we knew: 72 hours in which the Information Commissioner has to hear of a
// breach that may harm somebody, and 30 days in which the resident has to have an acknowledgement. The officer says TAKEN
// and, when the resident has it, DONE.

// The ladders of a data-protection matter: when it was raised, that the officer has it, that it was acknowledged.
const (
	dataRaised = "data"
	dataTaken  = "data_taken"
	dataNagged = "data_nag"
)

const (
	reportWithin      = 72 * time.Hour
	acknowledgeWithin = 30 // calendar days
)

// dataAlert tells the officer of a matter of personal data, and starts its clocks where none run.
func (w *working) dataAlert(m Message) {
	if since := w.d.Case.Reminded[dataRaised]; since.IsZero() || since.Equal(farFuture) {
		w.happen(ByMachine, "It is about personal data, so the data protection officer is told.", Reminded{Ladder: dataRaised, Rung: "raised", Letter: "M22", Until: m.Received.UTC()})
	}
	w.toStaff("M22", RoleDPO, w.Register.DPO, atOnce, func(f *Facts) { f.Words = limitWords(m.NewText) })
}

// ofPersonalData reports whether a message, or a part of it, is a matter for the officer.
func ofPersonalData(r Reading) bool {
	return r.Exclusion == DataBreach || slices.ContainsFunc(r.Issues, func(i Issue) bool { return i.Exclusion == DataBreach })
}

// dataSince is when we first knew of a data-protection matter that is not acknowledged yet; zero if there is none.
func (c Case) dataSince() time.Time {
	if since := c.Reminded[dataRaised]; !since.Equal(farFuture) {
		return since
	}
	return time.Time{}
}

// DataAlert reports whether a data-protection matter waits for the officer to take it.
func (c Case) DataAlert() bool { return !c.dataSince().IsZero() && c.Reminded[dataTaken].IsZero() }

// dataDates are the two ends: the instant of the 72 hours, and the last day of the acknowledgement.
func (p Procedure) dataDates(c Case) (report time.Time, acknowledge Date) {
	since := c.dataSince()
	return since.Add(reportWithin), p.Calendar.Day(since).AddDays(acknowledgeWithin)
}

// dataTimers: the officer is told again each working morning until the matter is taken, and then a week and a working day
// before the acknowledgement's last day until it is done.
func (p Procedure) dataTimers(c Case, now time.Time) []timer {
	since := c.dataSince()
	if since.IsZero() {
		return nil
	}
	done := later(since, c.Reminded[dataNagged])
	_, last := p.dataDates(c)
	at, words := p.nextMorning(done, now), "Nobody has replied TAKEN yet"
	if !c.Reminded[dataTaken].IsZero() {
		eve, _ := p.Calendar.AddWorkingDays(last, -1)
		r, ok := p.nextRung([]rung{p.rung(last-7, p.Settings.ReminderHour, "M22", ""), p.rung(eve, p.Settings.ReminderHour, "M22", "")}, later(done, c.Reminded[dataTaken]), now)
		if at, words = r.at, "Nobody has replied DONE yet"; !ok {
			at = p.nextMorning(later(done, p.Calendar.At(last, 0, 0)), now) // late: each working morning
		}
	}
	return []timer{{at: at, office: true, run: func(w *working) {
		w.cause = dataRaised + ":" + w.today().String()
		w.remind(dataNagged, "the data-protection matter is not dealt with", "M22", w.now)
		w.toStaff("M22", RoleDPO, w.Register.DPO, inHours, func(f *Facts) { f.Rung = words })
	}}}
}

// dataTaken notes that the officer has the matter (TAKEN), dataDone that the resident was acknowledged (DONE).
func (r *staffReply) dataTaken() {
	r.happen(r.by(), "The data protection officer has it.", Reminded{Ladder: dataTaken, Rung: "taken", Until: r.now})
	_, last := r.dataDates(r.d.Case)
	r.receipt("We have noted that you have it. The resident must have your acknowledgement by " + last.Long() + ". Reply DONE when they do.")
}

func (r *staffReply) dataDone() {
	r.happen(r.by(), "The data protection officer has acknowledged it.", Reminded{Ladder: dataRaised, Rung: "done", Until: farFuture})
	r.receipt("We have noted that the resident has your acknowledgement.")
}

// isDPO reports whether the sender is the data protection officer and a matter waits for them.
func (r *staffReply) isDPO() bool {
	return sameAddress(r.from, r.Register.DPO) && !r.d.Case.dataSince().IsZero()
}
