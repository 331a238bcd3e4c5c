package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	return errors.Join(err, to.Close())
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

// ErrDamaged says that the database's own structure is broken: stop, and go back to a backup.
var ErrDamaged = errors.New("the database is damaged")

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
	if s.path != "" {
		free, unseen := diskFree(filepath.Dir(s.path))
		h.Free = free
		if unseen == nil && free < lowDisk {
			err = errors.Join(err, fmt.Errorf("%w: %d MB left in %s", ErrDiskLow, free>>20, filepath.Dir(s.path)))
		}
		err = errors.Join(err, unseen)
	}
	if err != nil {
		return h, fmt.Errorf("check the %s database: %w", s.engine, err)
	}
	return h, nil
}

// damage marks the error of a database whose pages do not hold together.
func damage(err error) error {
	if sqliteDamaged(err) && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// structure has SQLite look at its own pages. PostgreSQL checks its pages when it reads them.
func (tx *Tx) structure(ctx context.Context, pragma string) error {
	if tx.s.engine != sqlite {
		return nil
	}
	var wrong []string
	err := tx.each(ctx, pragma, nil, func(rows row) error {
		var line string
		err := rows.Scan(&line)
		if line != "ok" {
			wrong = append(wrong, line)
		}
		return err
	})
	if err == nil && len(wrong) > 0 {
		err = fmt.Errorf("%w: %s", ErrDamaged, strings.Join(wrong, "; "))
	}
	return err
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
