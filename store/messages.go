package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"complaints/internal/message"
	"complaints/internal/reading"
)

// OutcomeKind is the one thing that became of an arrival.
type OutcomeKind string

// The outcomes. Every arrival ends in exactly one of the last four.
const (
	Undecided   OutcomeKind = ""
	Opened      OutcomeKind = "opened"      // a case of its own
	Continued   OutcomeKind = "continued"   // part of a case
	Filed       OutcomeKind = "filed"       // kept, with the reason: automated, spam, a copy ...
	Quarantined OutcomeKind = "quarantined" // a person must look
)

// Outcome is what became of an arrival, and why.
type Outcome struct {
	Kind   OutcomeKind
	Case   string // Opened, Continued, or the case that a filed message belongs to
	Reason string // in words a person reads
}

// SaveMessage gives an arrival, which is m.ID, its one outcome and keeps how it was read. It returns
// [ErrConflict] if the arrival has an outcome already, and [ErrNotFound] if there is no such arrival.
func (tx *Tx) SaveMessage(ctx context.Context, m message.Message, r reading.Reading, o Outcome) error {
	var replays int64
	reason := clean(o.Reason)
	err := tx.one(ctx, `UPDATE arrival SET outcome = $1, case_ref = $2, reason = $3 WHERE id = $4 AND outcome = ''
		RETURNING replays`, []any{string(o.Kind), o.Case, reason, m.ID}, &replays)
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("message %s: %w", m.ID, tx.whyDecided(ctx, m.ID))
	}
	if err != nil {
		return fmt.Errorf("message %s: %w", m.ID, err)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("message %s: %w", m.ID, err)
	}
	reading, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("message %s: reading: %w", m.ID, err)
	}
	// A message that comes out of quarantine is read again.
	id, sender, words := textOrNull(clean(m.MessageID)), clean(m.From), wordsDigest(m)
	err = tx.later(ctx, `INSERT INTO message (arrival_id, message_id, sender, words, case_ref, body, reading, proof)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (arrival_id) DO UPDATE SET message_id = excluded.message_id,
		sender = excluded.sender, words = excluded.words, case_ref = excluded.case_ref,
		body = excluded.body, reading = excluded.reading, proof = excluded.proof`,
		m.ID, id, sender, words, o.Case, string(body), string(reading),
		tx.s.key.message(m.ID, id, sender, words, o.Case, body, reading, string(o.Kind), o.Case, reason, replays))
	if err != nil {
		return fmt.Errorf("message %s: %w", m.ID, err)
	}
	return nil
}

func (tx *Tx) whyDecided(ctx context.Context, id string) error {
	var outcome string
	if err := tx.one(ctx, "SELECT outcome FROM arrival WHERE id = $1", []any{id}, &outcome); err != nil {
		return err
	}
	return fmt.Errorf("%w: it is already %s", ErrConflict, outcome)
}

// wordsDigest is what two copies of one message share, however many servers each of them has passed.
func wordsDigest(m message.Message) []byte {
	h := sha256.New()
	for _, part := range []string{string(m.Channel), m.From, m.Subject, m.Text} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return h.Sum(nil)
}

// Prior is an earlier message with the same Message-ID from the same sender.
type Prior struct {
	ID        string // the arrival it was
	Outcome   Outcome
	SameWords bool // its subject and text are the same too: a copy, not a reused id
}

// Duplicate looks for an earlier message from the same sender under the same Message-ID, the same one sent
// to two of our addresses or taken in again after a mailbox was rebuilt. A message with the same words is
// preferred; one without a Message-ID has no duplicate.
func (tx *Tx) Duplicate(ctx context.Context, m message.Message) (p Prior, found bool, err error) {
	if m.MessageID == "" {
		return p, false, nil
	}
	words := wordsDigest(m)
	err = tx.each(ctx, `SELECT a.id, a.outcome, a.case_ref, a.reason, m.words FROM message m
		JOIN arrival a ON a.id = m.arrival_id
		WHERE m.message_id = $1 AND m.sender = $2 AND a.id <> $3
		ORDER BY a.id`, []any{clean(m.MessageID), clean(m.From), m.ID},
		func(rows row) error {
			var q Prior
			var digest []byte
			if err := rows.Scan(&q.ID, &q.Outcome.Kind, &q.Outcome.Case, &q.Outcome.Reason, &digest); err != nil {
				return err
			}
			q.SameWords = string(digest) == string(words)
			if !found || q.SameWords && !p.SameWords {
				p, found = q, true
			}
			return nil
		})
	if err != nil {
		return Prior{}, false, fmt.Errorf("duplicate of %s: %w", m.ID, err)
	}
	return p, found, nil
}

