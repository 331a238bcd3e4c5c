package daemon

import (
	"context"
	"errors"
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
	beat        = 2 * time.Second  // how often a daemon shows that it lives
	jobPatience = 15 * time.Second // after so long without a sign its jobs go to another
	jobMargin   = 5 * time.Second  // one that cannot show that it lives stops so much sooner than others begin
	// letterPatience is longer: a sender that has lost the database finishes the letter on the wire first.
	letterPatience = 25 * time.Second
)

// turn tells whether a job is ours.
type turn struct {
	asked atomic.Bool
	ours  atomic.Bool
	since atomic.Int64 // unix milliseconds: since when it has been ours
}

// shift does a job until ctx ends: at once where there is no other daemon, else whenever and as long as it is
// ours. work returns soon after its context ends.
func (d *Daemon) shift(ctx context.Context, job string, t *turn, work func(context.Context)) {
	if !d.store.Shared() {
		t.take(d.clock())
		work(ctx)
		return
	}
	s := shift{d: d, job: job, turn: t, work: work}
	s.run(ctx)
}

func (t *turn) take(now time.Time) {
	t.since.Store(now.UnixMilli())
	t.ours.Store(true)
	t.asked.Store(true)
}

func (t *turn) sinceTime() time.Time { return time.UnixMilli(t.since.Load()).UTC() }

// shift is one job of which only one daemon has the turn.
type shift struct {
	d     *Daemon
	job   string
	turn  *turn
	work  func(context.Context)
	until time.Time // when we must have stopped unless the lease is renewed
	stop  context.CancelFunc
	done  chan struct{}
}

func (s *shift) run(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		s.renew(ctx)
		select {
		case <-ctx.Done():
			s.end()
			s.giveBack(ctx)
			return
		case <-tick.C:
		}
	}
}

// renew asks for the lease, and begins or ends the work accordingly.
func (s *shift) renew(ctx context.Context) {
	asking, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	now := s.d.clock()
	ours, err := s.d.store.Lease(asking, s.job, s.d.store.Holder(), now, jobPatience)
	switch {
	case ctx.Err() != nil:
	case err == nil && ours:
		s.until = now.Add(jobPatience - jobMargin)
		s.begin(ctx)
	case err == nil, s.d.clock().After(s.until):
		s.turn.asked.Store(err == nil)
		s.end()
	}
}

func (s *shift) begin(ctx context.Context) {
	if s.stop != nil {
		return
	}
	working, stop := context.WithCancel(ctx)
	s.stop, s.done = stop, make(chan struct{})
	s.turn.take(s.d.clock())
	s.d.log.Info("this daemon takes over", "job", s.job)
	go func() {
		defer close(s.done)
		s.work(working)
	}()
}

func (s *shift) end() {
	if s.stop == nil {
		return
	}
	s.turn.ours.Store(false)
	s.stop()
	<-s.done
	s.stop = nil
	s.d.log.Info("this daemon has stopped", "job", s.job)
}

// giveBack spares the others the wait. If it fails they wait.
func (s *shift) giveBack(ctx context.Context) {
	giving, cancel := context.WithTimeout(context.WithoutCancel(ctx), beat)
	defer cancel()
	s.d.report("lease of "+s.job, s.d.store.Unlease(giving, s.job, s.d.store.Holder()))
}

// showAlive tells the other daemons that this one lives, and takes over the letters of one that does not. It ends when
// a newer version wants the database for itself.
func (d *Daemon) showAlive(ctx context.Context, fatal chan<- error) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		freed, err := d.store.Alive(ctx, d.clock(), letterPatience)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, store.ErrNewer):
			fatal <- err
			return
		case err != nil:
			d.log.Error("the other daemons cannot be told that this one lives", "err", err)
		case freed > 0:
			d.log.Warn("another daemon has died; its letters are taken over", "letters", freed)
			d.dispatcher.Kick()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
