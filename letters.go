package complaints

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// passedOnLetter tells an area about a message that is passed on to it and is no complaint.
const passedOnLetter LetterID = "M30"

// scopeLetters refuse a matter of one exclusion each, L04 for E1 to L11 for E8.
func scopeLetter(e Exclusion) LetterID {
	if i := slices.Index(Exclusions[:], e); i >= 0 {
		return LetterID(fmt.Sprintf("L%02d", 4+i))
	}
	return "L10"
}

// timing says when a letter may go.
type timing int

const (
	atOnce  timing = iota // acknowledgements, answers to somebody who has just written, emergencies
	inHours               // everything that can wait for the office to open
)

func atOnceIf(urgent bool) timing {
	if urgent {
		return atOnce
	}
	return inHours
}

// notBefore returns when a letter may go: now, or the next opening. It never waits past the day it must keep.
func (w *working) notBefore(t timing, keeps Date) time.Time {
	if t == atOnce {
		return w.now
	}
	next := w.Calendar.NextInHours(w.Settings.Hours, w.now)
	if keeps != 0 && w.today() <= keeps && w.Calendar.Day(next) > keeps {
		return w.now
	}
	return next.UTC()
}

// keeps is the day that a letter must not wait past: an answer and a new date have to be told before the date they keep
// or replace is over (P9, P10). Everything else waits for the office.
func (s Stage) keeps(letter LetterID) Date {
	switch letter {
	case "L23", "L32":
		return s.Limit
	case "L21", "L30":
		return s.putOffFrom()
	}
	return 0
}

// putOffFrom is the date that the latest extension replaced, or the limit where there is none.
func (s Stage) putOffFrom() Date {
	if n := len(s.Extensions); n > 0 {
		return s.Extensions[n-1].From
	}
	return s.Limit
}

// order adds a letter to the decision.
func (w *working) order(letter LetterID, channel Channel, role Role, to Contact, t timing, facts Facts) {
	c := w.d.Case
	s, _ := c.Current()
	if channel == Email && to.Email == "" { // nobody is named for it: the complaints team must not miss it
		to = w.Register.Team
	}
	if slices.ContainsFunc(w.d.Letters, func(o LetterOrder) bool {
		return o.Letter == letter && o.Channel == channel && o.To == to && o.Cause == w.cause
	}) {
		return // the same person in two parts needs to be told once
	}
	o := LetterOrder{
		Why:    w.because(),
		Letter: letter, Cause: w.cause, Channel: channel, Role: role, To: to,
		NotBefore: w.notBefore(t, s.keeps(letter)), Promised: w.promised(letter), Facts: facts,
	}
	if role == RoleResident && channel == Email && len(c.Thread) > 0 {
		o.InReplyTo, o.Thread = c.Thread[len(c.Thread)-1], c.Thread
	}
	o.Facts.Recipient = to.Name
	w.d.Letters = append(w.d.Letters, o)
}

// because is the reason for a letter: that of the event which it follows.
func (w *working) because() string {
	if n := len(w.d.Events); n > 0 {
		return w.d.Events[n-1].Why
	}
	return w.d.Why
}

// promised is the date that a letter keeps; after an outage letters go in this order.
func (w *working) promised(letter LetterID) Date {
	s, _ := w.d.Case.Current()
	switch letter {
	case "L37", "M21", "M23", "M22":
		return w.today() - 1 // before everything else
	case "L01", "L02", "L03", "L13", "L26", "L36", "L45":
		return cmp.Or(s.AckDue, w.today())
	case "L21", "L30":
		return cmp.Or(s.putOffFrom(), w.today())
	case "L23", "L32", "L22", "L31":
		return cmp.Or(s.Limit, w.today())
	}
	return w.today() + 7
}

