package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// What the cases were last brought in line with is marked in the database, so that a start looks at them only when an
// administrator has changed something since.
const (
	datesMark    = "followed:dates"    // policy and calendar
	registerMark = "followed:register" // people
)

// Follow brings the live cases in line with the rules in force where those have changed since it last did: cases whose
// handler has left the register pass on, and dates are counted anew, none to an earlier promise. It returns the
// references of the cases whose dates moved; the complaints team has them in a letter (M28). The daemon asks at start
// and after every change.
func (d *Desk) Follow(ctx context.Context, why string) (moved []string, err error) {
	r := d.running.Load()
	people, dates, err := r.marks()
	if err != nil {
		return nil, err
	}
	if was, err := d.store.Mark(ctx, registerMark); err != nil || was != people {
		if err == nil {
			err = d.checkRegister(ctx)
		}
		if err == nil {
			err = d.store.SetMark(ctx, registerMark, people)
		}
		if err != nil {
			return nil, fmt.Errorf("check the register against the cases: %w", err)
		}
	}
	was, err := d.store.Mark(ctx, datesMark)
	if err != nil || was == dates {
		return nil, err
	}
	if moved, err = d.Recalculate(ctx, why); err != nil {
		return moved, err
	}
	return moved, d.store.SetMark(ctx, datesMark, dates)
}

// marks are digests of what decides who handles a case, and of what decides its dates.
func (r *rules) marks() (people, dates int64, err error) {
	digest := func(values ...any) int64 {
		h := fnv.New64a()
		for _, v := range values {
			if e := json.NewEncoder(h).Encode(v); e != nil {
				err = fmt.Errorf("mark the rules in force: %w", e)
			}
		}
		return int64(h.Sum64())
	}
	const ever = 9999
	off := r.Calendar.Holidays(calendar.DateOf(1, 1, 1), calendar.DateOf(ever, 12, 31))
	return digest(r.Register), digest(r.Policy, r.Calendar.Zone.String(), off), err
}

// Recalculate counts the dates of every live case anew, tells the team what moved (M28), and returns the references of
// the cases in which something did. Letters that wait for the office keep to the changed days as well.
func (d *Desk) Recalculate(ctx context.Context, why string) (moved []string, err error) {
	live := []complaint.Status{complaint.Review, complaint.InformalOpen, complaint.Stage1Open, complaint.Stage1Responded, complaint.Stage2Open, complaint.Stage2Responded}
	steps, err := d.everyCase(ctx, live, func(r *rules, c complaint.Case, now time.Time) procedure.Decision {
		return r.Recalculate(c, why, now)
	})
	var lines []string
	for _, s := range steps {
		moved = append(moved, s.Case.Ref)
		lines = append(lines, s.Case.Moved(s.before)...)
	}
	if err != nil {
		return moved, err
	}
	r, now := d.running.Load(), d.clock().UTC()
	err = d.store.PutOff(ctx, now, func(at time.Time) time.Time { return r.Calendar.NextInHours(r.Settings.Hours, at) })
	if err != nil || len(moved) == 0 {
		return moved, err
	}
	return moved, d.tellMoved(ctx, r, why, moved, lines, now)
}

// mostMoves is how many moved dates a letter lists; the files have them all.
const mostMoves = 300

// tellMoved reports to the team what a change of the calendar or policy has moved.
func (d *Desk) tellMoved(ctx context.Context, r *rules, why string, moved, lines []string, now time.Time) error {
	if more := len(lines) - mostMoves; more > 0 {
		lines = append(lines[:mostMoves:mostMoves], fmt.Sprintf("And %d more, which stand in the files of their cases.", more))
	}
	said := "Residents were not told."
	if r.Settings.TellMovedDates {
		said = "Residents were told where a date that we had promised them moved."
	}
	return d.orderLoose(ctx, r, now, complaint.LetterOrder{
		Letter: "M28", Cause: fmt.Sprintf("moved:%d", now.UnixMilli()), Why: why, Channel: complaint.Email, Role: complaint.RoleTeam,
		To: r.Register.Team, NotBefore: now, Promised: r.Calendar.Day(now), Facts: complaint.Facts{
			Landlord: r.Landlord, Today: r.Calendar.Day(now), Recipient: r.Register.Team.Name, History: lines, Rung: "dates have moved",
			Problem:  fmt.Sprintf("%s The dates of %d open cases have moved. None is earlier than before. %s", why, len(moved), said),
			LastStep: "You need do nothing. Please look whether any of these needs care.",
		},
	})
}

// checkRegister passes on every open case whose handler has left the register.
func (d *Desk) checkRegister(ctx context.Context) error {
	_, err := d.everyCase(ctx, []complaint.Status{complaint.InformalOpen, complaint.Stage1Open, complaint.Stage2Open}, func(r *rules, c complaint.Case, now time.Time) procedure.Decision {
		return r.CheckHandler(c, now)
	})
	return err
}

// everyCase takes one decision on each case of the statuses, page by page, and returns those that changed something.
func (d *Desk) everyCase(ctx context.Context, of []complaint.Status, decide func(*rules, complaint.Case, time.Time) procedure.Decision) (taken []step, err error) {
	r, now := d.running.Load(), d.clock().UTC()
	for _, status := range of {
		before := ""
		for {
			page, err := d.store.ListCases(ctx, store.CaseFilter{Status: status, Before: before, Limit: d.perBatch})
			if err != nil {
				return taken, fmt.Errorf("list the cases: %w", err)
			}
			if len(page) == 0 {
				break
			}
			refs := make([]string, len(page))
			for i, c := range page {
				refs[i] = c.Ref
			}
			steps, err := d.decideEach(ctx, r, refs, decide, now)
			if err != nil {
				return taken, fmt.Errorf("look at every case: %w", err)
			}
			taken, before = append(taken, steps...), refs[len(refs)-1]
		}
	}
	return taken, nil
}

// decideEach takes a decision on each of a few cases in one transaction. If another daemon was faster with one of them,
// all are decided again.
func (d *Desk) decideEach(ctx context.Context, r *rules, refs []string, decide func(*rules, complaint.Case, time.Time) procedure.Decision, now time.Time) (taken []step, err error) {
	defer d.busy()()
	var happened []Activity
	err = d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, happened = nil, happened[:0]
		r, err := r.withAbsences(ctx, tx)
		if err != nil {
			return err
		}
		cases, err := tx.Cases(ctx, refs...)
		if err != nil {
			return err
		}
		for _, c := range cases {
			s := step{c, decide(r, c, now)}
			if len(s.Events) == 0 { // other rules may wake it at another time
				if err := tx.SetWake(ctx, c.Ref, r.NextDue(c, now)); err != nil {
					return err
				}
				continue
			}
			did, err := d.commit(ctx, tx, r, verdict{steps: []step{s}}, now)
			if err != nil {
				return err
			}
			taken, happened = append(taken, s), append(happened, did...)
		}
		return nil
	})
	if err == nil {
		d.tell(happened)
	}
	return taken, err
}
