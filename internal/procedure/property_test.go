package procedure_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"

	"pgregory.net/rapid"
)

// The properties below hold for every history, however people, machines, post and calendars behave.

// history draws what happens to a case, one thing after another, and checks what must hold after each.
type history struct {
	*proceduretest.Life
	t    *rapid.T
	seen int // events checked so far
	c0   complaint.Case
	back map[string]bool // letters that have come back
}

var profiles = []string{"hastoe-2020", "ho-code-2024", "lgsco-code", "spso-rsl", "psow-model"}

var kinds = []reading.Kind{
	reading.KindComplaint,
	reading.KindFollowUp,
	reading.KindStage2Request,
	reading.KindNeedsHuman,
	reading.KindOutOfScope,
	reading.KindTooOld,
	reading.KindEnquiry,
}

var intents = []reading.Intent{
	"",
	reading.IntentEvidence,
	reading.IntentChase,
	reading.IntentUnhappy,
	reading.IntentStage2,
	reading.IntentWithdraw,
	reading.IntentThanks,
	reading.IntentAccepts,
	reading.IntentNewIssue,
	reading.IntentQuery,
	reading.IntentAdjustment,
	reading.IntentRepresentative,
	reading.IntentOptOut,
	reading.IntentOmbudsman,
	reading.IntentDisputeScope,
	reading.IntentHumanAsked,
	reading.IntentAboutAnswer,
	reading.IntentOmbudsmanAsked,
	reading.IntentDataRequest,
	reading.IntentContactChange,
	reading.IntentNeutral,
}

var areas = []reading.Area{
	reading.AreaRepairs,
	reading.AreaEstateServices,
	reading.AreaOther,
	"",
	"swimming_pool",
}

// writers are who writes on a case, the resident twice as often as each other.
var writers = []string{asha, asha, phone, meena, ravi}

// wordsOfResidents are what they write, however it is read.
var wordsOfResidents = []string{
	"It leaks again.",
	"NO",
	"YES",
	"COMPLAINT",
	"FORMAL",
	"close it please",
	"email only please",
	"by post please",
	"speak to ravi@example.org",
	"I agree that he may speak for me",
	"4 Mill Court, Exampleton",
	"",
}

var staff = []string{manager, deputy, director, housing, chief, team, nights, dpo, estates}

// repliesOfStaff are commands that fit the case or not, and words that are none.
var repliesOfStaff = []string{
	"RESPOND UPHELD\n" + wordy,
	"RESPOND NOT UPHELD\n" + wordy + "\nACTION: paint by 15/01/2027\nACTION: say sorry",
	"RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 1: UPHELD we were late\nISSUE 2: NOT UPHELD",
	"EXTEND 14/12/2026 waiting for the survey",
	"EXTEND 08/01/2027 waiting for the survey",
	"EXTEND 18/12/2026",
	"REASSIGN estates",
	"REASSIGN repairs.deputy@landlord.example",
	"REASSIGN housing.director@landlord.example",
	"CONFLICT she is my aunt",
	"CONFLICT repairs.manager@landlord.example",
	"OUT until 4 January 2027",
	"CONTACTED rang her today",
	"left a voicemail",
	"RESOLVED the ceiling was made good",
	"ASK could she send photos",
	"NOTE a note",
	"ACCEPT",
	"RELEASE",
	"RELEASE Ravi Rahman, ravi@example.org",
	"SAFE asha.safe@example.org",
	"REQUEST",
	"REFUSE E4 we have opened another case",
	"REFUSE AGE it is far too long ago",
	"REFUSE we have looked at it twice",
	"ESCALATE",
	"POSTED",
	"TAKEN",
	"DONE",
	"DUPLICATE HC-2026-000009",
	"ok",
	"some words that mean nothing here",
}

// one draws one of several.
func one[V any](t *rapid.T, what string, of []V) V { return rapid.SampledFrom(of).Draw(t, what) }

// upTo draws a number between two.
func upTo(t *rapid.T, what string, least, most int) int {
	return rapid.IntRange(least, most).Draw(t, what)
}