// toResident orders a letter by the channel that reaches the resident: e-mail, else text, else paper by the
// complaints team's hand (domain.md 3.6). A full answer is never a text.
func (w *working) toResident(letter LetterID, t timing, fill func(*Facts)) {
	c := w.d.Case
	facts := w.facts()
	fill(&facts)
	channel := c.channel()
	withheld := c.spokenFor() && tellsOfTheCase(letter)
	if channel == SMS && fullAnswer(letter) || withheld {
		channel = Post
	}
	w.toRepresentative(letter, t, facts)
	switch channel {
	case Email, SMS:
		w.order(letter, channel, RoleResident, c.Resident(), t, facts)
	default:
		w.onPaper(letter, t, facts, withheld)
	}
}

// onPaper orders a letter that a person of the complaints team has to bring to the resident: by post, or read out on the
// phone to somebody who cannot read it.
func (w *working) onPaper(letter LetterID, t timing, facts Facts, withheld bool) {
	c := w.d.Case
	why, event := "to be printed and posted", "Only paper reaches the resident, so a person has to post the letter."
	switch {
	case withheld:
		facts.Withheld = c.Representative.Called()
		event = "Whoever wrote for the resident has no permission yet, so the letter goes to the resident by post."
	case c.Party.ByPhone:
		why, event = "to be read to the resident on the phone", "The resident cannot read letters, so a person has to read this one to them."
		facts.ReadOut, facts.Contact = true, c.Resident()
	}
	w.order(letter, Post, RoleResident, w.Register.Team, t, facts)
	w.happen(ByMachine, event, DeliveryFailed{Undeliverable{Letter: letter, Channel: Post, Why: why, Since: w.today()}})
}

// fullAnswer reports whether a letter is a full written response, which goes by e-mail or post only.
func fullAnswer(letter LetterID) bool { return letter == "L23" || letter == "L32" }

func (w *working) toStaff(letter LetterID, role Role, to Contact, t timing, fill func(*Facts)) {
	facts := w.facts()
	facts.Words = w.d.Case.Words
	facts.Contact = w.d.Case.Resident()
	if w.d.Case.Party.NoCalls { // obeyed by not giving the number to anybody who would ring it (P7)
		facts.Contact.Phone = ""
	}
	facts.Attachments = w.d.Case.Attachments
	facts.Commands = w.commands(letter)
	fill(&facts)
	w.order(letter, Email, role, to, t, facts)
}

func (w *working) toTeam(letter LetterID, t timing, fill func(*Facts)) {
	w.toStaff(letter, RoleTeam, w.Register.Team, t, fill)
}

// toHandler orders a letter to whoever handles the current stage.
func (w *working) toHandler(letter LetterID, fill func(*Facts)) {
	s, n := w.d.Case.Current()
	to, role := s.Handler, RoleManager
	if n == 2 {
		role = RoleDirector
	}
	to = w.inCharge(to)
	if sameAddress(to, w.Register.Team) {
		role = RoleTeam
	}
	w.toStaff(letter, role, to, inHours, fill)
}

