package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/store"
)

var reconcileCommand = command{
	name:    "reconcile",
	usage:   "--config FILE [--json]",
	summary: "compares the mailbox with the store and names every difference",
	help: `
Lists every mail of the configured folders and looks for it in the store. It names mails that were not taken in,
mails that were taken in without their text or have no outcome, and mails that were taken in and are not marked (which
mends itself). A folder that cannot be opened is named, and the others are looked at all the same. It changes nothing, and ends
with 1 if a mail is missing or a folder could not be looked at.

Example:
  complaintsd reconcile --config config.yaml`,
	run: runReconcile,
}

// difference is a mail that the mailbox and the store do not agree on.
type difference struct {
	Folder   string    `json:"folder"`
	Key      string    `json:"key"`
	UID      uint32    `json:"uid"`
	Received time.Time `json:"received"`
	Problem  string    `json:"problem"`
	Missing  bool      `json:"missing"`
}

func runReconcile(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a difference")
	if err := fs.none(args); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		servers, err := daemon.NewServers(cfg, wallClock, nil)
		if err != nil {
			return err
		}
		boxes, err := servers.Mailboxes()
		if err != nil {
			return err
		}
		seen, missing := 0, 0
		var unread []error
		for _, box := range boxes {
			differences, n, err := reconcile(ctx, s, box)
			if err != nil {
				unread = append(unread, err) // the other folders are looked at all the same
				continue
			}
			seen += n
			for _, d := range differences {
				if d.Missing {
					missing++
				}
				if err := d.print(t.Out, *asJSON); err != nil {
					return err
				}
			}
		}
		if missing > 0 {
			unread = append(unread, fmt.Errorf("%d of %d mails are not in the store", missing, seen))
		}
		if len(unread) == 0 && !*asJSON {
			fmt.Fprintf(t.Out, "All %d mails of the mailbox are in the store.\n", seen)
		}
		if cfg.Mailbox.Junk != "leave" && !*asJSON {
			unread = append(unread, mentionJunk(ctx, t.Out, cfg))
		}
		return errors.Join(unread...)
	})
}

// mentionJunk says what lies in the junk folder, which is no part of the mailbox.
func mentionJunk(ctx context.Context, w io.Writer, cfg config.Config) error {
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		return err
	}
	box, err := servers.Junk()
	if err != nil {
		return err
	}
	m, err := imap.NewMailbox(box, nil, slog.New(slog.DiscardHandler), wallClock)
	if err != nil {
		return err
	}
	there, err := m.Survey(ctx)
	switch {
	case errors.Is(err, imap.ErrNoJunkFolder):
		return nil
	case err != nil:
		return whatToChange(err, nil)
	case len(there) > 0:
		_, err = fmt.Fprintf(w, "The junk folder holds %d mails. \"complaintsd junk\" names those that read like a "+
			"resident's.\n", len(there))
	}
	return err
}

func (d difference) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(d)
	}
	_, err := fmt.Fprintf(w, "%s of %s: %s\n", d.Key, d.Received.Format(time.RFC3339), d.Problem)
	return err
}

func reconcile(ctx context.Context, s *store.Store, box imap.Options) ([]difference, int, error) {
	m, err := imap.NewMailbox(box, nil, slog.New(slog.DiscardHandler), wallClock)
	if err != nil {
		return nil, 0, err
	}
	there, err := m.Survey(ctx)
	if err != nil {
		return nil, 0, whatToChange(err, nil)
	}
	known, err := arrivalsByKey(ctx, s, box.Name)
	if err != nil {
		return nil, 0, err
	}
	wordless, err := s.WithoutText(ctx, box.Name)
	if err != nil {
		return nil, 0, err
	}
	var found []difference
	for _, mail := range there {
		d := difference{Folder: box.Folder, Key: mail.Key, UID: mail.UID, Received: mail.Received}
		outcome, stored := known[mail.Key]
		switch {
		case !stored:
			d.Problem, d.Missing = "it is in the mailbox and not in the store", true
		case outcome == store.Undecided:
			d.Problem, d.Missing = "it is stored and has no outcome yet", true
		case wordless[mail.Key] != "":
			d.Problem, d.Missing = "it is stored without its text: \"complaintsd quarantine replay "+wordless[mail.Key]+
				"\" asks the mail server for it again", true
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
