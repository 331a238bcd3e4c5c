package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/policy"
	"complaints/internal/reply"
)

// The morning list is for a lead with a phone: what is dangerous, then what is late, due today and due soon, then what
// is open and how that has moved. A case stands in it once, where it is most urgent. What has nothing to say is left
// out.

// entry is what waits on one case, the most urgent first.
type entry []Waiting

// entries are the things that wait, by their case.
func (m *morning) entries() (all []entry) {
	waiting := slices.Clone(m.waiting)
	slices.SortStableFunc(waiting, bySoonest)
	at := map[string]int{}
	for _, w := range waiting {
		i, known := at[w.Ref]
		if !known {
			i = len(all)
			at[w.Ref], all = i, append(all, nil)
		}
		all[i] = append(all[i], w)
	}
	for _, e := range all {
		slices.SortStableFunc(e, func(a, b Waiting) int { return cmp.Compare(m.weight(a), m.weight(b)) })
	}
	return all
}

// weight orders what waits on one case: danger, what the law asks for, an answer that is late, what else is late.
func (m *morning) weight(w Waiting) int {
	switch {
	case w.Danger:
		return 0
	case theirs(w):
		return 1
	case w.Late && (w.What == "respond" || w.What == "decide"):
		return 2
	case w.Late:
		return 3
	}
	return 4
}

// theirs are what the law, an official body or the officer's clock asks for.
func theirs(w Waiting) bool {
	switch w.What {
	case "data_protection", "answer_ombudsman", "outside", "make_safe":
		return true
	}
	return false
}

// sections are the parts of the report that have something to say, and its headline.
func (m *morning) sections() (sections []order.Section, headline string) {
	third, _ := m.Calendar.AddWorkingDays(m.today, 3)
	var danger, outside, late, today, soon, undated, rest []string
	later := 0
	for _, e := range m.entries() {
		switch w, line := e[0], m.entryLine(e); {
		case w.Danger:
			danger = append(danger, line)
		case theirs(w) && (w.By <= third || w.Case.Clocks.DataProtection.Untaken()):
			outside = append(outside, line)
		case w.Late:
			late = append(late, line)
		case w.By == m.today:
			today = append(today, line)
		case w.By == 0:
			undated = append(undated, line)
		case w.By <= third:
			soon = append(soon, line)
		case w.What == "decide":
			rest = append(rest, line)
		default:
			later++
		}
	}
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			sections = append(sections, order.Section{Title: title, Lines: lines})
		}
	}
	add("In danger: nobody has taken it", danger)
	add("The law and official bodies", outside)
	add("Late", late)
	add("Due today", today)
	add("Due in the next three working days", soon)
	add("To decide, later", rest)
	add("Without a date", undated)
	add("Nobody has it", m.nobody)
	add("Shadow: what would have gone since the last of these letters", m.shadow)
	add("Filed, and read by nobody", m.filed)
	add(m.junkTitle, m.junk)
	headline = headlineOf([]int{len(danger), len(outside), len(late), len(today)},
		[]string{"in danger", "for the law", "late", "due today"})
	add("Open cases", m.open.lines(m.before, later))
	title := "Yesterday"
	if m.today-m.since > 1 {
		title = "Since " + m.since.Long()
	}
	add(title, m.yesterday.lines())
	add("The machine", append(m.system, m.warnings()...))
	return sections, headline
}

// headlineOf counts what needs somebody today: "1 in danger, 2 late".
func headlineOf(counts []int, what []string) string {
	var parts []string
	for i, n := range counts {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what[i]))
		}
	}
	if len(parts) == 0 {
		return "nothing is due"
	}
	return strings.Join(parts, ", ")
}

// entryLine tells of what waits on one case: its number, whose it is, what is owed, by when, and what to reply. What
// else waits there follows in short.
func (m *morning) entryLine(e entry) string {
	w := e[0]
	if w.Case.Ref == "" {
		return fmt.Sprintf("%d. Message %s of %s could not be handled: %s", w.Number, w.Ref, w.Since.Long(), w.Why)
	}
	c := w.Case
	line := fmt.Sprintf("%d. %s, %s, %s: %s", w.Number, c.Ref, cmp.Or(c.Party.Name, "name not known"),
		m.Register.AreaName(c.Area), m.owedWords(w))
	var also []string
	for _, other := range e[1:] {
		also = append(also, fmt.Sprintf("%d %s%s", other.Number, dutyWords[other.What], m.byWords(other)))
	}
	if len(also) > 0 {
		line += " Also: " + strings.Join(also, ", ") + "."
	}
	if back := m.Absent[strings.ToLower(w.Owner)]; back > m.today {
		line += " Away until " + back.Short() + "."
	}
	if words := careWords(c); words != "" {
		line += " Take care: " + words + "."
	}
	if verbs := verbsIn(w.Reply); verbs != "" {
		line += fmt.Sprintf(" Reply %d %s.", w.Number, verbs)
	}
	return line
}

