package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/store"
)

// MorningReport orders the complaints team's morning letter (M24; 5.1) on working days: what to do first
// stands first. On the first working day of a week the Directors have theirs as well (M25). It reads every case once.
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
	orders := []complaint.LetterOrder{m.order()}
	if m.beginsWeek() {
		orders = append(orders, w.orders()...)
	}
	return d.orderLetters(ctx, orders...)
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

// addOutsideCases gathers what stands in no case: messages that nobody could handle, the junk folder, the program
// itself.
func (d *Desk) addOutsideCases(ctx context.Context, m *morning) error {
	waiting, err := d.store.Arrivals(ctx, store.ArrivalFilter{Outcome: store.Quarantined, Limit: quarantineShown})
	if err != nil {
		return err
	}
	if m.system, err = d.systemStatus(ctx, &m.Rules); err != nil {
		return err
	}
	if len(waiting) > 0 {
		m.system = append(m.system, fmt.Sprintf("Messages in quarantine, for a person to look at: %s.",
			atLeast(len(waiting), quarantineShown)))
	}
	for _, a := range waiting {
		m.failed = append(m.failed, fmt.Sprintf("Message %s of %s could not be handled: %s",
			a.ID, m.Calendar.Day(a.Received).Long(), a.Outcome.Reason))
	}
	if err := d.addFiled(ctx, m); err != nil {
		return err
	}
	title, lines := d.junkLines(ctx, &m.Rules)
	for _, line := range lines {
		m.failed = append(m.failed, title+": "+line)
	}
	return nil
}

// quarantineShown is how many messages in quarantine the report names.
const quarantineShown = 50

func atLeast(n, limit int) string {
	if n >= limit {
		return fmt.Sprintf("%d or more", limit)
	}
	return fmt.Sprint(n)
}

// morning gathers the lines of the report.
type morning struct {
	Rules
	now          time.Time
	today, since calendar.Date // today, and the working day before: "yesterday" is all from then on

	first, decide, dueToday, soon, ahead, nobody, failed, filed, care, system []string

	late      []lateLine
	yesterday yesterday
}

func newMorning(r Rules, now time.Time) *morning {
	today := r.Calendar.Day(now)
	since, _ := r.Calendar.AddWorkingDays(today, -1)
	return &morning{Rules: r, now: now, today: today, since: since}
}

// beginsWeek reports whether none of this week's days was worked before today.
func (m *morning) beginsWeek() bool {
	return m.since.Weekday() >= m.today.Weekday() || m.today-m.since >= 7
}

// order is the morning letter.
func (m *morning) order() complaint.LetterOrder {
	o := m.toTeam(letter.MorningReport, "morning:"+m.today.String(), m.now)
	o.Why, o.Facts.Sections = "It is the morning of a working day.", m.sections()
	return o
}

// lateLine is a line with how late it is, to sort by.
type lateLine struct {
	days int
	line string
}

// yesterday counts what happened since the last report.
type yesterday struct {
	byMail, byText, opened, requests, answered, stage2, closed int
	refused                                                    map[string]int
}

// add puts a case into the lists in which somebody has to see it this morning.
func (m *morning) add(c complaint.Case) {
	m.count(c)
	s, _ := c.Current()
	for _, duty := range m.Duties(c, m.now) {
		m.addDuty(c, duty)
	}
	if c.InHand() {
		m.handled(c, s)
	}
	if c.Unclear != "" && c.Live() {
		m.failed = append(m.failed, m.line(c, "a reply of "+c.Unclear+
			" was not understood, and nothing has come since"))
	}
	if words := careWords(c); words != "" && c.Live() {
		m.care = append(m.care, m.line(c, words))
	}
}

