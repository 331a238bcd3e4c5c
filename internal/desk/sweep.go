package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"complaints/internal/failpoint"
	"complaints/store"
)

// Sweep decides what time has made due. It takes the cases whose time has come and no others, many in one
// transaction, until none is left. A case that cannot be decided is reported and does not hold back the rest.
func (d *Desk) Sweep(ctx context.Context) error {
	for {
		now := d.clock().UTC()
		due, err := d.store.DueCases(ctx, now, d.perBatch)
		if err != nil {
			return fmt.Errorf("look for what is due: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		if err := d.sweepCases(ctx, due, now); err != nil {
			return err
		}
	}
}

func (d *Desk) sweepCases(ctx context.Context, refs []string, now time.Time) error {
	defer d.busy()()
	r := d.running.Load()
	var happened []Activity
	err := d.together(ctx, func(ctx context.Context, tx *store.Tx, try attempt) error {
		happened = happened[:0]
		r, err := r.withAbsences(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Cases(ctx, refs...); err != nil { // in one query; the transaction remembers them
			return err
		}
		for _, ref := range refs {
			did, err := d.sweepCase(ctx, tx, r, ref, now, try)
			if err != nil {
				return err
			}
			happened = append(happened, did...)
		}
		failpoint.Reached("swept, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("sweep %d cases: %w", len(refs), err)
	}
	d.tell(happened)
	return nil
}

// sweepCase decides one case. If its letters cannot be written it is looked at again in an hour, so that one
// broken letter does not stop the sweep for ever.
func (d *Desk) sweepCase(ctx context.Context, tx *store.Tx, r *rules, ref string, now time.Time, try attempt) (did []Activity, err error) {
	c, err := tx.Case(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", ref, err)
	}
	decision := r.Sweep(c, now)
	if len(decision.Events) == 0 {
		return nil, tx.SetWake(ctx, ref, r.NextDue(c, now))
	}
	err = try(ctx, func(ctx context.Context) (err error) {
		did, err = d.commit(ctx, tx, r, verdict{steps: []step{{c, decision}}}, now)
		return err
	})
	switch {
	case errors.Is(err, errApart) || errors.Is(err, store.ErrConflict):
		return nil, err
	case err != nil:
		d.log.Error("a case could not be decided and is tried again in an hour", "case", ref, "err", err)
		return nil, tx.SetWake(ctx, ref, now.Add(time.Hour))
	}
	return did, nil
}

// NextWake returns when the next case owes anything; the zero time if none does.
func (d *Desk) NextWake(ctx context.Context) (time.Time, error) { return d.store.NextWake(ctx) }

// Next returns the next instant at which time or the outbox makes something due; the zero time if nothing does.
func (d *Desk) Next(ctx context.Context) (time.Time, error) { return d.store.Next(ctx) }
