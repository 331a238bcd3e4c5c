// Package daemon is what "complaintsd run" starts: the mailboxes, the text webhook, the senders and the cron table
// around one desk. It starts with what a crash left undone, stops in order, and needs nothing of a stop: a kill at
// any moment leaves the same work to be done at the next start.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/intake/imap"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/procedure"
	"complaints/notifier"
	"complaints/store"
	"complaints/templates"

	"github.com/robfig/cron/v3"
)

// Options are what a daemon is started with.
type Options struct {
	Config  config.Config
	Log     *slog.Logger
	Clock   func() time.Time
	Dial    Dial                  // nil is the network
	Listen  Listen                // nil is the network
	Observe func([]desk.Activity) // told what was committed; may be nil
}

// Dial opens a connection.
type Dial = func(ctx context.Context, network, addr string) (net.Conn, error)

// Listen waits for connections.
type Listen = func(network, addr string) (net.Listener, error)

// Daemon is the assembled program.
type Daemon struct {
	cfg        config.Config
	log        *slog.Logger
	clock      func() time.Time
	listen     Listen
	store      *store.Store
	desk       *desk.Desk
	mailboxes  []*mailbox
	dispatcher *notifier.Dispatcher
	receipts   *receipts
	web        *http.Server
	zone       *time.Location
	hours      turn        // of the cron table
	swept      atomic.Bool // the first sweep has been
	reloading  sync.Mutex
	inForce    atomic.Pointer[config.Config] // what was last read; servers and schedule are those of cfg
}

// mailbox is a mailbox and whether it is ours to read.
type mailbox struct {
	*imap.Mailbox
	turn
}

// New assembles a daemon: configuration and letters are checked, the database is opened and brought up to date.
// Nothing is dialled yet. Close releases it if Run is never called.
func New(ctx context.Context, o Options) (*Daemon, error) {
	cfg := o.Config
	if err := errors.Join(cfg.Validate(), cfg.ValidateServers()); err != nil {
		return nil, err
	}
	rules, err := cfg.Procedure()
	if err != nil {
		return nil, err
	}
	secret, err := cfg.Letters.Secret.Reveal()
	if err != nil {
		return nil, fmt.Errorf("letters.secret: %w", err)
	}
	letters, scope, db, err := load(ctx, cfg, rules, o.Clock)
	if err != nil {
		return nil, err
	}
	d := &Daemon{cfg: cfg, log: o.Log, clock: o.Clock, listen: o.Listen, store: db, zone: rules.Calendar.Zone}
	d.inForce.Store(&cfg)
	if d.listen == nil {
		d.listen = net.Listen
	}
	d.desk, err = desk.New(desk.Options{
		Store: db, Procedure: rules, Letters: letters, Classifier: scope, RefPrefix: cfg.Letters.RefPrefix, Batch: cfg.Limits.Batch, PerSender: cfg.Limits.LettersPerSender,
		Mail:   intake.NewReader(intake.ReaderOptions{OwnAddresses: cfg.OwnAddresses(), AuthservID: cfg.Mailbox.AuthservID, Location: rules.Calendar.Zone}),
		Secret: []byte(secret), Clock: o.Clock, Log: o.Log, Observe: o.Observe, Wake: func() { d.dispatcher.Kick() }, Mailboxes: d.states,
		Junk: junk(cfg, o.Clock, o.Dial),
	})
	if err == nil {
		err = errors.Join(d.openSenders(o), d.openMailboxes(o), d.openWeb())
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// load makes ready, side by side, what takes most of a start: the letters, the classifier and the database.
func load(ctx context.Context, cfg config.Config, p procedure.Procedure, clock func() time.Time) (*templates.Set, *classifier.Classifier, *store.Store, error) {
	var (
		letters                       *templates.Set
		scope                         *classifier.Classifier
		db                            *store.Store
		lettersErr, scopeErr, dataErr error
		all                           sync.WaitGroup
	)
	all.Go(func() { letters, lettersErr = LoadLetters(cfg, p.Landlord) })
	all.Go(func() {
		scope, scopeErr = LoadClassifier(cfg, p, clock)
	})
	all.Go(func() { db, dataErr = store.TakeOver(ctx, cfg.StoreURL()) })
	all.Wait()
	err := errors.Join(lettersErr, scopeErr, dataErr)
	if err != nil && db != nil {
		err = errors.Join(err, db.Close())
	}
	return letters, scope, db, err
}

// LoadLetters compiles the letters with the administrator's laid over them and refuses any that could surprise a
// resident.
func LoadLetters(cfg config.Config, landlord complaint.Landlord) (*templates.Set, error) {
	var overlay fs.FS
	if folder := cfg.Path(cfg.Letters.Folder); folder != "" {
		if _, err := os.Stat(folder); err != nil {
			return nil, fmt.Errorf("letters.folder: %w", err)
		}
		overlay = os.DirFS(folder)
	}
	letters, err := templates.Load(overlay)
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, p := range letters.CheckOwn(landlord) {
		if p.Severity == templates.IsError {
			faults = append(faults, errors.New(p.String()))
		}
	}
	return letters, errors.Join(faults...)
}

// Close releases the database.
func (d *Daemon) Close() error { return errors.Join(d.receipts.close(), d.store.Close()) }

// Desk is the daemon's desk, for those who look on.
func (d *Daemon) Desk() *desk.Desk { return d.desk }

// Idle reports whether nothing is left to do at now: nothing undecided, no letter due, no case due.
func (d *Daemon) Idle(ctx context.Context, now time.Time) (bool, error) {
	waiting, err := d.store.Undecided(ctx, 1)
	if err != nil || len(waiting) > 0 {
		return false, err
	}
	letters, err := d.store.Waiting(ctx)
	if err != nil || letters[complaint.Leased] > 0 {
		return false, err
	}
	for _, channel := range []complaint.Channel{complaint.Email, complaint.SMS} {
		due, err := d.desk.NextDue(ctx, channel)
		if err != nil || !due.IsZero() && !due.After(now) {
			return false, err
		}
	}
	wake, err := d.desk.NextWake(ctx)
	return (wake.IsZero() || wake.After(now)) && d.desk.Told(), err // asked last: what is told is written before
}

// Wake tells the senders to look for letters that have become due.
func (d *Daemon) Wake() { d.dispatcher.Kick() }

// Run works until ctx ends, then stops in order: no more mail is taken, what is on the wire is finished, the
// database is closed.
func (d *Daemon) Run(ctx context.Context) error {
	table, err := d.begin(ctx)
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
	fatal := make(chan error, 2)
	if d.store.Shared() {
		work.Go(func() { d.showAlive(ctx, fatal) })
	}
	for _, m := range d.mailboxes {
		work.Go(func() {
			d.shift(ctx, "mailbox "+m.Status().Name, &m.turn, func(ctx context.Context) { d.read(ctx, m) })
		})
	}
	work.Go(func() { d.dispatcher.Run(ctx) })
	work.Go(func() { d.followCalendar(ctx) })
	work.Go(func() { d.watchDisk(ctx) })
	work.Go(func() { d.inspect(ctx, fatal) })
	work.Go(func() { d.shift(ctx, "clock", &d.hours, func(ctx context.Context) { d.keepTime(ctx, table(ctx)) }) })
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
	return errors.Join(err, d.Close())
}

// begin takes the database over from a daemon that died and decides what it left undecided.
func (d *Daemon) begin(ctx context.Context) (table func(context.Context) *cron.Cron, err error) {
	if err := d.store.Start(ctx, d.clock()); err != nil {
		return nil, err
	}
	if err := d.recordReceipts(ctx); err != nil {
		return nil, err
	}
	if err := d.desk.CatchUp(ctx); err != nil {
		return nil, err
	}
	if _, err := d.desk.Follow(ctx, "The configuration has changed since the last start."); err != nil {
		return nil, err
	}
	return d.cronTable()
}

// read reads a mailbox while it is ours. What the daemon before us stored and did not decide comes first.
func (d *Daemon) read(ctx context.Context, m *mailbox) {
	if err := d.desk.CatchUp(ctx); err != nil && ctx.Err() == nil {
		d.report("deciding what was left", err)
	}
	var watching sync.WaitGroup
	watching.Go(func() { d.watch(ctx, m) })
	d.report("mailbox", m.Run(ctx))
	watching.Wait()
}

// watch looks every minute whether a mailbox of ours has been silent for too long.
func (d *Daemon) watch(ctx context.Context, m *mailbox) {
	watch := d.desk.NewWatch(m.Status().Name, d.cfg.Mailbox.SilentFor)
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := watch.Look(ctx, d.state(m)); err != nil && ctx.Err() == nil {
				d.report("watching the mailbox", err)
			}
		}
	}
}

