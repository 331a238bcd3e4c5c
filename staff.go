package complaints

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Command decides what a staff reply does (domain.md 3.5). The desk has shown that the sender is on the
// register, holds the letter's token and was proved by our mail server. There is always an answer: a receipt
// (M15, M17), or help that says what was wrong (M16, M18).
func (p Procedure) Command(c Case, from Contact, m Message, cmd Command, now time.Time) Decision {
	w := p.decide(c, now, m.ID)
	r := &reply{working: w, from: from, m: m, cmd: cmd}
	_, r.stage = c.Current()
	if cmd.Verb == VerbOut || m.Nature == FromAutoReply {
		r.away()
		return w.d
	}
	if cmd.Missing != "" {
		r.help(cmd.Missing)
		return w.d
	}
	if why := r.notEntitled(); why != "" {
		r.help(why)
		return w.d
	}
	r.act()
	return w.d
}

// reply is a staff reply being acted on.
type reply struct {
	*working
	from  Contact
	m     Message
	cmd   Command
	stage int
}

func (r *reply) by() string { return r.from.Email }

func (r *reply) act() {
	switch r.cmd.Verb {
	case VerbRespond:
		r.respond()
	case VerbExtend:
		r.extend()
	case VerbReassign:
		r.reassign()
	case VerbContacted, VerbAttempted:
		r.contacted()
	case VerbResolved:
		r.resolved()
	case VerbAsk:
		r.ask()
	case VerbAccept:
		r.accept()
	case VerbRefuse:
		r.refuse()
	case VerbRequest:
		r.request()
	case VerbPosted:
		r.posted()
	case VerbTaken, VerbDone, VerbNote:
		r.note()
	}
}

// notEntitled says why this person may not give this command, or "".
func (r *reply) notEntitled() string {
	c := r.d.Case
	team := sameAddress(r.from, r.Register.Team) || sameAddress(r.from, r.Register.Lead)
	switch r.cmd.Verb {
	case VerbAccept, VerbRefuse, VerbRequest, VerbPosted:
		if !team {
			return "Only the complaints team can decide that. They have been given a copy of what you wrote."
		}
	case VerbRespond, VerbExtend, VerbReassign, VerbContacted, VerbAttempted, VerbResolved, VerbAsk:
		if !c.Open() {
			return "The case is not waiting for an answer: it stands at " + c.standing() + ". Your words have been put in the file."
		}
		if !team && !r.handles() {
			s, _ := c.Current()
			return "This case is now with " + s.Handler.Called() + ". Your words have been put in the file."
		}
	}
	return ""
}

// handles reports whether the sender handles the current stage or stands in for its handler.
func (r *reply) handles() bool {
	s, n := r.d.Case.Current()
	if sameAddress(r.from, s.Handler) {
		return true
	}
	people := r.Register.Areas[r.d.Case.Area]
	return n == 1 && (sameAddress(r.from, people.Deputy) || sameAddress(r.from, people.Manager)) && !r.conflicted(r.from)
}

// standing says in plain words where a case stands.
func (c Case) standing() string {
	switch c.Status {
	case Review:
		return "a decision of the complaints team"
	case Stage1Open:
		return "stage 1, not answered yet"
	case Stage1Responded:
		return "stage 1, answered"
	case Stage2Open:
		return "stage 2, not answered yet"
	case Stage2Responded:
		return "stage 2, answered"
	case Closed:
		return "closed (" + strings.ReplaceAll(string(c.Reason), "_", " ") + ")"
	}
	return "a first look"
}

func (r *reply) answer(letter LetterID, fill func(*Facts)) {
	role := RoleManager
	switch {
	case sameAddress(r.from, r.Register.Team):
		role = RoleTeam
	case r.stage == 2:
		role = RoleDirector
	}
	r.toStaff(letter, role, r.from, atOnce, fill)
}

// receipt tells the sender what was done (M15).
func (r *reply) receipt(done string) {
	r.answer("M15", func(f *Facts) { f.Reason, f.Words = done, limitWords(r.m.NewText) })
}

