package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Mark returns a number that the program keeps under a name, zero if there is none. Marks stand beside the counters of
// case references; a name with a colon can be nobody's prefix.
func (s *Store) Mark(ctx context.Context, name string) (value int64, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		value, err = tx.Mark(ctx, name)
		return err
	})
	return value, err
}

// Mark returns a number that the program keeps under a name, zero if there is none.
func (tx *Tx) Mark(ctx context.Context, name string) (value int64, err error) {
	err = tx.one(ctx, "SELECT value FROM counter WHERE name = $1", []any{name}, &value)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("mark %s: %w", name, err)
	}
	return value, nil
}

// SetMark keeps a number under a name.
func (s *Store) SetMark(ctx context.Context, name string, value int64) error {
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.SetMark(ctx, name, value) })
}

// SetMark keeps a number under a name.
func (tx *Tx) SetMark(ctx context.Context, name string, value int64) error {
	_, err := tx.exec(ctx, `INSERT INTO counter (name, value, proof) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE
		SET value = EXCLUDED.value, proof = EXCLUDED.proof`, name, value, tx.s.key.counter(name, value))
	if err != nil {
		return fmt.Errorf("set mark %s: %w", name, err)
	}
	tx.touched.ledger = tx.touched.ledger || !mayBeMissing(name)
	return nil
}

// DropMark forgets what is kept under a name.
func (tx *Tx) DropMark(ctx context.Context, name string) error {
	if _, err := tx.exec(ctx, "DELETE FROM counter WHERE name = $1", name); err != nil {
		return fmt.Errorf("drop mark %s: %w", name, err)
	}
	tx.touched.ledger = tx.touched.ledger || !mayBeMissing(name)
	return nil
}

// briefMarks begin the names of marks that are written with most messages and matter for a day. One that is taken out
// is missed by nobody; one that is changed is.
var briefMarks = []string{"sent:", "helped:", "receipts:", "codes:", "alarms:", "clock:"}

// mayBeMissing reports whether a counter is left out of the proof of all of them together. Those of references and of
// checkpoints, which have no colon, are compared with what they count.
func mayBeMissing(name string) bool {
	return !strings.Contains(name, ":") || slices.ContainsFunc(briefMarks, func(family string) bool {
		return strings.HasPrefix(name, family)
	})
}

// Marks returns the numbers that are kept under the names of a family, by the rest of the name: of "away:" what is kept
// as "away:somebody".
func (tx *Tx) Marks(ctx context.Context, family string) (map[string]int64, error) {
	all := map[string]int64{}
	err := tx.each(ctx, "SELECT name, value FROM counter WHERE substr(name, 1, $1) = $2",
		[]any{utf8.RuneCountInString(family), family}, func(r row) error {
			var name string
			var value int64
			err := r.Scan(&name, &value)
			if err == nil {
				all[name[len(family):]] = value
			}
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("marks %s: %w", family, err)
	}
	return all, nil
}
