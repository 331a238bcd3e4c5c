package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"complaints/internal/outbox"
)

// Unsent returns the letters of a case that nobody has begun to send, in the order in which they were decided.
func (tx *Tx) Unsent(ctx context.Context, ref string) ([]outbox.Letter, error) {
	var all []outbox.Letter
	err := tx.each(ctx, `SELECT l.body FROM letter l JOIN outbox o ON o.letter_id = l.id
		WHERE l.case_ref = $1 AND o.waiting = 1 AND o.state = 'pending' ORDER BY l.decided_at, l.letter, l.id`,
		[]any{ref}, func(rows row) error {
			var body []byte
			var l outbox.Letter
			err := rows.Scan(&body)
			if err == nil {
				err = json.Unmarshal(body, &l)
			}
			all = append(all, l)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("letters of %s that wait: %w", ref, err)
	}
	return all, nil
}

// Stop keeps a letter from leaving, for good, and writes down why. It reports false where it is too late: somebody
// sends it now, or it has gone.
func (tx *Tx) Stop(ctx context.Context, letter, why string, at time.Time) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE outbox SET state = $1, waiting = 0, settled_at = $2, detail = $3
		WHERE letter_id = $4 AND waiting = 1 AND state = 'pending'`,
		string(outbox.Failed), millis(at), clean(outbox.Stopped+why), letter)
	if err != nil {
		return false, fmt.Errorf("stop letter %s: %w", letter, err)
	}
	if n > 0 {
		tx.touchLetters(letter)
	}
	return n > 0, nil
}
