package store

import (
	"context"
	"fmt"
	"time"
)

// Edition is what sets dates, as it was put in force: by whom, when and why. The newest is in force. Cases from before
// there were editions belong to the first, number 0.
type Edition struct {
	N     int
	Since time.Time
	By    string
	Why   string
	Body  string // what sets dates, as JSON
}

// Editions returns every edition, the oldest first.
func (tx *Tx) Editions(ctx context.Context) (all []Edition, err error) {
	err = tx.each(ctx, "SELECT n, since, by_whom, why, body FROM edition ORDER BY n", nil, func(r row) error {
		var e Edition
		var since int64
		err := r.Scan(&e.N, &since, &e.By, &e.Why, &e.Body)
		e.Since = time.UnixMilli(since).UTC()
		all = append(all, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what is in force: %w", err)
	}
	return all, nil
}

// PutInForce adds an edition. If another daemon has put one of its number in force meanwhile, that is an [ErrConflict].
func (tx *Tx) PutInForce(ctx context.Context, e Edition) error {
	n, err := tx.exec(ctx, `INSERT INTO edition (n, since, by_whom, why, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (n) DO NOTHING`, e.N, e.Since.UnixMilli(), e.By, e.Why, e.Body)
	if err != nil {
		return fmt.Errorf("put edition %d in force: %w", e.N, err)
	}
	if n == 0 {
		return fmt.Errorf("put edition %d in force: %w", e.N, ErrConflict)
	}
	tx.touched.ledger = true
	return nil
}
