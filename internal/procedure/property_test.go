package procedure_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reply"

	"pgregory.net/rapid"
)

// The properties below hold for every history, however people, machines, post and calendars behave.

// history draws what happens to a case, one thing after another, and checks what must hold after each.
type history struct {
	*proceduretest.Life
	t    *rapid.T
	draw *rapid.T
	seen int // events checked so far
	c0   complaint.Case
	back map[string]bool // letters that have come back
}

var (
	anyKind = rapid.SampledFrom([]complaint.Kind{complaint.KindComplaint, complaint.KindFollowUp,
		complaint.KindStage2Request, complaint.KindNeedsHuman, complaint.KindOutOfScope, complaint.KindTooOld,
		complaint.KindEnquiry})
	anyIntent = rapid.SampledFrom([]complaint.Intent{"", complaint.IntentEvidence, complaint.IntentChase,
		complaint.IntentUnhappy, complaint.IntentStage2, complaint.IntentWithdraw, complaint.IntentThanks,
		complaint.IntentAccepts,
		complaint.IntentNewIssue, complaint.IntentQuery, complaint.IntentAdjustment, complaint.IntentRepresentative,
		complaint.IntentOptOut, complaint.IntentOmbudsman, complaint.IntentDisputeScope})
	anyArea = rapid.SampledFrom([]complaint.Area{complaint.AreaRepairs, complaint.AreaEstateServices,
		complaint.AreaOther, "", "swimming_pool"})
	anyWords = rapid.SampledFrom([]string{"It leaks again.", "NO", "YES", "COMPLAINT", "close it please",
		"email only please", "FORMAL", "by post please", "speak to ravi@example.org",
		"I agree that he may speak for me", "", "4 Mill Court, Exampleton"})
	anyOne = rapid.SampledFrom([]string{manager, deputy, director, housing, chief, team, nights, dpo,
		"estate_services.manager@landlord.example"})
	anyOrder = rapid.SampledFrom([]string{
		"RESPOND UPHELD\n" + wordy, "RESPOND NOT UPHELD\n" + wordy +
			"\nACTION: paint by 15/01/2027\nACTION: say sorry", "RESPOND PARTLY UPHELD\n" + wordy +
			"\nISSUE 1: UPHELD we were late\nISSUE 2: NOT UPHELD", "EXTEND 14/12/2026 waiting for the survey",
		"EXTEND 08/01/2027 waiting for the survey", "EXTEND 18/12/2026",
		"REASSIGN estates", "REASSIGN repairs.deputy@landlord.example", "REASSIGN housing.director@landlord.example",
		"CONTACTED rang her today", "left a voicemail", "RESOLVED the ceiling was made good",
		"ASK could she send photos",
		"NOTE a note", "ACCEPT", "REFUSE E4 we have opened another case", "REFUSE AGE it is far too long ago",
		"REFUSE we have looked at it twice", "REQUEST", "ESCALATE", "CONFLICT she is my aunt",
		"CONFLICT repairs.manager@landlord.example",
		"POSTED", "TAKEN", "DONE", "OUT until 4 January 2027", "ok", "some words that mean nothing here",
		"DUPLICATE HC-2026-000009",
	})
	anyProfile = rapid.SampledFrom([]string{"hastoe-2020", "ho-code-2024", "lgsco-code", "spso-rsl", "psow-model"})
)

func (h *history) reading() complaint.Reading {
	r := complaint.Reading{Kind: anyKind.Draw(h.draw, "kind"), Intent: anyIntent.Draw(h.draw, "intent"),
		Area: anyArea.Draw(h.draw, "area"), ToPerson: rapid.IntRange(0, 3).Draw(h.draw, "doubt") == 0}
	if r.Kind == complaint.KindOutOfScope {
		r.Exclusion = rapid.SampledFrom(policy.Exclusions[:]).Draw(h.draw, "exclusion")
	}
	if rapid.IntRange(0, 9).Draw(h.draw, "danger") == 0 {
		r.Emergency = true
	}
	for range rapid.IntRange(0, 3).Draw(h.draw, "issues") {
		issue := complaint.Issue{Sentence: "It leaks again.", Kind: anyKind.Draw(h.draw, "issue"),
			Area: anyArea.Draw(h.draw, "its area")}
		if issue.Kind == complaint.KindOutOfScope {
			issue.Exclusion = rapid.SampledFrom(policy.Exclusions[:]).Draw(h.draw, "its exclusion")
		}
		r.Issues = append(r.Issues, issue)
	}
	return r
}

