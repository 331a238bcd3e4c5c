package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"complaints/store/failpoint"

	"github.com/pressly/goose/v3"
)

// The numbered files are one text for both engines. What only one engine can say in its own words has its
// own file, see guards.
//
//go:embed migrations
var migrations embed.FS

// migrationLock is the advisory lock under which daemons that start together migrate one after the other.
const migrationLock int64 = 0x636f6d706c61696e

// migrate brings the database to the newest schema this program knows. It only ever goes forward: a
// database that is ahead of the program is refused, since the program cannot know what it would break.
func (s *Store) migrate(ctx context.Context) error {
	unlock, err := s.lockMigration(ctx)
	if err != nil {
		return err
	}
	return errors.Join(s.migrateTo(ctx, 0), unlock())
}

// migrateTo stops at a version, or goes as far as it can for 0.
func (s *Store) migrateTo(ctx context.Context, version int64) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if s.engine == postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, s.write.db, files, goose.WithTableName("schema_version"),
		goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(guards(2, "guard_", s.engine), guards(4, "guard_erased_", s.engine)))
	if err != nil {
		return err
	}
	current, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > newest {
		return fmt.Errorf("a newer complaintsd has written this database (its schema is %d, this program knows %d): "+
			"start the newer program, or go back to the backup made before the upgrade", current, newest)
	}
	if version == 0 {
		_, err = provider.Up(ctx)
	} else {
		_, err = provider.UpTo(ctx, version)
	}
	return err
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

// lockMigration keeps other daemons waiting while one migrates. SQLite's own lock does that for a file.
func (s *Store) lockMigration(ctx context.Context) (unlock func() error, err error) {
	if s.engine != postgres {
		return func() error { return nil }, nil
	}
	c, err := s.write.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	_, err = c.ExecContext(ctx, "SET lock_timeout = 0") // a long migration is worth waiting for
	if err == nil {
		_, err = c.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return func() error {
		ctx := context.WithoutCancel(ctx)
		_, unlocked := c.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", migrationLock)
		_, reset := c.ExecContext(ctx, "RESET lock_timeout")
		return errors.Join(unlocked, reset, c.Close())
	}, nil
}