// help tells the sender what was wrong and offers the exact replies that work (M16). Nothing else changes.
func (r *reply) help(problem string) {
	if strings.TrimSpace(r.m.NewText) != "" {
		r.happen(r.by(), "A reply that could not be acted on.", Noted{limitWords(r.m.NewText)})
	}
	r.answer("M16", func(f *Facts) { f.Problem, f.Words = problem, limitWords(r.m.NewText) })
}

// respond sends the full written answer (P9, P18).
func (r *reply) respond() {
	if n := len([]rune(r.cmd.Text)); n < r.Settings.AnswerMinLength {
		r.help(fmt.Sprintf("The answer is too short to be a full written answer: %d characters, and it needs at least %d. Say what you found, why, and what will happen now.", n, r.Settings.AnswerMinLength))
		return
	}
	letter, kind := LetterID("L23"), "stage1_response"
	if r.stage == 2 {
		letter, kind = "L32", "final_response"
	}
	r.happen(r.by(), "The full answer was given: "+string(r.cmd.Outcome)+".", Responded{
		Stage: r.stage, Decision: r.cmd.Outcome, Answer: r.cmd.Text, Remedy: r.cmd.Remedy, Actions: r.cmd.Actions,
	})
	r.toResident(letter, inHours, func(f *Facts) {
		r.signpost(kind)(f)
		f.WindowLast, _ = r.Policy.WindowLast(r.Calendar, r.d.Case.Stage1.Received, r.notBefore(inHours, f.Limit))
		if letter == "L32" {
			f.External.Show = true
		}
	})
	r.receipt("Your answer goes to the resident: " + string(r.cmd.Outcome) + ".")
}

// extend puts the answer off: before the date, with a reason, to a later working day, within the cap, and
// only once without the complaints team (P10, P19). Otherwise M18 says why not.
func (r *reply) extend() {
	s, n := r.d.Case.Current()
	sp, _ := r.Policy.Stage(n)
	if why := r.extensionFault(s, sp); why != "" {
		r.happen(r.by(), "More time was asked for and could not be given: "+why, Noted{limitWords(r.m.NewText)})
		r.answer("M18", func(f *Facts) { f.Problem, f.NewDate, f.Reason = why, r.cmd.Date, r.cmd.Text })
		return
	}
	old := s.Target
	r.happen(r.by(), "More time is needed: "+r.cmd.Text, Extended{Stage: n, From: s.Limit, Limit: r.cmd.Date, Target: r.cmd.Date, Reason: r.cmd.Text, On: r.today()})
	letter := LetterID("L21")
	if n == 2 {
		letter = "L30"
	}
	r.toResident(letter, inHours, func(f *Facts) {
		r.signpost("extension")(f)
		f.OldDate, f.NewDate, f.Reason = old, r.cmd.Date, r.cmd.Text
		f.External.Show = f.External.Show || sp.Extension.ExternalContact
	})
	r.answer("M17", func(f *Facts) { f.OldDate, f.NewDate, f.Reason = old, r.cmd.Date, r.cmd.Text })
}

func (r *reply) extensionFault(s Stage, sp StagePolicy) string {
	team := sameAddress(r.from, r.Register.Team)
	latest := sp.ExtensionMax(r.Calendar, s.FirstLimit, r.Settings.ExtensionCap)
	switch d := r.cmd.Date; {
	case r.today() > s.Limit:
		return fmt.Sprintf("The answer was due on %s, so the date can no longer be moved. Please answer now; the resident has been told that we are late.", s.Limit.Long())
	case d <= s.Limit:
		return fmt.Sprintf("%s is not later than the date we have promised, %s.", d.Long(), s.Limit.Long())
	case !r.Calendar.WorkingDay(d):
		before, _ := r.Calendar.RollBack(d)
		return fmt.Sprintf("%s is not a working day (%s). The working day before it is %s: reply EXTEND %s and your reason.", d.Long(), r.Calendar.DayOff(d), before.Long(), before.slashes())
	case !team && len(s.Extensions) > 0:
		return "The date has been moved once already. Only the complaints team can move it again. Please write to them."
	case !team && d > latest:
		fits, _ := r.Calendar.RollBack(latest)
		return fmt.Sprintf("%s is too far off. The latest day you can give is %s. For longer, please write to the complaints team.", d.Long(), fits.Long())
	}
	return ""
}