// addDuty notes what is owed on a case.
func (m *morning) addDuty(c complaint.Case, duty procedure.Duty) {
	s, n := c.Current()
	switch duty.Name {
	case "take_emergency":
		m.first = append(m.first, m.line(c, "nobody has taken the emergency; reply TAKEN to the alert"))
	case "data_protection":
		if c.Clocks.DataProtection.Untaken() {
			m.first = append(m.first, m.line(c, "personal data, not taken by the data protection officer; "+
				"the resident must be acknowledged by "+duty.By.Long()))
		}
	case "request":
		if duty.By < m.today {
			m.nobody = append(m.nobody, m.requestLine(c, "a request passed on to this area on "+
				m.Calendar.Day(c.Clocks.Request.Since).Long()+", and nobody has said that it is done; reply DONE to the "+
				"letter that asks"))
		}
	case "answer_ombudsman":
		m.first = append(m.first, m.line(c, "the outside body waits for an answer; reply ANSWERED when they have it"))
	case "decide":
		m.decide = append(m.decide, m.question(c))
	case "acknowledge":
		if duty.By <= m.today {
			m.late = append(m.late, lateLine{1000 + duty.By.DaysUntil(m.today),
				m.line(c, "the acknowledgement has not been accepted, due "+duty.By.Long())})
		}
	case "respond":
		m.respond(c, s, n)
	case "settle":
		m.putRight(c, s)
	case "first_contact":
		if duty.By < m.today {
			m.nobody = append(m.nobody, m.line(c, "nobody has spoken with the resident"))
		}
	case "deliver":
		m.failed = append(m.failed, m.line(c, duty.Why))
	}
}

// handled notes an open case that nobody is there for.
func (m *morning) handled(c complaint.Case, s complaint.Stage) {
	switch back := m.Absent[strings.ToLower(s.Handler.Email)]; {
	case s.Handler.Email == "" || strings.EqualFold(s.Handler.Email, m.Register.Team.Email):
		m.nobody = append(m.nobody, m.line(c, "no manager has it; REASSIGN it to somebody"))
	case back > m.today:
		m.nobody = append(m.nobody, m.line(c, "away until "+back.Long()))
	}
}

// respond notes a case whose answer is late, or due soon.
func (m *morning) respond(c complaint.Case, s complaint.Stage, n int) {
	third, _ := m.Calendar.AddWorkingDays(m.today, 3)
	switch {
	case s.Limit < m.today:
		m.late = append(m.late, lateLine{s.Limit.DaysUntil(m.today), m.line(c, m.lateWords(c, s, n))})
	case s.Target <= m.today:
		m.dueToday = append(m.dueToday, m.line(c, "due today"))
	case s.Target <= third:
		left := calendar.Plural(m.Calendar.WorkingDaysBetween(m.today, s.Target), "working day")
		m.soon = append(m.soon, m.line(c, "due on "+s.Target.Long()+", "+left+" left"))
	case s.Target != s.Limit:
		m.ahead = append(m.ahead, m.line(c, fmt.Sprintf("the last day, %s, is not worked; aim for %s",
			s.Limit.Long(), s.Target.Long())))
	}
}

// lateWords says how late an answer is, and who has heard of that.
func (m *morning) lateWords(c complaint.Case, s complaint.Stage, n int) string {
	chased, told := "not chased yet", "the resident has not been told"
	if last := c.LastChased(n); !last.IsZero() {
		chased = "last chased on " + m.Calendar.Day(last).Long()
	}
	if s.LateTold != 0 {
		told = "the resident was told on " + s.LateTold.Long()
	}
	days := calendar.Plural(s.Limit.DaysUntil(m.today), "day")
	return fmt.Sprintf("%s late, due %s; %s; %s", days, s.Limit.Long(), chased, told)
}

// putRight notes a case that is being put right before stage 1.
func (m *morning) putRight(c complaint.Case, s complaint.Stage) {
	third, _ := m.Calendar.AddWorkingDays(m.today, 3)
	switch {
	case s.Target <= m.today:
		m.dueToday = append(m.dueToday, m.line(c, "to be put right today, or stage 1 begins"))
	case s.Target <= third:
		m.soon = append(m.soon, m.line(c, "to be put right by "+s.Target.Long()+", or stage 1 begins"))
	}
}

