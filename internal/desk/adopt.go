package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/store"
)

// What sets dates is kept in the database, edition by edition. What a file says beside it comes into force by a
// person's word alone (1.5): the daemon goes on with what the database holds, and so does a second one with other
// files.

// InForce is what sets dates as a database holds it.
type InForce struct {
	Dating  procedure.Dating
	Edition int
	Earlier map[int]policy.Policy // the policies of the editions before
	None    bool                  // nothing was put in force yet
}

// ReadInForce reads what sets dates.
func ReadInForce(ctx context.Context, s *store.Store) (f InForce, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		f, err = inForce(ctx, tx)
		return err
	})
	return f, err
}

func inForce(ctx context.Context, tx *store.Tx) (InForce, error) {
	editions, err := tx.Editions(ctx)
	f := InForce{None: len(editions) == 0, Earlier: map[int]policy.Policy{}}
	for i, e := range editions {
		var d procedure.Dating
		if err := json.Unmarshal([]byte(e.Body), &d); err != nil {
			return f, fmt.Errorf("edition %d of what is in force: %w", e.N, err)
		}
		if i < len(editions)-1 {
			f.Earlier[e.N] = d.Policy
		} else {
			f.Dating, f.Edition = d, e.N
		}
	}
	return f, err
}

// deciding makes what decides of what sets dates.
type deciding = func(procedure.Dating) (procedure.Procedure, error)

// Decides is what decides by what is in force. waits says what of wanted would move dates and is not in force, a line
// each.
func (f InForce) Decides(wanted procedure.Dating, with deciding) (p procedure.Procedure, waits []string, err error) {
	if f.None {
		p, err = with(wanted)
		return p, nil, err
	}
	p, err = with(f.Dating)
	p.Edition, p.Earlier = f.Edition, f.Earlier
	return p, f.Dating.Against(wanted), err
}

// Adopting is what puts wanted in force. changes says what that is, a line each.
func (f InForce) Adopting(wanted procedure.Dating, with deciding) (a Adoption, changes []string, err error) {
	if !f.None {
		wanted = wanted.After(f.Dating)
		changes = f.Dating.Against(wanted)
	}
	a.Dating = wanted
	a.Procedure, err = with(wanted)
	a.Procedure.Edition, a.Procedure.Earlier = f.Edition, f.Earlier
	if len(changes) > 0 {
		a.Procedure.Earlier[f.Edition] = f.Dating.Policy
		a.Procedure.Edition++
	}
	return a, changes, err
}

// put puts a dating in force after f.
func (f InForce) put(ctx context.Context, tx *store.Tx, d procedure.Dating, at time.Time, by, why string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("put what sets dates in force: %w", err)
	}
	e := store.Edition{N: f.Edition + 1, Since: at, By: by, Why: why, Body: string(body)}
	if f.None {
		e.N = 0
	}
	return tx.PutInForce(ctx, e)
}

// BeginDating puts in force what comes into force by itself: in a database that holds nothing yet what the
// configuration says, and after that the bank holidays that were added. unsure says that the dates of the cases were
// last counted by something else than what is now put in force for the first time: they stand, and a person looks.
func BeginDating(ctx context.Context, s *store.Store, wanted procedure.Dating, p procedure.Procedure, now time.Time) (
	unsure bool, err error) {
	const by = "complaintsd"
	err = s.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		f, err := inForce(ctx, tx)
		if err != nil {
			return err
		}
		if !f.None {
			next, more := f.Dating.WithHolidays(wanted)
			if !more {
				return nil
			}
			return f.put(ctx, tx, next, now, by, "The table of bank holidays has more days.")
		}
		followed, err := tx.Mark(ctx, datesMark)
		if err != nil {
			return err
		}
		dates, err := datesDigest(p)
		if err != nil {
			return err
		}
		unsure = followed != 0 && followed != dates
		if err := tx.SetMark(ctx, datesMark, dates); err != nil {
			return err
		}
		return f.put(ctx, tx, wanted, now, by, "The first start that keeps what sets dates.")
	})
	return unsure, err
}

// Adoption is what a person puts in force.
type Adoption struct {
	Dating    procedure.Dating
	Procedure procedure.Procedure       // that decides by it
	GoesOver  func(complaint.Case) bool // whether a case goes over to its policy
	By        actor.Actor
	Why       string
}

