package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/outbox"
)

var restoreCommand = command{
	name:    "restore",
	usage:   "--config FILE BACKUP | --in-place | --held [--json] | --send all|ID,ID | --went all|ID,ID",
	summary: "puts a backup in the place of the database, and holds its letters until a person has looked",
	help: `
Stop the daemon first; it is refused while one runs. The backup is proved, and the old files are set aside and kept. It
says how many texts came since by Twilio's list, and which decisions of staff the old database knows since then: those
made at a terminal have to be made again, those made by a reply come again by their mail.

Then start the daemon: it reads the mail that came since, and then the texts. What the backup had waiting, and what is
decided until all of that is read, may have gone before, so those letters are held until you have looked; new ones go,
and so does every alert of a danger, which may come twice. --held lists them. --went says that some went before: that is then what their
cases know. --send lets some go, or all.

With PostgreSQL, load its own dump first, and give --in-place.

Examples:
  complaintsd restore --config config.yaml /var/backups/complaints-2026-11-22.db
  complaintsd restore --config config.yaml --held
  complaintsd restore --config config.yaml --went 4f1c09aa,51d27e40
  complaintsd restore --config config.yaml --send all`,
	run: runRestore,
}

func runRestore(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a held letter, with --held")
	inPlace := fs.Bool("in-place", false, "somebody has put the backup there already")
	held := fs.Bool("held", false, "list the letters that are held")
	send := fs.String("send", "", "let these held `letters` go, or all")
	went := fs.String("went", "", "these held `letters` went before, or all")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	cfg, err := loadConfig(*file)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 1 && !*inPlace && !*held && *send == "" && *went == "":
		r, err := daemon.Restore(ctx, cfg, rest[0], wallClock)
		return tellRestored(t, cfg, r, err)
	case len(rest) == 0 && *inPlace:
		r, err := daemon.RestoreInPlace(ctx, cfg, wallClock)
		return tellRestored(t, cfg, r, err)
	case len(rest) == 0 && (*held || *send != "" || *went != ""):
		return withOffice(ctx, *file, func(o *daemon.Session) error {
			return lookAtHeld(ctx, t, o, *send, *went, *asJSON)
		})
	}
	return usagef("name one backup, or give one of --in-place, --held, --send and --went")
}

func tellRestored(t *terminal, cfg config.Config, r daemon.Restored, err error) error {
	for _, f := range r.Faults {
		fmt.Fprintln(t.Out, f)
	}
	if len(r.Faults) > 0 {
		return fmt.Errorf("%d rows of the backup do not fit, and nothing was changed: take another", len(r.Faults))
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.Out, "The database is as it was on %s.\n", r.Since.Format("2 January 2006 at 15:04 UTC"))
	for _, path := range r.Aside {
		fmt.Fprintf(t.Out, "Set aside: %s\n", path)
	}
	switch {
	case r.NoText != "":
		fmt.Fprintf(t.Out, "The texts since then cannot be asked for now: %s. The daemon asks for them until it "+
			"has them.\n", r.NoText)
	case cfg.SMS.AccountSID != "":
		fmt.Fprintf(t.Out, "Texts since then by Twilio's list: %d.\n", r.Texts)
	}
	if r.Unread != "" {
		fmt.Fprintf(t.Out, "What staff decided since then cannot be said, since the old database is not read: %s. "+
			"What was decided at a terminal is gone.\n", r.Unread)
	}
	for _, line := range r.Gone {
		fmt.Fprintln(t.Out, line)
	}
	fmt.Fprintln(t.Out, "Now start the daemon, which reads the mail since then, and then look at \"complaintsd restore "+
		"--held\": those letters may have gone before, and wait for you.")
	return nil
}

// lookAtHeld lists the letters that are held after a restore, or does with some what a person has found.
func lookAtHeld(ctx context.Context, t *terminal, o *daemon.Session, send, went string, asJSON bool) error {
	letters, catching, err := o.Store.HeldLetters(ctx)
	if err != nil {
		return err
	}
	if catching {
		fmt.Fprintln(t.Err, "The database has not caught up yet: start the daemon. More letters may come.")
	}
	if send == "" && went == "" {
		return listHeld(t, letters, asJSON)
	}
	if catching {
		return errors.New("wait until the daemon has read all mail")
	}
	if went != "" {
		ids, err := heldBy(letters, went)
		if err == nil {
			err = o.Went(ctx, accountName(), ids...)
		}
		if err != nil {
			return err
		}
	}
	if send == "all" {
		return o.Store.Release(ctx)
	}
	ids, err := heldBy(letters, send)
	if err != nil || len(ids) == 0 {
		return err
	}
	return o.Store.Release(ctx, ids...)
}

// heldBy finds the held letters that somebody names by the beginnings of their ids.
func heldBy(letters []outbox.Letter, names string) (ids []string, err error) {
	for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' }) {
		found := slices.DeleteFunc(slices.Clone(letters), func(l outbox.Letter) bool {
			return name != "all" && !strings.HasPrefix(l.ID, name)
		})
		if len(found) != 1 && name != "all" {
			return nil, fmt.Errorf("%s is not one held letter: \"complaintsd restore --held\" lists them", name)
		}
		for _, l := range found {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}

func listHeld(t *terminal, letters []outbox.Letter, asJSON bool) error {
	for _, l := range letters {
		if asJSON {
			err := json.NewEncoder(t.Out).Encode(map[string]any{"id": l.ID, "case": l.Case, "letter": l.Letter,
				"role": l.Role, "channel": l.Channel, "decided": l.DecidedAt, "promised": l.Promised})
			if err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t.Out, "%s  %-15s %-4s to the %s by %s, decided %s\n", l.ID, l.Case, l.Letter,
			strings.ReplaceAll(string(l.Role), "_", " "), l.Channel, l.DecidedAt.Format("2 January 15:04 UTC"))
	}
	if len(letters) == 0 && !asJSON {
		fmt.Fprintln(t.Out, "No letter is held.")
	}
	return nil
}
