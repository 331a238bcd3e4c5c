package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// beats calls monitor.heartbeat once a minute, as long as the work is done: whoever owns that address hears of it when
// it is not. A daemon that lives and does nothing does not call.
func (d *Daemon) beats(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	told := ""
	for last := d.watched.swept.Load(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		swept := d.watched.swept.Load()
		if swept == last || !d.works(ctx) {
			continue
		}
		last = swept
		err := d.beat(ctx)
		if says := fmt.Sprint(err); err != nil && ctx.Err() == nil && says != told {
			told = says
			d.log.Warn("monitor.heartbeat could not be called", "err", err)
		}
		if err == nil {
			told = ""
		}
	}
}

// works reports whether the daemon does what it is for: mail is read, messages are decided on, letters leave. It is
// stricter than an alarm, which gives a server some time: who hears from us each minute gives it for us.
func (d *Daemon) works(ctx context.Context) bool {
	for _, m := range d.mailboxes {
		if s := d.state(m); !s.Elsewhere && (s.Error != "" || s.LastRead.IsZero()) {
			return false
		}
	}
	if d.self.anyStuck() {
		return false
	}
	for _, p := range d.parts(ctx) {
		kind, _, _ := strings.Cut(p.Name, " ")
		switch kind {
		case "database", "mailbox", "sending", "queue", "arrivals", "sweep", "clock":
			if p.Says != "" {
				return false
			}
		}
	}
	return true
}

// beat calls the address, if there is one.
func (d *Daemon) beat(ctx context.Context) error {
	address, err := d.inForce.Load().Monitor.Heartbeat.Reveal()
	if err != nil || address == "" {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("monitor.heartbeat is no address") // its words may hold a secret
	}
	resp, err := d.servers.Client().Do(r)
	if err != nil {
		return errors.New("monitor.heartbeat does not answer") // as above
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // what it says does not matter
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("monitor.heartbeat answers %d", resp.StatusCode)
	}
	d.watched.called.Store(d.clock().UnixMilli())
	return nil
}
