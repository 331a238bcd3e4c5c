package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"sync"
)

// The chains of events can be followed by whoever reads the database, and made anew by whoever writes it. So each row
// that can change carries a proof: a digest made with a key that is kept outside the database. The proof of a case
// covers the head of its chain, and with that all its events; that of a letter covers its bytes, its way out and every
// try. What is written inserts its proof with it. What SQL counts out for itself is noted as touched, read again at the
// end of the transaction, and proved then.

// sealKey makes proofs.
type sealKey struct {
	fingerprint string
	hashes      sync.Pool
}

// SealKeySize is how many bytes a key has.
const SealKeySize = 32

func newSealKey(key []byte) *sealKey {
	k := &sealKey{fingerprint: Fingerprint(key)}
	key = bytes.Clone(key)
	k.hashes.New = func() any { return hmac.New(sha256.New, key) }
	return k
}

// Fingerprint is by what a key is known to the database, and to people who compare two.
func Fingerprint(key []byte) string {
	sum := sha256.Sum256(append([]byte("complaintsd seal key "), key...))
	return hex.EncodeToString(sum[:8])
}

// proofSize is how many bytes of a digest are kept.
const proofSize = 16

// proof digests values under the name of what they are. Without a key it is nil.
func (k *sealKey) proof(of string, values ...any) any {
	if k == nil {
		return nil
	}
	h := k.hashes.Get().(hash.Hash)
	h.Reset()
	var buffer [512]byte
	b := appendText(buffer[:0], of)
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b = appendText(b, v)
		case []byte:
			b = appendText(b, v)
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 'n'), uint64(v))
		case *int64:
			if v == nil {
				b = append(b, 0)
			} else {
				b = binary.BigEndian.AppendUint64(append(b, 'n'), uint64(*v))
			}
		case *string:
			if v == nil {
				b = append(b, 0)
			} else {
				b = appendText(b, *v)
			}
		case nil:
			b = append(b, 0)
		default:
			panic(fmt.Sprintf("no proof is made of a %T", v))
		}
	}
	h.Write(b)
	sum := h.Sum(nil)[:proofSize:proofSize]
	k.hashes.Put(h)
	return sum
}

// appendText writes text so that where it ends is part of it.
func appendText[T string | []byte](b []byte, text T) []byte {
	return append(binary.BigEndian.AppendUint32(append(b, 't'), uint32(len(text))), text...)
}

// proved reports whether a row carries the proof that it should.
func proved(want any, got []byte) bool {
	sum, _ := want.([]byte)
	return hmac.Equal(sum, got)
}

// touched are the rows of a transaction that are to be proved at its end.
type touched struct {
	letters  map[string]bool
	messages map[string]bool
	arrivals map[string]bool
	parties  map[string]bool
	ledger   bool
}

func (t touched) clone() touched {
	t.letters, t.messages = maps.Clone(t.letters), maps.Clone(t.messages)
	t.arrivals, t.parties = maps.Clone(t.arrivals), maps.Clone(t.parties)
	return t
}

func touch(of *map[string]bool, ids ...string) {
	if *of == nil {
		*of = map[string]bool{}
	}
	for _, id := range ids {
		(*of)[id] = true
	}
}

// touchLetters notes that this transaction has changed the way out of letters, or a try. Only rows that it has changed
// may be named: what another transaction changes meanwhile is that one's to prove.
func (tx *Tx) touchLetters(ids ...string) {
	if tx.s.key != nil {
		touch(&tx.touched.letters, ids...)
	}
}

// touchScanned is touchLetters for the one column of a row.
func (tx *Tx) touchScanned(rows row) error {
	var id string
	err := rows.Scan(&id)
	tx.touchLetters(id)
	return err
}

// touchMessage notes that this transaction has changed the outcome of an arrival, or what is kept of it, without
// reading it anew.
func (tx *Tx) touchMessage(id string) {
	if tx.s.key != nil {
		touch(&tx.touched.messages, id)
		touch(&tx.touched.arrivals, id)
	}
}

// touchParties notes that this transaction has changed by what a case is found.
func (tx *Tx) touchParties(ref string) {
	if tx.s.key != nil {
		touch(&tx.touched.parties, ref)
	}
}

