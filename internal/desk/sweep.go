package desk

import (
	"context"
	"fmt"
	"time"

	"complaints/internal/failpoint"
)

// Sweep decides what time has made due. It takes the cases whose time has come and no others, many in one
// transaction, until none is left. A case that cannot be decided is reported and does not hold back the rest.
func (d *Desk) Sweep(ctx context.Context) error {
	for {
		due, err := d.store.DueCases(ctx, d.clock().UTC(), d.perBatch)
		if err != nil {
			return fmt.Errorf("look for what is due: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		if err := d.sweepCases(ctx, due); err != nil {
			return err
		}
	}
}

func (d *Desk) sweepCases(ctx context.Context, refs []string) error {
	err := d.batch(ctx, func(ctx context.Context, dec *decider) error {
		if err := dec.lookUpAbsences(ctx); err != nil {
			return err
		}
		if _, err := dec.tx.Cases(ctx, refs...); err != nil { // in one query; the transaction remembers them
			return err
		}
		for _, ref := range refs {
			if err := dec.sweepCase(ctx, ref); err != nil {
				return err
			}
		}
		if err := dec.alertTheRest(ctx); err != nil {
			return err
		}
		failpoint.Reached("swept, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("sweep %d cases: %w", len(refs), err)
	}
	return nil
}

// sweepCase decides one case. If its letters cannot be written it is looked at again in an hour, so that one
// broken letter does not stop the sweep for ever.
func (d *decider) sweepCase(ctx context.Context, ref string) error {
	c, err := d.tx.Case(ctx, ref)
	if err != nil {
		return fmt.Errorf("case %s: %w", ref, err)
	}
	decision := d.Sweep(c, d.now)
	if len(decision.Events) == 0 {
		return d.tx.SetWake(ctx, ref, d.NextDue(c, d.now))
	}
	err = d.attempt(ctx, func(ctx context.Context) error {
		return d.commit(ctx, verdict{steps: []step{{c, decision}}})
	})
	if err == nil || mustStop(err) {
		return err
	}
	d.desk.log.Error("a case could not be decided and is tried again in an hour", "case", ref, "err", err)
	return d.tx.SetWake(ctx, ref, d.now.Add(time.Hour))
}
