package lab

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres is a database server that is reached through a socket in its own folder.
type Postgres struct {
	dir, server string
	settings    []string
	attr        *syscall.SysProcAttr
	cmd         *exec.Cmd
}

// StartPostgres puts up a PostgreSQL in a new folder below dir, one that syncs its disk as in earnest unless
// a setting (fsync=off) says otherwise. It returns [ErrMissing] where there is none.
func StartPostgres(ctx context.Context, dir string, settings ...string) (*Postgres, error) {
	initdb, server := binary("initdb", "/usr/lib/postgresql/*/bin"), binary("postgres", "/usr/lib/postgresql/*/bin")
	if initdb == "" || server == "" {
		return nil, fmt.Errorf("postgres: %w", ErrMissing)
	}
	p := &Postgres{dir: filepath.Join(dir, "pg")}
	attr, err := homeOf(p.dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(p.dir, "data")
	start := exec.CommandContext(ctx, initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C",
		"--encoding=UTF8")
	start.SysProcAttr, start.Dir = attr, p.dir
	if said, err := start.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, said)
	}
	p.server, p.attr = server, attr
	p.settings = append([]string{"listen_addresses=", "max_connections=100"}, settings...)
	return p, p.Up(ctx)
}

// Up starts the server, the first time or again.
func (p *Postgres) Up(ctx context.Context) error {
	args := []string{"-D", filepath.Join(p.dir, "data"), "-k", p.dir}
	for _, s := range p.settings {
		args = append(args, "-c", s)
	}
	p.cmd = exec.Command(p.server, args...)
	p.cmd.SysProcAttr, p.cmd.Dir = p.attr, p.dir
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	for range 600 { // its socket is there before it takes anybody in, and after a crash it first recovers
		if c, err := pgx.Connect(ctx, p.URL()); err == nil {
			return c.Close(ctx)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("postgres does not answer in %s", p.dir)
}

// Crash ends the server as a crash does: nothing is finished, and the next start recovers from its log.
func (p *Postgres) Crash() error { return end(p.cmd, syscall.SIGQUIT) }

// Dir is the folder of its socket.
func (p *Postgres) Dir() string { return p.dir }

// URL is the address of its database.
func (p *Postgres) URL() string { return "postgres:///postgres?host=" + p.dir + "&user=postgres" }

// Pid is the server's main process.
func (p *Postgres) Pid() int { return p.cmd.Process.Pid }

// Stop ends the server.
func (p *Postgres) Stop() error { return end(p.cmd, syscall.SIGINT) }
