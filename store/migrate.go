package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"complaints/internal/failpoint"

	"github.com/pressly/goose/v3"
)

// The numbered files are one text for both engines. What only one engine can say in its own words has its
// own file, see guards.
//
//go:embed migrations
var migrations embed.FS

// ErrNewer says that a newer complaintsd has taken over this database, or waits to. A running daemon stops.
var ErrNewer = errors.New("a newer complaintsd takes over this database")

// How long Open waits for programs of an earlier version to be done with the database, and how long TakeOver does, which
// asks daemons to stop: they look every two seconds and then finish what they are at.
const (
	openPatience     = 5 * time.Second
	takeOverPatience = time.Minute
)

// schema is how far a database can be brought.
type schema struct {
	provider        *goose.Provider
	current, newest int64
}

// schema looks at the database. more are migrations beyond those of this program, for tests.
func (s *Store) schema(ctx context.Context, more ...*goose.Migration) (found schema, err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return found, err
	}
	dialect := goose.DialectSQLite3
	if s.engine == postgres {
		dialect = goose.DialectPostgres
	}
	if failpoint.Newer() {
		more = append(more, goose.NewGoMigration(failpoint.NewerSchema, nil, nil))
	}
	own := []*goose.Migration{guards(2, "guard_", s.engine), guards(4, "guard_erased_", s.engine)}
	found.provider, err = goose.NewProvider(dialect, s.write.db, files, goose.WithTableName("schema_version"),
		goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(append(own, more...)...))
	if err != nil {
		return found, err
	}
	found.current, found.newest, err = found.provider.GetVersions(ctx)
	return found, err
}

// migrate brings the database to the newest schema this program knows. It only ever goes forward, and only while no
// program of an earlier version works on the database: what such a program writes would lack what the newer one adds.
// So a change to what events or cases hold comes with a migration, be it an empty one. A database that is ahead of the
// program is refused, since the program cannot know what it would break.
func (s *Store) migrate(ctx context.Context, takeOver bool, more ...*goose.Migration) error {
	found, err := s.schema(ctx, more...)
	if err != nil {
		return err
	}
	s.newest = found.newest
	if found.current == found.newest {
		return nil
	}
	if found.current > found.newest {
		return fmt.Errorf("%w: its schema is %d and this program knows %d: "+
			"start the newer program, or go back to the backup made before the upgrade", ErrNewer, found.current, found.newest)
	}
	pending := func() (bool, error) { // another may have done it meanwhile, or gone further
		found, err = s.schema(ctx, more...)
		return found.current < found.newest, err
	}
	unlock, err := s.alone(ctx, takeOver, pending)
	if err != nil {
		return fmt.Errorf("bring the schema from %d to %d: %w", found.current, found.newest, err)
	}
	if yes, again := pending(); again != nil {
		err = again
	} else if yes {
		_, err = found.provider.Up(ctx)
	}
	return errors.Join(err, unlock())
}

// guards are versions 2 and 4: triggers that keep events, letters and seals from being changed, and let through what
// an erasure has written down before. Triggers are the one thing the two engines spell differently.
func guards(version int64, name string, e engine) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		text, err := fs.ReadFile(migrations, "migrations/"+name+string(e)+".sql")
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, string(text))
		failpoint.Reached("migrated, not committed")
		return err
	}}, nil)
}

// The advisory locks of PostgreSQL, each of the schema that the tables are in. Every connection that works holds inUse,
// shared, for as long as it lives; who changes the schema holds it alone. Those who want to do that hold turn, one at a
// time, and one who takes over shows it by askedFor, which the running daemons look for. A transaction that decides
// messages holds deciding.
const (
	turn     = 1668246895
	inUse    = 1668246896
	askedFor = 1668246897
	deciding = 1668246898
)

// advisory writes a call of one of PostgreSQL's functions for advisory locks.
func advisory(function string, lock int) string {
	return fmt.Sprintf("SELECT pg_%s(%d, current_schema()::regnamespace::oid::int)", function, lock)
}

// alone waits until no other program works on the database and keeps others waiting until unlock. It asks running
// daemons to stop, if it is to take over and the schema still has to be changed when it is its turn to ask.
func (s *Store) alone(ctx context.Context, takeOver bool, pending func() (bool, error)) (unlock func() error, err error) {
	if s.engine == postgres {
		return s.alonePostgres(ctx, takeOver, pending)
	}
	if s.path == "" {
		return func() error { return nil }, nil
	}
	lock, err := LockFile(s.path + ".lock")
	if errors.Is(err, ErrInUse) {
		err = fmt.Errorf("%w, and it is of an earlier version: stop it first", err)
	}
	if err != nil {
		return nil, err
	}
	return lock.Close, nil
}

func (s *Store) alonePostgres(ctx context.Context, takeOver bool, pending func() (bool, error)) (unlock func() error, err error) {
	c, err := s.write.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	unlock = func() error { // the locks go with the connection
		_ = c.Raw(func(any) error { return errBroken })
		_ = c.Close()
		return nil
	}
	_, err = c.ExecContext(ctx, "SET lock_timeout = 0") // another's migration is worth waiting for
	if err == nil {
		_, err = c.ExecContext(ctx, advisory("advisory_lock", turn))
	}
	yes := false
	if err == nil {
		yes, err = pending()
	}
	if err == nil && yes {
		err = waitUntilUnused(ctx, c, takeOver)
	}
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	return unlock, nil
}

// waitUntilUnused waits until no other connection works. It does not stand in a queue for the lock: a daemon that
// finishes its work may need another connection for that.
func waitUntilUnused(ctx context.Context, c *sql.Conn, takeOver bool) error {
	patience := openPatience
	if takeOver {
		patience = takeOverPatience
		if _, err := c.ExecContext(ctx, advisory("advisory_lock", askedFor)); err != nil {
			return err
		}
	}
	const pause = 100 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		var ours bool
		if err := c.QueryRowContext(ctx, advisory("try_advisory_lock", inUse)).Scan(&ours); err != nil || ours {
			return err
		}
		if waited >= patience {
			return fmt.Errorf("%w, or another program of an earlier version: start the new daemon, which asks daemons to stop, or stop it", ErrInUse)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// join makes a new connection to PostgreSQL one that works: from now on nobody changes the schema, which is not beyond
// what we know.
func (s *Store) join(ctx context.Context, c *conn) error {
	if s.engine != postgres {
		return nil
	}
	if _, err := c.ExecContext(ctx, advisory("advisory_lock_shared", inUse)); err != nil {
		return err
	}
	var version int64
	if err := c.QueryRowContext(ctx, "SELECT MAX(version_id) FROM schema_version").Scan(&version); err != nil {
		return err
	}
	if version > s.newest {
		return ErrNewer
	}
	return nil
}

// giveWay returns [ErrNewer] if a newer program waits for us to stop.
func (tx *Tx) giveWay(ctx context.Context) error {
	if tx.s.engine != postgres {
		return nil
	}
	var asking int
	err := tx.one(ctx, `SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = $1
		AND objid = current_schema()::regnamespace::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
		[]any{int64(askedFor)}, &asking)
	if err == nil && asking > 0 {
		err = ErrNewer
	}
	return err
}
