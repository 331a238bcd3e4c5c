package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// ErrNoDatabase says that there is none where the address points.
var ErrNoDatabase = errors.New("there is no database")

// There reports whether there is a database where an address points, and makes none.
func There(ctx context.Context, url string) (bool, error) {
	path, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return tablesThere(ctx, url)
	}
	path = strings.TrimPrefix(path, "//")
	if strings.HasPrefix(path, ":") {
		return false, nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, prepareFolder(filepath.Dir(path))
	case err != nil:
		return false, fmt.Errorf("look for the database: %w", err)
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return true, nil // all of it may stand there
	}
	return info.Size() > 0, nil
}

func tablesThere(ctx context.Context, url string) (there bool, err error) {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return false, fmt.Errorf("look for the database: %w", err)
	}
	err = c.QueryRow(ctx, "SELECT to_regclass('arrival') IS NOT NULL").Scan(&there)
	return there, errors.Join(err, c.Close(ctx))
}

// OpenThere is Open for those who only look, or change what is there: it makes no database, and returns [ErrNoDatabase]
// if there is none. One on a medium that cannot be written is read, if it is of this program's schema.
func OpenThere(ctx context.Context, url string) (*Store, error) {
	if strings.HasPrefix(url, "sqlite::") {
		return Open(ctx, url)
	}
	there, err := There(ctx, url)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, ErrNoDatabase
	}
	return Open(ctx, url)
}

// realPath is the file itself where a path leads to it by links, so that all who name it otherwise lock the same one.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real, nil
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return abs, nil // prepareFile says what is wrong with the folder
	}
	return filepath.Join(dir, filepath.Base(abs)), nil
}

// mayOnlyRead reports whether a file is there that we may read and not write.
func mayOnlyRead(path string, err error) bool {
	if !errors.Is(err, syscall.EROFS) && !errors.Is(err, fs.ErrPermission) {
		return false
	}
	f, err := os.Open(path)
	return err == nil && f.Close() == nil
}

// ErrMoved says that the file of the database is no longer where it was opened.
var ErrMoved = errors.New("the database's file was moved, replaced or deleted while the daemon ran")

// files are those of an open database, as the disk knows them.
type files struct{ database, log os.FileInfo }

// InPlace copies what is in SQLite's log into the database, and returns [ErrMoved] if the file that we have open is not
// the one at its path any more, or its log is not. Then what we have written is copied into the file that we have, as
// far as that goes, and the daemon must stop: nobody who opens the path would see what it writes.
func (s *Store) InPlace(ctx context.Context) error {
	if s.path == "" || s.readOnly {
		return nil
	}
	if err := s.checkPlace(); err != nil {
		return errors.Join(err, s.write.alone(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"))
	}
	if err := s.write.alone(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return fmt.Errorf("copy the log into the database: %w", err)
	}
	return nil
}

func (s *Store) checkPlace() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, file := range []struct {
		path string
		seen *os.FileInfo
	}{{s.path, &s.files.database}, {s.path + "-wal", &s.files.log}} {
		info, err := os.Stat(file.path)
		switch {
		case err == nil && *file.seen == nil:
			*file.seen = info
		case err == nil && os.SameFile(info, *file.seen):
		case errors.Is(err, fs.ErrNotExist) && *file.seen == nil:
		case err == nil, errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%w: %s is another file than the one that was opened, or is gone. Put the file back, "+
				"and start the daemon again", ErrMoved, file.path)
		default:
			return fmt.Errorf("look at the file of the database: %w", err)
		}
	}
	return nil
}
