package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"complaints/internal/message"
)

// Arrived is an arrival as the store keeps it.
type Arrived struct {
	message.Arrival
	ID      string   // the store's own id; ids sort by the time of arrival
	Known   bool     // SaveArrivals: it had been stored before
	Digest  [32]byte // SHA-256 of the raw bytes
	Outcome Outcome  // what became of it; Undecided if nothing yet
	Replays int      // how often it was taken out of quarantine
}

// Cursor returns how far a source has been read; the zero Cursor when never.
func (s *Store) Cursor(ctx context.Context, source string) (c message.Cursor, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT uid_validity, last_uid FROM mailbox WHERE source = $1", []any{source},
			&c.UIDValidity, &c.LastUID)
	})
	if errors.Is(err, ErrNotFound) {
		return message.Cursor{}, nil
	}
	return c, err
}

// SaveArrivals writes a batch down as it came, unread, and moves the source's cursor to upTo in the same
// transaction; the zero Cursor leaves it. An item whose Key is stored already is Known and keeps its id and
// outcome. The answer is in the order of the batch.
// The bytes of an arrival larger than [LargeMail] are let go once they are written, in batch and in what is returned;
// [Store.Arrival] has them.
func (s *Store) SaveArrivals(ctx context.Context, source string, batch []message.Arrival,
	upTo message.Cursor) ([]Arrived, error) {
	saved := make([]Arrived, len(batch))
	raws := make([]rawItem, len(batch))
	for i, a := range batch { // before the lock is taken
		a.Source = source
		saved[i] = Arrived{Arrival: a, ID: arrivalID(a), Digest: sha256.Sum256(a.Raw)}
		raws[i] = rawItem{arrived: &saved[i], size: int64(len(a.Raw)), how: asPieces, packed: orEmpty(nil)}
		if !raws[i].large() {
			raws[i].how, raws[i].packed = s.packer.pack(a.Raw)
		}
	}
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		for rest := raws; len(rest) > 0; {
			n := arrivalsThatFit(rest)
			if err := tx.saveArrivals(ctx, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return tx.moveCursor(ctx, source, upTo)
	})
	if err != nil {
		return nil, fmt.Errorf("save arrivals of %s: %w", source, err)
	}
	letGo(raws, saved, batch)
	return saved, nil
}

// letGo gives the memory of large mails back: whoever decides on one reads it again.
func letGo(raws []rawItem, saved []Arrived, batch []message.Arrival) {
	large := false
	for i, item := range raws {
		if item.large() {
			saved[i].Raw, batch[i].Raw = nil, nil
			large = true
		}
	}
	if large {
		debug.FreeOSMemory()
	}
}

// rawItem is an arrival with its bytes packed, unless it is large.
type rawItem struct {
	arrived *Arrived
	how     int64
	size    int64 // of the bytes before they were packed
	packed  []byte
}

func (r rawItem) large() bool { return r.size > LargeMail }

// LargeMail is from how many bytes on an arrival is held in memory once at a time.
const LargeMail = 8 << 20

// arrivalID sorts by the instant of arrival and is the same each time for the same item.
func arrivalID(a message.Arrival) string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], uint64(max(0, a.Received.UnixMilli()))<<16)
	sum := sha256.Sum256([]byte(a.Key))
	copy(id[6:], sum[:10])
	return idText(id[:])
}

