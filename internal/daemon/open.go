package daemon

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/store"
	"complaints/templates"
)

// Session is what one command on a terminal works with: a desk and its database, opened for that command and closed
// after it, beside a running daemon if need be. It dials nobody.
type Session struct {
	Config config.Config
	Store  *store.Store
	Desk   *desk.Desk
}

// OpenSession opens the database and makes a desk. Letters that the command orders are sent by the daemon.
func OpenSession(ctx context.Context, cfg config.Config, clock func() time.Time) (*Session, error) {
	rules, err := cfg.Procedure()
	if err != nil {
		return nil, err
	}
	letters, err := sessionLetters(cfg, rules.Landlord)
	if err != nil {
		return nil, err
	}
	scope, err := LoadClassifier(cfg, rules, clock)
	if err != nil {
		return nil, err
	}
	secret, err := cfg.Letters.Secret.Reveal()
	if err != nil {
		return nil, err
	}
	if secret == "" {
		return nil, errors.New("letters.secret is missing: give a long random text, as env:NAME or file:PATH")
	}
	db, err := store.Open(ctx, cfg.StoreURL())
	if err != nil {
		return nil, err
	}
	d, err := desk.New(desk.Options{
		Store: db, Procedure: rules, Letters: letters, Classifier: scope, RefPrefix: cfg.Letters.RefPrefix, Batch: cfg.Limits.Batch, PerSender: cfg.Limits.LettersPerSender,
		Mail:   intake.NewReader(intake.ReaderOptions{OwnAddresses: cfg.OwnAddresses(), AuthservID: cfg.Mailbox.AuthservID, Location: rules.Calendar.Zone}),
		Secret: []byte(secret), Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Junk: junk(cfg, clock, nil),
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Session{cfg, db, d}, nil
}

// sessionLetters loads the letters. The built-in ones are not written in every form first, as run and check do, which
// would take longer than most commands; a letter that cannot be written stops the decision that wants it.
func sessionLetters(cfg config.Config, landlord complaint.Landlord) (*templates.Set, error) {
	if cfg.Letters.Folder == "" {
		return templates.Load(nil)
	}
	return LoadLetters(cfg, landlord)
}

// Close releases the database.
func (s *Session) Close() error { return s.Store.Close() }
