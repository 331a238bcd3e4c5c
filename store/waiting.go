package store

import (
	"context"
	"fmt"

	"complaints"
)

// Waiting counts the letters that have not been sent or refused for good, by state.
func (s *Store) Waiting(ctx context.Context) (map[complaints.SendState]int, error) {
	counts := make(map[complaints.SendState]int)
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT state, COUNT(*) FROM outbox WHERE waiting = 1 GROUP BY state", nil, func(rows row) error {
			var state string
			var n int
			if err := rows.Scan(&state, &n); err != nil {
				return err
			}
			counts[complaints.SendState(state)] = n
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("count waiting letters: %w", err)
	}
	return counts, nil
}
