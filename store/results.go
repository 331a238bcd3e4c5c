package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"complaints/internal/outbox"
)

// Settled is a letter to which a result or a report has just been written.
type Settled struct {
	outbox.Letter
	State    outbox.SendState
	At       time.Time
	Delivery outbox.Delivery
	Detail   string
	Accepted bool // this is the first word that it was accepted
}

// Record writes down what came of letters that this Store has leased, and ends their leases. Sent and
// Failed are final; Pending and Unknown letters are due again at NextTry; an Untried one is as it was
// before the claim, but for NextTry. A result whose lease is no longer ours changes nothing, except that
// what was Sent is sent, whoever holds the letter now. What each letter's own case must learn of it is
// decided in the same transaction, with [Tx.Record].
func (s *Store) Record(ctx context.Context, results []outbox.SendResult) error {
	return s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Record(ctx, results...)
		return err
	})
}

// Record is [Store.Record] within a transaction. It returns the letters that are now sent or failed for
// good, in the order of their results, so that their cases can hear of it.
func (tx *Tx) Record(ctx context.Context, results ...outbox.SendResult) ([]Settled, error) {
	ids := make([]string, len(results))
	for i, r := range results {
		ids[i] = r.Letter
	}
	mine := tx.s.held(ids)
	tx.ended = append(tx.ended, ids...)
	counted := make([]outbox.SendResult, 0, len(results))
	holds := make([]held, 0, len(results))
	for i, r := range results {
		ok, err := tx.record(ctx, r, mine[i].lease)
		if err != nil {
			return nil, fmt.Errorf("record letter %s: %w", r.Letter, err)
		}
		if ok && !r.Untried {
			counted, holds = append(counted, r), append(holds, mine[i])
		}
	}
	tries, err := tx.triesOf(ctx, counted)
	if err != nil {
		return nil, fmt.Errorf("record %d letters: %w", len(counted), err)
	}
	settled := make([]Settled, 0, len(counted))
	for i, r := range counted {
		t := tries[r.Letter]
		err := tx.endAttempt(ctx, r, t)
		if err == nil && (r.State == outbox.Sent || r.State == outbox.Failed) {
			var letter outbox.Letter
			letter, err = tx.heldOrKept(ctx, r.Letter, holds[i])
			settled = append(settled, Settled{letter, r.State, instant(millis(r.At)), t.delivery, clean(r.Detail),
				r.State == outbox.Sent})
		}
		if err != nil {
			return nil, fmt.Errorf("record letter %s: %w", r.Letter, err)
		}
	}
	return settled, nil
}

// try is where a letter's tries stand, and what is known of its delivery.
type try struct {
	n        int
	began    *int64
	delivery outbox.Delivery
}

func (tx *Tx) triesOf(ctx context.Context, results []outbox.SendResult) (map[string]try, error) {
	tries := make(map[string]try, len(results))
	return tries, inPieces(results, 256, func(results []outbox.SendResult) error {
		ids := make([]string, len(results))
		for i, r := range results {
			ids[i] = r.Letter
		}
		list, args := anyOf(1, ids)
		return tx.each(ctx, "SELECT letter_id, tries, began, delivery FROM outbox WHERE letter_id IN ("+list+")",
			args, func(rows row) error {
				var id string
				var t try
				err := rows.Scan(&id, &t.n, &t.began, &t.delivery)
				tries[id] = t
				return err
			})
	})
}

// heldOrKept returns a letter that is held, or else reads it.
func (tx *Tx) heldOrKept(ctx context.Context, id string, h held) (outbox.Letter, error) {
	if h.letter.ID != "" {
		h.letter.Tries = outbox.Tries{} // those before the try that has ended
		return h.letter, nil
	}
	return tx.letter(ctx, "id", id)
}

