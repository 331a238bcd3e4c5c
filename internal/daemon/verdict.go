package daemon

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"complaints/internal/config"
)

// Verdict is what came of reading the configuration anew. "complaintsd reload" waits for it.
type Verdict struct {
	Process int       `json:"process"`         // of the daemon
	Times   int       `json:"times"`           // how often it was read anew since the start
	At      time.Time `json:"at,omitzero"`     // when it was, last
	File    string    `json:"file,omitempty"`  // which was read
	Wrong   string    `json:"wrong,omitempty"` // why it is not in force, or not on all cases
	InForce bool      `json:"in_force"`
	Restart []string  `json:"restart,omitempty"` // the keys that count only after another start
	Waits   []string  `json:"waits,omitempty"`   // what would move dates and waits for "policy adopt"
	Moved   int       `json:"moved"`             // cases with other dates
}

// verdicts keeps the last one.
type verdicts struct {
	mu   sync.Mutex
	last Verdict
}

// Verdict is what came of the last reading.
func (d *Daemon) Verdict() Verdict {
	d.verdicts.mu.Lock()
	defer d.verdicts.mu.Unlock()
	v := d.verdicts.last
	v.Process = os.Getpid()
	if v.File == "" {
		v.File = absolute(d.cfg.File())
	}
	return v
}

func absolute(file string) string {
	if abs, err := filepath.Abs(file); err == nil && file != "" {
		return abs
	}
	return file
}

// ReloadFrom reads a configuration anew and puts in force what can be without another start. What came of it is in the
// log, and kept for whoever asks.
func (d *Daemon) ReloadFrom(ctx context.Context, file string) Verdict {
	v := Verdict{At: d.clock(), File: absolute(file)}
	cfg, err := config.Load(file)
	if err == nil {
		err = cfg.ValidateServers() // what would stop the next start is said now
	}
	var moved []string
	if err == nil {
		moved, err = d.Reload(ctx, cfg)
	} else {
		err = fmt.Errorf("the old configuration stays in force: %w", err)
	}
	v.InForce, v.Moved = err == nil, len(moved)
	if err != nil {
		v.Wrong = err.Error()
		d.log.Error("the configuration was read anew", "err", err)
	} else {
		d.log.Info("the configuration was read anew and is in force", "cases_with_new_dates", len(moved))
		v.Restart = config.NeedsRestart(d.cfg, cfg)
		if waits := d.waits.Load(); waits != nil {
			v.Waits = *waits
		}
	}
	if len(v.Restart) > 0 {
		d.log.Warn("this of the configuration counts only after another start", "keys", v.Restart)
	}
	for _, ref := range moved {
		d.log.Info("a date has moved", "case", ref)
	}
	d.watched.metrics.Reloaded(v.InForce)
	d.verdicts.mu.Lock()
	defer d.verdicts.mu.Unlock()
	v.Times = d.verdicts.last.Times + 1
	d.verdicts.last = v
	return v
}
