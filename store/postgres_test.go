package store_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"complaints/internal/lab"
	"complaints/store"
)

// pooled puts up a PgBouncer in front of the tests' PostgreSQL and returns its address. Its pools are of databases, so
// that the tables are in a database of their own.
func pooled(t *testing.T, mode string) (url string) {
	t.Helper()
	newPostgres(t)                      // skips where there is none
	dir, err := os.MkdirTemp("", "pgb") // short, for the socket's path
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p, err := lab.StartPgBouncer(t.Context(), dir, server.dir, mode)
	if errors.Is(err, lab.ErrMissing) && os.Getenv("CI_REQUIRE_SERVERS") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	database := "pooled_" + mode
	execRaw(t, databaseURL("public"), "CREATE DATABASE "+database)
	return strings.Replace(p.URL(), "postgres:///postgres", "postgres:///"+database, 1)
}

func TestAPoolerInSessionModeWillDo(t *testing.T) {
	t.Parallel()
	url := pooled(t, "session")
	for range 2 { // the second time a connection is one that somebody else has had
		s, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetMark(ctx, "followed:dates", 7) })
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAPoolerInTransactionModeIsRefused(t *testing.T) {
	t.Parallel()
	url := pooled(t, "transaction")
	for range 3 { // with its pool empty, and with connections in it that we have used before
		_, err := store.Open(t.Context(), url)
		const want = "give that of a pooler in session mode, or the server's own"
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("opened through a pooler in transaction mode: %v, want one sentence with %q", err, want)
		}
	}
}
