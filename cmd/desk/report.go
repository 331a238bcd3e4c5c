package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints"
	"complaints/store"
)

// MorningReport orders the complaints team's morning letter (M24; domain.md 5.1) on working days: what to do first
// stands first. It reads every case that is not closed, once.
func (d *Desk) MorningReport(ctx context.Context) error {
	r, now := d.running.Load(), d.clock().UTC()
	today := r.Calendar.Day(now)
	if !r.Calendar.WorkingDay(today) {
		return nil
	}
	m := morning{rules: r, now: now, today: today}
	before := ""
	for {
		page, err := d.store.ListCases(ctx, store.CaseFilter{Before: before, Limit: d.perBatch})
		if err != nil {
			return fmt.Errorf("morning report: %w", err)
		}
		for _, c := range page {
			m.add(c)
		}
		if len(page) < d.perBatch {
			break
		}
		before = page[len(page)-1].Ref
	}
	waiting, err := d.store.Arrivals(ctx, store.ArrivalFilter{Outcome: store.Quarantined, Limit: quarantineShown})
	if err != nil {
		return fmt.Errorf("morning report: %w", err)
	}
	if m.machine, err = d.machine(ctx, r); err != nil {
		return fmt.Errorf("morning report: %w", err)
	}
	if len(waiting) > 0 {
		m.machine = append(m.machine, fmt.Sprintf("Messages in quarantine, for a person to look at: %s.", atLeast(len(waiting), quarantineShown)))
	}
	for _, a := range waiting {
		m.failed = append(m.failed, fmt.Sprintf("Message %s of %s could not be handled: %s", a.ID, r.Calendar.Day(a.Received).Long(), a.Outcome.Reason))
	}
	m.junkTitle, m.junk = d.strayLines(ctx, r)
	order := complaints.LetterOrder{
		Letter: "M24", Cause: "morning:" + today.String(), Why: "It is the morning of a working day.", Channel: complaints.Email, Role: complaints.RoleTeam, To: r.Register.Team, NotBefore: now, Promised: today,
		Facts: complaints.Facts{Landlord: r.Landlord, Today: today, Recipient: r.Register.Team.Name, Sections: m.sections()},
	}
	return d.orderLoose(ctx, r, now, order)
}

const quarantineShown = 50

func atLeast(n, limit int) string {
	if n >= limit {
		return fmt.Sprintf("%d or more", limit)
	}
	return fmt.Sprint(n)
}

// orderLoose orders letters that belong to no case.
func (d *Desk) orderLoose(ctx context.Context, r *rules, now time.Time, orders ...complaints.LetterOrder) error {
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := d.commit(ctx, tx, r, verdict{letters: orders}, now)
		return err
	})
	if err == nil {
		d.kick()
	}
	return err
}

// morning gathers the lines of the report.
type morning struct {
	*rules
	now   time.Time
	today complaints.Date

	first, decide, late, dueToday, soon, contact, failed, care, machine []string
	junkTitle                                                           string
	junk                                                                []string
	yesterday                                                           struct{ received, opened, review, closed int }
}

func (m *morning) add(c complaints.Case) {
	if m.Calendar.Day(c.Received) == m.today-1 {
		m.yesterday.received++
	}
	if !c.ClosedAt.IsZero() && m.Calendar.Day(c.ClosedAt) == m.today-1 {
		m.yesterday.closed++
	}
	if c.Status == complaints.Closed {
		return
	}
	s, _ := c.Current()
	for _, duty := range m.Duties(c, m.now) {
		switch duty.Name {
		case "take_emergency":
			m.first = append(m.first, m.line(c, "nobody has taken the emergency"))
		case "decide":
			m.decide = append(m.decide, m.line(c, "decide by "+duty.By.Long()+"; reply ACCEPT or REFUSE to our question"))
		case "acknowledge":
			if duty.By <= m.today {
				m.late = append(m.late, m.line(c, "the acknowledgement has not been accepted, due "+duty.By.Long()))
			}
		case "respond":
			m.respond(c, s)
		case "first_contact":
			if duty.By < m.today {
				m.contact = append(m.contact, m.line(c, "nobody has spoken with the resident"))
			}
		case "deliver":
			m.failed = append(m.failed, m.line(c, duty.Why))
		}
	}
	if c.Chases >= 2 || slices.Contains(c.Flags, complaints.FlagHealthVulnerable) || len(c.Adjustments) > 0 {
		m.care = append(m.care, m.line(c, careWords(c)))
	}
}

func (m *morning) respond(c complaints.Case, s complaints.Stage) {
	third, _ := m.Calendar.AddWorkingDays(m.today, 3)
	switch {
	case s.Limit < m.today:
		told := "the resident has not been told"
		if s.LateTold != 0 {
			told = "the resident was told on " + s.LateTold.Long()
		}
		m.late = append(m.late, m.line(c, fmt.Sprintf("%d days late; %s", s.Limit.DaysUntil(m.today), told)))
	case s.Target <= m.today:
		m.dueToday = append(m.dueToday, m.line(c, "the answer is due today"))
	case s.Target <= third:
		m.soon = append(m.soon, m.line(c, "the answer is due on "+s.Target.Long()))
	case s.Target != s.Limit:
		m.soon = append(m.soon, m.line(c, fmt.Sprintf("the last day, %s, is not worked; aim for %s", s.Limit.Long(), s.Target.Long())))
	}
}

func careWords(c complaints.Case) string {
	var words []string
	if c.Chases >= 2 {
		words = append(words, fmt.Sprintf("the resident has asked %d times", c.Chases))
	}
	if slices.Contains(c.Flags, complaints.FlagHealthVulnerable) {
		words = append(words, "may be vulnerable")
	}
	for _, a := range c.Adjustments {
		words = append(words, "asked for: "+a)
	}
	return strings.Join(words, "; ")
}

func (m *morning) line(c complaints.Case, what string) string {
	s, n := c.Current()
	who := c.Party.Name
	if who == "" {
		who = "name not known"
	}
	return fmt.Sprintf("%s, %s, %s, stage %d, with %s: %s", c.Ref, who, m.Register.AreaName(c.Area), n, s.Handler.Called(), what)
}

func (m *morning) sections() []complaints.Section {
	var all []complaints.Section
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			all = append(all, complaints.Section{Title: title, Lines: lines})
		}
	}
	add("Now", m.first)
	add("Decide", m.decide)
	add("Late", m.late)
	add("Due today", m.dueToday)
	add("Due soon", m.soon)
	add("Nobody has spoken with the resident", m.contact)
	add("Did not arrive, or could not be handled", m.failed)
	add(m.junkTitle, m.junk)
	add("Take care", m.care)
	add("Yesterday", []string{fmt.Sprintf("%d received, %d closed", m.yesterday.received, m.yesterday.closed)})
	add("The machine", append(m.machine, m.warnings()...))
	return all
}

// warnings are what the team should know about the rules themselves.
func (m *morning) warnings() []string {
	var lines []string
	if ends := m.Calendar.Ends(); ends < m.today.AddMonths(12) {
		lines = append(lines, "The bank-holiday table ends on "+ends.Long()+". Please give calendar.bank_holidays a newer one.")
	}
	if found := m.Departures(m.today); len(found) > 0 {
		clauses := make([]string, len(found))
		for i, f := range found {
			clauses[i] = f.Clause
		}
		lines = append(lines, fmt.Sprintf("The policy departs from the law in force in %d points: %s. \"complaintsd policy check\" says how, since when, and what would mend it.", len(found), strings.Join(slices.Compact(clauses), ", ")))
	}
	return lines
}
