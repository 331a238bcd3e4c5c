package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/outbox"
)

// Tx is a transaction: what is read in it does not change under the reader's feet, and what is written in
// it becomes true all at once. It is for one goroutine.
type Tx struct {
	s           *Store
	conn        *conn
	heads       map[string]head            // the cases' chains as this transaction has read or made them
	known       map[string]*complaint.Case // and the cases themselves
	depth       int                        // of Try
	refs        map[string]int64           // the counters that this transaction has locked, and where they stand
	ordered     int                        // letters
	ended       []string                   // letters whose leases end when this is committed
	justOrdered []outbox.Letter            // letters that may go at once when this is committed
	touched     touched                    // rows that are proved when this is committed
}

// deciding takes a lock of PostgreSQL's that goes with the transaction, and is that of the schema in which the tables
// are.
const deciding = "SELECT pg_advisory_xact_lock(1668246898, current_schema()::regnamespace::oid::int)"

// Deciding keeps every other transaction that decides messages waiting until this one ends. Two mailboxes may bring the
// same mail in the same moment, and neither transaction would see what the other makes of it. It comes before anything
// else in the transaction. SQLite has one writer and needs nothing.
func (tx *Tx) Deciding(ctx context.Context) error {
	if tx.s.engine != postgres {
		return nil
	}
	return tx.later(ctx, deciding)
}

// Try runs fn so that its failure undoes only what fn itself has written. In a batch of many messages it
// keeps one bad message from holding back the rest. It returns fn's error.
func (tx *Tx) Try(ctx context.Context, fn func(context.Context) error) error {
	tx.depth++
	defer func() { tx.depth-- }()
	name := fmt.Sprintf("try%d", tx.depth)
	var since mark
	if tx.conn.pipe != nil {
		since = tx.conn.pipe.mark()
	}
	if err := tx.later(ctx, "SAVEPOINT "+name); err != nil {
		return err
	}
	refs, ended, ordered, touched := maps.Clone(tx.refs), len(tx.ended), len(tx.justOrdered), tx.touched.clone()
	err := fn(ctx)
	if err == nil {
		if _, err = tx.exec(ctx, "RELEASE SAVEPOINT "+name); err == nil {
			return nil
		}
	}
	clear(tx.heads)
	clear(tx.known)
	tx.refs, tx.ended, tx.justOrdered = refs, tx.ended[:ended], tx.justOrdered[:ordered]
	tx.touched = touched // what was undone is others' to change again, and to prove
	if tx.conn.pipe != nil && tx.conn.pipe.drop(since) {
		return tx.s.told(err)
	}
	return errors.Join(tx.s.told(err), tx.undo(context.WithoutCancel(ctx), name))
}

// undo goes back to a savepoint and drops it.
func (tx *Tx) undo(ctx context.Context, savepoint string) error {
	_, err := tx.exec(ctx, "ROLLBACK TO SAVEPOINT "+savepoint)
	if err == nil {
		_, err = tx.exec(ctx, "RELEASE SAVEPOINT "+savepoint)
	}
	return err
}

func (tx *Tx) later(ctx context.Context, query string, args ...any) error {
	return tx.conn.later(ctx, query, args...)
}

func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	return tx.conn.exec(ctx, query, args...)
}

func (tx *Tx) each(ctx context.Context, query string, args []any, scan func(row) error) error {
	return tx.conn.each(ctx, query, args, scan)
}

func (tx *Tx) one(ctx context.Context, query string, args []any, into ...any) error {
	return tx.conn.one(ctx, query, args, into...)
}

// anyOf writes the placeholders of an IN list that starts at $first, and its arguments. The list is padded
// with its last member to a power of two, so that a handful of texts serve all lengths.
func anyOf(first int, members []string) (list string, args []any) {
	n := 1
	for n < len(members) {
		n *= 2
	}
	args = make([]any, n)
	for i := range args {
		args[i] = members[min(i, len(members)-1)]
	}
	return placeholders(first, n), args
}

// placeholders writes $first, $first+1, ... for n values.
func placeholders(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}

// tuples writes the VALUES of a statement that inserts n rows of width columns.
func tuples(n, width int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + placeholders(i*width+1, width) + ")")
	}
	return b.String()
}

// inserts writes the texts that insert 1 to most rows, each at the index of its number.
func inserts(most, width int, before, after string) []string {
	texts := make([]string, most+1)
	for n := 1; n <= most; n++ {
		texts[n] = before + tuples(n, width) + after
	}
	return texts
}

// inPieces calls fn with at most size members at a time.
func inPieces[T any](all []T, size int, fn func([]T) error) error {
	for len(all) > 0 {
		n := min(size, len(all))
		if err := fn(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// defaultPage is how many rows a list returns when nobody says.
const defaultPage = 1000

// where gathers the conditions of a list. Each ? becomes the next $n.
type where struct {
	text strings.Builder
	args []any
}

func newWhere(cond string, args ...any) *where {
	w := &where{}
	w.and(cond, args...)
	return w
}

func (w *where) and(cond string, args ...any) {
	if w.text.Len() > 0 {
		w.text.WriteString(" AND ")
	}
	for _, a := range args {
		w.args = append(w.args, a)
		cond = strings.Replace(cond, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	w.text.WriteString(cond)
}

// limited ends the query: the conditions, the order, and the page's size.
func (w *where) limited(order string, limit int) string {
	if limit <= 0 {
		limit = defaultPage
	}
	w.args = append(w.args, limit)
	return w.text.String() + " ORDER BY " + order + " LIMIT $" + strconv.Itoa(len(w.args))
}
