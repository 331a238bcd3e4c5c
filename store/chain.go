package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
)

// head is where a case's chain stands: after how many events, and with which hash.
type head struct {
	version int
	hash    []byte
}

// genesis is the head of a case that nothing has happened to. It names the case, so that events cannot be
// carried over to another one.
func genesis(ref string) head {
	sum := sha256.Sum256([]byte("case " + ref))
	return head{0, sum[:]}
}

// next is the head after an event of these bytes: its hash covers the hash before it and the bytes.
func (h head) next(body []byte) head {
	sum := sha256.New()
	sum.Write(h.hash)
	sum.Write(body)
	return head{h.version + 1, sum.Sum(nil)}
}

// Append adds events to a case: before is the case that they were decided on, the zero Case for a new one,
// and after the case that they make. wake is when the case next owes anything, the zero time for never. It
// returns [ErrConflict], and has written nothing, if the case is no longer what before says.
func (tx *Tx) Append(ctx context.Context, before complaint.Case, events []complaint.Event, after complaint.Case,
	wake time.Time) error {
	err := fits(before, events, after)
	var from head
	if err == nil {
		from, err = tx.head(ctx, before, after.Ref)
	}
	if err == nil {
		err = tx.append(ctx, before, from, events, after, wake)
	}
	if err != nil {
		delete(tx.heads, after.Ref)
		delete(tx.known, after.Ref)
		return fmt.Errorf("case %s: append: %w", after.Ref, err)
	}
	return nil
}

func fits(before complaint.Case, events []complaint.Event, after complaint.Case) error {
	switch {
	case len(events) == 0:
		return errors.New("a case changes only by events, and there are none")
	case after.Ref == "":
		return errors.New("the case has no reference")
	case before.Version > 0 && before.Ref != after.Ref:
		return fmt.Errorf("the events were decided on case %s", before.Ref)
	case after.Version != before.Version+len(events):
		return fmt.Errorf("version %d and %d events do not make version %d", before.Version, len(events), after.Version)
	}
	return nil
}

// head returns where the chain stands, if that is where before left it.
func (tx *Tx) head(ctx context.Context, before complaint.Case, ref string) (head, error) {
	if before.Version == 0 {
		return genesis(ref), nil
	}
	h, known := tx.heads[ref]
	if !known {
		err := tx.one(ctx, "SELECT version, hash FROM cases WHERE ref = $1", []any{ref}, &h.version, &h.hash)
		if err != nil {
			return h, err
		}
	}
	if h.version != before.Version {
		return h, fmt.Errorf("%w: decided on version %d, it is at %d", ErrConflict, before.Version, h.version)
	}
	return h, nil
}

func (tx *Tx) append(ctx context.Context, before complaint.Case, from head, events []complaint.Event,
	after complaint.Case, wake time.Time) error {
	to, args, err := chained(from, after.Ref, events)
	if err != nil {
		return err
	}
	if err := tx.saveCase(ctx, from, to, after, wake); err != nil {
		return err
	}
	for n := len(events); n > 0; n = len(args) / eventWidth {
		n = min(n, eventsAtOnce)
		if err := tx.later(ctx, insertEvents[n], args[:n*eventWidth]...); err != nil {
			return err
		}
		args = args[n*eventWidth:]
	}
	tx.heads[after.Ref], tx.known[after.Ref] = to, &after
	return tx.saveParties(ctx, before, after)
}

const (
	eventWidth   = 6
	eventsAtOnce = 16
)

var insertEvents = inserts(eventsAtOnce, eventWidth,
	"INSERT INTO event (case_ref, seq, at, kind, hash, body) VALUES ", "")

// chained links the events to the chain and returns its new head and the events' rows.
func chained(h head, ref string, events []complaint.Event) (head, []any, error) {
	args := make([]any, 0, len(events)*eventWidth)
	for _, e := range events {
		body, err := json.Marshal(e)
		if err != nil {
			return h, nil, fmt.Errorf("event %d: %w", h.version+1, err)
		}
		h = h.next(body)
		args = append(args, ref, h.version, millis(e.At), e.Kind(), h.hash, string(body))
	}
	return h, args, nil
}

// saveCase writes the case's row if its chain still stands at from.
func (tx *Tx) saveCase(ctx context.Context, from, to head, c complaint.Case, wake time.Time) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	stage, _ := c.Current()
	wakeAt := millisOrNull(wake)
	row := []any{c.Ref, to.version, to.hash, string(c.Status), string(c.Area), partyKey(stage.Handler.Email),
		millis(c.Received), wakeAt, string(body), tx.s.key.caseProof(c.Ref, to, wakeAt)}
	var n int64
	if from.version == 0 {
		row = append(row, tx.s.key.parties(c.Ref, keysOf(c)))
		n, err = tx.exec(ctx, `INSERT INTO cases (ref, version, hash, status, area, handler, received, wake_at, body,
			proof, parties) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (ref) DO NOTHING`, row...)
	} else {
		n, err = tx.exec(ctx, `UPDATE cases SET version = $2, hash = $3, status = $4, area = $5, handler = $6,
			received = $7, wake_at = $8, body = $9, proof = $10 WHERE ref = $1 AND version = $11`,
			append(row, from.version)...)
	}
	if err == nil && n == 0 {
		err = ErrConflict
	}
	return err
}

const insertParty = "INSERT INTO party (address, ref) VALUES ($1, $2) ON CONFLICT DO NOTHING"

// saveParties adds the addresses that the events have made known. Those a case was once known by stay: the
// resident may still write from them.
func (tx *Tx) saveParties(ctx context.Context, before, after complaint.Case) error {
	if before.Version > 0 && before.Party == after.Party && before.Representative == after.Representative &&
		slices.Equal(before.Others, after.Others) {
		return nil
	}
	had := strings.ToLower(strings.Join(foundBy(before), "\n"))
	for _, a := range foundBy(after) {
		a = partyKey(a)
		if a == "" || before.Version > 0 && containsLine(had, a) {
			continue
		}
		if err := tx.later(ctx, insertParty, a, after.Ref); err != nil {
			return err
		}
		if before.Version > 0 {
			tx.touchParties(after.Ref)
		}
	}
	return nil
}

// keysOf is by what a case is found, as the rows have it.
func keysOf(c complaint.Case) []string {
	var keys []string
	for _, a := range foundBy(c) {
		if a = partyKey(a); a != "" {
			keys = append(keys, a)
		}
	}
	return keys
}

// foundBy is everything that a case can be found by.
func foundBy(c complaint.Case) []string {
	return slices.Concat(c.Addresses(), c.Clues(), c.NameClues())
}

func containsLine(lines, line string) bool {
	return strings.Contains("\n"+lines+"\n", "\n"+line+"\n")
}
