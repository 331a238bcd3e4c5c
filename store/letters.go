package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// letterID sorts as letters are decided, n being how many this transaction has ordered before: letters that go
// together lie together in the database. What keeps ids apart is the letter's key.
func letterID(l outbox.Letter, n int) string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], uint64(max(0, l.DecidedAt.UnixMilli()))<<16|uint64(n&0xffff))
	sum := sha256.Sum256([]byte(l.Key()))
	copy(id[8:], sum[:])
	return idText(id[:])
}

// orderedAtOnce is how many letters one statement takes.
const orderedAtOnce = 8

// Order puts letters into the outbox, in the transaction that decided them. A letter whose key is there
// already is left as it is: inserted counts the new ones. Their ids are made here.
func (tx *Tx) Order(ctx context.Context, letters ...outbox.Letter) (inserted int, err error) {
	err = inPieces(letters, orderedAtOnce, func(letters []outbox.Letter) error {
		n, err := tx.order(ctx, letters)
		inserted += n
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("order letters of case %s: %w", letters[0].Case, err)
	}
	return inserted, nil
}

func (tx *Tx) order(ctx context.Context, letters []outbox.Letter) (inserted int, err error) {
	given := make([]outbox.Letter, len(letters))
	asWritten, digests := make([]bool, len(letters)), make([][sha256.Size]byte, len(letters))
	rows := make([]any, 0, len(letters)*letterWidth)
	for i, l := range letters {
		l.ID, l.Tries = letterID(l, tx.ordered), outbox.Tries{}
		tx.ordered++
		body, err := json.Marshal(l)
		if err != nil {
			return 0, err
		}
		digests[i] = sha256.Sum256(body)
		given[i], asWritten[i] = l, !bytes.Contains(body, []byte(`\ufffd`)) // stands for what is no text
		rows = append(rows, l.ID, l.Case, string(l.Letter), clean(l.Cause), string(l.Channel), clean(l.To),
			textOrNull(l.Token), textOrNull(l.MessageID), millis(l.DecidedAt), digests[i][:], string(body))
	}
	n, err := tx.exec(ctx, insertLetters[len(letters)], rows...)
	if err != nil || n == 0 {
		return 0, err
	}
	var there map[string]bool // which of them, if not all
	if int(n) < len(letters) {
		if there, err = tx.ordersThere(ctx, given); err != nil {
			return 0, err
		}
	}
	queued := make([]any, 0, len(letters)*queueWidth)
	for i, l := range given {
		if there != nil && !there[l.ID] {
			continue
		}
		due := l.DecidedAt
		if l.NotBefore.After(due) {
			due = l.NotBefore
		} else if asWritten[i] {
			tx.justOrdered = append(tx.justOrdered, l)
		}
		channel := string(leavesBy(l.Channel))
		queued = append(queued, l.ID, channel, string(outbox.Pending), 1, millis(due), int64(l.Promised),
			millis(l.DecidedAt), tx.s.key.fresh(l.ID, digests[i][:], channel, millis(due), int64(l.Promised),
				millis(l.DecidedAt)))
	}
	return int(n), tx.later(ctx, insertQueue[n], queued...)
}

// ordersThere says which of these letters stand in the database under their own id. The others' keys were there before.
func (tx *Tx) ordersThere(ctx context.Context, letters []outbox.Letter) (map[string]bool, error) {
	ids := make([]string, len(letters))
	for i, l := range letters {
		ids[i] = l.ID
	}
	there := make(map[string]bool, len(letters))
	list, args := anyOf(1, ids)
	return there, tx.each(ctx, "SELECT id FROM letter WHERE id IN ("+list+")", args, func(rows row) error {
		var id string
		err := rows.Scan(&id)
		there[id] = true
		return err
	})
}

// leavesBy is how a letter leaves the house: one to print goes by email to those who print it.
func leavesBy(c message.Channel) message.Channel {
	if c == message.Post {
		return message.Email
	}
	return c
}

const (
	letterWidth = 11
	queueWidth  = 8
)

var (
	insertLetters = inserts(orderedAtOnce, letterWidth,
		`INSERT INTO letter (id, case_ref, letter, cause, channel, recipient, token, message_id, decided_at,
			digest, body) VALUES `,
		" ON CONFLICT (case_ref, letter, cause, channel, recipient) DO NOTHING")
	insertQueue = inserts(orderedAtOnce, queueWidth,
		"INSERT INTO outbox (letter_id, channel, state, waiting, due_at, promised, decided_at, proof) VALUES ",
		"")
)

// LetterByToken returns the letter that carries a token, or [ErrNotFound].
func (tx *Tx) LetterByToken(ctx context.Context, token string) (outbox.Letter, error) {
	return tx.letter(ctx, "token", token)
}

// LetterByMessageID returns the letter that was sent under a Message-ID, or [ErrNotFound].
func (tx *Tx) LetterByMessageID(ctx context.Context, id string) (outbox.Letter, error) {
	return tx.letter(ctx, "message_id", id)
}

func (tx *Tx) letter(ctx context.Context, column, value string) (l outbox.Letter, err error) {
	err = ErrNotFound
	if value != "" {
		var body []byte
		err = tx.one(ctx, "SELECT body FROM letter WHERE "+column+" = $1", []any{clean(value)}, &body)
		if err == nil {
			err = json.Unmarshal(body, &l)
		}
	}
	if err != nil {
		return l, fmt.Errorf("letter by %s: %w", column, err)
	}
	return l, nil
}

// Posted is a letter with what became of it.
type Posted struct {
	outbox.Letter
	State          outbox.SendState
	SettledAt      time.Time // when it was accepted or refused for good
	DueAt          time.Time // when it may next be claimed, while it waits
	Provider       string    // queue id or message SID
	Detail         string    // the last answer
	Delivery       outbox.Delivery
	DeliveredAt    time.Time // when Delivery was reported
	DeliveryDetail string
	Attempts       []Attempt
}

// Attempt is one try that reached for the wire.
type Attempt struct {
	N            int
	Began, Ended time.Time
	State        outbox.SendState
	Provider     string
	Detail       string
}

// LettersOf returns a case's letters in the order in which they were decided, with every try. Those of no
// case, reports and receipts, are found under "".
func (tx *Tx) LettersOf(ctx context.Context, ref string) ([]Posted, error) {
	all, err := tx.posted(ctx, "WHERE l.case_ref = $1", ref)
	if err != nil {
		return nil, fmt.Errorf("letters of %s: %w", ref, err)
	}
	return all, nil
}

// LettersTo returns the letters to an address outside any case, in the order in which they were decided.
func (tx *Tx) LettersTo(ctx context.Context, address string) ([]Posted, error) {
	all, err := tx.posted(ctx, "WHERE l.case_ref = '' AND LOWER(l.recipient) = $1", partyKey(address))
	if err != nil {
		return nil, fmt.Errorf("letters to an address: %w", err)
	}
	return all, nil
}

// Letter returns one letter by its id with what became of it, or [ErrNotFound].
func (tx *Tx) Letter(ctx context.Context, id string) (Posted, error) {
	all, err := tx.posted(ctx, "WHERE l.id = $1", clean(id))
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Posted{}, fmt.Errorf("letter %s: %w", id, err)
	}
	return all[0], nil
}

