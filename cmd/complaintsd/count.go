package main

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/policy"
)

// measures are the figures of a report, in its order (domain.md 5.2).
var measures = []measure{
	{name: "received", how: "count", definition: "cases opened as complaints, by the day they were received"},
	{name: "received per 1,000 homes", how: "homes", definition: "CH01: stage 1 and stage 2 complaints received, by 1,000 homes of their kind"},
	{name: "acknowledged in time", how: "share", definition: "acknowledgements delivered by their last day / acknowledgements due in the period"},
	{name: "stage 1 in time", how: "share", definition: "answers sent by the limit, or by the date it was put off to / answers due in the period; one that is open and late has failed"},
	{name: "stage 2 in time", how: "share", definition: "answers sent by the limit, or by the date it was put off to / answers due in the period; one that is open and late has failed"},
	{name: "stage 1 in original time", how: "share", definition: "answers sent by the first limit / answers due by it in the period"},
	{name: "stage 2 in original time", how: "share", definition: "answers sent by the first limit / answers due by it in the period"},
	{name: "Code acknowledged in time", how: "share", definition: "acknowledged within 5 working days of receipt, whatever the policy says / due in the period by that clock"},
	{name: "Code stage 1 in time", how: "share", definition: "CH02: answered within 10 working days of the acknowledgement, or 10 more if put off in time / due in the period by that clock"},
	{name: "Code stage 2 in time", how: "share", definition: "CH02: answered within 20 working days of the acknowledgement, or 20 more if put off in time / due in the period by that clock"},
	{name: "put off", how: "share", definition: "answers put off at least once / answers due in the period"},
	{name: "reasons for more time", how: "count", definition: "times an answer was put off in the period, by kind of reason"},
	{name: "days to answer", how: "days", definition: "calendar days from receipt to the answer being sent, of answers sent in the period"},
	{name: "working days to answer", how: "working days", definition: "working days from receipt to the answer being sent, of answers sent in the period"},
	{name: "taken to stage 2", how: "share", definition: "stage 2 opened in the period / stage 1 answered in the period"},
	{name: "outcome", how: "share", definition: "answers of each outcome / answers sent in the period, by stage"},
	{name: "issues decided", how: "share", definition: "issues decided with each outcome / issues decided in answers sent in the period, by stage"},
	{name: "overturned", how: "share", definition: "stage 2 answers that found otherwise than stage 1 / stage 2 answers sent in the period"},
	{name: "refused", how: "count", definition: "refused in the period, by clause of the policy"},
	{name: "refused and later accepted", how: "share", definition: "refused in the period and opened since / refused in the period"},
	{name: "requests passed on", how: "count", definition: "first requests for a service passed on in the period (E1); none of them refused"},
	{name: "requests that became complaints", how: "share", definition: "passed on and opened as a complaint within 28 days / passed on in the period"},
	{name: "settled early", how: "share", definition: "closed as settled early in the period / cases received in the period"},
	{name: "settled and reopened", how: "share", definition: "settled early in the period and opened again since / settled early in the period"},
	{name: "spoken with in time", how: "share", definition: "somebody spoke with the resident within 3 working days of receipt / cases received in the period"},
	{name: "late stage 2 accepted", how: "share", definition: "asked for after the window and accepted / asked for after the window in the period"},
	{name: "promised actions", how: "share", definition: "done by their day / promised in answers, with their day in the period"},
	{name: "remedies", how: "share", definition: "answers that name a remedy / answers sent in the period"},
	{name: "pounds offered", how: "count", definition: "whole pounds named in the remedies of answers sent in the period, pence left off the sum"},
	{name: "came back", how: "share", definition: "received from a resident who complained about the same area in the 12 months before / cases received in the period"},
	{name: "with the Ombudsman", how: "count", definition: "cases in which the Ombudsman became involved in the period"},
	{name: "dangers read", how: "count", definition: "messages of the period read as telling of danger now"},
	{name: "minutes to a person", how: "minutes", definition: "from a message read as danger to a person taking it, of those of the period"},
	{name: "suggestions changed by a person", how: "share", definition: "decided otherwise than suggested / decided by a person in the period, by clause suggested"},
	{name: "areas changed by a person", how: "share", definition: "passed to another area by a person / opened at stage 1 in the period, by the area read"},
	{name: "adjustments asked for", how: "share", small: true, definition: "cases in which the resident asked to be dealt with in a certain way / cases received in the period"},
	{name: "vulnerability told", how: "share", small: true, definition: "cases in which the resident told of illness or another vulnerability / cases received in the period"},
}

// sumOfMoney is a sum as people write it: £50, £1,250.50, 50 pounds.
var sumOfMoney = regexp.MustCompile(`(?i)£\s?(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d\d))?\b|\b(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d\d))? ?(?:pounds|gbp)\b`)

// penceIn adds up the sums of money in a remedy, in pence.
func penceIn(remedy string) (sum int) {
	for _, m := range sumOfMoney.FindAllStringSubmatch(remedy, -1) {
		pounds, _ := strconv.Atoi(strings.ReplaceAll(m[1]+m[3], ",", "")) // the pattern lets only digits through
		pence, _ := strconv.Atoi("0" + m[2] + m[4])
		sum += pounds*100 + pence
	}
	return sum
}

