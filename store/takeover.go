package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// The rows of those who change the schema of a PostgreSQL stand in the table of leases, in the three columns that it
// has had from the first version on: turn is that of the one whose turn it is, and one who takes over asks by asking
// and the version that it wants.
const (
	turnRow = "migration"
	asking  = "migration to "
)

const (
	turnPause    = 100 * time.Millisecond // between two looks of one who waits
	turnBeat     = 500 * time.Millisecond // between two signs of life of one whose turn it is
	turnPatience = 10 * time.Second       // after so long without one the turn is taken from it

	// deadAfter is how long a daemon shows no life that is not waited for. It shows itself every two seconds, also
	// while it stops.
	deadAfter = 25 * time.Second
)

// errMeanwhile says that a daemon has started, or another program has changed the schema, since we looked.
var errMeanwhile = fmt.Errorf("%w: the schema, or who works on it", ErrConflict)

// schemaDB is the way to the database for those who change its schema. On PostgreSQL it has connections of its own,
// which wait for a lock for as long as another's migration takes.
func (s *Store) schemaDB() *sql.DB {
	if s.engine == sqlite {
		return s.write.db
	}
	return stdlib.OpenDB(*s.server)
}

func (s *Store) closeSchemaDB(db *sql.DB) error {
	if s.engine == sqlite {
		return nil
	}
	return db.Close()
}

// turn is held by the one who changes the schema.
type turn struct {
	db      *sql.DB
	holder  string
	stop    context.CancelFunc
	beating sync.WaitGroup
}

// takeTurn waits until nobody else changes the schema.
func takeTurn(ctx context.Context, db *sql.DB, holder string) (*turn, error) {
	if err := makeLeaseTable(ctx, db); err != nil {
		return nil, err
	}
	var seen heartbeatSeen
	var since time.Duration
	for waited := time.Duration(0); ; waited += turnPause {
		ours, err := changed(db.ExecContext(ctx, `INSERT INTO lease (name, holder, beat) VALUES ($1, $2, 1)
			ON CONFLICT (name) DO NOTHING`, turnRow, holder))
		if err != nil {
			return nil, err
		}
		last := seen
		if !ours {
			err = db.QueryRowContext(ctx, "SELECT holder, beat FROM lease WHERE name = $1", turnRow).
				Scan(&seen.holder, &seen.beat)
		}
		switch {
		case errors.Is(err, sql.ErrNoRows):
			continue
		case err != nil:
			return nil, err
		case seen != last:
			since = waited
		case !ours && waited-since >= turnPatience:
			ours, err = changed(db.ExecContext(ctx, `UPDATE lease SET holder = $1, beat = beat + 1
				WHERE name = $2 AND holder = $3 AND beat = $4`, holder, turnRow, seen.holder, seen.beat))
			if err != nil {
				return nil, err
			}
		}
		if ours {
			break
		}
		if err := pause(ctx); err != nil {
			return nil, err
		}
	}
	t := &turn{db: db, holder: holder}
	beating, stop := context.WithCancel(ctx)
	t.stop = stop
	t.beating.Go(func() { t.beat(beating) })
	return t, nil
}

// makeLeaseTable makes the table in which one waits for the turn to make the others.
func makeLeaseTable(ctx context.Context, db *sql.DB) error {
	for try := 0; ; try++ {
		_, err := db.ExecContext(ctx,
			"CREATE TABLE IF NOT EXISTS lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, beat BIGINT NOT NULL)")
		var e *pgconn.PgError
		// two at once: one of them is told so
		if errors.As(err, &e) && slices.Contains([]string{"23505", "42P07", "42710"}, e.Code) && try < 5 {
			continue
		}
		return err
	}
}

// beat shows that the one who changes the schema lives. That it has lost its turn nonetheless does no harm: each step
// finds out for itself whether it may be taken.
func (t *turn) beat(ctx context.Context) {
	tick := time.NewTicker(turnBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, _ = t.db.ExecContext(ctx,
				"UPDATE lease SET beat = beat + 1 WHERE holder = $1 AND name LIKE 'migration%'", t.holder)
		}
	}
}

// ask asks running daemons to stop for the sake of a version of the schema.
func (t *turn) ask(ctx context.Context, version int64) error {
	_, err := t.db.ExecContext(ctx, `INSERT INTO lease (name, holder, beat) VALUES ($1, $2, 1)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, beat = lease.beat + 1`,
		fmt.Sprint(asking, version), t.holder)
	return err
}

// end gives the turn to the next.
func (t *turn) end(ctx context.Context) error {
	t.stop()
	t.beating.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnPatience)
	defer cancel()
	_, err := t.db.ExecContext(ctx, "DELETE FROM lease WHERE holder = $1 AND name LIKE 'migration%'", t.holder)
	return err
}

// mayChange makes the transaction of a step the only one that works, and returns [errMeanwhile] if the step must not be
// taken: another has taken it, or a daemon has started that we have not waited for.
func (s *Store) mayChange(ctx context.Context, tx *sql.Tx, version int64) error {
	if s.engine == sqlite {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE"); err != nil {
		return err
	}
	var current int64
	if err := tx.QueryRowContext(ctx, "SELECT MAX(version_id) FROM schema_version").Scan(&current); err != nil {
		return err
	}
	if current >= version {
		return errMeanwhile
	}
	if current == 0 {
		return nil
	}
	daemons, err := heartbeats(ctx, tx)
	for name, beat := range daemons {
		if last, known := s.silent[name]; !known || last != beat {
			return errMeanwhile
		}
	}
	return err
}

