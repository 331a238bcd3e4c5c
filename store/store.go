package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/failpoint"
	"complaints/internal/outbox"

	"github.com/jackc/pgx/v5"
)

var (
	// ErrNotFound says that there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that somebody else was first. Nothing was written: read again and decide again.
	ErrConflict = errors.New("somebody else was first")
)

// engine is which database is behind the store.
type engine string

const (
	sqlite   engine = "sqlite"
	postgres engine = "postgres"
)

// Store is an open database. Its methods may be called from many goroutines.
type Store struct {
	engine  engine
	path    string // the SQLite file, or "" in memory and for PostgreSQL
	tempDir string // the folder of a scratch database, which goes with it
	nested  bool   // of a scratch database: its one connection begins a transaction that is never committed
	holder  string // who we are to the leases: another name at each Open

	newest      int64 // the schema that this program knows
	write, read *pool
	lock        *os.File // held by the one daemon of a SQLite file, see Start

	server *pgx.ConnConfig // how a PostgreSQL is reached

	deadAfter time.Duration    // how long a daemon shows no life that a change of the schema does not wait for
	program   Program          // what people know this daemon by
	shown     atomic.Bool      // that we live stands in the leases
	started   atomic.Bool      // we are a daemon's
	silent    map[string]int64 // daemons that were found silent before the schema was changed, and their counters

	mu         sync.Mutex
	leases     map[string]held          // letter id -> the letter that this Store sends, and under which lease
	heartbeats map[string]heartbeatSeen // what was last seen of the other daemons
	asked      map[string]int64         // who waited for us to stop when we looked last, and their counters

	justCommitted map[string]outbox.Letter // whoever claims these letters need not read them again

	packer packer
	key    *sealKey // makes the proofs of what is written; nil without

	readOnly bool  // the file of a SQLite database cannot be written
	files    files // as they were first seen
}

// Open opens the database that url names and brings it to this program's schema:
//
//	sqlite:/var/lib/complaintsd/complaints.db   a file, made if it is missing, in a folder that exists
//	sqlite::memory:                             gone when it is closed; for rehearsals and tests
//	sqlite::scratch:                            a file of its own, not synced, gone when it is closed; for large ones
//	postgres://user@host/database               any URL or setting that pgx understands
//
// A database that a newer program has written is refused with [ErrNewer], and one that has yet to be brought to this
// program's schema with [ErrInUse] while daemons of an earlier version work on it.
func Open(ctx context.Context, url string) (*Store, error) { return open(ctx, url, false) }

// TakeOver is Open for a daemon: on PostgreSQL it asks daemons of an earlier version to stop, and waits until they
// have.
func TakeOver(ctx context.Context, url string) (*Store, error) { return open(ctx, url, true) }

func open(ctx context.Context, url string, takeOver bool) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	err = s.refusePooler(ctx)
	if err == nil {
		err = s.migrate(ctx, takeOver)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s database: %w", s.engine, err), s.Close())
	}
	return s, nil
}

// connect makes a Store whose schema has not been looked at.
func connect(url string) (*Store, error) {
	s := &Store{
		holder: rand.Text(), leases: map[string]held{},
		heartbeats:    map[string]heartbeatSeen{},
		justCommitted: map[string]outbox.Letter{},
		deadAfter:     deadAfter,
	}
	var err error
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		err = s.openSQLite(rest)
	case "postgres", "postgresql":
		err = s.openPostgres(url)
	default:
		return nil, fmt.Errorf("database %q is not one I know: write sqlite:PATH or postgres://user@host/name", scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s database: %w", s.engine, err)
	}
	return s, nil
}

