package daemon

import (
	"context"
	"errors"
	"fmt"

	"complaints/cmd/config"
)

// Reload puts the changed parts of a configuration in force while the daemon runs: people, policy, calendar,
// settings, letters and the classifier's rules. They change together or not at all; with any fault everything stays
// as it was, and the error says what to change. Cases whose dates move are recalculated, never to an earlier promise,
// and returned. Servers, the database and the schedule are read at the start only.
func (d *Daemon) Reload(ctx context.Context, cfg config.Config) (moved []string, err error) {
	procedure, err := cfg.Procedure()
	if err = errors.Join(err, cfg.Validate()); err != nil {
		return nil, fmt.Errorf("the old configuration stays in force: %w", err)
	}
	letters, lettersErr := LoadLetters(cfg, procedure.Landlord)
	scope, scopeErr := LoadClassifier(cfg, procedure, d.clock)
	if err := errors.Join(lettersErr, scopeErr); err != nil {
		return nil, fmt.Errorf("the old configuration stays in force: %w", err)
	}
	d.desk.Change(procedure, letters, scope)
	if _, err := d.desk.CheckRegister(ctx); err != nil {
		return nil, fmt.Errorf("the new configuration is in force, and the register could not be checked against the cases: %w", err)
	}
	moved, err = d.desk.Recalculate(ctx, "The configuration has changed.")
	if err != nil {
		return moved, fmt.Errorf("the new configuration is in force, and not every case could be recalculated: %w", err)
	}
	return moved, nil
}