// proveTouched makes the proofs that could not be made with the rows.
func (tx *Tx) proveTouched(ctx context.Context) error {
	if tx.s.key == nil {
		return nil
	}
	err := tx.proveAll(ctx, letterProofs, tx.touched.letters)
	if err == nil {
		err = tx.proveAll(ctx, messageProofs, tx.touched.messages)
	}
	if err == nil {
		err = tx.proveAll(ctx, arrivalProofs, tx.touched.arrivals)
	}
	for _, ref := range slices.Sorted(maps.Keys(tx.touched.parties)) {
		if err == nil {
			err = tx.proveParties(ctx, ref)
		}
	}
	if err == nil && tx.touched.ledger {
		err = tx.proveLedger(ctx)
	}
	if err != nil {
		return fmt.Errorf("prove what was written: %w", err)
	}
	return nil
}

// provedRow is a row that carries a proof: which it is, the proof that it should carry, and the one that it does.
type provedRow struct {
	id   string
	want any
	got  []byte
}

// proofs are the rows of a table that carry proofs. query ends where a condition on id may follow.
type proofs struct {
	kind  string // as a fault calls the row
	query string
	id    string // the column
	scan  func(*sealKey, row) (provedRow, error)
	save  string // $1 is the proof, $2 the id
}

// proveAll proves the rows of these ids anew.
func (tx *Tx) proveAll(ctx context.Context, p proofs, ids map[string]bool) error {
	return inPieces(slices.Sorted(maps.Keys(ids)), 256, func(ids []string) error {
		list, args := anyOf(1, ids)
		var all []provedRow
		err := tx.each(ctx, p.query+" WHERE "+p.id+" IN ("+list+")", args, func(rows row) error {
			r, err := p.scan(tx.s.key, rows)
			all = append(all, r)
			return err
		})
		if err == nil && p.kind == letterProofs.kind {
			err = tx.withTries(ctx, "WHERE letter_id IN ("+list+")", args, all)
		}
		for _, r := range all {
			if err == nil {
				err = tx.later(ctx, p.save, r.want, r.id)
			}
		}
		return err
	})
}

var arrivalProofs = proofs{
	kind: "arrival", id: "a.id", save: "UPDATE arrival SET proof = $1 WHERE id = $2",
	query: "SELECT a.id, a.key, a.source, a.channel, a.received, a.truncated, a.size, a.problem, a.digest, a.proof " +
		"FROM arrival a",
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var key, source, channel, problem string
		var received, truncated, size int64
		var digest []byte
		err = rows.Scan(&r.id, &key, &source, &channel, &received, &truncated, &size, &problem, &digest, &r.got)
		r.want = k.arrival(r.id, key, source, channel, received, truncated, size, problem, digest)
		return r, err
	},
}

func (k *sealKey) arrival(id, key, source, channel string, received, truncated, size int64, problem string,
	digest []byte) any {
	return k.proof("arrival", id, key, source, channel, received, truncated, size, problem, digest)
}

var messageProofs = proofs{
	kind: "message", id: "m.arrival_id", save: "UPDATE message SET proof = $1 WHERE arrival_id = $2",
	query: "SELECT m.arrival_id, m.message_id, m.sender, m.words, m.case_ref, m.body, m.reading, a.outcome, " +
		"a.case_ref, a.reason, a.replays, m.proof FROM message m JOIN arrival a ON a.id = m.arrival_id",
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var messageID *string
		var sender, ref, outcome, of, reason string
		var words, body, reading []byte
		var replays int64
		err = rows.Scan(&r.id, &messageID, &sender, &words, &ref, &body, &reading, &outcome, &of, &reason, &replays,
			&r.got)
		r.want = k.message(r.id, messageID, sender, words, ref, body, reading, outcome, of, reason, replays)
		return r, err
	},
}

func (k *sealKey) message(id string, messageID any, sender string, words []byte, ref string, body, reading []byte,
	outcome, of, reason string, replays int64) any {
	return k.proof("message", id, messageID, sender, words, ref, body, reading, outcome, of, reason, replays)
}

