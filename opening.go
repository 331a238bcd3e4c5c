package complaints

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Open decides what becomes of a message that belongs to no case yet: a case of its own, with what
// follows at once (domain.md 3.2, first rows). Doubt is never a refusal: whatever is unsure is asked of a
// person, and while that person thinks the acknowledgement's clock runs.
func (p Procedure) Open(ref string, m Message, r Reading, now time.Time) Decision {
	return p.OpenKnown(ref, m, r, Case{}, now)
}

// OpenKnown is Open for a resident of whom an earlier case tells: who they are, and what they need of us (Code 5.10). An
// earlier case of somebody else tells nothing.
func (p Procedure) OpenKnown(ref string, m Message, r Reading, earlier Case, now time.Time) Decision {
	w := p.decide(Case{}, now, m.ID)
	party := partyOf(m)
	known := !earlier.spokenFor() && (m.From == earlier.Party.Email || m.From == earlier.Party.Phone)
	if known {
		party = party.with(earlier.Party)
	}
	w.register(ref, m, r, party)
	if known {
		w.inheritNeeds(earlier)
	}
	w.firstSight(m, r)
	return w.d
}

// OpenBeside opens a case of its own for a new matter that came up in another one (P16): the same resident, linked
// both ways, with a clock of its own.
//
// inCase is the message as read from where that case stands, alone as read by itself.
func (p Procedure) OpenBeside(ref string, m Message, inCase, alone Reading, beside Case, now time.Time) Decision {
	r := newMatter(beside, alone)
	if wantsStage2(inCase) {
		r = newMatter(beside, inCase)
	}
	w := p.decide(Case{}, now, m.ID)
	w.register(ref, m, r, beside.Party)
	w.happen(ByMachine, "It came up in "+beside.Ref+".", Linked{beside.Ref, "came up there"})
	w.inheritNeeds(beside)
	if beside.Representative != (Contact{}) {
		w.happen(ByMachine, "Who may speak for the resident there may do so here.", RepresentativeNamed{beside.Representative, beside.Consent})
	}
	w.firstSight(m, r)
	return w.d
}

// firstSight decides what a fresh case is.
func (w *working) firstSight(m Message, r Reading) {
	w.keepFromTheNamed(m)
	w.writtenFor(m)
	w.learnNeeds(ByResident, m.NewText, false)
	w.safety(m, r)
	switch {
	case unreadable(m):
		w.askWith("L39", m.Received, w.scopeQuestion(m, r)) // it asks for words
	case r.ToPerson:
		w.ask(m.Received, w.scopeQuestion(m, r))
	case r.Kind == KindComplaint:
		w.begin(m.Received, ByMachine, cmp.Or(r.Why, "The message says that a service failed."), m.Subject+"\n"+m.NewText)
		w.passOnRequests()
	case r.Kind == KindOutOfScope && r.Exclusion == FirstRequest:
		w.passOn(ClosedServiceRequest, "L03", cmp.Or(r.Why, "This is a first request for service, so it goes to the area today (E1)."))
	case r.Kind == KindEnquiry:
		w.passOn(ClosedNotComplaint, "L43", cmp.Or(r.Why, "This is a question or a compliment, not a complaint."))
	default:
		w.ask(m.Received, w.scopeQuestion(m, r))
	}
	w.whoAreYou(m)
}

// keepFromTheNamed keeps a complaint from the people it is about (domain.md section 4): anybody of the register
// whose full name stands in it.
func (w *working) keepFromTheNamed(m Message) {
	words := " " + strings.ToLower(strings.Join(strings.Fields(m.Subject+" "+m.NewText), " ")) + " "
	for _, c := range w.Register.Everyone() {
		if len(strings.Fields(c.Name)) > 1 && strings.Contains(words, strings.ToLower(c.Name)) {
			w.happen(ByMachine, c.Name+" is named in the complaint and is kept from it.", Conflict{c.Email})
		}
	}
}

