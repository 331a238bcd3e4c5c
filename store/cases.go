package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/reading"
)

// NextRef takes the next free case reference of a year, as HC-2026-000123. The number is given back if the
// transaction fails, so that references have no gaps.
func (tx *Tx) NextRef(ctx context.Context, prefix string, year int) (string, error) {
	name := fmt.Sprintf("%s-%d", prefix, year)
	last, ours := tx.refs[name]
	if !ours { // the row is locked from here on, so that the rest can be counted in memory
		err := tx.one(ctx, `INSERT INTO counter (name, value) VALUES ($1, 0)
			ON CONFLICT (name) DO UPDATE SET value = counter.value RETURNING value`, []any{name}, &last)
		if err == nil {
			last, err = tx.skipUsed(ctx, name, last)
		}
		if err != nil {
			return "", fmt.Errorf("next case reference: %w", err)
		}
	}
	tx.refs[name] = last + 1
	return fmt.Sprintf("%s-%06d", name, last+1), nil
}

// skipUsed returns the last number in use, which a counter that has fallen behind does not know.
func (tx *Tx) skipUsed(ctx context.Context, name string, last int64) (int64, error) {
	for {
		var one int64
		err := tx.one(ctx, "SELECT 1 FROM cases WHERE ref = $1", []any{fmt.Sprintf("%s-%06d", name, last+1)}, &one)
		switch {
		case err == nil:
			last++
		case errors.Is(err, ErrNotFound):
			return last, nil
		default:
			return 0, err
		}
	}
}

// saveRefs writes down the last references given.
func (tx *Tx) saveRefs(ctx context.Context) error {
	for name, last := range tx.refs {
		if err := tx.later(ctx, "UPDATE counter SET value = $1, proof = $2 WHERE name = $3", last,
			tx.s.key.counter(name, last), name); err != nil {
			return fmt.Errorf("last case reference: %w", err)
		}
	}
	return nil
}

// Case returns the case of a reference, or [ErrNotFound]. What this transaction has read or made is not read again.
func (tx *Tx) Case(ctx context.Context, ref string) (complaint.Case, error) {
	if c := tx.known[ref]; c != nil {
		return *c, nil
	}
	all, err := tx.cases(ctx, "WHERE ref = $1", clean(ref))
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return complaint.Case{}, fmt.Errorf("case %s: %w", ref, err)
	}
	return all[0], nil
}

// Cases returns the cases of references, the newest first, in one query; those not found are absent.
func (tx *Tx) Cases(ctx context.Context, refs ...string) ([]complaint.Case, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	list, args := anyOf(1, refs)
	all, err := tx.cases(ctx, fmt.Sprintf("WHERE ref IN (%s) ORDER BY ref DESC", list), args...)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	return all, nil
}

// casesOfLimit bounds what one sender can make us read: an office that writes for hundreds of residents
// has its newest cases considered.
const casesOfLimit = 100

// CasesOf returns the cases whose resident or representative is known by any of these addresses or
// numbers, newest first, at most a hundred. Addresses are compared in lower case.
func (tx *Tx) CasesOf(ctx context.Context, addresses ...string) ([]complaint.Case, error) {
	known := make([]string, 0, len(addresses))
	for _, a := range addresses {
		if a = partyKey(a); a != "" {
			known = append(known, a)
		}
	}
	if len(known) == 0 {
		return nil, nil
	}
	list, args := anyOf(1, known)
	all, err := tx.cases(ctx, fmt.Sprintf(`WHERE ref IN (SELECT ref FROM party WHERE address IN (%s))
		ORDER BY received DESC, ref DESC LIMIT %d`, list, casesOfLimit), args...)
	if err != nil {
		return nil, fmt.Errorf("cases of a sender: %w", err)
	}
	return all, nil
}

