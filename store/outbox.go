package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/failpoint"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// Skew is how far apart the clocks of two daemons on one PostgreSQL may be. A letter that another daemon
// holds is taken over only this long after its lease has run out by our own clock; [Store.Alive] is quicker
// and trusts no clock. Those who share a SQLite file share a clock too.
const Skew = time.Minute

func (s *Store) skew() time.Duration {
	if s.engine == sqlite {
		return 0
	}
	return Skew
}

// lostLease is what the record says of a try whose outcome nobody wrote down.
const lostLease = "nobody recorded what came of this try"

// Claim leases up to n letters that leave by a channel, Email or SMS, and are due at now, by promised date and then by
// age, for as long as lease, and commits the attempt before it returns. Due are pending and unknown letters whose time
// has come and letters whose lease ran out; of those it is not known whether they went, which their Tries
// say. The lease is this Store's: [Store.Record] knows it, and a sender must give up before it ends or
// [Store.Renew] it.
func (s *Store) Claim(ctx context.Context, channel message.Channel, now time.Time, n int,
	lease time.Duration) (claimed []outbox.Letter, err error) {
	token := rand.Text()
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		tries, err := tx.lease(ctx, token, channel, now, n, now.Add(lease))
		if err != nil || len(tries) == 0 {
			return err
		}
		claimed, err = tx.leased(ctx, tries)
		failpoint.Reached("claimed, not committed")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim %s letters: %w", channel, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range claimed {
		s.leases[l.ID] = held{token, l}
	}
	if len(claimed) > 0 {
		failpoint.Reached("claimed, not sent")
	}
	return claimed, nil
}

// waitingDue is true of rows that may be claimed: $1 is now, $2 is now less the skew, $3 is who we are.
var waitingDue = `waiting = 1 AND due_at <= $1 AND (state <> 'leased' OR due_at <= $2 OR holder = $3) AND ` + mayLeave

// lease marks the letters and returns the tries before this one. The outer condition repeats the inner one:
// on PostgreSQL a second claimer waits for the first and must then look again.
func (tx *Tx) lease(ctx context.Context, token string, channel message.Channel, now time.Time, n int,
	until time.Time) (map[string]outbox.Tries, error) {
	tries := map[string]outbox.Tries{}
	type loss struct {
		letter string
		n      int
		began  int64
	}
	var lost []loss
	err := tx.each(ctx, `UPDATE outbox SET
			lost = CASE WHEN state = 'leased' THEN 1 ELSE 0 END,
			doubts = doubts + CASE WHEN state = 'leased' THEN 1 ELSE 0 END,
			in_doubt = CASE WHEN state IN ('leased', 'unknown') THEN 1 ELSE 0 END,
			tries = tries + 1, last_try = began, began = $1, state = 'leased', due_at = $4, holder = $3, lease = $5
		WHERE letter_id IN (SELECT letter_id FROM outbox WHERE `+waitingDue+` AND channel = $6
			ORDER BY promised, decided_at, letter_id LIMIT $7) AND `+waitingDue+`
		RETURNING letter_id, tries, doubts, in_doubt, lost, last_try`,
		[]any{millis(now), millis(now.Add(-tx.s.skew())), tx.s.holder, millis(until), token, string(channel), n},
		func(rows row) error {
			var id string
			var count, doubts, inDoubt, wasLost int
			var last *int64
			if err := rows.Scan(&id, &count, &doubts, &inDoubt, &wasLost, &last); err != nil {
				return err
			}
			tx.touchLetters(id)
			tries[id] = outbox.Tries{Count: count - 1, Doubts: doubts, InDoubt: inDoubt != 0,
				Last: instantOrZero(last)}
			if wasLost != 0 && last != nil {
				lost = append(lost, loss{id, count - 1, *last})
			}
			return nil
		})
	for _, l := range lost {
		if err == nil {
			err = tx.saveAttempt(ctx, l.letter,
				Attempt{N: l.n, Began: instant(l.began), Ended: now, State: outbox.Unknown, Detail: lostLease})
		}
	}
	return tries, err
}