// LastWithoutCase returns the cause of the newest letter of that id which belongs to no case and whose cause begins
// with begin, or [ErrNotFound].
func (tx *Tx) LastWithoutCase(ctx context.Context, id complaint.LetterID, begin string) (cause string, err error) {
	err = tx.one(ctx, `SELECT cause FROM letter WHERE case_ref = '' AND letter = $1 AND SUBSTR(cause, 1, $2) = $3
		ORDER BY decided_at DESC LIMIT 1`, []any{string(id), len([]rune(begin)), begin}, &cause)
	if err != nil {
		return "", fmt.Errorf("last letter %s: %w", id, err)
	}
	return cause, nil
}

func (tx *Tx) posted(ctx context.Context, which string, args ...any) ([]Posted, error) {
	var all []Posted
	at := map[string]int{}
	err := tx.each(ctx, `SELECT l.body, o.state, o.due_at, o.settled_at, o.provider, o.detail,
		o.delivery, o.delivery_at, o.delivery_detail
		FROM letter l JOIN outbox o ON o.letter_id = l.id `+which+`
			ORDER BY l.decided_at, l.letter, l.id`, args, func(rows row) error {
		var p Posted
		var body []byte
		var due int64
		var settled, delivered *int64
		var provider *string
		if err := rows.Scan(&body, &p.State, &due, &settled, &provider, &p.Detail, &p.Delivery, &delivered,
			&p.DeliveryDetail); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &p.Letter); err != nil {
			return err
		}
		p.DueAt, p.SettledAt, p.DeliveredAt = instant(due), instantOrZero(settled), instantOrZero(delivered)
		if provider != nil {
			p.Provider = *provider
		}
		at[p.ID] = len(all)
		all = append(all, p)
		return nil
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, tx.each(ctx, `SELECT t.letter_id, t.n, t.began, t.ended, t.state, t.provider, t.detail
		FROM attempt t JOIN letter l ON l.id = t.letter_id `+which+`
			ORDER BY t.letter_id, t.n`, args, func(rows row) error {
		var id string
		var t Attempt
		var began, ended int64
		err := rows.Scan(&id, &t.N, &began, &ended, &t.State, &t.Provider, &t.Detail)
		t.Began, t.Ended = instant(began), instant(ended)
		p := &all[at[id]]
		p.Attempts = append(p.Attempts, t)
		return err
	})
}
