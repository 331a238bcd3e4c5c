package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/failpoint"
	"complaints/internal/procedure"
	"complaints/store"
)

// Record writes what became of letters, together with what it means for their cases: an acknowledgement counts, an
// answer opens the window, a refused letter becomes a person's duty.
func (d *Desk) Record(ctx context.Context, results []complaint.SendResult) error {
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
		failpoint.Reached("recorded, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("record %d letters: %w", len(results), err)
	}
	return nil
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
	if s.State == complaint.Sent {
		d.done = append(d.done, Activity{At: s.At, Case: &c, Letter: &l, Why: "accepted by the server"})
	}
	if l.Case == "" {
		return nil
	}
	var decision procedure.Decision
	switch s.State {
	case complaint.Sent:
		decision = d.Accepted(c, l, s.At)
	case complaint.Failed:
		decision = d.NotDelivered(c, l, s.Detail, d.now)
	}
	if len(decision.Events) == 0 {
		return nil
	}
	return d.commit(ctx, verdict{steps: []step{{c, decision}}})
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
		if !changed || s.Delivery != complaint.Undelivered || s.Case == "" {
			return nil
		}
		c, err := dec.tx.Case(ctx, s.Case)
		if err != nil {
			return fmt.Errorf("case %s: %w", s.Case, err)
		}
		cameBack := dec.NotDelivered(c, s.Letter, report.Detail, dec.now)
		return dec.commit(ctx, verdict{steps: []step{{c, cameBack}}})
	})
	if err != nil {
		return fmt.Errorf("note a delivery report: %w", err)
	}
	return nil
}
