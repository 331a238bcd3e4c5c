package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"complaints/internal/lab"
	"complaints/store"
)

// engines are the databases that every conformance test runs on. open makes an empty one; opening the same
// url again finds the same rows.
var engines = map[string]func(t testing.TB) (url string){
	"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "complaints.db") },
	"memory":   func(testing.TB) string { return "sqlite::memory:" },
	"postgres": newPostgres,
}

// onEach runs a test on each engine.
func onEach(t *testing.T, test func(t *testing.T, s *store.Store)) {
	onEachURL(t, func(t *testing.T, url string) {
		s := open(t, url)
		sealed(t, s)
		test(t, s)
		for _, f := range verified(t, s) { // a test may leave rows that do not fit, and none without a proof that does
			if strings.Contains(f.Problem, "seal") {
				t.Error(f)
			}
		}
	})
}

func onEachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Parallel()
	for name, newDatabase := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newDatabase(t))
		})
	}
}

func open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// server is one PostgreSQL for the whole test run. Each test gets a schema in it.
var server struct {
	sync.Once
	dir     string
	pg      *lab.Postgres
	problem error
	next    atomic.Int64
}

func newPostgres(t testing.TB) string {
	t.Helper()
	server.Do(func() {
		if server.dir, server.problem = os.MkdirTemp("", "pg"); server.problem == nil {
			server.pg, server.problem = lab.StartPostgres(context.Background(), server.dir, "fsync=off",
				"max_connections=200")
		}
	})
	if errors.Is(server.problem, lab.ErrMissing) && os.Getenv("CI_REQUIRE_SERVERS") != "1" {
		t.Skip(server.problem)
	}
	if server.problem != nil {
		t.Fatal(server.problem)
	}
	name := "t" + strconv.FormatInt(server.next.Add(1), 10)
	admin, err := pgx.Connect(t.Context(), databaseURL("public"))
	if err == nil { // a schema is as empty as a database, and made much sooner
		_, err = admin.Exec(t.Context(), "CREATE SCHEMA "+name)
		err = errors.Join(err, admin.Close(context.Background()))
	}
	if err != nil {
		t.Fatal(err)
	}
	return databaseURL(name)
}

func databaseURL(schema string) string { return server.pg.URL() + "&search_path=" + schema }

func TestMain(m *testing.M) {
	if url := os.Getenv(writerEnv); url != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(url))
		os.Exit(0)
	}
	code := m.Run()
	if server.pg != nil {
		_ = server.pg.Crash() // nothing of it is kept
	}
	if server.dir != "" {
		_ = os.RemoveAll(server.dir)
	}
	os.Exit(code)
}
