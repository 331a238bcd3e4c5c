package store

import (
	"context"
	"strings"
	"time"
)

// OpenAtVersion opens a database with the schema of an earlier version, as that version left it.
func OpenAtVersion(ctx context.Context, url string, version int64) (*Store, error) {
	s := &Store{holder: "earlier", leases: map[string]held{}, sightings: map[string]sighting{}}
	open := s.openPostgres
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		open, url = s.openSQLite, path
	}
	if err := open(url); err != nil {
		return nil, err
	}
	return s, s.migrateTo(ctx, version)
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
