package procedure

import (
	"cmp"
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

// external says where the resident can go beside or after us (P20, P21; Code 6.5, 6.20).
func external(d *draft) order.External {
	x := d.Policy.External
	e := order.External{Body: x.Body, Mode: string(x.Mode)}
	sent := d.Case.Stage2.SentAt
	if sent.IsZero() {
		sent = d.now
	}
	day := d.Calendar.Day(sent)
	if x.Mode == "designated_person" && x.DirectAfter != nil {
		e.DirectFrom, _ = d.Calendar.Count(day, *x.DirectAfter)
	}
	switch {
	case x.Within == nil:
	case x.Within.From == "awareness": // only the resident knows that day, so no date is given that could be too late
		e.Within = "within " + x.Within.InWords()
	default:
		e.Before, _ = d.Calendar.Count(day, *x.Within)
	}
	return e
}

// signpost marks that the policy wants the outside body named in letters of this kind. A policy that names it as early
// as in the acknowledgement names it in every letter (3.6).
func signpost(d *draft, kind string) func(*order.Facts) {
	return func(f *order.Facts) {
		f.External.Show = f.External.Show || slices.Contains(d.Policy.External.SignpostIn, policy.Signpost(kind))
	}
}

// ombudsmanNamed notes that the resident has a case with the outside body (3.2, last row). It goes on as it
// is, the file is kept, and a person looks.
func ombudsmanNamed(d *draft, m message.Message, r reading.Reading) {
	if d.Case.Ombudsman || !r.Says.Ombudsman {
		return
	}
	d.record(actor.ByResident, "The resident gives the reference of a case with the outside body.",
		complaint.OmbudsmanInvolved{})
	tellTeam(d, letter.OmbudsmanContact, m)
}

// Official is a letter of an official body, with what the desk has found of it.
type Official struct {
	Body policy.Body
	Due  calendar.Date // by when it wants an answer, as we read it; zero if it names no day
	How  string        // how the case was found to which it belongs
}

// Ombudsman decides what follows when an official body writes about a case (3.2, last row): the case goes on as it is,
// the file is kept, and a person answers. Nothing goes back by machine.
func (p Procedure) Ombudsman(c complaint.Case, m message.Message, o Official, now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "P20"
	why := "The outside body has written about the case."
	if o.How != "" {
		why += " " + o.How
	}
	if o.Body.Ombudsman {
		d.record(actor.ByOmbudsman, why, complaint.OmbudsmanInvolved{})
	} else {
		d.record(actor.ByOmbudsman, why, complaint.PersonMet{Person: people.Person{Contact: contactOf(m),
			As: reading.WriterOfficial}})
	}
	officialWrote(d, m, o)
	return d.Decision
}

// OpenOfficial keeps a letter of an official body for which no case was found: a file of its own, which is no complaint
// and never becomes one by itself, so that the answer is asked for until somebody has given it.
func (p Procedure) OpenOfficial(ref string, m message.Message, r reading.Reading, o Official,
	now time.Time) Decision {
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "P20"
	enterCase(d, ref, m, whole(r), people.Party{})
	notAResident(d, m, reading.WriterOfficial)
	if o.Body.Ombudsman {
		d.record(actor.ByOmbudsman, "The outside body has written.", complaint.OmbudsmanInvolved{})
	}
	d.record(actor.ByMachine, cmp.Or(o.Body.Name, "An official body")+" has written. It is no complaint; a person "+
		"answers.", complaint.ReviewAsked{Question: senderQuestion(d, m, r)})
	officialWrote(d, m, o)
	return d.Decision
}

// officialWrote has a person answer an official body, and asks until they have.
func officialWrote(d *draft, m message.Message, o Official) {
	d.record(actor.ByMachine, "The outside body waits for an answer.",
		complaint.AnswerOwed{To: o.Body.Name, By: o.Due})
	if !m.Proof.Proved() {
		d.notProved = NotProvedOutside
	}
	fill := func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(m.NewText), m.Attachments
		f.Sender, f.ReplyBy = o.Body.Name, o.Due
	}
	d.toTeam(officialLetterOf(d.Case), fill)
	if o.Body.Personal {
		d.toStaff(letter.OfficialLetter, people.RoleDPO, d.Register.DPO.Or(d.Register.Team), fill)
	}
}

