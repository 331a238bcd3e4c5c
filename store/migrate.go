package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"

	"complaints/internal/failpoint"

	"github.com/pressly/goose/v3"
)

// The numbered files are one text for both engines. What only one engine can say in its own words has its
// own file, see [Store.step].
//
//go:embed migrations
var migrations embed.FS

// ErrNewer says that a newer complaintsd has taken over this database, or waits to. A running daemon stops.
var ErrNewer = errors.New("a newer complaintsd takes over this database")

// schema is how far a database can be brought.
type schema struct {
	provider        *goose.Provider
	current, newest int64
}

// schema looks at the database. more are migrations beyond those of this program, for tests.
func (s *Store) schema(ctx context.Context, db *sql.DB, more ...*goose.Migration) (found schema, err error) {
	dialect := goose.DialectSQLite3
	if s.engine == postgres {
		dialect = goose.DialectPostgres
	}
	steps := []*goose.Migration{
		s.step(1, runFile("00001_base")),
		s.step(2, runFile("guard_"+string(s.engine))),
		s.step(3, runFile("00003_erased")),
		s.step(4, runFile("guard_erased_"+string(s.engine))),
		s.step(5, runFile("00005_leases")),
		s.step(6, refold),                    // a case keeps clocks of its own
		s.step(7, runFile("00007_no_files")), // an attachment stands in its mail
		s.step(8, refold),                    // a case is found by its resident's surname, and knows others
		s.step(9, runFile("00009_letter_files")),
		s.step(10, refold), // a case knows of hazards in the home
		s.step(11, runFile("00011_proofs")),
		s.step(12, runFile("00012_raw_pieces")),
		s.step(13, runFile("guard_pieces_"+string(s.engine))),
		s.step(14, runFile("00014_editions")),
		s.step(15, refold), // a stage knows its dates from before a change moved them
	}
	if failpoint.Newer() {
		more = append(more, s.step(failpoint.NewerSchema, func(context.Context, *sql.Tx) error { return nil }))
	}
	found.provider, err = goose.NewProvider(dialect, db, nil, goose.WithTableName("schema_version"),
		goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(append(steps, more...)...))
	if err != nil {
		return found, err
	}
	found.current, found.newest, err = found.provider.GetVersions(ctx)
	return found, err
}

// runFile is a step by the file of a name. Versions 2, 4 and 13 are triggers that keep events, letters, seals and
// what arrived from being changed, and let through what an erasure has written down before: the one thing that the
// two engines spell differently.
func runFile(name string) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		text, err := migrations.ReadFile("migrations/" + name + ".sql")
		if err == nil {
			_, err = tx.ExecContext(ctx, string(text))
		}
		return err
	}
}

// step is a migration that is made only when nobody of another version works on the database.
func (s *Store) step(version int64, do func(context.Context, *sql.Tx) error) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if err := s.mayChange(ctx, tx, version); err != nil {
			return err
		}
		if err := do(ctx, tx); err != nil {
			return err
		}
		failpoint.Reached("migrated, not committed")
		return nil
	}}, nil)
}

// migrate brings the database to the newest schema this program knows. It only ever goes forward. A database that is
// ahead of the program is refused, since the program cannot know what it would break. A change to what events or cases
// hold comes with a migration, be it an empty one: what an earlier version writes would lack what the newer one adds.
//
// What keeps an earlier version from writing into a newer schema is this. Every transaction that writes, a daemon's or
// a command's, first reads the schema's version and goes no further if it is not its own ([Store.Write]). The step that
// changes the schema locks the table of versions for itself, within its own transaction ([Store.mayChange]): it waits
// for those that have read, and those that come later read the new version. Commands need no more than that: each of
// their transactions is whole, and one that comes too late ends with [ErrNewer].
//
// A daemon needs more, since it has letters on the wire whose results it must still write down. So the schema is
// changed only while no daemon shows life in the table of leases: all that work on the database are of an earlier
// version. Who takes over asks them to stop by a row that they look for at each heartbeat ([Tx.giveWay]), and several
// who want to change the schema wait their turn by another ([takeTurn]). Both rows have counters that move, so that
// those of a program that died are known for what they are. A daemon that shows no life for long enough is not waited
// for: if it was only frozen, what it then writes is refused.
//
// On a SQLite file the kernel's lock says whether a daemon runs.
func (s *Store) migrate(ctx context.Context, takeOver bool, more ...*goose.Migration) (err error) {
	db := s.schemaDB()
	defer func() { err = errors.Join(err, s.closeSchemaDB(db)) }()
	found, err := s.schema(ctx, db, more...)
	if err != nil {
		return err
	}
	s.newest = found.newest
	if found.current == found.newest {
		return nil
	}
	if found.current > found.newest {
		return newerSchema(found.current, found.newest)
	}
	if err := s.bringUp(ctx, db, takeOver, found, more); err != nil {
		return fmt.Errorf("bring the schema from %d to %d: %w", found.current, found.newest, err)
	}
	return nil
}

func newerSchema(current, newest int64) error {
	return fmt.Errorf("%w: its schema is %d and this program knows %d: "+
		"start the newer program, or go back to the backup made before the upgrade", ErrNewer, current, newest)
}

// bringUp changes the schema when it is our turn and no daemon works on the database.
func (s *Store) bringUp(ctx context.Context, db *sql.DB, takeOver bool, found schema, more []*goose.Migration) error {
	if s.engine == sqlite {
		return s.bringUpFile(ctx, found)
	}
	turn, err := takeTurn(ctx, db, s.holder)
	if err != nil {
		return err
	}
	for first := true; err == nil; first = false {
		found, err = s.schema(ctx, db, more...) // another may have done it meanwhile, or gone further
		if err != nil || found.current >= found.newest {
			break
		}
		how := waitForSign
		if takeOver {
			if how = waitUntilGone; first {
				err = turn.ask(ctx, found.newest)
			}
		}
		if err == nil {
			s.silent, err = s.waitUntilUnused(ctx, db, how)
		}
		if errors.Is(err, ErrInUse) {
			err = fmt.Errorf("%w, and it is of an earlier version: "+
				"start the new version's daemon, which asks it to stop, or stop it yourself", err)
		}
		if err == nil {
			_, err = found.provider.Up(ctx)
		}
		if errors.Is(err, errMeanwhile) {
			err = nil
		}
	}
	return errors.Join(err, turn.end(ctx))
}

func (s *Store) bringUpFile(ctx context.Context, found schema) error {
	if s.path == "" {
		_, err := found.provider.Up(ctx)
		return err
	}
	lock, err := LockFile(s.path + ".lock")
	if errors.Is(err, ErrInUse) {
		err = fmt.Errorf("%w, and it is of an earlier version: stop it first", err)
	}
	if err != nil {
		return err
	}
	_, err = found.provider.Up(ctx)
	return errors.Join(err, lock.Close())
}