func (h *history) reading() reading.Reading {
	r := reading.Reading{
		Kind: one(h.t, "kind", kinds), Intent: one(h.t, "intent", intents), Area: one(h.t, "area", areas),
		ToPerson: upTo(h.t, "doubt", 0, 3) == 0, Emergency: upTo(h.t, "danger", 0, 9) == 0,
	}
	if r.Kind == reading.KindOutOfScope {
		r.Exclusion = one(h.t, "exclusion", policy.Exclusions[:])
	}
	switch upTo(h.t, "safety", 0, 15) {
	case 0:
		r.Threat = reading.ThreatStaff
	case 1:
		r.Death = "Asha Rahman"
	case 2, 3:
		r.Contact = append(r.Contact, reading.ContactRule{
			Rule:    one(h.t, "rule", []reading.Rule{reading.ContactNever, reading.ContactOnly, reading.ContactChange}),
			Channel: one(h.t, "way", []reading.Way{reading.ByEmail, reading.BySMS, reading.ByPhone, reading.ByPost}),
			Value:   one(h.t, "value", []string{"", asha, "asha.new@example.org", phone, "4 Mill Court"}),
			Why:     one(h.t, "why", []reading.Cause{reading.ForSafety, reading.ForNeed, reading.ForWish}),
		})
	}
	for range upTo(h.t, "issues", 0, 3) {
		issue := reading.Issue{
			Sentence: "It leaks again.", Kind: one(h.t, "issue", kinds), Area: one(h.t, "its area", areas),
		}
		if issue.Kind == reading.KindOutOfScope {
			issue.Exclusion = one(h.t, "its exclusion", policy.Exclusions[:])
		}
		r.Issues = append(r.Issues, issue)
	}
	return r
}

func (h *history) clock() string { return h.Now.UTC().Format("2006-01-02 15:04") }

// step lets one thing happen.
func (h *history) step(i int) {
	switch upTo(h.t, fmt.Sprintf("step %d", i), 0, 9) {
	case 0, 1:
		h.Until(h.Now.Add(time.Duration(upTo(h.t, "hours", 1, 24*20)) * time.Hour))
	case 2, 3, 4:
		h.SaysFrom(h.clock(), one(h.t, "from", writers), one(h.t, "words", wordsOfResidents), h.reading())
	case 5, 6, 7:
		h.replies()
	case 8:
		h.misfortune()
	case 9: // a little time, so that not everything happens at once
		h.Until(h.Now.Add(time.Duration(upTo(h.t, "minutes", 1, 600)) * time.Minute))
	}
}

// replies has somebody of staff reply, now and then in words that are not quite certain. On less evidence than the table
// of consequences asks for nothing leaves the house, closes, begins, moves or changes hands (3.5).
func (h *history) replies() {
	who, words := one(h.t, "who", staff), one(h.t, "reply", repliesOfStaff)
	cmd, before := h.Read(h.clock(), words), h.Case
	if upTo(h.t, "sure", 0, 2) == 0 {
		cmd.Sure = min(cmd.Sure, complaint.Likely)
	}
	d := h.Procedure.Command(h.Case, h.Staff(who), h.Message(h.clock(), who, words), cmd, h.Now)
	h.Do(d)
	if cmd.Sure == complaint.Unmistakable && cmd.Missing == "" {
		return
	}
	for _, o := range d.Letters {
		if o.Role == people.RoleResident || o.Role == people.RoleRepresentative {
			h.t.Errorf("%q, which is %s: got %s to somebody outside, want a question", words, cmd.Sure, o.Letter)
		}
	}
	was, n := before.Current()
	s, m := d.Case.Current()
	if d.Case.Status != before.Status || m != n || s.Limit != was.Limit || s.Target != was.Target ||
		s.Handler.Email != was.Handler.Email || s.ContactedOn != was.ContactedOn ||
		d.Case.Clocks.Danger.Runs() != before.Clocks.Danger.Runs() {
		h.t.Errorf("%q, which is %s: the case went from %s to %s, want it as it was", words, cmd.Sure,
			before.Standing(), d.Case.Standing())
	}
}

