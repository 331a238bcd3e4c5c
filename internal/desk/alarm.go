package desk

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/store"
)

// alarm is an alert of one case that waits for the end of its transaction.
type alarm struct {
	ref   string
	order order.Order
}

// holdAlarms takes the alerts to staff out of the letters of a case. Those of one transaction to one reader go
// together: a hundred of them, one under the other, would bury the one that is true.
func (d *decider) holdAlarms(ref string, orders []order.Order) (rest []order.Order, held []alarm) {
	for _, o := range orders {
		if letter.Of(o.Letter).Offers == letter.OfferTaking && o.Channel == message.Email {
			held = append(held, alarm{ref, o})
			continue
		}
		rest = append(rest, o)
	}
	return rest, held
}

func ordersOf(held []alarm) []order.Order {
	orders := make([]order.Order, len(held))
	for i, a := range held {
		orders[i] = a.order
	}
	return orders
}

// alarmsMark begins the names under which is kept when the latest round of alerts went, and how many in an hour.
const alarmsMark = "alarms:"

// alarmsApart is how long the next round of alerts waits at the most, and an hour the time in which rounds are counted.
const alarmsApart = 5 * time.Minute

// lookUpAlarms lets the decisions of this transaction know from when on alerts may go. The first goes at once. After it
// they wait a minute longer each time, so that a flood of them is a few letters that say everything.
func (d *decider) lookUpAlarms(ctx context.Context) error {
	marks, err := d.tx.Marks(ctx, alarmsMark)
	if err != nil {
		return err
	}
	last, since := time.UnixMilli(marks["last"]), time.UnixMilli(marks["since"])
	d.AlertsFrom = time.Time{}
	if ago := d.now.Sub(since); marks["times"] > 0 && ago >= 0 && ago < time.Hour && !last.After(d.now) {
		d.AlertsFrom = last.Add(min(time.Duration(marks["times"])*time.Minute, alarmsApart))
	}
	return nil
}

// noteAlarms keeps that a round of alerts goes.
func (d *decider) noteAlarms(ctx context.Context) error {
	marks, err := d.tx.Marks(ctx, alarmsMark)
	if err != nil {
		return err
	}
	since, times := time.UnixMilli(marks["since"]), marks["times"]
	if ago := d.now.Sub(since); ago < 0 || ago >= time.Hour {
		since, times = d.now, 0
	}
	for name, value := range map[string]int64{"last": d.now.UnixMilli(), "since": since.UnixMilli(), "times": times + 1} {
		if err := d.tx.SetMark(ctx, alarmsMark+name, value); err != nil {
			return err
		}
	}
	return nil
}

// alertTheRest has every other danger that is open told in the same round, so that each round is one letter for each
// reader.
func (d *decider) alertTheRest(ctx context.Context) error {
	if len(d.alarms) == 0 {
		return nil
	}
	cases, err := d.tx.Endangered(ctx)
	if err != nil {
		return err
	}
	var readers []string
	for _, a := range d.alarms {
		readers = append(readers, a.order.To.Email)
	}
	for _, c := range cases {
		if slices.ContainsFunc(d.alarms, func(a alarm) bool { return a.ref == c.Ref }) {
			continue
		}
		decision := d.AlertToo(c, readers, d.now)
		if len(decision.Events) == 0 {
			continue
		}
		err := d.attempt(ctx, func(ctx context.Context) error {
			return d.commit(ctx, verdict{steps: []step{{c, decision}}})
		})
		if mustStop(err) {
			return err
		}
		if err != nil {
			d.desk.log.Error("a danger could not be told with the others", "case", c.Ref, "err", err)
		}
	}
	return nil
}