// The groups of homes of the Regulator's measures; what is not known stands by itself.
const (
	lcra = "LCRA" // low cost rental
	lcho = "LCHO" // low cost home ownership
)

// tenureGroup is the group of homes that a tenure, as people write it, belongs to.
func tenureGroup(tenure string) string {
	t := strings.ToLower(tenure)
	for _, word := range []string{"shared", "owner", "leasehold", "lcho"} {
		if strings.Contains(t, word) {
			return lcho
		}
	}
	for _, word := range []string{"tenan", "rent", "lcra"} {
		if strings.Contains(t, word) {
			return lcra
		}
	}
	return "tenure not known"
}

// count is a report in the making.
type count struct {
	from, to, today calendar.Date
	policy          policy.Policy
	cal             calendar.Calendar
	code            policy.Policy // the Complaint Handling Code
	codeCal         calendar.Calendar
	homes           map[string]int
	tallies         map[string]*tally
	seen            map[string][]earlier // by address or number
	comebacks       []comeback
	refused         []saying
	learning        []saying
	pence           int // offered in remedies
}

// earlier is a case of a resident, to see who came back. Cases come newest first.
type earlier struct {
	ref  string
	day  calendar.Date
	area complaint.Area
}

// saying is something that people wrote, for the annual report.
type saying struct {
	Case  string        `json:"case"`
	Day   calendar.Date `json:"day"`
	Words string        `json:"words"`
}

func newCount(cfg config.Config, from, to, today calendar.Date, homes map[string]int) (*count, error) {
	procedure, err := cfg.Procedure()
	if err != nil {
		return nil, err
	}
	code, err := cfg.Profile("ho-code-2024")
	if err != nil {
		return nil, err
	}
	codeCal, err := cfg.CalendarFor(code)
	if err != nil {
		return nil, err
	}
	r := &count{from: from, to: to, today: today, policy: procedure.Policy, cal: procedure.Calendar, code: code, codeCal: codeCal, homes: homes,
		tallies: map[string]*tally{}, seen: map[string][]earlier{}}
	for _, m := range measures {
		r.tallies[m.name] = &tally{parts: map[string]part{}, spans: map[string][]float64{}}
	}
	for group, n := range homes {
		for _, stage := range []string{"stage 1", "stage 2"} {
			r.tallies["received per 1,000 homes"].parts[stage+", "+group] = part{0, n}
		}
	}
	return r, nil
}

// share counts one more of a figure's denominator, for all and for groups, and of its numerator if in.
func (r *count) share(name string, in bool, groups ...string) {
	for _, g := range append([]string{""}, groups...) {
		r.shareOf(name, g, in)
	}
}

func (r *count) shareOf(name, group string, in bool) {
	p := r.tallies[name].parts[group]
	p.of++
	if in {
		p.in++
	}
	r.tallies[name].parts[group] = p
}

func (r *count) one(name string, groups ...string) { r.share(name, true, groups...) }

func (r *count) span(name, group string, v float64) {
	t := r.tallies[name]
	t.spans[group] = append(t.spans[group], v)
}

// during reports whether a day lies in the period.
func (r *count) during(d calendar.Date) bool { return d >= r.from && d <= r.to }

func (r *count) day(at time.Time) calendar.Date {
	if at.IsZero() {
		return 0
	}
	return r.cal.Day(at)
}

// add counts a case and what happened to it.
func (r *count) add(c complaint.Case, events []complaint.Event) {
	if _, n := c.Current(); n == 2 || !c.Stage1.Received.IsZero() {
		r.received(c, events)
	}
	for n, s := range []complaint.Stage{c.Stage1, c.Stage2} {
		if !s.Received.IsZero() {
			r.stage(c, s, n+1)
		}
	}
	r.happened(c, events)
}

func (r *count) received(c complaint.Case, events []complaint.Event) {
	s := c.Stage1
	if s.Received.IsZero() { // it began at stage 2 (2.6)
		s = c.Stage2
	}
	mine := earlier{c.Ref, s.Day0, c.Area}
	for _, who := range []string{c.Party.Email, c.Party.Phone} {
		if who != "" {
			r.seen[who] = append(r.seen[who], mine)
		}
	}
	group := tenureGroup(c.Party.Tenure)
	if r.during(c.Stage2.Day0) && r.homes[group] > 0 {
		r.perHomes("stage 2, " + group)
	}
	if !r.during(s.Day0) {
		return
	}
	if r.homes[group] > 0 {
		r.perHomes("stage 1, " + group)
	}
	channel := complaint.Channel("")
	if f, ok := events[0].Fact.(complaint.Registered); ok {
		channel = f.Channel
	}
	r.one("received", "by "+string(channel), "about "+string(c.Area), group)
	r.cameBack(c, s.Day0)
	third, _ := r.cal.AddWorkingDays(s.Day0, 3)
	r.share("spoken with in time", s.ContactedOn != 0 && s.ContactedOn <= third)
	r.share("adjustments asked for", len(c.Adjustments) > 0)
	vulnerable := false
	for _, f := range c.Flags {
		vulnerable = vulnerable || f == complaint.FlagHealthVulnerable
	}
	r.share("vulnerability told", vulnerable)
	r.shareOf("settled early", "", c.Reason == complaint.ClosedInformally && r.during(r.day(c.ClosedAt)))
}