// reassign gives the case to somebody else; the dates stay (3.2).
func (r *reply) reassign() {
	if r.stage == 2 && !sameAddress(r.from, r.Register.Team) {
		r.help("A stage 2 review stays with its Director. If you should not review it, please tell the complaints team.")
		return
	}
	to, area, problem := r.findPerson(r.cmd.Name)
	if problem != "" {
		r.help(problem)
		return
	}
	r.happen(r.by(), "The case was passed to "+to.Called()+".", Assigned{Stage: r.stage, To: to, On: r.today(), Area: area})
	r.toHandler("M19", func(f *Facts) { f.Reason = r.cmd.Text })
	r.receipt("The case is now with " + to.Called() + ". Its dates have not changed.")
}

// findPerson looks a name up among those who may handle the stage: by address, name, title or area.
func (r *reply) findPerson(name string) (Contact, Area, string) {
	people := r.Register.Managers()
	if r.stage == 2 {
		people = r.Register.Directors()
	}
	var found []Contact
	for _, c := range people {
		if r.matches(c, name) && !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0:
		return Contact{}, "", fmt.Sprintf("We found nobody called %q who can take the case. Use a name or an address of the register.", excerpt(name, 60))
	case len(found) > 1:
		return Contact{}, "", fmt.Sprintf("%q fits more than one person: %s. Use the address.", excerpt(name, 60), listNames(found))
	case r.conflicted(found[0]) || r.stage == 2 && r.handledStage1(found[0]):
		return Contact{}, "", found[0].Called() + " may not take this case, because they are concerned in it."
	case sameAddress(found[0], r.from):
		return Contact{}, "", "The case is with you already."
	}
	return found[0], r.areaOf(found[0]), ""
}

// matches reports whether a person can be meant by what somebody wrote: "Priya in estates", an address, a title.
func (r *reply) matches(c Contact, name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return false
	}
	if strings.Contains(name, strings.ToLower(c.Email)) || r.Register.Canonical(name) == strings.ToLower(c.Email) {
		return true
	}
	if strings.Contains(name, "@") {
		return false
	}
	if c.Name != "" && (strings.Contains(name, strings.ToLower(c.Name)) || strings.EqualFold(firstWord(c.Name), firstWord(name))) {
		return true
	}
	if c.Title != "" && strings.Contains(name, strings.ToLower(c.Title)) {
		return true
	}
	for area, p := range r.Register.Areas {
		if !sameAddress(c, p.Manager) {
			continue
		}
		for _, word := range append(strings.Fields(strings.ToLower(p.Name)), strings.Split(string(area), "_")...) {
			if len(word) > 3 && slices.Contains(strings.Fields(name), word) {
				return true
			}
		}
	}
	return false
}

// areaOf returns the area a manager answers for, if the case has to move to it.
func (r *reply) areaOf(c Contact) Area {
	own := r.Register.Areas[r.d.Case.Area]
	if r.stage == 2 || sameAddress(c, own.Manager) || sameAddress(c, own.Deputy) {
		return ""
	}
	var areas []Area
	for a, p := range r.Register.Areas {
		if sameAddress(c, p.Manager) || sameAddress(c, p.Deputy) {
			areas = append(areas, a)
		}
	}
	slices.Sort(areas)
	if len(areas) == 0 {
		return ""
	}
	return areas[0]
}

func listNames(people []Contact) string {
	names := make([]string, len(people))
	for i, c := range people {
		names[i] = c.Called()
		if c.Email != names[i] {
			names[i] += " <" + c.Email + ">"
		}
	}
	return strings.Join(names, ", ")
}

