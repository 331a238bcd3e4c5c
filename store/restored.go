package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"complaints/internal/letter"
	"complaints/internal/outbox"
)

// After a backup was put in the place of a database, what is decided on the messages that have come since was decided
// once before, and what waited in the backup has mostly gone. So letters are held until a person has looked: those that
// were decided up to when the restored database has caught up. Alerts of a danger are never held: two of them harm less
// than none.

const (
	// restoredMark keeps up to which instant letters are held that were decided by then. Zero holds none.
	restoredMark = "restored:held"
	// releasedMark begins the names under which is kept that a letter is held no more.
	releasedMark = "restored:released:"
	// catchingUp is the instant while the restored database has not caught up.
	catchingUp = math.MaxInt64
)

// mayLeave is true of letters that are not held after a restore.
var mayLeave = func() string {
	var alerts []string
	for _, id := range letter.All() {
		if letter.Of(id).Keeps == letter.Danger {
			alerts = append(alerts, "'"+string(id)+"'")
		}
	}
	return `(decided_at > COALESCE((SELECT value FROM counter WHERE name = '` + restoredMark + `'), 0)
		OR EXISTS (SELECT 1 FROM counter WHERE name = '` + releasedMark + `' || letter_id)
		OR EXISTS (SELECT 1 FROM letter WHERE id = letter_id AND letter IN (` + strings.Join(alerts, ", ") + `)))`
}()

// HoldLetters holds every letter that waits, and all that are decided until the database has caught up.
func (tx *Tx) HoldLetters(ctx context.Context) error {
	return tx.SetMark(ctx, restoredMark, catchingUp)
}

// CatchingUp reports whether the database was restored and has not caught up yet.
func (s *Store) CatchingUp(ctx context.Context) (bool, error) {
	held, err := s.Mark(ctx, restoredMark)
	return held == catchingUp, err
}

// CaughtUp holds no letter any more that is decided from now on, unless something that arrived is not decided yet: then
// it reports false. What was decided by a clock that is ahead of ours by up to [Skew] is held too.
func (s *Store) CaughtUp(ctx context.Context, now time.Time) (done bool, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		until, err := tx.Mark(ctx, restoredMark)
		if err != nil || until != catchingUp {
			done = err == nil
			return err
		}
		var undecided, newest int64
		err = errors.Join(
			tx.one(ctx, "SELECT COUNT(*) FROM arrival WHERE outcome = ''", nil, &undecided),
			tx.one(ctx, "SELECT COALESCE(MAX(decided_at), 0) FROM outbox WHERE waiting = 1", nil, &newest))
		if done = err == nil && undecided == 0; !done {
			return err
		}
		return tx.SetMark(ctx, restoredMark, max(millis(now), min(newest, millis(now.Add(Skew)))))
	})
	if err != nil {
		return false, fmt.Errorf("a restored database has caught up: %w", err)
	}
	return done, nil
}

// HeldLetters returns the letters that are held after a restore. catching says that more may come.
func (s *Store) HeldLetters(ctx context.Context) (all []outbox.Letter, catching bool, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		until, err := tx.Mark(ctx, restoredMark)
		if err != nil || until == 0 {
			return err
		}
		catching = until == catchingUp
		var ids []string
		err = tx.each(ctx, "SELECT letter_id FROM outbox WHERE waiting = 1 AND NOT "+mayLeave+
			" ORDER BY promised, decided_at", nil, func(r row) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		})
		for _, id := range ids {
			if err != nil {
				return err
			}
			var l Posted
			if l, err = tx.Letter(ctx, id); err == nil {
				all = append(all, l.Letter)
			}
		}
		return err
	})
	return all, catching, err
}

// Release lets letters go that are held after a restore. Without any it lets all go, and ends the holding.
func (s *Store) Release(ctx context.Context, letters ...string) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		for _, id := range letters {
			if err := tx.SetMark(ctx, releasedMark+id, 1); err != nil {
				return err
			}
		}
		if len(letters) > 0 {
			return nil
		}
		released, err := tx.Marks(ctx, releasedMark)
		for id := range released {
			err = errors.Join(err, tx.DropMark(ctx, releasedMark+id))
		}
		return errors.Join(err, tx.DropMark(ctx, restoredMark))
	})
	if err != nil {
		return fmt.Errorf("let letters go: %w", err)
	}
	return nil
}

// TakeUp takes a letter up that is held after a restore, so that [Store.Record] can say that it went before.
func (s *Store) TakeUp(ctx context.Context, id string, now time.Time) error {
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.exec(ctx, `UPDATE outbox SET tries = tries + 1, last_try = began, began = $1, state = 'leased',
			due_at = $2, holder = $3, lease = '' WHERE letter_id = $4 AND waiting = 1 AND NOT `+mayLeave,
			millis(now), millis(now.Add(time.Minute)), s.holder, id)
		if err == nil && n == 0 {
			err = ErrConflict
		}
		if err != nil {
			return fmt.Errorf("take up letter %s: %w", id, err)
		}
		tx.touchLetters(id)
		return nil
	})
}
