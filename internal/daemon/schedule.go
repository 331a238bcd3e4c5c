package daemon

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"complaints/internal/config"
)

// job is something that the clock starts. Each is idempotent: it does what is due, so a run that is missed or comes
// twice does no harm.
type job struct {
	name     string
	schedule cron.Schedule
	run      func(context.Context) error
	next     time.Time
	running  atomic.Bool
}

// jobs are everything that the clock starts. The lines are looked at before anything begins.
func (d *Daemon) jobs() ([]*job, error) {
	var jobs []*job
	for _, j := range []struct {
		name, line string
		run        func(context.Context) error
	}{
		{"sweep", d.cfg.Schedule.Sweep, d.sweep},
		{"morning report", d.cfg.Schedule.MorningReport, d.morningReport},
		{"housekeeping", d.cfg.Schedule.Housekeeping, d.housekeeping},
	} {
		schedule, err := config.ParseCron(j.line)
		if err != nil {
			return nil, fmt.Errorf("schedule: %s: %w", j.name, err)
		}
		jobs = append(jobs, &job{name: j.name, schedule: schedule, run: j.run})
	}
	return jobs, nil
}

// lookAtClock is how often the clock is looked at, at the least. No timer is longer: one that waits until a time of the
// wall clock waits too long when that is set back.
const lookAtClock = time.Minute

// keepTime starts the jobs at their times while they are ours.
func (d *Daemon) keepTime(ctx context.Context, jobs []*job) {
	d.swept.Store(false)
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { d.firstSweep(ctx) })
	beside.Go(func() { d.pictures.run(ctx) })
	d.runJobs(ctx, jobs)
}

// runJobs starts the jobs at their times until ctx ends.
func (d *Daemon) runJobs(ctx context.Context, jobs []*job) {
	var work sync.WaitGroup
	defer work.Wait()
	for _, j := range jobs {
		j.next = time.Time{}
	}
	for {
		now := d.clock().In(d.zone)
		wait := lookAtClock
		for _, j := range jobs {
			if !j.next.IsZero() && !now.Before(j.next) {
				j.next = time.Time{}
				work.Go(func() { d.start(ctx, j) })
			}
			if next := j.schedule.Next(now); j.next.IsZero() || next.Before(j.next) { // the clock was set back
				j.next = next
			}
			wait = min(wait, j.next.Sub(now))
		}
		timer := time.NewTimer(max(wait, 10*time.Millisecond))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// start runs a job unless it is running still.
func (d *Daemon) start(ctx context.Context, j *job) {
	if !j.running.CompareAndSwap(false, true) {
		return
	}
	defer j.running.Store(false)
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("a job failed", "job", j.name, "err", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	if err := j.run(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("a job failed and is tried again at its next time", "job", j.name, "err", err)
	}
}

func (d *Daemon) morningReport(ctx context.Context) error {
	if d.clockUnsure() || d.anyHeld() {
		return nil
	}
	return d.desk.MorningReport(ctx)
}

// watchClock tells of a clock that is not believed, and of sweeps that do not come; and when a step is over it has
// everything that was put off by the wrong time come when it should.
func (d *Daemon) watchClock(ctx context.Context) {
	steps := d.desk.NewClockWatch()
	sweeps := d.desk.NewSweepWatch()
	tick := time.NewTicker(lookAtClock)
	defer tick.Stop()
	silence := sweepSilence{seen: d.sweeps.Load()}
	d.watched.beat.Store(d.clock().UnixMilli())
	noted := time.Time{}
	for over := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		d.watched.beat.Store(d.clock().UnixMilli())
		silent := silence.look(d.sweeps.Load(), d.hours.ours.Load()) && d.sweptEvery()
		if silent && silence.quiet == sweepPatience {
			d.log.Error("nothing that time makes due has been looked at for minutes",
				"minutes", silence.quiet.Minutes())
		}
		err := sweeps.Look(ctx, silent)
		s := d.clockState()
		if s.unsure {
			d.log.Error("the clock is not believed yet", "by", s.by.Round(time.Second).String(),
				"since_start", s.atStart)
		}
		if d.steady != nil {
			err = errors.Join(err, steps.Look(ctx, s.unsure, s.atStart, s.by))
		}
		if s.over != over && !s.unsure {
			over = s.over
			err = errors.Join(err, d.desk.DueAnew(ctx))
			d.dispatcher.Wake()
		}
		if now := d.clock(); !s.unsure && now.Sub(noted).Abs() >= time.Hour {
			noted = now
			err = errors.Join(err, d.noteClock(ctx))
		}
		if ctx.Err() == nil {
			d.report("watching the clock", err)
		}
	}
}

// sweepSilence finds that no sweep begins any more. It is looked at once a minute.
type sweepSilence struct {
	seen  int64 // sweeps so far
	quiet time.Duration
}

// look reports whether there has been no sweep for too long, though they are ours to begin.
func (s *sweepSilence) look(sweeps int64, ours bool) bool {
	if sweeps != s.seen || !ours {
		s.seen, s.quiet = sweeps, 0
	} else {
		s.quiet += lookAtClock
	}
	return s.quiet >= sweepPatience
}

// sweepPatience is after how long without a sweep somebody hears of it.
const sweepPatience = 5 * time.Minute

// sweptEvery reports whether the configuration asks for sweeps as often as that.
func (d *Daemon) sweptEvery() bool {
	schedule, err := config.ParseCron(d.cfg.Schedule.Sweep)
	if err != nil {
		return false
	}
	now := d.clock()
	first := schedule.Next(now)
	return schedule.Next(first).Sub(first) < sweepPatience
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
	if !d.swept.Load() || !d.sweeping.TryLock() {
		return nil // the first one waits for the mail, and one that runs still does what this one would
	}
	defer d.sweeping.Unlock()
	d.sweeps.Add(1)
	began := d.clock()
	err := d.desk.CatchUp(ctx)
	if d.clockUnsure() {
		return errors.Join(err, d.desk.TellWaiting(ctx))
	}
	err = errors.Join(err, d.desk.Sweep(ctx), d.endRestore(ctx))
	if err == nil {
		d.watched.took.Store(int64(d.clock().Sub(began)))
		d.watched.swept.Store(d.clock().UnixMilli())
	}
	return err
}

func (d *Daemon) housekeeping(ctx context.Context) error {
	_, err := d.store.Checkpoint(ctx, d.clock())
	return errors.Join(err, d.store.Tidy(ctx))
}

// mendWakes has cases looked at in time that would be looked at too late.
func (d *Daemon) mendWakes(ctx context.Context) {
	mended, err := d.desk.MendWakes(ctx)
	if ctx.Err() == nil {
		d.report("looking when cases are due", err)
	}
	if mended > 0 {
		d.log.Warn("cases would have been looked at later than they owe something", "cases", mended)
	}
}
