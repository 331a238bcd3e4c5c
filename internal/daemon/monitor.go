package daemon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"complaints/internal/build"
	"complaints/internal/desk"
	"complaints/internal/monitor"
	"complaints/store"
)

// What the daemon knows of itself is shown at an address of its own, to whoever watches it: alarms tell people once,
// and this tells a machine as often as it asks.

// watched is what is kept for whoever watches the daemon.
type watched struct {
	metrics *monitor.Metrics
	server  *http.Server // nil if nobody is to be shown anything
	ready   atomic.Bool  // the start is over
	beat    atomic.Int64 // unix milliseconds: when the clock was last looked at
	swept   atomic.Int64 // when a sweep last came to its end
	took    atomic.Int64 // nanoseconds: how long that was
	called  atomic.Int64 // when monitor.heartbeat was last called
	census  atomic.Pointer[desk.Census]
	room    func() (free int64, low bool) // on the disk of the database

	mu    sync.Mutex
	since map[string]time.Time // when each part that is wrong was first found so
	// the figures of the store are read once for all who ask within a while
	figures store.Figures
	readAt  time.Time
	readErr error
}

// figuresKeep is how long figures of the store are good for.
const figuresKeep = 10 * time.Second

func (d *Daemon) openMonitor() {
	i := build.This()
	d.watched.room = d.store.Room
	d.watched.metrics = monitor.NewMetrics(
		monitor.Build{Version: i.Version, Revision: i.Revision, Go: i.Go}, d.figures)
	if d.cfg.Monitor.Listen == "" {
		return
	}
	d.watched.server = &http.Server{Addr: d.cfg.Monitor.Listen,
		Handler: monitor.Handler(monitor.Source{Alive: d.Alive, Ready: d.isReady, Parts: d.parts,
			Reloaded: func() any { return d.Verdict() }}, d.watched.metrics),
		MaxHeaderBytes: 16 << 10, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: time.Minute}
}

// serveMonitor shows how the daemon fares until stop is called. Where it cannot listen, letters matter more than being
// watched, and who watches notices.
func (d *Daemon) serveMonitor() (stop func()) {
	server := d.watched.server
	if server == nil {
		return func() {}
	}
	l, err := d.listen("tcp", server.Addr)
	if err != nil {
		d.log.Error("monitor.listen: nobody can see how the daemon fares", "err", err)
		return func() {}
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			d.log.Error("monitor.listen: nobody can see how the daemon fares", "err", err)
		}
	})
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			server.Close()
		}
		serving.Wait()
	}
}

// deadAfter is after how long without a look at the clock the daemon is taken for stuck.
const deadAfter = 10 * time.Minute

// Started reports whether the start is over.
func (d *Daemon) Started() bool { return d.watched.ready.Load() }

// Alive says why the daemon should be started anew, or "".
func (d *Daemon) Alive() string {
	if t := d.desk.Troubles()["sweeps:"]; t.Says != "" {
		return t.Says
	}
	beat := d.watched.beat.Load()
	if still := d.clock().Sub(time.UnixMilli(beat)); beat != 0 && still > deadAfter {
		return fmt.Sprintf("The clock has not been looked at for %s.", still.Round(time.Minute))
	}
	return ""
}

// isReady says why the daemon does not work, or "".
func (d *Daemon) isReady(ctx context.Context) string {
	if !d.watched.ready.Load() {
		return "The daemon is starting."
	}
	if _, err := d.storeFigures(ctx); err != nil {
		return "The database cannot be read."
	}
	if !d.hours.asked.Load() {
		return "It is not known yet which daemon keeps the time."
	}
	return ""
}

// storeFigures are the figures of the store, as they were within the last seconds.
func (d *Daemon) storeFigures(ctx context.Context) (store.Figures, error) {
	w := &d.watched
	w.mu.Lock()
	defer w.mu.Unlock()
	now := d.clock()
	if age := now.Sub(w.readAt); !w.readAt.IsZero() && age >= 0 && age < figuresKeep {
		return w.figures, w.readErr
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	w.figures, w.readErr = d.store.Figures(ctx, now)
	w.readAt = now
	return w.figures, w.readErr
}

// figures are everything that is shown to Prometheus at one look.
func (d *Daemon) figures() monitor.Figures {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	now := d.clock()
	f := monitor.Figures{At: now, SweepTook: time.Duration(d.watched.took.Load()), Free: -1,
		Swept: atMillis(&d.watched.swept), Heartbeat: atMillis(&d.watched.called), Certificates: d.self.ends()}
	for i, m := range d.mailboxes {
		s := d.state(m)
		if !s.Elsewhere {
			// one that has never been read is as silent as if it had been when we began to try
			f.Mailboxes = append(f.Mailboxes,
				monitor.Mailbox{Label: d.label(i), LastRead: d.clock().Add(-d.silent(m)), Unseen: s.Unseen})
		}
	}
	cal := d.desk.Procedure().Calendar
	f.CalendarEnds = cal.EndOf(cal.Ends())
	f.Free, _ = d.watched.room()
	if c := d.watched.census.Load(); c != nil {
		f.Counted, f.Untaken, f.Owed = true, c.Untaken, map[monitor.Owed]int{}
		for owed, n := range c.Owed {
			f.Owed[monitor.Owed(owed)] = n
		}
	}
	d.addStore(ctx, &f)
	return f
}

func (d *Daemon) addStore(ctx context.Context, f *monitor.Figures) {
	s, err := d.storeFigures(ctx)
	if err != nil {
		return
	}
	f.Known, f.Undecided, f.OldestUndecided, f.Quarantined = true, s.Undecided, s.OldestUndecided, s.Quarantined
	f.Bytes, f.Backup, f.Verified, f.Faults = s.Bytes, s.Backup, s.Verified, s.Faults
	f.Queues = map[string]monitor.Queue{}
	for channel, q := range s.Waiting {
		f.Queues[string(channel)] = monitor.Queue(q)
	}
	f.Daemons, f.Jobs = 1, map[string]bool{"clock": d.hours.ours.Load()}
	for i, m := range d.mailboxes {
		f.Jobs["mailbox "+d.label(i)] = m.ours.Load()
	}
	if d.store.Shared() {
		if all, err := d.store.Daemons(ctx); err == nil {
			f.Daemons = len(all)
		}
	}
}

// label tells a mailbox from the others without its address: the account's number in the configuration, and the folder.
func (d *Daemon) label(i int) string {
	number, user := 0, ""
	for _, m := range d.mailboxes[:i+1] {
		if m.options.User != user {
			number, user = number+1, m.options.User
		}
	}
	return strconv.Itoa(number) + "/" + d.mailboxes[i].options.Folder
}

func atMillis(at *atomic.Int64) time.Time {
	if ms := at.Load(); ms != 0 {
		return time.UnixMilli(ms)
	}
	return time.Time{}
}

// censusEvery is how often what is owed is counted, at the most; where that takes long it is done more seldom.
const censusEvery = 5 * time.Minute

// watchList counts now and then what is owed.
func (d *Daemon) watchList(ctx context.Context) {
	for {
		began := d.clock()
		if err := d.count(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("what is owed could not be counted, and is counted again", "err", err)
		}
		pause := time.NewTimer(max(censusEvery, 50*d.clock().Sub(began)))
		select {
		case <-ctx.Done():
			pause.Stop()
			return
		case <-pause.C:
		}
	}
}

func (d *Daemon) count(ctx context.Context) error {
	c, err := desk.TakeCensus(ctx, d.store, d.desk.Procedure(), d.clock())
	if err == nil {
		d.watched.census.Store(&c)
	}
	return err
}
