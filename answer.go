package complaints

import (
	"fmt"
	"slices"
	"time"
)

// The full written answer, and more time for it (domain.md P9, P10, P18, P19).

// respond sends the full written answer (P9, P18).
func (r *staffReply) respond() {
	if n := len([]rune(r.cmd.Text)); n < r.Settings.AnswerMinLength {
		r.help(fmt.Sprintf("The answer is too short to be a full written answer: %d characters, and it needs at least %d. Say what you found, why, and what will happen now.", n, r.Settings.AnswerMinLength))
		return
	}
	findings, outcome, problem := r.d.Case.findings(r.cmd.Outcome, r.cmd.Findings)
	if problem != "" {
		r.help(problem)
		return
	}
	letter, kind := LetterID("L23"), "stage1_response"
	if r.final() {
		letter, kind = "L32", "final_response"
	}
	if r.d.Case.Status == InformalOpen {
		r.answerInformal()
	}
	r.happen(r.by(), "The full answer was given: "+string(outcome)+".", Responded{
		Stage: r.stage, Decision: outcome, Findings: findings, Answer: r.cmd.Text, Remedy: r.cmd.Remedy, Actions: r.cmd.Actions,
		RootCause: r.cmd.RootCause, Learning: r.cmd.Learning, Improvement: r.cmd.Improvement,
	})
	r.toResident(letter, inHours, func(f *Facts) {
		r.signpost(kind)(f)
		f.WindowLast = r.windowOf(letter, r.notBefore(inHours, f.Limit))
		f.External.Show = f.External.Show || letter == "L32"
	})
	r.receipt("Your answer goes to the resident: " + string(outcome) + "." + r.missingRemedy(outcome))
}

// missingRemedy asks for what puts it right, where the policy wants an answer to say that and this one does not (Code 6.9).
func (r *staffReply) missingRemedy(outcome Outcome) string {
	sp, _ := r.Policy.Stage(r.stage)
	if outcome == NotUpheld || r.cmd.Remedy != "" || len(r.cmd.Actions) > 0 || !slices.Contains(sp.Response.Must, MustRemedy) {
		return ""
	}
	return " You upheld it and named no remedy. Our policy asks that the answer says what puts it right. If your words do not say it, tell the complaints team, who can send a corrected answer."
}

// final reports whether an answer of the current stage ends our procedure: that of stage 2, or of the only stage.
func (r *staffReply) final() bool {
	_, more := r.Policy.Stage(r.stage + 1)
	return r.stage == 2 || !more
}

// windowOf is the last day to ask for stage 2 after an answer that goes at an instant: counted from a posted letter
// with the days that the post takes (P12).
func (w *working) windowOf(letter LetterID, at time.Time) Date {
	if letter != "L23" {
		return 0
	}
	if w.d.Case.channel() != Email {
		at = w.Calendar.byPost(at)
	}
	last, _ := w.Policy.WindowLast(w.Calendar, w.d.Case.Stage1.Received, at)
	return last
}

// byPost is when a letter posted at an instant has arrived: two working days later.
func (c Calendar) byPost(at time.Time) time.Time {
	const postTakes = 2
	day, _ := c.AddWorkingDays(c.Day(at), postTakes)
	return c.At(day, 0, 0)
}

// extend puts the answer off: before the date, with a reason, to a later working day, within the cap, and
// only once without the complaints team (P10, P19). Otherwise M18 says why not.
func (r *staffReply) extend() {
	s, n := r.d.Case.Current()
	if r.d.Case.Status == InformalOpen {
		r.notExtended("There is nothing to put off yet: if it is not put right by " + s.Target.Long() + ", stage 1 begins by itself. Reply ESCALATE to begin it now.")
		return
	}
	sp, _ := r.Policy.Stage(n)
	if why := r.extensionFault(s, sp); why != "" {
		r.notExtended(why)
		return
	}
	old := s.Target
	r.happen(r.by(), "More time is needed: "+r.cmd.Text, Extended{Stage: n, From: s.Limit, Limit: r.cmd.Date, Target: r.cmd.Date, Reason: r.cmd.Text, Class: reasonClass(r.cmd.Text), On: r.on})
	letter := LetterID("L21")
	if n == 2 {
		letter = "L30"
	}
	r.toResident(letter, inHours, func(f *Facts) {
		r.signpost("extension")(f)
		f.OldDate, f.NewDate, f.Reason = old, r.cmd.Date, r.cmd.Text
		f.External.Show = f.External.Show || sp.Extension.ExternalContact
	})
	noted := func(f *Facts) {
		f.OldDate, f.NewDate, f.Reason = old, r.cmd.Date, r.cmd.Text
		f.Problem = sp.Extension.doubts(reasonClass(r.cmd.Text))
	}
	if !sameAddress(r.from, r.orTeam(s.Handler)) {
		r.toHandler("M17", noted) // who owes the answer must know the date
	}
	r.answer("M17", noted)
}

// notExtended says why more time was not given, and how to ask for it (M18). The date stands.
func (r *staffReply) notExtended(why string) {
	r.happen(r.by(), "More time was asked for and could not be given: "+why, Noted{Text: limitWords(r.m.NewText)})
	r.answer("M18", func(f *Facts) { f.Problem, f.NewDate, f.Reason = why, r.cmd.Date, r.cmd.Text })
}

// extensionFault says what is wrong with a request for more time, or "". It is judged by the day it reached us.
func (r *staffReply) extensionFault(s Stage, sp StagePolicy) string {
	team := r.team()
	latest := sp.ExtensionMax(r.Calendar, s.FirstLimit, r.Settings.ExtensionCap)
	switch d := r.cmd.Date; {
	case r.on > s.Limit:
		return fmt.Sprintf("The answer was due on %s, so the date can no longer be moved. Please answer now. The resident is told that we are late.", s.Limit.Long())
	case d <= s.Limit:
		return fmt.Sprintf("%s is not later than the date we have promised, %s.", d.Long(), s.Limit.Long())
	case !r.Calendar.WorkingDay(d):
		before, _ := r.Calendar.RollBack(d)
		return fmt.Sprintf("%s is not a working day (%s). The working day before it is %s: reply EXTEND %s and your reason.", d.Long(), r.Calendar.DayOff(d), before.Long(), before.slashes())
	case d > s.Limit.AddMonths(12):
		return fmt.Sprintf("%s is more than a year off. Is that the day you meant?", d.Long())
	case !team && len(s.Extensions) > 0:
		return "The date has been moved once already. Only the complaints team can move it again. Please write to them."
	case !team && d > latest:
		fits, _ := r.Calendar.RollBack(latest)
		return fmt.Sprintf("%s is too far off. The latest day you can give is %s. For longer, please write to the complaints team.", d.Long(), fits.Long())
	}
	return ""
}
