package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/store"
)

var eraseCommand = command{
	name:    "erase",
	usage:   "--config FILE REF|PERSON --reason WHY [--by WHO] --yes | --due [--json]",
	summary: "takes the words and names out of a closed case's file, or out of all of a person's",
	help: `
Empties the file of one case, or of every case of a person, named by their address or number: words, names, letters,
mails and attachments go; dates, stages, outcomes and areas stay for the figures. It is refused while a case is
open, held, with the Ombudsman or promised something, and says why. It is written into the case who erased it and
why, and "complaintsd verify" still proves the rest. It cannot be undone. Without --yes it only tells what would be
erased.

The mailbox, Twilio and your backups still hold what they hold: erase it there too.

--due lists the cases that were closed longer ago than store.keep_for; it erases nothing. A person does, by name.

Examples:
  complaintsd erase --config config.yaml --due
  complaintsd erase --config config.yaml HC-2020-000123 --reason "kept for six years" --yes
  complaintsd erase --config config.yaml asha@example.com --reason "asked for on 3 December" --by "our DPO" --yes`,
	run: runErase,
}

func runErase(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	reason := fs.String("reason", "", "`why`, for the file; no names")
	by := fs.String("by", "", "`who` decided it; without it, whoever is at the terminal")
	yes := fs.Bool("yes", false, "erase, for good")
	due := fs.Bool("due", false, "list the cases whose time is over, and erase nothing")
	asJSON := fs.Bool("json", false, "with --due: print one JSON object a case")
	rest, err := fs.parse(args)
	switch {
	case err != nil:
		return err
	case *due && len(rest) > 0:
		return usagef("--due lists and erases nothing: leave out %q, or leave out --due", rest[0])
	case *due:
		return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
			return listDue(ctx, t, cfg, s, *asJSON, wallClock())
		})
	case len(rest) != 1:
		return usagef("name one case or one person, or give --due")
	case strings.TrimSpace(*reason) == "":
		return usagef("give the reason, as --reason \"kept for six years\": it is written into the file")
	}
	return withOffice(ctx, *file, func(o *daemon.Session) error {
		refs, whole, err := namedCases(ctx, o.Store, rest[0])
		if err != nil {
			return err
		}
		if !*yes {
			fmt.Fprintf(t.Out, "Would be erased: %s\n", strings.Join(refs, ", "))
			return usagef("nothing was erased: give --yes as well, it cannot be undone")
		}
		who := actor.ByTerminal(cmp.Or(*by, accountName()))
		if strings.Contains(*by, "@") {
			who = actor.ByStaff(*by)
		}
		return eraseAll(ctx, t, o, who, *reason, whole, refs)
	})
}

func eraseAll(
	ctx context.Context, t *terminal, o *daemon.Session, by actor.Actor, reason string, whole bool, refs []string,
) error {
	erased, err := o.Desk.Erase(ctx, by, reason, whole, refs...)
	if err != nil {
		return err
	}
	for _, c := range erased {
		fmt.Fprintf(t.Out, "%s is erased.\n", c.Ref)
		if len(c.Links) > 0 {
			fmt.Fprintf(t.Out, "  It was linked with %s, which may speak of the same person.\n",
				strings.Join(c.Links, ", "))
		}
	}
	if err := o.Store.Vacuum(ctx); err != nil {
		return fmt.Errorf("it is erased, but the database's free pages may still hold it; stop the daemon, and "+
			"erase the same case again: %w", err)
	}
	return nil
}

// namedCases finds the case of a reference, or all cases of a person; whole says that it was a person.
func namedCases(ctx context.Context, s *store.Store, name string) (refs []string, whole bool, err error) {
	c, err := s.Case(ctx, strings.ToUpper(name))
	switch {
	case err == nil:
		return []string{c.Ref}, false, nil
	case !errors.Is(err, store.ErrNotFound):
		return nil, false, err
	}
	own, _, err := casesOfPerson(ctx, s, personKey(name))
	if err != nil {
		return nil, false, err
	}
	if len(own) == 0 {
		return nil, false, fmt.Errorf("there is no case %s, and no resident known by it: give the whole reference, "+
			"address or number", name)
	}
	for _, c := range own {
		refs = append(refs, c.Ref)
	}
	return refs, true, nil
}

// personKey is how the store knows an address or a number, however it was typed.
func personKey(s string) string {
	if number, _, ok := intake.NormalPhone(s); ok {
		return number
	}
	return strings.ToLower(strings.TrimSpace(s))
}

// casesOfPerson lists the cases of an address or number: those it complained in, and those in which it speaks for
// somebody else, whose file is not the person's own.
func casesOfPerson(ctx context.Context, s *store.Store, address string) (own, spokeFor []complaint.Case, err error) {
	err = eachCase(ctx, s, store.CaseFilter{Address: address}, func(c complaint.Case) error {
		speaks := strings.EqualFold(c.Representative.Email, address) || c.Representative.Phone == address
		resident := strings.EqualFold(c.Party.Email, address) || c.Party.Phone == address
		if speaks && !resident {
			spokeFor = append(spokeFor, c)
		} else {
			own = append(own, c)
		}
		return nil
	})
	return own, spokeFor, err
}

// listDue lists the closed cases whose time is over, with what keeps those that must stay.
func listDue(ctx context.Context, t *terminal, cfg config.Config, s *store.Store, asJSON bool, now time.Time) error {
	procedure, _, err := daemon.InForce(ctx, cfg, s)
	if err != nil {
		return err
	}
	cal := procedure.Calendar
	return eachCase(ctx, s, store.CaseFilter{Status: complaint.Closed}, func(c complaint.Case) error {
		over := cal.Day(c.ClosedAt).AddMonths(cfg.Store.KeepFor)
		if over > cal.Day(now) || c.Erased.After(c.ClosedAt) {
			return nil
		}
		kept := c.KeptBecause()
		if asJSON {
			return json.NewEncoder(t.Out).Encode(map[string]any{
				"case": c.Ref, "closed": cal.Day(c.ClosedAt), "over": over, "kept": kept,
			})
		}
		line := fmt.Sprintf("%s  closed on %s, kept until %s", c.Ref, cal.Day(c.ClosedAt).Long(), over.Long())
		if kept != "" {
			line += "; it stays: " + kept
		}
		_, err := fmt.Fprintln(t.Out, line)
		return err
	})
}
