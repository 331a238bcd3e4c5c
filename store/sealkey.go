package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// SealChange is that another key seals the database from now on, and which. The first one is that a key does at all.
// What was there before is sealed as it stood then, up to a checkpoint.
type SealChange struct {
	N           int64
	At          time.Time
	Fingerprint string
	By, Why     string
	Checkpoint  int64
	Digest      []byte

	whole bool // every row carries a proof of this key
	sum   []byte
}

func (c SealChange) proof(k *sealKey) any {
	return k.proof("seal key", c.N, millis(c.At), c.Fingerprint, c.By, c.Why, c.Checkpoint, c.Digest)
}

// SealState is what is known of the key that seals a database.
type SealState struct {
	Changes []SealChange // oldest first; none if it was never sealed
	Ours    bool         // the key at hand is the one that seals it now
	Whole   bool         // and every row that was there carries its proof
}

// Sealed reports whether a key seals the database.
func (s SealState) Sealed() bool { return len(s.Changes) > 0 }

// Latest is the key that seals the database now.
func (s SealState) Latest() SealChange {
	if len(s.Changes) == 0 {
		return SealChange{}
	}
	return s.Changes[len(s.Changes)-1]
}

// UseKey gives the store the key that seals the database, before it is used. It is of no use, and is not taken, if
// another key seals the database: state says so. Without its key a database works as with it, and what is written
// meanwhile cannot be proved.
func (s *Store) UseKey(ctx context.Context, key []byte) (state SealState, err error) {
	if state, err = s.SealState(ctx); err != nil {
		return state, err
	}
	k := newSealKey(key)
	state.Ours = state.Sealed() && state.Latest().Fingerprint == k.fingerprint
	if state.Whole = state.Ours && state.Latest().whole; state.Ours || !state.Sealed() {
		s.key = k
	}
	return state, nil
}

// SealState returns which keys have sealed the database.
func (s *Store) SealState(ctx context.Context) (state SealState, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		state.Changes, err = tx.sealedBy(ctx)
		return err
	})
	if err != nil {
		return state, fmt.Errorf("which key seals the database: %w", err)
	}
	state.Ours = s.key != nil && state.Sealed() && state.Latest().Fingerprint == s.key.fingerprint
	state.Whole = state.Ours && state.Latest().whole
	return state, nil
}

func (tx *Tx) sealedBy(ctx context.Context) (all []SealChange, err error) {
	err = tx.each(ctx, `SELECT n, at, fingerprint, by_whom, why, checkpoint, digest, whole, proof FROM seal_key
		ORDER BY n`, nil, func(rows row) error {
		var c SealChange
		var at, whole int64
		err := rows.Scan(&c.N, &at, &c.Fingerprint, &c.By, &c.Why, &c.Checkpoint, &c.Digest, &whole, &c.sum)
		c.At, c.whole = instant(at), whole != 0
		all = append(all, c)
		return err
	})
	return all, err
}

// SealAnew makes a key the one that seals the database, writes down who wanted it and why, and seals everything that is
// there as it stands. It is for the first start, and for when the key was lost or is to be another. If it is cut
// short it goes on when it is called again with the same key. [ErrConflict] says that another daemon was first with a
// key of its own.
func (s *Store) SealAnew(ctx context.Context, key []byte, now time.Time, by, why string) error {
	k := newSealKey(key)
	state, err := s.SealState(ctx)
	if err != nil {
		return err
	}
	if begun := state.Latest(); !state.Sealed() || begun.whole || begun.Fingerprint != k.fingerprint {
		s.key = nil // the checkpoint is proved with the change that names it
		last, err := s.Checkpoint(ctx, now)
		if err != nil {
			return err
		}
		s.key = k
		c := SealChange{N: begun.N + 1, At: instant(millis(now)), Fingerprint: k.fingerprint, By: by, Why: why,
			Checkpoint: last.N, Digest: orEmpty(last.Digest)}
		err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
			n, err := tx.exec(ctx, `INSERT INTO seal_key (n, at, fingerprint, by_whom, why, checkpoint, digest, whole,
				proof) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8) ON CONFLICT (n) DO NOTHING`, c.N, millis(c.At),
				c.Fingerprint, c.By, c.Why, c.Checkpoint, c.Digest, c.proof(k))
			if err == nil && n == 0 {
				err = ErrConflict
			}
			return err
		})
		if err != nil {
			s.key = nil
			return fmt.Errorf("seal the database: %w", err)
		}
	}
	s.key = k
	if err := s.proveEverything(ctx); err != nil {
		return fmt.Errorf("seal the database: %w", err)
	}
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, "UPDATE seal_key SET whole = 1 WHERE fingerprint = $1", k.fingerprint)
		return err
	})
}

// provedAtOnce is how many rows one transaction of a sealing proves.
const provedAtOnce = 500

// proveEverything proves each row, page by page, as it stands.
func (s *Store) proveEverything(ctx context.Context) error {
	for _, p := range []proofs{arrivalProofs, mailboxProofs, messageProofs, caseProofs, counterProofs, letterProofs} {
		for after := ""; ; {
			n, last, err := s.provePage(ctx, p, after)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
			after = last
		}
	}
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.proveLedger(ctx) })
}

// lockRows keeps others from changing the rows of a page while they are proved.
func (p proofs) lockRows() string {
	table := p.query[strings.LastIndex(p.query, " FROM ")+len(" FROM "):]
	of, _, _ := strings.Cut(p.id, ".")
	if _, rest, joined := strings.Cut(table, " JOIN "); joined && p.kind == messageProofs.kind {
		of += ", " + strings.Fields(rest)[1] // the arrival, by which its outcome is changed
	}
	return " FOR UPDATE OF " + of
}

func (s *Store) provePage(ctx context.Context, p proofs, after string) (n int, last string, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		var page []provedRow
		query := p.query + " WHERE " + p.id + " > $1 ORDER BY " + p.id + " LIMIT $2"
		if s.engine == postgres {
			query += p.lockRows()
		}
		err := tx.each(ctx, query, []any{after, provedAtOnce}, func(rows row) error {
			r, err := p.scan(s.key, rows)
			page = append(page, r)
			return err
		})
		if n = len(page); err != nil || n == 0 {
			return err
		}
		last = page[n-1].id
		if p.kind == letterProofs.kind {
			err = tx.withTries(ctx, "WHERE letter_id >= $1 AND letter_id <= $2", []any{page[0].id, last}, page)
		}
		for _, r := range page {
			if err == nil && !proved(r.want, r.got) {
				err = tx.later(ctx, p.save, r.want, r.id)
			}
			if err == nil && p.kind == caseProofs.kind {
				err = tx.proveParties(ctx, r.id)
			}
		}
		return err
	})
	return n, last, err
}
