package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/diary"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure"
)

// verdict is everything that follows from one thing that happened, ready to be written.
type verdict struct {
	message *MessageRead
	steps   []step
	letters []order.Order // outside any case
}

// step is one decision on one case.
type step struct {
	before complaint.Case
	procedure.Decision
}

// commit writes a verdict in the transaction. Letters are rendered first: a letter that cannot be written stops the
// decision that wanted it before anything is stored.
func (d *decider) commit(ctx context.Context, v verdict) error {
	if err := d.gate(ctx, &v); err != nil {
		return err
	}
	if err := errors.Join(d.byMode(ctx, &v), d.spare(ctx, &v)); err != nil {
		return err
	}
	letters, gathered, alarms, reminders, err := d.renderAll(v)
	if err != nil {
		return err
	}
	var done []Activity
	arrival := ""
	if v.message != nil {
		arrival = v.message.Message.ID
		if err := d.tx.SaveMessage(ctx, v.message.Message, v.message.Reading, v.message.Outcome); err != nil {
			return fmt.Errorf("message %s: %w", v.message.Message.ID, err)
		}
		if err := d.awaitPictures(ctx, v.message.Message, v.message.Outcome.Kind); err != nil {
			return err
		}
		c := new(complaint.Case)
		if len(v.steps) > 0 {
			c = &v.steps[0].Case
		}
		done = append(done, Activity{At: d.now, Arrival: arrival, Case: c, Message: v.message,
			Why: v.message.Outcome.Reason})
	}
	for i := range v.steps {
		s := &v.steps[i]
		if len(s.Events) > 0 {
			if err := d.tx.Append(ctx, s.before, s.Events, s.Case, d.NextDue(s.Case, d.now)); err != nil {
				return fmt.Errorf("case %s: %w", s.Case.Ref, err)
			}
		}
		for i := range s.Events {
			if err := d.noteAbsence(ctx, s.Events[i]); err != nil {
				return err
			}
			done = append(done, Activity{At: d.now, Arrival: arrival, Case: &s.Case, Event: &s.Events[i],
				Why: s.Events[i].Why})
		}
	}
	if len(letters) > 0 {
		if _, err := d.tx.Order(ctx, letters...); err != nil {
			return fmt.Errorf("order letters: %w", err)
		}
	}
	if err := errors.Join(d.keepInShadow(ctx, letters), d.obeyWords(ctx, v)); err != nil {
		return err
	}
	d.done = append(d.done, done...)
	d.alarms, d.gathered = append(d.alarms, alarms...), append(d.gathered, gathered...)
	d.reminders = append(d.reminders, reminders...)
	return nil
}

// renderAll writes the letters of a verdict, those of its cases first. Alerts, reminders and letters that stand for
// others wait for the end of the transaction; that they can be written is seen here.
func (d *decider) renderAll(v verdict) (letters []outbox.Letter, gathered []order.Order, alarms,
	reminders []alarm, err error) {
	for _, s := range v.steps {
		orders, held := d.holdAlarms(s.Case.Ref, s.Decision.Letters)
		orders, owed := holdReminders(s.Case.Ref, orders)
		orders, together := withoutGathered(orders)
		waits := slices.Concat(ordersOf(held), ordersOf(owed), together)
		if _, err := d.render(s.Case.Ref, waits); err != nil {
			return nil, nil, nil, nil, fmt.Errorf("case %s: %w", s.Case.Ref, err)
		}
		written, err := d.render(s.Case.Ref, orders)
		if err != nil {
			return nil, nil, nil, nil, fmt.Errorf("case %s: %w", s.Case.Ref, err)
		}
		letters, alarms, gathered = append(letters, written...), append(alarms, held...), append(gathered,
			together...)
		reminders = append(reminders, owed...)
	}
	outside, err := d.render("", v.letters)
	return append(letters, outside...), gathered, alarms, reminders, err
}

// render turns letter orders into letters: the words, the token and the Message-ID are fixed here for good.
func (d *decider) render(ref string, orders []order.Order) ([]outbox.Letter, error) {
	letters := make([]outbox.Letter, 0, len(orders))
	for _, o := range orders {
		shown, err := d.render(ref, o.Shows)
		if err != nil {
			return nil, err
		}
		for _, l := range shown {
			o.Facts.Finished = append(o.Facts.Finished, order.Finished{To: cmp.Or(l.ToName, l.To),
				Subject: l.Subject, Text: l.Text})
		}
		l := outbox.Letter{
			Case: ref, Letter: o.Letter, Cause: o.Cause, Why: o.Why,
			Role: o.Role, Channel: o.Channel, To: o.To.Email, ToName: o.To.Name,
			InReplyTo: o.InReplyTo, Thread: o.Thread,
			DecidedAt: d.now, NotBefore: o.NotBefore, Promised: o.Promised, StandsFor: o.StandsFor,
			ByPerson: o.ByPerson, Encloses: o.Encloses, Shadow: o.Shadow,
		}
		if o.Channel == message.SMS {
			l.To = o.To.Phone
		}
		l.Token = d.desk.keys.tokenOf(l)
		o.Facts.Shadow = d.Mode.InShadow() && letter.Of(o.Letter).To == letter.Staff
		o.Facts.ReplyTo = tokenAddress(d.Landlord.Email, l.Token)
		if converses(o) && ref != "" {
			o.Facts.Conversation = conversation(o.Facts)
			l.Thread = append([]string{d.desk.keys.threadOf(ref, domainOf(d.Landlord.Email))}, l.Thread...)
		}
		words, err := d.Letters.Render(o.Letter, o.Channel, o.Facts)
		if err != nil {
			return nil, fmt.Errorf("write letter %s: %w", o.Letter, err)
		}
		if o.Entry != (order.Entry{}) && ref != "" {
			l.Diary = diary.Entry(ref, d.Landlord.Email, domainOf(d.Landlord.Email), o.Entry, d.now)
		}
		l.Subject, l.Text, l.HTML, l.Template = words.Subject, words.Text, words.HTML, words.Template
		l.Sheet = words.Sheet
		l.MessageID = d.desk.keys.messageIDOf(l, domainOf(d.Landlord.Email))
		letters = append(letters, l)
	}
	return letters, nil
}

// converses reports whether a letter is one of the conversation about a case that a manager or Director has with us. An
// alarm stands out by a subject of its own, and the team sorts its mail by what each is about.
func converses(o order.Order) bool {
	switch o.Role {
	case people.RoleManager, people.RoleDirector, people.RoleChiefExecutive:
		return letter.Of(o.Letter).To == letter.Staff && letter.Of(o.Letter).Keeps != letter.Danger
	}
	return false
}

// conversation is the subject of all letters of a case to managers and Directors. What a letter asks for stands first in
// it.
func conversation(f order.Facts) string {
	if f.Resident == "" {
		return "Complaint"
	}
	return "Complaint: " + f.Resident
}

// orderLetters orders letters that belong to no case.
func (d *Desk) orderLetters(ctx context.Context, orders ...order.Order) error {
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		return dec.commit(ctx, verdict{letters: orders})
	})
	if err == nil {
		d.wake()
	}
	return err
}

// toTeam is a letter to the complaints team that belongs to no case; what it tells of goes into its facts.
func (r *Rules) toTeam(id complaint.LetterID, cause string, now time.Time) order.Order {
	today, team := r.Calendar.Day(now), r.Register.Team
	return order.Order{
		Letter: id, Cause: cause, Channel: message.Email, Role: people.RoleTeam, To: team,
		NotBefore: now, Promised: today,
		Facts: order.Facts{Landlord: r.Landlord, Today: today, Recipient: team.Name},
	}
}