// contacted records the conversation the policy promises (P7, P17). Leaving a message is an attempt.
func (r *reply) contacted() {
	attempt := r.cmd.Verb == VerbAttempted
	r.happen(r.by(), "The handler contacted the resident.", Contacted{Stage: r.stage, On: r.today(), Attempt: attempt, Summary: excerpt(r.cmd.Text, 1000)})
	if attempt {
		r.receipt("We have noted that you tried. The resident still expects to hear from you in person.")
		return
	}
	r.receipt("We have noted that you spoke with the resident.")
}

// resolved offers an early settlement: the resident is told and may say no (1.4).
func (r *reply) resolved() {
	if len(strings.Fields(r.cmd.Text)) < 3 {
		r.help("Say what was agreed and who said so, for example: RESOLVED the ceiling was replastered on 1 December and Ms Rahman is happy to close it.")
		return
	}
	by, _ := r.Calendar.AddWorkingDays(r.Calendar.Day(r.notBefore(inHours, 0)), r.Settings.SettleDays)
	r.happen(r.by(), "The handler says that it is settled.", SettlementOffered{Settlement{Agreed: r.cmd.Text, By: r.by(), On: r.today(), ReplyBy: by}})
	r.toResident("L24", inHours, func(f *Facts) {})
	r.receipt("The resident is told what was agreed. If they do not say otherwise by " + by.Long() + ", the case closes.")
}

func (r *reply) ask() {
	if len(strings.Fields(r.cmd.Text)) < 2 {
		r.help("Write your question after ASK, for example: ASK could you send photographs of the ceiling?")
		return
	}
	r.happen(r.by(), "The handler asked the resident something. The clock goes on.", Noted{"asked: " + excerpt(r.cmd.Text, 500)})
	r.toResident("L14", inHours, func(f *Facts) { f.Question = r.cmd.Text })
	r.receipt("Your question goes to the resident. The date has not changed.")
}

func (r *reply) note() {
	text := orElse(r.cmd.Text, strings.ToLower(string(r.cmd.Verb)))
	switch r.cmd.Verb {
	case VerbTaken:
		r.happen(r.by(), "A person is dealing with the emergency.", Reminded{Ladder: "alert", Rung: "taken", Until: farFuture})
		r.receipt("We have noted that you are dealing with it.")
	case VerbDone:
		r.actionsDone()
	default:
		r.happen(r.by(), "A note for the file.", Noted{limitWords(text)})
		r.receipt("Your note is in the file. Nothing was sent to the resident.")
	}
}

// farFuture ends a ladder for good.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (r *reply) actionsDone() {
	for n, s := range []Stage{r.d.Case.Stage1, r.d.Case.Stage2} {
		for i, a := range s.Actions {
			if a.Done == 0 {
				r.happen(r.by(), "Done: "+a.What, ActionDone{Stage: n + 1, Index: i, On: r.today()})
			}
		}
	}
	r.receipt("We have noted that what was promised is done.")
}

// accept opens what the team was asked about; the clock runs from the original receipt (3.2).
func (r *reply) accept() {
	q := r.d.Case.Review
	if r.d.Case.Status != Review {
		r.help("There is nothing left to decide: the case stands at " + r.d.Case.standing() + ".")
		return
	}
	why := orElse(r.cmd.Text, "The complaints team accepted it.")
	if q.Matter == MatterLateStage2 {
		r.openStage2(q.Received, r.by(), why, q.Words, nil)
	} else {
		r.openStage1(q.Received, r.by(), why, "L01")
	}
	r.stage = 1
	r.receipt("It is opened and " + r.d.Case.handlerName() + " has it.")
}

func (c Case) handlerName() string {
	s, _ := c.Current()
	return s.Handler.Called()
}

