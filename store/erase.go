package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// An erasure takes the words and names out of a case's file and leaves the proof of the rest as it was. Events and
// letters keep the hash they had, so that the chain and every checkpoint still hold; what remains of each is written
// down beside that hash. One event more, an [complaints.Erased], ends the chain: it says who asked and why, and
// covers all that was written down with a digest. To change anything under the name of an erasure one would have to
// add an event to a chain that everybody can see.

// ErrStillSending says that a letter of the case is on its way: it cannot be emptied.
var ErrStillSending = errors.New("a letter of the case is still to be sent")

// Erasure is who takes a person out of the files, why and when.
type Erasure struct {
	By     actor.Actor
	Reason string
	At     time.Time
	// Loose takes along what was filed outside any case: the person's messages, and letters to them.
	Loose bool
}

// emptied is what the store knows of a row whose words were taken out; remains is nil for every other.
type emptied struct {
	was     []byte
	remains *string
}

// fits says what is wrong with a row that was emptied, or "".
func (x emptied) fits(hash, body []byte) string {
	switch {
	case !bytes.Equal(x.was, hash):
		return "it does not carry the hash it had when it was erased"
	case *x.remains != string(body):
		return "it is not what its erasure left"
	}
	return ""
}

const joinErased = "LEFT JOIN erased x ON x.kind = 'event' AND x.id = e.case_ref AND x.seq = e.seq"

// erasedRow is a row of the table: what was emptied and what remains.
type erasedRow struct {
	kind, id string
	seq      int64
	was      []byte
	remains  string
}

