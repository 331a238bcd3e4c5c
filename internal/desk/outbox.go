package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/failpoint"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// Record writes what became of letters, together with what it means for their cases: an acknowledgement counts, an
// answer opens the window, a refused letter becomes a person's duty.
func (d *Desk) Record(ctx context.Context, results []outbox.SendResult) error {
	var done []Activity
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		settled, err := dec.tx.Record(ctx, results...)
		if err != nil {
			return err
		}
		if err := dec.readCasesOf(ctx, settled); err != nil {
			return err
		}
		for _, s := range settled {
			if err := dec.applyResult(ctx, s); err != nil {
				return err
			}
		}
		var v verdict
		for _, r := range results {
			if err := dec.ownMailboxRefuses(ctx, &v, r); err != nil {
				return err
			}
		}
		if len(v.letters) > 0 {
			if err := dec.commit(ctx, v); err != nil {
				return err
			}
		}
		done = dec.done
		failpoint.Reached("recorded, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("record %d letters: %w", len(results), err)
	}
	return d.passOnFromAway(ctx, done)
}

// readCasesOf reads the cases of letters in one query; the transaction remembers them.
func (d *decider) readCasesOf(ctx context.Context, settled []store.Settled) error {
	refs := make([]string, 0, len(settled))
	for _, s := range settled {
		if s.Letter.Case != "" && !slices.Contains(refs, s.Letter.Case) {
			refs = append(refs, s.Letter.Case)
		}
	}
	_, err := d.tx.Cases(ctx, refs...)
	return err
}

// applyResult decides what a letter that was accepted or refused for good means for its case.
func (d *decider) applyResult(ctx context.Context, s store.Settled) error {
	l := s.Letter
	var c complaint.Case
	if l.Case != "" {
		var err error
		if c, err = d.tx.Case(ctx, l.Case); err != nil {
			return fmt.Errorf("case %s: %w", l.Case, err)
		}
	}
	if s.State == outbox.Sent {
		d.done = append(d.done, Activity{At: s.At, Case: &c, Letter: &l, Why: "accepted by the server"})
	}
	if s.State == outbox.Failed {
		var v verdict
		if err := d.notDelivered(ctx, &v, l, refusalOf(s.Detail)); err != nil {
			return err
		}
		return d.commit(ctx, v)
	}
	if s.State != outbox.Sent {
		return nil
	}
	for _, part := range partsOf(l) {
		if err := d.accepted(ctx, part, s.At); err != nil {
			return err
		}
	}
	return nil
}

// accepted decides what it means for its case that a server has taken a letter.
func (d *decider) accepted(ctx context.Context, l outbox.Letter, at time.Time) error {
	if l.Case == "" {
		return nil
	}
	c, err := d.tx.Case(ctx, l.Case)
	if err != nil {
		return fmt.Errorf("case %s: %w", l.Case, err)
	}
	if decision := d.Accepted(c, l, at); len(decision.Events) > 0 {
		return d.commit(ctx, verdict{steps: []step{{c, decision}}})
	}
	return nil
}

// Report takes what Twilio says of a text later on, or before we have heard that it was accepted. A report on a
// letter that is not ours is left alone.
func (d *Desk) Report(ctx context.Context, report store.Report) error {
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		s, changed, err := dec.tx.SetDelivery(ctx, report)
		if errors.Is(err, store.ErrNotFound) {
			d.log.Warn("a delivery report names no letter of ours", "provider", report.Provider)
			return nil
		}
		if err != nil {
			return err
		}
		if s.Accepted {
			if err := dec.applyResult(ctx, s); err != nil {
				return err
			}
		}
		if !changed || s.Delivery != outbox.Undelivered {
			return nil
		}
		var v verdict
		if err := dec.notDelivered(ctx, &v, s.Letter, procedure.Refusal{Why: report.Detail}); err != nil {
			return err
		}
		return dec.commit(ctx, v)
	})
	if err != nil {
		return fmt.Errorf("note a delivery report: %w", err)
	}
	return nil
}
