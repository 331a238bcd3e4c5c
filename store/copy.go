package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// table is one table and its columns, as Copy carries them over.
type table struct {
	name    string
	columns []string
}

// tables are all that is kept, in an order in which each row finds those that it refers to. Leases of jobs
// belong to running daemons and are left behind.
var tables = []table{
	{"arrival", []string{"id", "key", "source", "channel", "received", "truncated", "size", "problem", "digest",
		"outcome", "case_ref", "reason", "replays", "proved", "proof"}},
	{"raw", []string{"arrival_id", "size", "packed", "body"}},
	{"raw_piece", []string{"arrival_id", "n", "size", "packed", "body"}},
	{"mailbox", []string{"source", "uid_validity", "last_uid", "proof"}},
	{"message", []string{"arrival_id", "message_id", "sender", "words", "case_ref", "body", "reading", "proof"}},
	{"counter", []string{"name", "value", "proof"}},
	{"letter_file", []string{"file", "n", "since", "by_whom", "why", "body"}},
	{"edition", []string{"n", "since", "by_whom", "why", "body"}},
	{"cases", []string{"ref", "version", "hash", "status", "area", "handler", "received", "wake_at", "proved", "body",
		"proof", "parties"}},
	{"party", []string{"address", "ref"}},
	{"event", []string{"case_ref", "seq", "at", "kind", "hash", "body"}},
	{"erased", []string{"kind", "id", "seq", "case_ref", "erasure", "was", "remains"}},
	{"letter", []string{"id", "case_ref", "letter", "cause", "channel", "recipient", "token", "message_id",
		"decided_at", "digest", "body"}},
	{"outbox", []string{"letter_id", "channel", "state", "waiting", "due_at", "promised", "decided_at", "holder",
		"lease", "tries", "doubts", "in_doubt", "lost",
		"began", "last_try", "settled_at", "provider", "detail", "delivery", "delivery_at", "delivery_detail",
		"proved", "proof"}},
	{"attempt", []string{"letter_id", "n", "began", "ended", "state", "provider", "detail"}},
	{"checkpoint", []string{"n", "at", "seals", "digest", "proof"}},
	{"seal", []string{"checkpoint", "pos", "kind", "id", "seq", "hash"}},
	{"seal_key", []string{"n", "at", "fingerprint", "by_whom", "why", "checkpoint", "digest", "whole", "proof"}},
	{"ledger", []string{"name", "proof"}},
}

const (
	copiedAtOnce  = 64      // rows of one statement
	copiedAtMost  = 4 << 20 // bytes of one statement, beyond its last row
	bytesPerValue = 8       // what a value that is not text or bytes counts for
)

// Copy moves a landlord from one database to another, in one transaction and as of one moment, every hash
// as it was. The target must be empty, and no daemon should be running on either. It returns how many rows
// were copied; [Store.Verify] on the target proves that they arrived whole.
func Copy(ctx context.Context, from, to *Store) (rows int64, err error) {
	err = from.Read(ctx, func(ctx context.Context, source *Tx) error {
		return to.Write(ctx, func(ctx context.Context, target *Tx) error {
			if err := target.mustBeEmpty(ctx); err != nil {
				return err
			}
			for _, t := range tables {
				n, err := copyTable(ctx, t, source, target)
				if err != nil {
					return fmt.Errorf("%s: %w", t.name, err)
				}
				rows += n
			}
			return nil
		})
	})
	if err != nil {
		return 0, fmt.Errorf("copy the store: %w", err)
	}
	return rows, nil
}

var errNotEmpty = errors.New("the target holds rows already: copy into an empty database")

func (tx *Tx) mustBeEmpty(ctx context.Context) error {
	for _, t := range tables {
		var n int64
		if err := tx.one(ctx, "SELECT COUNT(*) FROM "+t.name, nil, &n); err != nil {
			return err
		}
		if n > 0 {
			return errNotEmpty
		}
	}
	return nil
}

func copyTable(ctx context.Context, t table, source, target *Tx) (rows int64, err error) {
	columns := strings.Join(t.columns, ", ")
	var waiting []any
	size := 0
	flush := func() error {
		n := len(waiting) / len(t.columns)
		if n == 0 {
			return nil
		}
		_, err := target.exec(ctx, "INSERT INTO "+t.name+" ("+columns+") VALUES "+tuples(n, len(t.columns)), waiting...)
		rows, waiting, size = rows+int64(n), waiting[:0], 0
		return err
	}
	err = source.each(ctx, "SELECT "+columns+" FROM "+t.name, nil, func(r row) error {
		row := make([]any, len(t.columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, value := range row {
			if b, bytes := value.([]byte); bytes && b == nil { // none are not NULL
				row[i] = []byte{}
			}
		}
		waiting = append(waiting, row...)
		for _, value := range row {
			size += sizeOf(value)
		}
		if len(waiting) >= copiedAtOnce*len(t.columns) || size >= copiedAtMost {
			return flush()
		}
		return nil
	})
	return rows, errors.Join(err, flush())
}

func sizeOf(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return bytesPerValue
}
