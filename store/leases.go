package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// heartbeatSeen is what was last seen of somebody else's lease: its counter, when by our own clock, and for how long it
// had stood still by then.
type heartbeatSeen struct {
	holder string
	beat   int64
	at     time.Time
	still  time.Duration
}

// leaseRow is what a daemon that watches another one's lease reads of it.
type leaseRow struct {
	name, holder    string
	beat, stillBeat int64 // stillFor holds for the counter at stillBeat; once that has moved on it holds no more
	stillFor        int64 // milliseconds
}

const leaseColumns = "name, holder, beat, still_beat, still_for"

func (l *leaseRow) into() []any { return []any{&l.name, &l.holder, &l.beat, &l.stillBeat, &l.stillFor} }

// Lease asks for a job that only one daemon may do, such as polling a mailbox, under a name of the
// caller's. True means that it is ours until ttl from now, by which time it must be asked for again. The
// lease of a daemon that has not renewed it for ttl falls to whoever asks next.
//
// Clocks are never compared: each renewal moves a counter, and a daemon whose counter stands still for ttl has let go,
// see [Tx.stillFor].
func (s *Store) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration,
) (ours bool, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.exec(ctx, `INSERT INTO lease (name, holder, beat, since) VALUES ($1, $2, 1, $3)
			ON CONFLICT (name) DO UPDATE SET beat = lease.beat + 1 WHERE lease.holder = excluded.holder`,
			name, holder, millis(now))
		if err != nil || n > 0 {
			ours = n > 0
			return err
		}
		var seen leaseRow
		err = tx.one(ctx, "SELECT "+leaseColumns+" FROM lease WHERE name = $1", []any{name}, seen.into()...)
		if err != nil {
			return err
		}
		if still, err := tx.stillFor(ctx, seen, now); err != nil || still < ttl {
			return err
		}
		n, err = tx.exec(ctx, `UPDATE lease SET holder = $1, beat = beat + 1, since = $2
			WHERE name = $3 AND holder = $4 AND beat = $5`, holder, millis(now), name, seen.holder, seen.beat)
		ours = n > 0
		return err
	})
	if err != nil && !errors.Is(err, ErrConflict) {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	return ours && err == nil, nil
}

// Unlease gives a job back, so that another daemon need not wait for the lease to run out.
func (s *Store) Unlease(ctx context.Context, name, holder string) error {
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.exec(ctx, "DELETE FROM lease WHERE name = $1 AND holder = $2", name, holder); err != nil {
			return fmt.Errorf("give back lease %s: %w", name, err)
		}
		return nil
	})
}

// stillFor is for how long the counter of a lease has stood still at the least. It is kept beside the lease, so that a
// daemon which is restarted again and again goes on with the watch that it, or another, began. Each look adds what has
// passed by the looker's own clock since its look before, to what was known then: two who watch together do not count
// the same seconds twice.
func (tx *Tx) stillFor(ctx context.Context, l leaseRow, now time.Time) (time.Duration, error) {
	var kept time.Duration
	if l.stillBeat == l.beat {
		kept = time.Duration(l.stillFor) * time.Millisecond
	}
	seen := heartbeatSeen{l.holder, l.beat, now, kept}
	tx.s.mu.Lock()
	if last := tx.s.heartbeats[l.name]; last.holder == l.holder && last.beat == l.beat {
		seen.still = max(kept, last.still+now.Sub(last.at))
	}
	tx.s.heartbeats[l.name] = seen
	tx.s.mu.Unlock()
	if seen.still == kept {
		return kept, nil
	}
	_, err := tx.exec(ctx, `UPDATE lease SET still_beat = beat, still_for = $1 WHERE name = $2 AND holder = $3
		AND beat = $4`,
		seen.still.Milliseconds(), l.name, l.holder, l.beat)
	return seen.still, err
}

const daemonPrefix = "daemon " // the names under which daemons show that they live

