package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// awayMark begins the name under which the day is kept on which an absent colleague returns. An out-of-office reply
// comes once and tells of one case; the absence is theirs in all of them.
const awayMark = "away:"

// absences says until when people of the register are away.
func absences(ctx context.Context, tx *store.Tx) (map[string]calendar.Date, error) {
	marks, err := tx.Marks(ctx, awayMark)
	if err != nil {
		return nil, err
	}
	absent := make(map[string]calendar.Date, len(marks))
	for who, until := range marks {
		absent[who] = calendar.Date(until)
	}
	return absent, nil
}

// lookUpAbsences lets the decisions of this transaction know who is away, and whose mailbox refuses letters.
func (d *decider) lookUpAbsences(ctx context.Context) (err error) {
	if d.Absent, err = absences(ctx, d.tx); err != nil {
		return err
	}
	d.Refusing, err = refusals(ctx, d.tx, d.Calendar.Day(d.now))
	return err
}

// noteAbsence keeps that somebody is away, or that they are back because they have written themselves.
func (d *decider) noteAbsence(ctx context.Context, e complaint.Event) error {
	who, until := strings.ToLower(e.By.String()), calendar.Date(0)
	if f, ok := e.Fact.(complaint.WentAway); ok {
		who, until = d.WhoIsAway(f, d.now)
	} else if d.Absent[who] == 0 {
		return nil
	}
	if d.Absent != nil { // for what is decided next in this transaction
		d.Absent[who] = until
	}
	return d.tx.SetMark(ctx, awayMark+who, int64(until))
}

// passOnFromAway gives the other open cases of those who have just told us that they are away to whoever stands in for
// them, where something is owed before they return.
func (d *Desk) passOnFromAway(ctx context.Context, done []Activity) error {
	if !slices.ContainsFunc(done, tellsOfAbsence) {
		return nil
	}
	if _, err := d.everyCase(ctx, procedure.Procedure.CheckAbsence, openStatuses...); err != nil {
		return fmt.Errorf("pass on the cases of an absent colleague: %w", err)
	}
	return nil
}

func tellsOfAbsence(a Activity) bool {
	if a.Event == nil {
		return false
	}
	_, away := a.Event.Fact.(complaint.WentAway)
	return away
}
