package daemon

import (
	"complaints/internal/config"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// cronTable is everything that the clock starts. Each job is idempotent: it does what
// is due, so a run that is missed or comes twice does no harm. It returns the maker of a table, whose jobs all
// get its context, once the lines are known to be right.
func (d *Daemon) cronTable() (func(context.Context) *cron.Cron, error) {
	jobs := []struct {
		name, line string
		run        func(context.Context) error
		schedule   cron.Schedule
	}{
		{name: "sweep", line: d.cfg.Schedule.Sweep, run: d.sweep},
		{name: "morning report", line: d.cfg.Schedule.MorningReport, run: d.desk.MorningReport},
		{name: "housekeeping", line: d.cfg.Schedule.Housekeeping, run: d.housekeeping},
	}
	for i := range jobs {
		var err error
		if jobs[i].schedule, err = config.ParseCron(jobs[i].line); err != nil {
			return nil, fmt.Errorf("schedule: %s: %w", jobs[i].name, err)
		}
	}
	logger := cron.PrintfLogger(slog.NewLogLogger(d.log.Handler(), slog.LevelError))
	return func(ctx context.Context) *cron.Cron {
		table := cron.New(cron.WithLocation(d.zone),
			cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(logger)))
		for _, job := range jobs {
			table.Schedule(job.schedule, cron.FuncJob(func() {
				if err := job.run(ctx); err != nil && ctx.Err() == nil {
					d.log.Error(job.name+" failed and is tried again at its next time", "err", err)
				}
			}))
		}
		return table
	}, nil
}

// keepTime runs the cron table while it is ours.
func (d *Daemon) keepTime(ctx context.Context, table *cron.Cron) {
	d.swept.Store(false)
	table.Start()
	d.firstSweep(ctx)
	<-ctx.Done()
	<-table.Stop().Done()
}

// firstSweep waits until the mailboxes have been read once, so that nobody is chased whose answer already lies
// there; but no longer than a minute.
func (d *Daemon) firstSweep(ctx context.Context) {
	const patience = time.Minute
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for waiting := true; waiting && !d.allRead(); {
		select {
		case <-ctx.Done():
			return
		case <-deadline.C:
			waiting = false
		case <-tick.C:
		}
	}
	d.swept.Store(true)
	if err := d.sweep(ctx); ctx.Err() == nil {
		d.report("sweep", err)
	}
}

// sweep decides what is due, and what a mailbox had to leave undecided. Letters that somebody has ordered from a
// terminal are looked for too.
func (d *Daemon) sweep(ctx context.Context) error {
	d.dispatcher.Wake()
	if !d.swept.Load() {
		return nil // the first one waits for the mail
	}
	return errors.Join(d.desk.CatchUp(ctx), d.desk.Sweep(ctx))
}

func (d *Daemon) housekeeping(ctx context.Context) error {
	_, err := d.store.Checkpoint(ctx, d.clock())
	return errors.Join(err, d.store.Tidy(ctx))
}