// TellWaiting gives the first word of dangers that waited for others to go with, when nothing else is decided that time
// makes due.
func (d *Desk) TellWaiting(ctx context.Context) error {
	return d.decide(ctx, func(ctx context.Context, dec *decider) error {
		cases, err := dec.tx.Endangered(ctx)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if waits := c.Clocks.Danger.Waits; waits.IsZero() || waits.After(dec.now) {
				continue
			}
			if err := dec.commit(ctx, verdict{steps: []step{{c, dec.AlertToo(c, nil, dec.now)}}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// orderAlarms orders the alerts of the transaction: one for each reader, which lists them all where there are several.
func (d *decider) orderAlarms(ctx context.Context) error {
	held := d.alarms
	d.alarms = nil
	if slices.ContainsFunc(held, func(a alarm) bool { return a.order.Role == people.RoleOutOfHours }) {
		if err := d.noteAlarms(ctx); err != nil {
			return err
		}
	}
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
	texts, err := d.textsOf(ctx, mine)
	if err != nil {
		return err
	}
	for _, text := range texts {
		letters, err := d.render(text.ref, []order.Order{text.order})
		if err != nil {
			return fmt.Errorf("case %s: %w", text.ref, err)
		}
		if _, err := d.tx.Order(ctx, letters...); err != nil {
			return fmt.Errorf("order a text: %w", err)
		}
	}
	if len(mine) > 1 {
		joined, err := d.render("", []order.Order{d.joined(mine)})
		if err == nil {
			_, err = d.tx.Order(ctx, joined...)
			return err
		}
		d.desk.log.Error("the alerts cannot be written together and go one by one", "err", err)
	}
	var letters []outbox.Letter
	for _, a := range mine {
		one, err := d.render(a.ref, []order.Order{a.order})
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
func (d *decider) joined(mine []alarm) order.Order {
	o := mine[0].order
	facts := order.Facts{Landlord: d.Landlord, Today: o.Facts.Today, Recipient: o.Facts.Recipient,
		GasText: o.Facts.GasText,
		Commands: []order.Act{
			{Word: "TAKEN", Then: "(you are dealing with all of them)", Buttons: []order.Button{{Label: "I have all of them",
				Opens: "TAKEN"}}},
			{Word: "TAKEN", Then: "and references (only with these)"},
			{Word: "FALSE", Then: "the reference, and how you know that nobody is in danger"}}}
	var lines []string
	for _, a := range mine {
		f := a.order.Facts
		line := a.ref + ": " + f.Resident
		if f.Contact.Phone != "" {
			line += ", " + f.Contact.Phone
		} else if f.Contact.Email != "" {
			line += ", " + f.Contact.Email
		}
		if f.NotProved != "" {
			line += " (not proved)"
		}
		if f.Received != 0 { // of the message that tells of the danger, not of the case
			line += ", told on " + f.Received.Long()
		}
		lines = append(lines, line+": \""+message.Excerpt(strings.Join(strings.Fields(f.Words), " "), 200)+"\"")
	}
	facts.Sections = []order.Section{{Title: "The dangers", Lines: lines}}
	return order.Order{Letter: letter.Dangers, Cause: "alarms:" + mine[0].ref + ":" + o.Cause,
		Channel: o.Channel, Role: o.Role,
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
		twice := slices.ContainsFunc(open, func(other complaint.Case) bool { return other.Ref == c.Ref })
		if c.Clocks.Danger.Runs() && !twice { // a letter may name a case twice
			open = append(open, c)
		}
	}
	return open, nil
}

// answersAlarms matches a reply to a joined alert with the first of its cases, or the first that the reply names. The
// others are returned: what is taken is taken for all of them, or for those that are named.
func (d *decider) answersAlarms(ctx context.Context, m message.Message, mt match) (match, []complaint.Case, error) {
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

// widenTaking has a danger that is taken taken for its twins too. One of several is false only by its reference.
func (d *decider) widenTaking(ctx context.Context, m message.Message, c complaint.Case, cmd complaint.Command,
	together []complaint.Case) (complaint.Command, []complaint.Case, error) {
	switch {
	case cmd.Verb == complaint.VerbTaken:
		twins, err := d.twinsOf(ctx, c, together)
		return cmd, append(together, twins...), err
	case cmd.Verb == complaint.VerbFalse && len(together) > 0 && !strings.Contains(m.NewText, c.Ref):
		cmd.Missing = "Say after FALSE which of them you mean, by its reference, and how you know that nobody is in danger."
	}
	return cmd, together, nil
}

// twinsOf are the cases that are linked with a case and in which a danger is open, beside others: a danger that a
// resident told in a new matter is one.
func (d *decider) twinsOf(ctx context.Context, c complaint.Case, others []complaint.Case) (
	twins []complaint.Case, err error) {
	for _, ref := range c.Links {
		known := slices.ContainsFunc(others, func(o complaint.Case) bool { return o.Ref == ref })
		twin, err := d.tx.Case(ctx, ref)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return nil, fmt.Errorf("case %s: %w", ref, err)
		case !known && twin.Clocks.Danger.Runs() && people.SameAddress(twin.Resident(), c.Resident()):
			twins = append(twins, twin)
		}
	}
	return twins, nil
}

// takeTogether carries out on the other cases of a joined alert what was decided on the first: the danger is taken, or
// nobody was reached. The receipt for the first is enough.
func (d *decider) takeTogether(v verdict, m message.Message, from people.Contact, cmd complaint.Command,
	others []complaint.Case) verdict {
	if d.ByMachine(cmd, m) {
		for _, c := range others {
			if decision := d.NotReached(c, from, m, cmd.Answers, d.now); len(decision.Events) > 0 {
				v.steps = append(v.steps, step{c, decision})
			}
		}
		return v
	}
	if cmd.Verb != complaint.VerbTaken && cmd.Verb != complaint.VerbFalse || cmd.Missing != "" {
		return v
	}
	for _, c := range others {
		decision := d.Command(c, from, m, cmd, d.now)
		decision.Letters = slices.DeleteFunc(decision.Letters, func(o order.Order) bool {
			return o.Letter == letter.CommandDone || o.Letter == letter.AlarmEnded
		})
		v.steps = append(v.steps, step{c, decision})
	}
	return v
}
