package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"

	"complaints/internal/failpoint"
)

// Checkpoint is a seal over everything that had come by an instant. Who keeps its digest somewhere else can
// later show that nothing before it was changed, added or taken out.
type Checkpoint struct {
	N      int64 // 1, 2, ...; 0 if there is none
	At     time.Time
	Seals  int64 // cases, letters and arrivals that are new or changed since the one before
	Digest []byte
}

// String writes a checkpoint as one line that can be kept elsewhere.
func (c Checkpoint) String() string {
	return fmt.Sprintf("checkpoint %d of %s: %x", c.N, c.At.UTC().Format(time.RFC3339), c.Digest)
}

// seal is one sealed row: the head of a case's chain, a letter or an arrival.
type seal struct {
	kind string
	id   string
	seq  int64
	hash []byte
}

// sealer digests seals one after another; the digest begins with that of the checkpoint before.
type sealer struct {
	hash.Hash
	n int64
}

func newSealer(before []byte) *sealer {
	s := &sealer{Hash: sha256.New()}
	s.Write(before)
	return s
}

func (s *sealer) add(x seal) {
	var seq [8]byte
	binary.BigEndian.PutUint64(seq[:], uint64(x.seq))
	for _, part := range [][]byte{[]byte(x.kind), []byte(x.id), seq[:], x.hash} {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(part)))
		s.Write(n[:])
		s.Write(part)
	}
	s.n++
}

// arrivalHash is what a checkpoint seals of an arrival: where it came from, when, and its bytes.
func arrivalHash(key string, received int64, digest []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d:%s%d:", len(key), key, received)
	h.Write(digest)
	return h.Sum(nil)
}

// checkpointCounter counts the checkpoints, beside the references of cases.
const checkpointCounter = "checkpoint"

// sealedAtOnce is how many rows are read, sealed and marked together.
const sealedAtOnce = 256

// sources are the rows that have not been sealed yet, and how they are marked when they are. The numbers
// of columns agree: id, seq, hash and what makes the hash.
var sources = []struct{ kind, unsealed, mark string }{
	{"arrival", "SELECT id, 0, digest, key, received FROM arrival WHERE proved = 0 ORDER BY id LIMIT $1",
		"UPDATE arrival SET proved = 1 WHERE id IN "},
	{"case", "SELECT ref, version, hash, '', 0 FROM cases WHERE proved < version ORDER BY ref LIMIT $1",
		`UPDATE cases SET proved = (SELECT seq FROM seal WHERE checkpoint = $1 AND kind = 'case'
			AND seal.id = cases.ref AND pos >= $2) WHERE ref IN `},
	{"letter", `SELECT o.letter_id, 0, l.digest, '', 0 FROM outbox o JOIN letter l ON l.id = o.letter_id
		WHERE o.proved = 0 ORDER BY o.letter_id LIMIT $1`,
		"UPDATE outbox SET proved = 1 WHERE letter_id IN "},
}

// Checkpoint seals what has come since the last one. If nothing has, it returns the last one.
func (s *Store) Checkpoint(ctx context.Context, now time.Time) (c Checkpoint, err error) {
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		// The counter makes two daemons do this one after the other.
		err := tx.one(ctx, `INSERT INTO counter (name, value) VALUES ($1, 1)
			ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value`, []any{checkpointCounter}, &c.N)
		if err != nil {
			return err
		}
		last, err := tx.lastCheckpoint(ctx)
		if err != nil {
			return err
		}
		digest := newSealer(last.Digest)
		for _, from := range sources {
			if err := tx.sealAll(ctx, c.N, digest, from.kind, from.unsealed, from.mark); err != nil {
				return fmt.Errorf("seal %ss: %w", from.kind, err)
			}
		}
		if digest.n == 0 {
			c = last
			return errNothingNew
		}
		c = Checkpoint{c.N, instant(millis(now)), digest.n, digest.Sum(nil)}
		_, err = tx.exec(ctx, "INSERT INTO checkpoint (n, at, seals, digest, proof) VALUES ($1, $2, $3, $4, $5)", c.N,
			millis(now), c.Seals, c.Digest, tx.s.key.proof("checkpoint", c.N, millis(now), c.Seals, c.Digest))
		if err == nil {
			_, err = tx.exec(ctx, "UPDATE counter SET proof = $1 WHERE name = $2",
				tx.s.key.counter(checkpointCounter, c.N), checkpointCounter)
		}
		failpoint.Reached("sealed, not committed")
		return err
	})
	if err != nil && !errors.Is(err, errNothingNew) {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	return c, nil
}

