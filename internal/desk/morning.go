package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/store"
)

// MorningReport orders the complaints team's morning letter (M24; 5.1) on working days: what is dangerous first, then
// what is due, then what is open. On the first working day of a week the Directors have theirs as well (M25). It reads
// every case once.
func (d *Desk) MorningReport(ctx context.Context) error {
	rules, now := d.Rules(), d.clock().UTC()
	today := rules.Calendar.Day(now)
	if !rules.Calendar.WorkingDay(today) {
		return nil
	}
	err := d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		rules.Absent, err = absences(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("morning report: %w", err)
	}
	m := newMorning(rules, now)
	w := newWeek(rules, now)
	if err := d.eachCase(ctx, func(c complaint.Case) { m.add(c); w.add(c) }); err != nil {
		return fmt.Errorf("morning report: %w", err)
	}
	if err := d.addOutsideCases(ctx, m); err != nil {
		return fmt.Errorf("morning report: %w", err)
	}
	orders := []order.Order{m.order()}
	if m.beginsWeek() {
		orders = append(orders, w.orders()...)
	}
	if err := d.orderLetters(ctx, orders...); err != nil {
		return err
	}
	return d.noteFiled(ctx, m)
}

// eachCase reads every case, the newest first.
func (d *Desk) eachCase(ctx context.Context, look func(complaint.Case)) error {
	before := ""
	for {
		page, err := d.store.ListCases(ctx, store.CaseFilter{Before: before, Limit: d.perBatch})
		if err != nil {
			return err
		}
		for _, c := range page {
			look(c)
		}
		if len(page) < d.perBatch {
			return nil
		}
		before = page[len(page)-1].Ref
	}
}

// addOutsideCases gathers what stands in no case: messages that nobody could handle, what was filed, the junk folder,
// the program itself. Everything that waits is given its number.
func (d *Desk) addOutsideCases(ctx context.Context, m *morning) error {
	aside, err := waitingAside(ctx, d.store, m.Procedure, m.now)
	if err != nil {
		return err
	}
	m.waiting = append(m.waiting, aside...)
	if err := number(ctx, d.store, m.waiting); err != nil {
		return err
	}
	if m.system, err = d.systemStatus(ctx, &m.Rules); err != nil {
		return err
	}
	if err := d.addFiled(ctx, m); err != nil {
		return err
	}
	if m.Mode.InShadow() || len(m.Mode.Letters) > 0 {
		if m.shadow, err = d.shadowLines(ctx, m); err != nil {
			return err
		}
	}
	m.junkTitle, m.junk = d.junkLines(ctx, &m.Rules)
	return nil
}

// morning gathers the lines of the report.
type morning struct {
	Rules
	now          time.Time
	today, since calendar.Date // today, and the working day before: "yesterday" is all from then on

	waiting                     []Waiting
	nobody, filed, system, junk []string
	shadow                      []string // letters that would have gone
	junkTitle                   string
	named                       map[string]calendar.Date // the filed mails among filed, and when they came
	yesterday                   yesterday
	open, before                openCases // now, and a week ago
}

func newMorning(r Rules, now time.Time) *morning {
	today := r.Calendar.Day(now)
	since, _ := r.Calendar.AddWorkingDays(today, -1)
	return &morning{Rules: r, now: now, today: today, since: since,
		named: map[string]calendar.Date{}}
}

// beginsWeek reports whether none of this week's days was worked before today.
func (m *morning) beginsWeek() bool {
	return m.since.Weekday() >= m.today.Weekday() || m.today-m.since >= 7
}

// order is the morning letter.
func (m *morning) order() order.Order {
	o := m.toTeam(letter.MorningReport, "morning:"+m.today.String(), m.now)
	o.Why, o.Facts.Sections, o.Facts.Reminder = "It is the morning of a working day.", nil, ""
	o.Facts.Sections, o.Facts.Reminder = m.sections()
	return o
}

// yesterday counts what happened since the last report.
type yesterday struct {
	byMail, byText, opened, requests, answered, stage2, closed int
	refused                                                    map[string]int
}

