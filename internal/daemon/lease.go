package daemon

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"complaints/store"
)

// Several daemons may share one PostgreSQL. Each takes texts and sends letters; a mailbox is read, and what time
// makes due is decided, by one of them at a time. Who does what is settled by leases in the database. A daemon
// that is killed loses its jobs to another within half a minute; what it was sending comes back in doubt. Row by
// row the database itself keeps two daemons from doing the same thing, so a lease that is held twice for a
// moment costs work and doubles nothing.
const (
	heartbeat   = 2 * time.Second  // how often a daemon shows that it lives
	jobPatience = 15 * time.Second // after so long without a sign its jobs go to another
	jobMargin   = 5 * time.Second  // one that cannot show that it lives stops so much sooner than others begin
	// letterPatience is longer: a sender that has lost the database finishes the letter on the wire first.
	letterPatience = 25 * time.Second
)

// duty tells whether a job is ours.
type duty struct {
	asked atomic.Bool
	ours  atomic.Bool
	since atomic.Int64 // unix milliseconds: since when it has been ours
}

// whileOurs does a job until ctx ends: at once where there is no other daemon, else whenever and as long as we have the
// lease. work returns soon after its context ends.
func (d *Daemon) whileOurs(ctx context.Context, job string, t *duty, work func(context.Context)) {
	if !d.store.Shared() {
		t.take(d.clock())
		work(ctx)
		return
	}
	l := lease{d: d, job: job, duty: t, work: work}
	l.run(ctx)
}

func (t *duty) take(now time.Time) {
	t.since.Store(now.UnixMilli())
	t.ours.Store(true)
	t.asked.Store(true)
}

func (t *duty) sinceTime() time.Time { return time.UnixMilli(t.since.Load()).UTC() }

// lease is that of a job which only one daemon does.
type lease struct {
	d     *Daemon
	job   string
	duty  *duty
	work  func(context.Context)
	until time.Time // when we must have stopped unless the lease is renewed
	stop  context.CancelFunc
	done  chan struct{}
}

func (l *lease) run(ctx context.Context) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		l.renew(ctx)
		select {
		case <-ctx.Done():
			l.end()
			l.giveBack(ctx)
			return
		case <-tick.C:
		}
	}
}

// renew asks for the lease, and begins or ends the work accordingly.
func (l *lease) renew(ctx context.Context) {
	asking, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	now := l.d.clock()
	ours, err := l.d.store.Lease(asking, l.job, l.d.store.Holder(), now, jobPatience)
	switch {
	case ctx.Err() != nil:
	case err == nil && ours:
		l.until = now.Add(jobPatience - jobMargin)
		l.begin(ctx)
	case err == nil, l.d.clock().After(l.until):
		l.duty.asked.Store(err == nil)
		l.end()
	}
}

func (l *lease) begin(ctx context.Context) {
	if l.stop != nil {
		return
	}
	working, stop := context.WithCancel(ctx)
	l.stop, l.done = stop, make(chan struct{})
	l.duty.take(l.d.clock())
	l.d.log.Info("this daemon takes over", "job", l.job)
	go func() {
		defer close(l.done)
		l.work(working)
	}()
}

func (l *lease) end() {
	if l.stop == nil {
		return
	}
	l.duty.ours.Store(false)
	l.stop()
	<-l.done
	l.stop = nil
	l.d.log.Info("this daemon has stopped", "job", l.job)
}

// giveBack spares the others the wait. If it fails they wait.
func (l *lease) giveBack(ctx context.Context) {
	giving, cancel := context.WithTimeout(context.WithoutCancel(ctx), heartbeat)
	defer cancel()
	l.d.report("lease of "+l.job, l.d.store.Unlease(giving, l.job, l.d.store.Holder()))
}

// showAlive tells the other daemons that this one lives, until hush is called when all else has stopped, and takes over
// the letters of one that does not. When a newer version wants the database for itself that is fatal, and what is on
// the wire is finished meanwhile.
func (d *Daemon) showAlive(ctx context.Context, fatal chan<- error) (hush func()) {
	if !d.store.Shared() {
		return func() {}
	}
	showing, stop := context.WithCancel(context.WithoutCancel(ctx))
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(heartbeat)
		defer tick.Stop()
		for told := false; ; {
			if err := d.showOnce(showing); err != nil && !told {
				told = true
				fatal <- err
			}
			select {
			case <-showing.Done():
				return
			case <-tick.C:
			}
		}
	})
	return func() { stop(); done.Wait() }
}

// showOnce returns [store.ErrNewer] or [store.ErrOtherVersion] if another version waits for us to stop. Whatever else
// goes wrong is tried again.
func (d *Daemon) showOnce(ctx context.Context) error {
	freed, err := d.store.Alive(ctx, d.clock(), letterPatience)
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, store.ErrNewer), errors.Is(err, store.ErrOtherVersion):
		return err
	case err != nil:
		d.log.Error("the other daemons cannot be told that this one lives", "err", err)
	case freed > 0:
		d.log.Warn("another daemon has died; its letters are taken over", "letters", freed)
		d.dispatcher.Wake()
	}
	return nil
}
