package main

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"

	"complaints/internal/build"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/logbook"
)

var runCommand = command{
	name:    "run",
	usage:   "--config FILE [--log LEVEL] [--log-format json] [--new] [--take-over]",
	summary: "the daemon: reads the mailbox and the number, decides, writes, chases",
	help: `Runs until it is told to stop (SIGTERM or Ctrl-C). It may be killed at any moment: what was accepted is kept,
and the next start goes on where it was. Its log goes to stderr; it never holds names, addresses or words. Each line has
the name of what happened (event), which stays the same when the sentence is put better, and the arrival, case or
letter that it is about.

On SIGHUP, which "complaintsd reload" sends, it reads people, policy, calendar, settings, letters and rules anew. With
a fault anywhere the old ones stay in force and the log says why. Bank holidays that were added count at once, and no
promised date moves earlier. Any other change that moves dates waits for "complaintsd policy adopt".

It makes a database only where nothing says that there was one: --new makes one although the file with its key or its
notes are there. A new database takes in nothing of a mailbox that carries our mark, or that holds more than ten mails
older than two weeks while mailbox.since is not set: it stays up, says so in the log and at /healthz, and writes to
nobody. --take-over takes it in all the same: mails with our mark, and mails older than six months, are then put
before a person and nobody is written to about them.

Examples:
  complaintsd check --config config.yaml && complaintsd run --config config.yaml`,
	run: runDaemon,
}

// softLimit is the memory that a daemon keeps to if it can.
const softLimit = 128 << 20

func runDaemon(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	level := slog.LevelInfo
	anew := fs.Bool("new", false, "make a database although something says that there was one")
	takeOver := fs.Bool("take-over", false, "take in a mailbox with a past that a new database knows nothing of")
	format := logbook.Text
	fs.TextVar(&format, "log-format", logbook.Text, "`form` of the log: text, or json with one object a line")
	fs.TextVar(&level, "log", slog.LevelInfo, "least `level` that is logged: debug, info, warn, error")
	if rest, err := fs.parse(args); err != nil {
		return err
	} else if len(rest) > 0 || *file == "" {
		return usagef("name the configuration, as: complaintsd run --config config.yaml")
	}
	cfg, err := config.Load(*file)
	if err != nil {
		return err
	}
	log := logbook.New(t.Err, format, level)
	log.Info("starting", "version", build.This().String())
	d, err := daemon.New(ctx, daemon.Options{Config: cfg, Log: log, Clock: wallClock, Passed: passed(),
		New: *anew, TakeOver: *takeOver})
	if err != nil && ctx.Err() != nil {
		return nil // told to stop while starting
	}
	if err != nil {
		return err
	}
	for _, says := range cfg.Warnings() {
		log.Warn("the configuration", "says", says)
	}
	for _, departure := range d.Desk().Procedure().Departures(d.Desk().Procedure().Calendar.Day(wallClock())) {
		log.Warn("the policy departs from the law in force", "clause", departure.Clause, "since",
			departure.Since.String(), "says", departure.Says)
	}
	if os.Getenv("GOGC") == "" {
		// a daemon that idles most of the day shares its machine: a twentieth less memory for a thirtieth more work
		debug.SetGCPercent(75)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		// the largest mails fit beneath it; near it the collector works harder, and nothing fails
		debug.SetMemoryLimit(softLimit)
	}
	// what only the start needed would else count as in use, and let the first mails take half as much again
	runtime.GC()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := service{d: d, file: *file, log: log}
	go s.serve(ctx)
	return d.Run(ctx)
}