// add takes a case into the report.
func (m *morning) add(c complaint.Case) {
	m.count(c)
	m.waiting = append(m.waiting, m.waitingOn(c, m.now)...)
	m.open.add(&m.Rules, c, m.now)
	m.before.add(&m.Rules, c, m.now.AddDate(0, 0, -7))
	if s, _ := c.Current(); c.InHand() && (s.Handler.Email == "" || strings.EqualFold(s.Handler.Email,
		m.Register.Team.Email)) {
		m.nobody = append(m.nobody, m.line(c, "no manager has it. Reply "+c.Ref+" REASSIGN and a name"))
	}
}

// count counts what happened with a case since the last report.
func (m *morning) count(c complaint.Case) {
	y := &m.yesterday
	during := func(at time.Time) bool {
		day := m.Calendar.Day(at)
		return !at.IsZero() && day >= m.since && day < m.today
	}
	if during(c.Received) {
		if c.Party.Email == "" && c.Party.Phone != "" {
			y.byText++
		} else {
			y.byMail++
		}
	}
	if during(c.Stage1.OpenedAt) {
		y.opened++
	}
	if during(c.Stage2.OpenedAt) {
		y.stage2++
	}
	if during(c.Stage1.RespondedAt) || during(c.Stage2.RespondedAt) {
		y.answered++
	}
	if !during(c.ClosedAt) {
		return
	}
	code := c.Reason.Clause
	switch c.Reason.Reason {
	case complaint.ClosedServiceRequest:
		y.requests++
	case complaint.ClosedOutOfScope, complaint.ClosedOutOfTime:
		if y.refused == nil {
			y.refused = map[string]int{}
		}
		if code == "" {
			code = "too old"
		}
		y.refused[code]++
	default:
		y.closed++
	}
}

func (y yesterday) lines() (lines []string) {
	say := func(n int, words string) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprintf("%d %s", n, words)
	}
	add := func(parts ...string) {
		parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, ", "))
		}
	}
	refused := 0
	var codes []string
	for code, n := range y.refused {
		refused, codes = refused+n, append(codes, fmt.Sprintf("%s %d", code, n))
	}
	slices.Sort(codes)
	declined := say(refused, "refused")
	if refused > 0 {
		declined += " (" + strings.Join(codes, ", ") + ")"
	}
	add(say(y.byMail, "received by e-mail"), say(y.byText, "received by text"))
	add(say(y.opened, "opened at stage 1"), say(y.requests, "passed on as requests"), declined)
	add(say(y.answered, "answered"), say(y.stage2, "gone to stage 2"), say(y.closed, "closed"))
	return lines
}

// careWords says why a case needs care, or "".
func careWords(c complaint.Case) string {
	var words []string
	if c.Chases >= 2 {
		words = append(words, fmt.Sprintf("the resident has asked %d times", c.Chases))
	}
	if slices.Contains(c.Flags, reading.FlagHealthVulnerable) {
		words = append(words, "may be vulnerable")
	}
	for _, a := range c.Adjustments {
		words = append(words, "asked for: "+a)
	}
	return strings.Join(words, "; ")
}

// line tells of a case on one line: its reference, resident, area, stage and handler, and then what.
func (r *Rules) line(c complaint.Case, what string) string {
	s, n := c.Current()
	who := c.Party.Name
	if who == "" {
		who = "name not known"
	}
	at := fmt.Sprintf("stage %d, with %s", n, r.handlerOf(s))
	if c.Status == complaint.InformalOpen {
		at = "before stage 1, with " + r.handlerOf(s)
	}
	if c.Status == complaint.Review {
		at = "with you to decide"
	}
	return fmt.Sprintf("%s, %s, %s, %s: %s", c.Ref, who, r.Register.AreaName(c.Area), at, what)
}

func (r *Rules) handlerOf(s complaint.Stage) string {
	if s.Handler == (people.Contact{}) {
		return "nobody"
	}
	return s.Handler.Called()
}
