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
	return tx.unsent(ctx, "l.case_ref = $1", ref)
}

// UnsentOutside returns the letters outside any case that nobody has begun to send and that one cause has made.
func (tx *Tx) UnsentOutside(ctx context.Context, cause string) ([]outbox.Letter, error) {
	return tx.unsent(ctx, "l.case_ref = '' AND l.cause = $1", clean(cause))
}

func (tx *Tx) unsent(ctx context.Context, which, value string) (all []outbox.Letter, err error) {
	err = tx.each(ctx, `SELECT l.body FROM letter l JOIN outbox o ON o.letter_id = l.id
		WHERE o.waiting = 1 AND o.state = 'pending' AND `+which+` ORDER BY l.decided_at, l.letter, l.id`,
		[]any{value}, func(rows row) error {
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
		return nil, fmt.Errorf("letters that wait: %w", err)
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

// LetGo lets a letter that waits leave from an instant on, if that is sooner.
func (tx *Tx) LetGo(ctx context.Context, letter string, at time.Time) error {
	n, err := tx.exec(ctx, "UPDATE outbox SET due_at = $1 WHERE letter_id = $2 AND waiting = 1 AND state = 'pending' "+
		"AND due_at > $1", millis(at), letter)
	if err != nil {
		return fmt.Errorf("let letter %s go: %w", letter, err)
	}
	if n > 0 {
		tx.touchLetters(letter)
	}
	return nil
}

// StoppedSince returns the letters that were kept from leaving for one reason from an instant on, the earliest first.
func (tx *Tx) StoppedSince(ctx context.Context, detail string, since time.Time) (all []Posted, err error) {
	var ids []string
	err = tx.each(ctx, "SELECT letter_id FROM outbox WHERE detail = $1 AND settled_at >= $2 "+
		"ORDER BY settled_at, letter_id", []any{clean(detail), millis(since)}, func(rows row) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	for _, id := range ids {
		if err != nil {
			break
		}
		var l Posted
		l, err = tx.Letter(ctx, id)
		all = append(all, l)
	}
	if err != nil {
		return nil, fmt.Errorf("letters that were kept from leaving: %w", err)
	}
	return all, nil
}