// facts gathers what the case can tell to a letter.
func (w *working) facts() Facts {
	c := w.d.Case
	s, n := c.Current()
	f := Facts{
		Landlord: w.Landlord, Ref: c.Ref, Stage: n, Today: w.today(), Resident: c.Party.Name,
		Received: cmp.Or(s.Day0, c.Day0), OutcomeSought: c.OutcomeSought, Area: w.Register.AreaName(c.Area),
		Handler: s.Handler, HandlerRole: handlerRole(n), AnswerBy: s.Target, Limit: s.Limit, AckBy: cmp.Or(s.AckDue, c.Review.DecideBy),
		WindowLast: c.Stage1.WindowLast, Decision: string(s.Decision), Points: c.points(s), Answer: s.Answer, Remedy: s.Remedy, Actions: s.Actions,
		Agreed: c.Settlement.Agreed, ReplyBy: c.Settlement.ReplyBy, Channel: c.channel(), Chased: c.Chases, Flags: c.Flags,
		History: w.history(), External: w.external(), NoCalls: c.Party.NoCalls, PostalAddress: c.Party.Address,
		SayOurs: w.Policy.ackMust(n, MustOursAndNot), TimeLimit: w.timeLimit(), WeWill: c.Party.weWill(), MustDo: c.mustDo(), LargePrint: c.Party.LargePrint, Wrote: LanguageCode(c.Party.Language),
	}
	if c.Status == InformalOpen { // no stage runs yet, and no answer is promised
		f.Stage, f.AnswerBy, f.Limit, f.SettleBy = 0, 0, 0, s.Target
	}
	if c.InHand() && s.ContactedOn == 0 && s.AssignedOn != 0 {
		f.ContactBy = w.contactBy(s, n)
	}
	f.External.Show = w.Policy.External.Mode == "direct" && slices.Contains(w.Policy.External.SignpostIn, "acknowledgement")
	matters := c.Matters() // of a case in which nothing is in scope, what a refusal or a question is about
	for at, i := range c.Issues {
		if slices.Contains(matters, at) {
			f.Issues = append(f.Issues, i.Sentence)
		} else {
			f.OutOfScope = append(f.OutOfScope, Signpost{i.Exclusion, i.Sentence, w.route(i.Exclusion)})
		}
	}
	if c.Review.Matter != "" {
		f.AckBy = c.Review.DecideBy
		f.Proposal = w.proposal(c.Review)
	}
	switch {
	case c.Status == InformalOpen:
		_, how := w.Calendar.Count(s.Day0, *cmp.Or(w.Policy.Informal.Target, &Period{N: s.Day0.DaysUntil(s.Target), Unit: CalendarDays}))
		f.Derivation = strings.Join(how, " ")
	case s.Day0 != 0:
		f.Derivation = w.derivation(s, n)
	}
	if !c.dataSince().IsZero() {
		report, last := w.dataDates(c)
		f.DataAckBy = last
		f.DataReportBy = report.In(w.Calendar.Zone).Format("15:04") + " on " + w.Calendar.Day(report).Long()
	}
	if s.Limit != 0 && f.Today > s.Limit {
		f.DaysLate = s.Limit.DaysUntil(f.Today)
	}
	return f
}

// derivation says how the date of a stage's answer was found: by whom it was put off, or how it was counted.
func (p Procedure) derivation(s Stage, n int) string {
	if i := len(s.Extensions) - 1; i >= 0 {
		e := s.Extensions[i]
		return fmt.Sprintf("It was put off on %s from %s to %s.", e.On.Long(), e.From.Long(), e.To.Long())
	}
	sp, _ := p.Policy.Stage(n)
	d := sp.Dates(p.Calendar, s.Day0, p.Policy.ackDay(p.Calendar, s.Received, s.AckedAt))
	if d.Target < s.Target {
		return "It was promised before the policy or the calendar changed, and a promised date never moves earlier."
	}
	return strings.Join(d.How(), " ")
}

func handlerRole(stage int) string {
	if stage == 2 {
		return "the Director"
	}
	return "the investigating manager"
}

// channel is how the resident is best written to.
func (c Case) channel() Channel {
	switch {
	case c.Party.OnPaper || c.Party.ByPhone:
		return Post
	case c.Party.Email != "" && !c.Party.MailDead && !c.Party.NoEmails:
		return Email
	case c.Party.Phone != "" && !c.Party.TextsOff && !c.Party.PhoneDead:
		return SMS
	}
	return Post
}

