// Package daemon is what "complaintsd run" starts: the mailboxes, the text webhook, the senders and the cron table
// around one desk. It starts with what a crash left undone, stops in order, and needs nothing of a stop: a kill at
// any moment leaves the same work to be done at the next start.
package daemon

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"complaints/intake/pdf"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/outbox"
	"complaints/notifier"
	"complaints/store"
)

// Options are what a daemon is started with.
type Options struct {
	Config  config.Config
	Log     *slog.Logger
	Clock   func() time.Time
	Dial    Dial                  // nil is the network
	Listen  Listen                // nil is the network
	Observe func([]desk.Activity) // told what was committed; may be nil
	// New makes a database although something says that there was one; TakeOver takes in a mailbox although it has a
	// past.
	New, TakeOver bool
	// Passed is how much time has passed since some instant, whatever happens to the clock; a clock that parts from it
	// was set. Nil believes the clock.
	Passed func() time.Duration
}

// Dial opens a connection.
type Dial = func(ctx context.Context, network, addr string) (net.Conn, error)

// Listen waits for connections.
type Listen = func(network, addr string) (net.Listener, error)

// Daemon is the assembled program.
type Daemon struct {
	cfg        config.Config
	servers    *Servers
	log        *slog.Logger
	clock      func() time.Time
	listen     Listen
	store      *store.Store
	desk       *desk.Desk
	mailboxes  []*mailbox
	dispatcher *notifier.Dispatcher
	sentLog    *sentLog
	self       selfSeen
	watched    watched
	verdicts   verdicts
	news       chan struct{} // a trouble begins or ends that nobody should wait a minute to hear of
	web        *http.Server
	pictures   *pictures // nil without a text number
	zone       *time.Location
	hours      duty // of the cron table
	steady     *steadyClock
	takeOver   bool         // mailboxes with a past are taken in
	swept      atomic.Bool  // the first sweep has been
	sweeping   sync.Mutex   // held by the sweep that runs
	sweeps     atomic.Int64 // how many there were
	reloading  sync.Mutex
	inForce    atomic.Pointer[config.Config] // what was last read; servers and schedule are those of cfg
	waits      atomic.Pointer[[]string]      // what of it would move dates, and is not in force
}

