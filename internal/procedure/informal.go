package procedure

import (
	"cmp"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"regexp"
	"time"
)

// Putting it right before stage 1, where the policy tries that first (domain.md P4, 1.4; the Welsh model). It has a last
// day, and nobody waits unseen: whoever is not content, asks for the formal stage, or hears nothing by that day has
// stage 1, without having to ask again.

// begin starts what is in scope: with the informal attempt where the policy has one, else with stage 1. Whoever asks for
// the formal stage has it, and so has a message whose attempt would be over before it was read.
func (w *working) begin(received time.Time, by, why, words string) {
	if day, ok := w.Policy.InformalUntil(w.Calendar, w.Calendar.Day(received)); ok && !asksFormally(words) && w.now.Before(w.informalEnds(day)) {
		w.beginInformally(received, day, by, why)
		return
	}
	w.openStage1(received, by, why, "L01")
}

// asksFormally reports whether somebody asks for the formal stage, and does not say that they would rather not.
func asksFormally(words string) bool {
	return formalWords.MatchString(words) && !notFormally.MatchString(words)
}

var (
	formalWords = regexp.MustCompile(`(?i)\b(?:formal(?:ly)?|stage (?:1|one)|official complaint|officially complain\w*)\b`)
	notFormally = regexp.MustCompile(`(?i)\b(?:not|n[o']t|rather not|no need|without)\b[^.!?\n]{0,40}\b(?:formal(?:ly)?|stage (?:1|one)|official)\b`)
)

// informalEnds is when an attempt that has not settled the matter ends on its last day.
func (p Procedure) informalEnds(day calendar.Date) time.Time {
	return p.Calendar.At(day, p.Settings.DefaultHour, 0)
}

// beginInformally gives the matter to the manager to put right, and tells the resident of it and of stage 1 (L45, M31).
func (w *working) beginInformally(received time.Time, until calendar.Date, by, why string) {
	sp, _ := w.Policy.Stage(1)
	day0 := w.Calendar.Day(received)
	w.happen(by, why, complaint.InformalBegun{Received: received.UTC(), Day0: day0, AckDue: sp.Dates(w.Calendar, day0, day0).AckDue, Target: until})
	w.assign(1, w.manager(w.d.Case.Area), by, "The manager for "+w.Register.AreaName(w.d.Case.Area)+" tries to put it right.")
	w.toResident("L45", atOnce, func(f *complaint.Facts) {})
	w.toHandler("M31", func(f *complaint.Facts) {})
	w.tellOtherAreas()
}

// formally opens stage 1 of a matter that was tried informally, with whoever was at it. Its clock runs from received: from
// when the resident remained unhappy, or from the end of the attempt (1.4).
func (w *working) formally(received time.Time, by, why, toResident string) {
	first, to := w.d.Case.Stage1.Day0, w.d.Case.Stage1.Handler
	if !w.free(to) || to.Email == "" {
		to = w.manager(w.d.Case.Area)
	}
	w.openStage(1, received, by, why, "")
	w.assign(1, to, by, to.Or(w.Register.Team).Called()+" investigates.")
	w.toResident("L01", atOnce, func(f *complaint.Facts) { f.Received, f.Reason = first, toResident })
	w.toHandler("M01", func(f *complaint.Facts) { f.Reason = why })
}

// heardInformally is what a message means while we try to put it right: whoever is not content, or asks for it, has stage 1.
func (w *working) heardInformally(m complaint.Message, r complaint.Reading) {
	if w.d.Case.Settlement.Agreed != "" && w.settlementAnswered(m, r) {
		return
	}
	if dissatisfied(r) && r.Intent != complaint.IntentChase || r.Intent != complaint.IntentWithdraw && asksFormally(m.NewText) {
		w.remainsUnhappy(m)
		return
	}
	w.heardInOpenStage(m, r)
}

// remainsUnhappy begins stage 1 at the resident's word.
func (w *working) remainsUnhappy(m complaint.Message) {
	w.formally(m.Received, ByResident, "The resident remains unhappy, so stage 1 begins.", "You told us that it has not been put right, so we are now looking into it formally.")
	w.tellHandler("M11", m)
}

// informalTimers: the manager is reminded, and what is not settled on the last day becomes stage 1 by itself.
func (p Procedure) informalTimers(c complaint.Case, now time.Time) []timer {
	s := c.Stage1
	timers := []timer{{at: p.informalEnds(s.Target), office: true, run: func(w *working) {
		w.cause = "informal:" + s.Target.String()
		w.formally(p.informalEnds(s.Target), ByMachine, "It was not put right by the last day for that, so stage 1 begins.",
			"We have not been able to put it right by "+s.Target.Long()+", so we are now looking into it formally. You did not have to ask.")
	}}}
	before := func(n int) calendar.Date { d, _ := p.Calendar.AddWorkingDays(s.Target, -n); return d }
	rungs := append(p.contactRungs(s, 1), p.rung(before(3), p.Settings.ReminderHour, "M31", "three working days are left"), p.rung(before(1), p.Settings.ReminderHour, "M31", "one working day is left"))
	if r, ok := p.nextRung(rungs, later(c.Reminded[informalLadder], s.OpenedAt), now); ok {
		timers = append(timers, timer{at: r.at, office: true, run: func(w *working) {
			w.cause = informalLadder + "." + string(r.letter) + "." + r.day.String()
			w.remind(informalLadder, r.words, r.letter, w.now)
			w.toHandler(r.letter, func(f *complaint.Facts) { f.Rung = r.words })
		}})
	}
	return timers
}

const informalLadder = "informal"

// escalateInformal begins stage 1 on the word of whoever is at it, or of the team.
func (r *staffReply) escalateInformal() {
	r.formally(r.m.Received, r.by(), cmp.Or(r.cmd.Text, "It needs a full answer, so stage 1 begins."), "This needs a full answer, so we are now looking into it formally.")
	r.receipt("Stage 1 has begun, and the resident is told. The full answer is due by " + r.d.Case.Stage1.Target.Long() + ".")
}

// answerInformal lets a full written answer be what it is: the answer of stage 1, to the message that began the case.
func (r *staffReply) answerInformal() {
	c := r.d.Case
	r.openStage(1, c.Stage1.Received, r.by(), "A full answer was given, so this is stage 1.", "")
	r.assign(1, c.Stage1.Handler, r.by(), "Whoever answers has the case.")
}
