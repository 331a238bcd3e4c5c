package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// pipe sends statements to PostgreSQL. What costs there is the way to the server and back, so statements
// whose results nobody waits for are held until the next one and go along with it.
type pipe struct {
	pg      *pgx.Conn
	waiting []statement
	sent    int // how often anything has been sent
}

type statement struct {
	query string
	args  []any
}

// errNotCommitted says that a statement had failed and its error was not heeded: PostgreSQL then answers
// COMMIT by rolling back.
var errNotCommitted = errors.New("nothing was committed, since a statement before had failed")

// pipeOf returns the way to the server behind a connection, or nil if it is not PostgreSQL.
func pipeOf(c *sql.Conn) (p *pipe, err error) {
	err = c.Raw(func(driverConn any) error {
		if pg, ok := driverConn.(*stdlib.Conn); ok {
			p = &pipe{pg: pg.Conn()}
		}
		return nil
	})
	return p, err
}

func (p *pipe) queue(query string, args []any) {
	p.waiting = append(p.waiting, statement{query, args})
}

func (p *pipe) exec(ctx context.Context, query string, args []any) (int64, error) {
	if len(p.waiting) == 0 {
		p.sent++
		tag, err := p.pg.Exec(ctx, query, args...)
		if err == nil && query == "COMMIT" && tag.String() != "COMMIT" {
			err = errNotCommitted
		}
		return tag.RowsAffected(), err
	}
	results, err := p.send(ctx, query, args)
	if err != nil {
		return 0, err
	}
	tag, err := results.Exec()
	if closed := results.Close(); err == nil {
		err = closed
	}
	if err == nil && query == "COMMIT" && tag.String() != "COMMIT" {
		err = errNotCommitted
	}
	return tag.RowsAffected(), err
}

func (p *pipe) each(ctx context.Context, query string, args []any, scan func(row) error) error {
	if len(p.waiting) == 0 {
		p.sent++
		rows, err := p.pg.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		return scanAll(rows, scan)
	}
	results, err := p.send(ctx, query, args)
	if err != nil {
		return err
	}
	defer results.Close() // for a scan that panics; closing twice does nothing
	rows, err := results.Query()
	if err == nil {
		err = scanAll(rows, scan)
	}
	if closed := results.Close(); err == nil {
		err = closed
	}
	return err
}

func scanAll(rows pgx.Rows, scan func(row) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// send sends what waits and then the query, and reads the results of all but the query.
func (p *pipe) send(ctx context.Context, query string, args []any) (pgx.BatchResults, error) {
	before := len(p.waiting)
	batch := &pgx.Batch{}
	for _, w := range p.waiting {
		batch.Queue(w.query, w.args...)
	}
	batch.Queue(query, args...)
	p.waiting = p.waiting[:0]
	p.sent++
	results := p.pg.SendBatch(ctx, batch)
	for range before {
		if _, err := results.Exec(); err != nil {
			_ = results.Close() // says the same
			return nil, fmt.Errorf("a statement before this one: %w", err)
		}
	}
	return results, nil
}

// mark is a place among the statements, to go back to.
type mark struct{ waiting, sent int }

func (p *pipe) mark() mark { return mark{len(p.waiting), p.sent} }

// drop forgets what has waited since a mark. It says whether the server has heard nothing since either, so
// that there is nothing to undo.
func (p *pipe) drop(since mark) (unheard bool) {
	if p.sent != since.sent {
		p.waiting = p.waiting[:0]
		return false
	}
	p.waiting = p.waiting[:since.waiting]
	return true
}
