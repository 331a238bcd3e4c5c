package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// week gathers the Directors' weekly letters (M25; 3.7): each of them reads of the areas they answer for, and
// of the reviews that are theirs.
type week struct {
	Rules
	now          time.Time
	since, today calendar.Date      // the week before today
	of           map[string]*weekOf // by the address of the Director
}

func newWeek(r Rules, now time.Time) *week {
	today := r.Calendar.Day(now)
	return &week{Rules: r, now: now, since: today - 7, today: today, of: map[string]*weekOf{}}
}

// weekOf is the week of one Director.
type weekOf struct {
	to people.Contact

	late, reviews, due, waits, learnt, extended []string

	open, before                           openCases // now, and a week ago
	received, answered, inTime, overturned int
}

// add takes a case into the week of everybody it concerns.
func (w *week) add(c complaint.Case) {
	s, n := c.Current()
	director := w.Register.Areas[c.Area].Director
	if o := w.director(c, director); o != nil {
		w.figures(o, c)
		o.open.add(&w.Rules, c, w.now)
		o.before.add(&w.Rules, c, w.now.AddDate(0, 0, -7))
		if c.Open() && len(s.Extensions) > 0 {
			o.extended = append(o.extended, w.line(c, putOff(s)))
		}
		if c.Open() && n == 1 {
			w.open(o, c, s)
		}
		for _, wt := range w.waitingOn(c, w.now) {
			if wt.Late && wt.What != "respond" { // which stands under what is late
				o.waits = append(o.waits, w.line(c, "waits for "+w.called(wt.Owner)+" since "+wt.Since.Long()+
					", due on "+wt.By.Long()+": "+wt.Why))
			}
		}
	}
	if o := w.director(c, c.Stage2.Handler); o != nil && c.Status == complaint.Stage2Open {
		o.reviews = append(o.reviews, w.line(c, "your answer is due on "+s.Target.Long()+w.lateWords(s)))
	}
}

// director is the week of a Director into which a case goes; nil for nobody, and for whoever is kept from the case.
func (w *week) director(c complaint.Case, to people.Contact) *weekOf {
	key := strings.ToLower(to.Email)
	if key == "" || w.KeptFrom(c, to) {
		return nil
	}
	if w.of[key] == nil {
		w.of[key] = &weekOf{to: to}
	}
	return w.of[key]
}

func (w *week) open(o *weekOf, c complaint.Case, s complaint.Stage) {
	switch {
	case s.Limit < w.today:
		o.late = append(o.late, w.line(c, "due on "+s.Limit.Long()+w.lateWords(s)))
	case s.Target <= w.today+7:
		o.due = append(o.due, w.line(c, "due on "+s.Target.Long()))
	}
}

// putOff says until when an answer was put off, and why.
func putOff(s complaint.Stage) string {
	last := s.Extensions[len(s.Extensions)-1]
	return "put off from " + last.From.Long() + " to " + last.To.Long() + ": " + message.Excerpt(last.Reason, 120)
}

func (w *week) lateWords(s complaint.Stage) string {
	if s.Limit >= w.today {
		return ""
	}
	return ", " + calendar.Plural(s.Limit.DaysUntil(w.today), "day") + " late"
}

// figures counts what happened with a case in the week.
func (w *week) figures(o *weekOf, c complaint.Case) {
	during := func(at time.Time) bool {
		day := w.Calendar.Day(at)
		return !at.IsZero() && day >= w.since && day < w.today
	}
	if during(c.Stage1.Received) {
		o.received++
	}
	for _, s := range []complaint.Stage{c.Stage1, c.Stage2} {
		if !during(s.RespondedAt) {
			continue
		}
		o.answered++
		if w.Calendar.Day(s.RespondedAt) <= s.Limit {
			o.inTime++
		}
		if words := s.Learnt(); words != "" {
			o.learnt = append(o.learnt, w.line(c, words))
		}
	}
	if during(c.Stage2.RespondedAt) && c.Stage2.Decision != c.Stage1.Decision {
		o.overturned++
	}
}

// orders are the letters, one to each Director, what is late first.
func (w *week) orders() []order.Order {
	var orders []order.Order
	for _, key := range slices.Sorted(maps.Keys(w.of)) {
		o := w.of[key]
		orders = append(orders, order.Order{
			Letter: letter.WeeklyReport, Cause: "week:" + w.today.String() + ":" + key, Role: people.RoleDirector,
			Channel: message.Email, To: o.to, NotBefore: w.now, Promised: w.today,
			Why: "It is the first working day of the week.",
			Facts: order.Facts{
				Landlord: w.Landlord, Today: w.today, Recipient: o.to.Name, Sections: o.sections(),
			},
		})
	}
	return orders
}

// sections are the parts that have something to say.
func (o *weekOf) sections() (sections []order.Section) {
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			sections = append(sections, order.Section{Title: title, Lines: lines})
		}
	}
	add("Late", o.late)
	add("Your reviews", o.reviews)
	add("Due in the coming week", o.due)
	add("Put off", o.extended)
	add("Waits for a person, past its day", o.waits)
	add("Open cases", o.open.lines(o.before, 0))
	add("The week in figures", []string{
		fmt.Sprintf("Complaints received: %d", o.received),
		fmt.Sprintf("Answered in time: %d of %d", o.inTime, o.answered),
		fmt.Sprintf("Answers that a review changed: %d", o.overturned),
	})
	add("What was learnt", o.learnt)
	return sections
}