// idText writes an id in digits and letters that sort as the bytes do.
func idText(b []byte) string {
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

const (
	arrivalsAtOnce = 32      // of one statement
	arrivalsAtMost = 8 << 20 // bytes of one statement, unless a single one is larger
	arrivalWidth   = 10
	rawWidth       = 4
)

var (
	insertArrivals = inserts(arrivalsAtOnce, arrivalWidth,
		"INSERT INTO arrival (id, key, source, channel, received, truncated, size, problem, digest, proof) "+
			"VALUES ",
		" ON CONFLICT (key) DO NOTHING RETURNING id")
	insertRaws = inserts(arrivalsAtOnce, rawWidth, "INSERT INTO raw (arrival_id, size, packed, body) VALUES ", "")
)

func arrivalsThatFit(items []rawItem) int {
	size := 0
	for n, item := range items {
		if size += len(item.packed); n == arrivalsAtOnce || n > 0 && size > arrivalsAtMost {
			return n
		}
	}
	return len(items)
}

func (tx *Tx) saveArrivals(ctx context.Context, items []rawItem) error {
	rows := make([]any, 0, len(items)*arrivalWidth)
	for _, item := range items {
		a := item.arrived
		problem := clean(a.Problem)
		rows = append(rows, a.ID, a.Key, a.Source, string(a.Channel), millis(a.Received), bit(a.Truncated), a.Size,
			problem, a.Digest[:], tx.s.key.arrival(a.ID, a.Key, a.Source, string(a.Channel), millis(a.Received),
				bit(a.Truncated), a.Size, problem, a.Digest[:]))
	}
	fresh := make(map[string]bool, len(items))
	err := tx.each(ctx, insertArrivals[len(items)], rows, func(rows row) error {
		var id string
		err := rows.Scan(&id)
		fresh[id] = true
		return err
	})
	if err != nil {
		return err
	}
	raws := make([]any, 0, len(items)*rawWidth)
	for _, item := range items {
		a := item.arrived
		if !fresh[a.ID] {
			if err := tx.recall(ctx, a); err != nil {
				return fmt.Errorf("%s: %w", a.Key, err)
			}
			continue
		}
		fresh[a.ID] = false // a second one of the same key in this batch is Known
		raws = append(raws, a.ID, item.size, item.how, item.packed)
	}
	if len(raws) == 0 {
		return nil
	}
	if err := tx.later(ctx, insertRaws[len(raws)/rawWidth], raws...); err != nil {
		return err
	}
	for _, item := range items {
		if _, stored := fresh[item.arrived.ID]; stored && item.large() && !item.arrived.Known {
			if err := tx.savePieces(ctx, &tx.s.packer, item.arrived.ID, item.arrived.Raw); err != nil {
				return fmt.Errorf("%s: %w", item.arrived.Key, err)
			}
		}
	}
	return nil
}

// recall finds what is known of an arrival that was stored before.
func (tx *Tx) recall(ctx context.Context, a *Arrived) error {
	a.Known = true
	var digest []byte
	err := tx.one(ctx, "SELECT id, digest, outcome, case_ref, reason, replays FROM arrival WHERE key = $1",
		[]any{a.Key},
		&a.ID, &digest, &a.Outcome.Kind, &a.Outcome.Case, &a.Outcome.Reason, &a.Replays)
	copy(a.Digest[:], digest)
	return err
}

func (tx *Tx) moveCursor(ctx context.Context, source string, to message.Cursor) error {
	if to == (message.Cursor{}) {
		return nil
	}
	validity, last := int64(to.UIDValidity), int64(to.LastUID)
	return tx.later(ctx, `INSERT INTO mailbox (source, uid_validity, last_uid, proof) VALUES ($1, $2, $3, $4)
		ON CONFLICT (source) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
		proof = excluded.proof`, source, validity, last, tx.s.key.proof("mailbox", source, validity, last))
}

const arrivalColumns = `a.id, a.key, a.source, a.channel, a.received, a.truncated, a.size, a.problem, a.digest,
	a.outcome, a.case_ref, a.reason, a.replays`

// scanArrived reads the arrivalColumns of a row, and the columns after them into more.
func scanArrived(rows row, more ...any) (a Arrived, err error) {
	var received, truncated int64
	var digest []byte
	err = rows.Scan(append([]any{&a.ID, &a.Key, &a.Source, &a.Channel, &received, &truncated, &a.Size, &a.Problem,
		&digest,
		&a.Outcome.Kind, &a.Outcome.Case, &a.Outcome.Reason, &a.Replays}, more...)...)
	a.Received, a.Truncated = instant(received), truncated != 0
	copy(a.Digest[:], digest)
	return a, err
}

// undecidedBytes is how much raw mail Undecided reads into memory at once.
const undecidedBytes = 32 << 20

// Undecided returns arrivals that have no outcome yet, oldest first, raw bytes included: what a crash or a
// replay left to do. It returns at most limit, and fewer when they are large, but at least one if any waits.
func (s *Store) Undecided(ctx context.Context, limit int) ([]Arrived, error) {
	var all []Arrived
	read := int64(0)
	enough := errors.New("enough")
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		all, read = nil, 0
		err := tx.each(ctx, `SELECT `+arrivalColumns+`, r.size, r.packed, r.body FROM arrival a
			JOIN raw r ON r.arrival_id = a.id
			WHERE a.outcome = '' ORDER BY a.id LIMIT $1`, []any{limit}, func(rows row) error {
			a, size, err := scanWithRaw(rows)
			if err != nil {
				return err
			}
			all = append(all, a)
			if read += size; read >= undecidedBytes {
				return enough
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			return err
		}
		for i := range all {
			if err := tx.join(ctx, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("undecided arrivals: %w", err)
	}
	return all, nil
}

// CountUndecided counts the arrivals that have no outcome yet.
func (s *Store) CountUndecided(ctx context.Context) (n int, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT COUNT(*) FROM arrival WHERE outcome = ''", nil, &n)
	})
	if err != nil {
		return 0, fmt.Errorf("count undecided arrivals: %w", err)
	}
	return n, nil
}

// Decided says which of these arrivals have their outcome already. Who decides many at once asks first, in the
// transaction that decides: a sweep or another daemon may have come before.
func (tx *Tx) Decided(ctx context.Context, arrivals ...string) (map[string]bool, error) {
	decided := map[string]bool{}
	err := inPieces(arrivals, 256, func(ids []string) error {
		list, args := anyOf(1, ids)
		return tx.each(ctx, "SELECT id FROM arrival WHERE outcome <> '' AND id IN ("+list+")", args,
			func(rows row) error {
				var id string
				err := rows.Scan(&id)
				decided[id] = true
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("which arrivals are decided: %w", err)
	}
	return decided, nil
}

// scanWithRaw reads an arrival with its bytes and their number. Those of a large mail it leaves to [Tx.join].
func scanWithRaw(rows row) (a Arrived, size int64, err error) {
	var how int64
	var packed sql.RawBytes // the driver's own bytes: a large mail is in memory often enough
	if a, err = scanArrived(rows, &size, &how, &packed); err != nil || how == asPieces {
		return a, size, err
	}
	if how == plain {
		packed = bytes.Clone(packed)
	}
	if a.Raw, err = unpack(how, packed, size); err != nil {
		return a, size, fmt.Errorf("arrival %s: %w", a.ID, err)
	}
	return a, size, a.sound()
}

// join gives an arrival that was read without its bytes the pieces of them.
func (tx *Tx) join(ctx context.Context, a *Arrived) (err error) {
	if a.Raw != nil {
		return nil
	}
	if a.Raw, err = tx.Raw(ctx, a.ID); err != nil {
		return err
	}
	return a.sound()
}

// sound reports bytes that are not those that arrived.
func (a Arrived) sound() error {
	if sha256.Sum256(a.Raw) != a.Digest {
		return fmt.Errorf("arrival %s: the bytes are not those that arrived", a.ID)
	}
	return nil
}

// Arrival returns one arrival with its raw bytes, or [ErrNotFound].
func (s *Store) Arrival(ctx context.Context, id string) (a Arrived, err error) {
	err = ErrNotFound
	missing := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		problem := tx.each(ctx, `SELECT `+arrivalColumns+`, r.size, r.packed, r.body FROM arrival a
			JOIN raw r ON r.arrival_id = a.id
			WHERE a.id = $1`, []any{id}, func(rows row) error {
			a, _, err = scanWithRaw(rows)
			return err
		})
		if problem == nil && err == nil {
			return tx.join(ctx, &a)
		}
		return problem
	})
	return a, errors.Join(err, missing)
}

// Raw returns the bytes of an arrival as they came, or [ErrNotFound] if they were erased.
func (tx *Tx) Raw(ctx context.Context, id string) ([]byte, error) {
	var size, how int64
	var packed []byte
	err := tx.one(ctx, "SELECT size, packed, body FROM raw WHERE arrival_id = $1", []any{id}, &size, &how, &packed)
	switch {
	case err == nil && how == asPieces:
		packed, err = tx.joined(ctx, id, size)
	case err == nil:
		packed, err = unpack(how, packed, size)
	}
	if err != nil {
		return nil, fmt.Errorf("bytes of %s: %w", id, err)
	}
	return packed, nil
}

// ArrivalFilter chooses arrivals; its zero value chooses all.
type ArrivalFilter struct {
	Source  string
	Case    string
	Outcome OutcomeKind // Undecided means any
	Waiting bool        // only those without an outcome
	Since   time.Time   // arrived then or later
	After   string      // ids after this one: the next page
	Limit   int         // 0: 1,000
}

// HasArrival reports whether a message was stored by a key.
func (s *Store) HasArrival(ctx context.Context, key string) (has bool, err error) {
	var n int
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT COUNT(*) FROM arrival WHERE key = $1", []any{key}, &n)
	})
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", key, err)
	}
	return n > 0, nil
}

