package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// Fault is a row that does not fit.
type Fault struct {
	Row     string // "event HC-2026-000123/4", "letter 7K...", "arrival 06..."
	Problem string // in plain words
}

func (f Fault) String() string { return f.Row + ": " + f.Problem }

// faultLimit is where Verify stops: nobody reads more, and the first is the one that matters.
const faultLimit = 100

// errEnough stops a proof that has found its fill.
var errEnough = errors.New("enough faults")

// Verify proves that the store is whole, on one unchanging view of it: that the pages of the database hold
// together, or it returns [ErrDamaged]; that every case's chain is unbroken and its row is what its events fold to;
// that every letter and arrival has the bytes it had; that every arrival's outcome leads somewhere; and that all
// the checkpoints still hold. It returns what does not fit, in that order, at most a hundred rows; an error means that
// it could not look. progress, if not nil, hears now and then, and at the end, how many rows
// have been looked at.
func (s *Store) Verify(ctx context.Context, progress func(rows int64)) ([]Fault, error) {
	v := &verifier{progress: progress, lastOf: map[string]int64{}, countOf: map[string]int64{}}
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		v.tx = tx
		if err := tx.structure(ctx, "PRAGMA integrity_check(20)"); err != nil {
			return err
		}
		for _, proof := range []struct {
			of string
			do func(context.Context) error
		}{{"cases", v.cases}, {"numbers", v.numbers}, {"letters", v.letters}, {"arrivals", v.arrivals},
			{"erasures", v.emptied}, {"checkpoints", v.checkpoints}, {"marks of checkpoints", v.sealedMarks},
			{"proofs", v.verifyProofs}} {
			if err := proof.do(ctx); err != nil {
				return fmt.Errorf("verify %s: %w", proof.of, err)
			}
		}
		if progress != nil {
			progress(v.rows)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return v.faults, damage(err)
	}
	return v.faults, nil
}

type verifier struct {
	tx       *Tx
	faults   []Fault
	rows     int64
	progress func(int64)
	erasures []erasure        // as the events tell of them
	lastOf   map[string]int64 // the highest number of a case, by prefix and year
	countOf  map[string]int64 // and how many there are
}

func (v *verifier) looked() {
	v.rows++
	if v.progress != nil && v.rows%10_000 == 0 {
		v.progress(v.rows)
	}
}

func (v *verifier) fault(row, format string, args ...any) error {
	v.faults = append(v.faults, Fault{row, fmt.Sprintf(format, args...)})
	if len(v.faults) >= faultLimit {
		return errEnough
	}
	return nil
}