// record writes down one result, and says whether it counts.
func (tx *Tx) record(ctx context.Context, r outbox.SendResult, lease string) (bool, error) {
	if r.Untried {
		n, err := tx.exec(ctx, `UPDATE outbox SET state = CASE WHEN in_doubt = 1 THEN 'unknown' ELSE 'pending' END,
			due_at = $1, tries = tries - 1, began = last_try, lease = '' WHERE letter_id = $2
			AND state = 'leased' AND lease = $3`,
			millis(r.NextTry), r.Letter, lease)
		if n > 0 {
			tx.touchLetters(r.Letter)
		}
		return n > 0, err
	}
	var settledAt any
	waiting, doubts, due := int64(1), int64(0), r.NextTry
	switch r.State {
	case outbox.Sent, outbox.Failed:
		settledAt, waiting, due = millis(r.At), 0, r.At
	case outbox.Unknown:
		doubts = 1
	case outbox.Pending:
	default:
		return false, fmt.Errorf("%q is not what a try can come to", r.State)
	}
	held := "state = 'leased' AND lease = $8"
	if r.State == outbox.Sent { // a fact, whoever holds the letter now
		held = "(" + held + " OR state <> 'sent')"
	}
	n, err := tx.exec(ctx, `UPDATE outbox
		SET state = $1, waiting = $2, due_at = $3, settled_at = $4, doubts = doubts + $5,
		provider = COALESCE($6, provider), detail = $7, lease = '' WHERE `+held+` AND letter_id = $9`,
		string(r.State), waiting, millis(due), settledAt, doubts, textOrNull(clean(r.Provider)), clean(r.Detail),
		lease, r.Letter)
	if n > 0 {
		tx.touchLetters(r.Letter)
	}
	return n > 0, err
}

// endAttempt writes down the try that a result is of.
func (tx *Tx) endAttempt(ctx context.Context, r outbox.SendResult, t try) error {
	if t.began == nil {
		return nil
	}
	return tx.later(ctx, `INSERT INTO attempt (letter_id, n, began, ended, state, provider, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (letter_id, n) DO UPDATE
		SET ended = excluded.ended, state = excluded.state, provider = excluded.provider, detail = excluded.detail`,
		r.Letter, t.n, *t.began, millis(r.At), string(r.State), clean(r.Provider), clean(r.Detail))
}

// Report is what a mail server or Twilio says of a letter after it was accepted. One of Letter, MessageID
// and Provider names it. An empty Delivery says only that it was accepted.
type Report struct {
	Letter    string // the letter's id, as it stands in a callback's address
	MessageID string // as a bounce quotes it
	Provider  string // message SID
	Delivery  outbox.Delivery
	At        time.Time
	Detail    string // status code and reason, without addresses
}

// SetDelivery attaches a report to its letter. Whatever is reported on was accepted, so a letter in doubt is
// sent from now on. A report that says less than what is known changes nothing: neither "accepted" nor
// "delayed" after "delivered", and nothing after "undelivered", since a person is then at work on it. changed
// says whether the delivery is news, and Accepted whether the acceptance is. It returns [ErrNotFound] for a letter that
// is not ours.
func (tx *Tx) SetDelivery(ctx context.Context, r Report) (letter Settled, changed bool, err error) {
	id, err := tx.reportedOn(ctx, r)
	if err != nil {
		return Settled{}, false, fmt.Errorf("delivery report: %w", err)
	}
	accepted, err := tx.exec(ctx, `UPDATE outbox
		SET state = 'sent', waiting = 0, settled_at = $1, provider = COALESCE($2, provider), lease = ''
		WHERE letter_id = $3 AND waiting = 1 AND tries > 0`, millis(r.At), textOrNull(clean(r.Provider)), id)
	var told int64
	if err == nil && r.Delivery != "" {
		told, err = tx.exec(ctx, `UPDATE outbox SET delivery = $1, delivery_at = $2, delivery_detail = $3
			WHERE letter_id = $4 AND delivery <> $1 AND delivery <> 'undelivered' AND (delivery <> 'delivered'
			OR $1 = 'undelivered')`,
			string(r.Delivery), millis(r.At), clean(r.Detail), id)
	}
	if err != nil {
		return Settled{}, false, fmt.Errorf("letter %s: delivery report: %w", id, err)
	}
	if accepted+told > 0 {
		tx.touchLetters(id)
	}
	p, err := tx.Letter(ctx, id)
	return Settled{p.Letter, p.State, p.SettledAt, p.Delivery, p.DeliveryDetail, accepted > 0}, told > 0, err
}

func (tx *Tx) reportedOn(ctx context.Context, r Report) (id string, err error) {
	switch {
	case r.Letter != "":
		err = tx.one(ctx, "SELECT id FROM letter WHERE id = $1", []any{clean(r.Letter)}, &id)
	case r.MessageID != "":
		err = tx.one(ctx, "SELECT id FROM letter WHERE message_id = $1", []any{clean(r.MessageID)}, &id)
	case r.Provider != "":
		err = tx.one(ctx, "SELECT letter_id FROM outbox WHERE provider = $1", []any{clean(r.Provider)}, &id)
	default:
		err = errors.New("it names no letter")
	}
	return id, err
}