func (r *count) perHomes(group string) {
	t := r.tallies["received per 1,000 homes"]
	p := t.parts[group]
	p.in++
	t.parts[group] = p
}

// stage counts one stage of a case by when its dates fall.
func (r *count) stage(c complaint.Case, s complaint.Stage, n int) {
	which := "stage " + strconv.Itoa(n)
	acked, sent := r.day(s.AckedAt), r.day(s.FirstSentAt)
	if r.during(s.AckDue) && (acked != 0 || s.AckDue < r.today) {
		r.share("acknowledged in time", acked != 0 && acked <= s.AckDue, which)
	}
	if r.owed(c, s, s.Limit) {
		r.share(which+" in time", sent != 0 && sent <= s.Limit)
		r.share("put off", len(s.Extensions) > 0, which)
	}
	if r.owed(c, s, s.FirstLimit) {
		r.share(which+" in original time", sent != 0 && sent <= s.FirstLimit)
	}
	for _, x := range s.Extensions {
		if r.during(x.On) {
			r.one("reasons for more time", strings.ReplaceAll(cmp.Or(x.Class, policy.ReasonOther), "_", " "))
		}
	}
	r.codeClock(c, s, n)
	if r.during(sent) {
		r.answered(c, s, n)
	}
	for _, a := range s.Actions {
		if r.during(a.By) && (a.Done != 0 || a.By < r.today) {
			r.share("promised actions", a.Done != 0 && a.Done <= a.By)
		}
	}
}

// owed reports whether an answer was due in the period by a limit: one whose day is still to come is not, unless it has
// been sent, nor one of a case that was closed without an answer before it.
func (r *count) owed(c complaint.Case, s complaint.Stage, limit calendar.Date) bool {
	if !r.during(limit) {
		return false
	}
	if !s.FirstSentAt.IsZero() {
		return true
	}
	return limit < r.today && (c.ClosedAt.IsZero() || r.day(c.ClosedAt) > limit)
}

// codeClock counts a stage by the Code's clocks (6.2 to 6.5, 6.11 to 6.15). A late acknowledgement does not make the
// answer's time any longer; a putting off counts only as far as the Code allows it.
func (r *count) codeClock(c complaint.Case, s complaint.Stage, n int) {
	sp, ok := r.code.Stage(n)
	if !ok {
		return
	}
	ackDue := sp.Dates(r.codeCal, s.Day0, s.Day0).AckDue
	acked, sent := r.day(s.AckedAt), r.day(s.FirstSentAt)
	group := tenureGroup(c.Party.Tenure)
	which := "stage " + strconv.Itoa(n)
	if r.during(ackDue) && (acked != 0 || ackDue < r.today) {
		r.share("Code acknowledged in time", acked != 0 && acked <= ackDue, which)
	}
	if acked == 0 || acked > ackDue {
		acked = ackDue
	}
	limit := sp.Dates(r.codeCal, s.Day0, acked).Limit
	if len(s.Extensions) > 0 {
		limit = max(limit, min(s.Limit, sp.ExtensionMax(r.codeCal, limit, 0)))
	}
	if r.owed(c, s, limit) {
		r.share("Code "+which+" in time", sent != 0 && sent <= limit, group)
	}
}

func (r *count) answered(c complaint.Case, s complaint.Stage, n int) {
	which, sent := "stage "+strconv.Itoa(n), r.day(s.FirstSentAt)
	r.span("days to answer", which, float64(s.Day0.DaysUntil(sent)))
	r.span("working days to answer", which, float64(r.cal.WorkingDaysBetween(s.Day0, sent)))
	for _, o := range []complaint.Outcome{complaint.Upheld, complaint.PartlyUpheld, complaint.NotUpheld} {
		r.shareOf("outcome", which+", "+string(o), s.Decision == o)
		for _, f := range s.Findings {
			r.shareOf("issues decided", which+", "+string(o), f.Decision == o)
		}
	}
	r.share("remedies", s.Remedy != "")
	r.pence += penceIn(s.Remedy)
	r.tallies["pounds offered"].parts[""] = part{in: r.pence / 100}
	if n == 2 {
		r.share("overturned", s.Decision != c.Stage1.Decision)
	} else {
		// The other half, those opened in the period, is counted with the events.
		p := r.tallies["taken to stage 2"].parts[""]
		p.of++
		r.tallies["taken to stage 2"].parts[""] = p
	}
	if words := s.Learnt(); words != "" && c.Erased.IsZero() {
		r.learning = append(r.learning, saying{c.Ref, sent, words})
	}
}
