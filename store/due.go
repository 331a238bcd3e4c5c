package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"complaints/internal/complaint"
)

// PullDue makes letters that were tried, and would be tried again only after an instant, due now. It says how many.
func (s *Store) PullDue(ctx context.Context, now, after time.Time) (n int64, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n = 0
		return tx.each(ctx, `UPDATE outbox SET due_at = $1 WHERE waiting = 1 AND tries > 0 AND due_at > $2
			RETURNING letter_id`, []any{millis(now), millis(after)}, func(rows row) error {
			n++
			return tx.touchScanned(rows)
		})
	})
	return n, err
}

// LateRetries names the letters that were tried and are to be tried again only after an instant, at most a hundred.
func (s *Store) LateRetries(ctx context.Context, after time.Time) (faults []Fault, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT letter_id, due_at FROM outbox WHERE waiting = 1 AND tries > 0 AND due_at > $1
			ORDER BY letter_id LIMIT $2`, []any{millis(after), faultLimit}, func(rows row) error {
			var id string
			var due int64
			err := rows.Scan(&id, &due)
			faults = append(faults, Fault{"letter " + id, fmt.Sprintf("it was tried, and is tried again only on %s",
				instant(due).Format(time.DateOnly))})
			return err
		})
	})
	return faults, err
}

// EachWake calls look with each case and when it is to be looked at next; the zero time is never.
func (s *Store) EachWake(ctx context.Context, look func(complaint.Case, time.Time) error) error {
	return s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT body, wake_at FROM cases ORDER BY ref", nil, func(rows row) error {
			var body []byte
			var wake *int64
			if err := rows.Scan(&body, &wake); err != nil {
				return err
			}
			var c complaint.Case
			if err := json.Unmarshal(body, &c); err != nil {
				return err
			}
			return look(c, instantOrZero(wake))
		})
	})
}
