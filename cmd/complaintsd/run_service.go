package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"complaints/internal/daemon"
	"complaints/internal/systemd"
)

// service is what a running daemon is to whoever has started it: it takes SIGHUP, and tells systemd how it fares.
type service struct {
	d    *daemon.Daemon
	file string
	log  *slog.Logger
}

// serve reads the configuration anew whenever the program gets a SIGHUP, until ctx ends.
func (s service) serve(ctx context.Context) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	// often enough for any watchdog, and soon enough for whoever waits for the start
	tick := time.NewTicker(min(cmp.Or(systemd.Watchdog()/3, time.Second), time.Second))
	defer tick.Stop()
	for ready := false; ; {
		select {
		case <-ctx.Done():
			s.tell(systemd.Stopping())
			return
		case <-hangup:
			s.tell(systemd.Reloading())
			s.tell(systemd.Ready(verdictLine(s.d.ReloadFrom(ctx, s.file))))
		case <-tick.C:
			if !ready && s.d.Started() {
				ready = true
				s.tell(systemd.Ready("running"))
			}
			if s.d.Alive() == "" {
				s.tell(systemd.Alive())
			}
		}
	}
}

func (s service) tell(err error) {
	if err != nil {
		s.log.Warn("systemd could not be told", "err", err)
	}
}

// verdictLine is what came of reading the configuration anew, on one line.
func verdictLine(v daemon.Verdict) string {
	if !v.InForce {
		return v.Wrong
	}
	return fmt.Sprintf("the configuration was read anew, %d keys wait for another start", len(v.Restart))
}
