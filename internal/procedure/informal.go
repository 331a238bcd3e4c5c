package procedure

import (
	"cmp"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
)

// Putting it right before stage 1, where the policy tries that first (P4, 1.4; the Welsh model). It has a
// last day, and nobody waits unseen: whoever is not content, asks for the formal stage, or hears nothing by that day
// has stage 1, without having to ask again.

// begin starts what is in scope: with the informal attempt where the policy has one, else with stage 1. Whoever asks
// for the formal stage has it, and so has a message whose attempt would be over before it was read.
func beginProcedure(d *draft, received time.Time, by actor.Actor, why string, formally bool) {
	if day, ok := d.Policy.InformalUntil(d.Calendar, d.Calendar.Day(received)); ok && !formally &&
		d.now.Before(d.informalEnds(day)) {
		beginInformally(d, received, day, by, why)
		return
	}
	openStage1(d, received, by, why, letter.Stage1Acknowledgement)
}

// informalEnds is when an attempt that has not settled the matter ends on its last day.
func (p Procedure) informalEnds(day calendar.Date) time.Time {
	return p.Calendar.At(day, p.Settings.DefaultHour, 0)
}

// beginInformally gives the matter to the manager to put right, and tells the resident of it and of stage 1 (L45, M31).
func beginInformally(d *draft, received time.Time, until calendar.Date, by actor.Actor, why string) {
	sp, _ := d.Policy.Stage(1)
	day0 := d.Calendar.Day(received)
	d.record(by, why, complaint.InformalBegun{Received: received.UTC(), Day0: day0,
		AckDue: sp.Dates(d.Calendar, day0, day0).AckDue, Target: until})
	assign(d, 1, manager(d, d.Case.Area), by, "The manager for "+d.Register.AreaName(d.Case.Area)+
		" tries to put it right.")
	d.toResident(letter.InformalAttempt)
	d.toHandler(letter.InformalAssigned)
	tellOtherAreas(d)
}

// formally opens stage 1 of a matter that was tried informally, with whoever was at it. Its clock runs from received:
// from when the resident remained unhappy, or from the end of the attempt (1.4).
func formally(d *draft, received time.Time, by actor.Actor, why, toResident string) {
	first, to := d.Case.Stage1.Day0, d.Case.Stage1.Handler
	if !free(d, to) || to.Email == "" {
		to = manager(d, d.Case.Area)
	}
	openStage(d, 1, received, by, why, "")
	assign(d, 1, to, by, to.Or(d.Register.Team).Called()+" investigates.")
	d.toResident(letter.Stage1Acknowledgement, func(f *order.Facts) {
		f.Received, f.Reason = first, toResident
	})
	d.toHandler(letter.ManagerAssigned, func(f *order.Facts) { f.Reason = why })
}

// remainsUnhappy begins stage 1 at the resident's word.
func remainsUnhappy(d *draft, h heard) {
	if d.quiet { // it becomes stage 1 by itself on the last day for that
		handlerHasIt(d, h)
		alsoTellTeam(d, letter.ManagerNewEvidence, h.m)
		return
	}
	formally(d, h.m.Received, actor.ByResident, "The resident remains unhappy, so stage 1 begins.",
		"You told us that it has not been put right, so we are now looking into it formally.")
	handlerHasIt(d, h)
}

// informalSteps: the manager is reminded, and what is not settled on the last day becomes stage 1 by itself.
func (p Procedure) informalSteps(c complaint.Case, now time.Time) []dueStep {
	s := c.Stage1
	steps := []dueStep{{clause: "P4", at: p.informalEnds(s.Target), office: true, run: func(d *draft) {
		d.cause = "informal:" + s.Target.String()
		formally(d, p.informalEnds(s.Target), actor.ByMachine,
			"It was not put right by the last day for that, so stage 1 begins.",
			"We have not been able to put it right by "+s.Target.Long()+
				", so we are now looking into it formally. You did not have to ask.")
	}}}
	reminders, row := (stageOn{p, s, 1, now}).reminders(informalReminderRows())
	if r, ok := p.latestReminder(reminders, later(c.Reminded[informalSchedule], s.OpenedAt), now); ok {
		steps = append(steps, dueStep{clause: row[r.id].clause, at: r.at, office: true, run: func(d *draft) {
			d.cause = informalSchedule + "." + string(r.id) + "." + r.day.String()
			remind(d, informalSchedule, r.words, r.id, d.now)
			row[r.id].send(d, r)
		}})
	}
	return steps
}

const informalSchedule = "informal"

// escalateInformal begins stage 1 on the word of whoever is at it, or of the team.
func (r *staffReply) escalateInformal() {
	formally(r.draft, r.m.Received, r.by(), cmp.Or(r.cmd.Text, "It needs a full answer, so stage 1 begins."),
		"This needs a full answer, so we are now looking into it formally.")
	r.receipt("Stage 1 has begun, and the resident is told. The full answer is due by " +
		r.Case.Stage1.Target.Long() + ".")
}

// answerInformal lets a full written answer be what it is: the answer of stage 1, to the message that began the case.
func (r *staffReply) answerInformal() {
	c := r.Case
	openStage(r.draft, 1, c.Stage1.Received, r.by(), "A full answer was given, so this is stage 1.", "")
	assign(r.draft, 1, c.Stage1.Handler, r.by(), "Whoever answers has the case.")
}
