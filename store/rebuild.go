package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"complaints/internal/complaint"
)

// rebuiltAtOnce is how many cases one transaction of Rebuild makes anew.
const rebuiltAtOnce = 200

// Rebuild makes every case's row anew from its events and returns how many there are. Wake times stay; a
// case whose row was lost is due at once. It stops at a chain that is broken, of which it must not make
// anything.
func (s *Store) Rebuild(ctx context.Context) (cases int, err error) {
	for after, done := "", false; !done; {
		err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
			var refs []string
			err := tx.each(ctx, "SELECT DISTINCT case_ref FROM event WHERE case_ref > $1 ORDER BY case_ref LIMIT $2",
				[]any{after, rebuiltAtOnce}, func(rows row) error {
					var ref string
					err := rows.Scan(&ref)
					refs = append(refs, ref)
					return err
				})
			if err != nil {
				return err
			}
			for _, ref := range refs {
				if err := tx.rebuild(ctx, ref); err != nil {
					return fmt.Errorf("rebuild case %s: %w", ref, err)
				}
			}
			if done = len(refs) == 0; !done {
				after = refs[len(refs)-1]
			}
			cases += len(refs)
			return nil
		})
		if err != nil {
			return cases, err
		}
	}
	return cases, nil
}

func (tx *Tx) rebuild(ctx context.Context, ref string) error {
	ch := &chain{head: genesis(ref)}
	addresses := map[string]bool{}
	err := tx.each(ctx, "SELECT e.seq, e.hash, e.body, x.was, x.remains FROM event e "+joinErased+
		" WHERE e.case_ref = $1 ORDER BY e.seq", []any{ref}, func(rows row) error {
		var seq int
		var hash, body []byte
		var x emptied
		if err := rows.Scan(&seq, &hash, &body, &x.was, &x.remains); err != nil {
			return err
		}
		if problem := ch.add(seq, hash, body, x); problem != "" {
			return fmt.Errorf("event %d: %s", seq, problem)
		}
		for _, a := range foundBy(ch.c) {
			addresses[partyKey(a)] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := tx.replaceCase(ctx, ch.head, ref, ch.c); err != nil {
		return err
	}
	tx.touchParties(ref)
	for a := range addresses {
		if a == "" {
			continue
		}
		if _, err := tx.exec(ctx, insertParty, a, ref); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) replaceCase(ctx context.Context, h head, ref string, c complaint.Case) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	stage, _ := c.Current()
	var wake *int64
	err = tx.one(ctx, "SELECT wake_at FROM cases WHERE ref = $1", []any{ref}, &wake)
	if errors.Is(err, ErrNotFound) {
		wake, err = new(int64), nil
	}
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO cases (ref, version, hash, status, area, handler, received, wake_at, body,
		proof) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (ref) DO UPDATE
		SET version = excluded.version, hash = excluded.hash,
		status = excluded.status, area = excluded.area, handler = excluded.handler,
		received = excluded.received, body = excluded.body, proof = excluded.proof`,
		ref, h.version, h.hash, string(c.Status), string(c.Area), partyKey(stage.Handler.Email), millis(c.Received),
		wake, string(body), tx.s.key.caseProof(ref, h, wake))
	return err
}

// refold is a step of the schema: it makes what the row of each case holds anew from its events, since an earlier
// version kept it otherwise. Nothing is checked here, that is [Store.Verify]'s; what cannot be read ends the upgrade.
func refold(ctx context.Context, tx *sql.Tx) error {
	refs, err := column[string](ctx, tx, "SELECT ref FROM cases ORDER BY ref")
	if err != nil {
		return err
	}
	for _, ref := range refs {
		bodies, err := column[[]byte](ctx, tx, "SELECT body FROM event WHERE case_ref = $1 ORDER BY seq", ref)
		if err != nil {
			return err
		}
		events := make([]complaint.Event, len(bodies))
		for i, body := range bodies {
			if err := json.Unmarshal(body, &events[i]); err != nil {
				return fmt.Errorf("case %s, event %d: %w", ref, i+1, err)
			}
		}
		row, err := json.Marshal(complaint.Fold(events))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE cases SET body = $1 WHERE ref = $2", string(row), ref); err != nil {
			return err
		}
	}
	return nil
}

// column reads the one column of a query.
func column[T any](ctx context.Context, tx *sql.Tx, query string, args ...any) (all []T, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var x T
		if err := rows.Scan(&x); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}