// CasesAlike returns the cases received since an instant that can be found by any of these addresses or clues
// ([complaints.Case.Clues]), newest first, at most twenty.
func (tx *Tx) CasesAlike(ctx context.Context, since time.Time, clues ...string) ([]complaint.Case, error) {
	if len(clues) == 0 {
		return nil, nil
	}
	keys := make([]string, len(clues))
	for i, clue := range clues {
		keys[i] = partyKey(clue)
	}
	list, args := anyOf(2, keys)
	var refs []string
	err := tx.each(ctx, fmt.Sprintf(`SELECT ref FROM cases WHERE received >= $1 AND ref IN (SELECT ref
		FROM party WHERE address IN (%s))
		ORDER BY received DESC, ref DESC LIMIT 20`, list), append([]any{millis(since)}, args...), func(rows row) error {
		var ref string
		err := rows.Scan(&ref)
		refs = append(refs, ref)
		return err
	})
	if err == nil { // most are the sender's own, which this transaction has read
		_, err = tx.Cases(ctx, slices.DeleteFunc(slices.Clone(refs), func(ref string) bool {
			return tx.known[ref] != nil
		})...)
	}
	if err != nil {
		return nil, fmt.Errorf("cases that are alike: %w", err)
	}
	all := make([]complaint.Case, len(refs))
	for i, ref := range refs {
		all[i] = *tx.known[ref]
	}
	return all, nil
}

// OpenCases returns the newest cases that are not closed, at most as many as limit says.
func (tx *Tx) OpenCases(ctx context.Context, limit int) ([]complaint.Case, error) {
	all, err := tx.cases(ctx, fmt.Sprintf("WHERE status <> $1 ORDER BY ref DESC LIMIT %d", limit),
		string(complaint.Closed))
	if err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	return all, nil
}

func partyKey(address string) string { return strings.ToLower(strings.TrimSpace(clean(address))) }

// cases reads cases and remembers where their chains stand.
func (tx *Tx) cases(ctx context.Context, which string, args ...any) (all []complaint.Case, err error) {
	err = tx.each(ctx, "SELECT ref, version, hash, body FROM cases "+which, args, func(rows row) error {
		var ref string
		var h head
		var body []byte
		if err := rows.Scan(&ref, &h.version, &h.hash, &body); err != nil {
			return err
		}
		c := tx.known[ref]
		if c == nil || c.Version != h.version {
			c = new(complaint.Case)
			if err := json.Unmarshal(body, c); err != nil {
				return fmt.Errorf("case %s: %w", ref, err)
			}
		}
		tx.heads[ref], tx.known[ref] = h, c
		all = append(all, *c)
		return nil
	})
	return all, err
}

// SetWake says when the case next owes anything; the zero time is never. It returns [ErrConflict] if the case has
// changed since this transaction read it.
func (tx *Tx) SetWake(ctx context.Context, ref string, wake time.Time) error {
	h, known := tx.heads[ref]
	var err error
	if !known {
		err = tx.one(ctx, "SELECT version, hash FROM cases WHERE ref = $1", []any{ref}, &h.version, &h.hash)
	}
	var n int64
	if err == nil {
		at := millisOrNull(wake)
		n, err = tx.exec(ctx, "UPDATE cases SET wake_at = $1, proof = $2 WHERE ref = $3 AND version = $4", at,
			tx.s.key.caseProof(ref, h, at), ref, h.version)
	}
	if err == nil && n == 0 {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("case %s: wake: %w", ref, err)
	}
	return nil
}

// Case returns the case of a reference, or [ErrNotFound].
func (s *Store) Case(ctx context.Context, ref string) (c complaint.Case, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		c, err = tx.Case(ctx, ref)
		return err
	})
	return c, err
}

// DueCases returns the references of up to limit cases whose wake time has come, the longest due first. What it costs
// depends on what is due, not on how many cases there are.
func (s *Store) DueCases(ctx context.Context, now time.Time, limit int) (due []string, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT ref FROM cases WHERE wake_at <= $1 ORDER BY wake_at, ref LIMIT $2",
			[]any{millis(now), limit}, func(rows row) error {
				var ref string
				err := rows.Scan(&ref)
				due = append(due, ref)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("due cases: %w", err)
	}
	return due, nil
}