// Alive shows the other daemons that this one lives, and takes over the letters of those that have shown
// nothing for patience. A daemon calls it every few seconds, far more often than patience. It returns how
// many letters became free: they are due at once, in doubt. [ErrNewer] says that a newer daemon waits for this one
// to stop, or waits no longer, and [ErrOtherVersion] that one of another version on the same schema does.
func (s *Store) Alive(ctx context.Context, now time.Time, patience time.Duration) (freed int64, err error) {
	// Two transactions: one that touched our own row and then others' could wait for one that did so the other way
	// round.
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.heartbeat(ctx, now); err != nil {
			return err
		}
		if err := tx.otherVersion(ctx); err != nil {
			return err
		}
		return tx.giveWay(ctx)
	})
	if err == nil {
		err = s.Write(ctx, func(ctx context.Context, tx *Tx) (err error) {
			freed, err = tx.freeSilent(ctx, now, patience)
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("show that we are alive: %w", err)
	}
	return freed, nil
}

func (tx *Tx) heartbeat(ctx context.Context, now time.Time) error {
	_, err := tx.exec(ctx, `INSERT INTO lease (name, holder, beat, since, program, machine)
		VALUES ($1, $2, 1, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET beat = lease.beat + 1`,
		daemonPrefix+tx.s.holder, tx.s.holder, millis(now), clean(tx.s.program.Version), clean(tx.s.program.Machine))
	tx.s.shown.Store(true)
	return err
}

// freeSilent takes over from daemons that have shown no life for patience.
func (tx *Tx) freeSilent(ctx context.Context, now time.Time, patience time.Duration) (freed int64, err error) {
	var others []leaseRow
	err = tx.each(ctx, "SELECT "+leaseColumns+" FROM lease WHERE name LIKE 'daemon %' AND holder <> $1 ORDER BY name",
		[]any{tx.s.holder}, func(rows row) error {
			var l leaseRow
			err := rows.Scan(l.into()...)
			others = append(others, l)
			return err
		})
	if err != nil {
		return 0, err
	}
	for _, l := range others {
		still, err := tx.stillFor(ctx, l, now)
		if err != nil {
			return 0, err
		}
		if still < patience {
			continue
		}
		n, err := tx.free(ctx, "holder = $2", now, l.holder)
		if err != nil {
			return 0, err
		}
		freed += n
		if _, err := tx.exec(ctx, "DELETE FROM lease WHERE name = $1 AND beat = $2", l.name, l.beat); err != nil {
			return 0, err
		}
	}
	return freed, nil
}

// free ends leases of letters before their time. Who held them may have sent them, so they are in doubt.
func (tx *Tx) free(ctx context.Context, whose string, now time.Time, args ...any) (int64, error) {
	return tx.exec(ctx, "UPDATE outbox SET due_at = $1, holder = '', lease = '' WHERE state = 'leased' AND "+whose,
		append([]any{millis(now.Add(-tx.s.skew()))}, args...)...)
}

// Holder is who this Store is to the leases: another name at each Open.
func (s *Store) Holder() string { return s.holder }

// Bury ends everything that a Store which is known to have died has held: its letters are due at once, in doubt, and
// its jobs are free.
func (s *Store) Bury(ctx context.Context, now time.Time, holder string) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.free(ctx, "holder = $2", now, holder); err != nil {
			return err
		}
		_, err := tx.exec(ctx, "DELETE FROM lease WHERE holder = $1", holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("take over from a daemon that died: %w", err)
	}
	return nil
}

// ErrInUse says that a daemon runs on the database which does not leave room for what is asked.
var ErrInUse = errors.New("another complaintsd is running on this database")

// Alone returns [ErrInUse] if a daemon works on the database. On a SQLite file none can start either until this Store
// is closed. With PostgreSQL it waits for a sign of life of a daemon that has not said that it ended.
func (s *Store) Alone(ctx context.Context) error {
	if s.engine == sqlite {
		return s.takeLock()
	}
	db := s.schemaDB()
	_, err := s.waitUntilUnused(ctx, db, waitForSign)
	return errors.Join(err, s.closeSchemaDB(db))
}

