package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"complaints/internal/daemon"
	"complaints/internal/desk"
	"complaints/internal/message"
)

var junkCommand = command{
	name:    "junk",
	usage:   "--config FILE [--take] [--json]",
	summary: "what in the junk folder reads as if a resident had written it",
	help: `
Looks through the mail server's junk folder for mails of the last two weeks that read as if somebody waits for an
answer, and names them. Nothing is changed, and nothing leaves for anybody. With --take they are taken in, with the
days on which they arrived, and what begins something new is put before the complaints team. The morning report
names them too, unless mailbox.junk says otherwise.

Examples:
  complaintsd junk --config config.yaml
  complaintsd junk --config config.yaml --take`,
	run: runJunk,
}

func runJunk(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a mail")
	take := fs.Bool("take", false, "take them in")
	if err := fs.none(args); err != nil {
		return err
	}
	return withOffice(ctx, *file, func(o *daemon.Session) error {
		s, err := o.Desk.LookThroughJunk(ctx)
		if err != nil {
			return whatToChange(err, nil)
		}
		if s.Folder == "" {
			return errors.New("the mail server shows no junk folder: if it has one, mark it \\Junk there, or call " +
				"it Junk or Spam")
		}
		for _, possible := range s.Found {
			if err := printPossible(t.Out, possible, *asJSON); err != nil {
				return err
			}
		}
		if *take {
			for _, possible := range s.Found { // one by one, so that little is lost with an interruption
				if err := o.Desk.Receive(ctx, possible.Arrival.Source, []message.Arrival{possible.Arrival},
					message.Cursor{}); err != nil {
					return err
				}
			}
		}
		if *asJSON {
			return nil
		}
		done := "read as if somebody waits for an answer"
		if *take {
			done += ", and were taken in"
		}
		_, err = fmt.Fprintf(t.Out, "%d of the %d mails in the folder %s %s.\n", len(s.Found), s.Mails, s.Folder, done)
		return err
	})
}

func printPossible(w io.Writer, s desk.PossibleComplaint, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(map[string]any{
			"key": s.Arrival.Key, "received": s.Received, "from": s.From, "subject": s.Subject,
		})
	}
	_, err := fmt.Fprintf(w, "%s  %s  %s\n", s.Received.Format(time.RFC3339), s.From, s.Subject)
	return err
}
