package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/procedure"
	"complaints/store"
)

var listCommand = command{
	name:    "list",
	usage:   "--config FILE [--mine NAME] [--late] [--json]",
	summary: "everything that waits for a person, the soonest first",
	help: `
Lists what waits for a person: dangers that nobody has taken, questions to decide, answers and first conversations that
are owed, promises, requests handed to an area, letters to post or that did not arrive, and messages in quarantine. Each
line says until when, on which case, what, and whose it is. --mine names a person of the register, by name or address.

Examples:
  complaintsd list --config config.yaml
  complaintsd list --config config.yaml --mine "Jaya Patel" --late`,
	run: runList,
}

// waiting is one thing that waits for a person.
type waiting struct {
	By    calendar.Date `json:"by,omitzero"` // last day; zero if none is set
	Late  bool          `json:"late"`
	What  string        `json:"what"` // the duty's name, or quarantine
	Ref   string        `json:"ref"`  // of the case, or the message in quarantine
	Owner string        `json:"owner"`
	Why   string        `json:"why"`
}

func runList(ctx context.Context, t *terminal, fs *flags, args []string) error {
	mine, late := fs.String("mine", "", "only what waits for this `person`"), fs.Bool("late", false, "only what is late")
	file, asJSON := configAndJSON(fs, "one JSON object a line")
	if err := fs.none(args); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		rules, err := cfg.Procedure()
		if err != nil {
			return err
		}
		all, err := allWaiting(ctx, s, rules)
		if err != nil {
			return err
		}
		whose := addressOf(rules, *mine)
		for _, w := range all {
			if *late && !w.Late || *mine != "" && !strings.EqualFold(w.Owner, whose) {
				continue
			}
			if *asJSON {
				err = json.NewEncoder(t.Out).Encode(w)
			} else {
				_, err = fmt.Fprintln(t.Out, w.line())
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// addressOf is the address of somebody of the register who is named by it or by their name.
func addressOf(rules procedure.Procedure, who string) string {
	for _, c := range rules.Register.Everyone() {
		if strings.EqualFold(c.Name, who) {
			return c.Email
		}
	}
	return rules.Register.Canonical(who)
}

// allWaiting gathers what waits for a person, the soonest first.
func allWaiting(ctx context.Context, s *store.Store, rules procedure.Procedure) (all []waiting, err error) {
	now := wallClock()
	today := rules.Calendar.Day(now)
	err = eachCase(ctx, s, store.CaseFilter{}, func(c complaint.Case) error {
		for _, d := range rules.Duties(c, now) {
			if strings.Contains(d.Owner, "@") { // neither the machine's nor the resident's
				all = append(all, waiting{d.By, d.By != 0 && d.By < today, d.Name, c.Ref, d.Owner, d.Why})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	aside, err := quarantined(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, a := range aside {
		day := rules.Calendar.Day(a.Received)
		all = append(all, waiting{day, day < today, "quarantine", a.ID, rules.Register.Team.Email, a.Outcome.Reason})
	}
	slices.SortStableFunc(all, func(a, b waiting) int { return cmp.Compare(a.By, b.By) })
	return all, nil
}

func (w waiting) line() string {
	by := "no date"
	if w.By != 0 {
		by = w.By.String()
	}
	if w.Late {
		by += " LATE"
	}
	return fmt.Sprintf("%-15s %s  %s  %s: %s", by, w.Ref, w.Owner, strings.ReplaceAll(w.What, "_", " "), w.Why)
}
