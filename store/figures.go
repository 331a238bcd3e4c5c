package store

import (
	"context"
	"fmt"
	"time"

	"complaints/internal/message"
)

// The names under which it is kept when a person last proved that the store is whole or copied it, and what came of it.
const (
	BackupMark   = "backup:made"
	VerifiedMark = "verify:made"
	FaultsMark   = "verify:faults"
)

// Figures are what whoever watches the program wants to know of its store. None of them names anybody.
type Figures struct {
	Undecided       int
	OldestUndecided time.Time // when it came; zero if there is none
	Quarantined     int       // messages that nobody could handle and that wait for a person
	Waiting         map[message.Channel]Queue
	Backup          time.Time // when the last backup was made; zero if none was, or not by this program
	Verified        time.Time // when verify last came to its end
	Faults          int64     // what it found
	Bytes           int64     // that the database takes
}

// Queue is what waits to leave by one channel.
type Queue struct {
	Letters int
	Oldest  time.Time // since when the one has been due that was due first; zero if none is due yet
}

// Figures reads the figures as they are at now.
func (s *Store) Figures(ctx context.Context, now time.Time) (f Figures, err error) {
	f.Waiting = map[message.Channel]Queue{}
	size := "SELECT pg_database_size(current_database())"
	if s.engine == sqlite {
		size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	}
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		var oldest *int64
		if err := tx.one(ctx, "SELECT COUNT(*), MIN(received) FROM arrival WHERE outcome = ''", nil, &f.Undecided,
			&oldest); err != nil {
			return err
		}
		f.OldestUndecided = instantOrZero(oldest)
		if err := tx.one(ctx, "SELECT COUNT(*) FROM arrival WHERE outcome = 'quarantined'", nil,
			&f.Quarantined); err != nil {
			return err
		}
		if err := tx.queues(ctx, now, f.Waiting); err != nil {
			return err
		}
		for name, into := range map[string]*time.Time{BackupMark: &f.Backup, VerifiedMark: &f.Verified} {
			at, err := tx.Mark(ctx, name)
			if err != nil {
				return err
			}
			if at != 0 {
				*into = instant(at)
			}
		}
		var err error
		if f.Faults, err = tx.Mark(ctx, FaultsMark); err != nil {
			return err
		}
		return tx.one(ctx, size, nil, &f.Bytes)
	})
	if err != nil {
		return Figures{}, fmt.Errorf("figures of the store: %w", err)
	}
	return f, nil
}

// queues counts the letters that wait by channel. One that is kept back by hand is not due.
func (tx *Tx) queues(ctx context.Context, now time.Time, into map[message.Channel]Queue) error {
	return tx.each(ctx, `SELECT channel, COUNT(*), MIN(CASE WHEN due_at <= $1 AND `+mayLeave+` THEN due_at END)
		FROM outbox WHERE waiting = 1 GROUP BY channel`, []any{millis(now)}, func(rows row) error {
		var channel string
		var q Queue
		var oldest *int64
		if err := rows.Scan(&channel, &q.Letters, &oldest); err != nil {
			return err
		}
		q.Oldest = instantOrZero(oldest)
		into[message.Channel(channel)] = q
		return nil
	})
}