func (tx *Tx) saveAttempt(ctx context.Context, letter string, a Attempt) error {
	return tx.later(ctx,
		`INSERT INTO attempt (letter_id, n, began, ended, state, provider, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		letter, a.N, millis(a.Began), millis(a.Ended), string(a.State), clean(a.Provider), clean(a.Detail))
}

// leased reads the letters that were leased, in the order in which they are to go.
func (tx *Tx) leased(ctx context.Context, tries map[string]outbox.Tries) ([]outbox.Letter, error) {
	ids := make([]string, 0, len(tries))
	all := make([]outbox.Letter, 0, len(tries))
	for id := range tries {
		if l, found := tx.s.takeJustCommitted(id); found {
			l.Tries = tries[id]
			all = append(all, l)
			continue
		}
		ids = append(ids, id)
	}
	err := inPieces(ids, 256, func(ids []string) error {
		list, args := anyOf(1, ids)
		return tx.each(ctx, "SELECT body FROM letter WHERE id IN ("+list+")", args, func(rows row) error {
			var body []byte
			var l outbox.Letter
			err := rows.Scan(&body)
			if err == nil {
				err = json.Unmarshal(body, &l)
			}
			l.Tries = tries[l.ID]
			all = append(all, l)
			return err
		})
	})
	slices.SortFunc(all, func(a, b outbox.Letter) int {
		if a.Promised != b.Promised {
			return int(a.Promised - b.Promised)
		}
		if c := a.DecidedAt.Compare(b.DecidedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, err
}

// Renew lengthens the leases of letters that this Store holds. It returns [ErrConflict] if one of them is
// no longer its own: its sender must stop.
func (s *Store) Renew(ctx context.Context, letters []string, until time.Time) error {
	mine := s.held(letters)
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		for i, id := range letters {
			n, err := tx.exec(ctx, `UPDATE outbox SET due_at = $1 WHERE letter_id = $2 AND state = 'leased'
				AND lease = $3`,
				millis(until), id, mine[i].lease)
			if err == nil && n == 0 {
				err = ErrConflict
			}
			if err != nil {
				return fmt.Errorf("renew the lease of letter %s: %w", id, err)
			}
		}
		return nil
	})
	return err
}

// held is a letter that this Store sends.
type held struct {
	lease  string
	letter outbox.Letter
}

// held returns what this Store holds of these letters, the zero value for those it does not.
func (s *Store) held(letters []string) []held {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]held, len(letters))
	for i, id := range letters {
		all[i] = s.leases[id]
	}
	return all
}

// NextDue returns when the next letter of a channel may be claimed, leases that run out included; the zero
// time if none waits.
func (s *Store) NextDue(ctx context.Context, channel message.Channel) (time.Time, error) {
	var next *int64
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, `SELECT MIN(CASE WHEN state = 'leased' AND holder <> $1 THEN due_at + $2 ELSE due_at END)
			FROM outbox WHERE waiting = 1
			AND channel = $3 AND `+mayLeave, []any{s.holder, s.skew().Milliseconds(), string(channel)}, &next)
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("next due %s letter: %w", channel, err)
	}
	return instantOrZero(next), nil
}

// FirstPromised returns the earliest promised date of the letters of a channel that may be claimed at now, if there are
// any.
func (s *Store) FirstPromised(ctx context.Context, channel message.Channel, now time.Time) (first calendar.Date,
	found bool, err error) {
	var day *int64
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT MIN(promised) FROM outbox WHERE waiting = 1 AND due_at <= $1 AND "+
			"channel = $2 AND "+mayLeave,
			[]any{millis(now), string(channel)}, &day)
	})
	if err != nil || day == nil {
		return 0, false, err
	}
	return calendar.Date(*day), true, nil
}

// TryDoubtful makes the letters of a channel due now of which it is not known whether they were taken.
func (s *Store) TryDoubtful(ctx context.Context, channel message.Channel, now time.Time) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `UPDATE outbox SET due_at = $1 WHERE waiting = 1 AND state = 'unknown' AND channel = $2
			AND due_at > $1 RETURNING letter_id`, []any{millis(now), string(channel)}, tx.touchScanned)
	})
	if err != nil {
		return fmt.Errorf("try %s letters in doubt: %w", channel, err)
	}
	return nil
}

// Waiting counts the letters that have not been sent or refused for good, by state.
func (s *Store) Waiting(ctx context.Context) (map[outbox.SendState]int, error) {
	counts := make(map[outbox.SendState]int)
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT state, COUNT(*) FROM outbox WHERE waiting = 1 GROUP BY state", nil,
			func(rows row) error {
				var state string
				var n int
				if err := rows.Scan(&state, &n); err != nil {
					return err
				}
				counts[outbox.SendState(state)] = n
				return nil
			})
	})
	if err != nil {
		return nil, fmt.Errorf("count waiting letters: %w", err)
	}
	return counts, nil
}

// Overdue counts the letters that wait although they might have gone before an instant.
func (s *Store) Overdue(ctx context.Context, before time.Time) (n int, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT COUNT(*) FROM outbox WHERE waiting = 1 AND due_at < $1",
			[]any{before.UnixMilli()}, &n)
	})
	if err != nil {
		return 0, fmt.Errorf("count letters that wait too long: %w", err)
	}
	return n, nil
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

// Newest returns when the newest mail came and when the newest letter was decided; the zero time if there is none.
func (s *Store) Newest(ctx context.Context) (mail, letter time.Time, err error) {
	newest := func(ctx context.Context, tx *Tx, query string, args ...any) (time.Time, error) {
		var at *int64
		err := tx.one(ctx, query, args, &at)
		if errors.Is(err, ErrNotFound) {
			return time.Time{}, nil
		}
		return instantOrZero(at), err
	}
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) (err error) {
		mail, err = newest(ctx, tx, "SELECT received FROM arrival WHERE channel = $1 ORDER BY id DESC LIMIT 1",
			string(message.Email))
		if err == nil {
			letter, err = newest(ctx, tx, "SELECT decided_at FROM letter ORDER BY id DESC LIMIT 1")
		}
		return err
	})
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("newest mail and letter: %w", err)
	}
	return mail, letter, nil
}

// PutOff moves letters that nobody has tried to send and that wait for a time to come to the time that to returns for
// theirs; never earlier. It is for a day that has become a holiday since they were written.
func (s *Store) PutOff(ctx context.Context, now time.Time, to func(time.Time) time.Time) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		later := map[string]time.Time{}
		err := tx.each(ctx, `SELECT letter_id, due_at FROM outbox WHERE waiting = 1 AND state = 'pending'
			AND tries = 0 AND due_at > $1`, []any{millis(now)}, func(rows row) error {
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
			n, err := tx.exec(ctx, "UPDATE outbox SET due_at = $1 WHERE letter_id = $2 AND state = 'pending'",
				millis(at), id)
			if err != nil {
				return err
			}
			if n > 0 {
				tx.touchLetters(id)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put letters off: %w", err)
	}
	return nil
}
