package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

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
	onEachURL(t, func(t *testing.T, url string) { test(t, open(t, url)) })
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

// server is one PostgreSQL for the whole test run: private, in a folder of its own, reachable only through
// a socket there. Each test gets a schema in it.
var server struct {
	sync.Once
	dir     string
	cmd     *exec.Cmd
	problem error
	next    atomic.Int64
}

func newPostgres(t testing.TB) string {
	t.Helper()
	server.Do(func() { server.problem = startPostgres() })
	if server.problem != nil {
		if os.Getenv("CI_REQUIRE_SERVERS") == "1" {
			t.Fatal(server.problem)
		}
		t.Skip(server.problem)
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

func databaseURL(schema string) string {
	return fmt.Sprintf("postgres:///postgres?host=%s&user=postgres&search_path=%s", server.dir, schema)
}

func postgresBinary(name string) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		return found[len(found)-1]
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

func startPostgres() error {
	initdb := postgresBinary("initdb")
	if initdb == "" {
		return fmt.Errorf("PostgreSQL is not installed (no initdb), so these tests are left out")
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return err
	}
	server.dir = dir
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() == 0 { // the server refuses to run as root
		const nobody = 65534
		attr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			return err
		}
	}
	data := filepath.Join(dir, "data")
	start := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C",
		"--encoding=UTF8")
	start.SysProcAttr, start.Dir = attr, dir
	if out, err := start.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	server.cmd = exec.Command(postgresBinary("postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c",
		"max_connections=200", "-c", "fsync=off")
	server.cmd.SysProcAttr, server.cmd.Dir = attr, dir
	if err := server.cmd.Start(); err != nil {
		return err
	}
	for range 200 {
		if c, err := pgx.Connect(context.Background(), databaseURL("public")); err == nil {
			return c.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL did not come up in %s", dir)
}

func TestMain(m *testing.M) {
	if url := os.Getenv(writerEnv); url != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(url))
		os.Exit(0)
	}
	code := m.Run()
	if server.cmd != nil && server.cmd.Process != nil {
		_ = server.cmd.Process.Signal(syscall.SIGQUIT)
		_ = server.cmd.Wait()
	}
	if server.dir != "" {
		_ = os.RemoveAll(server.dir)
	}
	os.Exit(code)
}