// RefOfMessageIDs says to which case each of these Message-IDs belongs, be it a message that came in or a
// letter of ours. Ids of no case are left out.
func (tx *Tx) RefOfMessageIDs(ctx context.Context, ids ...string) (map[string]string, error) {
	refs := make(map[string]string)
	if len(ids) == 0 {
		return refs, nil
	}
	asked := make([]string, len(ids))
	for i, id := range ids {
		asked[i] = clean(id)
	}
	err := inPieces(asked, 64, func(ids []string) error {
		list, args := anyOf(1, ids)
		return tx.each(ctx, `SELECT message_id, case_ref FROM message WHERE case_ref <> '' AND message_id IN (`+list+`)
			UNION ALL SELECT message_id, case_ref FROM letter WHERE case_ref <> '' AND message_id IN (`+list+`)`, args,
			func(rows row) error {
				var id, ref string
				err := rows.Scan(&id, &ref)
				refs[id] = ref
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("cases of message ids: %w", err)
	}
	return refs, nil
}

// Read is a message as it was read, with what became of it.
type Read struct {
	Message message.Message
	Reading reading.Reading
	Outcome Outcome
}

// Message returns how an arrival was read, or [ErrNotFound].
func (tx *Tx) Message(ctx context.Context, id string) (Read, error) {
	all, err := tx.messages(ctx, "a.id = $1", id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Read{}, fmt.Errorf("message %s: %w", id, err)
	}
	return all[0], nil
}

// TextOf returns the text message of a MessageSid, or [ErrNotFound] if none was decided.
func (tx *Tx) TextOf(ctx context.Context, sid string) (Read, error) {
	all, err := tx.messages(ctx, "m.message_id = $1", clean(sid))
	all = slices.DeleteFunc(all, func(r Read) bool { return r.Message.Channel != message.SMS })
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Read{}, fmt.Errorf("text %s: %w", sid, err)
	}
	return all[0], nil
}

// MessagesOf returns a case's messages, oldest first.
func (tx *Tx) MessagesOf(ctx context.Context, ref string) ([]Read, error) {
	all, err := tx.messages(ctx, "m.case_ref = $1", ref)
	if err != nil {
		return nil, fmt.Errorf("messages of %s: %w", ref, err)
	}
	return all, nil
}

// MessagesFrom returns what a sender wrote outside any case, oldest first.
func (tx *Tx) MessagesFrom(ctx context.Context, address string) ([]Read, error) {
	all, err := tx.messages(ctx, "m.case_ref = '' AND LOWER(m.sender) = $1", partyKey(address))
	if err != nil {
		return nil, fmt.Errorf("messages of a sender: %w", err)
	}
	return all, nil
}

func (tx *Tx) messages(ctx context.Context, cond string, arg any) (all []Read, err error) {
	err = tx.each(ctx, `SELECT m.body, m.reading, a.outcome, a.case_ref, a.reason FROM message m
		JOIN arrival a ON a.id = m.arrival_id
		WHERE `+cond+` ORDER BY a.id`, []any{arg}, func(rows row) error {
		var r Read
		var body, reading []byte
		if err := rows.Scan(&body, &reading, &r.Outcome.Kind, &r.Outcome.Case, &r.Outcome.Reason); err != nil {
			return err
		}
		all = append(all, r)
		last := &all[len(all)-1]
		return errors.Join(json.Unmarshal(body, &last.Message), json.Unmarshal(reading, &last.Reading))
	})
	return all, err
}
