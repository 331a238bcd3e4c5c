package procedure

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
)

// external says where the resident can go beside or after us (P20, P21; Code 6.5, 6.20).
func (d *draft) external() complaint.External {
	x := d.Policy.External
	e := complaint.External{Body: x.Body, Mode: x.Mode}
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
func (d *draft) signpost(kind string) func(*complaint.Facts) {
	return func(f *complaint.Facts) {
		f.External.Show = f.External.Show || slices.Contains(d.Policy.External.SignpostIn, kind)
	}
}

// ombudsmen are the domains from which the outside bodies write.
var ombudsmen = []string{"housing-ombudsman.org.uk", "lgo.org.uk", "spso.gov.scot", "spso.org.uk", "ombudsman.wales",
	"nipso.org.uk"}

// FromOmbudsman reports whether an address is one of the outside bodies' own.
func FromOmbudsman(address string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return slices.ContainsFunc(ombudsmen, func(d string) bool {
		return domain == d || strings.HasSuffix(domain, "."+d)
	})
}

// ombudsmanNamed notes that the resident has a case with the outside body (3.2, last row). It goes on as it
// is, the file is kept, and a person looks.
func (d *draft) ombudsmanNamed(m complaint.Message, r complaint.Reading) {
	if d.Case.Ombudsman || !r.Says.Ombudsman {
		return
	}
	d.record(complaint.ByResident, "The resident gives the reference of a case with the outside body.",
		complaint.OmbudsmanInvolved{})
	d.tellTeam(letter.OmbudsmanContact, m)
}

// Ombudsman decides what follows when the outside body writes about a case (3.2, last row): the case goes on
// as it is, the file is kept, and a person answers. Nothing goes back by machine.
func (p Procedure) Ombudsman(c complaint.Case, m complaint.Message, now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "P20"
	d.record(complaint.ByOmbudsman, "The outside body has written about the case.", complaint.OmbudsmanInvolved{})
	d.record(complaint.ByMachine, "The outside body waits for an answer.",
		complaint.Reminded{Schedule: complaint.ScheduleOmbudsman, What: "asked", Letter: letter.OmbudsmanContact,
			Until: d.now})
	if !m.Proof.Proved() {
		d.notProved = NotProvedOutside
	}
	d.toTeam(letter.OmbudsmanContact, func(f *complaint.Facts) {
		f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments
	})
	return d.Decision
}

// NotProvedOutside says that a message of the outside body may be anybody's.
const NotProvedOutside = "Not proved: nothing shows that this message is from the outside body. Before you send them " +
	"anything, ask them by a number or an address that you know."

// ombudsmanSteps: the team is asked every few working days until it says that the outside body is answered.
func (p Procedure) ombudsmanSteps(c complaint.Case, now time.Time) []dueStep {
	if !c.Clocks.Ombudsman.Runs() {
		return nil
	}
	at := p.workingDaysAfter(later(c.Clocks.Ombudsman.Since, c.Clocks.Ombudsman.Told),
		p.Settings.UpdateEvery)
	return []dueStep{{clause: "P20", at: at, office: true, run: func(d *draft) {
		d.cause = "ombudsman:" + d.today().String()
		d.remind(complaint.ScheduleOmbudsmanTold, "the outside body is not answered", letter.OmbudsmanContact, d.now)
		d.toTeam(letter.OmbudsmanContact, func(f *complaint.Facts) {
			f.Reminder = "Nobody has replied ANSWERED yet"
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
	r.receipt("We have noted that the outside body has its answer.")
}

// legalAction flags to people that a court has become involved while a case is open. Software closes nothing for it
// (1.5), and the file is kept.
func (d *draft) legalAction(m complaint.Message, r complaint.Reading) {
	begun := r.Exclusion == policy.LegalAction || slices.ContainsFunc(r.Issues, func(i complaint.Issue) bool {
		return i.Exclusion == policy.LegalAction
	})
	if !begun || d.Case.Status == complaint.Closed || d.Case.Hold != "" {
		return
	}
	d.record(complaint.ByMachine, "The resident speaks of legal action that has begun. A person decides what follows.",
		complaint.Held{Why: "legal action may have begun"})
	d.toTeam(letter.DeliveryFailed, func(f *complaint.Facts) {
		f.Reminder, f.Commands = "Legal action may have begun: please look today", []string{"NOTE and what you did"}
		f.Words = complaint.LimitWords(m.NewText)
		f.Problem = "The resident speaks of legal action that has begun. The case stays open and nothing was " +
			"closed. Please tell our solicitor and decide what goes on."
	})
}

// tellExternal sends the outside body's letter (L33) at most once in thirty days.
func (d *draft) tellExternal() {
	if said := d.Case.Said[letter.OutsideHelp]; said != 0 && said.DaysUntil(d.today()) < 30 {
		return
	}
	d.record(complaint.ByMachine, "The resident is told who can look at it now.",
		complaint.Said{Letter: letter.OutsideHelp, On: d.today()})
	d.toResident(letter.OutsideHelp, func(f *complaint.Facts) { f.External.Show = true })
}