var mailboxProofs = proofs{
	kind: "cursor of", id: "b.source", save: "UPDATE mailbox SET proof = $1 WHERE source = $2",
	query: "SELECT b.source, b.uid_validity, b.last_uid, b.proof FROM mailbox b",
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var validity, last int64
		err = rows.Scan(&r.id, &validity, &last, &r.got)
		r.want = k.proof("mailbox", r.id, validity, last)
		return r, err
	},
}

var caseProofs = proofs{
	kind: "case", id: "c.ref", save: "UPDATE cases SET proof = $1 WHERE ref = $2",
	query: "SELECT c.ref, c.version, c.hash, c.wake_at, c.proof FROM cases c",
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var version int64
		var hash []byte
		var wake *int64
		err = rows.Scan(&r.id, &version, &hash, &wake, &r.got)
		r.want = k.proof("case", r.id, version, hash, wake)
		return r, err
	},
}

// caseProof is that of a case whose chain stands at a head. It covers when the case is looked at next.
func (k *sealKey) caseProof(ref string, h head, wake any) any {
	return k.proof("case", ref, int64(h.version), h.hash, wake)
}

// parties proves all that a case is found by.
func (k *sealKey) parties(ref string, keys []string) any {
	if k == nil {
		return nil
	}
	slices.Sort(keys)
	values := []any{ref}
	for _, key := range slices.Compact(keys) {
		values = append(values, key)
	}
	return k.proof("parties", values...)
}

func (tx *Tx) proveParties(ctx context.Context, ref string) error {
	keys, err := tx.addressesOf(ctx, ref)
	if err != nil {
		return err
	}
	return tx.later(ctx, "UPDATE cases SET parties = $1 WHERE ref = $2", tx.s.key.parties(ref, keys), ref)
}

var checkpointProofs = proofs{
	kind: "checkpoint", id: "p.n",
	query: "SELECT p.n, p.at, p.seals, p.digest, p.proof FROM checkpoint p",
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var n, at, seals int64
		var digest []byte
		err = rows.Scan(&n, &at, &seals, &digest, &r.got)
		r.id, r.want = fmt.Sprint(n), k.proof("checkpoint", n, at, seals, digest)
		return r, err
	},
}

var counterProofs = proofs{
	kind: "counter", id: "t.name", save: "UPDATE counter SET proof = $1 WHERE name = $2",
	query: "SELECT t.name, t.value, t.proof FROM counter t",
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var value int64
		err = rows.Scan(&r.id, &value, &r.got)
		r.want = k.counter(r.id, value)
		return r, err
	},
}

func (k *sealKey) counter(name string, value int64) any { return k.proof("counter", name, value) }

// letterProofs are those of the ways out of letters. The end of a lease and who holds it are left out: they change
// while the letter is sent, and what comes of them is what the tries say.
var letterProofs = proofs{
	kind: "letter", id: "o.letter_id", save: "UPDATE outbox SET proof = $1 WHERE letter_id = $2",
	query: `SELECT o.letter_id, o.channel, o.state, o.waiting, o.due_at, o.promised, o.decided_at, o.tries, o.doubts,
		o.in_doubt, o.began, o.last_try, o.settled_at, o.provider, o.detail, o.delivery, o.delivery_at,
		o.delivery_detail, o.proof, l.digest FROM outbox o JOIN letter l ON l.id = o.letter_id`,
	scan: func(k *sealKey, rows row) (r provedRow, err error) {
		var channel, state, detail, delivery, deliveryDetail string
		var waiting, due, promised, decided, tries, doubts, inDoubt int64
		var began, last, settled, delivered *int64
		var provider *string
		var digest []byte
		err = rows.Scan(&r.id, &channel, &state, &waiting, &due, &promised, &decided, &tries, &doubts, &inDoubt,
			&began, &last, &settled, &provider, &detail, &delivery, &delivered, &deliveryDetail, &r.got, &digest)
		if state == "leased" {
			due = 0
		}
		sum, _ := k.proof("outbox", channel, state, waiting, due, promised, decided, tries, doubts, inDoubt, began,
			last, settled, provider, detail, delivery, delivered, deliveryDetail).([]byte)
		r.want = k.letter(r.id, digest, sum, nil)
		if tries > 0 { // withTries goes on from here
			r.want = unfinished{digest, sum}
		}
		return r, err
	},
}

