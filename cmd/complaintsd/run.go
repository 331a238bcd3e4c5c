package main

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"

	"complaints/internal/config"
	"complaints/internal/daemon"
)

var runCommand = command{
	name:    "run",
	usage:   "--config FILE [--log LEVEL]",
	summary: "the daemon: reads the mailbox and the number, decides, writes, chases",
	help: `Runs until it is told to stop (SIGTERM or Ctrl-C). It may be killed at any moment: what was accepted is kept,
and the next start goes on where it was. Its log goes to stderr; it never holds names, addresses or words.

On SIGHUP it reads people, policy, calendar, settings, letters and rules anew. With a fault anywhere the old ones stay
in force and the log says why. Cases whose dates move are recalculated, never to an earlier promise.

Examples:
  complaintsd check --config config.yaml && complaintsd run --config config.yaml`,
	run: runDaemon,
}

// softLimit is the memory that a daemon keeps to if it can.
const softLimit = 128 << 20

func runDaemon(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := fs.String("config", "", "configuration `file`")
	level := slog.LevelInfo
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
	log := slog.New(slog.NewTextHandler(t.Err, &slog.HandlerOptions{Level: level}))
	d, err := daemon.New(ctx, daemon.Options{Config: cfg, Log: log, Clock: wallClock, Passed: passed()})
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
	go reloadOnHangup(ctx, d, *file, log)
	return d.Run(ctx)
}