// Close ends all work on the database. It waits for transactions under way.
func (s *Store) Close() error {
	s.leave()
	errs := []error{s.read.close()}
	if s.write != s.read {
		errs = append(errs, s.write.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	if s.tempDir != "" {
		errs = append(errs, os.RemoveAll(s.tempDir))
	}
	return errors.Join(errs...)
}

// Write runs fn in one transaction and commits it if fn returns nil. fn must use only its Tx, not the
// Store, which in SQLite waits for fn to end. The error is [ErrConflict] if somebody else was first, be it
// to a case or to the database's own locks, and [ErrNewer] if a newer program has changed the schema.
func (s *Store) Write(ctx context.Context, fn func(context.Context, *Tx) error) error {
	how := bounds{begin: "BEGIN IMMEDIATE", commit: "COMMIT", undo: []string{"ROLLBACK"}}
	switch {
	case s.engine == postgres:
		how.begin = "BEGIN"
	case s.nested:
		how = bounds{begin: "SAVEPOINT write", commit: "RELEASE write",
			undo: []string{"ROLLBACK TO write", "RELEASE write"}}
	}
	how.onOurSchema = s.engine == postgres || s.path != ""
	if s.readOnly {
		return fmt.Errorf("%s cannot be written: %w", s.path, fs.ErrPermission)
	}
	if err := failpoint.DiskFull(); err != nil {
		return err
	}
	return s.run(ctx, s.write, how, fn)
}

// Read runs fn on an unchanging view of the database.
func (s *Store) Read(ctx context.Context, fn func(context.Context, *Tx) error) error {
	how := bounds{begin: "BEGIN", commit: "COMMIT", undo: []string{"ROLLBACK"}}
	switch {
	case s.engine == postgres:
		how.begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	case s.nested:
		how = bounds{} // nobody else is there to change anything
	}
	return s.run(ctx, s.read, how, fn)
}

// bounds are the statements that begin a transaction, end it, and undo it; an empty one is none.
type bounds struct {
	begin, commit string
	undo          []string
	onOurSchema   bool // it goes no further on a schema that is beyond what we know, see migrate
}

func (s *Store) run(ctx context.Context, p *pool, how bounds, fn func(context.Context, *Tx) error) error {
	c, version, err := p.begin(ctx, how)
	if err != nil {
		return s.told(err)
	}
	committed := false
	defer func() { // also when fn panics: nothing of it may stay
		if committed {
			p.put(c)
			return
		}
		if c.pipe != nil {
			c.pipe.drop(mark{})
		}
		for _, undo := range how.undo {
			if _, err := c.exec(context.WithoutCancel(ctx), undo); err != nil {
				p.discard(c)
				return
			}
		}
		p.put(c)
	}()
	if version > s.newest {
		return newerSchema(version, s.newest)
	}
	tx := &Tx{s: s, conn: c, heads: map[string]head{}, known: map[string]*complaint.Case{}, refs: map[string]int64{}}
	if err := fn(ctx, tx); err != nil {
		return s.told(err)
	}
	if err := errors.Join(tx.saveRefs(ctx), tx.proveTouched(ctx)); err != nil {
		return s.told(err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.bound(ctx, how.commit); err != nil {
		return s.told(fmt.Errorf("commit: %w", err))
	}
	committed = true
	s.committed(tx)
	return nil
}

// keptAtMost is how many letters are kept in memory for those who claim them.
const keptAtMost = 256

// committed drops leases that have ended and keeps the letters that may go.
func (s *Store) committed(tx *Tx) {
	if len(tx.ended) == 0 && len(tx.justOrdered) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range tx.ended {
		delete(s.leases, id)
	}
	for _, l := range tx.justOrdered {
		if len(s.justCommitted) >= keptAtMost { // another daemon sends them, or nobody does
			clear(s.justCommitted)
		}
		s.justCommitted[l.ID] = l
	}
}

// takeJustCommitted returns a letter that was committed a moment ago, once. It is as it would be read: no letter
// changes while it waits to be sent.
func (s *Store) takeJustCommitted(id string) (outbox.Letter, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, found := s.justCommitted[id]
	delete(s.justCommitted, id)
	return l, found
}

// told makes the engines' own words for a lost race and for a broken page ours.
func (s *Store) told(err error) error {
	if err != nil && !errors.Is(err, ErrConflict) && lostRace(err) {
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	if storageFault(err) && !errors.Is(err, ErrStorage) {
		err = fmt.Errorf("%w: %w", ErrStorage, err)
	}
	return damage(err)
}

// Instants are stored as milliseconds; the zero time as NULL where a column allows it.
func millis(t time.Time) int64 { return t.UnixMilli() }

func millisOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func instantOrZero(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return instant(*ms)
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// clean makes text from outside fit for a column of either engine: PostgreSQL takes neither a NUL nor bytes
// that are not UTF-8.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
