package desk

import (
	"context"
	"fmt"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// verdict is everything that follows from one thing that happened, ready to be written.
type verdict struct {
	message *MessageRead
	steps   []step
	letters []complaint.LetterOrder // outside any case
}

// step is one decision on one case.
type step struct {
	before complaint.Case
	procedure.Decision
}

// commit writes a verdict in the transaction and returns what happened. Letters are rendered first: a letter
// that cannot be written stops the decision that wanted it before anything is stored.
func (d *Desk) commit(ctx context.Context, tx *store.Tx, r *rules, v verdict, now time.Time) ([]Activity, error) {
	var letters []complaint.Letter
	for _, s := range v.steps {
		ls, err := d.render(r, s.Case.Ref, s.Letters, now)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", s.Case.Ref, err)
		}
		letters = append(letters, ls...)
	}
	loose, err := d.render(r, "", v.letters, now)
	if err != nil {
		return nil, err
	}
	letters = append(letters, loose...)
	var happened []Activity
	if v.message != nil {
		if err := tx.SaveMessage(ctx, v.message.Message, v.message.Reading, v.message.Outcome); err != nil {
			return nil, fmt.Errorf("message %s: %w", v.message.Message.ID, err)
		}
		c := new(complaint.Case)
		if len(v.steps) > 0 {
			c = &v.steps[0].Case
		}
		happened = append(happened, Activity{At: now, Case: c, Message: v.message, Why: v.message.Outcome.Reason})
	}
	for i := range v.steps {
		s := &v.steps[i]
		if len(s.Events) > 0 {
			if err := tx.Append(ctx, s.before, s.Events, s.Case, r.NextDue(s.Case, now)); err != nil {
				return nil, fmt.Errorf("case %s: %w", s.Case.Ref, err)
			}
		}
		for i := range s.Events {
			if err := r.noteAbsence(ctx, tx, s.Events[i], now); err != nil {
				return nil, err
			}
			happened = append(happened, Activity{At: now, Case: &s.Case, Event: &s.Events[i], Why: s.Events[i].Why})
		}
	}
	if len(letters) > 0 {
		if _, err := tx.Order(ctx, letters...); err != nil {
			return nil, fmt.Errorf("order letters: %w", err)
		}
	}
	return happened, nil
}

// render turns letter orders into letters: the words, the token and the Message-ID are fixed here for good.
func (d *Desk) render(r *rules, ref string, orders []complaint.LetterOrder, now time.Time) ([]complaint.Letter, error) {
	letters := make([]complaint.Letter, 0, len(orders))
	for _, o := range orders {
		words, err := r.letters.Render(o.Letter, o.Channel, o.Facts)
		if err != nil {
			return nil, fmt.Errorf("write letter %s: %w", o.Letter, err)
		}
		l := complaint.Letter{
			Case: ref, Letter: o.Letter, Cause: o.Cause, Role: o.Role, Channel: o.Channel, To: o.To.Email, ToName: o.To.Name,
			InReplyTo: o.InReplyTo, Thread: o.Thread, Subject: words.Subject, Text: words.Text, HTML: words.HTML, Template: words.Template,
			Why: o.Why, DecidedAt: now, NotBefore: o.NotBefore, Promised: o.Promised,
		}
		if o.Channel == complaint.SMS {
			l.To = o.To.Phone
		}
		l.Token = d.token(l.Key())
		l.MessageID = l.Token + "@" + domainOf(r.Landlord.Email)
		letters = append(letters, l)
	}
	return letters, nil
}