// passOnRequests hands the first requests in a mixed message to their areas the same day (E1). The acknowledgement
// says so; the complaint goes on beside them.
func (w *working) passOnRequests() {
	c := w.d.Case
	var to []Contact
	requests := map[Contact][]string{}
	for _, i := range c.Issues {
		if i.Kind != KindOutOfScope || i.Exclusion != FirstRequest || i.Area == "" || i.Area == c.Area {
			continue
		}
		who := w.manager(i.Area)
		if requests[who] == nil {
			to = append(to, who)
		}
		requests[who] = append(requests[who], i.Sentence)
	}
	for _, who := range to {
		w.toStaff(passedOnLetter, RoleManager, who, atOnceIf(c.Emergency), func(f *Facts) {
			f.Words, f.Issues = strings.Join(requests[who], "\n\n"), requests[who]
			f.Reason = "This first request came together with a complaint about something else."
		})
	}
}

func (w *working) register(ref string, m Message, r Reading, party Party) {
	area, second := leadArea(r), r.AreaSecond
	if area == "" {
		area = AreaOther
	}
	f := Registered{
		Ref: ref, Profile: w.Policy.ID, Channel: m.Channel, Received: m.Received.UTC(), Day0: w.Calendar.Day(m.Received),
		Party: party, Subject: excerpt(m.Subject, 120), Words: limitWords(m.NewText), MessageID: m.MessageID,
		Issues: issuesOf(m, r), Attachments: m.Attachments, Area: area, AreaSecond: second,
	}
	f.Party.Language = cmp.Or(r.Language, party.Language)
	w.happen(ByResident, "A message arrived that belongs to no case.", f)
}

// leadArea is the area that leads: of a mixed message that of the first part in scope, not one that is passed on
// (domain.md section 4).
func leadArea(r Reading) Area {
	var first Area
	for _, i := range r.Issues {
		switch {
		case !i.inScope() || i.Area == "":
		case i.Area == r.Area:
			return r.Area
		case first == "":
			first = i.Area
		}
	}
	passedOn := slices.ContainsFunc(r.Issues, func(i Issue) bool { return !i.inScope() && i.Area == r.Area })
	if first != "" && passedOn {
		return first
	}
	return r.Area
}

func partyOf(m Message) Party {
	if m.Channel == SMS {
		return Party{Phone: m.From}
	}
	return Party{Name: m.FromName, Email: m.From}
}

// with returns the party with what an earlier case knows of the same resident. Whoever texts us is still texted.
func (p Party) with(earlier Party) Party {
	p.Name = cmp.Or(p.Name, earlier.Name)
	p.Address, p.Tenure = earlier.Address, earlier.Tenure
	if p.Email != "" && !earlier.PhoneDead {
		p.Phone = earlier.Phone
	}
	return p
}

// issuesOf lists what the message is about in its writer's words. A message whose parts were not told
// apart is one issue.
func issuesOf(m Message, r Reading) []Issue {
	issues := slices.Clone(r.Issues)
	if len(issues) == 0 {
		issues = []Issue{{Sentence: cmp.Or(m.NewText, m.Subject), Kind: r.Kind, Exclusion: r.Exclusion, Area: r.Area}}
	}
	for i := range issues {
		issues[i].Sentence = excerpt(issues[i].Sentence, 200)
	}
	return issues
}

// openStage1 begins stage 1: the clock runs from received (P5, P9), a manager is assigned (P6), the
// resident is told (L01) and so is the manager (M01).
func (w *working) openStage1(received time.Time, by, why string, letter LetterID) {
	w.openStage1With(letter, received, by, why, func(*Facts) {})
}

// openStage1With is openStage1 with more for the resident's letter.
func (w *working) openStage1With(letter LetterID, received time.Time, by, why string, fill func(*Facts)) {
	w.openStage(1, received, by, why, "")
	w.assign(1, w.manager(w.d.Case.Area), by, "The manager for "+w.Register.AreaName(w.d.Case.Area)+" investigates.")
	w.toResident(letter, atOnce, fill)
	w.toHandler("M01", func(f *Facts) {})
	w.tellOtherAreas()
}

