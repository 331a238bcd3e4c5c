package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// pool hands out a fixed number of connections, each of which keeps its prepared statements for as long as
// it lives. database/sql would forget those of a transaction when it ends, and preparing costs more than
// most of our statements do.
type pool struct {
	db    *sql.DB
	setup []string   // statements that each new connection begins with
	free  chan *conn // nil stands for a connection not yet made
	size  int
	whole bool // a statement once begun is ended: SQLite's are short, and watching for a cancel is dear
}

// conn is one connection and its statements. It is used by one goroutine at a time.
type conn struct {
	*sql.Conn
	whole bool
	stmts map[string]*sql.Stmt
	pipe  *pipe // PostgreSQL's own way to the server; nil for SQLite
	gone  error // why the transaction is no more: nothing is written after that
}

// row is where a scan finds the columns of a row.
type row interface{ Scan(into ...any) error }

func newPool(db *sql.DB, size int, whole bool, setup ...string) *pool {
	db.SetMaxIdleConns(size) // none is dropped for idleness: a database in memory would go with it
	if size == 1 {
		db.SetMaxOpenConns(1)
	}
	p := &pool{db: db, setup: setup, free: make(chan *conn, size), size: size, whole: whole}
	for range size {
		p.free <- nil
	}
	return p
}

// begin takes a connection and begins a transaction on it, and reads the schema's version if that is asked for. A
// connection that the server has dropped meanwhile is replaced once.
func (p *pool) begin(ctx context.Context, how bounds) (c *conn, version int64, err error) {
	c, err = p.take(ctx)
	if err != nil {
		return nil, 0, err
	}
	for kept := c != nil; ; kept = false {
		if c == nil {
			c, err = p.connect(ctx)
		}
		if err == nil {
			if version, err = c.begin(ctx, how); err == nil {
				return c, version, nil
			}
			c.shut()
			c = nil
		}
		if !kept || ctx.Err() != nil {
			p.free <- nil
			return nil, 0, fmt.Errorf("begin: %w", err)
		}
		err = nil
	}
}

// begin begins a transaction. On PostgreSQL the question for the version goes along with it.
func (c *conn) begin(ctx context.Context, how bounds) (version int64, err error) {
	c.gone = nil
	if !how.onOurSchema {
		return 0, c.bound(ctx, how.begin)
	}
	if err := c.later(ctx, how.begin); err != nil {
		return 0, err
	}
	err = c.one(ctx, "SELECT MAX(version_id) FROM schema_version", nil, &version)
	return version, err
}

// take waits for a connection; nil is one that has yet to be made.
func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case c, open := <-p.free:
		if !open {
			return nil, sql.ErrConnDone
		}
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// alone runs statements outside any transaction, for those that cannot be in one.
func (p *pool) alone(ctx context.Context, statements ...string) error {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	if c == nil {
		if c, err = p.connect(ctx); err != nil {
			p.free <- nil
			return err
		}
	}
	for _, statement := range statements {
		if _, err = c.ExecContext(ctx, statement); err != nil {
			break
		}
	}
	p.put(c)
	return err
}

func (p *pool) connect(ctx context.Context) (*conn, error) {
	c, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	made := &conn{Conn: c, whole: p.whole, stmts: map[string]*sql.Stmt{}}
	made.pipe, err = pipeOf(c)
	for _, statement := range p.setup {
		if err == nil {
			_, err = c.ExecContext(ctx, statement)
		}
	}
	if err != nil {
		made.shut()
		return nil, err
	}
	return made, nil
}

// put gives a connection back with no transaction open.
func (p *pool) put(c *conn) { p.free <- c }

// discard closes a connection that may be in any state.
func (p *pool) discard(c *conn) {
	c.shut()
	p.free <- nil
}

// close waits for all connections to come back and closes them.
func (p *pool) close() error {
	if p == nil {
		return nil
	}
	for range p.size {
		if c := <-p.free; c != nil {
			c.shut()
		}
	}
	close(p.free)
	return p.db.Close()
}

// shut closes the connection for good, so that nothing of an unfinished transaction is left.
func (c *conn) shut() {
	for _, stmt := range c.stmts {
		_ = stmt.Close() // the connection takes them along anyway
	}
	_ = c.Raw(func(any) error { return errBroken }) // tells database/sql not to keep it
	_ = c.Close()
}

// prepared finds or prepares the statement of a query's text.
func (c *conn) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := c.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = stmt
	return stmt, nil
}

func (c *conn) context(ctx context.Context) context.Context {
	if c.whole {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// exec runs a statement and returns how many rows it touched.
func (c *conn) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	if c.gone != nil {
		return 0, c.gone
	}
	defer func() { c.failed(err) }()
	if c.pipe != nil {
		return c.pipe.exec(ctx, query, args)
	}
	ctx = c.context(ctx)
	stmt, err := c.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// failed notes an error after which the transaction is no more.
func (c *conn) failed(err error) {
	if err != nil && c.gone == nil && storageFault(err) {
		c.gone = fmt.Errorf("%w: %w", ErrStorage, err)
	}
}

// bound runs the statement that begins or ends a transaction, if there is one.
func (c *conn) bound(ctx context.Context, statement string) error {
	if statement == "" {
		return nil
	}
	_, err := c.exec(ctx, statement)
	return err
}

// later runs a statement whose result nobody waits for. On PostgreSQL it travels with the next one, and its
// error comes out there; the end of the transaction or of a Try is such a next one.
func (c *conn) later(ctx context.Context, query string, args ...any) error {
	if c.pipe != nil {
		c.pipe.queue(query, args)
		return nil
	}
	_, err := c.exec(ctx, query, args...)
	return err
}

// each runs a query and calls scan for each row.
func (c *conn) each(ctx context.Context, query string, args []any, scan func(row) error) (err error) {
	if c.gone != nil {
		return c.gone
	}
	defer func() { c.failed(err) }()
	if c.pipe != nil {
		return c.pipe.each(ctx, query, args, scan)
	}
	inner := c.context(ctx)
	stmt, err := c.prepared(inner, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(inner, args...)
	if err != nil {
		return err
	}
	defer rows.Close() // for a scan that panics; closing twice does nothing
	for rows.Next() {
		if err = ctx.Err(); err == nil {
			err = scan(rows)
		}
		if err != nil {
			break
		}
	}
	return errors.Join(err, rows.Err(), rows.Close())
}

// one runs a query for one row, or returns [ErrNotFound].
func (c *conn) one(ctx context.Context, query string, args []any, into ...any) error {
	found := false
	err := c.each(ctx, query, args, func(rows row) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(into...)
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return err
}

// errBroken makes database/sql close a connection instead of keeping it.
var errBroken = fmt.Errorf("given up: %w", driver.ErrBadConn)

// lostRace tells the errors of a transaction that was stopped only because of another one.
func lostRace(err error) bool { return sqliteLostRace(err) || postgresLostRace(err) }
