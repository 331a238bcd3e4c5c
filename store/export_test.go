package store

import (
	"context"
	"errors"
	"time"

	"github.com/pressly/goose/v3"
)

// OpenAtVersion opens a database with the schema of an earlier version, as that version left it.
func OpenAtVersion(ctx context.Context, url string, version int64) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	found, err := s.schema(ctx)
	if err == nil {
		s.newest = version
		_, err = found.provider.UpTo(ctx, version)
	}
	return s, err
}

// OpenNewer opens a database as a later version does, which has one more migration. It takes over as a daemon does, or
// not.
func OpenNewer(ctx context.Context, url string, takeOver bool) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, takeOver, goose.NewGoMigration(99, nil, nil)); err != nil {
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