// tellOtherAreas tells the managers of the other areas in which something failed (domain.md section 4): the lead area
// answers, and they may know what it needs.
func (w *working) tellOtherAreas() {
	c := w.d.Case
	var areas []Area
	sentences := map[Area][]string{}
	for _, i := range c.Issues {
		if i.Kind != KindComplaint || !c.elsewhere(i.Area) {
			continue
		}
		if !slices.Contains(areas, i.Area) {
			areas = append(areas, i.Area)
		}
		sentences[i.Area] = append(sentences[i.Area], i.Sentence)
	}
	for _, area := range areas {
		who := w.manager(area)
		if sameAddress(who, w.handler()) || sameAddress(who, w.Register.Team) {
			continue
		}
		w.toStaff("M32", RoleManager, who, inHours, func(f *Facts) { // no more of it than concerns them
			f.Area, f.Issues, f.Words, f.Attachments = w.Register.AreaName(area), sentences[area], "", nil
		})
	}
}

// elsewhere reports whether an area is one of its own beside the lead area, and not one through which every complaint passes.
func (c Case) elsewhere(a Area) bool {
	return a != "" && a != c.Area && a != AreaOther && a != AreaCustomerService && a != AreaContractor
}

// openStage begins a stage and computes its dates.
func (w *working) openStage(n int, received time.Time, by, why, words string) {
	sp, _ := w.Policy.Stage(n)
	day0 := w.Calendar.Day(received)
	d := sp.Dates(w.Calendar, day0, day0)
	w.happen(by, why, StageOpened{
		Stage: n, Received: received.UTC(), Day0: day0, AckDue: d.AckDue, Limit: d.Limit, Target: d.Target,
		Words: words, ByDefault: by == ByMachine && w.d.Case.Status == Review,
	})
}

func (w *working) assign(stage int, to Contact, by, why string) {
	w.happen(by, why, Assigned{Stage: stage, To: to, On: w.today()})
}

// manager returns who investigates at stage 1: the area's manager, else the deputy, else the complaints
// team; never somebody kept from the case.
func (w *working) manager(area Area) Contact {
	people := w.Register.Areas[area]
	for _, c := range []Contact{people.Manager, people.Deputy} {
		if c.Email != "" && w.free(c) {
			return c
		}
	}
	return w.Register.Team
}

// free reports whether somebody may take the case now: not kept from it, and not away.
func (w *working) free(c Contact) bool {
	until, said := w.d.Case.Away[strings.ToLower(c.Email)]
	return !w.conflicted(c) && !(said && (until == 0 || until > w.today())) && w.Absent[strings.ToLower(c.Email)] <= w.today()
}

func (w *working) conflicted(c Contact) bool {
	return slices.ContainsFunc(w.d.Case.Conflicted, func(a string) bool { return strings.EqualFold(a, c.Email) })
}

// passOn closes a case that is no complaint and hands it to its area the same day. The letter says how to
// complain after all (E1, 1.3).
func (w *working) passOn(reason CloseReason, letter LetterID, why string) {
	w.happen(ByMachine, why, CaseClosed{reason})
	w.toResident(letter, atOnce, func(f *Facts) {})
	w.toStaff(passedOnLetter, RoleManager, w.manager(w.d.Case.Area), atOnceIf(w.d.Case.Emergency), func(f *Facts) { f.Reason = why })
}

// ask puts a case before a person: a neutral letter to the resident (L02), the question to the team (M14).
// What was not decided in time is open already.
func (w *working) ask(received time.Time, q Question) { w.askWith("L02", received, q) }

