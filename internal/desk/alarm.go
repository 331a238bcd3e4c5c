package desk

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

// alarm is an alert of one case that waits for the end of its transaction.
type alarm struct {
	ref   string
	order complaint.LetterOrder
}

// holdAlarms takes the alerts to staff out of the letters of a case. Those of one transaction to one reader go
// together: a hundred of them, one under the other, would bury the one that is true.
func (d *decider) holdAlarms(ref string, orders []complaint.LetterOrder) (rest []complaint.LetterOrder, held []alarm) {
	for _, o := range orders {
		if letter.Of(o.Letter).Offers == letter.OfferTaking && o.Channel == complaint.Email {
			held = append(held, alarm{ref, o})
			continue
		}
		rest = append(rest, o)
	}
	return rest, held
}

func ordersOf(held []alarm) []complaint.LetterOrder {
	orders := make([]complaint.LetterOrder, len(held))
	for i, a := range held {
		orders[i] = a.order
	}
	return orders
}

// orderAlarms orders the alerts of the transaction: one for each reader, which lists them all where there are several.
func (d *decider) orderAlarms(ctx context.Context) error {
	held := d.alarms
	d.alarms = nil
	for len(held) > 0 {
		to := held[0].order.To.Email
		mine := slices.Collect(func(yield func(alarm) bool) {
			for _, a := range held {
				if strings.EqualFold(a.order.To.Email, to) && !yield(a) {
					return
				}
			}
		})
		held = slices.DeleteFunc(held, func(a alarm) bool { return strings.EqualFold(a.order.To.Email, to) })
		if err := d.orderAlarm(ctx, mine); err != nil {
			return err
		}
	}
	return nil
}

// orderAlarm orders the alerts to one reader.
func (d *decider) orderAlarm(ctx context.Context, mine []alarm) error {
	if len(mine) > 1 {
		joined, err := d.render("", []complaint.LetterOrder{d.joined(mine)})
		if err == nil {
			_, err = d.tx.Order(ctx, joined...)
			return err
		}
		d.desk.log.Error("the alerts cannot be written together and go one by one", "err", err)
	}
	var letters []outbox.Letter
	for _, a := range mine {
		one, err := d.render(a.ref, []complaint.LetterOrder{a.order})
		if err != nil {
			return fmt.Errorf("case %s: %w", a.ref, err)
		}
		letters = append(letters, one...)
	}
	if _, err := d.tx.Order(ctx, letters...); err != nil {
		return fmt.Errorf("order alerts: %w", err)
	}
	return nil
}

// joined is one letter for the alerts to one reader. No case is left out, however many they are.
func (d *decider) joined(mine []alarm) complaint.LetterOrder {
	o := mine[0].order
	facts := complaint.Facts{Landlord: d.Landlord, Today: o.Facts.Today, Recipient: o.Facts.Recipient,
		Commands: []string{"TAKEN (you are dealing with all of them)", "TAKEN and references (only with these)"}}
	var lines []string
	for _, a := range mine {
		f := a.order.Facts
		line := a.ref + ": " + f.Resident
		if f.Contact.Phone != "" {
			line += ", " + f.Contact.Phone
		} else if f.Contact.Email != "" {
			line += ", " + f.Contact.Email
		}
		lines = append(lines, line+": \""+complaint.Excerpt(strings.Join(strings.Fields(f.Words), " "), 200)+"\"")
	}
	facts.Sections = []complaint.Section{{Title: "The dangers", Lines: lines}}
	return complaint.LetterOrder{Letter: letter.Dangers, Cause: "alarms:" + o.Cause, Channel: o.Channel, Role: o.Role,
		To: o.To, NotBefore: o.NotBefore, Promised: o.Promised, Why: "Several residents may be in danger.",
		Facts: facts}
}

// listedRef finds the references in a joined alert: each begins its line.
var listedRef = regexp.MustCompile(`(?m)^- ([A-Z0-9]+-\d{4}-\d{6,}): `)

// dangersOf returns the cases that a joined alert lists and in which the danger is still open.
func (d *decider) dangersOf(ctx context.Context, l outbox.Letter) (open []complaint.Case, err error) {
	for _, found := range listedRef.FindAllStringSubmatch(l.Text, -1) {
		c, err := d.tx.Case(ctx, found[1])
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if c.Clocks.Danger.Runs() {
			open = append(open, c)
		}
	}
	return open, nil
}

// answersAlarms matches a reply to a joined alert with the first of its cases, or the first that the reply names. The
// others are returned: what is taken is taken for all of them, or for those that are named.
func (d *decider) answersAlarms(ctx context.Context, m complaint.Message, mt match) (match, []complaint.Case, error) {
	open, err := d.dangersOf(ctx, mt.letter)
	if err != nil {
		return mt, nil, err
	}
	named := func(c complaint.Case) bool { return strings.Contains(m.NewText, c.Ref) }
	if slices.ContainsFunc(open, named) {
		open = slices.DeleteFunc(open, func(c complaint.Case) bool { return !named(c) })
	}
	if len(open) == 0 {
		return mt, nil, nil
	}
	mt.found, mt.c = true, open[0]
	return mt, open[1:], nil
}

// takeTogether carries out on the other cases of a joined alert what was decided on the first: the danger is taken. The
// receipt for the first is enough.
func (d *decider) takeTogether(v verdict, m complaint.Message, from complaint.Contact, cmd complaint.Command,
	others []complaint.Case) verdict {
	if cmd.Verb != complaint.VerbTaken || cmd.Missing != "" {
		return v
	}
	for _, c := range others {
		decision := d.Command(c, from, m, cmd, d.now)
		decision.Letters = slices.DeleteFunc(decision.Letters, func(o complaint.LetterOrder) bool {
			return o.Letter == letter.CommandDone
		})
		v.steps = append(v.steps, step{c, decision})
	}
	return v
}