func (h *history) clock() string { return h.Now.UTC().Format("2006-01-02 15:04") }

// step lets one thing happen.
func (h *history) step(i int) {
	switch rapid.IntRange(0, 9).Draw(h.draw, fmt.Sprintf("step %d", i)) {
	case 0, 1:
		h.Until(h.Now.Add(time.Duration(rapid.IntRange(1, 24*20).Draw(h.draw, "hours")) * time.Hour))
	case 2, 3, 4:
		from := rapid.SampledFrom([]string{asha, asha, phone, "meena@example.org", "ravi@example.org"}).
			Draw(h.draw, "from")
		h.SaysFrom(h.clock(), from, anyWords.Draw(h.draw, "words"), h.reading())
	case 5, 6, 7:
		h.Replies(h.clock(), anyOne.Draw(h.draw, "who"), anyOrder.Draw(h.draw, "order"))
	case 8:
		h.misfortune()
	case 9:
		h.minutes()
	}
}

// minutes lets a little time pass, so that not everything happens at once.
func (h *history) minutes() {
	h.Until(h.Now.Add(time.Duration(rapid.IntRange(1, 600).Draw(h.draw, "minutes")) * time.Minute))
}

// misfortune: a letter comes back, somebody is away, the program is off, the calendar changes, a colleague leaves.
func (h *history) misfortune() {
	switch rapid.IntRange(0, 4).Draw(h.draw, "misfortune") {
	case 0:
		if len(h.Sent) > 0 {
			o := h.Sent[rapid.IntRange(0, len(h.Sent)-1).Draw(h.draw, "letter")]
			if key := h.Letter(o.LetterOrder).ID; o.Channel != complaint.Post && !h.back[key] {
				h.back[key] = true
				h.Take(h.Procedure.NotDelivered(h.Case, h.Letter(o.LetterOrder), "no such address", h.Now))
			}
		}
	case 1:
		m := h.Message(h.clock(), anyOne.Draw(h.draw, "away"), "I am out of the office.")
		m.Nature = complaint.FromAutoReply
		who, _ := h.Procedure.Register.Find(m.From)
		h.Take(h.Procedure.Command(h.Case, who, m, reply.ReadCommand(m.NewText, h.Procedure.Calendar.Day(h.Now)),
			h.Now))
	case 2:
		h.Now = h.Now.Add(time.Duration(rapid.IntRange(1, 24*15).Draw(h.draw, "off for hours")) * time.Hour)
	case 3:
		day := h.Procedure.Calendar.Day(h.Now).AddDays(rapid.IntRange(0, 40).Draw(h.draw, "holiday in"))
		h.Procedure.Calendar = h.Procedure.Calendar.With(map[calendar.Date]string{day: "new bank holiday"})
		h.Take(h.Procedure.Recalculate(h.Case, "The calendar has changed.", h.Now))
	case 4:
		h.Take(h.Procedure.Ombudsman(h.Case, h.Message(h.clock(), "case@housing-ombudsman.org.uk",
			"We write about this case."),
			h.Now))
	}
	h.Until(h.Now)
}

// check holds what must be true after every step.
func (h *history) check() {
	c, p := h.Case, h.Procedure
	h.checkEvents()
	if d := p.Sweep(c, h.Now); len(d.Events) != 0 {
		h.t.Errorf("a second look at %s finds more to do: %s", h.clock(), d.Why)
	}
	w := p.NextDue(c, h.Now)
	if !w.IsZero() && !w.After(h.Now) {
		h.t.Errorf("wakes in the past: %s at %s", w, h.Now)
	}
	duties := p.Duties(c, h.Now)
	if c.Status != complaint.Closed && len(duties) == 0 {
		h.t.Errorf("at %s nothing is owed and nobody waits", c.Status)
	}
	if c.Status != complaint.Closed && w.IsZero() && !c.Ombudsman {
		h.t.Errorf("at %s time will never look at it again: %+v", c.Status, duties)
	}
	for _, d := range duties {
		if d.Owner == "" || d.Why == "" || d.By == 0 {
			h.t.Errorf("a duty of nobody, or without a reason or day: %+v", d)
		}
	}
	if s := c.Stage2; s.Handler.Email != "" && slices.Contains(c.Stage1.StandIns, s.Handler.Email) {
		h.t.Errorf("%s handled stage 1 and reviews it", s.Handler.Email)
	}
	if c.Status == complaint.Triage {
		h.t.Errorf("a case rests undecided")
	}
	for _, s := range []complaint.Stage{c.Stage1, c.Stage2} {
		if s.Decision != "" && len(s.Findings) == 0 || slices.ContainsFunc(s.Findings, func(f complaint.Finding) bool {
			return f.Decision == "" || f.Issue >= len(c.Issues)
		}) {
			h.t.Errorf("answered %q, with %+v for %d issues", s.Decision, s.Findings, len(c.Issues))
		}
	}
}

