package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// What the law expects by a day of its own (2.4, 0.9): a home made safe, damp looked into, an answer to a solicitor,
// what we keep about somebody. The program does none of it. It says when, in every letter to staff, and asks until
// somebody says that it is done.

// hazardBy says what the law expects after a hazard was told, and by when; ok is false where it sets no time.
func (p Procedure) hazardBy(c complaint.Case) (by time.Time, what string, ok bool) {
	law, clock := p.Policy.LawTimes(), c.Clocks.Hazard
	switch {
	case !clock.Runs():
		return time.Time{}, "", false
	case clock.All && law.MakeSafe > 0:
		return clock.Since.Add(law.MakeSafe), "the home made safe", true
	case !clock.All && law.Investigate != nil:
		day, _ := p.Calendar.Count(p.Calendar.Day(clock.Since), *law.Investigate)
		return p.Calendar.At(day+1, 0, 0), "the hazard looked into", true
	}
	return time.Time{}, "", false
}

// hazardDay is the last day of that.
func (p Procedure) hazardDay(by time.Time) calendar.Date {
	return p.Calendar.Day(by.Add(-time.Nanosecond))
}

// instant writes an instant for people: 10:00 on Thursday 26 November 2026.
func (p Procedure) instant(t time.Time) string {
	return t.In(p.Calendar.Zone).Format("15:04") + " on " + p.Calendar.Day(t).Long()
}

// lawDates are the days that the law or somebody outside sets on a case, a sentence each, for staff.
func (p Procedure) lawDates(c complaint.Case) (lines []string) {
	law := p.Policy.LawTimes()
	if by, what, ok := p.hazardBy(c); ok {
		when := p.instant(by) + ", nights and weekends included"
		if !c.Clocks.Hazard.All {
			when = p.hazardDay(by).Long()
		}
		lines = append(lines, fmt.Sprintf("%s expects %s by %s. Reply DONE when it is.", law.Law, what, when))
	}
	if clock := c.Clocks.DataProtection; clock.Runs() {
		if day, ok := p.accessBy(c); ok {
			lines = append(lines, "What they ask to see has to reach them by "+day.Long()+".")
		} else if clock.Taken.IsZero() && law.Breach > 0 {
			lines = append(lines, "If it is a breach that has to be reported, the Information Commissioner has "+
				"to know by "+
				p.instant(clock.Since.Add(law.Breach))+".")
		}
	}
	if clock := c.Clocks.Ombudsman; clock.Runs() && clock.By != 0 {
		who := clock.To
		if who == "" {
			who = "An official body"
		}
		lines = append(lines, who+" wants an answer by "+clock.By.Long()+". Reply ANSWERED when they have it.")
	}
	return lines
}

// accessBy is the last day to answer somebody who asks for what we keep about them.
func (p Procedure) accessBy(c complaint.Case) (calendar.Date, bool) {
	clock, months := c.Clocks.DataProtection, p.Policy.LawTimes().Access
	if clock.To != complaint.AccessRequest || months == 0 {
		return 0, false
	}
	return p.Calendar.Day(clock.Since).AddMonths(months), true
}

// hazardSteps: the area is asked whether it is done when the law expects it, and again every few working days until
// somebody says so, then with the team.
func (p Procedure) hazardSteps(c complaint.Case) []dueStep {
	by, what, ok := p.hazardBy(c)
	if !ok {
		return nil
	}
	told, at := c.Clocks.Hazard.Told, by
	if !c.Clocks.Hazard.All {
		day, _ := p.Calendar.AddWorkingDays(p.hazardDay(by), -1)
		at = p.Calendar.At(day, p.Settings.ReminderHour, 0)
	}
	if !told.Before(at) {
		at = p.workingDaysAfter(told, p.Settings.UpdateEvery)
	}
	return []dueStep{{clause: "2.4", at: at, office: true, run: func(d *draft) {
		d.cause = "law:" + d.today().String()
		remind(d, complaint.ScheduleHazardTold, "the law expects "+what, letter.LawDue, d.now)
		fill := func(f *order.Facts) { f.Reminder = what }
		who := manager(d, c.Area)
		d.toStaff(letter.LawDue, people.RoleManager, who, fill)
		if !told.IsZero() && !people.SameAddress(who, d.Register.Team) {
			d.toTeam(letter.LawDue, fill)
		}
	}}}
}

// hazardDone notes that what the law expects is done. It reports whether the reply says that.
func (r *staffReply) hazardDone() bool {
	_, what, ok := r.hazardBy(r.Case)
	asked := slices.Contains([]complaint.LetterID{letter.LawDue, letter.Hazard}, r.cmd.Answers)
	if !ok || !asked && (len(r.Case.Promised()) > 0 || requestOwed(r.Case)) {
		return false
	}
	r.endHazard("done", r.from.Called()+" says that it is done: "+what+".")
	r.receipt("We have noted that it is done, and do not ask about it again.")
	return true
}

func (r *staffReply) endHazard(what, why string) {
	if r.Case.Clocks.Hazard.Runs() {
		r.record(r.by(), why,
			complaint.Reminded{Schedule: complaint.ScheduleHazard, What: what, Until: complaint.ForGood})
	}
}

// claimAnnounced has a letter before a claim answered in the time that the protocol gives. It opens and closes
// nothing.
func claimAnnounced(d *draft, m message.Message, r reading.Reading) {
	if d.Case.Clocks.Ombudsman.Runs() || !beforeClaim(m, r) {
		return
	}
	var by calendar.Date
	if within := d.Policy.LawTimes().Claim; within != nil {
		by, _ = d.Calendar.Count(d.Calendar.Day(m.Received), *within)
	}
	d.record(actor.ByMachine, "It reads as a letter before a claim. A person answers it.",
		complaint.AnswerOwed{To: "Whoever sent the letter before a claim", By: by})
	fill := func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(m.NewText), m.Attachments
		f.Sender, f.ReplyBy = "Whoever sent a letter before a claim", by
		if d.Case.Status == complaint.Triage { // and they hear that a person answers
			f.HearBy = cmp.Or(by, d.today())
		}
		f.Reminder = "the protocol gives us until then. Please tell our solicitor today"
		if by == 0 {
			f.Reminder = "please tell our solicitor today"
		}
	}
	d.toTeam(letter.OfficialLetter, fill)
	if desk := people.ContactIn(d.Landlord.LegalDesk); desk.Email != "" {
		d.toStaff(letter.OfficialLetter, people.RoleTeam, people.Contact{Email: desk.Email}, fill)
	}
}

// beforeClaim reports whether a message is a letter before a claim.
func beforeClaim(m message.Message, r reading.Reading) bool {
	return reading.BeforeClaim(m.Subject, m.NewText, r.Writer == reading.WriterRepresentative)
}

// claimOpened keeps a letter before a claim that belongs to no case: a file of its own, which is no complaint and never
// becomes one by itself. Whoever sent it hears that a person answers, and by when.
func claimOpened(d *draft, m message.Message, mt matter) {
	d.record(actor.ByMachine, "It is a letter before a claim. It is no complaint; a person answers.",
		complaint.ReviewAsked{Question: senderQuestion(d, m, mt.read)})
	d.onceADay(letter.ClaimReceived, "Whoever sent it hears that a person answers.", func() {
		d.toWriter(letter.ClaimReceived, m)
		if n := len(d.Letters); n > 0 && d.Letters[n-1].Letter == letter.ClaimReceived {
			d.Letters[n-1].Facts.Received = d.Calendar.Day(m.Received)
			d.Letters[n-1].Facts.HearBy = d.Case.Clocks.Ombudsman.By
		}
	})
}
