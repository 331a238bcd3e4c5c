package store

import (
	"context"
	"fmt"
)

// Decided says which of these arrivals have their outcome already. Who decides many at once asks first, in the
// transaction that decides: a sweep or another daemon may have come before.
func (tx *Tx) Decided(ctx context.Context, arrivals ...string) (map[string]bool, error) {
	decided := map[string]bool{}
	err := inPieces(arrivals, 256, func(ids []string) error {
		list, args := anyOf(1, ids)
		return tx.each(ctx, "SELECT id FROM arrival WHERE outcome <> '' AND id IN ("+list+")", args, func(rows row) error {
			var id string
			err := rows.Scan(&id)
			decided[id] = true
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("which arrivals are decided: %w", err)
	}
	return decided, nil
}
