package store

import (
	"errors"

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
	for name, value := range map[string]string{
		"application_name": "complaintsd",
		// A daemon that froze in the middle of a transaction must not hold up the others.
		"idle_in_transaction_session_timeout": "20s",
		"lock_timeout":                        "10s",
		"timezone":                            "UTC",
	} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	s.write = newPool(stdlib.OpenDB(*config), postgresConnections, false)
	s.write.join = s.join
	s.read = s.write
	return nil
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