// dutyWords say in short what is owed.
var dutyWords = map[string]string{
	"take_emergency": "danger, not taken", "release": "letters are held", "data_protection": "personal data",
	"answer_ombudsman": "an official body waits", "outside": "somebody outside waits", "make_safe": "the law's " +
		"time for danger",
	"decide": "a decision", "respond": "the answer", "settle": "to be put right", "first_contact": "nobody has " +
		"spoken with them",
	"act": "a promise", "request": "a request passed on", "deliver": "a letter to bring", "confirm": "waits for a yes",
	"get_in_touch": "a person was promised", "language": "another language", "unclear": "a reply not understood",
	"new_contact": "a new address or number", "quarantine": "could not be handled",
}

// owedWords say what is owed, by when, and by whom.
func (m *morning) owedWords(w Waiting) string {
	c, words := w.Case, dutyWords[w.What]
	s, n := c.Current()
	switch w.What {
	case "respond":
		words = fmt.Sprintf("the stage %d answer%s", n, m.byWords(w))
		if w.Late {
			words += m.chasedWords(c, s, n)
		}
	case "decide":
		words = m.questionWords(c) + m.byWords(w)
	case "act", "deliver", "confirm", "unclear", "outside", "make_safe", "language":
		words += m.byWords(w) + ": " + strings.TrimSuffix(w.Why, ".")
	default:
		words += m.byWords(w)
	}
	whose := m.called(w.Owner)
	if whose == "" {
		return words + "."
	}
	return words + ". With " + whose + "."
}

// called is what somebody of the register is called; "" of the team, who read this.
func (m *morning) called(address string) string {
	if strings.EqualFold(address, m.Register.Team.Email) {
		return ""
	}
	return m.Rules.called(address)
}

// called is what somebody of the register is called, or else their address.
func (r *Rules) called(address string) string {
	for _, p := range r.Register.Everyone() {
		if strings.EqualFold(p.Email, address) {
			return p.Called()
		}
	}
	return address
}

// byWords say until when, or how late.
func (m *morning) byWords(w Waiting) string {
	switch {
	case w.What == "take_emergency", w.What == "release":
		return " since " + w.Since.Short()
	case w.By == 0:
		return ""
	case w.By == m.today:
		return ", today"
	case w.Late:
		return ", " + calendar.Plural(w.By.DaysUntil(m.today), "day") + " late (" + w.By.Short() + ")"
	}
	return ", by " + w.By.Short()
}

// chasedWords say who has heard that an answer is late.
func (m *morning) chasedWords(c complaint.Case, s complaint.Stage, n policy.StageNumber) string {
	words := "; not chased yet"
	if last := c.LastChased(n); !last.IsZero() {
		words = "; chased " + m.Calendar.Day(last).Short()
	}
	if s.LateTold == 0 {
		return words + ", the resident has not been told"
	}
	return words + ", the resident told " + s.LateTold.Short()
}

// questionWords are what the team has to decide on a case, with what speaks for the suggestion.
func (m *morning) questionWords(c complaint.Case) string {
	q := c.Review
	words := "decide, suggested " + q.Suggest.String()
	if q.Unproved {
		words += ", not proved"
	}
	for _, e := range q.Evidence {
		if e.Text != "" {
			return words + ", because of \"" + message.Excerpt(e.Text, 60) + "\""
		}
	}
	return words
}

// verbsIn are the words of a reply that are to be written as they stand: "CONTACTED", "RESPOND or EXTEND".
func verbsIn(advice string) string {
	if strings.Contains(advice, "email that asks") || strings.HasPrefix(advice, "complaintsd") {
		return ""
	}
	return reply.CommandWords(advice)
}

// warnings are what the team should know about the rules themselves: a table of bank holidays that ends, and at the
// beginning of a month where the policy departs from the law.
func (m *morning) warnings() (lines []string) {
	if ends := m.Calendar.Ends(); ends < m.today.AddMonths(12) {
		lines = append(lines, "The bank-holiday table ends on "+ends.Long()+". Please give "+
			"calendar.bank_holidays a newer one.")
	}
	_, month, _ := m.today.Civil()
	if _, before, _ := m.since.Civil(); before == month {
		return lines
	}
	if found := m.Departures(m.today); len(found) > 0 {
		lines = append(lines, fmt.Sprintf("The policy departs from the law in force in %d points. "+
			"\"complaintsd policy check\" says how, since when, and what would mend it.", len(found)))
	}
	return lines
}