// proposal words the question of a review for the team, with the default that follows if nobody decides.
func (w *working) proposal(q Question) Proposal {
	p := Proposal{
		Suggest: q.Suggest, Kind: q.Kind, Exclusion: q.Exclusion, Confidence: q.Confidence, Evidence: q.Evidence, Why: q.Why, DecideBy: q.DecideBy,
		Default: fmt.Sprintf("If nobody decides by %d:00 on %s, it is opened as a complaint.", w.Settings.DefaultHour, q.DecideBy.Long()),
	}
	switch q.Matter {
	case MatterAge:
		p.Question = "Should we investigate this although it may be too old?"
	case MatterStage2:
		p.Question = "Should we review this although we do not know who asked?"
		p.Default = fmt.Sprintf("If nobody decides by %d:00 on %s, it goes to stage 2.", w.Settings.DefaultHour, q.DecideBy.Long())
	case MatterLateStage2:
		p.Question = "Should we review this although the request came after the last day?"
		p.Default = fmt.Sprintf("If nobody decides by %d:00 on %s, it goes to stage 2.", w.Settings.DefaultHour, q.DecideBy.Long())
	case MatterReopen:
		p.Question = "The resident has come back after the case was closed. Should we open it again?"
	default:
		p.Question = "Is this a complaint that we should investigate?"
	}
	return p
}

// route says who deals with a matter that the policy handles in another way (P2).
func (w *working) route(e Exclusion) string {
	l := w.Landlord
	desk := map[Exclusion]string{
		NewBuildDefect: l.DefectsDesk, ChargeLevel: l.ChargesDesk, NeighbourASB: l.ASBDesk,
		LegalAction: l.LegalDesk, InsuranceClaim: l.InsuranceDesk,
	}[e]
	if e == DataBreach && w.Register.DPO.Email != "" {
		desk = "our data protection officer, " + w.Register.DPO.Email
	}
	return cmp.Or(desk, "our customer service team, "+l.Phone)
}

// external says where the resident can go beside or after us (P20, P21; Code 6.5, 6.20).
func (w *working) external() External {
	x := w.Policy.External
	e := External{Body: x.Body, Mode: x.Mode}
	sent := w.d.Case.Stage2.SentAt
	if sent.IsZero() {
		sent = w.now
	}
	day := w.Calendar.Day(sent)
	if x.Mode == "designated_person" && x.DirectAfter != nil {
		e.DirectFrom, _ = w.Calendar.Count(day, *x.DirectAfter)
	}
	switch {
	case x.Within == nil:
	case x.Within.From == "awareness": // only the resident knows that day, so no date is given that could be too late
		e.Within = "within " + x.Within.inWords()
	default:
		e.Before, _ = w.Calendar.Count(day, *x.Within)
	}
	return e
}

// signpost marks that the policy wants the outside body named in letters of this kind. A policy that names it as early
// as in the acknowledgement names it in every letter (domain.md 3.6).
func (w *working) signpost(kind string) func(*Facts) {
	return func(f *Facts) {
		f.External.Show = f.External.Show || slices.Contains(w.Policy.External.SignpostIn, kind)
	}
}

// timeLimit is the policy's time limit in words: six months (P3).
func (w *working) timeLimit() string {
	words := map[int]string{1: "one month", 2: "two months", 3: "three months", 6: "six months", 9: "nine months", 12: "twelve months", 24: "two years"}
	m := w.Policy.TimeLimit.Months
	if m == 0 {
		return ""
	}
	return cmp.Or(words[m], plural(m, "month"))
}

// history tells the case so far, a line each.
func (w *working) history() []string {
	c := w.d.Case
	lines := []string{c.Day0.Long() + ": the resident wrote to us."}
	add := func(d Date, format string, args ...any) {
		if d != 0 {
			lines = append(lines, d.Long()+": "+fmt.Sprintf(format, args...))
		}
	}
	for n, s := range []Stage{c.Stage1, c.Stage2} {
		if s.Day0 == 0 {
			continue
		}
		if n == 1 {
			add(s.Day0, "the resident asked for stage 2.")
		}
		add(w.dayOf(s.AckedAt), "we acknowledged it.")
		add(s.AssignedOn, "%s took it on.", s.Handler.Called())
		add(s.ContactedOn, "we spoke with the resident.")
		for _, e := range s.Extensions {
			add(e.On, "the answer was put off from %s to %s: %s", e.From.Long(), e.To.Long(), e.Reason)
		}
		add(s.LateTold, "we told the resident that we had missed our date.")
		add(w.dayOf(s.RespondedAt), "%s answered at stage %d: %s.", s.Handler.Called(), n+1, s.Decision)
	}
	return lines
}

