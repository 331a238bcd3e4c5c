package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres is a database server that is reached through a socket in its own folder.
type Postgres struct {
	dir string
	cmd *exec.Cmd
}

// StartPostgres puts up a PostgreSQL in a new folder below dir, one that syncs its disk as in earnest. It returns
// [ErrMissing] where there is none.
func StartPostgres(ctx context.Context, dir string) (*Postgres, error) {
	initdb, server := binary("initdb", "/usr/lib/postgresql/*/bin"), binary("postgres", "/usr/lib/postgresql/*/bin")
	if initdb == "" || server == "" {
		return nil, fmt.Errorf("postgres: %w", ErrMissing)
	}
	p := &Postgres{dir: filepath.Join(dir, "pg")}
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		return nil, err
	}
	attr := dying(syscall.SIGQUIT)
	if os.Getuid() == 0 {
		attr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(p.dir, nobody, nobody); err != nil {
			return nil, err
		}
		if err := reachable(p.dir); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(p.dir, "data")
	start := exec.CommandContext(ctx, initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "--encoding=UTF8")
	start.SysProcAttr, start.Dir = attr, p.dir
	if said, err := start.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, said)
	}
	p.cmd = exec.Command(server, "-D", data, "-k", p.dir, "-c", "listen_addresses=", "-c", "max_connections=100")
	p.cmd.SysProcAttr, p.cmd.Dir = attr, p.dir
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	for range 200 { // its socket is there before it takes anybody in
		if c, err := pgx.Connect(ctx, p.URL()); err == nil {
			return p, c.Close(ctx)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, fmt.Errorf("postgres does not answer in %s", p.dir)
}

// URL is the address of its database.
func (p *Postgres) URL() string { return "postgres:///postgres?host=" + p.dir + "&user=postgres" }

// Pid is the server's main process.
func (p *Postgres) Pid() int { return p.cmd.Process.Pid }

// Stop ends the server.
func (p *Postgres) Stop() error { return end(p.cmd, syscall.SIGINT) }
