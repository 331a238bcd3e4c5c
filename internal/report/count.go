package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// tenureGroup is the group of homes that a tenure, as people write it, belongs to.
func tenureGroup(tenure string) string {
	t := strings.ToLower(tenure)
	for _, word := range []string{"shared", "owner", "leasehold", "lcho"} {
		if strings.Contains(t, word) {
			return LCHO
		}
	}
	for _, word := range []string{"tenan", "rent", "lcra"} {
		if strings.Contains(t, word) {
			return LCRA
		}
	}
	return "tenure not known"
}

// Count is a report in the making.
type Count struct {
	Options
	tallies   map[string]*tally
	seen      map[string][]earlier // by address or number
	recurring []recurrence
	refused   []Saying
	learning  []Saying
	pence     int // offered in remedies
}

// earlier is a case of a resident, to see who came back. Cases come newest first.
type earlier struct {
	ref  string
	day  calendar.Date
	area reading.Area
}

// NewCount begins a report.
func NewCount(o Options) *Count {
	r := &Count{Options: o, tallies: map[string]*tally{}, seen: map[string][]earlier{}}
	for _, m := range measures {
		r.tallies[m.name] = &tally{parts: map[string]part{}, spans: map[string][]float64{}}
	}
	for group, n := range o.Homes {
		for _, stage := range []string{"stage 1", "stage 2"} {
			r.tallies["received per 1,000 homes"].parts[stage+", "+group] = part{0, n}
		}
	}
	return r
}

// share counts one more of a figure's denominator, for all and for groups, and of its numerator if in.
func (r *Count) share(name string, in bool, groups ...string) {
	for _, g := range append([]string{""}, groups...) {
		r.shareOf(name, g, in)
	}
}

func (r *Count) shareOf(name, group string, in bool) {
	p := part{of: 1}
	if in {
		p.in = 1
	}
	r.addTo(name, group, p)
}

// addTo adds to a figure's numerator and denominator.
func (r *Count) addTo(name, group string, p part) {
	was := r.tallies[name].parts[group]
	r.tallies[name].parts[group] = part{was.in + p.in, was.of + p.of}
}

func (r *Count) one(name string, groups ...string) { r.share(name, true, groups...) }

func (r *Count) span(name, group string, v float64) {
	t := r.tallies[name]
	t.spans[group] = append(t.spans[group], v)
}

// during reports whether a day lies in the period.
func (r *Count) during(d calendar.Date) bool { return d >= r.From && d <= r.To }

func (r *Count) day(at time.Time) calendar.Date {
	if at.IsZero() {
		return 0
	}
	return r.Rules.Calendar.Day(at)
}

// Add counts a case and what happened to it. Cases come newest first.
func (r *Count) Add(c complaint.Case, events []complaint.Event) {
	if _, n := c.Current(); n == 2 || !c.Stage1.Received.IsZero() {
		r.received(c, events)
	}
	for n, s := range []complaint.Stage{c.Stage1, c.Stage2} {
		if !s.Received.IsZero() {
			r.stage(c, s, policy.StageNumber(n+1))
		}
	}
	r.countEvents(c, events)
	r.waited(events)
}

func (r *Count) received(c complaint.Case, events []complaint.Event) {
	s := c.Stage1
	if s.Received.IsZero() { // it began at stage 2
		s = c.Stage2
	}
	mine := earlier{c.Ref, s.Day0, c.Area}
	for _, who := range []string{c.Party.Email, c.Party.Phone} {
		if who != "" {
			r.seen[who] = append(r.seen[who], mine)
		}
	}
	group := tenureGroup(c.Party.Tenure)
	if r.during(c.Stage2.Day0) && r.Homes[group] > 0 {
		r.perHomes("stage 2, " + group)
	}
	if !r.during(s.Day0) {
		return
	}
	if r.Homes[group] > 0 {
		r.perHomes("stage 1, " + group)
	}
	channel := message.Channel("")
	if f, ok := events[0].Fact.(complaint.Registered); ok {
		channel = f.Channel
	}
	r.one("received", "by "+string(channel), "about "+string(c.Area), group)
	r.cameBack(c, s.Day0)
	third, _ := r.Rules.Calendar.AddWorkingDays(s.Day0, 3)
	r.share("spoken with in time", s.ContactedOn != 0 && s.ContactedOn <= third)
	r.share("adjustments asked for", len(c.Adjustments) > 0)
	r.share("vulnerability told", slices.Contains(c.Flags, reading.FlagHealthVulnerable))
	r.shareOf("settled early", "", c.Reason.Reason == complaint.ClosedInformally && r.during(r.day(c.ClosedAt)))
}

func (r *Count) perHomes(group string) { r.addTo("received per 1,000 homes", group, part{in: 1}) }

// stage counts one stage of a case by when its dates fall.
func (r *Count) stage(c complaint.Case, s complaint.Stage, n policy.StageNumber) {
	which := "stage " + n.String()
	acked, sent := r.day(s.AckedAt), r.day(s.FirstSentAt)
	if r.during(s.AckDue) && (acked != 0 || s.AckDue < r.Today) {
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
		if r.during(a.By) && (a.Done != 0 || a.By < r.Today) {
			r.share("promised actions", a.Done != 0 && a.Done <= a.By)
		}
	}
}

// owed reports whether an answer was due in the period by a limit: one whose day is still to come is not, unless it has
// been sent, nor one of a case that was closed without an answer before it.
func (r *Count) owed(c complaint.Case, s complaint.Stage, limit calendar.Date) bool {
	if !r.during(limit) {
		return false
	}
	if !s.FirstSentAt.IsZero() {
		return true
	}
	return limit < r.Today && (c.ClosedAt.IsZero() || r.day(c.ClosedAt) > limit)
}

// codeClock counts a stage by the Code's clocks (6.2 to 6.5, 6.11 to 6.15). A late acknowledgement does not make the
// answer's time any longer; a putting off counts only as far as the Code allows it.
func (r *Count) codeClock(c complaint.Case, s complaint.Stage, n policy.StageNumber) {
	sp, ok := r.Code.Policy.Stage(n)
	if !ok {
		return
	}
	ackDue := sp.Dates(r.Code.Calendar, s.Day0, s.Day0).AckDue
	acked, sent := r.day(s.AckedAt), r.day(s.FirstSentAt)
	group := tenureGroup(c.Party.Tenure)
	which := "stage " + n.String()
	if r.during(ackDue) && (acked != 0 || ackDue < r.Today) {
		r.share("Code acknowledged in time", acked != 0 && acked <= ackDue, which)
	}
	if acked == 0 || acked > ackDue {
		acked = ackDue
	}
	limit := sp.Dates(r.Code.Calendar, s.Day0, acked).Limit
	if len(s.Extensions) > 0 {
		limit = max(limit, min(s.Limit, sp.ExtensionMax(r.Code.Calendar, limit, 0)))
	}
	if r.owed(c, s, limit) {
		r.share("Code "+which+" in time", sent != 0 && sent <= limit, group)
	}
}

func (r *Count) answered(c complaint.Case, s complaint.Stage, n policy.StageNumber) {
	which, sent := "stage "+n.String(), r.day(s.FirstSentAt)
	r.span("days to answer", which, float64(s.Day0.DaysUntil(sent)))
	r.span("working days to answer", which, float64(r.Rules.Calendar.WorkingDaysBetween(s.Day0, sent)))
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
		r.addTo("taken to stage 2", "", part{of: 1}) // those opened in the period are counted with the events
	}
	if words := s.Learnt(); words != "" && c.Erased.IsZero() {
		r.learning = append(r.learning, Saying{c.Ref, sent, words})
	}
}
