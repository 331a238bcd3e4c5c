package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// decideBounce decides a mail server's report on a letter of ours: it is noted with its letter, and of one that came
// back what it did is undone and a person is told.
func (d *decider) decideBounce(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	unknown := filed(m, d.alone(it), "", "It is a delivery report on no letter of ours.")
	if m.Bounce == nil {
		return unknown, nil
	}
	l, err := d.reportedLetter(ctx, m)
	if errors.Is(err, store.ErrNotFound) {
		return unknown, nil
	}
	if err != nil {
		return verdict{}, fmt.Errorf("look up the letter that came back: %w", err)
	}
	if why := notBelieved(m, l); why != "" {
		return d.reportForTeam(ctx, it, l, why)
	}
	report := store.Report{Letter: l.ID, At: d.now, Detail: m.Bounce.Status, Delivery: deliveryOf(*m.Bounce)}
	v := filed(m, d.alone(it), l.Case, "It reports on our letter "+string(l.Letter)+": "+string(report.Delivery)+".")
	reported, changed, err := d.tx.SetDelivery(ctx, report)
	if err != nil {
		return verdict{}, fmt.Errorf("note a delivery report: %w", err)
	}
	cameBack := changed && report.Delivery == outbox.Undelivered
	if cameBack {
		r := procedure.Refusal{Why: bounceWords(*m.Bounce), NoSuchAddress: m.Bounce.Hard}
		return v, d.notDelivered(ctx, &v, l, r)
	}
	if l.Case == "" && len(l.StandsFor) == 0 || !reported.Accepted {
		return v, nil
	}
	for _, part := range partsOf(l) {
		c, err := d.tx.Case(ctx, part.Case)
		if err != nil {
			return verdict{}, fmt.Errorf("case %s: %w", part.Case, err)
		}
		decision := d.Accepted(c, part, d.now) // it was in doubt, and whoever reports on it has taken it
		if len(decision.Events) > 0 {
			v.steps = append(v.steps, step{c, decision})
		}
	}
	return v, nil
}

// notBelieved says why a delivery report does not count, or "". Anybody can write one, and whoever has a letter can
// name it: what counts is about the letter's own recipient, came with an empty envelope sender as a report must (RFC
// 3464 section 2), and our mail server has not found it forged.
func notBelieved(m complaint.Message, l outbox.Letter) string {
	switch {
	case m.Proof.Failed():
		return "our mail server says that it does not come from where it says"
	case !m.Bounce.Names(l.To):
		return "it is about another address than the one that we wrote to"
	case !m.Bounce.NullSender:
		return "it did not come as a mail server sends one"
	}
	return ""
}

// reportForTeam makes a note for the team of a delivery report that does not count: the letter stands as it was. Of a
// letter to the team itself, or while they have just been told of something, none is made.
func (d *decider) reportForTeam(ctx context.Context, it *item, l outbox.Letter, why string) (verdict, error) {
	m := it.parsed.Message
	v := filed(m, d.alone(it), l.Case,
		"A delivery report on our letter "+string(l.Letter)+" that does not count: "+why+".")
	if strings.EqualFold(l.To, d.Register.Team.Email) || l.Case == "" {
		return v, nil
	}
	if enough, err := d.toldEnough(ctx, d.Register.Team.Email); err != nil || enough {
		return v, err
	}
	return d.tellTeam(v, "A report says that our letter "+string(l.Letter)+" of case "+l.Case+
		" was not delivered, but "+
		why+". The letter counts as sent, and nothing was done. Perhaps the reader passes their mail on to an address "+
		"that does not work. Please look whether they have had it."), nil
}

// reportedLetter finds the letter of ours that a report is about: by its Message-ID, else by a token anywhere in the
// report's thread or addresses.
func (d *decider) reportedLetter(ctx context.Context, m complaint.Message) (outbox.Letter, error) {
	l, err := d.tx.LetterByMessageID(ctx, m.Bounce.OriginalMessageID)
	if !errors.Is(err, store.ErrNotFound) {
		return l, err
	}
	return d.answered(ctx, intake.Candidates(m, d.Landlord.Email, d.desk.prefix))
}

func deliveryOf(b complaint.Bounce) outbox.Delivery {
	switch {
	case b.Delivered:
		return outbox.Delivered
	case b.Delayed:
		return outbox.Delayed
	}
	return outbox.Undelivered
}

func bounceWords(b complaint.Bounce) string {
	words := "the mail server could not deliver it"
	if b.Hard {
		words = "the address does not work"
	}
	if b.Status != "" {
		words += " (" + b.Status + ")"
	}
	return words
}
