package desk

import (
	"context"
	"fmt"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// ClockWatch tells the complaints team when the clock of the computer was set, or is far from what is known at the
// start, and when it is believed again.
type ClockWatch struct{ alert }

// NewClockWatch watches the clock.
func (d *Desk) NewClockWatch() *ClockWatch {
	return &ClockWatch{alert{desk: d, about: "clock:", begun: "set", over: "right"}}
}

// Look compares the clock with what the team knows, and writes to it if that is no longer so.
func (w *ClockWatch) Look(ctx context.Context, unsure, atStart bool, by time.Duration) error {
	return w.notify(ctx, unsure, func(*Rules) (problem, next string) {
		const day = 24 * time.Hour
		switch {
		case !unsure:
			return "The clock of the computer that runs the complaints program is believed again.",
				"You need do nothing."
		case atStart && by < 0:
			return fmt.Sprintf("The complaints program has been started, and the clock of its computer is %s behind "+
				"the newest mail and what the program did last. For an hour, or until a mail comes that agrees "+
				"with the "+
				"clock, nothing is decided that time alone makes due. Please ask whoever looks after the "+
				"computer to put "+
				"its clock right now.", calendar.Plural(int(by.Abs()/day), "day")), ""
		case atStart:
			return fmt.Sprintf("The complaints program has been started, and the clock of its computer is %s ahead "+
				"of the newest mail and of what the program did last. For an hour, or until a mail comes that "+
				"agrees with the "+
				"clock, nothing is decided that time alone makes due. If the program was off for so long, you need do "+
				"nothing. If not, please ask whoever looks after the computer to put its clock right now.",
				calendar.Plural(int(by/day), "day")), ""
		}
		how := "forward"
		if by < 0 {
			how = "back"
		}
		return fmt.Sprintf("The clock of the computer that runs the complaints program was set %s by %s. Until it is "+
			"sure that this is the right time, an hour at most, nothing is decided that time alone makes due. "+
			"If the clock "+
			"is wrong, please ask whoever looks after the computer to put it right now.", how,
			by.Abs().Round(time.Minute)), ""
	})
}

// SweepWatch tells the complaints team when nothing that time makes due is looked at any more.
type SweepWatch struct{ alert }

// NewSweepWatch watches the sweeps.
func (d *Desk) NewSweepWatch() *SweepWatch {
	return &SweepWatch{alert{desk: d, about: "sweeps:", begun: "silent", over: "back"}}
}

// Look compares what is known of the sweeps with what the team knows, and writes to it if that is no longer so.
func (w *SweepWatch) Look(ctx context.Context, silent bool) error {
	return w.notify(ctx, silent, func(*Rules) (problem, next string) {
		if !silent {
			return "Reminders and alarms are looked at again.", "You need do nothing."
		}
		return "For five minutes the complaints program has not looked whether anything is due: no reminder, no late " +
			"letter and no repeated alarm goes. Please start the program anew.", ""
	})
}

// DueAnew sets anew when every case is to be looked at next, and has letters that were tried come again at once: when
// they were to come again was counted by a clock that was wrong for a while.
func (d *Desk) DueAnew(ctx context.Context) error {
	now := d.clock().UTC()
	if _, err := d.store.PullDue(ctx, now, now.Add(handedOver)); err != nil {
		return fmt.Errorf("letters that were tried: %w", err)
	}
	before := ""
	for {
		page, err := d.store.ListCases(ctx, store.CaseFilter{Before: before, Limit: d.perBatch})
		if err != nil || len(page) == 0 {
			return err
		}
		if err := d.wakeAnew(ctx, page); err != nil {
			return fmt.Errorf("when cases are due: %w", err)
		}
		before = page[len(page)-1].Ref
	}
}

// MendWakes looks through all cases for those that owe something before they would be looked at, and has them looked at
// when they do. Each start does so: whatever put such a time off, by hand or by a wrong clock, is over then. It returns
// how many there were.
func (d *Desk) MendWakes(ctx context.Context) (mended int, err error) {
	rules, now := d.rules.Load(), d.clock().UTC()
	var late []complaint.Case
	err = d.store.EachWake(ctx, func(c complaint.Case, wake time.Time) error {
		due := rules.NextDue(c, now)
		if !due.IsZero() && (wake.IsZero() || wake.After(later(due, now).Add(time.Minute))) {
			late = append(late, complaint.Case{Ref: c.Ref})
		}
		return nil
	})
	for mended = 0; err == nil && mended < len(late); {
		page := late[mended:min(mended+d.perBatch, len(late))]
		if err = d.wakeAnew(ctx, page); err == nil {
			mended += len(page)
		}
	}
	if err != nil {
		return mended, fmt.Errorf("when cases are due: %w", err)
	}
	return mended, nil
}

// handedOver is longer than a letter is held by whoever hands it to its server, which is not disturbed.
const handedOver = 5 * time.Minute

// longestWait is longer than a letter waits between two tries.
const longestWait = 5 * time.Hour

func (d *Desk) wakeAnew(ctx context.Context, page []complaint.Case) error {
	return d.decide(ctx, func(ctx context.Context, dec *decider) error {
		if err := dec.lookUpAbsences(ctx); err != nil {
			return err
		}
		for _, listed := range page {
			c, err := dec.tx.Case(ctx, listed.Ref)
			if err != nil {
				return err
			}
			if err := dec.tx.SetWake(ctx, c.Ref, dec.NextDue(c, dec.now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// SeenMark is the name under which is kept when the program last worked by a clock that it believed.
const SeenMark = "clock:seen"

// DueFaults names due times that no rule gives: a letter that was tried and comes again too late, a case that is looked
// at later than it owes something. Where the program worked last by a clock that is ahead of now, that one counts.
func DueFaults(ctx context.Context, s *store.Store, rules procedure.Procedure, now time.Time) ([]store.Fault, error) {
	seen, err := s.Mark(ctx, SeenMark)
	if err != nil {
		return nil, err
	}
	now = later(now, time.UnixMilli(seen))
	faults, err := s.LateRetries(ctx, now.Add(longestWait))
	if err != nil {
		return nil, err
	}
	err = s.EachWake(ctx, func(c complaint.Case, wake time.Time) error {
		const aDay = 24 * time.Hour // what a changed calendar or a broken letter may have put off
		due := rules.NextDue(c, now)
		if due.IsZero() || !wake.IsZero() && !wake.After(later(due, now).Add(aDay)) {
			return nil
		}
		is := "it is looked at on " + wake.Format(time.DateOnly)
		if wake.IsZero() {
			is = "it is never looked at"
		}
		faults = append(faults, store.Fault{Row: "case " + c.Ref,
			Problem: is + ", and owes something on " + due.Format(time.DateOnly)})
		return nil
	})
	return faults, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
