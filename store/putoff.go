package store

import (
	"context"
	"fmt"
	"time"
)

// PutOff moves letters that nobody has tried to send and that wait for a time to come to the time that to returns for
// theirs; never earlier. It is for a day that has become a holiday since they were written.
func (s *Store) PutOff(ctx context.Context, now time.Time, to func(time.Time) time.Time) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		later := map[string]time.Time{}
		err := tx.each(ctx, "SELECT letter_id, due_at FROM outbox WHERE waiting = 1 AND state = 'pending' AND tries = 0 AND due_at > $1", []any{millis(now)}, func(rows row) error {
			var id string
			var due int64
			if err := rows.Scan(&id, &due); err != nil {
				return err
			}
			if at := to(instant(due)); at.After(instant(due)) {
				later[id] = at
			}
			return nil
		})
		if err != nil {
			return err
		}
		for id, at := range later {
			if _, err := tx.exec(ctx, "UPDATE outbox SET due_at = $1 WHERE letter_id = $2 AND state = 'pending'", millis(at), id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put letters off: %w", err)
	}
	return nil
}