// heartbeats reads the counters of all daemons.
func heartbeats(ctx context.Context, db interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}) (map[string]int64, error) {
	rows, err := db.QueryContext(ctx, "SELECT name, beat FROM lease WHERE name LIKE 'daemon %'")
	if err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for rows.Next() {
		var name string
		var beat int64
		if err = rows.Scan(&name, &beat); err != nil {
			break
		}
		all[name] = beat
	}
	return all, errors.Join(err, rows.Err(), rows.Close())
}

// patience is how one waits for daemons to be gone.
type patience int

const (
	waitForSign   patience = iota // a command: it gives up at the first sign of life
	waitUntilGone                 // a daemon that has asked them to stop
)

const goneAtMost = time.Minute

// waitUntilUnused waits until no daemon shows life, and returns where the counters of those stand still that have died
// without a word.
func (s *Store) waitUntilUnused(ctx context.Context, db *sql.DB, how patience) (silent map[string]int64, err error) {
	return s.waitUntilGone(ctx, how, func() (map[string]int64, error) { return heartbeats(ctx, db) })
}

// waitUntilGone is that for the daemons of a list.
func (s *Store) waitUntilGone(ctx context.Context, how patience, list func() (map[string]int64, error)) (
	silent map[string]int64, err error) {
	type seen struct {
		beat  int64
		since time.Duration
	}
	known := map[string]seen{}
	for waited := time.Duration(0); ; waited += turnPause {
		now, err := list()
		if err != nil {
			return nil, err
		}
		living, moved := false, false
		for name, beat := range now {
			last, before := known[name]
			if !before || last.beat != beat {
				moved = moved || before
				known[name] = seen{beat, waited}
			}
			living = living || waited-known[name].since < s.deadAfter
		}
		switch {
		case !living:
			return now, nil
		case moved && how == waitForSign, waited >= goneAtMost:
			return nil, ErrInUse
		}
		if err := pause(ctx); err != nil {
			return nil, err
		}
	}
}

// ErrOtherVersion says that a daemon of another version of the program, which works on the same schema, has started on
// this database after us. A running daemon stops.
var ErrOtherVersion = errors.New("a complaintsd of another version takes over this database")

// versionRow is that of the version of the daemon that started last.
const versionRow = "migration: the version that works"

// takeOverVersions has daemons of other versions of the program stop, and waits until they have: what they would
// decide and write meanwhile would be by other rules and in other letters.
func (s *Store) takeOverVersions(ctx context.Context) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `INSERT INTO lease (name, holder, beat, program) VALUES ($1, $2, 1, $3)
			ON CONFLICT (name) DO UPDATE
			SET holder = excluded.holder, beat = lease.beat + 1, program = excluded.program`,
			versionRow, s.holder, clean(s.program.Version))
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.waitUntilGone(ctx, waitUntilGone, func() (others map[string]int64, err error) {
		others = map[string]int64{}
		err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
			return tx.each(ctx, "SELECT name, beat FROM lease WHERE name LIKE 'daemon %' AND program <> $1",
				[]any{clean(s.program.Version)}, func(rows row) error {
					var name string
					var beat int64
					err := rows.Scan(&name, &beat)
					others[name] = beat
					return err
				})
		})
		return others, err
	})
	if errors.Is(err, ErrInUse) {
		err = fmt.Errorf("%w, of another version than this one, and does not stop: stop it yourself", err)
	}
	return err
}

// otherVersion returns [ErrOtherVersion] if a daemon of another version has started since we did.
func (tx *Tx) otherVersion(ctx context.Context) error {
	if tx.s.engine != postgres || !tx.s.started.Load() {
		return nil
	}
	var version string
	err := tx.one(ctx, "SELECT program FROM lease WHERE name = $1", []any{versionRow}, &version)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err == nil && version != clean(tx.s.program.Version):
		return fmt.Errorf("%w: version %s has started, and this is %s", ErrOtherVersion, version, tx.s.program.Version)
	}
	return err
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(turnPause):
		return nil
	}
}

func changed(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// giveWay returns [ErrNewer] if a newer program waits for us to stop: its row is new, or its counter has moved since we
// looked last. One that died while it waited has left a row that stands still.
func (tx *Tx) giveWay(ctx context.Context) error {
	if tx.s.engine != postgres {
		return nil
	}
	asked := map[string]int64{}
	err := tx.each(ctx, "SELECT name, beat FROM lease WHERE name LIKE 'migration to %'", nil, func(rows row) error {
		var name string
		var beat int64
		if err := rows.Scan(&name, &beat); err != nil {
			return err
		}
		version, err := strconv.ParseInt(strings.TrimPrefix(name, asking), 10, 64)
		if err == nil && version > tx.s.newest {
			asked[name] = beat
		}
		return err
	})
	if err != nil {
		return err
	}
	tx.s.mu.Lock()
	defer tx.s.mu.Unlock()
	before := tx.s.asked
	tx.s.asked = asked
	for name, beat := range asked {
		if last, known := before[name]; before != nil && (!known || last != beat) {
			return ErrNewer
		}
	}
	return nil
}
