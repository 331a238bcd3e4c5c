package procedure

import (
	"fmt"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
)

// extend puts the answer off: before the date, with a reason, to a later working day, within the cap, and
// only once without the complaints team (P10, P19). Otherwise M18 says why not.
func (r *staffReply) extend() {
	s, n := r.Case.Current()
	if r.Case.Status == complaint.InformalOpen {
		r.notExtended("There is nothing to put off yet: if it is not put right by " + s.Target.Long() +
			", stage 1 begins by itself. Reply ESCALATE to begin it now.")
		return
	}
	sp, _ := r.Policy.Stage(n)
	if why := r.extensionFault(s, sp); why != "" {
		r.notExtended(why)
		return
	}
	old := s.Target
	r.record(r.by(), "More time is needed: "+r.cmd.Text,
		complaint.Extended{Stage: n, From: s.Limit, Told: old, Limit: r.cmd.Date, Target: r.cmd.Date, Reason: r.cmd.Text,
			Class: policy.ReasonClass(r.cmd.Text), On: r.on})
	id := letter.Stage1Extension
	if n == 2 {
		id = letter.Stage2Extension
	}
	r.toResident(id, func(f *order.Facts) {
		signpost(r.draft, "extension")(f)
		f.OldDate, f.NewDate, f.Reason = old, r.cmd.Date, r.cmd.Text
		f.External.Show = f.External.Show || sp.Extension.ExternalContact
	})
	noted := func(f *order.Facts) {
		f.OldDate, f.NewDate, f.Reason = old, r.cmd.Date, r.cmd.Text
		f.Problem = sp.Extension.Doubts(policy.ReasonClass(r.cmd.Text))
	}
	if !people.SameAddress(r.from, orTeam(r.draft, s.Handler)) {
		r.toHandler(letter.ExtensionNoted, noted) // who owes the answer must know the date
	}
	r.answer(letter.ExtensionNoted, noted)
}

// notExtended says why more time was not given, and how to ask for it (M18). The date stands.
func (r *staffReply) notExtended(why string) {
	r.record(r.by(), "More time was asked for and could not be given: "+why,
		complaint.Noted{Text: message.LimitWords(r.m.NewText)})
	r.answer(letter.ExtensionRefused, func(f *order.Facts) {
		f.Problem, f.NewDate, f.Reason = why, r.cmd.Date, r.cmd.Text
	})
}

// extensionFault says what is wrong with a request for more time, or "". It is judged by the day it reached us.
func (r *staffReply) extensionFault(s complaint.Stage, sp policy.StagePolicy) string {
	team := r.team()
	latest := sp.ExtensionMax(r.Calendar, s.FirstLimit, r.Settings.ExtensionCap)
	switch d := r.cmd.Date; {
	case r.on > s.Limit:
		return fmt.Sprintf("The answer was due on %s, so the date can no longer be moved. Please answer now. The "+
			"resident is told that we are late.", s.Limit.Long())
	case d <= s.Limit:
		return fmt.Sprintf("%s is not later than the date we have promised, %s.", d.Long(), s.Limit.Long())
	case !r.Calendar.WorkingDay(d):
		before, _ := r.Calendar.RollBack(d)
		return fmt.Sprintf("%s is not a working day (%s). The working day before it is %s: reply EXTEND %s and "+
			"your reason.", d.Long(), r.Calendar.DayOff(d), before.Long(), before.Slashes())
	case d > s.Limit.AddMonths(12):
		return fmt.Sprintf("%s is more than a year off. Is that the day you meant?", d.Long())
	case !team && len(s.Extensions) > 0:
		return "The date has been moved once already. Only the complaints team can move it again. Please write to them."
	case !team && d > latest:
		fits, _ := r.Calendar.RollBack(latest)
		return fmt.Sprintf("%s is too far off. The latest day you can give is %s. For longer, please write to the "+
			"complaints team.", d.Long(), fits.Long())
	}
	return ""
}
