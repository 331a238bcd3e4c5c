package daemon

import (
	"context"
	"time"

	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/procedure"
	"complaints/store"
)

// InForce is what decides with a database: what it holds as in force sets dates, and all else is as the configuration
// says. waits says what of the configuration would move dates and is not in force, a line each.
func InForce(ctx context.Context, cfg config.Config, db *store.Store) (
	p procedure.Procedure, waits []string, err error) {
	wanted, err := cfg.Dating()
	if err != nil {
		return p, nil, err
	}
	f, err := desk.ReadInForce(ctx, db)
	if err != nil {
		return p, nil, err
	}
	return f.Decides(wanted, cfg.ProcedureWith)
}

// settle is InForce for a daemon, which also puts in force what needs nobody's word, see [desk.BeginDating]. unsure is
// as there.
func settle(ctx context.Context, cfg config.Config, db *store.Store, now time.Time) (
	p procedure.Procedure, waits []string, unsure bool, err error) {
	wanted, err := cfg.Dating()
	if err != nil {
		return p, nil, false, err
	}
	if p, err = cfg.ProcedureWith(wanted); err != nil {
		return p, nil, false, err
	}
	if unsure, err = desk.BeginDating(ctx, db, wanted, p, now); err != nil {
		return p, nil, false, err
	}
	p, waits, err = InForce(ctx, cfg, db)
	return p, waits, unsure, err
}

// Adoption is what "policy adopt" puts in force: what the configuration says, after what is in force. changes says what
// that is, a line each.
func (s *Session) Adoption(ctx context.Context) (a desk.Adoption, changes []string, err error) {
	wanted, err := s.Config.Dating()
	if err != nil {
		return a, nil, err
	}
	f, err := desk.ReadInForce(ctx, s.Store)
	if err != nil {
		return a, nil, err
	}
	return f.Adopting(wanted, s.Config.ProcedureWith)
}

// tellOfDating tells the log and the team what of the configuration would move dates and is not in force.
func (d *Daemon) tellOfDating(ctx context.Context, waits []string) error {
	for _, says := range waits {
		d.log.Error("this of the configuration would move dates, and is not in force: put it right, or run "+
			"\"complaintsd policy adopt\"", "says", says)
	}
	d.waits.Store(&waits)
	return d.desk.TellOfDating(ctx, waits)
}

// lookAtDating takes over what a person has put in force beside the daemon.
func (d *Daemon) lookAtDating(ctx context.Context) {
	f, err := desk.ReadInForce(ctx, d.store)
	if err != nil || f.None || f.Edition == d.desk.Procedure().Edition {
		if err != nil && ctx.Err() == nil {
			d.log.Error("what sets dates cannot be read, and is read again", "err", err)
		}
		return
	}
	if _, err := d.Reload(ctx, *d.inForce.Load()); err != nil {
		d.log.Error("something else sets dates now", "err", err)
		return
	}
	d.mendWakes(ctx)
	d.log.Info("what was adopted is in force", "edition", f.Edition)
}
