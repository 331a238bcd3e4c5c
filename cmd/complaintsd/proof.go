package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"complaints/cmd/config"
	"complaints/cmd/daemon"
	"complaints/intake"
	"complaints/store"
)

var verifyCommand = command{
	name:    "verify",
	usage:   "--config FILE [--json]",
	summary: "proves that the store is whole: chains, cases, letters",
	help: `Reads the whole store and proves that no event was changed, added or taken out, that every case is what its events
make of it, and that every letter is as it was decided. It names each row that does not fit, and ends with 1 then.

Example:
  complaintsd verify --config config.yaml`,
	run: runVerify,
}

func runVerify(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configFlag(fs), fs.Bool("json", false, "print one JSON object a fault")
	if err := fs.none(args); err != nil {
		return err
	}
	return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
		var rows int64
		faults, err := s.Verify(ctx, func(n int64) {
			rows = n
			fmt.Fprintf(t.Err, "\r%d rows read", n)
		})
		fmt.Fprintln(t.Err)
		if err != nil {
			return err
		}
		for _, f := range faults {
			if *asJSON {
				if err := json.NewEncoder(t.Out).Encode(f); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintln(t.Out, f)
		}
		if len(faults) > 0 {
			return fmt.Errorf("%d rows do not fit", len(faults))
		}
		if !*asJSON {
			fmt.Fprintf(t.Out, "Everything fits: %d rows.\n", rows)
		}
		return nil
	})
}

var reconcileCommand = command{
	name:    "reconcile",
	usage:   "--config FILE [--json]",
	summary: "compares the mailbox with the store and names every difference",
	help: `Lists every mail of the configured folders and looks for it in the store. It names mails that were not taken in,
mails that were taken in and have no outcome, and mails that were taken in and are not marked (which mends itself).
It changes nothing, and ends with 1 if a mail is missing.

Example:
  complaintsd reconcile --config config.yaml`,
	run: runReconcile,
}

// difference is a mail that the mailbox and the store do not agree on.
type difference struct {
	Key      string    `json:"key"`
	UID      uint32    `json:"uid"`
	Received time.Time `json:"received"`
	Problem  string    `json:"problem"`
	Missing  bool      `json:"missing"`
}

func runReconcile(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configFlag(fs), fs.Bool("json", false, "print one JSON object a difference")
	if err := fs.none(args); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		boxes, err := daemon.MailboxConfigs(cfg, wallClock)
		if err != nil {
			return err
		}
		seen, missing := 0, 0
		for _, box := range boxes {
			differences, n, err := reconcile(ctx, s, box)
			if err != nil {
				return err
			}
			seen += n
			for _, d := range differences {
				if d.Missing {
					missing++
				}
				if *asJSON {
					err = json.NewEncoder(t.Out).Encode(d)
				} else {
					_, err = fmt.Fprintf(t.Out, "%s of %s: %s\n", d.Key, d.Received.Format(time.RFC3339), d.Problem)
				}
				if err != nil {
					return err
				}
			}
		}
		if missing > 0 {
			return fmt.Errorf("%d of %d mails are not in the store", missing, seen)
		}
		if !*asJSON {
			fmt.Fprintf(t.Out, "All %d mails of the mailbox are in the store.\n", seen)
		}
		return nil
	})
}

func reconcile(ctx context.Context, s *store.Store, box intake.MailboxConfig) ([]difference, int, error) {
	m, err := intake.NewMailbox(box, nil, slog.New(slog.DiscardHandler), wallClock)
	if err != nil {
		return nil, 0, err
	}
	there, err := m.Survey(ctx)
	if err != nil {
		return nil, 0, refusedLogin(err)
	}
	known, err := arrivalsByKey(ctx, s, box.Name)
	if err != nil {
		return nil, 0, err
	}
	var found []difference
	for _, mail := range there {
		d := difference{Key: mail.Key, UID: mail.UID, Received: mail.Received}
		outcome, stored := known[mail.Key]
		switch {
		case !stored:
			d.Problem, d.Missing = "it is in the mailbox and not in the store", true
		case outcome == store.Undecided:
			d.Problem, d.Missing = "it is stored and has no outcome yet", true
		case !mail.Marked:
			d.Problem = "it was dealt with and is not marked"
		default:
			continue
		}
		found = append(found, d)
	}
	return found, len(there), nil
}

