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

// PgBouncer is a pooler in front of a PostgreSQL, reached through a socket in its own folder.
type PgBouncer struct {
	dir string
	cmd *exec.Cmd
}

// StartPgBouncer puts up a PgBouncer in a new folder below dir, in front of the server whose socket is in a folder. It
// pools by "session" or by "transaction". It returns [ErrMissing] where there is none.
func StartPgBouncer(ctx context.Context, dir, server, mode string) (*PgBouncer, error) {
	path := binary("pgbouncer", "/usr/sbin", "/usr/local/sbin")
	if path == "" {
		return nil, fmt.Errorf("pgbouncer: %w", ErrMissing)
	}
	p := &PgBouncer{dir: filepath.Join(dir, mode)}
	attr, err := homeOf(p.dir)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(p.dir, "pgbouncer.ini")
	err = os.WriteFile(conf, fmt.Appendf(nil, `[databases]
* = host=%s user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = %s
auth_type = any
pool_mode = %s
`, server, p.dir, mode), 0o644)
	if err != nil {
		return nil, err
	}
	p.cmd = exec.Command(path, "-q", conf)
	p.cmd.SysProcAttr, p.cmd.Dir = attr, p.dir
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("pgbouncer: %w", err)
	}
	for range 100 {
		if c, err := pgx.Connect(ctx, p.URL()+"&default_query_exec_mode=simple_protocol"); err == nil {
			return p, c.Close(ctx)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, fmt.Errorf("pgbouncer does not answer in %s", p.dir)
}

// URL is the address of the database behind it.
func (p *PgBouncer) URL() string {
	return "postgres:///postgres?port=6432&host=" + p.dir + "&user=postgres"
}

// Stop ends the pooler.
func (p *PgBouncer) Stop() error { return end(p.cmd, syscall.SIGQUIT) }
