package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/store"
)

// rawDB reaches a database without the store.
func rawDB(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver, source := "pgx", url
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execRaw(t *testing.T, url, statement string) {
	t.Helper()
	if _, err := rawDB(t, url).ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestCopyCarriesEveryColumn(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "complaints.db")
	open(t, url)
	rows, err := rawDB(t, url).QueryContext(t.Context(), `SELECT m.name, c.name
		FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT IN ('lease', 'schema_version') AND m.name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	carried := store.Tables()
	seen := 0
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if seen++; !slices.Contains(carried[table], column) {
			t.Errorf("%s.%s is left behind", table, column)
		}
	}
	if err := rows.Err(); err != nil || seen < 50 {
		t.Errorf("%d columns seen, %v", seen, err)
	}
}

func TestOnlyItsOwnerReadsTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a folder #1 with 100% odd?name", "complaints.db")
	if _, err := store.Open(t.Context(), "sqlite:"+path); err == nil ||
		!strings.Contains(err.Error(), "does not exist") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, "sqlite:"+path)
	openCases(t, s, 1, 1)
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
	open77 := filepath.Join(dir, "open to all")
	if err := os.Mkdir(open77, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open77, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), "sqlite:"+filepath.Join(open77, "complaints.db")); err == nil ||
		!strings.Contains(err.Error(), "anybody may write") {
		t.Errorf("a folder that anybody may write to: %v", err)
	}
}

func TestURLsThatAreNoDatabase(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"nothing":               "",
		"another engine":        "mysql://localhost/complaints",
		"a path alone":          "/var/lib/complaints.db",
		"a server that is away": "postgres:///complaints?host=" + t.TempDir(),
		"not a database":        "sqlite:" + notADatabase(t),
		"a folder":              "sqlite:" + t.TempDir(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s, err := store.Open(t.Context(), url); err == nil {
				t.Error("opened", s.Close())
			}
		})
	}
}

func notADatabase(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("Dear Asha Rahman, ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A bubble ends only when every goroutine in it has ended, and its clock stands still while any of them is
// at work: both are what a rehearsal needs.
func TestWorksInABubble(t *testing.T) {
	for name, url := range map[string]string{
		"memory": "sqlite::memory:",
		"file":   "sqlite:" + filepath.Join(t.TempDir(), "complaints.db"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s, err := store.Open(ctx, url)
				if err != nil {
					t.Fatal(err)
				}
				openCases(t, s, 1, 20)
				done := make(chan error)
				go func() {
					_, err := s.DueCases(ctx, later, 5)
					done <- err
				}()
				if err := <-done; err != nil {
					t.Error(err)
				}
				if faults := verified(t, s); len(faults) > 0 {
					t.Error(faults)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				if waited := time.Since(began); waited != 0 {
					t.Errorf("it waited for %v", waited)
				}
			})
		})
	}
}
