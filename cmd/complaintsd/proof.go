package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/desk"
	"complaints/store"
)

var verifyCommand = command{
	name:    "verify",
	usage:   "--config FILE [--json] [--rebuild] [--since DIGEST]",
	summary: "proves that the store is whole: chains, cases, letters",
	help: `
Reads the whole store and proves that no event was changed, added or taken out, that every case is what its events
make of it, that every letter is as it was decided and went as it is said, that every column is what the rest says, and
that nothing is due at a time that no rule gives. It names each row that does not fit, and ends with 1 then; alerts.url
is told so.

What was changed by somebody who could write to the database is noticed by the key in store.seal. Where that is not at
hand, it says so and proves the rest.

--since looks for the checkpoint of a digest, as the morning list gives one: if it is not there, the database was rolled
back to before it, or its past was written anew. The first 16 digits are enough.


--rebuild first makes every case anew from its events, which are the case. It stops at a chain that is broken.

Examples:
  complaintsd verify --config config.yaml
  complaintsd verify --config config.yaml --since 3f1c09aa51d27e40`,
	run: runVerify,
}

func runVerify(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a fault")
	rebuild := fs.Bool("rebuild", false, "first make every case anew from its events")
	since := fs.String("since", "", "also look for the checkpoint of this `digest`")
	if err := fs.none(args); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		if *rebuild {
			n, err := s.Rebuild(ctx)
			if err != nil {
				return err
			}
			fmt.Fprintf(t.Err, "%d cases made anew\n", n)
		}
		faults, rows, err := proofOf(ctx, t, cfg, s, *since)
		if err != nil {
			return err
		}
		unproved, err := notProved(ctx, cfg, s)
		if err != nil {
			return err
		}
		fmt.Fprint(t.Err, unproved)
		noteProof(ctx, t, s, len(faults))
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
			if err := tellOfFaults(ctx, cfg, len(faults)); err != nil {
				fmt.Fprintln(t.Err, err)
			}
			return fmt.Errorf("%d rows do not fit", len(faults))
		}
		if !*asJSON {
			fmt.Fprintf(t.Out, "Everything fits: %d rows.\n", rows)
		}
		return nil
	})
}

// noteProof keeps when verify came to its end and what it found, for whoever watches the daemon.
func noteProof(ctx context.Context, t *terminal, s *store.Store, faults int) {
	err := errors.Join(s.SetMark(ctx, store.FaultsMark, int64(faults)),
		s.SetMark(ctx, store.VerifiedMark, wallClock().UnixMilli()))
	if err != nil { // a backup on a disk that is locked
		fmt.Fprintln(t.Err, "That it was proved is not kept in it:", err)
	}
}

// tellOfFaults tells alerts.url that the store is not whole, since verify mostly runs where nobody looks.
func tellOfFaults(ctx context.Context, cfg config.Config, n int) error {
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		return err
	}
	return daemon.TellURL(ctx, cfg, servers.Client(), "verify",
		fmt.Sprintf("complaintsd verify has found %d rows of the database that do not fit.", n))
}

// proofOf looks at everything, and for the checkpoint of a digest if one is given.
func proofOf(ctx context.Context, t *terminal, cfg config.Config, s *store.Store, since string) (
	faults []store.Fault, rows int64, err error) {
	faults, err = s.Verify(ctx, func(n int64) {
		rows = n
		fmt.Fprintf(t.Err, "\r%d rows read", n)
	})
	fmt.Fprintln(t.Err)
	if err != nil {
		return nil, 0, err
	}
	// a store can be proved under a configuration that is wrong
	if rules, _, err := daemon.InForce(ctx, cfg, s); err == nil {
		late, err := desk.DueFaults(ctx, s, rules, wallClock())
		if err != nil {
			return nil, 0, err
		}
		faults = append(faults, late...)
	}
	if since != "" {
		rolledBack, err := s.Since(ctx, since)
		if err != nil {
			return nil, 0, err
		}
		if rolledBack != nil {
			faults = append(faults, *rolledBack)
		}
	}
	return faults, rows, nil
}

// notProved says what cannot be proved of a store, on a line of its own, or nothing.
func notProved(ctx context.Context, cfg config.Config, s *store.Store) (string, error) {
	state, err := s.SealState(ctx)
	if err != nil {
		return "", err
	}
	if !state.Sealed() {
		return "Not proved: whether somebody has changed rows and made their hashes anew. No key has sealed " +
			"this database " +
			"yet.\n", nil
	}
	trouble, err := daemon.SealTrouble(ctx, cfg, s)
	if err != nil || trouble == "" {
		return "", err
	}
	return "Not proved: whether somebody has changed rows and made their hashes anew, since " + trouble + ".\n", nil
}

var backupCommand = command{
	name:    "backup",
	usage:   "--config FILE TARGET",
	summary: "copies the database while the daemon runs",
	help: `
Writes a whole copy of the database, as of one moment, to a new SQLite file, readable by you alone. For PostgreSQL
pg_dump does the same and is quicker to restore. "complaintsd verify" on a configuration that names the copy proves
it. "complaintsd restore" puts it in the place of the database.

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
			// in the copy as well, so that a restore knows what came since
			if err := s.SetMark(ctx, daemon.BackupBegun, wallClock().UnixMilli()); err != nil {
				return err
			}
			if err := s.Backup(ctx, rest[0]); err != nil {
				return err
			}
			if err := s.SetMark(ctx, store.BackupMark, wallClock().UnixMilli()); err != nil {
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
	help: `
Copies the configured database to an empty one, from SQLite to PostgreSQL or back, in one transaction. Stop the
daemon first (it is refused while one runs); put the new address into store.url afterwards, and run verify.

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
			if err := from.Alone(ctx); err != nil { // what a daemon does meanwhile would be left behind
				return fmt.Errorf("%w: stop it first", err)
			}
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
