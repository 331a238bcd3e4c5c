package daemon

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"complaints/internal/desk"
	"complaints/internal/monitor"
	"complaints/internal/outbox"
	"complaints/internal/people"
)

// tally counts the letters that are tried. A result names a letter and no more, so what is on the wire is remembered.
type tally struct {
	metrics *monitor.Metrics

	mu     sync.Mutex
	onWire map[string]tried
}

// tried is what is counted of a letter.
type tried struct {
	channel, kind string
	may           time.Time // from when it might go
}

func newTally(m *monitor.Metrics) *tally { return &tally{metrics: m, onWire: map[string]tried{}} }

func (t *tally) claimed(letters []outbox.Letter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range letters {
		one := tried{string(l.Channel), "staff", l.DecidedAt}
		if l.Role == people.RoleResident || l.Role == people.RoleRepresentative {
			one.kind = "resident"
		}
		if l.NotBefore.After(one.may) {
			one.may = l.NotBefore
		}
		t.onWire[l.ID] = one
	}
}

func (t *tally) recorded(results []outbox.SendResult) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range results {
		one, known := t.onWire[r.Letter]
		delete(t.onWire, r.Letter)
		if !known {
			continue
		}
		result := string(r.State)
		if r.State == outbox.Pending {
			result = "put_off"
		}
		t.metrics.Tried(one.channel, result, one.kind)
		if r.State == outbox.Sent {
			t.metrics.Delivered(one.channel, r.At.Sub(one.may))
		}
	}
}

// counting counts the messages that were decided on, and passes on what was committed.
func (d *Daemon) counting(observe func([]desk.Activity)) func([]desk.Activity) {
	return func(done []desk.Activity) {
		for _, a := range done {
			if a.Message != nil {
				d.watched.metrics.Arrived(string(a.Message.Message.Channel), string(a.Message.Outcome.Kind))
			}
		}
		if observe != nil {
			observe(done)
		}
	}
}

// counted counts the lines of a log by level, and the faults of the program that were caught.
type counted struct {
	slog.Handler
	metrics *monitor.Metrics
}

// Handle counts a line and passes it on.
func (c counted) Handle(ctx context.Context, r slog.Record) error {
	c.metrics.Logged(r.Level.String())
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "stack" {
			c.metrics.Panicked()
		}
		return true
	})
	return c.Handler.Handle(ctx, r)
}

// WithAttrs keeps counting.
func (c counted) WithAttrs(attrs []slog.Attr) slog.Handler {
	return counted{c.Handler.WithAttrs(attrs), c.metrics}
}

// WithGroup keeps counting.
func (c counted) WithGroup(name string) slog.Handler {
	return counted{c.Handler.WithGroup(name), c.metrics}
}
