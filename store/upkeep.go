package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"complaints/internal/failpoint"
)

// Backup writes a copy of the whole store, as of one moment and while it is in use, into a new SQLite file
// at path, readable by its owner alone. It is restored by opening it, or into PostgreSQL by [Copy].
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(err, errors.New("there is a file of that name already"))
	}
	part := path + ".part" // takes its name only when it is whole
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	write := s.copyInto
	if s.engine == sqlite {
		write = s.vacuumInto
	}
	if err := write(ctx, part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

func (s *Store) vacuumInto(ctx context.Context, part string) error {
	if err := prepareFile(part); err != nil {
		return err
	}
	c, err := s.read.take(ctx)
	if err != nil {
		return err
	}
	if c == nil {
		if c, err = s.read.connect(ctx); err != nil {
			s.read.free <- nil
			return err
		}
	}
	// Readers may not write, not even to another file; this one may for once.
	_, err = c.ExecContext(ctx, "PRAGMA query_only = 0")
	if err == nil {
		_, err = c.ExecContext(ctx, "VACUUM INTO ?", part)
	}
	if s.path != "" {
		_, again := c.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = 1")
		err = errors.Join(err, again)
	}
	s.read.put(c)
	return err
}

func (s *Store) copyInto(ctx context.Context, part string) error {
	to, err := Open(ctx, "sqlite:"+part)
	if err != nil {
		return err
	}
	_, err = Copy(ctx, s, to)
	err = errors.Join(err, to.Close())
	if gone := os.Remove(part + ".lock"); !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Health is how the database fares.
type Health struct {
	Engine string // sqlite or postgres
	Schema int64  // version
	Size   int64  // bytes it takes
	Free   int64  // bytes left on its disk; -1 if that cannot be seen from here
}

// lowDisk is the room below which a store is in trouble: a day's mail with photographs.
const lowDisk = 512 << 20

// ErrDamaged says that the database's own structure is broken, and what to do.
var ErrDamaged = errors.New("the database is damaged: stop the daemon and put the newest backup in its place; what " +
	"arrived since then is read from the mailbox again")

// ErrDiskLow says that there is little room left.
var ErrDiskLow = errors.New("the disk is nearly full")

// Check looks at the database's structure and at the room on its disk. It returns [ErrDamaged] or
// [ErrDiskLow] with what is wrong. In SQLite it reads every page, which takes seconds for each gigabyte, while
// everybody else goes on working. What the rows say is proved by [Store.Verify].
func (s *Store) Check(ctx context.Context) (Health, error) {
	h := Health{Engine: string(s.engine), Free: -1}
	size := "SELECT pg_database_size(current_database())"
	if s.engine == sqlite {
		size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	}
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.one(ctx, "SELECT MAX(version_id) FROM schema_version", nil, &h.Schema); err != nil {
			return err
		}
		if err := tx.one(ctx, size, nil, &h.Size); err != nil {
			return err
		}
		return tx.structure(ctx, "PRAGMA quick_check(20)")
	})
	err = damage(err)
	var low bool
	if h.Free, low = s.Room(); low {
		err = errors.Join(err, fmt.Errorf("%w: %d MB left in %s", ErrDiskLow, h.Free>>20, filepath.Dir(s.path)))
	}
	if err != nil {
		return h, fmt.Errorf("check the %s database: %w", s.engine, err)
	}
	return h, nil
}

// Room returns how many bytes are left on the disk of the database, and whether that is too little to go on for long.
// It is -1 where that cannot be seen from here: in memory, and with PostgreSQL.
func (s *Store) Room() (free int64, low bool) {
	if s.path == "" {
		return -1, false
	}
	if failpoint.DiskFull() != nil {
		return 0, true
	}
	free, err := diskFree(filepath.Dir(s.path))
	return free, err == nil && free < lowDisk
}

// diskFree returns how many bytes we may still write in a folder.
func diskFree(dir string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return -1, fmt.Errorf("room in %s: %w", dir, err)
	}
	return int64(fs.Bavail) * int64(fs.Bsize), nil
}

// damage marks the error of a database whose pages do not hold together.
func damage(err error) error {
	if sqliteDamaged(err) && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// structure has SQLite look at its own pages, and stops when ctx ends. PostgreSQL checks its pages when it reads them.
func (tx *Tx) structure(ctx context.Context, pragma string) error {
	if tx.s.engine != sqlite {
		return nil
	}
	rows, err := tx.conn.QueryContext(ctx, pragma) // not as other statements, which are never cut short
	if err != nil {
		return err
	}
	var wrong []string
	for rows.Next() {
		var line string
		if err = rows.Scan(&line); err != nil {
			break
		}
		if line != "ok" {
			wrong = append(wrong, line)
		}
	}
	if err = errors.Join(err, rows.Err(), rows.Close()); err == nil && len(wrong) > 0 {
		err = fmt.Errorf("%w: %s", ErrDamaged, strings.Join(wrong, "; "))
	}
	return err
}

// worthVacuuming is how many unused pages a SQLite file must have before Tidy rewrites it: 64 MB.
const worthVacuuming = 64 << 20 / 4096

// Tidy is for once a night. It empties SQLite's log into the database, and if a quarter of that is unused by now, gives
// the room back. PostgreSQL looks after itself.
func (s *Store) Tidy(ctx context.Context) error {
	if s.engine == postgres {
		return nil
	}
	var pages, unused int64
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT page_count, freelist_count FROM pragma_page_count(), pragma_freelist_count()", nil,
			&pages, &unused)
	})
	if err != nil {
		return fmt.Errorf("tidy the database: %w", err)
	}
	if unused > worthVacuuming && unused > pages/4 {
		return s.Vacuum(ctx)
	}
	if err := s.write.alone(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("tidy the database: %w", err)
	}
	return nil
}

// Vacuum gives room that is no longer used back to the disk and brings the planner's figures up to date.
// SQLite needs as much free room again while it does so.
func (s *Store) Vacuum(ctx context.Context) error {
	statements := []string{undoInFile, "VACUUM", undoInMemory, "PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"}
	if s.engine == postgres {
		statements = []string{"VACUUM (ANALYZE)"}
	}
	if err := s.write.alone(ctx, statements...); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return nil
}