// Arrivals lists arrivals without their raw bytes, oldest first.
func (s *Store) Arrivals(ctx context.Context, f ArrivalFilter) ([]Arrived, error) {
	where := newWhere("a.id > ?", f.After)
	if f.Source != "" {
		where.and("a.source = ?", f.Source)
	}
	if f.Case != "" {
		where.and("a.case_ref = ?", f.Case)
	}
	if !f.Since.IsZero() {
		where.and("a.received >= ?", millis(f.Since))
	}
	switch {
	case f.Waiting:
		where.and("a.outcome = ''")
	case f.Outcome == Quarantined:
		where.and("a.outcome = 'quarantined'") // in these words, so that its index serves
	case f.Outcome != Undecided:
		where.and("a.outcome = ?", string(f.Outcome))
	}
	var all []Arrived
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT "+arrivalColumns+" FROM arrival a WHERE "+where.limited("a.id", f.Limit),
			where.args, func(rows row) error {
				a, err := scanArrived(rows)
				all = append(all, a)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("list arrivals: %w", err)
	}
	return all, nil
}

// WithoutText returns the arrivals of a source in quarantine whose bytes never came, or not all of them: their ids by
// their keys.
func (s *Store) WithoutText(ctx context.Context, source string) (map[string]string, error) {
	ids := map[string]string{}
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT a.key, a.id FROM arrival a JOIN raw r ON r.arrival_id = a.id
			WHERE a.outcome = 'quarantined' AND a.source = $1 AND (r.size < a.size OR r.size = 0)`, []any{source},
			func(rows row) error {
				var key, id string
				err := rows.Scan(&key, &id)
				ids[key] = id
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("arrivals without text: %w", err)
	}
	return ids, nil
}

// Replay takes an arrival out of quarantine, so that it is decided anew. It returns [ErrNotFound] if it is
// not there.
func (s *Store) Replay(ctx context.Context, id string) error {
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.exec(ctx,
			`UPDATE arrival SET outcome = '', replays = replays + 1 WHERE id = $1 AND outcome = 'quarantined'`, id)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("replay arrival %s: %w", id, err)
		}
		tx.touchMessage(id)
		return nil
	})
}

// TakeBack takes a filed arrival back, so that it is decided anew in this transaction. It returns [ErrNotFound] if it
// is not filed.
func (tx *Tx) TakeBack(ctx context.Context, id string) error {
	n, err := tx.exec(ctx,
		`UPDATE arrival SET outcome = '', replays = replays + 1 WHERE id = $1 AND outcome = 'filed'`, id)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("take back arrival %s: %w", id, err)
	}
	tx.touchMessage(id)
	return nil
}

// FileByHand takes an arrival out of quarantine that needs nothing more, with the reason a person gives. It returns
// [ErrNotFound] if it is not there.
func (s *Store) FileByHand(ctx context.Context, id, why string) error {
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.exec(ctx,
			`UPDATE arrival SET outcome = 'filed', reason = $1 WHERE id = $2 AND outcome = 'quarantined'`, clean(why),
			id)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("file arrival %s: %w", id, err)
		}
		tx.touchMessage(id)
		return nil
	})
}