// unfinished is the proof of a letter whose tries have not been read yet.
type unfinished struct{ digest, outbox []byte }

func (k *sealKey) letter(id string, digest, outbox, tries []byte) any {
	return k.proof("letter", id, digest, outbox, tries)
}

// fresh is the proof of a letter that has just been ordered.
func (k *sealKey) fresh(id string, digest []byte, channel string, due, promised, decided int64) any {
	if k == nil {
		return nil
	}
	var none *int64
	sum, _ := k.proof("outbox", channel, "pending", int64(1), due, promised, decided, int64(0), int64(0), int64(0),
		none, none, none, nil, "", "", none, "").([]byte)
	return k.letter(id, digest, sum, nil)
}

// withTries finishes the proofs of letters with their tries.
func (tx *Tx) withTries(ctx context.Context, which string, args []any, all []provedRow) error {
	waits := map[string]*provedRow{}
	for i, r := range all {
		if _, waiting := r.want.(unfinished); waiting {
			waits[r.id] = &all[i]
		}
	}
	if len(waits) == 0 {
		return nil
	}
	k, tries := tx.s.key, map[string][]byte{}
	err := tx.each(ctx, "SELECT letter_id, n, began, ended, state, provider, detail FROM attempt "+which+
		" ORDER BY letter_id, n", args, func(rows row) error {
		var id, state, provider, detail string
		var n, began, ended int64
		if err := rows.Scan(&id, &n, &began, &ended, &state, &provider, &detail); err != nil {
			return err
		}
		sum, _ := k.proof("try", tries[id], n, began, ended, state, provider, detail).([]byte)
		tries[id] = sum
		return nil
	})
	for id, r := range waits {
		half := r.want.(unfinished)
		r.want = k.letter(id, half.digest, half.outbox, tries[id])
	}
	return err
}

// proveLedger proves the counters that must not be lost, and the landlord's own letters, all together. Whoever does so
// keeps the others waiting, and reads what they have written before.
func (tx *Tx) proveLedger(ctx context.Context) error {
	const lock = `INSERT INTO ledger (name, proof) VALUES ('all', $1) ON CONFLICT (name) DO UPDATE
		SET proof = ledger.proof`
	if _, err := tx.exec(ctx, lock, []byte{}); err != nil {
		return err
	}
	sum, err := tx.ledger(ctx)
	if err != nil {
		return err
	}
	return tx.later(ctx, "UPDATE ledger SET proof = $1 WHERE name = 'all'", sum)
}

func (tx *Tx) ledger(ctx context.Context) (any, error) {
	k, sum := tx.s.key, []byte{}
	add := func(p any) {
		sum, _ = k.proof("ledger", sum, p).([]byte)
	}
	err := tx.each(ctx, counterProofs.query+" ORDER BY t.name", nil, func(rows row) error {
		r, err := counterProofs.scan(k, rows)
		if !mayBeMissing(r.id) {
			add(r.want)
		}
		return err
	})
	if err == nil {
		err = tx.each(ctx, "SELECT file, n, since, by_whom, why, body FROM letter_file ORDER BY file, n", nil,
			func(rows row) error {
				var file, by, why, body string
				var n, since int64
				err := rows.Scan(&file, &n, &since, &by, &why, &body)
				add(k.proof("letter file", file, n, since, by, why, body))
				return err
			})
	}
	if err == nil {
		var editions []Edition
		editions, err = tx.Editions(ctx)
		for _, e := range editions {
			add(k.proof("edition", int64(e.N), e.Since.UnixMilli(), e.By, e.Why, e.Body))
		}
	}
	return sum, err
}