func arrivalsByKey(ctx context.Context, s *store.Store, source string) (map[string]store.OutcomeKind, error) {
	const page = 1000
	known := make(map[string]store.OutcomeKind)
	f := store.ArrivalFilter{Source: source, Limit: page}
	for {
		arrivals, err := s.Arrivals(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, a := range arrivals {
			known[a.Key] = a.Outcome.Kind
		}
		if len(arrivals) < page {
			return known, nil
		}
		f.After = arrivals[len(arrivals)-1].ID
	}
}

var quarantineListCommand = command{
	name:    "quarantine list",
	usage:   "--config FILE [--json]",
	summary: "messages that could not be handled, and why",
	help: `Lists the messages that wait for a person because the program could not handle them. Nothing of them is lost.

Example:
  complaintsd quarantine list --config config.yaml`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file, asJSON := configFlag(fs), fs.Bool("json", false, "print one JSON object a message")
		if err := fs.none(args); err != nil {
			return err
		}
		return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
			waiting, err := s.Arrivals(ctx, store.ArrivalFilter{Outcome: store.Quarantined})
			if err != nil {
				return err
			}
			for _, a := range waiting {
				if *asJSON {
					err = json.NewEncoder(t.Out).Encode(map[string]any{"id": a.ID, "key": a.Key, "received": a.Received, "channel": a.Channel, "size": a.Size, "why": a.Outcome.Reason, "replays": a.Replays})
				} else {
					_, err = fmt.Fprintf(t.Out, "%s  %s  %s  %d bytes  %s\n", a.ID, a.Received.Format(time.RFC3339), a.Channel, a.Size, a.Outcome.Reason)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	},
}

var quarantineReplayCommand = command{
	name:    "quarantine replay",
	usage:   "--config FILE ID... | --all",
	summary: "handles quarantined messages again, after a fix",
	help: `Reads and decides messages of the quarantine anew. What fails again goes back to the quarantine.

Examples:
  complaintsd quarantine replay --config config.yaml 0199a3
  complaintsd quarantine replay --config config.yaml --all`,
	run: runReplay,
}

func runReplay(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, all := configFlag(fs), fs.Bool("all", false, "every message of the quarantine")
	ids, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(ids) == 0 && !*all {
		return usagef("name the messages, or give --all")
	}
	return withOffice(ctx, *file, func(o *daemon.Office) error {
		if *all {
			waiting, err := o.Store.Arrivals(ctx, store.ArrivalFilter{Outcome: store.Quarantined})
			if err != nil {
				return err
			}
			for _, a := range waiting {
				ids = append(ids, a.ID)
			}
		}
		for _, id := range ids {
			if err := o.Store.Replay(ctx, id); errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("there is no message %s in the quarantine", id)
			} else if err != nil {
				return err
			}
		}
		if err := o.Desk.CatchUp(ctx); err != nil {
			return err
		}
		for _, id := range ids {
			a, err := o.Store.Arrival(ctx, id)
			if err != nil {
				return err
			}
			fmt.Fprintf(t.Out, "%s  %s: %s\n", id, a.Outcome.Kind, a.Outcome.Reason)
		}
		return nil
	})
}

var backupCommand = command{
	name:    "backup",
	usage:   "--config FILE TARGET",
	summary: "copies the database while the daemon runs",
	help: `Writes a whole copy of a SQLite database to a new file, readable by you alone. For PostgreSQL use pg_dump, which does
the same. "complaintsd verify" on a configuration that names the copy proves it.

Example:
  complaintsd backup --config config.yaml /var/backups/complaints-2026-11-22.db`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file := configFlag(fs)
		rest, err := fs.parse(args)
		if err != nil {
			return err
		}
		if len(rest) != 1 {
			return usagef("name the file to write")
		}
		return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
			if err := s.Backup(ctx, rest[0]); err != nil {
				return err
			}
			fmt.Fprintf(t.Out, "%s holds everything up to now.\n", rest[0])
			return nil
		})
	},
}

var storeCopyCommand = command{
	name:    "store copy",
	usage:   "--config FILE TARGET-URL",
	summary: "moves everything to another, empty database, hashes and all",
	help: `Copies the configured database to an empty one, from SQLite to PostgreSQL or back, in one transaction. Stop the
daemon first; put the new address into store.url afterwards, and run verify.

Example:
  complaintsd store copy --config config.yaml postgres://complaints@localhost/complaints`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file := configFlag(fs)
		rest, err := fs.parse(args)
		if err != nil {
			return err
		}
		if len(rest) != 1 {
			return usagef("name the database to copy to")
		}
		return withStore(ctx, *file, func(_ config.Config, from *store.Store) error {
			to, err := store.Open(ctx, rest[0])
			if err != nil {
				return err
			}
			rows, err := store.Copy(ctx, from, to)
			if err = errors.Join(err, to.Close()); err == nil {
				fmt.Fprintf(t.Out, "%d rows copied. Put the new address into store.url and run verify.\n", rows)
			}
			return err
		})
	},
}
