package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// OpenAtVersion opens a database with the schema of an earlier version, as that version left it.
func OpenAtVersion(ctx context.Context, url string, version int64) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	db := s.schemaDB()
	found, err := s.schema(ctx, db)
	if err == nil {
		s.newest = version
		_, err = found.provider.UpTo(ctx, version)
	}
	return s, errors.Join(err, s.closeSchemaDB(db))
}

// OpenNewerAfter is OpenNewer for one that takes a daemon for dead after so short a silence.
func OpenNewerAfter(ctx context.Context, url string, deadAfter time.Duration) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	s.deadAfter = deadAfter
	if err := s.migrate(ctx, false, s.step(99, nothing)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// AskedFor leaves the rows of a program that asked daemons to stop for the sake of a version, and died.
func (s *Store) AskedFor(ctx context.Context, version int64) error {
	db := s.schemaDB()
	t := &turn{db: db, holder: "who died"}
	return errors.Join(t.ask(ctx, version), s.closeSchemaDB(db))
}

// OpenNewer opens a database as a later version does, which has one more migration. It takes over as a daemon does, or
// not.
func OpenNewer(ctx context.Context, url string, takeOver bool) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, takeOver, s.step(99, nothing)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Tables are the tables and columns that Copy carries over.
func Tables() map[string][]string {
	all := map[string][]string{}
	for _, t := range tables {
		all[t.name] = t.columns
	}
	return all
}

// Skew is how far apart the clocks of those who share this database may be.
func (s *Store) Skew() time.Duration { return s.skew() }

// NewPack and Unpack are how raw bytes are kept.
func NewPack() func(b []byte) (how int64, packed []byte) { return new(packer).pack }

var Unpack = unpack

func nothing(context.Context, *sql.Tx) error { return nil }

// LimitPages lets a SQLite file grow by so many pages and no more.
func (s *Store) LimitPages(ctx context.Context, room int64) error {
	var pages int64
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT page_count FROM pragma_page_count()", nil, &pages)
	})
	return errors.Join(err, s.write.alone(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages+room)))
}
