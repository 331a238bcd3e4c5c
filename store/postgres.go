package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresConnections is enough for a daemon's writer, senders, sweep and a person at the terminal.
const postgresConnections = 8

func (s *Store) openPostgres(url string) error {
	s.engine = postgres
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"application_name": "complaintsd", "timezone": "UTC"} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	s.server = config
	s.write = newPool(stdlib.OpenDB(*config, stdlib.OptionAfterConnect(impatient(config))), postgresConnections, false)
	s.read = s.write
	return nil
}

// impatient makes a new connection one that holds nobody up and waits for nobody for long, unless the address says
// otherwise. Poolers in front of a server refuse such settings when they are part of the greeting.
func impatient(config *pgx.ConnConfig) func(context.Context, *pgx.Conn) error {
	var settings strings.Builder
	for _, s := range [][2]string{
		{"idle_in_transaction_session_timeout", "20s"}, // a daemon that froze in the middle of a transaction
		{"lock_timeout", "10s"},
	} {
		if _, set := config.RuntimeParams[s[0]]; !set {
			fmt.Fprintf(&settings, "SET %s = '%s';", s[0], s[1])
		}
	}
	return func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, settings.String())
		return err
	}
}

var errPooled = errors.New("this address leads to a pooler that gives each transaction another connection to " +
	"PostgreSQL, " +
	"which forgets our prepared statements and settings: give that of a pooler in session mode, or the server's own")

// refusePooler returns an error if there is a pooler in transaction mode (PgBouncer, for one) between us and the
// server. Two connections each leave their name in their session and look, by turns and with a transaction of the
// other's open, whether it is there still and whether the server's process is the same.
func (s *Store) refusePooler(ctx context.Context) error {
	if s.engine != postgres {
		return nil
	}
	var both [2]*conn
	for i := range both {
		c, err := s.write.take(ctx)
		if err == nil && c == nil {
			if c, err = s.write.connect(ctx); err != nil {
				s.write.put(nil)
			}
		}
		if err != nil {
			return err
		}
		defer s.write.put(c)
		both[i] = c
	}
	first, second := &session{c: both[0].pipe.pg, name: "first"}, &session{c: both[1].pipe.pg, name: "second"}
	for range 3 {
		for _, step := range []func() error{
			func() error { return first.look(ctx) },
			func() error { return second.exec(ctx, "BEGIN") },
			func() error { return first.look(ctx) },
			func() error { return second.look(ctx) },
			func() error { return second.exec(ctx, "COMMIT") },
		} {
			if err := step(); err != nil {
				return err
			}
		}
	}
	return nil
}

// session is a connection that looks whether it always has the same one behind it.
type session struct {
	c    *pgx.Conn
	name string
	pid  int64
}

// look returns [errPooled] if another process answers than before, or one that bears another's name. A pooler whose
// connections are all taken lets it wait.
func (s *session) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var pid int64
	var name *string
	err := s.c.QueryRow(ctx, "SELECT pg_backend_pid(), current_setting('complaintsd.session', true)",
		pgx.QueryExecModeSimpleProtocol).Scan(&pid, &name)
	if errors.Is(err, context.DeadlineExceeded) {
		return errPooled
	}
	if err != nil {
		return err
	}
	if s.pid == 0 && (name == nil || *name == "") {
		s.pid = pid
		return s.exec(ctx, "SET complaintsd.session = '"+s.name+"'")
	}
	if pid != s.pid || name == nil || *name != s.name {
		return errPooled
	}
	return nil
}

func (s *session) exec(ctx context.Context, statement string) error {
	_, err := s.c.Exec(ctx, statement, pgx.QueryExecModeSimpleProtocol)
	return err
}

// postgresLostRace tells the errors of two transactions that could not both go on.
func postgresLostRace(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "40001", "40P01", "55P03": // serialization failure, deadlock, lock not available
		return true
	}
	return false
}