// askWith is ask with another letter to the resident in place of the neutral one.
func (w *working) askWith(letter LetterID, received time.Time, q Question) {
	q.Since, q.Received = w.now, received.UTC()
	sp, _ := w.Policy.Stage(1)
	q.DecideBy, _ = w.Calendar.Count(w.Calendar.Day(received), *w.decisionPeriod(sp))
	w.happen(ByMachine, q.Why, ReviewAsked{q})
	if !w.now.Before(w.opensByDefault(q)) {
		w.openUndecided()
		return
	}
	w.toResident(letter, atOnce, func(f *Facts) {})
	w.toTeam("M14", atOnceIf(w.d.Case.Emergency), func(f *Facts) {})
}

// decisionPeriod is how long a person may take: as long as the acknowledgement may (0.1), or two working
// days where the profile promises none.
func (Procedure) decisionPeriod(sp StagePolicy) *Period {
	if sp.Ack != nil {
		return sp.Ack
	}
	return &Period{N: 2, Unit: WorkingDays}
}

func (p Procedure) opensByDefault(q Question) time.Time {
	return p.Calendar.At(q.DecideBy, p.Settings.DefaultHour, 0)
}

// openUndecided opens what nobody has decided (domain.md 0.1).
func (w *working) openUndecided() {
	q := w.d.Case.Review
	const why = "Nobody has decided by the acknowledgement's last day, so it is opened by default."
	w.settle(q, ByMachine, why)
}

// settle opens what a person was asked about, by what it was.
func (w *working) settle(q Question, by, why string) {
	switch q.Matter {
	case MatterLateStage2, MatterStage2:
		w.openStage2(q.Received, by, why, q.Words, nil)
	case MatterReopen:
		w.reopen(q.Received, by, why, q.Words)
	case MatterAge:
		if by == ByMachine { // nobody has looked at how old it is, so nothing is said about it
			w.openStage1(q.Received, by, why, "L01")
			return
		}
		w.openStage1With("L13", q.Received, by, why, func(f *Facts) { f.EventDay = q.eventDay() })
	default:
		if by == ByMachine { // nobody has looked at it, so nothing is tried before stage 1
			w.openStage1(q.Received, by, why, "L01")
		} else {
			w.begin(q.Received, by, why, q.Words)
		}
		w.passOnRequests()
	}
}

// scopeQuestion words what the team is asked about a new message.
func (w *working) scopeQuestion(m Message, r Reading) Question {
	q := Question{
		Matter: MatterScope, Suggest: "ACCEPT", Exclusion: r.Exclusion, Kind: r.Kind, Confidence: r.Confidence,
		Evidence: r.Evidence, Words: limitWords(m.NewText), Why: r.Why,
	}
	switch r.Kind {
	case KindOutOfScope:
		q.Suggest = "REFUSE " + r.Exclusion.Code()
		q.Why = cmp.Or(q.Why, fmt.Sprintf("It looks like %s.", r.Exclusion.Words()))
		if !w.Policy.Excludes(r.Exclusion) {
			q.Suggest = "ACCEPT"
			q.Why += " Our policy does not name that as outside it, so declining it needs a good reason of its own."
		}
	case KindTooOld:
		w.askAge(&q, m, r)
	case KindStage2Request, KindFollowUp:
		q.Why = cmp.Or(q.Why, "It reads like part of a complaint we know, but we found no case for this sender.")
	default:
		q.Why = cmp.Or(q.Why, "The machine is not sure what this message is.")
	}
	return q
}

// askAge words the question about a matter that looks too old (P3).
func (w *working) askAge(q *Question, m Message, r Reading) {
	day0 := w.Calendar.Day(m.Received)
	q.Matter, q.Suggest = MatterAge, "REFUSE AGE"
	q.Why = cmp.Or(q.Why, fmt.Sprintf("What it tells of seems to have happened before %s.", w.Policy.EventCutoff(day0).Long()))
	if w.Policy.TimeLimit.From != "event" {
		q.Why += " Our policy counts from when the resident knew of it, which may be later. If the message does not say, ask."
	}
	if w.Policy.tooOldForAny(r.Event.Latest, day0) {
		q.Why += fmt.Sprintf(" It is older than the %s beyond which our policy takes nothing.", plural(w.Policy.TimeLimit.HardLimitYears, "year"))
	}
}

