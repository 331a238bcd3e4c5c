package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"complaints/internal/config"
	"complaints/store"
)

var daemonsCommand = command{
	name:    "daemons",
	usage:   "--config FILE [--json]",
	summary: "which daemons work on the database, and what each of them holds",
	help: `Lists the daemons with their version, their machine and since when they have run; below each the jobs that
only one daemon does at a time, and since when it has done them. On a SQLite file there is one daemon, which does
everything. With PostgreSQL the others take a daemon's jobs over when it has shown no sign of life for 15 seconds, and
its letters after 25.

Example:
  complaintsd daemons --config config.yaml`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file := configFlag(fs)
		asJSON := fs.Bool("json", false, "print one JSON object a daemon")
		if err := fs.none(args); err != nil {
			return err
		}
		return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
			daemons, err := s.Daemons(ctx)
			if err != nil {
				return err
			}
			if *asJSON {
				return daemonsAsJSON(t.Out, daemons)
			}
			return printDaemons(t.Out, daemons, s.Shared())
		})
	},
}

func printDaemons(w io.Writer, daemons []store.Daemon, shared bool) error {
	if len(daemons) == 0 {
		_, err := fmt.Fprintln(w, "No daemon works on this database.")
		return err
	}
	for _, d := range daemons {
		silence := ""
		if d.Still > 0 {
			silence = fmt.Sprintf(", no sign of life for %v", d.Still.Round(time.Second))
		}
		_, err := fmt.Fprintf(w, "%s  since %s  version %s%s\n",
			orUnknown(d.Machine), orUnknown(stamp(d.Since)), orUnknown(d.Version), silence)
		if err != nil {
			return err
		}
		for _, j := range d.Jobs {
			if _, err := fmt.Fprintf(w, "  %s  since %s\n", j.Name, orUnknown(stamp(j.Since))); err != nil {
				return err
			}
		}
		if len(d.Jobs) == 0 {
			does := "does every job"
			if shared {
				does = "sends letters and takes texts"
			}
			if _, err := fmt.Fprintln(w, "  "+does); err != nil {
				return err
			}
		}
	}
	return nil
}

func daemonsAsJSON(w io.Writer, daemons []store.Daemon) error {
	type job struct {
		Name  string    `json:"name"`
		Since time.Time `json:"since,omitzero"`
	}
	out := json.NewEncoder(w)
	for _, d := range daemons {
		jobs := make([]job, len(d.Jobs))
		for i, j := range d.Jobs {
			jobs[i] = job(j)
		}
		err := out.Encode(struct {
			Machine string    `json:"machine"`
			Version string    `json:"version"`
			Since   time.Time `json:"since,omitzero"`
			Silent  float64   `json:"silent_seconds,omitzero"`
			Jobs    []job     `json:"jobs"`
		}{d.Machine, d.Version, d.Since, d.Still.Seconds(), jobs})
		if err != nil {
			return err
		}
	}
	return nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
