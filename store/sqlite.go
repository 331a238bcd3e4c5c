package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	modernc "modernc.org/sqlite" // registers "sqlite"
	codes "modernc.org/sqlite/lib"
)

// The pragmas are in the data source name because each connection needs them: one set by a statement holds
// for one connection of the pool only. synchronous(FULL) is what makes a commit outlive a power cut. The log is
// copied into the database after 16 MB and not sooner: a page that many commits have changed is copied once.
var sqlitePragmas = []string{
	"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(1)",
	"cache_size(-4000)", "journal_size_limit(67108864)", "trusted_schema(0)", "wal_autocheckpoint(4000)",
}

const sqliteReaders = 4

// What a statement of several rows needs to undo itself is small, so a writer keeps it in memory and not in a file.
// It is no pragma of the data source name: migrations and VACUUM sort and copy what may be large.
const (
	undoInMemory = "PRAGMA temp_store = MEMORY"
	undoInFile   = "PRAGMA temp_store = FILE"
)

func (s *Store) openSQLite(path string) error {
	s.engine = sqlite
	path = strings.TrimPrefix(path, "//")
	if path == ":memory:" {
		// One connection, since each has a database of its own in memory.
		db, err := sql.Open("sqlite", sqliteSource("file::memory:"))
		if err != nil {
			return err
		}
		s.write = newPool(db, 1, true, undoInMemory)
		s.read = s.write
		return nil
	}
	if path == ":scratch:" {
		return s.openScratch()
	}
	abs, err := realPath(path)
	if err != nil {
		return err
	}
	name := "file:" + (&url.URL{Path: abs}).EscapedPath()
	if err := prepareFile(abs); mayOnlyRead(abs, err) {
		return s.openReadOnly(abs, name)
	} else if err != nil {
		return err
	}
	writer, err := sql.Open("sqlite", sqliteSource(name, "_txlock=immediate"))
	if err != nil {
		return err
	}
	reader, err := sql.Open("sqlite", sqliteSource(name, "_pragma=query_only(1)", "_pragma=cache_size(-1000)"))
	if err != nil {
		return errors.Join(err, writer.Close())
	}
	s.path, s.write, s.read = abs, newPool(writer, 1, true, undoInMemory), newPool(reader, sqliteReaders, true)
	return nil
}

// openReadOnly opens a file on a medium that nobody can write, as a backup on a disk that is locked. SQLite then
// makes no files beside it.
func (s *Store) openReadOnly(path, name string) error {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("%s cannot be written, and part of the database stands in %s-wal: copy both to where "+
			"they can be "+
			"written, and open them there", path, path)
	}
	db, err := sql.Open("sqlite", name+"?mode=ro&immutable=1&_pragma=query_only(1)&_pragma=foreign_keys(1)")
	if err != nil {
		return err
	}
	s.path, s.readOnly = path, true
	s.write = newPool(db, sqliteReaders, true)
	s.read = s.write
	return nil
}

// openScratch opens a database that nobody needs afterwards. One connection has it all to itself and works in one
// transaction, which is never committed and goes with the file: each Write is a savepoint in it. So a page is written
// when there is no more room for it in memory, and not each time that something in it has changed. Not so a database in
// memory, in which SQLite looks through every page that it has at each savepoint.
func (s *Store) openScratch() error {
	var err error
	if s.tempDir, err = os.MkdirTemp("", "complaints-scratch-"); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", sqliteSource("file:"+filepath.Join(s.tempDir, "complaints.db"),
		"_pragma=journal_mode(MEMORY)", "_pragma=synchronous(OFF)", "_pragma=locking_mode(EXCLUSIVE)",
		"_pragma=cache_size(-64000)"))
	if err != nil {
		return err
	}
	s.write = newPool(db, 1, true, undoInMemory, "BEGIN IMMEDIATE")
	s.read, s.nested = s.write, true
	return nil
}

func sqliteSource(name string, more ...string) string {
	params := make([]string, 0, len(sqlitePragmas)+len(more))
	for _, p := range sqlitePragmas {
		params = append(params, "_pragma="+p)
	}
	return name + "?" + strings.Join(append(params, more...), "&")
}

// prepareFile makes sure that the file is there and only its owner can read it. SQLite gives the files
// beside it the same permissions.
func prepareFile(path string) error {
	if err := prepareFolder(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// prepareFolder makes sure that the folder is one that may hold a database.
func prepareFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist: make it first, for the daemon's user alone", dir)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", dir)
	case info.Mode().Perm()&0o002 != 0 && info.Mode()&os.ModeSticky == 0:
		return fmt.Errorf("anybody may write to the folder %s: take that right away, it holds residents' letters", dir)
	}
	return nil
}

// sqliteLostRace tells a lock that somebody else held for too long.
func sqliteLostRace(err error) bool {
	var e *modernc.Error
	return errors.As(err, &e) && (e.Code()&0xff == codes.SQLITE_BUSY || e.Code()&0xff == codes.SQLITE_LOCKED)
}

// sqliteDamaged tells a file whose pages do not hold together.
func sqliteDamaged(err error) bool {
	var e *modernc.Error
	return errors.As(err, &e) && (e.Code()&0xff == codes.SQLITE_CORRUPT || e.Code()&0xff == codes.SQLITE_NOTADB)
}