// misfortune: a letter comes back, somebody is away, the program is off, the calendar changes, the Ombudsman writes.
func (h *history) misfortune() {
	switch upTo(h.t, "misfortune", 0, 4) {
	case 0:
		h.comesBack()
	case 1:
		h.AutoReplies(h.clock(), one(h.t, "away", staff), "I am out of the office.")
	case 2:
		h.Now = h.Now.Add(time.Duration(upTo(h.t, "off for hours", 1, 24*15)) * time.Hour)
	case 3:
		day := h.Procedure.Calendar.Day(h.Now).AddDays(upTo(h.t, "holiday in", 0, 40))
		h.Procedure.Calendar = h.Procedure.Calendar.With(map[calendar.Date]string{day: "new bank holiday"})
		h.Take(h.Procedure.Recalculate(h.Case, "The calendar has changed.", h.Now))
	case 4:
		m := h.Message(h.clock(), ombudsman, "We write about this case.")
		h.Take(h.Procedure.Ombudsman(h.Case, m, theirs, h.Now))
	}
	h.Until(h.Now)
}

// comesBack returns a letter that was sent, if it can come back and has not yet.
func (h *history) comesBack() {
	if len(h.Sent) == 0 {
		return
	}
	o := h.Sent[upTo(h.t, "letter", 0, len(h.Sent)-1)].Order
	if id := h.Letter(o).ID; o.Channel != message.Post && !h.back[id] {
		h.back[id] = true
		h.Take(h.Procedure.NotDelivered(h.Case, h.Letter(o), nobody, h.Now))
	}
}

// check holds what must be true after every step.
func (h *history) check() {
	h.checkEvents()
	h.checkDuties()
	h.checkStages()
	c := h.Case
	if d := h.Procedure.Sweep(c, h.Now); len(d.Events) != 0 {
		h.t.Errorf("a second look at %s: got %q, want nothing to do", h.clock(), d.Why)
	}
	next := h.Procedure.NextDue(c, h.Now)
	if !next.IsZero() && !next.After(h.Now) {
		h.t.Errorf("next due: got %s, want after %s", next, h.Now)
	}
	if c.Status != complaint.Closed && next.IsZero() && !c.Ombudsman {
		h.t.Errorf("next due at %s: got never, want a day", c.Status)
	}
	if c.Status == complaint.Triage {
		h.t.Errorf("status after a step: got %s, want decided", c.Status)
	}
}

// checkDuties: of a case that is not closed something is owed, each thing by somebody, for a reason, by a day.
func (h *history) checkDuties() {
	duties := h.Procedure.Duties(h.Case, h.Now)
	for _, q := range h.Case.Questions {
		if !slices.ContainsFunc(duties, func(d procedure.Duty) bool { return d.Name == "confirm" && d.Owner == q.Of.Email }) {
			h.t.Errorf("a question to %s: got no duty, want theirs", q.Of.Email)
		}
	}
	if h.Case.Status != complaint.Closed && len(duties) == 0 {
		h.t.Errorf("duties at %s: got none, want somebody who owes or waits", h.Case.Status)
	}
	for _, d := range duties {
		if d.Owner == "" {
			h.t.Errorf("owner of %s: got nobody, want somebody", d.Name)
		}
		if d.Why == "" {
			h.t.Errorf("reason for %s: got none, want one", d.Name)
		}
		if d.By == 0 {
			h.t.Errorf("day of %s: got none, want one", d.Name)
		}
	}
}

// checkStages: the reviewer had no part in stage 1, and an answer decides every issue or none.
func (h *history) checkStages() {
	c := h.Case
	if who := c.Stage2.Handler.Email; who != "" && slices.Contains(c.Stage1.StandIns, who) {
		h.t.Errorf("reviewer: got %s, who handled stage 1, want somebody who did not", who)
	}
	for _, s := range []complaint.Stage{c.Stage1, c.Stage2} {
		if n := len(s.Findings); n > len(c.Issues) || n > 0 && s.Decision == "" {
			h.t.Errorf("findings of an answer %q: got %d, want one for each of %d issues or none", s.Decision, n,
				len(c.Issues))
		}
		for _, f := range s.Findings {
			if f.Decision == "" {
				h.t.Errorf("finding on issue %d: got no decision, want one", f.Issue)
			}
			if f.Issue >= len(c.Issues) {
				h.t.Errorf("finding: got issue %d, want one of %d", f.Issue, len(c.Issues))
			}
		}
	}
}

// checkEvents walks the new events and looks at each change they make.
func (h *history) checkEvents() {
	c := h.c0
	for _, e := range h.Events[h.seen:] {
		after := c.Apply(e)
		if c.Ref != "" && after.Day0 != c.Day0 {
			h.t.Errorf("day 0 after %s: got %s, want %s", e.Kind(), after.Day0, c.Day0)
		}
		if c.Open() && !after.Open() {
			h.checkWayOut(e)
		}
		h.checkPromises(e, c.Stage1, after.Stage1)
		h.checkPromises(e, c.Stage2, after.Stage2)
		c = after
	}
	h.c0, h.seen = c, len(h.Events)
}