// question is what the team has to decide on a case, with what speaks for the suggestion.
func (m *morning) question(c complaint.Case) string {
	q := c.Review
	words := fmt.Sprintf("waits for %s, decide by %s; suggested: %s",
		calendar.Plural(m.Calendar.Day(q.Since).DaysUntil(m.today), "day"), q.DecideBy.Long(), q.Suggest)
	if q.Unproved {
		words += ", not proved: our mail server says that it is not from the address that it names"
	}
	var phrases []string
	for _, e := range q.Evidence {
		if e.Text != "" && len(phrases) < 3 {
			phrases = append(phrases, "\""+e.Text+"\"")
		}
	}
	if len(phrases) > 0 {
		words += ", because of " + strings.Join(phrases, ", ")
	}
	return m.line(c, words)
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

func (y yesterday) lines() []string {
	refused := "0"
	if len(y.refused) > 0 {
		var each []string
		for code, n := range y.refused {
			each = append(each, fmt.Sprintf("%s %d", code, n))
		}
		slices.Sort(each)
		refused = strings.Join(each, ", ")
	}
	return []string{
		fmt.Sprintf("Received: %d by e-mail, %d by text", y.byMail, y.byText),
		fmt.Sprintf("Opened at stage 1: %d. Passed on as requests: %d. Refused: %s", y.opened, y.requests, refused),
		fmt.Sprintf("Answered: %d. Gone to stage 2: %d. Closed: %d", y.answered, y.stage2, y.closed),
	}
}

// careWords says why a case needs care, or "".
func careWords(c complaint.Case) string {
	var words []string
	if c.Chases >= 2 {
		words = append(words, fmt.Sprintf("the resident has asked %d times", c.Chases))
	}
	if slices.Contains(c.Flags, complaint.FlagHealthVulnerable) {
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

// requestLine tells of a request that was handed to an area.
func (r *Rules) requestLine(c complaint.Case, what string) string {
	return fmt.Sprintf("%s, %s, %s: %s", c.Ref, cmp.Or(c.Party.Name, "name not known"), r.Register.AreaName(c.Area), what)
}

func (r *Rules) handlerOf(s complaint.Stage) string {
	if s.Handler == (complaint.Contact{}) {
		return "nobody"
	}
	return s.Handler.Called()
}

// sections are the ten parts of the report, always in the same order, so that the eye finds them (5.1).
func (m *morning) sections() []complaint.Section {
	slices.SortStableFunc(m.late, func(a, b lateLine) int { return b.days - a.days })
	late := make([]string, len(m.late))
	for i, l := range m.late {
		late[i] = l.line
	}
	title := "Yesterday"
	if m.today-m.since > 1 {
		title = "Since " + m.since.Long()
	}
	return []complaint.Section{
		{Title: "Now", Lines: m.first},
		{Title: "Decide", Lines: m.decide},
		{Title: "Late", Lines: late},
		{Title: "Due today, soon, or on a day off", Lines: slices.Concat(m.dueToday, m.soon, m.ahead)},
		{Title: "Nobody there", Lines: m.nobody},
		{Title: "Did not arrive, or was not understood", Lines: m.failed},
		{Title: "Filed, and read by nobody", Lines: m.filed},
		{Title: "Take care", Lines: m.care},
		{Title: title, Lines: m.yesterday.lines()},
		{Title: "The machine", Lines: append(m.system, m.warnings()...)},
	}
}

// warnings are what the team should know about the rules themselves.
func (m *morning) warnings() []string {
	ends := m.Calendar.Ends()
	lines := []string{"The bank-holiday table ends on " + ends.Long() + "."}
	if ends < m.today.AddMonths(12) {
		lines[0] += " Please give calendar.bank_holidays a newer one."
	}
	if found := m.Departures(m.today); len(found) > 0 {
		clauses := make([]string, len(found))
		for i, f := range found {
			clauses[i] = f.Clause
		}
		lines = append(lines, fmt.Sprintf("The policy departs from the law in force in %d points: %s. "+
			"\"complaintsd policy check\" says how, since when, and what would mend it.",
			len(found), strings.Join(slices.Compact(clauses), ", ")))
	}
	return lines
}
