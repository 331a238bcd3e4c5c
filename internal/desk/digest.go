package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// A manager whom a morning reminds of several cases is reminded in one letter, which stands for all of them (3.3). What
// concerns one case goes as it is, so that it can be answered like any other.

// reminders are the letters that a digest may stand for: each asks whoever has a case for what they know they owe.
func isReminder(o order.Order) bool {
	switch o.Letter {
	case letter.ManagerContactDue, letter.ManagerHalfway, letter.ManagerThreeDays, letter.ManagerOneDay,
		letter.ManagerDueToday, letter.ManagerOverdue, letter.DirectorOverdue, letter.LeadOverdue, letter.ActionDue,
		letter.RequestOpen:
		return o.Channel == message.Email
	}
	return false
}

// holdReminders takes the reminders out of the letters of a case. They wait for the end of the transaction.
func holdReminders(ref string, orders []order.Order) (rest []order.Order, held []alarm) {
	for _, o := range orders {
		if isReminder(o) {
			held = append(held, alarm{ref, o})
			continue
		}
		rest = append(rest, o)
	}
	return rest, held
}

// orderReminders orders the reminders of the transaction: one letter for each reader.
func (d *decider) orderReminders(ctx context.Context) error {
	held := d.reminders
	d.reminders = nil
	for len(held) > 0 {
		mine := slices.DeleteFunc(slices.Clone(held), func(a alarm) bool { return !sameReader(a, held[0]) })
		held = slices.DeleteFunc(held, func(a alarm) bool { return sameReader(a, mine[0]) })
		if slices.ContainsFunc(mine, func(a alarm) bool { return a.ref != mine[0].ref }) {
			mine = []alarm{{"", d.digest(mine)}}
		}
		for _, a := range mine {
			letters, err := d.render(a.ref, []order.Order{a.order})
			if err != nil {
				return fmt.Errorf("write the reminders of a morning: %w", err)
			}
			if _, err := d.tx.Order(ctx, letters...); err != nil {
				return fmt.Errorf("order the reminders of a morning: %w", err)
			}
		}
	}
	return nil
}

func sameReader(a, b alarm) bool { return strings.EqualFold(a.order.To.Email, b.order.To.Email) }

// digest is one letter for the reminders to one reader, the soonest first: a section for each case.
func (d *decider) digest(mine []alarm) order.Order {
	slices.SortStableFunc(mine, func(a, b alarm) int { return int(a.order.Facts.AnswerBy - b.order.Facts.AnswerBy) })
	first := mine[0].order
	facts := order.Facts{Landlord: d.Landlord, Today: first.Facts.Today, Recipient: first.Facts.Recipient,
		Commands: order.Lines(mine[0].ref + " CONTACTED and what was said")}
	o := order.Order{Letter: letter.ManagerDigest, Channel: first.Channel, Role: first.Role, To: first.To,
		NotBefore: first.NotBefore, Promised: first.Promised, Why: "Several reminders are due."}
	at := map[string]int{}
	for _, a := range mine {
		f := a.order.Facts
		i, known := at[a.ref]
		if !known {
			i = len(facts.Sections)
			at[a.ref] = i
			facts.Sections = append(facts.Sections, order.Section{Title: a.ref + ", " + nameOr(f.Resident),
				Lines: digestLines(f)})
		}
		s := &facts.Sections[i]
		s.Lines = slices.Insert(s.Lines, 0, digestWords(a.order))
		o.StandsFor = append(o.StandsFor, order.Part{Case: a.ref, Letter: a.order.Letter})
		o.Promised = min(o.Promised, a.order.Promised)
		if a.order.NotBefore.Before(o.NotBefore) {
			o.NotBefore = a.order.NotBefore
		}
	}
	o.Cause = "digest:" + mine[0].ref + ":" + first.Cause
	o.Facts = facts
	return o
}

// digestWords say what a reminder asks for, and the word that answers it.
func digestWords(o order.Order) string {
	words, reply := o.Facts.Reminder, "RESPOND or EXTEND"
	switch o.Letter {
	case letter.ManagerContactDue:
		reply = "CONTACTED"
	case letter.ActionDue:
		words, reply = "something promised is not known to be done", "DONE"
		if len(o.Facts.Actions) > 0 {
			words += ": " + o.Facts.Actions[0].What
		}
	case letter.RequestOpen:
		words, reply = "a request passed on to you is not known to be done", "DONE"
	case letter.ManagerOverdue:
		reply = "RESPOND"
	case letter.DirectorOverdue, letter.LeadOverdue:
		reply = "NOTE"
		if o.Facts.Handler.Email != "" {
			words += ", with " + o.Facts.Handler.Called()
		}
	}
	return capital(words) + ". Reply " + reply + "."
}

// digestLines tell of a case what a reader needs to know it by.
func digestLines(f order.Facts) (lines []string) {
	if f.AnswerBy != 0 {
		lines = append(lines, "Answer by "+f.AnswerBy.Long()+".")
	}
	if f.Contact.Phone != "" && !f.NoCalls {
		lines = append(lines, "Phone: "+f.Contact.Phone+".")
	}
	if len(f.Issues) > 0 {
		lines = append(lines, "\""+message.Excerpt(f.Issues[0], 160)+"\"")
	}
	return lines
}

func nameOr(name string) string {
	if name == "" {
		return "name not known"
	}
	return name
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
