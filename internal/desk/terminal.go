package desk

import (
	"context"
	"fmt"
	"strconv"

	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/internal/reply"
	"complaints/store"
)

// Command gives a case a command as the complaints team would by replying to a letter, and returns what followed
// from it. It serves the terminal, whose user is trusted with the database anyway.
func (d *Desk) Command(ctx context.Context, ref, text string) (procedure.Decision, error) {
	defer d.busy()()
	r, now := d.running.Load(), d.clock().UTC()
	var decision procedure.Decision
	var happened []Activity
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := r.withAbsences(ctx, tx)
		if err != nil {
			return err
		}
		c, err := tx.Case(ctx, ref)
		if err != nil {
			return err
		}
		m := complaint.Message{ID: "terminal:" + strconv.FormatInt(now.UnixNano(), 36), Channel: complaint.Email, Received: now, From: r.Register.Team.Email,
			Text: text, NewText: text, Nature: complaint.FromPerson, Authenticated: true}
		decision = r.Procedure.Command(c, r.Register.Team, m, reply.ReadCommand(text, r.Calendar.Day(now)), now)
		happened, err = d.commit(ctx, tx, r, verdict{steps: []step{{c, decision}}}, now)
		return err
	})
	if err != nil {
		return procedure.Decision{}, fmt.Errorf("case %s: %w", ref, err)
	}
	d.tell(happened)
	return decision, nil
}

// Hold says why a case's file may not be erased, or with no reason that it may be again.
func (d *Desk) Hold(ctx context.Context, ref, why string) error {
	defer d.busy()()
	r, now := d.running.Load(), d.clock().UTC()
	var happened []Activity
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Case(ctx, ref)
		if err != nil {
			return err
		}
		happened, err = d.commit(ctx, tx, r, verdict{steps: []step{{c, r.Hold(c, r.Register.Team.Email, why, now)}}}, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("case %s: %w", ref, err)
	}
	d.tell(happened)
	return nil
}
