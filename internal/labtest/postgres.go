// Package labtest puts up the laboratory's servers for one test.
package labtest

import (
	"errors"
	"os"
	"testing"

	"complaints/internal/lab"
)

// Postgres puts up a PostgreSQL for one test. Where it is not installed the test is skipped, unless
// CI_REQUIRE_SERVERS=1 says that none may be.
func Postgres(t testing.TB) *lab.Postgres {
	t.Helper()
	pg, err := lab.StartPostgres(t.Context(), socketFolder(t))
	skipIfMissing(t, err)
	t.Cleanup(func() {
		if err := pg.Stop(); err != nil {
			t.Error(err)
		}
	})
	return pg
}

// socketFolder is a folder whose name is short, for the socket's path, and which is open to the server's own user.
func socketFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "complaintsd-postgres-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// skipIfMissing skips a test for which a server is not installed, and fails one whose server did not start.
func skipIfMissing(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, lab.ErrMissing) && os.Getenv("CI_REQUIRE_SERVERS") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}
