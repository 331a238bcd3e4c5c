package store

import (
	"context"
	"fmt"
	"time"

	"complaints/internal/complaint"
)

// Waiting counts the letters that have not been sent or refused for good, by state.
func (s *Store) Waiting(ctx context.Context) (map[complaint.SendState]int, error) {
	counts := make(map[complaint.SendState]int)
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT state, COUNT(*) FROM outbox WHERE waiting = 1 GROUP BY state", nil, func(rows row) error {
			var state string
			var n int
			if err := rows.Scan(&state, &n); err != nil {
				return err
			}
			counts[complaint.SendState(state)] = n
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("count waiting letters: %w", err)
	}
	return counts, nil
}

// Next returns the next instant at which a case owes anything or a letter may go; the zero time if there is none.
func (s *Store) Next(ctx context.Context) (time.Time, error) {
	var next *int64
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, `SELECT MIN(at) FROM (SELECT MIN(wake_at) AS at FROM cases WHERE wake_at IS NOT NULL
			UNION ALL SELECT MIN(due_at) FROM outbox WHERE waiting = 1) AS soonest`, nil, &next)
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("next instant: %w", err)
	}
	return instantOrZero(next), nil
}