// Words says in plain English what the exclusion covers.
func (e Exclusion) Words() string {
	switch e {
	case FirstRequest:
		return "a first request for service"
	case NewBuildDefect:
		return "a defect in a new home"
	case ChargeLevel:
		return "a challenge to the amount of rent or service charge"
	case NeighbourASB:
		return "a neighbour dispute or antisocial behaviour"
	case PolicyApplied:
		return "a policy that was applied as it stands"
	case LegalAction:
		return "a matter in which legal action has begun"
	case InsuranceClaim:
		return "a claim that our insurers are dealing with"
	case DataBreach:
		return "a matter of personal data"
	}
	return "something outside the complaints policy"
}

// whoAreYou asks a text's unknown sender once for name and address; the clock does not wait (1.5).
func (w *working) whoAreYou(m Message) {
	c := w.d.Case
	if m.Channel == SMS && c.Party.Name == "" && !c.Party.TextsOff && c.Said["L38"] == 0 {
		w.happen(ByMachine, "We do not know who this number belongs to.", Said{"L38", w.today()})
		w.toResident("L38", atOnce, func(f *Facts) {})
	}
}

// safety alerts people to danger, whatever else the message is (0.3, 2.4): emergencies and self-harm to the
// out-of-hours contact at once, day or night; personal data to the data protection officer.
func (w *working) safety(m Message, r Reading) {
	harmed := slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.Clause == string(FlagSafeguarding) })
	if harmed {
		r.Flags = append(slices.Clone(r.Flags), FlagSafeguarding)
	}
	harm := r.Has(FlagSelfHarm) || harmed
	danger := r.Emergency || harm
	fresh := slices.DeleteFunc(slices.Clone(r.Flags), func(f Flag) bool { return slices.Contains(w.d.Case.Flags, f) })
	if len(fresh) > 0 || danger {
		w.happen(ByMachine, "The message shows: "+flagWords(r), Flagged{Flags: fresh, Emergency: danger})
	}
	words := func(f *Facts) { f.Words = limitWords(m.NewText) }
	if r.Emergency && !harm {
		w.toStaff("M21", RoleOutOfHours, w.Register.OutOfHours, atOnce, words)
	}
	if harm {
		w.toStaff("M23", RoleOutOfHours, w.Register.OutOfHours, atOnce, words)
		w.toStaff("M23", RoleTeam, w.Register.Team, atOnce, words)
	}
	if danger {
		w.onceADay("L37", "The resident is told whom to ring now.", func() { w.toResident("L37", atOnce, func(f *Facts) {}) })
	}
	if ofPersonalData(r) || containsAny(strings.ToLower(m.NewText), asksForDataWords) && asksForData.MatchString(m.NewText) {
		w.dataAlert(m)
	}
}

// asksForData are the words of somebody who wants what is kept about them, or wants it gone. It has a clock of its own in
// law, so the officer hears of it whatever the message is (domain.md 1.3 E8, 2.5).
var asksForData = regexp.MustCompile(`(?i)\b(?:subject access|data access request|dsar|right to erasure|right to be forgotten|gdpr request|(?:all|any|every) (?:the )?(?:personal )?(?:data|information) (?:that )?you (?:hold|have|keep|store) (?:on|about) (?:me|us)|(?:delete|erase) (?:all )?my (?:personal )?(?:data|details))\b`)

// asksForDataWords are those without one of which asksForData finds nothing.
var asksForDataWords = []string{"data", "information", "subject access", "dsar", "erasure", "forgotten", "gdpr", "details"}

func flagWords(r Reading) string {
	words := make([]string, 0, len(r.Flags)+1)
	if r.Emergency {
		words = append(words, "danger now")
	}
	for _, f := range r.Flags {
		words = append(words, strings.ReplaceAll(string(f), "_", " "))
	}
	return strings.Join(words, ", ") + "."
}