// openCases counts what is open at an instant.
type openCases struct {
	stage    [4]int // before stage 1, stage 1, stage 2, with the team to decide
	age      [4]int // up to a week, two weeks, four weeks, older
	holds    map[string]int
	late     map[string]int
	oldest   calendar.Date
	eldest   string
	extended int
}

var (
	stageWords = [...]string{"Before stage 1:", "Stage 1:", "Stage 2:", "To decide:"}
	ageWords   = [...]string{"up to a week", "up to two weeks", "up to four weeks", "older"}
)

// add counts a case, as far as it was open then: by where it stands now where it stood elsewhere and was open.
func (o *openCases) add(r *Rules, c complaint.Case, at time.Time) {
	during := func(from, to time.Time) bool {
		return !from.IsZero() && !from.After(at) && (to.IsZero() || to.After(at))
	}
	end := func(s complaint.Stage, next time.Time) time.Time {
		return earliest(s.RespondedAt, next, c.ClosedAt)
	}
	kind := -1
	switch s1, s2 := c.Stage1, c.Stage2; {
	case during(s2.OpenedAt, end(s2, time.Time{})):
		kind = 2
	case during(s1.OpenedAt, end(s1, s2.OpenedAt)):
		kind = 1
	case c.Status == complaint.InformalOpen && during(c.Received, c.ClosedAt):
		kind = 0
	case c.Status == complaint.Review && during(c.Review.Since, time.Time{}):
		kind = 3
	}
	if kind < 0 {
		return
	}
	o.stage[kind]++
	s, _ := c.Current()
	day0, today := cmp.Or(s.Day0, c.Day0), r.Calendar.Day(at)
	days := day0.DaysUntil(today)
	limits := [...]int{7, 14, 28}
	bucket := 0
	for bucket < len(limits) && days > limits[bucket] {
		bucket++
	}
	o.age[bucket]++
	if o.oldest == 0 || day0 < o.oldest {
		o.oldest, o.eldest = day0, c.Ref
	}
	if o.holds == nil {
		o.holds, o.late = map[string]int{}, map[string]int{}
	}
	who := r.handlerOf(s)
	if kind == 3 {
		who = "the team"
	}
	o.holds[who]++
	if c.Open() && s.Limit < today {
		o.late[who]++
	}
	if n := len(s.Extensions); n > 0 && c.Open() {
		o.extended++
	}
}

// earliest is the first of some instants that are set.
func earliest(all ...time.Time) (first time.Time) {
	for _, t := range all {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// mostHolders is how many people the list names who have open cases.
const mostHolders = 8

// lines say how many are open, by stage, by age and by person, and how that has moved in a week.
func (o *openCases) lines(before openCases, later int) (lines []string) {
	var parts []string
	total, was := 0, 0
	for i, words := range stageWords {
		total, was = total+o.stage[i], was+before.stage[i]
		if o.stage[i] > 0 || before.stage[i] > 0 {
			parts = append(parts, words+" "+withChange(o.stage[i], before.stage[i]))
		}
	}
	if total == 0 && was == 0 {
		return nil
	}
	lines = append(lines, "Compared with a week ago: "+withChange(total, was)+". "+strings.Join(parts, ", "))
	parts = nil
	for i, words := range ageWords {
		if o.age[i] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", words, o.age[i]))
		}
	}
	if len(parts) > 0 {
		lines = append(lines, "By age: "+strings.Join(parts, ", ")+"; the oldest is "+o.eldest+", of "+
			""+o.oldest.Short())
	}
	if o.extended > 0 {
		lines = append(lines, fmt.Sprintf("Put off: %d", o.extended))
	}
	who := slices.SortedFunc(maps.Keys(o.holds), func(a, b string) int {
		return cmp.Or(cmp.Compare(o.holds[b], o.holds[a]), cmp.Compare(a, b))
	})
	parts = nil
	for _, w := range who[:min(len(who), mostHolders)] {
		part := fmt.Sprintf("%s %d", w, o.holds[w])
		if n := o.late[w]; n > 0 {
			part += fmt.Sprintf(" (%d late)", n)
		}
		parts = append(parts, part)
	}
	if more := len(who) - mostHolders; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d others", more))
	}
	if len(parts) > 0 {
		lines = append(lines, "By person: "+strings.Join(parts, ", "))
	}
	if later > 0 {
		lines = append(lines, fmt.Sprintf("Not due yet: %d. \"complaintsd list\" shows them", later))
	}
	return lines
}

// withChange is a number with how it has moved: "7 (+2)".
func withChange(now, before int) string {
	if now == before {
		return fmt.Sprintf("%d (as before)", now)
	}
	return fmt.Sprintf("%d (%+d)", now, now-before)
}
