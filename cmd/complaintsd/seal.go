package main

import (
	"context"
	"fmt"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/store"
)

var storeSealCommand = command{
	name:    "store seal",
	usage:   "--config FILE [--why WORDS]",
	summary: "shows which key seals the database, or makes another one",
	help: `
What the program writes is sealed with the key in store.seal, which the first start makes. Keep a copy of that file in
the safe, and none beside the database's backups: who has both can change what stands there so that "complaintsd verify"
does not notice.

Without --why it says which key seals the database and whether it is here. With --why it makes another key, for when the
old one is lost or others have seen it: what is in the database is sealed as it stands, and that the key was changed, by
whom and why, stands there for good. Stop the daemon first. The file of the old key is kept beside the new one.

Examples:
  complaintsd store seal --config config.yaml
  complaintsd store seal --config config.yaml --why "the disk with the key was lost"`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file := configFlag(fs)
		why := fs.String("why", "", "make another key, for this `reason`")
		if err := fs.none(args); err != nil {
			return err
		}
		return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
			if *why != "" {
				if err := s.Alone(ctx); err != nil { // what a daemon writes meanwhile would carry the old one
					return fmt.Errorf("%w: stop it first", err)
				}
				if err := daemon.ReplaceSeal(ctx, cfg, s, wallClock(), accountName(), *why); err != nil {
					return err
				}
				fmt.Fprintf(t.Err, "Keep a copy of %s in the safe.\n", cfg.SealPath())
			}
			return tellSeal(ctx, t, cfg, s)
		})
	},
}

// tellSeal says which keys have sealed the database, and what cannot be proved.
func tellSeal(ctx context.Context, t *terminal, cfg config.Config, s *store.Store) error {
	state, err := s.SealState(ctx)
	if err != nil {
		return err
	}
	if !state.Sealed() {
		fmt.Fprintln(t.Out, "No key seals this database yet: the daemon's next start makes one.")
		return nil
	}
	for _, c := range state.Changes {
		fmt.Fprintf(t.Out, "Since %s the key known as %s seals it, by %s: %s\n",
			c.At.Format("2 January 2006 at 15:04"), c.Fingerprint, c.By, c.Why)
	}
	trouble, err := daemon.SealTrouble(ctx, cfg, s)
	if err == nil && trouble != "" {
		err = fmt.Errorf("%s", trouble)
	}
	if err == nil {
		fmt.Fprintf(t.Out, "It is here: %s.\n", cfg.SealPath())
	}
	return err
}
