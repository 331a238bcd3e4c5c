package desk

import (
	"context"

	"time"

	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/reading"
	"complaints/store"
)

// decider takes the decisions of one transaction, all under the same rules and at the same instant.
type decider struct {
	Rules // with who is away, once lookUpAbsences has been asked
	desk  *Desk
	tx    *store.Tx
	now   time.Time
	try   func(context.Context, func(context.Context) error) error // in a batch: runs one decision
	done  []Activity                                               // what the decisions so far come to

	alarms    []alarm       // alerts that are ordered at the end
	reminders []alarm       // reminders to staff that are ordered at the end
	gathered  []order.Order // letters that stand for others, ordered at the end
}

// decide runs fn in one transaction, again if another daemon was first, and tells what it committed.
func (d *Desk) decide(ctx context.Context, fn func(context.Context, *decider) error) error {
	defer d.busy()()
	rules, now := d.Rules(), d.clock().UTC()
	var done []Activity
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		dec := &decider{Rules: rules, desk: d, tx: tx, now: now}
		err := fn(ctx, dec)
		if err == nil {
			err = dec.orderAlarms(ctx)
		}
		if err == nil {
			err = dec.orderGathered(ctx)
		}
		if err == nil {
			err = dec.orderReminders(ctx)
		}
		done = dec.done
		return err
	})
	if err == nil {
		d.notify(done)
	}
	return err
}

// filed is the verdict that a message changes nothing, and why. ref is the case that it belongs to, if any.
func filed(m message.Message, reading reading.Reading, ref, why string) verdict {
	return verdict{message: readAlone(m, reading, store.Outcome{Kind: store.Filed, Case: ref, Reason: why})}
}

// quarantined is the verdict that a person must look at a message, and why.
func quarantined(m message.Message, reading reading.Reading, ref, why string) verdict {
	return verdict{message: readAlone(m, reading, store.Outcome{Kind: store.Quarantined, Case: ref, Reason: why})}
}
