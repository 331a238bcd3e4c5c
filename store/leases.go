package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// sighting is what was last seen of another daemon, and since when by our own clock it has been that way.
type sighting struct {
	holder string
	beat   int64
	since  time.Time
}

// Lease asks for a job that only one daemon may do, such as polling a mailbox, under a name of the
// caller's. True means that it is ours until ttl from now, by which time it must be asked for again. The
// lease of a daemon that has not renewed it for ttl falls to whoever asks next.
//
// Clocks are never compared: each renewal moves a counter, and a daemon whose counter stands still for ttl,
// as measured by the one who waits, has let go.
func (s *Store) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (ours bool, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.exec(ctx, `INSERT INTO lease (name, holder, beat) VALUES ($1, $2, 1)
			ON CONFLICT (name) DO UPDATE SET beat = lease.beat + 1 WHERE lease.holder = excluded.holder`, name, holder)
		if err != nil || n > 0 {
			ours = n > 0
			return err
		}
		var seen sighting
		if err := tx.one(ctx, "SELECT holder, beat FROM lease WHERE name = $1", []any{name}, &seen.holder, &seen.beat); err != nil {
			return err
		}
		if s.silence(name, seen, now) < ttl {
			return nil
		}
		n, err = tx.exec(ctx, "UPDATE lease SET holder = $1, beat = beat + 1 WHERE name = $2 AND holder = $3 AND beat = $4",
			holder, name, seen.holder, seen.beat)
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

// silence is for how long the counter behind a name has stood still, as far as we have watched.
func (s *Store) silence(name string, seen sighting, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, known := s.sightings[name]
	if !known || last.holder != seen.holder || last.beat != seen.beat {
		seen.since = now
		s.sightings[name] = seen
		return 0
	}
	return now.Sub(last.since)
}

const daemonPrefix = "daemon " // the names under which daemons show that they live

// Alive shows the other daemons that this one lives, and takes over the letters of those that have shown
// nothing for patience. A daemon calls it every few seconds, far more often than patience. It returns how
// many letters became free: they are due at once, in doubt. [ErrNewer] says that a newer daemon waits for this one
// to stop.
func (s *Store) Alive(ctx context.Context, now time.Time, patience time.Duration) (freed int64, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `INSERT INTO lease (name, holder, beat) VALUES ($1, $2, 1)
			ON CONFLICT (name) DO UPDATE SET beat = lease.beat + 1`, daemonPrefix+s.holder, s.holder)
		if err != nil {
			return err
		}
		if err := tx.giveWay(ctx); err != nil {
			return err
		}
		silent, err := tx.silentDaemons(ctx, now, patience)
		if err != nil {
			return err
		}
		for _, name := range silent {
			n, err := tx.free(ctx, "holder = $2", now, name[len(daemonPrefix):])
			if err != nil {
				return err
			}
			freed += n
			if _, err := tx.exec(ctx, "DELETE FROM lease WHERE name = $1", name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("show that we are alive: %w", err)
	}
	return freed, nil
}

func (tx *Tx) silentDaemons(ctx context.Context, now time.Time, patience time.Duration) (silent []string, err error) {
	err = tx.each(ctx, "SELECT name, holder, beat FROM lease WHERE name LIKE 'daemon %' AND holder <> $1 ORDER BY name", []any{tx.s.holder}, func(rows row) error {
		var name string
		var seen sighting
		if err := rows.Scan(&name, &seen.holder, &seen.beat); err != nil {
			return err
		}
		if tx.s.silence(name, seen, now) >= patience {
			silent = append(silent, name)
		}
		return nil
	})
	return silent, err
}

// free ends leases of letters before their time. Who held them may have sent them, so they are in doubt.
func (tx *Tx) free(ctx context.Context, whose string, now time.Time, args ...any) (int64, error) {
	return tx.exec(ctx, `UPDATE outbox SET due_at = $1, holder = '', lease = '' WHERE state = 'leased' AND `+whose, append([]any{millis(now.Add(-tx.s.skew()))}, args...)...)
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

// ErrInUse says that another daemon runs on the same SQLite file.
var ErrInUse = errors.New("another complaintsd is running on this database")

// Alone returns [ErrInUse] if another program works on the database. On a SQLite file no daemon can start either until
// this Store is closed.
func (s *Store) Alone(ctx context.Context) error {
	if s.engine == sqlite {
		return s.takeLock()
	}
	var others int
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, `SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = $1 AND pid <> pg_backend_pid()
			AND objid = current_schema()::regnamespace::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, []any{int64(inUse)}, &others)
	})
	if err == nil && others > 0 {
		err = ErrInUse
	}
	return err
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

// Start makes this Store the daemon's. On a SQLite file there can be only one, or it returns [ErrInUse];
// the leases of the one before it, which must have died, end at once. With PostgreSQL there may be many,
// and [Store.Alive] tells the dead from the living. Programs that only look do not call it.
func (s *Store) Start(ctx context.Context, now time.Time) error {
	if s.engine == postgres {
		return nil
	}
	if err := s.takeLock(); err != nil {
		return err
	}
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.free(ctx, "holder <> $2", now, s.holder); err != nil {
			return err
		}
		_, err := tx.exec(ctx, "DELETE FROM lease WHERE holder <> $1", s.holder)
		return err
	})
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
