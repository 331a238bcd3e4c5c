package desk

import (
	"context"
	"fmt"
	"time"

	"complaints"
	"complaints/store"
)

// Recalculate looks at every case after the calendar or the policy has changed, moves what moves, and returns the
// references of the cases that did.
func (d *Desk) Recalculate(ctx context.Context, why string) (moved []string, err error) {
	return d.everyCase(ctx, func(r *rules, c complaints.Case, now time.Time) complaints.Decision {
		return r.Recalculate(c, why, now)
	})
}

// CheckRegister passes on every open case whose handler has left the register, and returns the references of the
// cases that were. The daemon asks at start and after the register has changed.
func (d *Desk) CheckRegister(ctx context.Context) (moved []string, err error) {
	return d.everyCase(ctx, func(r *rules, c complaints.Case, now time.Time) complaints.Decision { return r.CheckHandler(c, now) })
}

// everyCase takes one decision on each case, page by page, and returns the references of those it changed.
func (d *Desk) everyCase(ctx context.Context, decide func(*rules, complaints.Case, time.Time) complaints.Decision) (moved []string, err error) {
	r, now := d.running.Load(), d.clock().UTC()
	before := ""
	for {
		page, err := d.store.ListCases(ctx, store.CaseFilter{Before: before, Limit: d.perBatch})
		if err != nil {
			return moved, fmt.Errorf("list the cases: %w", err)
		}
		if len(page) == 0 {
			return moved, nil
		}
		var happened []Happening
		err = d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
			happened = happened[:0]
			for _, listed := range page {
				c, err := tx.Case(ctx, listed.Ref)
				if err != nil {
					return fmt.Errorf("case %s: %w", listed.Ref, err)
				}
				decision := decide(r, c, now)
				did, err := d.commit(ctx, tx, r, verdict{steps: []step{{c, decision}}}, now)
				if err != nil {
					return err
				}
				if len(did) > 0 {
					moved = append(moved, c.Ref)
				}
				happened = append(happened, did...)
				if err := tx.SetWake(ctx, c.Ref, r.Wake(decision.Case, now)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return moved, fmt.Errorf("look at every case: %w", err)
		}
		d.tell(happened)
		before = page[len(page)-1].Ref
	}
}
