package store

import (
	"context"
	"fmt"
	"time"
)

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
		return tx.each(ctx, "SELECT DISTINCT case_ref FROM event WHERE "+where.limited("case_ref", f.Limit), where.args, func(rows row) error {
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