// verifyProofs compares every proof with its row. Without the key, or in a database that was never sealed, it has
// nothing to compare.
func (v *verifier) verifyProofs(ctx context.Context) error {
	k := v.tx.s.key
	known, err := v.tx.sealedBy(ctx)
	if err != nil || k == nil || len(known) == 0 {
		return err
	}
	last := known[len(known)-1]
	if last.Fingerprint != k.fingerprint || !last.whole {
		return nil // SealState says so
	}
	for _, p := range []proofs{arrivalProofs, mailboxProofs, messageProofs, caseProofs, counterProofs, letterProofs} {
		if err := v.proofsOf(ctx, p, ""); err != nil {
			return err
		}
	}
	if err := v.proofsOf(ctx, checkpointProofs, fmt.Sprintf("p.n > %d", last.Checkpoint)); err != nil {
		return err
	}
	if err := v.parties(ctx); err != nil {
		return err
	}
	return v.ledgers(ctx, known)
}

// parties compares by what each case is found with what was sealed.
func (v *verifier) parties(ctx context.Context) error {
	ref, keys, sum := "", []string(nil), []byte(nil)
	check := func() error {
		if ref == "" || proved(v.tx.s.key.parties(ref, keys), sum) {
			return nil
		}
		return v.fault("case "+ref, "the addresses and names that it is found by are not those that were sealed")
	}
	err := v.tx.each(ctx, "SELECT c.ref, c.parties, p.address FROM cases c LEFT JOIN party p ON p.ref = c.ref "+
		"ORDER BY c.ref", nil, func(rows row) error {
		var of string
		var got []byte
		var key *string
		if err := rows.Scan(&of, &got, &key); err != nil {
			return err
		}
		v.looked()
		if of != ref {
			if err := check(); err != nil {
				return err
			}
			ref, keys, sum = of, nil, bytes.Clone(got)
		}
		if key != nil {
			keys = append(keys, *key)
		}
		return nil
	})
	if err == nil {
		err = check()
	}
	return err
}

func (v *verifier) proofsOf(ctx context.Context, p proofs, which string) error {
	const atOnce = 1000
	if which != "" {
		which = " WHERE " + which
	}
	var page []provedRow
	check := func() error {
		if p.kind == letterProofs.kind && len(page) > 0 {
			// the tries lie in the order of their letters
			err := v.tx.withTries(ctx, "WHERE letter_id >= $1 AND letter_id <= $2",
				[]any{page[0].id, page[len(page)-1].id}, page)
			if err != nil {
				return err
			}
		}
		for _, r := range page {
			v.looked()
			problem := "it is not what was sealed: its columns or its words were changed behind the program's back"
			if r.got == nil {
				problem = "it carries no seal: it was written without the key of store.seal"
			}
			if !proved(r.want, r.got) {
				if err := v.fault(p.kind+" "+r.id, "%s", problem); err != nil {
					return err
				}
			}
		}
		page = page[:0]
		return nil
	}
	if p.kind != letterProofs.kind {
		err := v.tx.each(ctx, p.query+which, nil, func(rows row) error {
			r, err := p.scan(v.tx.s.key, rows)
			if page = append(page, r); err == nil && len(page) == atOnce {
				err = check()
			}
			return err
		})
		return errors.Join(err, check())
	}
	for after := ""; ; {
		err := v.tx.each(ctx, p.query+" WHERE o.letter_id > $1 ORDER BY o.letter_id LIMIT $2", []any{after, atOnce},
			func(rows row) error {
				r, err := p.scan(v.tx.s.key, rows)
				page = append(page, r)
				return err
			})
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].id
		if err := check(); err != nil {
			return err
		}
	}
}

// ledgers compares the proofs of small tables, and those of the keys.
func (v *verifier) ledgers(ctx context.Context, known []SealChange) error {
	k := v.tx.s.key
	want, err := v.tx.ledger(ctx)
	if err != nil {
		return err
	}
	var got []byte
	err = v.tx.one(ctx, "SELECT proof FROM ledger WHERE name = 'all'", nil, &got)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if !proved(want, got) {
		if err := v.fault("counters and letters of your own",
			"one of them was added or taken out behind the program's back"); err != nil {
			return err
		}
	}
	if last := known[len(known)-1]; !proved(last.proof(k), last.sum) {
		return v.fault(fmt.Sprintf("change %d of the seal's key", last.N), "it was changed")
	}
	return nil
}