// numbers compares the counters of references with the cases: one that stands before a number in use would give it
// again, and one that stands after the last has given a number to a case that is gone.
func (v *verifier) numbers(ctx context.Context) error {
	stands := map[string]int64{}
	err := v.tx.each(ctx, "SELECT name, value FROM counter", nil, func(rows row) error {
		var name string
		var value int64
		err := rows.Scan(&name, &value)
		if !strings.Contains(name, ":") && name != checkpointCounter {
			stands[name] = value
		}
		return err
	})
	if err != nil {
		return err
	}
	for name := range v.lastOf {
		stands[name] += 0
	}
	for _, name := range slices.Sorted(maps.Keys(stands)) {
		value, last, n := stands[name], v.lastOf[name], v.countOf[name]
		switch {
		case last > value:
			err = v.fault("counter "+name, "it stands at %d, and there is a case with the number %d", value, last)
		case n < value:
			err = v.fault("counter "+name, "it has given %d numbers, and there are %d cases", value, n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// number notes the number of a case.
func (v *verifier) number(ref string) {
	at := strings.LastIndexByte(ref, '-')
	if n, err := strconv.ParseInt(ref[at+1:], 10, 64); err == nil && at > 0 {
		v.lastOf[ref[:at]] = max(v.lastOf[ref[:at]], n)
		v.countOf[ref[:at]]++
	}
}

// caseRow is a case's row as it stands, to be compared with what its events make.
type caseRow struct {
	ref, status, area, handler string
	version                    int
	received                   int64
	hash, body                 []byte
}

// verifiedAtOnce is how many cases are held in memory.
const verifiedAtOnce = 500

// cases goes through the cases in pages, and with each page through its events.
func (v *verifier) cases(ctx context.Context) error {
	for after := ""; ; {
		var page []caseRow
		err := v.tx.each(ctx, `SELECT ref, status, area, handler, version, received, hash, body FROM cases
			WHERE ref > $1 ORDER BY ref LIMIT $2`, []any{after, verifiedAtOnce}, func(rows row) error {
			var r caseRow
			err := rows.Scan(&r.ref, &r.status, &r.area, &r.handler, &r.version, &r.received, &r.hash, &r.body)
			page = append(page, r)
			return err
		})
		if err != nil {
			return err
		}
		last := ""
		if len(page) == verifiedAtOnce {
			last = page[len(page)-1].ref
		}
		chains, err := v.chains(ctx, after, last)
		if err != nil {
			return err
		}
		for _, r := range page {
			v.looked()
			v.number(r.ref)
			if err := v.caseRow(r, chains[r.ref]); err != nil {
				return err
			}
			delete(chains, r.ref)
		}
		for _, ref := range slices.Sorted(maps.Keys(chains)) {
			if err := v.fault("case "+ref, "it has events and no row"); err != nil {
				return err
			}
		}
		if last == "" {
			return nil
		}
		after = last
	}
}

// chain is what a case's events make.
type chain struct {
	head   head
	c      complaint.Case
	last   complaint.Event
	broken bool // told already; its row is not looked at
}

// chains walks the events of the cases after one reference up to another, or to the end.
func (v *verifier) chains(ctx context.Context, after, last string) (map[string]*chain, error) {
	all := map[string]*chain{}
	query, args := "SELECT e.case_ref, e.seq, e.hash, e.body, x.was, x.remains, e.at, e.kind FROM event e "+joinErased+
		" WHERE e.case_ref > $1", []any{after}
	if last != "" {
		query, args = query+" AND e.case_ref <= $2", append(args, last)
	}
	err := v.tx.each(ctx, query+" ORDER BY e.case_ref, e.seq", args, func(rows row) error {
		var ref string
		var seq int
		var hash, body []byte
		var x emptied
		var at int64
		var kind string
		if err := rows.Scan(&ref, &seq, &hash, &body, &x.was, &x.remains, &at, &kind); err != nil {
			return err
		}
		v.looked()
		ch := all[ref]
		if ch == nil {
			ch = &chain{head: genesis(ref)}
			all[ref] = ch
		}
		if ch.broken {
			return nil
		}
		problem := ch.add(seq, hash, body, x)
		if problem == "" && (at != millis(ch.last.At) || kind != ch.last.Kind()) {
			problem = "its columns are not those of the event"
		}
		if problem == "" {
			v.told(ref, seq, ch.last)
			return nil
		}
		ch.broken = true
		return v.fault(name("case", ref, int64(seq)), "%s", problem)
	})
	return all, err
}

// add links one more event to the chain. Of one that was emptied the chain goes on with the hash it had, which the
// event after it proves; what remains of it is proved by its erasure.
func (ch *chain) add(seq int, hash, body []byte, x emptied) (problem string) {
	if seq != ch.head.version+1 {
		return fmt.Sprintf("event %d is missing before it", ch.head.version+1)
	}
	if x.remains != nil {
		ch.head = head{seq, hash}
		if problem := x.fits(hash, body); problem != "" {
			return problem
		}
	} else if ch.head = ch.head.next(body); !bytes.Equal(ch.head.hash, hash) {
		return "the chain breaks here: it or one before it was changed"
	}
	var e complaint.Event
	if err := json.Unmarshal(body, &e); err != nil {
		return "it cannot be read: " + err.Error()
	}
	ch.c, ch.last = ch.c.Apply(e), e
	return ""
}

func (v *verifier) caseRow(r caseRow, ch *chain) error {
	row := "case " + r.ref
	if ch == nil {
		return v.fault(row, "it has no events")
	}
	if ch.broken {
		return nil
	}
	var stored complaint.Case
	if err := json.Unmarshal(r.body, &stored); err != nil {
		return v.fault(row, "it cannot be read: %v", err)
	}
	// Both have been through JSON once, which is all the difference that there may be between them.
	got, err := json.Marshal(stored)
	if err != nil {
		return err
	}
	want, err := json.Marshal(ch.c)
	if err != nil {
		return err
	}
	stage, _ := ch.c.Current()
	switch {
	case r.version != ch.head.version:
		return v.fault(row, "it is at version %d, its events end at %d", r.version, ch.head.version)
	case !bytes.Equal(r.hash, ch.head.hash):
		return v.fault(row, "it does not carry the hash of its last event")
	case !bytes.Equal(got, want):
		return v.fault(row, "it is not what its events make")
	case r.status != string(ch.c.Status) || r.area != string(ch.c.Area) ||
		r.handler != partyKey(stage.Handler.Email) || r.received != millis(ch.c.Received):
		return v.fault(row, "its columns are not what its events make")
	}
	return nil
}

func (v *verifier) letters(ctx context.Context) error {
	return v.tx.each(ctx, `SELECT l.id, l.case_ref, l.letter, l.cause, l.channel, l.recipient, l.token, l.message_id,
		l.decided_at, l.digest, l.body, c.ref, x.was, x.remains, o.letter_id, o.channel, o.state, o.waiting, o.due_at,
		o.promised, o.decided_at, o.tries, o.settled_at
		FROM letter l LEFT JOIN outbox o ON o.letter_id = l.id LEFT JOIN cases c ON c.ref = l.case_ref
		LEFT JOIN erased x ON x.kind = 'letter' AND x.id = l.id AND x.seq = 0
		ORDER BY l.id`, nil, func(rows row) error {
		var id, ref, letter, cause, channel, recipient string
		var decided int64
		var digest, body []byte
		var token, messageID, of *string
		var x emptied
		var way wayOut
		if err := rows.Scan(&id, &ref, &letter, &cause, &channel, &recipient, &token, &messageID, &decided, &digest,
			&body, &of, &x.was, &x.remains, &way.letter, &way.channel, &way.state, &way.waiting, &way.due, &way.promised,
			&way.decided, &way.tries, &way.settled); err != nil {
			return err
		}
		v.looked()
		row := "letter " + id
		if x.remains != nil {
			if problem := x.fits(digest, body); problem != "" {
				return v.fault(row, "%s", problem)
			}
		} else if sum := sha256.Sum256(body); !bytes.Equal(sum[:], digest) {
			return v.fault(row, "its words were changed")
		}
		var l outbox.Letter
		if err := json.Unmarshal(body, &l); err != nil {
			return v.fault(row, "it cannot be read: %v", err)
		}
		switch {
		case l.ID != id || l.Case != ref || string(l.Letter) != letter || clean(l.Cause) != cause ||
			string(l.Channel) != channel || clean(l.To) != recipient || l.Token != textOf(token) ||
			l.MessageID != textOf(messageID) || millis(l.DecidedAt) != decided:
			return v.fault(row, "its columns are not those of the letter")
		case l.Template == "":
			return v.fault(row, "it does not say which template made it")
		case ref != "" && of == nil:
			return v.fault(row, "its case %s is missing", ref)
		}
		if problem := way.fits(l); problem != "" {
			return v.fault(row, "%s", problem)
		}
		return nil
	})
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// wayOut is a letter's row in the outbox, whose columns are nil if there is none.
type wayOut struct {
	letter, channel, state                 *string
	waiting, due, promised, decided, tries *int64
	settled                                *int64
}

// putOffAtMost is how far the office's closed days may have put off a letter that nobody has tried to send.
const putOffAtMost = 21 * 24 * time.Hour

// fits says what is wrong with the way out of a letter, or "".
func (w wayOut) fits(l outbox.Letter) string {
	if w.letter == nil {
		return "it is not in the outbox, so it would never go"
	}
	state := outbox.SendState(*w.state)
	final := state == outbox.Sent || state == outbox.Failed
	due := l.DecidedAt
	if l.NotBefore.After(due) {
		due = l.NotBefore
	}
	switch {
	case *w.channel != string(leavesBy(l.Channel)) || *w.promised != int64(l.Promised) ||
		*w.decided != millis(l.DecidedAt):
		return "its way out is not that of the letter"
	case final != (*w.waiting == 0):
		return "it is " + *w.state + ", and waits all the same, or does not wait and should"
	case final != (w.settled != nil):
		return "it is " + *w.state + ", and since when is not what that says"
	case state == outbox.Sent && *w.tries == 0:
		return "it is sent, and nobody has tried to send it"
	case !final && *w.tries == 0 && (*w.due < millis(due) || *w.due > millis(due.Add(putOffAtMost))):
		return "it waits for a time that it was not given: " + instant(*w.due).Format(time.DateOnly)
	}
	return ""
}

func (v *verifier) arrivals(ctx context.Context) error {
	large := map[string][]byte{} // the digests of mails in pieces, by id
	err := v.tx.each(ctx, `SELECT a.id, a.key, a.received, a.outcome, a.case_ref, a.digest, r.size, r.packed, r.body,
		m.message_id, m.sender, m.words, m.case_ref, m.body, c.ref, x.was, x.remains
		FROM arrival a LEFT JOIN raw r ON r.arrival_id = a.id LEFT JOIN message m ON m.arrival_id = a.id
		LEFT JOIN cases c ON c.ref = a.case_ref
		LEFT JOIN erased x ON x.kind = 'arrival' AND x.id = a.id AND x.seq = 0
		ORDER BY a.id`, nil, func(rows row) error {
		var id, key, ref string
		var received int64
		var outcome OutcomeKind
		var digest, packed []byte
		var size, how *int64
		var of *string
		var read readRow
		var x emptied
		if err := rows.Scan(&id, &key, &received, &outcome, &ref, &digest, &size, &how, &packed, &read.messageID,
			&read.sender, &read.words, &read.ref, &read.body, &of, &x.was, &x.remains); err != nil {
			return err
		}
		v.looked()
		row := "arrival " + id
		if how != nil && *how == asPieces && x.remains == nil {
			large[id] = bytes.Clone(digest)
		} else if problem := rawFits(digest, size, how, packed, x); problem != "" {
			return v.fault(row, "%s", problem)
		}
		switch {
		case id != arrivalID(message.Arrival{Key: key, Received: instant(received)}):
			return v.fault(row, "it came at another time, or from elsewhere, than its columns say")
		case outcome != Undecided && read.sender == nil:
			return v.fault(row, "it is %s and nobody has read it", outcome)
		case (outcome == Opened || outcome == Continued || ref != "") && of == nil:
			return v.fault(row, "its case %q is missing", ref)
		case outcome != Undecided && *read.ref != ref:
			return v.fault(row, "it belongs to case %q, and what was read of it to %q", ref, *read.ref)
		}
		if problem := read.fits(id, x.remains != nil); problem != "" {
			return v.fault(row, "%s", problem)
		}
		return nil
	})
	for _, id := range slices.Sorted(maps.Keys(large)) {
		if err != nil {
			break
		}
		var problem string
		if problem, err = v.tx.piecesFit(ctx, id, large[id]); err == nil && problem != "" {
			err = v.fault("arrival "+id, "%s", problem)
		}
	}
	return err
}

// readRow is what an arrival was read as; its columns are nil if nobody has.
type readRow struct {
	messageID, sender, ref *string
	words, body            []byte
}

// fits says what is wrong with the columns, or "".
func (r readRow) fits(id string, erased bool) string {
	if r.sender == nil {
		return ""
	}
	var m message.Message
	if err := json.Unmarshal(r.body, &m); err != nil {
		return "what was read of it cannot be read: " + err.Error()
	}
	if bytes.Contains(r.body, []byte(`\ufffd`)) { // stands for what is no text, which the columns have otherwise
		return ""
	}
	if m.ID != id || clean(m.From) != *r.sender {
		return "its columns are not what was read of it"
	}
	if !erased && (clean(m.MessageID) != textOf(r.messageID) || !bytes.Equal(wordsDigest(m), r.words)) {
		return "its columns are not what was read of it"
	}
	return ""
}

// rawFits says what is wrong with the bytes of an arrival, or "".
func rawFits(digest []byte, size, how *int64, packed []byte, x emptied) string {
	switch {
	case x.remains != nil && size != nil:
		return "it was erased and its bytes are here"
	case x.remains != nil:
		return x.fits(digest, nil)
	case size == nil || how == nil:
		return "its bytes are missing"
	}
	raw, err := unpack(*how, packed, *size)
	if err != nil {
		return "its bytes cannot be read: " + err.Error()
	}
	if sum := sha256.Sum256(raw); !bytes.Equal(sum[:], digest) || int64(len(raw)) != *size {
		return "its bytes were changed"
	}
	return ""
}

func (v *verifier) checkpoints(ctx context.Context) error {
	made := map[int64]Checkpoint{}
	var order []int64
	err := v.tx.each(ctx, "SELECT n, seals, digest FROM checkpoint ORDER BY n", nil, func(rows row) error {
		var c Checkpoint
		err := rows.Scan(&c.N, &c.Seals, &c.Digest)
		made[c.N] = c
		order = append(order, c.N)
		return err
	})
	if err != nil {
		return err
	}
	var counted int64
	err = v.tx.one(ctx, "SELECT value FROM counter WHERE name = $1", []any{checkpointCounter}, &counted)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for n := int64(1); n <= counted; n++ {
		if _, ok := made[n]; !ok {
			if err := v.fault(fmt.Sprintf("checkpoint %d", n), "it is missing"); err != nil {
				return err
			}
		}
	}
	digests, err := v.seals(ctx, made)
	if err != nil {
		return err
	}
	for _, n := range order {
		digest := digests[n]
		if digest == nil || digest.n != made[n].Seals || !bytes.Equal(digest.Sum(nil), made[n].Digest) {
			if err := v.fault(fmt.Sprintf("checkpoint %d", n), "its seals were changed"); err != nil {
				return err
			}
		}
	}
	return nil
}

// seals compares every seal with the row that it seals, and digests them anew.
func (v *verifier) seals(ctx context.Context, made map[int64]Checkpoint) (map[int64]*sealer, error) {
	digests := map[int64]*sealer{}
	err := v.tx.each(ctx, `SELECT s.checkpoint, s.kind, s.id, s.seq, s.hash, e.hash,
		l.digest, a.digest, a.key, a.received
		FROM seal s LEFT JOIN event e ON s.kind = 'case' AND e.case_ref = s.id AND e.seq = s.seq
		LEFT JOIN letter l ON s.kind = 'letter' AND l.id = s.id
		LEFT JOIN arrival a ON s.kind = 'arrival' AND a.id = s.id
		ORDER BY s.checkpoint, s.pos`, nil, func(rows row) error {
		var n int64
		var x seal
		var event, letter, arrival []byte
		var key *string
		var received *int64
		if err := rows.Scan(&n, &x.kind, &x.id, &x.seq, &x.hash, &event, &letter, &arrival, &key,
			&received); err != nil {
			return err
		}
		v.looked()
		if digests[n] == nil {
			digests[n] = newSealer(made[n-1].Digest)
		}
		digests[n].add(x)
		now := event
		switch {
		case x.kind == "letter":
			now = letter
		case x.kind == "arrival" && key != nil && received != nil:
			now = arrivalHash(*key, *received, arrival)
		}
		switch {
		case now == nil:
			return v.fault(name(x.kind, x.id, x.seq), "it is missing; checkpoint %d has sealed it", n)
		case !bytes.Equal(now, x.hash):
			return v.fault(name(x.kind, x.id, x.seq), "it is not what checkpoint %d has sealed", n)
		}
		return nil
	})
	return digests, err
}

// sealedMarks compares the marks of what a checkpoint has sealed with the seals.
func (v *verifier) sealedMarks(ctx context.Context) error {
	const (
		unsealed = "it is marked as sealed, and no checkpoint has sealed it"
		unmarked = "a checkpoint has sealed it, and it is marked as not sealed"
	)
	for _, marks := range []struct{ kind, query string }{
		{"arrival", `SELECT a.id, 0, a.proved FROM arrival a LEFT JOIN seal s ON s.kind = 'arrival' AND s.id = a.id
			WHERE (a.proved <> 0) = (s.id IS NULL) ORDER BY a.id`},
		{"letter", `SELECT o.letter_id, 0, o.proved FROM outbox o LEFT JOIN seal s ON s.kind = 'letter'
			AND s.id = o.letter_id WHERE (o.proved <> 0) = (s.id IS NULL) ORDER BY o.letter_id`},
		{"case", `SELECT c.ref, c.proved, 1 FROM cases c LEFT JOIN seal s ON s.kind = 'case' AND s.id = c.ref
			AND s.seq = c.proved WHERE c.proved <> 0 AND s.id IS NULL ORDER BY c.ref`},
	} {
		err := v.tx.each(ctx, marks.query, nil, func(rows row) error {
			var id string
			var seq, marked int64
			if err := rows.Scan(&id, &seq, &marked); err != nil {
				return err
			}
			if marked == 0 {
				return v.fault(name(marks.kind, id, seq), unmarked)
			}
			return v.fault(name(marks.kind, id, seq), unsealed)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
