package store_test

import (
	"context"
	"strings"
	"testing"

	"complaints/internal/labtest"
	"complaints/store"
)

// pooled puts up a PgBouncer in front of the tests' PostgreSQL and returns its address. Its pools are of databases, so
// that the tables are in a database of their own.
func pooled(t *testing.T, mode string) (url string) {
	t.Helper()
	newPostgres(t) // skips where there is none
	p := labtest.PgBouncer(t, server.pg, mode)
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