// New assembles a daemon: configuration and letters are checked, the database is opened and brought up to date.
// Nothing is dialled yet. Close releases it if Run is never called.
func New(ctx context.Context, o Options) (*Daemon, error) {
	cfg := o.Config
	var steady *steadyClock
	if o.Passed != nil {
		steady = newSteadyClock(o.Clock, o.Passed)
		o.Clock = steady.now
	}
	if err := errors.Join(cfg.Validate(), cfg.ValidateServers()); err != nil {
		return nil, err
	}
	p, err := cfg.Procedure()
	if err != nil {
		return nil, err
	}
	secret, err := cfg.Letters.Key()
	if err != nil {
		return nil, err
	}
	if !o.New {
		if err := MayBegin(ctx, cfg); err != nil {
			return nil, err
		}
	}
	l, err := loadAll(ctx, cfg, p, o.Clock)
	if err != nil {
		return nil, err
	}
	servers, err := NewServers(cfg, o.Clock, o.Dial)
	if err != nil {
		return nil, errors.Join(err, l.db.Close())
	}
	d := &Daemon{cfg: cfg, servers: servers, log: o.Log, clock: o.Clock, listen: o.Listen, store: l.db,
		zone:   l.rules.Calendar.Zone,
		steady: steady, takeOver: o.TakeOver, news: make(chan struct{}, 1)}
	d.inForce.Store(&cfg)
	d.openMonitor()
	d.log = slog.New(counted{o.Log.Handler(), d.watched.metrics})
	servers.Watch = d.self.certificate
	if d.listen == nil {
		d.listen = net.Listen
	}
	options := deskOptions(cfg, l.rules, l.db, secret, o.Clock, servers)
	options.Log, options.Observe, options.Mailboxes = d.log, d.counting(o.Observe), d.states
	options.Wake = func() { d.dispatcher.Wake() }
	d.desk, err = desk.New(options)
	if err == nil {
		err = errors.Join(d.desk.NoteSecret(ctx), d.openSenders(o), d.openMailboxes(o), d.openWeb(), d.openPictures())
	}
	if err == nil {
		err = errors.Join(d.desk.MayWrite(ctx), d.tellOfLetters(ctx, l.wrong), d.tellOfDating(ctx, l.waits))
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if l.unsure {
		d.log.Warn("this database keeps from now on what sets dates, and the dates of its cases were last counted by " +
			"something else: they stand. \"complaintsd policy adopt\" shows which would move")
	}
	return d, nil
}

// Close releases the database.
func (d *Daemon) Close() error { return errors.Join(d.sentLog.close(), d.store.Close()) }

// Desk is the daemon's desk, for those who look on.
func (d *Daemon) Desk() *desk.Desk { return d.desk }

// Idle reports whether nothing is left to do at now: nothing undecided, no letter due, no case due.
func (d *Daemon) Idle(ctx context.Context, now time.Time) (bool, error) {
	waiting, err := d.store.Undecided(ctx, 1)
	if err != nil || len(waiting) > 0 {
		return false, err
	}
	letters, err := d.store.Waiting(ctx)
	if err != nil || letters[outbox.Leased] > 0 {
		return false, err
	}
	due, err := d.NextDue(ctx)
	idle := due.IsZero() || due.After(now)
	return idle && d.desk.Quiet(), err // asked last: what is observed was written before
}

// NextDue returns the next instant at which a case or a letter is due; the zero time if none is.
func (d *Daemon) NextDue(ctx context.Context) (time.Time, error) { return d.store.Next(ctx) }

// Wake tells the senders to look for letters that have become due.
func (d *Daemon) Wake() { d.dispatcher.Wake() }

// Run works until ctx ends, then stops in order: no more mail is taken, what is on the wire is finished, the
// database is closed.
func (d *Daemon) Run(ctx context.Context) error {
	defer d.serveMonitor()()
	jobs, err := d.begin(ctx)
	if ctx.Err() != nil {
		return d.Close() // told to stop while starting
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	webErr := d.serveWeb(&work)
	fatal := make(chan error, 3)
	hush := d.showAlive(ctx, fatal)
	for _, m := range d.mailboxes {
		work.Go(func() {
			d.whileOurs(ctx, "mailbox "+m.Status().Name, &m.duty, func(ctx context.Context) { d.read(ctx, m) })
		})
	}
	work.Go(func() { d.dispatcher.Run(ctx) })
	work.Go(func() { d.followChanges(ctx) })
	work.Go(func() { d.watchDisk(ctx) })
	work.Go(func() { d.watchSelf(ctx) })
	work.Go(func() { d.watchClock(ctx) })
	work.Go(func() { d.inspect(ctx, fatal) })
	work.Go(func() { d.mendWakes(ctx) })
	work.Go(func() { d.watchList(ctx) })
	work.Go(func() { d.beats(ctx) })
	work.Go(func() { d.watchPlace(ctx, fatal) })
	work.Go(func() { d.whileOurs(ctx, "clock", &d.hours, func(ctx context.Context) { d.keepTime(ctx, jobs) }) })
	d.watched.ready.Store(true)
	d.log.Info("complaintsd is running", "mailboxes", len(d.mailboxes), "texts", d.web != nil)
	select {
	case <-ctx.Done():
	case err = <-webErr:
		stop()
	case err = <-fatal:
		stop()
	}
	d.log.Info("complaintsd is stopping")
	d.closeWeb()
	work.Wait()
	hush()
	return errors.Join(err, d.Close())
}

// begin takes the database over from a daemon that died and decides what it left undecided.
func (d *Daemon) begin(ctx context.Context) (jobs []*job, err error) {
	if err := d.compareClock(ctx); err != nil {
		return nil, err
	}
	if err := d.store.Start(ctx, d.clock(), thisProgram()); err != nil {
		return nil, err
	}
	if err := errors.Join(d.noteFresh(ctx), d.seal(ctx)); err != nil {
		return nil, err
	}
	if err := d.recordSent(ctx); err != nil {
		return nil, err
	}
	if err := pdf.NewReader(d.cfg.Mailbox.Pdftotext).Check(); err != nil {
		d.log.Error("PDF files are left to a person", "err", err)
	}
	if err := d.desk.CatchUp(ctx); err != nil && ctx.Err() == nil {
		// What cannot be decided now is tried again by each sweep, and must not keep everything else from being read.
		d.log.Error("messages from before the start are not decided yet", "err", err)
	}
	if _, err := d.desk.Follow(ctx, "The configuration has changed since the last start."); err != nil {
		return nil, err
	}
	return d.jobs()
}

func (d *Daemon) report(what string, err error) {
	if err != nil {
		d.log.Error("something the daemon does besides could not be done", "what", what, "err", err)
	}
}