// errNothingNew gives the checkpoint's number back by undoing the transaction.
var errNothingNew = errors.New("nothing to seal")

func (tx *Tx) lastCheckpoint(ctx context.Context) (c Checkpoint, err error) {
	var at int64
	err = tx.one(ctx, "SELECT n, at, seals, digest FROM checkpoint ORDER BY n DESC LIMIT 1", nil, &c.N, &at, &c.Seals,
		&c.Digest)
	if errors.Is(err, ErrNotFound) {
		return Checkpoint{}, nil
	}
	c.At = instant(at)
	return c, err
}

func (tx *Tx) sealAll(ctx context.Context, n int64, digest *sealer, kind, unsealed, mark string) error {
	for {
		first := digest.n + 1
		var seals []seal
		err := tx.each(ctx, unsealed, []any{sealedAtOnce}, func(rows row) error {
			x := seal{kind: kind}
			var key string
			var received int64
			err := rows.Scan(&x.id, &x.seq, &x.hash, &key, &received)
			if kind == "arrival" {
				x.hash = arrivalHash(key, received, x.hash)
			}
			seals = append(seals, x)
			return err
		})
		if err != nil || len(seals) == 0 {
			return err
		}
		rows := make([]any, 0, 6*len(seals))
		ids := make([]string, 0, len(seals))
		for _, x := range seals {
			digest.add(x)
			rows = append(rows, n, digest.n, x.kind, x.id, x.seq, x.hash)
			ids = append(ids, x.id)
		}
		if _, err := tx.exec(ctx, "INSERT INTO seal (checkpoint, pos, kind, id, seq, hash) VALUES "+
			tuples(len(seals), 6), rows...); err != nil {
			return err
		}
		var args []any
		if kind == "case" {
			args = []any{n, first}
		}
		list, members := anyOf(len(args)+1, ids)
		if _, err := tx.exec(ctx, mark+"("+list+")", append(args, members...)...); err != nil {
			return err
		}
	}
}

func name(kind, id string, seq int64) string {
	if kind == "case" {
		return "event " + id + "/" + strconv.FormatInt(seq, 10)
	}
	return kind + " " + id
}

// shortestDigest is how much of a digest tells a checkpoint from all others.
const shortestDigest = 16

// Since looks for the checkpoint of a digest that was kept elsewhere, or the beginning of one. If it is not there the
// fault says so: then the store was rolled back to before it, or made anew. That the checkpoint holds is proved by
// [Store.Verify].
func (s *Store) Since(ctx context.Context, digest string) (*Fault, error) {
	digest = strings.ToLower(strings.TrimSpace(digest))
	if _, err := hex.DecodeString(digest[:len(digest)&^1]); err != nil {
		return nil, fmt.Errorf("%q is no digest: give the digits that stand behind a checkpoint", digest)
	}
	if len(digest) < shortestDigest {
		return nil, fmt.Errorf("%q is too short: give at least %d digits of the digest", digest, shortestDigest)
	}
	found := false
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT digest FROM checkpoint", nil, func(rows row) error {
			var sum []byte
			err := rows.Scan(&sum)
			found = found || strings.HasPrefix(hex.EncodeToString(sum), digest)
			return err
		})
	})
	if err != nil || found {
		return nil, err
	}
	return &Fault{"checkpoint " + digest, "there is no checkpoint of this digest: the store was rolled back to " +
		"before " +
		"it, or its past was written anew"}, nil
}

// LastCheckpoint returns the newest checkpoint; its N is 0 if there is none.
func (s *Store) LastCheckpoint(ctx context.Context) (c Checkpoint, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		c, err = tx.lastCheckpoint(ctx)
		return err
	})
	return c, err
}