// state is how the reading of a mailbox fares.
func (d *Daemon) state(m *mailbox) desk.MailboxState {
	s := m.Status()
	state := desk.MailboxState{Name: s.Name, Server: s.Server, Since: m.sinceTime(), Error: s.LastError, Unseen: s.Unseen, Elsewhere: !m.ours.Load()}
	if s.LastSuccess.After(state.Since) {
		state.LastRead = s.LastSuccess
	}
	return state
}

func (d *Daemon) states() []desk.MailboxState {
	all := make([]desk.MailboxState, len(d.mailboxes))
	for i, m := range d.mailboxes {
		all[i] = d.state(m)
	}
	return all
}

// keepTime runs the cron table while it is ours.
func (d *Daemon) keepTime(ctx context.Context, table *cron.Cron) {
	d.swept.Store(false)
	table.Start()
	d.firstSweep(ctx)
	<-ctx.Done()
	<-table.Stop().Done()
}

func (d *Daemon) report(what string, err error) {
	if err != nil {
		d.log.Error(what+" stopped", "err", err)
	}
}

// cronTable is everything that the clock starts (architecture.md section 3). Each job is idempotent: it does what
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
		table := cron.New(cron.WithLocation(d.zone), cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(logger)))
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

// sweep decides what is due, and what a mailbox had to leave undecided. Letters that somebody has ordered from a
// terminal are looked for too.
func (d *Daemon) sweep(ctx context.Context) error {
	d.dispatcher.Kick()
	if !d.swept.Load() {
		return nil // the first one waits for the mail
	}
	return errors.Join(d.desk.CatchUp(ctx), d.desk.Sweep(ctx))
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

// allRead reports whether every mailbox has been read, by us or by another daemon.
func (d *Daemon) allRead() bool {
	for _, m := range d.mailboxes {
		if !m.asked.Load() || m.ours.Load() && m.Status().LastSuccess.IsZero() {
			return false
		}
	}
	return true
}

func (d *Daemon) housekeeping(ctx context.Context) error {
	_, err := d.store.Checkpoint(ctx, d.clock())
	return errors.Join(err, d.store.Tidy(ctx))
}
