package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"complaints/internal/config"
	"complaints/internal/daemon"
)

// reloadOnHangup reads the configuration anew whenever the program gets a SIGHUP, until ctx ends.
func reloadOnHangup(ctx context.Context, d *daemon.Daemon, file string, log *slog.Logger) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			reload(ctx, d, file, log)
		}
	}
}

func reload(ctx context.Context, d *daemon.Daemon, file string, log *slog.Logger) {
	cfg, err := config.Load(file)
	if err != nil {
		log.Error("the configuration cannot be used and the old one stays in force", "err", err)
		return
	}
	moved, err := d.Reload(ctx, cfg)
	if err != nil {
		log.Error("the configuration was read anew", "err", err)
		return
	}
	log.Info("the configuration was read anew and is in force", "cases_with_new_dates", len(moved))
	for _, ref := range moved {
		log.Info("a date has moved", "case", ref)
	}
}