// officialLetterOf is the letter that tells people of an official body.
func officialLetterOf(c complaint.Case) letter.ID {
	if c.Ombudsman {
		return letter.OmbudsmanContact
	}
	return letter.OfficialLetter
}

// NotProvedOutside says that a message of the outside body may be anybody's.
const NotProvedOutside = "Not proved: nothing shows that this message is from the outside body. Before you send them " +
	"anything, ask them by a number or an address that you know."

// daysBeforeAnswer is how many working days before an official body's own date the team is reminded of it.
const daysBeforeAnswer = 3

// ombudsmanSteps: the team is asked every few working days until it says that the outside body is answered, and a few
// days before the date that their letter names.
func (p Procedure) ombudsmanSteps(c complaint.Case, now time.Time) []dueStep {
	clock := c.Clocks.Ombudsman
	if !clock.Runs() {
		return nil
	}
	at := p.workingDaysAfter(later(clock.Since, clock.Told), p.Settings.UpdateEvery)
	if clock.By != 0 {
		day := clock.By
		for range daysBeforeAnswer {
			day, _ = p.Calendar.RollBack(day - 1)
		}
		before := p.Calendar.At(day, p.Settings.ReminderHour, 0)
		if before.After(later(clock.Since, clock.Told)) && before.Before(at) {
			at = before
		}
	}
	return []dueStep{{clause: "P20", at: at, office: true, run: func(d *draft) {
		d.cause = "ombudsman:" + d.today().String()
		remind(d, complaint.ScheduleOmbudsmanTold, "the outside body is not answered", officialLetterOf(c), d.now)
		d.toTeam(officialLetterOf(c), func(f *order.Facts) {
			f.Reminder, f.ReplyBy, f.Sender = "Nobody has replied ANSWERED yet", clock.By, clock.To
			if clock.By != 0 {
				f.Reminder += ". They want an answer by " + clock.By.Long()
			}
		})
	}}}
}

// ombudsmanAnswered notes that the outside body has its answer.
func (r *staffReply) ombudsmanAnswered() {
	if !r.Case.Clocks.Ombudsman.Runs() {
		r.help("The outside body waits for nothing on this case, as far as we know.")
		return
	}
	r.record(r.by(), "The outside body has its answer.",
		complaint.Reminded{Schedule: complaint.ScheduleOmbudsman, What: "answered", Until: complaint.ForGood})
	if r.Case.Status == complaint.Review && r.Case.Review.Matter == complaint.MatterSender {
		r.record(r.by(), "It was no complaint, and it is answered.",
			complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedNotComplaint}})
	}
	r.receipt("We have noted that the outside body has its answer.")
}

// legalAction flags to people that a court has become involved while a case is open. Software closes nothing for it
// (1.5), and the file is kept.
func legalAction(d *draft, m message.Message, r reading.Reading) {
	begun := r.Exclusion == policy.LegalAction || slices.ContainsFunc(r.Issues, func(i reading.Issue) bool {
		return i.Exclusion == policy.LegalAction
	})
	if !begun || d.Case.Status == complaint.Closed || d.Case.Hold != "" {
		return
	}
	d.record(actor.ByMachine, "The resident speaks of legal action that has begun. A person decides what follows.",
		complaint.Held{Why: "legal action may have begun"})
	d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
		f.Reminder, f.Commands = "Legal action may have begun: please look today", noteOnly("and what you did")
		f.Words = message.LimitWords(m.NewText)
		f.Problem = "The resident speaks of legal action that has begun. The case stays open and nothing was " +
			"closed. Please tell our solicitor and decide what goes on."
	})
}

// tellExternal sends the outside body's letter (L33) at most once in thirty days.
func tellExternal(d *draft) {
	if said := d.Case.Said[letter.OutsideHelp]; said != 0 && said.DaysUntil(d.today()) < 30 {
		return
	}
	d.record(actor.ByMachine, "The resident is told who can look at it now.",
		complaint.Said{Letter: letter.OutsideHelp, On: d.today()})
	d.toResident(letter.OutsideHelp, func(f *order.Facts) { f.External.Show = true })
}