// checkPromises: while a stage is open no promised date of it moves back, and day 0 does not move.
func (h *history) checkPromises(e complaint.Event, before, now complaint.Stage) {
	if before.Received.IsZero() || !now.OpenedAt.Equal(before.OpenedAt) {
		return
	}
	if now.Day0 != before.Day0 {
		h.t.Errorf("day 0 of a stage after %s: got %s, want %s", e.Kind(), now.Day0, before.Day0)
	}
	for _, d := range []struct {
		name      string
		got, want calendar.Date
	}{
		{"acknowledge by", now.AckDue, before.AckDue},
		{"target", now.Target, before.Target},
		{"limit", now.Limit, before.Limit},
	} {
		if d.got < d.want {
			h.t.Errorf("%s after %s: got %s, want not before %s", d.name, e.Kind(), d.got, d.want)
		}
	}
}

// checkWayOut: answering, withdrawing and settling are the only ways out of an open stage; the machine alone knows none
// but a settlement that the resident did not deny.
func (h *history) checkWayOut(e complaint.Event) {
	switch f := e.Fact.(type) {
	case complaint.Responded:
		if e.By.Staff() {
			return
		}
	case complaint.CaseClosed:
		if f.Reason.Reason == complaint.ClosedWithdrawn && e.By == actor.ByResident ||
			f.Reason.Reason == complaint.ClosedInformally {
			return
		}
	}
	h.t.Errorf("way out of an open stage: got %s of %s (%+v), want an answer, a withdrawal or a settlement",
		e.Kind(), e.By, e.Fact)
}

// mayGoAnyTime are the letters that need not wait for the office.
var mayGoAnyTime = []complaint.LetterID{
	// acknowledgements
	letter.Stage1Acknowledgement, letter.Received, letter.ServiceRequest, letter.LateAccepted,
	letter.Stage2Acknowledgement, letter.Reopened, letter.InformalAttempt, letter.NotAComplaint,
	// direct answers to residents
	letter.ConsentNeeded, letter.ThirdParty, letter.UnknownSender, letter.WrongNumber,
	letter.RepresentativeAcknowledgement, letter.EvidenceReceived, letter.Status,
	letter.Withdrawn, letter.Stage2TooEarly, letter.NewIssue, letter.OutsideHelp, letter.WhoAreYou,
	letter.CannotRead, letter.AdjustmentConfirmed,
	// direct answers to staff
	letter.ReadBack,
	letter.CommandDone, letter.CommandNotUnderstood, letter.ExtensionNoted, letter.ExtensionRefused,
	// danger
	letter.Emergency, letter.Hazard, letter.Safeguarding, letter.AlarmEnded, letter.DataProtection, letter.SafetyNotice,
	letter.NeutralAcknowledgement,
	// what was asked for beside the complaint
	letter.DetailsChanged, letter.PersonInTouch, letter.QuestionPassedOn, letter.OmbudsmanDetails, letter.DataPassedOn, letter.NotSettled,
	letter.RefusalDisputed,
	// answers and new dates that would otherwise be told after the old date
	letter.Stage1Extension, letter.Stage1Response, letter.Stage2Extension, letter.Stage2FinalResponse,
}

func TestEveryHistory(t *testing.T) { // 3.3, 3.8, 3.1
	t.Parallel()
	under := map[string]procedure.Procedure{}
	for _, id := range profiles {
		p := rules(t, id)
		p.Settings.TellMovedDates = true
		under[id] = p
	}
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{
			Life: proceduretest.Under(rt, under[one(rt, "profile", profiles)]), t: rt, back: map[string]bool{},
		}
		h.Ordered = h.checkHours
		from := one(rt, "writer", []string{asha, phone})
		h.Now = instant(rt, "2026-11-20 00:00").Add(time.Duration(upTo(rt, "start", 0, 60*24*40)) * time.Minute)
		h.OpenFrom(h.clock(), from, "This is the third time I have reported the leak.", h.reading())
		h.check()
		for i := range upTo(rt, "steps", 1, 25) {
			h.step(i)
			h.check()
		}
		h.Until(h.Now.AddDate(0, 3, 0))
		h.check()
		h.checkLetters()
		h.checkLog()
	})
}