// checkEvents walks the new events and looks at each change they make.
func (h *history) checkEvents() {
	c := h.c0
	for _, e := range h.Events[h.seen:] {
		after := c.Apply(e)
		if c.Ref != "" && after.Day0 != c.Day0 {
			h.t.Errorf("%s moved day 0", e.Kind())
		}
		if c.Open() && !after.Open() {
			h.checkWayOut(e)
		}
		for n, pair := range [][2]complaint.Stage{{c.Stage1, after.Stage1}, {c.Stage2, after.Stage2}} {
			before, now := pair[0], pair[1]
			if before.Received.IsZero() || !now.OpenedAt.Equal(before.OpenedAt) {
				continue
			}
			if now.Day0 != before.Day0 || now.Limit < before.Limit || now.Target < before.Target ||
				now.AckDue < before.AckDue {
				h.t.Errorf("%s moved a promised date of stage %d back: %s/%s to %s/%s", e.Kind(), n+1, before.Limit,
					before.Target, now.Limit, now.Target)
			}
		}
		c = after
	}
	h.c0, h.seen = c, len(h.Events)
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
		if f.Reason.Reason == complaint.ClosedWithdrawn && e.By == complaint.ByResident ||
			f.Reason.Reason == complaint.ClosedInformally {
			return
		}
	}
	h.t.Errorf("an open stage ended by %s of %s: %+v", e.Kind(), e.By, e.Fact)
}

// mayGoAnyTime are the letters that need not wait for the office: acknowledgements, direct answers, danger; and answers
// and new dates that would otherwise be told after the old date.
var mayGoAnyTime = []complaint.LetterID{
	letter.Stage1Acknowledgement, letter.Received, letter.ServiceRequest, letter.LateAccepted, letter.ConsentNeeded,
	letter.RepresentativeAcknowledgement, letter.EvidenceReceived, letter.Status, letter.Withdrawn,
	letter.Stage2Acknowledgement, letter.Stage2TooEarly, letter.NewIssue, letter.OutsideHelp, letter.Reopened,
	letter.Emergency, letter.WhoAreYou,
	letter.CannotRead, letter.AdjustmentConfirmed, letter.NotAComplaint, letter.InformalAttempt,
	letter.CommandDone, letter.CommandNotUnderstood, letter.ExtensionNoted, letter.ExtensionRefused, letter.Hazard,
	letter.DataProtection, letter.Safeguarding, letter.Stage1Extension, letter.Stage1Response, letter.Stage2Extension,
	letter.Stage2FinalResponse,
}

