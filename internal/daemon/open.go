package daemon

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/intake/pdf"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/order"
	"complaints/internal/procedure"
	"complaints/store"
	"complaints/templates"
)

// Session is what one command on a terminal works with: a desk and its database, opened for that command and closed
// after it, beside a running daemon if need be. It dials nobody.
type Session struct {
	Config  config.Config
	Store   *store.Store
	Desk    *desk.Desk
	clock   func() time.Time
	servers *Servers
}

// OpenSession opens the database and makes a desk. Letters that the command orders are sent by the daemon.
func OpenSession(ctx context.Context, cfg config.Config, clock func() time.Time) (*Session, error) {
	return openSession(ctx, cfg, clock, OpenStore)
}

// BeginSession is OpenSession for what may be the first that a database holds. One is made if nothing says that there
// was one before.
func BeginSession(ctx context.Context, cfg config.Config, clock func() time.Time) (*Session, error) {
	return openSession(ctx, cfg, clock, func(ctx context.Context, cfg config.Config) (*store.Store, error) {
		if err := MayBegin(ctx, cfg); err != nil {
			return nil, err
		}
		return openBy(ctx, cfg, store.Open)
	})
}

func openSession(ctx context.Context, cfg config.Config, clock func() time.Time,
	open func(context.Context, config.Config) (*store.Store, error)) (*Session, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	secret, err := cfg.Letters.Key()
	if err != nil {
		return nil, err
	}
	servers, err := NewServers(cfg, clock, nil)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	p, _, err := InForce(ctx, cfg, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	scope, err := LoadClassifier(cfg, p, clock)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if cfg.Letters.Folder != "" {
		err = takeOverFolder(ctx, cfg, db, p.Landlord, clock())
	}
	letters, _, loadErr := lettersInForce(ctx, cfg, db, p.Landlord, clock())
	if err = errors.Join(err, loadErr); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	rules := desk.Rules{Procedure: p, Letters: letters, Classifier: scope}
	options := deskOptions(cfg, rules, db, secret, clock, servers)
	options.Log = slog.New(slog.DiscardHandler)
	d, err := desk.New(options)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Session{cfg, db, d, clock, servers}, nil
}

// OpenStore opens the configured database, beside a running daemon if need be. It makes none.
func OpenStore(ctx context.Context, cfg config.Config) (*store.Store, error) {
	db, err := openBy(ctx, cfg, store.OpenThere)
	if errors.Is(err, store.ErrNoDatabase) {
		if lost := MayBegin(ctx, cfg); lost != nil {
			return nil, lost
		}
		err = fmt.Errorf("%w yet where store.url points: the first start of the daemon makes it", err)
	}
	return db, err
}

func openBy(ctx context.Context, cfg config.Config, open func(context.Context, string) (*store.Store, error)) (
	*store.Store, error) {
	address, err := cfg.StoreURL()
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	return sealed(ctx, cfg, db)
}

// sealed gives an open database its key.
func sealed(ctx context.Context, cfg config.Config, db *store.Store) (*store.Store, error) {
	if err := useKey(ctx, cfg, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close releases the database.
func (s *Session) Close() error { return s.Store.Close() }

// deskOptions are those of a desk of this configuration, a daemon's or a session's.
func deskOptions(
	cfg config.Config, rules desk.Rules, db *store.Store, secret []byte, clock func() time.Time, servers *Servers,
) desk.Options {
	return desk.Options{
		Rules: rules, Store: db, Secret: secret, OldTokens: cfg.Letters.OldTokens, Clock: clock,
		RefPrefix: cfg.Letters.RefPrefix, Batch: cfg.Limits.Batch, PerSender: cfg.Limits.LettersPerSender,
		Mail: intake.NewReader(intake.ReaderOptions{
			OwnAddresses: cfg.OwnAddresses(), AuthservID: cfg.Mailbox.AuthservID,
			ReportsAbove: cfg.Mailbox.ReportsAbove, Location: rules.Calendar.Zone,
			FormLabels: cfg.Mailbox.FormLabels, PDF: pdf.NewReader(cfg.Mailbox.Pdftotext),
		}),
		Junk: servers.junk(), Servers: cfg.MailServers(),
	}
}

// loaded is what a start has made ready.
type loaded struct {
	rules  desk.Rules
	db     *store.Store
	wrong  []templates.Problem // letters that are not in force
	waits  []string            // what of the configuration would move dates, and is not in force
	unsure bool                // see [desk.BeginDating]
}

// loadAll makes ready, side by side, what takes most of a start: the letters, the classifier and the database. The
// landlord's own letters are in the database, and looked at once that is open; so is what sets dates.
func loadAll(
	ctx context.Context, cfg config.Config, p procedure.Procedure, clock func() time.Time,
) (l loaded, err error) {
	var (
		ours               *templates.Set
		scope              *classifier.Classifier
		lettersErr         error
		scopeErr, storeErr error
		all                sync.WaitGroup
	)
	if cfg.Letters.Folder == "" {
		all.Go(func() { ours, lettersErr = LoadLetters(cfg, p.Landlord) })
	}
	all.Go(func() { scope, scopeErr = LoadClassifier(cfg, p, clock) })
	all.Go(func() {
		address, err := cfg.StoreURL()
		if err == nil {
			l.db, err = store.TakeOver(ctx, address)
		}
		if err == nil {
			l.db, err = sealed(ctx, cfg, l.db)
		}
		storeErr = err
	})
	all.Wait()
	err = errors.Join(lettersErr, scopeErr, storeErr)
	if err == nil && ours == nil {
		if err = takeOverFolder(ctx, cfg, l.db, p.Landlord, clock()); err == nil {
			ours, l.wrong, err = lettersInForce(ctx, cfg, l.db, p.Landlord, clock())
		}
	}
	l.rules = desk.Rules{Procedure: p, Letters: ours, Classifier: scope, Operator: cfg.Alerts.Operator}
	if err == nil {
		err = l.settle(ctx, cfg, clock)
	}
	if err != nil && l.db != nil {
		err = errors.Join(err, l.db.Close())
	}
	return l, err
}

// settle puts the rules under what sets dates in the database.
func (l *loaded) settle(ctx context.Context, cfg config.Config, clock func() time.Time) error {
	was := l.rules.Procedure
	p, waits, unsure, err := settle(ctx, cfg, l.db, clock())
	if err != nil {
		return err
	}
	l.rules.Procedure, l.waits, l.unsure = p, waits, unsure
	if p.Calendar.Zone.String() != was.Calendar.Zone.String() ||
		p.Policy.TimeLimit.Months != was.Policy.TimeLimit.Months {
		l.rules.Classifier, err = LoadClassifier(cfg, p, clock)
	}
	return err
}

// loadRules makes ready what a desk decides by. Rules of the classifier that are wrong are refused; a letter that is
// wrong leaves the one before it in force, and is told of.
func loadRules(
	ctx context.Context, cfg config.Config, p procedure.Procedure, db *store.Store, clock func() time.Time,
) (desk.Rules, []templates.Problem, error) {
	var letters *templates.Set
	var wrong []templates.Problem
	var err error
	if cfg.Letters.Folder == "" {
		letters, err = LoadLetters(cfg, p.Landlord)
	} else {
		letters, wrong, err = lettersInForce(ctx, cfg, db, p.Landlord, clock())
	}
	scope, scopeErr := LoadClassifier(cfg, p, clock)
	rules := desk.Rules{Procedure: p, Letters: letters, Classifier: scope, Operator: cfg.Alerts.Operator}
	return rules, wrong, errors.Join(err, scopeErr)
}

// LoadLetters compiles the letters with the administrator's laid over them and refuses any that could surprise a
// resident.
func LoadLetters(cfg config.Config, landlord order.Landlord) (*templates.Set, error) {
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
