package main

import (
	"context"
	"encoding/json"
	"fmt"

	"strings"

	"complaints/internal/daemon"
	"complaints/internal/desk"

	"complaints/internal/config"
	"complaints/internal/procedure"
	"complaints/store"
)

var listCommand = command{
	name:    "list",
	usage:   "--config FILE [--mine NAME] [--late] [--json]",
	summary: "everything that waits for a person, the soonest first",
	help: `
Lists everything that waits for a person: dangers that nobody has taken, letters that are held, questions to decide,
answers and first conversations that are owed, promises, requests handed to an area, what an official body or the law
wants by a day, letters to post or that did not arrive, questions that wait for a yes, other languages, new addresses,
and messages in quarantine. Each line has a number that is used for nothing else, and says until when, on which case,
whose it is, what, since when, why, and what to reply. --mine names a person of the register, by name or address.

Examples:
  complaintsd list --config config.yaml
  complaintsd list --config config.yaml --mine "Jaya Patel" --late`,
	run: runList,
}

func runList(ctx context.Context, t *terminal, fs *flags, args []string) error {
	mine := fs.String("mine", "", "only what waits for this `person`")
	late := fs.Bool("late", false, "only what is late")
	file, asJSON := configAndJSON(fs, "one JSON object a line")
	if err := fs.none(args); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		rules, _, err := daemon.InForce(ctx, cfg, s)
		if err != nil {
			return err
		}
		all, err := desk.AllWaiting(ctx, s, rules, wallClock())
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
				_, err = fmt.Fprintln(t.Out, waitingLine(w))
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

func waitingLine(w desk.Waiting) string {
	by := "no date"
	if w.By != 0 {
		by = w.By.String()
	}
	switch {
	case w.Danger:
		by += " DANGER"
	case w.Late:
		by += " LATE"
	}
	since := ""
	if w.Since != 0 {
		since = ", since " + w.Since.String()
	}
	return fmt.Sprintf("%5d  %-17s %s  %s  %s%s: %s  Reply: %s", w.Number, by, w.Ref, w.Owner,
		strings.ReplaceAll(w.What, "_", " "), since, w.Why, w.Reply)
}
