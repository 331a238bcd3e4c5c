package procedure

import (
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// The clocks of a matter of personal data, from its receipt (0.9).
const (
	reportWithin      = 72 * time.Hour
	acknowledgeWithin = 30 // calendar days
)

// dataAlert tells the officer of a matter of personal data, and starts its clocks where none run.
func dataAlert(d *draft, m message.Message, r reading.Reading) {
	if !d.Case.Clocks.DataProtection.Runs() {
		what := "raised"
		if r.Says.AsksForData || r.Intent == reading.IntentDataRequest {
			what = complaint.AccessRequest
		}
		d.record(actor.ByMachine, "It is about personal data, so the data protection officer is told.",
			complaint.Reminded{Schedule: complaint.ScheduleData, What: what, Letter: letter.DataProtection,
				Until: m.Received.UTC()})
	}
	d.toStaff(letter.DataProtection, people.RoleDPO, d.Register.DPO, func(f *order.Facts) {
		f.Words = message.LimitWords(m.NewText)
	})
}

// ofPersonalData reports whether a message, or a part of it, is a matter for the officer. Who asks for what we keep
// about them, or wants it gone, starts a clock in law whatever else the message is (1.3 E8, 2.5).
func ofPersonalData(r reading.Reading) bool {
	switch r.Intent {
	case reading.IntentDataRequest, reading.IntentDataErasure, reading.IntentDataBreach:
		return true
	}
	return r.Says.AsksForData || r.Says.Disclosed || r.Exclusion == policy.DataBreach ||
		slices.ContainsFunc(r.Issues, func(i reading.Issue) bool {
			return i.Exclusion == policy.DataBreach
		})
}

// dataDates are the two ends: the instant of the 72 hours, and the last day of the acknowledgement.
func (p Procedure) dataDates(c complaint.Case) (report time.Time, acknowledge calendar.Date) {
	since := c.Clocks.DataProtection.Since
	return since.Add(reportWithin), p.Calendar.Day(since).AddDays(acknowledgeWithin)
}

// dataProtectionSteps: the officer is told again each working morning until the matter is taken, and then a week and a
// working day before the acknowledgement's last day until it is done.
func (p Procedure) dataProtectionSteps(c complaint.Case, now time.Time) []dueStep {
	clock := c.Clocks.DataProtection
	if !clock.Runs() {
		return nil
	}
	done := later(clock.Since, clock.Told)
	_, last := p.dataDates(c)
	at, words := p.nextMorning(done, now), "Nobody has replied TAKEN yet"
	if !clock.Taken.IsZero() {
		eve, _ := p.Calendar.AddWorkingDays(last, -1)
		r, ok := p.latestReminder([]reminder{p.reminderOn(last-7, p.Settings.ReminderHour, letter.DataProtection, ""),
			p.reminderOn(eve, p.Settings.ReminderHour, letter.DataProtection, "")},
			later(done, clock.Taken), now)
		if at, words = r.at, "Nobody has replied DONE yet"; !ok {
			at = p.nextMorning(later(done, p.Calendar.At(last, 0, 0)), now) // late: each working morning
		}
	}
	return []dueStep{{clause: "2.5", at: at, office: true, run: func(d *draft) {
		d.cause = complaint.ScheduleData + ":" + d.today().String()
		remind(d, complaint.ScheduleDataTold, "the data-protection matter is not dealt with", letter.DataProtection,
			d.now)
		d.toStaff(letter.DataProtection, people.RoleDPO, d.Register.DPO, func(f *order.Facts) {
			f.Reminder = words
		})
	}}}
}

// dataTaken notes that the officer has the matter (TAKEN), dataDone that the resident was acknowledged (DONE).
func (r *staffReply) dataTaken() {
	r.record(r.by(), "The data protection officer has it.",
		complaint.Reminded{Schedule: complaint.ScheduleDataTaken, What: "taken", Until: r.now})
	_, last := r.dataDates(r.Case)
	r.receipt("We have noted that you have it. The resident must have your acknowledgement by " + last.Long() +
		". Reply DONE when they do.")
}

func (r *staffReply) dataDone() {
	r.record(r.by(), "The data protection officer has acknowledged it.",
		complaint.Reminded{Schedule: complaint.ScheduleData, What: "done", Until: complaint.ForGood})
	r.receipt("We have noted that the resident has your acknowledgement.")
}

// isDPO reports whether the sender is the data protection officer and a matter waits for them.
func (r *staffReply) isDPO() bool {
	return people.SameAddress(r.from, r.Register.DPO) && r.Case.Clocks.DataProtection.Runs()
}
