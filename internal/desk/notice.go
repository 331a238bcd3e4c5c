package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
)

// Notices of protected messages come in waves, most of them by whoever wants a click. They are one thing on the list,
// as long as it waits there: the team opens them together.

// noticeMark is the name under which is kept which case the latest of them has, as its year and number.
const noticeMark = "notice:case"

// noticesFor is how long others join the case of the first.
const noticesFor = 24 * time.Hour

// joinNotices takes a notice to the case of an earlier one that still waits. ok is false where there is none.
func (d *decider) joinNotices(ctx context.Context, m message.Message, r reading.Reading) (v verdict, ok bool,
	err error) {
	if !procedure.IsNotice(m, r) {
		return verdict{}, false, nil
	}
	kept, err := d.tx.Mark(ctx, noticeMark)
	if err != nil || kept == 0 {
		return verdict{}, false, err
	}
	c, err := d.tx.Case(ctx, fmt.Sprintf("%s-%d-%06d", d.desk.prefix, kept/refsOfYear, kept%refsOfYear))
	if errors.Is(err, store.ErrNotFound) {
		return verdict{}, false, nil
	}
	if err != nil || c.Status != complaint.Review || m.Received.Sub(c.Received) > noticesFor {
		return verdict{}, false, err
	}
	return verdict{
		message: readAlone(m, r, store.Outcome{Kind: store.Continued, Case: c.Ref,
			Reason: "It is a notice of a protected message, like the one that this case waits for."}),
		steps: []step{{c, d.AnotherNotice(c, m, r, d.now)}},
	}, true, nil
}

// refsOfYear is more than the cases of any year.
const refsOfYear = 1_000_000_000

// noteNotice keeps that a case was opened for a notice.
func (d *decider) noteNotice(ctx context.Context, m message.Message, r reading.Reading, ref string) error {
	if !procedure.IsNotice(m, r) {
		return nil
	}
	parts := strings.Split(ref, "-")
	n, err := strconv.ParseInt(parts[len(parts)-1], 10, 64)
	if err != nil {
		return nil // a reference of another form: the next notice has a case of its own
	}
	year, _, _ := d.Calendar.Day(m.Received).Civil()
	return d.tx.SetMark(ctx, noticeMark, int64(year)*refsOfYear+n)
}