func TestEveryHistory(t *testing.T) {
	t.Parallel()
	profiles := map[string]procedure.Procedure{}
	for _, id := range []string{"hastoe-2020", "ho-code-2024", "lgsco-code", "spso-rsl", "psow-model"} {
		p := rules(t, id)
		p.Settings.TellMovedDates = true
		profiles[id] = p
	}
	rapid.Check(t, func(rt *rapid.T) {
		l := proceduretest.Under(rt, profiles[anyProfile.Draw(rt, "profile")])
		h := &history{Life: l, t: rt, draw: rt, back: map[string]bool{}}
		l.Ordered = h.checkHours
		from := rapid.SampledFrom([]string{asha, phone}).Draw(rt, "writer")
		start := instant(rt, "2026-11-20 00:00").
			Add(time.Duration(rapid.IntRange(0, 60*24*40).Draw(rt, "start")) * time.Minute)
		l.OpenFrom(start.Format("2006-01-02 15:04"), from, "This is the third time I have reported the leak.",
			h.reading())
		h.check()
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
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
func (h *history) checkHours(o complaint.LetterOrder) {
	urgent := h.Case.Emergency && (o.Letter == letter.TeamDecision || o.Letter == letter.PassedOn)
	if !slices.Contains(mayGoAnyTime, o.Letter) && !urgent &&
		!h.Procedure.Calendar.InHours(h.Procedure.Settings.Hours, o.NotBefore) {
		h.t.Errorf("%s is to go at %s, when the office is closed", o.Letter, o.NotBefore)
	}
}

// checkLetters: somebody to read each, and the resident told of every missed date.
func (h *history) checkLetters() {
	for _, s := range h.Sent {
		if s.To.Email == "" && s.Channel != complaint.SMS || s.To.Phone == "" && s.Channel == complaint.SMS {
			h.t.Errorf("%s by %s goes to nobody", s.Letter, s.Channel)
		}
		if s.Channel == complaint.SMS && (s.Letter == letter.Stage1Response ||
			s.Letter == letter.Stage2FinalResponse) &&
			s.Facts.FullLetter != complaint.Post {
			h.t.Errorf("%s, a full answer, went as a text", s.Letter)
		}
	}
	s, _ := h.Case.Current()
	if h.Case.Open() && h.Case.Settlement.Agreed == "" && s.LateTold <= s.Limit &&
		h.Procedure.Calendar.Day(h.Now) > s.Limit+10 &&
		h.Procedure.Calendar.Day(h.Now) > h.Procedure.Calendar.Day(s.OpenedAt)+10 {
		h.t.Errorf("the resident was never told that %s was missed", s.Limit)
	}
}

// checkLog: the log alone gives the case again, also after it was written and read.
func (h *history) checkLog() {
	var c complaint.Case
	for _, e := range h.Events {
		b, err := json.Marshal(e)
		if err != nil {
			h.t.Fatalf("%v", err)
		}
		var back complaint.Event
		if err := json.Unmarshal(b, &back); err != nil {
			h.t.Fatalf("%v", err)
		}
		c = c.Apply(back)
	}
	got, _ := json.Marshal(c)
	want, _ := json.Marshal(h.Case)
	if string(got) != string(want) {
		h.t.Errorf("the log gives\n%s\nthe case is\n%s", got, want)
	}
}

// TestAHolidayNeverMakesALimitEarlier: for every profile, stage and day.
func TestAHolidayNeverMakesALimitEarlier(t *testing.T) {
	t.Parallel()
	profiles := map[string]procedure.Procedure{}
	for _, id := range []string{"hastoe-2020", "ho-code-2024", "lgsco-code", "spso-rsl", "psow-model"} {
		profiles[id] = rules(t, id)
	}
	rapid.Check(t, func(rt *rapid.T) {
		p := profiles[anyProfile.Draw(rt, "profile")]
		day0 := calendar.MustDate("2026-01-01").AddDays(rapid.IntRange(0, 900).Draw(rt, "day"))
		more := p.Calendar
		for range rapid.IntRange(1, 6).Draw(rt, "holidays") {
			more = more.With(map[calendar.Date]string{day0.AddDays(rapid.IntRange(-3, 45).
				Draw(rt, "off")): "new bank holiday"})
		}
		at := p.Calendar.At(day0, 12, 0)
		for _, sp := range p.Policy.Stages {
			before, after := sp.Dates(p.Calendar, day0, day0), sp.Dates(more, day0, day0)
			if after.AckDue < before.AckDue || after.Limit < before.Limit {
				rt.Errorf("stage %d of %s: ack %s to %s, limit %s to %s", sp.ID, day0, before.AckDue, after.AckDue,
					before.Limit, after.Limit)
			}
			if !more.WorkingDay(after.Target) || after.Target > after.Limit {
				rt.Errorf("the target %s is no working day on or before %s", after.Target, after.Limit)
			}
		}
		before, _ := p.Policy.WindowLast(p.Calendar, at, at)
		if after, _ := p.Policy.WindowLast(more, at, at); after < before {
			rt.Errorf("the resident's last day moved back from %s to %s", before, after)
		}
	})
}
