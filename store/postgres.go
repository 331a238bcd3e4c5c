package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