// WouldMove says what an adoption would do to the cases that are not closed, a line for each date that moves and for
// each case that goes over to the policy. It changes nothing.
func (d *Desk) WouldMove(ctx context.Context, a Adoption) (lines []string, err error) {
	for _, status := range liveStatuses {
		for before := ""; ; {
			page, err := d.store.ListCases(ctx, store.CaseFilter{Status: status, Before: before, Limit: d.perBatch})
			if err != nil {
				return nil, fmt.Errorf("list the cases: %w", err)
			}
			if len(page) == 0 {
				break
			}
			for _, c := range page {
				lines = append(lines, a.moves(step{c, a.decide(a.Procedure, c, d.clock().UTC())})...)
			}
			before = page[len(page)-1].Ref
		}
	}
	return lines, nil
}

func (a Adoption) decide(p procedure.Procedure, c complaint.Case, now time.Time) procedure.Decision {
	return p.Adopt(c, a.GoesOver(c), a.By, a.Why, now)
}

// moves says what an adoption does to a case.
func (a Adoption) moves(s step) (lines []string) {
	if s.before.Edition != s.Case.Edition {
		lines = append(lines, fmt.Sprintf("%s goes over to the policy %s.", s.Case.Ref, s.Case.Profile))
	}
	return append(lines, s.Case.Moved(s.before)...)
}

// Adopt puts an adoption in force, and moves the dates that it moves. The complaints team has them in a letter (M28).
// If it is cut short the rest of the cases follow when it is done again.
func (d *Desk) Adopt(ctx context.Context, a Adoption) (lines []string, err error) {
	now := d.clock().UTC()
	err = d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		f, err := inForce(ctx, tx)
		if err != nil {
			return err
		}
		a.Procedure.Edition, a.Procedure.Earlier = f.Edition, f.Earlier
		if !f.None && len(f.Dating.Against(a.Dating)) == 0 {
			return nil
		}
		if !f.None {
			a.Procedure.Earlier[f.Edition] = f.Dating.Policy
			a.Procedure.Edition++
		}
		dates, err := datesDigest(a.Procedure)
		if err != nil {
			return err
		}
		if err := tx.SetMark(ctx, datesMark, dates); err != nil {
			return err
		}
		return f.put(ctx, tx, a.Dating, now, a.By.String(), a.Why)
	})
	if err != nil {
		return nil, fmt.Errorf("put it in force: %w", err)
	}
	rules := d.Rules()
	rules.Procedure = a.Procedure
	d.Change(rules)
	steps, err := d.everyCase(ctx, a.decide, liveStatuses...)
	var moved []string
	for _, s := range steps {
		if m := a.moves(s); len(m) > 0 {
			moved, lines = append(moved, s.Case.Ref), append(lines, m...)
		}
	}
	if err == nil {
		err = d.putOffToHours(ctx)
	}
	if err != nil || len(moved) == 0 {
		return lines, err
	}
	said := fmt.Sprintf("%s has put another policy, calendar or setting in force, and agreed to what it moves.",
		strings.TrimPrefix(a.By.String(), "terminal:"))
	return lines, d.tellMoved(ctx, &rules, a.Why, said, moved, lines, now)
}

// putOffToHours lets letters that wait for the office keep to changed days.
func (d *Desk) putOffToHours(ctx context.Context) error {
	r := d.rules.Load()
	return d.store.PutOff(ctx, d.clock().UTC(), func(at time.Time) time.Time {
		return r.Calendar.NextInHours(r.Settings.Hours, at)
	})
}

// TellOfDating tells the complaints team that the configuration sets dates otherwise than what is in force, and when it
// no longer does. A trouble of other words is told anew.
func (d *Desk) TellOfDating(ctx context.Context, waits []string) error {
	h := fnv.New32a()
	fmt.Fprint(h, waits)
	a := alert{desk: d, about: "dating:", begun: fmt.Sprintf("differs-%08x", h.Sum32()), over: "alike"}
	if len(waits) == 0 {
		a.begun = "differs"
	}
	return a.notify(ctx, len(waits) > 0, func(*Rules) (problem, next string) {
		if len(waits) == 0 {
			return "The configuration sets dates again as they are in force.", "You need do nothing."
		}
		return "The configuration of the complaints program has a policy, calendar or setting that would move dates, " +
			"and nobody has put it in force. Everything goes on as before:\n\n- " + strings.Join(waits, "\n- ") +
			"\n\nIf it is a slip, it needs to be put right in the configuration. If it is meant, \"complaintsd " +
			"policy adopt\" shows which date would move before anything does, and asks.", ""
	})
}
