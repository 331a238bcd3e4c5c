package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/daemon"
)

var policyAdoptCommand = command{
	name:    "policy adopt",
	usage:   "--config FILE [--cases all|REF,REF] [--why WORDS] [--yes] [--json]",
	summary: "puts a changed policy, calendar or setting in force, after showing which dates it moves",
	help: `
A policy, a calendar or a setting that moves dates comes into force by a person's word alone: until then the daemon goes
on with what the database holds, and tells the team. Bank holidays that are added need no word.

It shows what differs, and which open case moves from when to when, and asks. A case keeps the policy that it was opened
under unless --cases names it; new cases come under the new one. What an earlier change has moved later by mistake is
moved back, never to before what was promised at first, and a resident's last day to ask for stage 2 never. A running
daemon follows within a minute.

Examples:
  complaintsd policy adopt --config config.yaml
  complaintsd policy adopt --config config.yaml --cases all --why "the board has decided" --yes`,
	run: runPolicyAdopt,
}

func runPolicyAdopt(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object")
	cases := fs.String("cases", "", "`which` open cases go over to the policy: all, or references")
	why := fs.String("why", "", "why, for the file of each case")
	yes := fs.Bool("yes", false, "agree to what is shown")
	if err := fs.none(args); err != nil {
		return err
	}
	return withOffice(ctx, *file, func(o *daemon.Session) error {
		a, changes, err := o.Adoption(ctx)
		if err != nil {
			return err
		}
		named := strings.FieldsFunc(*cases, func(r rune) bool { return r == ',' || r == ' ' })
		if err := areCases(ctx, o, named); err != nil {
			return err
		}
		a.GoesOver = func(c complaint.Case) bool { return *cases == "all" || slices.Contains(named, c.Ref) }
		a.By, a.Why = actor.ByTerminal(accountName()), *why
		if a.Why == "" {
			a.Why = "Another policy, calendar or setting was put in force."
		}
		moves, err := o.Desk.WouldMove(ctx, a)
		if err != nil {
			return err
		}
		if !*asJSON {
			showAdoption(t, changes, moves)
		}
		nothing := len(changes) == 0 && len(moves) == 0
		agreed := !nothing && (*yes || !*asJSON && agree(t))
		if agreed {
			if moves, err = o.Desk.Adopt(ctx, a); err != nil {
				return err
			}
		}
		return tellAdoption(t, changes, moves, agreed, *asJSON)
	})
}

// areCases refuses references that no case has.
func areCases(ctx context.Context, o *daemon.Session, named []string) error {
	var unknown []error
	for _, ref := range named {
		if ref == "all" {
			continue
		}
		if _, err := o.Store.Case(ctx, ref); err != nil {
			unknown = append(unknown, err)
		}
	}
	return errors.Join(unknown...)
}

// showAdoption tells what would come into force and what that moves.
func showAdoption(t *terminal, changes, moves []string) {
	for _, line := range changes {
		fmt.Fprintln(t.Out, line)
	}
	if len(moves) == 0 {
		fmt.Fprintln(t.Out, "No date of an open case would move.")
	}
	for _, line := range moves {
		fmt.Fprintln(t.Out, line)
	}
}

// agree asks whoever sits at the terminal. Nothing but yes is a yes.
func agree(t *terminal) bool {
	fmt.Fprint(t.Err, "Is this to come into force? Write yes: ")
	said, _ := bufio.NewReader(t.In).ReadString('\n') // no answer is no yes
	return strings.EqualFold(strings.TrimSpace(said), "yes")
}

func tellAdoption(t *terminal, changes, moves []string, agreed, asJSON bool) error {
	if asJSON {
		list := func(lines []string) []string { return append([]string{}, lines...) }
		return json.NewEncoder(t.Out).Encode(map[string]any{"changes": list(changes), "moves": list(moves),
			"in_force": agreed})
	}
	switch {
	case agreed:
		fmt.Fprintln(t.Out, "It is in force. A running daemon follows within a minute.")
	case len(changes) == 0 && len(moves) == 0:
		fmt.Fprintln(t.Out, "The configuration sets dates as they are in force.")
	default:
		fmt.Fprintln(t.Out, "Nothing has been changed. To put it in force, give the command with --yes.")
	}
	return nil
}