// checkHours: a letter that can wait waits for the office. It is judged by the calendar of the day it is ordered.
func (h *history) checkHours(o order.Order) {
	urgent := h.Case.Emergency && (o.Letter == letter.TeamDecision || o.Letter == letter.PassedOn)
	if slices.Contains(mayGoAnyTime, o.Letter) || urgent {
		return
	}
	if !h.Procedure.Calendar.InHours(h.Procedure.Settings.Hours, o.NotBefore) {
		h.t.Errorf("%s is to go at: got %s, want in office hours", letter.Of(o.Letter).File, o.NotBefore)
	}
}

// checkLetters: somebody to read each, no full answer as a text, and the resident told of every missed date.
func (h *history) checkLetters() {
	for _, s := range h.Sent {
		to := s.To.Email
		if s.Channel == message.SMS {
			to = s.To.Phone
		}
		if to == "" {
			h.t.Errorf("reader of %s by %s: got nobody, want somebody", letter.Of(s.Letter).File, s.Channel)
		}
		full := s.Letter == letter.Stage1Response || s.Letter == letter.Stage2FinalResponse
		if full && s.Channel == message.SMS && s.Facts.FullLetter != message.Post {
			h.t.Errorf("%s, a full answer: got a text, want a letter", letter.Of(s.Letter).File)
		}
	}
	s, _ := h.Case.Current()
	today := h.Procedure.Calendar.Day(h.Now)
	longLate := today > s.Limit+10 && today > h.Procedure.Calendar.Day(s.OpenedAt)+10
	if h.Case.Open() && h.Case.Settlement.Agreed == "" && longLate && s.LateTold <= s.Limit {
		h.t.Errorf("told that %s was missed: got never, want told", s.Limit)
	}
}

// checkLog: the log alone gives the case again, also after it was written and read.
func (h *history) checkLog() {
	var c complaint.Case
	for _, e := range h.Events {
		var back complaint.Event
		if err := json.Unmarshal(h.asJSON(e), &back); err != nil {
			h.t.Fatalf("%v", err)
		}
		c = c.Apply(back)
	}
	if got, want := string(h.asJSON(c)), string(h.asJSON(h.Case)); got != want {
		h.t.Errorf("case of the log:\n got  %s\n want %s", got, want)
	}
}

func (h *history) asJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		h.t.Fatalf("%v", err)
	}
	return b
}

// TestAHolidayNeverMakesALimitEarlier: for every profile, stage and day.
func TestAHolidayNeverMakesALimitEarlier(t *testing.T) { // 3.8
	t.Parallel()
	under := map[string]procedure.Procedure{}
	for _, id := range profiles {
		under[id] = rules(t, id)
	}
	rapid.Check(t, func(rt *rapid.T) {
		p := under[one(rt, "profile", profiles)]
		day0 := calendar.MustDate("2026-01-01").AddDays(upTo(rt, "day", 0, 900))
		more := p.Calendar
		for range upTo(rt, "holidays", 1, 6) {
			more = more.With(map[calendar.Date]string{day0.AddDays(upTo(rt, "off", -3, 45)): "new bank holiday"})
		}
		for _, sp := range p.Policy.Stages {
			before, after := sp.Dates(p.Calendar, day0, day0), sp.Dates(more, day0, day0)
			if after.AckDue < before.AckDue {
				rt.Errorf("stage %d of %s, acknowledge by: got %s, want not before %s", sp.ID, day0, after.AckDue,
					before.AckDue)
			}
			if after.Limit < before.Limit {
				rt.Errorf("stage %d of %s, limit: got %s, want not before %s", sp.ID, day0, after.Limit, before.Limit)
			}
			if !more.WorkingDay(after.Target) || after.Target > after.Limit {
				rt.Errorf("stage %d of %s, target: got %s, want a working day not after %s", sp.ID, day0, after.Target,
					after.Limit)
			}
		}
		at := p.Calendar.At(day0, 12, 0)
		before, _ := p.Policy.WindowLast(p.Calendar, at, at)
		if after, _ := p.Policy.WindowLast(more, at, at); after < before {
			rt.Errorf("last day of the window: got %s, want not before %s", after, before)
		}
	})
}