// takeLock makes this Store the one that may be a daemon's on a SQLite file.
func (s *Store) takeLock() error {
	if s.path == "" || s.lock != nil {
		return nil
	}
	lock, err := LockFile(s.path + ".lock")
	s.lock = lock
	return err
}

// Program is what people know a daemon by.
type Program struct {
	Version string // of the program
	Machine string // on which it runs, and as which process
}

// Start makes this Store the daemon's. On a SQLite file there can be only one, or it returns [ErrInUse];
// the leases of the one before it, which must have died, end at once. With PostgreSQL there may be many,
// and [Store.Alive] tells the dead from the living; those of another version of the program are asked to stop first,
// and waited for. Programs that only look do not call it.
func (s *Store) Start(ctx context.Context, now time.Time, p Program) error {
	s.program = p
	if s.engine == sqlite {
		if err := s.takeLock(); err != nil {
			return err
		}
	}
	if s.engine == postgres {
		if err := s.takeOverVersions(ctx); err != nil {
			return err
		}
	}
	s.started.Store(true)
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if s.engine == sqlite {
			if _, err := tx.free(ctx, "holder <> $2", now, s.holder); err != nil {
				return err
			}
			if _, err := tx.exec(ctx, "DELETE FROM lease WHERE holder <> $1", s.holder); err != nil {
				return err
			}
		}
		return tx.heartbeat(ctx, now)
	})
}

// leave takes our leases out, so that nobody waits for them to run out. If that fails they wait; and they do if letters
// are left that only a daemon which finds us silent takes over.
func (s *Store) leave() {
	if !s.shown.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `DELETE FROM lease WHERE holder = $1
			AND NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'leased' AND holder = $1)`, s.holder)
		return err
	})
}

// Daemon is a daemon that works on the database, or has done so and not said that it ended.
type Daemon struct {
	Program
	Holder string        // who it is to the leases
	Since  time.Time     // when it started, by its own clock; the zero time if that is not known
	Still  time.Duration // for how long the others have seen no sign of life
	Jobs   []Job
}

// Job is what only one daemon may do, and since when it has, by its own clock.
type Job struct {
	Name  string
	Since time.Time
}

// Daemons lists who works on the database and what each holds. On a SQLite file it is the one that has the file, which
// does every job and holds none by name.
func (s *Store) Daemons(ctx context.Context) ([]Daemon, error) {
	if s.path != "" {
		lock, err := LockFile(s.path + ".lock")
		if !errors.Is(err, ErrInUse) { // then nobody has it
			if lock != nil {
				err = errors.Join(err, lock.Close())
			}
			return nil, err
		}
	}
	var all []Daemon
	at := map[string]int{}
	of := func(holder string) *Daemon {
		if _, known := at[holder]; !known {
			at[holder] = len(all)
			all = append(all, Daemon{Holder: holder})
		}
		return &all[at[holder]]
	}
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT "+leaseColumns+`, since, program, machine FROM lease
			WHERE name NOT LIKE 'migration%' ORDER BY since, name`, nil, func(rows row) error {
			var l leaseRow
			var since *int64
			var p Program
			if err := rows.Scan(append(l.into(), &since, &p.Version, &p.Machine)...); err != nil {
				return err
			}
			d := of(l.holder)
			if !strings.HasPrefix(l.name, daemonPrefix) {
				d.Jobs = append(d.Jobs, Job{l.name, instantOrZero(since)})
				return nil
			}
			d.Program, d.Since = p, instantOrZero(since)
			if l.stillBeat == l.beat {
				d.Still = time.Duration(l.stillFor) * time.Millisecond
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("daemons on this database: %w", err)
	}
	return all, nil
}

// Shared reports whether other daemons may work on this database at the same time, so that jobs for one daemon
// need a [Store.Lease].
func (s *Store) Shared() bool { return s.engine == postgres }

// LockFile opens a file, made if it is missing, for this process alone. The kernel gives the lock back when its holder
// dies, however it dies. While another has it the error is [ErrInUse].
func LockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrInUse
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return f, nil
}
