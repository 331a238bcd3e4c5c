package desk

import (
	"context"
	"errors"
	"fmt"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/store"
)

// ErrKept says that a file may not be erased, and in a sentence why.
var ErrKept = errors.New("its file is kept")

// Erase takes the words and names out of the files of cases, all of them or none (2.5). A case that is open,
// held, with the Ombudsman or promised something is kept, and the error says so. whole takes along what its resident
// wrote outside any case.
func (d *Desk) Erase(ctx context.Context, by actor.Actor, reason string, whole bool,
	refs ...string) ([]complaint.Case, error) {
	now := d.clock().UTC()
	var erased []complaint.Case
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		erased = erased[:0]
		for _, ref := range refs {
			c, err := tx.Case(ctx, ref)
			if err != nil {
				return err
			}
			if why := c.KeptBecause(); why != "" {
				return fmt.Errorf("case %s: %w: %s", ref, ErrKept, why)
			}
		}
		for _, ref := range refs {
			c, err := tx.Erase(ctx, ref, store.Erasure{By: by, Reason: reason, At: now, Loose: whole})
			if errors.Is(err, store.ErrStillSending) {
				return fmt.Errorf("%w: %w", ErrKept, err)
			}
			if err != nil {
				return err
			}
			erased = append(erased, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, c := range erased {
		d.log.Info("case", "case", c.Ref, "event", "Erased", "status", c.Status)
	}
	return erased, nil
}
