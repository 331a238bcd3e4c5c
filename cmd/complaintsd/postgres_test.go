package main

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
)

// postgres is one PostgreSQL for the whole test run: private, in a folder of its own, reachable only through a socket
// there. Each test gets a schema in it.
var postgres struct {
	sync.Once
	dir     string
	cmd     *exec.Cmd
	problem error
	next    atomic.Int64
}

func newPostgres(t *testing.T) string {
	t.Helper()
	postgres.Do(func() { postgres.problem = startPostgres() })
	if postgres.problem != nil {
		if os.Getenv("CI_REQUIRE_SERVERS") == "1" {
			t.Fatal(postgres.problem)
		}
		t.Skip(postgres.problem)
	}
	name := "c" + strconv.FormatInt(postgres.next.Add(1), 10)
	admin, err := pgx.Connect(t.Context(), schemaURL("public"))
	if err == nil {
		_, err = admin.Exec(t.Context(), "CREATE SCHEMA "+name)
		err = errors.Join(err, admin.Close(context.Background()))
	}
	if err != nil {
		t.Fatal(err)
	}
	return schemaURL(name)
}

func schemaURL(schema string) string {
	return fmt.Sprintf("postgres:///postgres?host=%s&user=postgres&search_path=%s", postgres.dir, schema)
}

func postgresBinary(name string) string {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return found[len(found)-1]
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

func startPostgres() (err error) {
	initdb := postgresBinary("initdb")
	if initdb == "" {
		return errors.New("PostgreSQL is not installed (no initdb), so this test is left out")
	}
	if postgres.dir, err = os.MkdirTemp("", "pg"); err != nil {
		return err
	}
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() == 0 { // the server refuses to run as root
		const nobody = 65534
		attr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(postgres.dir, nobody, nobody); err != nil {
			return err
		}
	}
	data := filepath.Join(postgres.dir, "data")
	start := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "--encoding=UTF8")
	start.SysProcAttr, start.Dir = attr, postgres.dir
	if out, err := start.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	postgres.cmd = exec.Command(postgresBinary("postgres"), "-D", data, "-k", postgres.dir, "-c", "listen_addresses=", "-c", "fsync=off")
	postgres.cmd.SysProcAttr, postgres.cmd.Dir = attr, postgres.dir
	if err := postgres.cmd.Start(); err != nil {
		return err
	}
	for range 200 {
		if c, err := pgx.Connect(context.Background(), schemaURL("public")); err == nil {
			return c.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL did not come up in %s", postgres.dir)
}

func TestMain(m *testing.M) {
	code := m.Run()
	if postgres.cmd != nil && postgres.cmd.Process != nil {
		_ = postgres.cmd.Process.Signal(syscall.SIGQUIT)
		_ = postgres.cmd.Wait()
	}
	if postgres.dir != "" {
		_ = os.RemoveAll(postgres.dir)
	}
	os.Exit(code)
}