// refuse declines what the team was asked about, with a person's reason (3.2). The resident is told the
// reason, who deals with it, and how to have it looked at again.
func (r *reply) refuse() {
	c := r.d.Case
	if c.Status != Review {
		r.help("There is nothing left to refuse: the case stands at " + c.standing() + ". An open complaint can only be answered or withdrawn.")
		return
	}
	reason, letter := ClosedOutOfScope, LetterID("")
	e := ExclusionByCode(r.cmd.Code)
	switch {
	case c.Review.Matter == MatterLateStage2:
		reason, letter = ClosedLapsed, "L27"
	case r.cmd.Code == "AGE" || r.cmd.Code == "" && c.Review.Matter == MatterAge:
		reason, letter = ClosedOutOfTime, "L12"
	case e != "":
		reason, letter = ClosedOutOfScope+":"+CloseReason(e.Code()), scopeLetter(e)
	default:
		r.help("Say which part of the policy it falls under, E1 to E8 or AGE, and then why: for example REFUSE E4 this is about your neighbour's music.")
		return
	}
	r.happen(r.by(), "The complaints team declined it: "+r.cmd.Text, CaseClosed{reason})
	r.toResident(letter, inHours, func(f *Facts) {
		r.signpost("refusal")(f)
		f.Reason = r.cmd.Text
		f.OutOfScope = []Signpost{{e, firstOf(f.Issues), r.route(e)}}
		f.EventDay = r.eventDay(c)
		f.Limit = r.Policy.EventCutoff(c.Day0)
	})
	r.receipt("The resident is told the reason and how to have it looked at again.")
}

func firstOf(ss []string) string {
	if len(ss) == 0 {
		return ""
	}
	return ss[0]
}

func (r *reply) eventDay(c Case) string {
	for _, e := range c.Review.Evidence {
		if e.Clause == "P3" {
			return e.Text
		}
	}
	return ""
}

// request passes the message on as a first request for service (E1).
func (r *reply) request() {
	if r.d.Case.Status != Review {
		r.help("There is nothing left to decide: the case stands at " + r.d.Case.standing() + ".")
		return
	}
	r.passOn(ClosedServiceRequest, "L03", orElse(r.cmd.Text, "The complaints team passed it on as a request for service."))
	r.receipt("It is passed to " + r.Register.AreaName(r.d.Case.Area) + ", and the resident is told how to complain.")
}

// posted marks the letters that only paper could bring as delivered by hand (3.6).
func (r *reply) posted() {
	c := r.d.Case
	for _, u := range c.Undelivered {
		r.happen(r.by(), "The complaints team brought the letter to the resident.", DeliveryMended{u.Letter})
	}
	s, n := c.Current()
	if !s.RespondedAt.IsZero() && s.SentAt.IsZero() {
		r.answerSent(n, r.now)
		if c.Party.Phone != "" && !c.Party.TextsOff {
			letter := map[int]LetterID{1: "L23", 2: "L32"}[n]
			facts := r.facts()
			r.order(letter, SMS, RoleResident, r.d.Case.Resident(), inHours, facts)
		}
	}
	if c.Open() && s.AckedAt.IsZero() {
		r.acknowledged(n, r.now)
	}
	r.receipt("We have noted that the resident has it.")
}

// away passes the case to the deputy while its manager is out of the office (M26), and never answers the
// out-of-office reply itself.
func (r *reply) away() {
	c := r.d.Case
	s, n := c.Current()
	r.happen(r.by(), "The reply says that "+r.from.Called()+" is away.", Noted{"away: " + excerpt(r.m.NewText, 300)})
	if !c.Open() || !sameAddress(r.from, s.Handler) {
		return
	}
	to := r.standIn(n)
	if sameAddress(to, s.Handler) {
		return
	}
	r.assign(n, to, ByMachine, r.from.Called()+" is away, so "+to.Called()+" takes the case on.")
	r.toHandler("M26", func(f *Facts) { f.Reason = excerpt(r.m.NewText, 300) })
}

// standIn returns who takes over from the current handler: the deputy, else the complaints team. At stage 2 it
// is the team, who find another Director.
func (r *reply) standIn(stage int) Contact {
	people := r.Register.Areas[r.d.Case.Area]
	for _, c := range []Contact{people.Deputy, people.Manager} {
		if stage == 1 && c.Email != "" && !sameAddress(c, r.from) && !r.conflicted(c) {
			return c
		}
	}
	if stage == 2 {
		for _, c := range r.Register.Directors() {
			if !sameAddress(c, r.from) && !r.conflicted(c) && !r.handledStage1(c) {
				return c
			}
		}
	}
	return r.Register.Team
}
