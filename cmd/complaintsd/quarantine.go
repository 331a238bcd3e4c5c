package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/store"
)

var quarantineListCommand = command{
	name:    "quarantine list",
	usage:   "--config FILE [--json]",
	summary: "messages that could not be handled, and why",
	help: `Lists the messages that wait for a person because the program could not handle them. Nothing of them is lost.

Example:
  complaintsd quarantine list --config config.yaml`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file, asJSON := configAndJSON(fs, "one JSON object a message")
		if err := fs.none(args); err != nil {
			return err
		}
		return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
			waiting, err := quarantined(ctx, s)
			if err != nil {
				return err
			}
			for _, a := range waiting {
				if *asJSON {
					err = json.NewEncoder(t.Out).
						Encode(map[string]any{
							"id": a.ID, "key": a.Key, "received": a.Received, "channel": a.Channel, "size": a.Size,
							"why": a.Outcome.Reason, "replays": a.Replays,
						})
				} else {
					_, err = fmt.Fprintf(t.Out, "%s  %s  %s  %d bytes  %s\n", a.ID, a.Received.Format(time.RFC3339),
						a.Channel, a.Size, a.Outcome.Reason)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	},
}

// quarantined lists all that wait, oldest first.
func quarantined(ctx context.Context, s *store.Store) (all []store.Arrived, err error) {
	const page = 1000
	f := store.ArrivalFilter{Outcome: store.Quarantined, Limit: page}
	for {
		some, err := s.Arrivals(ctx, f)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(some) < page {
			return all, nil
		}
		f.After = some[len(some)-1].ID
	}
}

var quarantineShowCommand = command{
	name:    "quarantine show",
	usage:   "--config FILE [--raw] ID",
	summary: "one of those messages, as far as it can be read",
	help: `
Shows why a message is in quarantine, what could be read of it, and where it lies in the mailbox. --raw writes the
bytes as they arrived instead, to be opened in a mail program.

Examples:
  complaintsd quarantine show --config config.yaml 0199a3
  complaintsd quarantine show --config config.yaml --raw 0199a3 > message.eml`,
	run: runQuarantineShow,
}

func runQuarantineShow(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, raw := configFlag(fs), fs.Bool("raw", false, "the bytes as they arrived")
	ids, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(ids) != 1 {
		return usagef("name one message")
	}
	return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
		a, err := s.Arrival(ctx, ids[0])
		if errors.Is(err, store.ErrNotFound) || err == nil && a.Outcome.Kind != store.Quarantined {
			return notQuarantined(ids[0])
		}
		if err != nil {
			return err
		}
		if *raw {
			_, err := t.Out.Write(a.Raw)
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Why          %s\nArrived      %s\nWhere        %s\nSize         %d bytes, %d "+
			"of them here\nReplayed     %d times\n\n",
			a.Outcome.Reason, a.Received.Format(time.RFC3339), a.Key, a.Size, len(a.Raw), a.Replays)
		if err != nil || len(a.Raw) == 0 {
			return err
		}
		return writeParsed(t.Out, intake.NewReader(intake.ReaderOptions{}).Parse(a.Arrival), false)
	})
}

func notQuarantined(id string) error {
	return fmt.Errorf("there is no message %s in the quarantine", id)
}

var quarantineFileCommand = command{
	name:    "quarantine file",
	usage:   "--config FILE --why WORDS ID...",
	summary: "files quarantined messages that a person has dealt with",
	help: `
Takes messages out of the quarantine that need nothing more of the program: somebody has looked at them and knows
what they are. They stay in the store with the reason given. What is a complaint should be replayed, or sent to the
mailbox once more, so that it is answered in time.

Example:
  complaintsd quarantine file --config config.yaml --why "an advertisement, looked at by J. Price" 0199a3`,
	run: runQuarantineFile,
}

func runQuarantineFile(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, why := configFlag(fs), fs.String("why", "", "what it is and who has looked at it")
	ids, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return usagef("name the messages")
	}
	if strings.TrimSpace(*why) == "" {
		return usagef("say with --why what they are")
	}
	return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
		for _, id := range ids {
			if err := s.FileByHand(ctx, id, "A person has looked at it: "+strings.TrimSpace(*why)); errors.Is(err,
				store.ErrNotFound) {
				return notQuarantined(id)
			} else if err != nil {
				return err
			}
			fmt.Fprintf(t.Out, "%s  filed: %s\n", id, *why)
		}
		return nil
	})
}

var quarantineReplayCommand = command{
	name:    "quarantine replay",
	usage:   "--config FILE ID... | --all",
	summary: "handles quarantined messages again, after a fix",
	help: `Reads and decides messages of the quarantine anew. What fails again goes back to the quarantine. The mail
server is asked again for the text of a mail that was stored without it.

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
	return withOffice(ctx, *file, func(o *daemon.Session) error {
		if *all {
			waiting, err := quarantined(ctx, o.Store)
			if err != nil {
				return err
			}
			for _, a := range waiting {
				ids = append(ids, a.ID)
			}
		}
		for i, id := range ids {
			if ids[i], err = replayOne(ctx, t, o, id); err != nil {
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

// replayOne takes one message out of the quarantine and returns the id under which it is decided. Its text is asked for
// again if it never came; when it cannot be had, what there is of the message is read once more.
func replayOne(ctx context.Context, t *terminal, o *daemon.Session, id string) (string, error) {
	a, err := o.Store.Arrival(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && a.Outcome.Kind != store.Quarantined:
		return "", notQuarantined(id)
	case err != nil:
		return "", err
	}
	whole, err := o.AskAgain(ctx, a)
	if whole != "" {
		return whole, err
	}
	if err != nil {
		fmt.Fprintf(t.Out, "%s  the mail server does not hand over its text: %v\n", id, err)
	}
	return id, o.Store.Replay(ctx, id)
}
