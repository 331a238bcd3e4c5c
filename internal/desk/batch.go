package desk

import (
	"context"
	"errors"

	"complaints/store"
)

// errApart says that one of many decisions failed in a transaction in which none can be undone alone.
var errApart = errors.New("one of them must be decided apart")

// batch takes many decisions in one transaction. A savepoint for each of them would cost as much as deciding it,
// so at first there is none: hardly a batch has a decision that fails. If one does, all are undone and decided once
// more, this time each with a savepoint of its own.
func (d *Desk) batch(ctx context.Context, fn func(context.Context, *decider) error) error {
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		dec.try = allOrNone
		return fn(ctx, dec)
	})
	if !errors.Is(err, errApart) || endsAll(err) || ctx.Err() != nil {
		return err
	}
	return d.decide(ctx, func(ctx context.Context, dec *decider) error {
		dec.try = dec.tx.Try
		return fn(ctx, dec)
	})
}

// allOrNone runs one decision in a transaction without savepoints.
func allOrNone(ctx context.Context, one func(context.Context) error) error {
	if err := one(ctx); err != nil {
		return errors.Join(errApart, err)
	}
	return nil
}

// attempt takes one decision of a batch. An error for which mustStop is true ends the transaction; any other has left
// nothing behind, and the rest of the batch can go on.
func (d *decider) attempt(ctx context.Context, one func(context.Context) error) error {
	before, alarms, gathered, reminders := len(d.done), len(d.alarms), len(d.gathered), len(d.reminders)
	err := d.try(ctx, one)
	if err != nil {
		d.done, d.alarms, d.gathered = d.done[:before], d.alarms[:alarms], d.gathered[:gathered]
		d.reminders = d.reminders[:reminders]
	}
	return err
}

// mustStop reports whether the error of one decision undoes the whole batch.
func mustStop(err error) bool { return errors.Is(err, errApart) || endsAll(err) }

// endsAll reports an error after which nothing of the transaction is left, whichever decision it came to.
func endsAll(err error) bool {
	return errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrStorage)
}
