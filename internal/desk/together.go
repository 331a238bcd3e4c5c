package desk

import (
	"context"
	"errors"

	"complaints/store"
)

// errApart says that one of many decisions failed in a transaction in which none can be undone alone.
var errApart = errors.New("one of them must be decided apart")

// attempt runs one of many decisions. A caller that is given errApart or [store.ErrConflict] returns it; any other
// error has left nothing behind, and the rest can go on.
type attempt func(ctx context.Context, one func(context.Context) error) error

// together runs many decisions in one transaction. A savepoint for each of them would cost as much as deciding it,
// so at first there is none: hardly a batch has a decision that fails. If one does, all are undone and decided once
// more, this time each with a way back of its own.
func (d *Desk) together(ctx context.Context, fn func(context.Context, *store.Tx, attempt) error) error {
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return fn(ctx, tx, func(ctx context.Context, one func(context.Context) error) error {
			if err := one(ctx); err != nil {
				return errors.Join(errApart, err)
			}
			return nil
		})
	})
	if !errors.Is(err, errApart) || errors.Is(err, store.ErrConflict) || ctx.Err() != nil {
		return err
	}
	return d.write(ctx, func(ctx context.Context, tx *store.Tx) error { return fn(ctx, tx, tx.Try) })
}
