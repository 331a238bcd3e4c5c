package main

import (
	"errors"
	"os"
	"testing"

	"complaints/cmd/internal/lab"
)

// newPostgres puts up a PostgreSQL for one test and returns its address.
func newPostgres(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "complaintsd-postgres-") // short, for the socket's path, and open to the server's own user
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
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
	return pg.URL()
}