// digestOf covers the rows of one erasure, in whatever order they come.
func digestOf(rows []erasedRow) string {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b erasedRow) int {
		if c := strings.Compare(a.kind+" "+a.id, b.kind+" "+b.id); c != 0 {
			return c
		}
		return int(a.seq - b.seq)
	})
	h := sha256.New()
	for _, r := range rows {
		fmt.Fprintf(h, "%d:%s%d:%s%d %d:", len(r.kind), r.kind, len(r.id), r.id, r.seq, len(r.was))
		h.Write(r.was)
		fmt.Fprintf(h, "%d:%s", len(r.remains), r.remains)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Erase empties the file of a case and returns the case as it stands then. Whether it may be erased is decided before
// ([complaints.Case.KeptBecause]); a letter that waits to be sent stops it with [ErrStillSending]. What is emptied
// already stays as it is. Vacuum afterwards, so that nothing is left in the database's free pages.
func (tx *Tx) Erase(ctx context.Context, ref string, e Erasure) (complaint.Case, error) {
	c, err := tx.erase(ctx, ref, e)
	if err != nil {
		return c, fmt.Errorf("case %s: erase: %w", ref, err)
	}
	return c, nil
}

func (tx *Tx) erase(ctx context.Context, ref string, e Erasure) (complaint.Case, error) {
	before, err := tx.Case(ctx, ref)
	if err != nil {
		return before, err
	}
	w := &eraser{tx: tx, ref: ref}
	if w.addresses, err = tx.addressesOf(ctx, ref); err != nil {
		return before, err
	}
	if err := errors.Join(w.findEvents(ctx), w.findLetters(ctx, e.Loose), w.findMessages(ctx, e.Loose)); err != nil {
		return before, err
	}
	fact := complaint.Event{At: e.At, By: e.By, Why: "The words and names were taken out of the file: " + e.Reason,
		Clause: "2.5", Fact: complaint.Erased{Reason: e.Reason, Rows: len(w.rows), Digest: digestOf(w.rows)}}
	for _, r := range w.rows {
		if _, err := tx.exec(ctx, `INSERT INTO erased (kind, id, seq, case_ref, erasure, was, remains)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			r.kind, r.id, r.seq, ref, before.Version+1, r.was, r.remains); err != nil {
			return before, err
		}
	}
	if err := w.empty(ctx); err != nil {
		return before, err
	}
	after := complaint.Fold(append(w.events, fact))
	if err := tx.Append(ctx, before, []complaint.Event{fact}, after, time.Time{}); err != nil {
		return before, err
	}
	tx.touchParties(ref)
	_, err = tx.exec(ctx, "DELETE FROM party WHERE ref = $1", ref)
	return after, err
}

func (tx *Tx) addressesOf(ctx context.Context, ref string) (all []string, err error) {
	err = tx.each(ctx, "SELECT address FROM party WHERE ref = $1", []any{ref}, func(rows row) error {
		var a string
		err := rows.Scan(&a)
		all = append(all, a)
		return err
	})
	return all, err
}

// eraser gathers what is to be emptied, and then empties it.
type eraser struct {
	tx        *Tx
	ref       string
	addresses []string
	rows      []erasedRow
	events    []complaint.Event // of the case, as they will be
	letters   []emptyLetter
	messages  []Read
}

func (w *eraser) findEvents(ctx context.Context) error {
	return w.tx.each(ctx, "SELECT e.seq, e.hash, e.body, x.was, x.remains FROM event e "+joinErased+
		" WHERE e.case_ref = $1 ORDER BY e.seq", []any{w.ref}, func(rows row) error {
		var seq int64
		var hash, body []byte
		var x emptied
		var e complaint.Event
		if err := rows.Scan(&seq, &hash, &body, &x.was, &x.remains); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("event %d: %w", seq, err)
		}
		remains, err := json.Marshal(e.Pseudonymous())
		if err != nil {
			return fmt.Errorf("event %d: %w", seq, err)
		}
		w.events = append(w.events, e.Pseudonymous())
		if x.remains == nil && string(remains) != string(body) {
			w.rows = append(w.rows, erasedRow{"event", w.ref, seq, bytes.Clone(hash), string(remains)})
		}
		return nil
	})
}

// findLetters takes the letters of the case, the reports that name it and, if the person goes altogether, those sent to
// them outside any case.
func (w *eraser) findLetters(ctx context.Context, loose bool) error {
	which, args := "l.case_ref = $1 OR l.case_ref = '' AND l.body LIKE $2", []any{w.ref, "%" + w.ref + "%"}
	if loose && len(w.addresses) > 0 {
		list, more := anyOf(3, w.addresses)
		which, args = which+" OR l.case_ref = '' AND LOWER(l.recipient) IN ("+list+")", append(args, more...)
	}
	return w.tx.each(ctx, `SELECT l.id, l.digest, l.body, o.waiting FROM letter l JOIN outbox o ON o.letter_id = l.id
		LEFT JOIN erased x ON x.kind = 'letter' AND x.id = l.id AND x.seq = 0 WHERE (`+which+`) AND x.id IS NULL
			ORDER BY l.id`, args, func(rows row) error {
		var id string
		var digest, body []byte
		var waiting int64
		var l outbox.Letter
		if err := rows.Scan(&id, &digest, &body, &waiting); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &l); err != nil {
			return fmt.Errorf("letter %s: %w", id, err)
		}
		if waiting != 0 {
			return fmt.Errorf("%w: %s to %s", ErrStillSending, l.Letter, l.Role)
		}
		l = l.Pseudonymous()
		remains, err := json.Marshal(l)
		if err != nil {
			return fmt.Errorf("letter %s: %w", id, err)
		}
		w.rows = append(w.rows, erasedRow{"letter", id, 0, bytes.Clone(digest), string(remains)})
		w.letters = append(w.letters, emptyLetter{l, string(remains)})
		return nil
	})
}

func (w *eraser) findMessages(ctx context.Context, loose bool) error {
	which, args := "m.case_ref = $1", []any{w.ref}
	if loose && len(w.addresses) > 0 {
		list, more := anyOf(2, w.addresses)
		which, args = which+" OR m.case_ref = '' AND a.outcome <> 'quarantined' AND LOWER(m.sender) IN ("+list+")",
			append(args, more...)
	}
	return w.tx.each(ctx, `SELECT a.id, a.digest, m.body, m.reading FROM message m JOIN arrival a ON a.id = m.arrival_id
		LEFT JOIN erased x ON x.kind = 'arrival' AND x.id = a.id AND x.seq = 0 WHERE (`+which+`)
			AND x.id IS NULL ORDER BY a.id`, args, func(rows row) error {
		var id string
		var digest, body, reading []byte
		var r Read
		if err := rows.Scan(&id, &digest, &body, &reading); err != nil {
			return err
		}
		if err := errors.Join(json.Unmarshal(body, &r.Message), json.Unmarshal(reading, &r.Reading)); err != nil {
			return fmt.Errorf("message %s: %w", id, err)
		}
		w.rows = append(w.rows, erasedRow{"arrival", id, 0, bytes.Clone(digest), ""})
		w.messages = append(w.messages, r)
		return nil
	})
}

// empty writes what remains over what was.
func (w *eraser) empty(ctx context.Context) error {
	for _, r := range w.rows {
		var err error
		switch r.kind {
		case "event":
			_, err = w.tx.exec(ctx, "UPDATE event SET body = $1 WHERE case_ref = $2 AND seq = $3", r.remains, r.id,
				r.seq)
		case "arrival":
			_, err = w.tx.exec(ctx, "DELETE FROM raw_piece WHERE arrival_id = $1", r.id)
			if err == nil {
				_, err = w.tx.exec(ctx, "DELETE FROM raw WHERE arrival_id = $1", r.id)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.kind, err)
		}
	}
	for _, l := range w.letters {
		if err := w.emptyLetter(ctx, l); err != nil {
			return fmt.Errorf("letter: %w", err)
		}
	}
	for _, m := range w.messages {
		if err := w.emptyMessage(ctx, m); err != nil {
			return fmt.Errorf("message: %w", err)
		}
	}
	return nil
}

// emptyLetter is a letter as it will be.
type emptyLetter struct {
	outbox.Letter
	body string
}

func (w *eraser) emptyLetter(ctx context.Context, l emptyLetter) error {
	_, err := w.tx.exec(ctx, `UPDATE letter SET recipient = $1, token = NULL, message_id = NULL, body = $2
		WHERE id = $3`, clean(l.To), l.body, l.ID)
	if err == nil {
		_, err = w.tx.exec(ctx, "UPDATE outbox SET detail = '', delivery_detail = '' WHERE letter_id = $1", l.ID)
	}
	if err == nil {
		_, err = w.tx.exec(ctx, "UPDATE attempt SET detail = '' WHERE letter_id = $1", l.ID)
	}
	w.tx.touchLetters(l.ID)
	return err
}

func (w *eraser) emptyMessage(ctx context.Context, r Read) error {
	m := complaint.PseudonymousMessage(r.Message)
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	reading, err := json.Marshal(complaint.PseudonymousReading(r.Reading))
	if err != nil {
		return err
	}
	if _, err = w.tx.exec(ctx, `UPDATE message
		SET message_id = NULL, sender = $1, words = $2, body = $3, reading = $4 WHERE arrival_id = $5`,
		m.From, wordsDigest(message.Message{}), string(body), string(reading), m.ID); err != nil {
		return err
	}
	w.tx.touchMessage(m.ID)
	_, err = w.tx.exec(ctx, "UPDATE arrival SET reason = $1, problem = '' WHERE id = $2", complaint.ErasedMark, m.ID)
	return err
}

// erasure is what an event says was erased.
type erasure struct {
	ref  string
	seq  int
	fact complaint.Erased
}

// told keeps in mind what an event says of an erasure.
func (v *verifier) told(ref string, seq int, e complaint.Event) {
	if fact, ok := e.Fact.(complaint.Erased); ok {
		v.erasures = append(v.erasures, erasure{ref, seq, fact})
	}
}

// emptied compares what the events say was erased with what is written down of it.
func (v *verifier) emptied(ctx context.Context) error {
	type by struct {
		ref string
		seq int
	}
	rows := map[by][]erasedRow{}
	var order []by
	err := v.tx.each(ctx, `SELECT case_ref, erasure, kind, id, seq, was, remains FROM erased
		ORDER BY case_ref, erasure, kind, id, seq`, nil, func(row row) error {
		var b by
		var r erasedRow
		if err := row.Scan(&b.ref, &b.seq, &r.kind, &r.id, &r.seq, &r.was, &r.remains); err != nil {
			return err
		}
		v.looked()
		r.was = bytes.Clone(r.was)
		if rows[b] == nil {
			order = append(order, b)
		}
		rows[b] = append(rows[b], r)
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range v.erasures {
		b := by{e.ref, e.seq}
		if len(rows[b]) != e.fact.Rows || digestOf(rows[b]) != e.fact.Digest {
			if err := v.fault(name("case", e.ref, int64(e.seq)),
				"what it says was erased is not what is written down"); err != nil {
				return err
			}
		}
		delete(rows, b)
	}
	for _, b := range order {
		if r := rows[b]; r != nil {
			if err := v.fault(name(faultKind(r[0].kind), r[0].id, r[0].seq),
				"it was emptied, and no event of case %s says so", b.ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// faultKind is what name calls the kind of a row.
func faultKind(kind string) string {
	if kind == "event" {
		return "case"
	}
	return kind
}