// Endangered returns the cases in which somebody is in danger and nobody has taken that yet, by reference.
func (tx *Tx) Endangered(ctx context.Context) ([]complaint.Case, error) {
	all, err := tx.cases(ctx, `WHERE wake_at IS NOT NULL AND body LIKE '%"danger":{%' ORDER BY ref`)
	if err != nil {
		return nil, fmt.Errorf("cases with a danger: %w", err)
	}
	return slices.DeleteFunc(all, func(c complaint.Case) bool { return !c.Clocks.Danger.Runs() }), nil
}

// NextWake returns when the next case owes anything; the zero time if none ever does.
func (s *Store) NextWake(ctx context.Context) (time.Time, error) {
	var next *int64
	err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.one(ctx, "SELECT MIN(wake_at) FROM cases WHERE wake_at IS NOT NULL", nil, &next)
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("next wake: %w", err)
	}
	return instantOrZero(next), nil
}

// CaseFilter chooses cases; its zero value chooses all.
type CaseFilter struct {
	Status  complaint.Status
	Area    reading.Area
	Handler string    // the address of who handles the present stage
	Address string    // one by which the resident or representative is known
	Since   time.Time // received then or later
	Before  string    // references before this one: the next page
	Limit   int       // 0: 1,000
}

// ListCases lists cases by reference, the newest first.
func (s *Store) ListCases(ctx context.Context, f CaseFilter) (all []complaint.Case, err error) {
	where := newWhere("1 = 1")
	if f.Before != "" {
		where.and("ref < ?", f.Before)
	}
	if f.Status != "" {
		where.and("status = ?", string(f.Status))
	}
	if f.Area != "" {
		where.and("area = ?", string(f.Area))
	}
	if f.Handler != "" {
		where.and("handler = ?", partyKey(f.Handler))
	}
	if f.Address != "" {
		where.and("ref IN (SELECT ref FROM party WHERE address = ?)", partyKey(f.Address))
	}
	if !f.Since.IsZero() {
		where.and("received >= ?", millis(f.Since))
	}
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		all, err = tx.cases(ctx, "WHERE "+where.limited("ref DESC", f.Limit), where.args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return all, nil
}

// KindFilter chooses cases by what happened to them.
type KindFilter struct {
	Kinds []string  // at least one of these kinds of event
	From  time.Time // at this instant or later
	To    time.Time // before this one
	After string    // references after this one: the next page
	Limit int       // 0: 1,000
}

// CasesWith lists the references of cases to which something of a kind happened, the oldest first.
func (s *Store) CasesWith(ctx context.Context, f KindFilter) (refs []string, err error) {
	where := newWhere("at >= ? AND at < ? AND case_ref > ?", millis(f.From), millis(f.To), f.After)
	first := len(where.args) + 1
	list, args := anyOf(first, f.Kinds)
	where.text.WriteString(" AND kind IN (" + list + ")")
	where.args = append(where.args, args...)
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, "SELECT DISTINCT case_ref FROM event WHERE "+where.limited("case_ref", f.Limit),
			where.args, func(rows row) error {
				var ref string
				err := rows.Scan(&ref)
				refs = append(refs, ref)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("cases with %v: %w", f.Kinds, err)
	}
	return refs, nil
}

// Events returns what happened to a case, in order, or [ErrNotFound].
func (s *Store) Events(ctx context.Context, ref string) (events []complaint.Event, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		events, err = tx.Events(ctx, ref)
		return err
	})
	return events, err
}

// Events returns what happened to a case, in order, or [ErrNotFound].
func (tx *Tx) Events(ctx context.Context, ref string) ([]complaint.Event, error) {
	var events []complaint.Event
	err := tx.each(ctx, "SELECT body FROM event WHERE case_ref = $1 ORDER BY seq", []any{ref}, func(rows row) error {
		var body []byte
		var e complaint.Event
		err := rows.Scan(&body)
		if err == nil {
			err = json.Unmarshal(body, &e)
		}
		events = append(events, e)
		return err
	})
	if err == nil && len(events) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("events of %s: %w", ref, err)
	}
	return events, nil
}
