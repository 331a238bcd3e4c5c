package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// awayMark is under what the day is kept on which an absent colleague returns. An out-of-office reply comes once and tells
// of one case; the absence is theirs in all of them.
const awayMark = "away:"

// withAbsences returns the rules with who of the register is away.
func (r *rules) withAbsences(ctx context.Context, tx *store.Tx) (*rules, error) {
	marks, err := tx.Marks(ctx, awayMark)
	if err != nil {
		return nil, err
	}
	now := *r
	now.Absent = make(map[string]calendar.Date, len(marks))
	for who, until := range marks {
		now.Absent[who] = calendar.Date(until)
	}
	return &now, nil
}

// noteAbsence keeps that somebody is away, or that they are back because they have written themselves.
func (r *rules) noteAbsence(ctx context.Context, tx *store.Tx, e complaint.Event, now time.Time) error {
	who, until := strings.ToLower(e.By), calendar.Date(0)
	if f, ok := e.Fact.(complaint.WentAway); ok {
		who, until = r.WhoIsAway(f, now)
	} else if r.Absent[who] == 0 {
		return nil
	}
	if r.Absent != nil { // for what is decided next in this transaction
		r.Absent[who] = until
	}
	return tx.SetMark(ctx, awayMark+who, int64(until))
}

// passOnFromAway gives the other open cases of those who have just told us that they are away to whoever stands in for
// them, where something is owed before they return.
func (d *Desk) passOnFromAway(ctx context.Context, happened []Activity) error {
	for _, h := range happened {
		if h.Event == nil {
			continue
		}
		if _, ok := h.Event.Fact.(complaint.WentAway); !ok {
			continue
		}
		_, err := d.everyCase(ctx, []complaint.Status{complaint.InformalOpen, complaint.Stage1Open, complaint.Stage2Open}, func(r *rules, c complaint.Case, now time.Time) procedure.Decision {
			return r.CheckAbsence(c, now)
		})
		if err != nil {
			return fmt.Errorf("pass on the cases of an absent colleague: %w", err)
		}
		return nil // one look takes all of them
	}
	return nil
}
