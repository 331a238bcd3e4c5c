package daemon

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"time"

	"complaints/internal/config"
)

// Reload puts the changed parts of a configuration in force while the daemon runs: people, policy, calendar,
// settings, letters and the classifier's rules. They change together or not at all; with any fault everything stays
// as it was, and the error says what to change. What would move dates waits for a person's word, but for bank holidays
// that were added: cases whose dates those move are recalculated, never to an earlier promise, and returned. Servers,
// the database and the schedule are read at the start only.
func (d *Daemon) Reload(ctx context.Context, cfg config.Config) (moved []string, err error) {
	d.reloading.Lock()
	defer d.reloading.Unlock()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("the old configuration stays in force: %w", err)
	}
	if cfg.Mode.InShadow() != d.cfg.Mode.InShadow() {
		return nil, errors.New("the old configuration stays in force: shadow (mode.all) begins and ends with a start " +
			"of the daemon, and with a database of its own")
	}
	p, waits, _, err := settle(ctx, cfg, d.store, d.clock())
	if err != nil {
		return nil, fmt.Errorf("the old configuration stays in force: %w", err)
	}
	rules, wrong, err := loadRules(ctx, cfg, p, d.store, d.clock)
	if err != nil {
		return nil, fmt.Errorf("the old configuration stays in force: %w", err)
	}
	d.desk.Change(rules)
	d.inForce.Store(&cfg)
	d.retry()
	if err := errors.Join(d.tellOfLetters(ctx, wrong), d.tellOfDating(ctx, waits)); err != nil {
		return nil, err
	}
	if moved, err = d.desk.Follow(ctx, "The configuration has changed."); err != nil {
		return moved, fmt.Errorf(
			"the new configuration is in force, and not every case could be brought in line with it: %w", err)
	}
	return moved, nil
}

// look is how a file was when it was last read.
type look struct {
	size     int64
	modified time.Time
}

func lookAt(path string) look {
	info, err := os.Stat(path)
	if err != nil {
		return look{} // a file that is being replaced is looked at again
	}
	return look{info.Size(), info.ModTime()}
}

// followChanges takes over, within a minute, what was changed beside the daemon: a new table of bank holidays, letters
// that were published, and what was adopted.
func (d *Daemon) followChanges(ctx context.Context) {
	seen, published, secrets := lookAt(d.table()), d.published(ctx), d.lookAtSecrets()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if d.table() != "" {
				seen = d.lookAtCalendar(ctx, seen)
			}
			published = d.lookAtLetters(ctx, published)
			if now := d.lookAtSecrets(); !maps.Equal(now, secrets) {
				secrets = now
				d.log.Info("a file with a secret has changed, and is read again")
				d.retry()
			}
			d.lookAtDating(ctx)
		}
	}
}

// lookAtSecrets is how the files were that hold passwords.
func (d *Daemon) lookAtSecrets() map[string]look {
	files := map[string]look{}
	for _, file := range d.inForce.Load().SecretFiles() {
		files[file] = lookAt(file)
	}
	return files
}

// retry has everything that waits after a failure try again at once.
func (d *Daemon) retry() {
	for _, m := range d.mailboxes {
		m.Retry()
	}
	d.dispatcher.Retry()
}

// table is the path of the landlord's own table of bank holidays, "" if there is none.
func (d *Daemon) table() string {
	cfg := d.inForce.Load()
	return cfg.Path(cfg.Calendar.BankHolidays)
}

// lookAtCalendar puts a table in force that differs from the one last seen, and returns what it saw. A table that
// cannot be read changes nothing and is reported once.
func (d *Daemon) lookAtCalendar(ctx context.Context, seen look) look {
	now := lookAt(d.table())
	if now == seen || now == (look{}) {
		return seen
	}
	moved, err := d.Reload(ctx, *d.inForce.Load())
	if err != nil {
		d.log.Error("there is a new table of bank holidays", "err", err)
	} else {
		d.log.Info("a new table of bank holidays is in force", "cases_with_new_dates", len(moved))
	}
	return now
}
