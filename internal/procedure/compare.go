package procedure

import (
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
)

// Term is a date that a policy sets on a case as it stands.
type Term struct {
	// decide_by, ack_due, limit, target, extension_max, window_last_day, external_direct_from, external_before
	Name string
	Says string        // in words: the answer of stage 1
	Day  calendar.Date // zero where the policy knows no such date
}

// Change is a date of a case that two policies set differently.
type Change struct {
	Term
	Other calendar.Date // what the other policy makes of it; zero where it has no such date
	// Stands is the promised date that holds all the same, where the other's would be earlier: a promise never moves
	// earlier (3.2).
	Stands calendar.Date
}

// Terms lists the dates that the policy sets on a case as it stands, none of which need be those it was promised.
func (p Procedure) Terms(c complaint.Case) []Term {
	p = p.under(c)
	s, n := c.Current()
	sp, has := p.Policy.Stage(n)
	d := sp.Dates(p.Calendar, s.Day0, p.Policy.AckDay(p.Calendar, s.Received, s.AckedAt))
	stage := map[policy.StageNumber]string{1: "stage 1", 2: "stage 2"}[n]
	switch {
	case c.Status == complaint.Review:
		first, _ := p.Policy.Stage(1)
		day, _ := p.Calendar.Count(p.Calendar.Day(c.Review.Received), *p.decisionPeriod(first))
		return []Term{{"decide_by", "the decision", day}}
	case c.Status == complaint.InformalOpen:
		day, _ := p.Policy.InformalUntil(p.Calendar, s.Day0)
		return []Term{{"target", "the day by which it is put right before stage 1", day}}
	case c.Open() && !has:
		return []Term{{"limit", "the answer of " + stage, 0}}
	case c.Open():
		terms := []Term{{"limit", "the answer of " + stage, d.Limit},
			{"target", "the day we aim for at " + stage, d.Target},
			{"extension_max", "the latest day to which " + stage + " can be put off",
				sp.ExtensionMax(p.Calendar, d.Limit, p.Settings.ExtensionCap)}}
		if s.AckedAt.IsZero() {
			terms = append([]Term{{"ack_due", "the acknowledgement of " + stage, d.AckDue}}, terms...)
		}
		return terms
	case c.Status == complaint.Stage1Responded && !s.SentAt.IsZero():
		last, _ := p.Policy.WindowLast(p.Calendar, s.Received, s.SentAt)
		_, again := p.Policy.Stage(2)
		if !again {
			return []Term{{"window_last_day", "the last day to ask for stage 2, which there is none of", 0}}
		}
		return []Term{{"window_last_day", "the last day to ask for stage 2", last}}
	case c.Status == complaint.Stage2Responded && !s.SentAt.IsZero():
		d := p.begin(c, s.SentAt, "")
		x := external(d)
		return []Term{{"external_direct_from", "the day from which the resident may go outside alone", x.DirectFrom},
			{"external_before", "the last day to go to the " + x.Body, x.Before}}
	}
	return nil
}

// Compare lists what another policy would change in a case: each date that both or one of them sets, and that differs.
// What was put off by hand, and what was promised, stands.
func (p Procedure) Compare(other Procedure, c complaint.Case) []Change {
	var changes []Change
	theirs := map[string]calendar.Date{}
	for _, t := range other.Terms(c) {
		theirs[t.Name] = t.Day
	}
	promised := c.Promises()
	for _, t := range p.Terms(c) {
		if theirs[t.Name] == t.Day {
			continue
		}
		change := Change{Term: t, Other: theirs[t.Name]}
		if day := promised[t.Name]; day > change.Other {
			change.Stands = day
		}
		changes = append(changes, change)
	}
	return changes
}
