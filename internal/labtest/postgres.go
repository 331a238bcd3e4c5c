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
	// short, for the socket's path, and open to the server's own user
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
	pg, err := lab.StartPostgres(t.Context(), dir)
	if errors.Is(err, lab.ErrMissing) && os.Getenv("CI_REQUIRE_SERVERS") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pg.Stop(); err != nil {
			t.Error(err)
		}
	})
	return pg
}
