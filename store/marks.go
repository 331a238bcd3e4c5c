package store

import (
	"context"
	"errors"
	"fmt"
)

// Mark returns a number that the program keeps under a name, zero if there is none. Marks stand beside the counters of
// case references; a name with a colon can be nobody's prefix.
func (s *Store) Mark(ctx context.Context, name string) (value int64, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		err := tx.one(ctx, "SELECT value FROM counter WHERE name = $1", []any{name}, &value)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("mark %s: %w", name, err)
	}
	return value, nil
}

// SetMark keeps a number under a name.
func (s *Store) SetMark(ctx context.Context, name string, value int64) error {
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value", name, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("set mark %s: %w", name, err)
	}
	return nil
}
