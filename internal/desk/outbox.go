package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/failpoint"
	"complaints/internal/procedure"
	"complaints/store"
)

// The desk is the outbox of the senders: what became of a letter is written together with what it means for
// its case, in one transaction.

// Claim leases letters that are due.
func (d *Desk) Claim(ctx context.Context, channel complaint.Channel, now time.Time, n int, lease time.Duration) ([]complaint.Letter, error) {
	letters, err := d.store.Claim(ctx, channel, now, n, lease)
	if len(letters) > 0 {
		failpoint.Reached("claimed, not sent")
	}
	return letters, err
}

// NextDue returns when the next letter of a channel is due; the zero time if none waits.
func (d *Desk) NextDue(ctx context.Context, channel complaint.Channel) (time.Time, error) {
	return d.store.NextDue(ctx, channel)
}

// Renew lengthens the leases of letters that are being sent.
func (d *Desk) Renew(ctx context.Context, letters []string, until time.Time) error {
	return d.store.Renew(ctx, letters, until)
}

// Record writes what became of letters and decides what follows: an acknowledgement counts, an answer opens the
// window, a refused letter becomes a person's duty.
func (d *Desk) Record(ctx context.Context, results []complaint.SendResult) error {
	defer d.busy()()
	r, now := d.running.Load(), d.clock().UTC()
	var happened []Activity
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		happened = happened[:0]
		settled, err := tx.Record(ctx, results...)
		if err != nil {
			return err
		}
		if err := casesOf(ctx, tx, settled); err != nil {
			return err
		}
		for _, s := range settled {
			did, err := d.settle(ctx, tx, r, s, now)
			if err != nil {
				return err
			}
			happened = append(happened, did...)
		}
		failpoint.Reached("recorded, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("record %d letters: %w", len(results), err)
	}
	d.tell(happened)
	return nil
}

// casesOf reads the cases of letters in one query; the transaction remembers them.
func casesOf(ctx context.Context, tx *store.Tx, settled []store.Settled) error {
	refs := make([]string, 0, len(settled))
	for _, s := range settled {
		if s.Letter.Case != "" && !slices.Contains(refs, s.Letter.Case) {
			refs = append(refs, s.Letter.Case)
		}
	}
	_, err := tx.Cases(ctx, refs...)
	return err
}

// settle decides what a letter that was accepted or refused for good means for its case.
func (d *Desk) settle(ctx context.Context, tx *store.Tx, r *rules, s store.Settled, now time.Time) ([]Activity, error) {
	l := s.Letter
	var happened []Activity
	var c complaint.Case
	if l.Case != "" {
		var err error
		if c, err = tx.Case(ctx, l.Case); err != nil {
			return nil, fmt.Errorf("case %s: %w", l.Case, err)
		}
	}
	if s.State == complaint.Sent {
		happened = append(happened, Activity{At: s.At, Case: &c, Letter: &l, Why: "accepted by the server"})
	}
	if l.Case == "" {
		return happened, nil
	}
	var decision procedure.Decision
	switch s.State {
	case complaint.Sent:
		decision = r.Accepted(c, l, s.At)
	case complaint.Failed:
		decision = r.NotDelivered(c, l, s.Detail, now)
	}
	if len(decision.Events) == 0 {
		return happened, nil
	}
	did, err := d.commit(ctx, tx, r, verdict{steps: []step{{c, decision}}}, now)
	return append(happened, did...), err
}

// Report takes what Twilio says of a text later on, or before we have heard that it was accepted. A report on a
// letter that is not ours is left alone.
func (d *Desk) Report(ctx context.Context, report store.Report) error {
	defer d.busy()()
	r, now := d.running.Load(), d.clock().UTC()
	var happened []Activity
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		happened = happened[:0]
		s, changed, err := tx.SetDelivery(ctx, report)
		if errors.Is(err, store.ErrNotFound) {
			d.log.Warn("a delivery report names no letter of ours", "provider", report.Provider)
			return nil
		}
		if err != nil {
			return err
		}
		if s.Accepted {
			if happened, err = d.settle(ctx, tx, r, s, now); err != nil {
				return err
			}
		}
		if !changed || s.Delivery != complaint.Undelivered || s.Case == "" {
			return nil
		}
		c, err := tx.Case(ctx, s.Case)
		if err != nil {
			return fmt.Errorf("case %s: %w", s.Case, err)
		}
		did, err := d.commit(ctx, tx, r, verdict{steps: []step{{c, r.NotDelivered(c, s.Letter, report.Detail, now)}}}, now)
		happened = append(happened, did...)
		return err
	})
	if err != nil {
		return fmt.Errorf("note a delivery report: %w", err)
	}
	d.tell(happened)
	return nil
}
