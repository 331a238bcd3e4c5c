package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/classifier"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
)

var classifyReplayCommand = command{
	name:    "classify replay",
	usage:   "--overlay DIR (--config FILE [--from DAY] | [--before DIR] FILE.jsonl...) [--json]",
	summary: "show which messages changed rules would read otherwise",
	help: `
Reads messages twice, with the rules in force and with the folder given, and prints each that the two read
differently. Nothing that was decided changes. Look at it before you put a changed folder into scope.folder.

With --config the messages are those of residents in the store, each as it stood with its sender's case when it
came, and the rules in force are the configured ones. Files that were erased are left out. Without --config they
come from files, one JSON object a line as for "classify", and the rules in force are the embedded ones or those of
--before.

Examples:
  complaintsd classify replay --config config.yaml --overlay ./scope --from 2026-10-01
  complaintsd classify replay --overlay ./scope messages.jsonl`,
	run: runClassifyReplay,
}

func runClassifyReplay(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	overlay := fs.String("overlay", "", "`folder` with the changed files")
	before := fs.String("before", "", "`folder` in force now; without it, the embedded rules")
	var from calendar.Date
	fs.TextVar(&from, "from", calendar.Date(0),
		"with --config: messages that came on this `day` or later, as 2026-10-01")
	asJSON := fs.Bool("json", false, "write one JSON object for each change")
	files, err := fs.parse(args)
	switch {
	case err != nil:
		return err
	case *overlay == "" || (*file == "") == (len(files) == 0):
		return usagef("give --overlay, and either --config or files of messages")
	case *file != "" && *before != "":
		return usagef("with --config the rules in force are the configured ones: leave out --before")
	}
	out := bufio.NewWriter(t.Out)
	r := &replay{out: out, json: json.NewEncoder(out), asJSON: *asJSON}
	r.json.SetEscapeHTML(false)
	if *file == "" {
		err = r.files(classifier.Options{Overlay: *before}, *overlay, files)
	} else {
		err = withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
			return r.store(ctx, cfg, s, *overlay, from)
		})
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		_, err = fmt.Fprintf(t.Err, "%d of %d messages would be read otherwise\n", r.changed, r.read)
	}
	return err
}

// replay reads messages with the rules in force and with changed ones.
type replay struct {
	inForce, other *classifier.Classifier
	out            *bufio.Writer
	json           *json.Encoder
	asJSON         bool
	read, changed  int
}

// rules loads both sets of rules.
func (r *replay) rules(inForce classifier.Options, overlay string) (err error) {
	if r.inForce, err = classifier.New(inForce); err != nil {
		return err
	}
	inForce.Overlay = overlay
	r.other, err = classifier.New(inForce)
	return err
}

func (r *replay) files(inForce classifier.Options, overlay string, files []string) error {
	if err := r.rules(inForce, overlay); err != nil {
		return err
	}
	examples, err := classifier.ReadExampleFiles(files...)
	if err != nil {
		return err
	}
	for i := range examples {
		if err := r.one(examples[i].Input(), ""); err != nil {
			return err
		}
	}
	return nil
}

func (r *replay) one(in classifier.Input, ref string) error {
	r.read++
	c, differs := classifier.Replay(r.inForce, r.other, in)
	if !differs {
		return nil
	}
	r.changed++
	if r.asJSON {
		return r.json.Encode(struct {
			classifier.Change
			Case string `json:"case,omitempty"`
		}{c, ref})
	}
	name := strings.TrimSpace(c.ID + " " + ref)
	_, err := fmt.Fprintf(r.out, "%s: %s\n  before: %s\n  after:  %s\n", name, strings.Join(c.What, ", "),
		c.Before.Why, c.After.Why)
	return err
}

// store reads what residents wrote, a case at a time, and then what was filed without one.
func (r *replay) store(ctx context.Context, cfg config.Config, s *store.Store, overlay string,
	from calendar.Date) error {
	rules, err := cfg.Procedure()
	if err != nil {
		return err
	}
	since := time.UnixMilli(0)
	if !from.IsZero() {
		since = rules.Calendar.At(from, 0, 0)
	}
	inForce := classifier.Options{
		Zone: rules.Calendar.Zone, LateMonths: rules.Policy.TimeLimit.Months, Overlay: cfg.Path(cfg.Scope.Folder),
	}
	if err := r.rules(inForce, overlay); err != nil {
		return err
	}
	err = eachCase(ctx, s, store.CaseFilter{}, func(c complaint.Case) error {
		if !c.Erased.IsZero() || c.Heard.Before(since) {
			return nil
		}
		return s.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			return r.ofCase(ctx, tx, rules, c.Ref, since)
		})
	})
	if err != nil {
		return err
	}
	return r.filed(ctx, s, since)
}

func (r *replay) ofCase(ctx context.Context, tx *store.Tx, rules procedure.Procedure, ref string,
	since time.Time) error {
	messages, err := tx.MessagesOf(ctx, ref)
	if err != nil {
		return err
	}
	events, err := tx.Events(ctx, ref)
	if err != nil {
		return err
	}
	stood := casesBefore(events)
	for _, m := range messages {
		in := desk.InputOf(m.Message, reading.ContextNone)
		if m.Outcome.Kind == store.Continued {
			c, ok := stood[m.Message.Received.UnixMilli()]
			if !ok {
				continue
			}
			in = desk.InputIn(m.Message, c, c.Context(rules.Calendar.Day(m.Message.Received)))
		}
		// what staff write is read as a command
		if m.Reading.DecidedBy == "" || m.Message.Received.Before(since) {
			continue
		}
		if err := r.one(in, ref); err != nil {
			return err
		}
	}
	return nil
}

// casesBefore is a case as it stood when each message of it came, by the instant of its arrival.
func casesBefore(events []complaint.Event) map[int64]complaint.Case {
	stood := map[int64]complaint.Case{}
	var c complaint.Case
	for _, e := range events {
		if f, ok := e.Fact.(complaint.MessageJoined); ok {
			stood[f.Received.UnixMilli()] = c
		}
		c = c.Apply(e)
	}
	return stood
}

// filed reads what was filed and belongs to no case: spam, and what machines sent.
func (r *replay) filed(ctx context.Context, s *store.Store, since time.Time) error {
	f := store.ArrivalFilter{Outcome: store.Filed, Since: since, Limit: 500}
	for {
		page, err := s.Arrivals(ctx, f)
		if err != nil {
			return err
		}
		ids := slices.DeleteFunc(page, func(a store.Arrived) bool { return a.Outcome.Case != "" })
		err = s.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, a := range ids {
				m, err := tx.Message(ctx, a.ID)
				if err != nil {
					return err
				}
				if m.Reading.DecidedBy != "" {
					if err := r.one(desk.InputOf(m.Message, reading.ContextNone), ""); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil || len(page) < f.Limit {
			return err
		}
		f.After = page[len(page)-1].ID
	}
}
