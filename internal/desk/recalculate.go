package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
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
	r := d.rules.Load()
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
func (r *Rules) marks() (people, dates int64, err error) {
	if people, err = digest(r.Register); err == nil {
		dates, err = datesDigest(r.Procedure)
	}
	return people, dates, err
}

func datesDigest(p procedure.Procedure) (int64, error) {
	const ever = 9999
	off := p.Calendar.Holidays(calendar.DateOf(1, 1, 1), calendar.DateOf(ever, 12, 31))
	return digest(p.Policy, p.Calendar.Zone.String(), off)
}

func digest(values ...any) (int64, error) {
	h := fnv.New64a()
	for _, v := range values {
		if err := json.NewEncoder(h).Encode(v); err != nil {
			return 0, fmt.Errorf("mark the rules in force: %w", err)
		}
	}
	return int64(h.Sum64()), nil
}

// Cases in which somebody owes something, and all in which a date can still move.
var (
	openStatuses = []complaint.Status{complaint.InformalOpen, complaint.Stage1Open, complaint.Stage2Open}
	liveStatuses = []complaint.Status{
		complaint.Review, complaint.InformalOpen, complaint.Stage1Open, complaint.Stage1Responded,
		complaint.Stage2Open, complaint.Stage2Responded,
	}
)

// Recalculate counts the dates of every live case anew, tells the team what moved (M28), and returns the references of
// the cases in which something did. Letters that wait for the office keep to the changed days as well.
func (d *Desk) Recalculate(ctx context.Context, why string) (moved []string, err error) {
	count := func(p procedure.Procedure, c complaint.Case, now time.Time) procedure.Decision {
		return p.Recalculate(c, why, now)
	}
	steps, err := d.everyCase(ctx, count, liveStatuses...)
	var lines []string
	for _, s := range steps {
		moved = append(moved, s.Case.Ref)
		lines = append(lines, s.Case.Moved(s.before)...)
	}
	if err != nil {
		return moved, err
	}
	if err = d.putOffToHours(ctx); err != nil || len(moved) == 0 {
		return moved, err
	}
	return moved, d.tellMoved(ctx, d.rules.Load(), why, "None is earlier than before.", moved, lines, d.clock().UTC())
}

// mostMoves is how many moved dates a letter lists; the files have them all.
const mostMoves = 300

// tellMoved reports to the team what a change of the calendar or policy has moved; how is a sentence on that.
func (d *Desk) tellMoved(ctx context.Context, r *Rules, why, how string, moved, lines []string, now time.Time) error {
	if more := len(lines) - mostMoves; more > 0 {
		lines = append(lines[:mostMoves:mostMoves],
			fmt.Sprintf("And %d more, which stand in the files of their cases.", more))
	}
	said := "Residents were not told."
	if r.Settings.TellMovedDates {
		said = "Residents were told where a date that we had promised them moved."
	}
	o := r.toTeam(letter.PolicyWarning, fmt.Sprintf("moved:%d", now.UnixMilli()), now)
	o.Why, o.Facts.History, o.Facts.Reminder = why, lines, "dates have moved"
	o.Facts.Problem = fmt.Sprintf("%s The dates of %d open cases have moved. %s %s",
		why, len(moved), how, said)
	o.Facts.LastStep = "You need do nothing. Please look whether any of these needs care."
	return d.orderLetters(ctx, o)
}

// checkRegister passes on every open case whose handler has left the register.
func (d *Desk) checkRegister(ctx context.Context) error {
	_, err := d.everyCase(ctx, procedure.Procedure.CheckHandler, openStatuses...)
	return err
}

// check looks at one case of many and decides what, if anything, follows.
type check func(procedure.Procedure, complaint.Case, time.Time) procedure.Decision

// everyCase checks each case of the statuses, page by page, and returns the steps of those that changed something.
func (d *Desk) everyCase(ctx context.Context, check check, of ...complaint.Status) (taken []step, err error) {
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
			steps, err := d.checkCases(ctx, check, refs)
			if err != nil {
				return taken, fmt.Errorf("look at every case: %w", err)
			}
			taken, before = append(taken, steps...), refs[len(refs)-1]
		}
	}
	return taken, nil
}

// checkCases checks a few cases in one transaction. If another daemon was faster with one of them, all are checked
// again.
func (d *Desk) checkCases(ctx context.Context, check check, refs []string) (taken []step, err error) {
	err = d.decide(ctx, func(ctx context.Context, dec *decider) error {
		taken = nil
		if err := dec.lookUpAbsences(ctx); err != nil {
			return err
		}
		cases, err := dec.tx.Cases(ctx, refs...)
		if err != nil {
			return err
		}
		for _, c := range cases {
			s := step{c, check(dec.Procedure, c, dec.now)}
			if len(s.Events) == 0 { // other rules may wake it at another time
				if err := dec.tx.SetWake(ctx, c.Ref, dec.NextDue(c, dec.now)); err != nil {
					return err
				}
				continue
			}
			if err := dec.commit(ctx, verdict{steps: []step{s}}); err != nil {
				return err
			}
			taken = append(taken, s)
		}
		return nil
	})
	return taken, err
}