func (p Procedure) dayOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	return p.Calendar.Day(t)
}

// commands lists the exact replies that work on a staff letter, the likeliest first (domain.md 3.5, 3.7).
func (w *working) commands(letter LetterID) []string {
	c := w.d.Case
	switch {
	case letter == "M12" && c.Status == Review:
		letter = "M14"
	case letter == "M12" && c.Status == Stage1Responded:
		return []string{"ESCALATE (it is a request for stage 2)", "NOTE and anything for the file"}
	}
	switch letter {
	case "M14":
		q := c.Review
		code := cmp.Or(q.Exclusion.Code(), "E4")
		switch q.Matter {
		case MatterAge:
			return []string{"ACCEPT", "REFUSE AGE and why"}
		case MatterLateStage2, MatterStage2, MatterReopen:
			return []string{"ACCEPT", "REFUSE and why"}
		}
		words := []string{"ACCEPT", "REFUSE " + code + " and why (or OTHER for what no code fits)", "REQUEST (pass it on as a first request)"}
		if sp, _ := w.Policy.Stage(2); sp.DirectEntry {
			words = append(words, "ESCALATE (accept it, at stage 2 at once)")
		}
		return words
	case "M20":
		return []string{"POSTED (once the resident has it on paper or by phone)", "NOTE and what you did"}
	case "M21", "M23":
		return []string{"TAKEN (you are dealing with it)", "NOTE and what you did"}
	case "M27":
		return []string{"DONE (what this email asks about is done)", "NOTE and why it is not done yet"}
	case "M24b":
		return []string{"ANSWERED (they have what they asked for)", "NOTE and what you did"}
	case "M22":
		return []string{"TAKEN (you are dealing with it)", "DONE (the resident has your acknowledgement)", "NOTE and what you did"}
	case "M33":
		if c.Status == Review {
			return w.commands("M14")
		}
		return []string{"NOTE and what you told them", "DUPLICATE and the other reference", "REASSIGN and a name"}
	case passedOnLetter, "M32":
		return []string{"NOTE and what you did"}
	}
	switch {
	case c.Status == InformalOpen:
		return []string{
			"RESOLVED and what was agreed", "CONTACTED and what was said", "ASK and your question to the resident",
			"ESCALATE and why (it needs a full answer, so stage 1 begins now)", "REASSIGN and a name", "NOTE and anything for the file",
		}
	case !c.Open():
		return []string{"NOTE and anything for the file"}
	}
	last := "REASSIGN and a name"
	if s, n := c.Current(); n == 2 || s.Handler.Email == "" {
		last = "CONFLICT and why, if you have dealt with it before"
	}
	return []string{
		"RESPOND UPHELD (or PARTLY UPHELD, or NOT UPHELD), then your full answer to the resident",
		"EXTEND " + w.exampleExtension() + " and why",
		"CONTACTED and what was said", "RESOLVED and what was agreed", "ASK and your question to the resident",
		last, "NOTE and anything for the file",
	}
}

// exampleExtension is a date that EXTEND would take.
func (w *working) exampleExtension() string {
	s, n := w.d.Case.Current()
	sp, _ := w.Policy.Stage(n)
	day, _ := w.Calendar.RollBack(sp.ExtensionMax(w.Calendar, s.Limit, w.Settings.ExtensionCap))
	y, m, d := day.Civil()
	return fmt.Sprintf("%02d/%02d/%d", d, m, y)
}
