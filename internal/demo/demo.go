// Package demo shows the daemon at work with nothing to set up: it starts a mailbox, a mail server and a double of
// Twilio on this machine, runs the real daemon against them on a fast clock, lets four residents and their
// managers live through a complaint, and tells what happens in plain words.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/desk"
	"complaints/internal/lab"
	"complaints/internal/message"
	"complaints/internal/rehearsal"
)

//go:embed story.yaml
var story []byte

// Run plays the demonstration, tells it on w and leaves every letter in the folder.
func Run(ctx context.Context, w io.Writer, folder string) error {
	s, err := rehearsal.Read(story)
	if err != nil {
		return err
	}
	show := &show{story: s, narrator: newNarrator(w)}
	show.clock.Store(s.Steps[0].At.UnixMilli())
	if show.letters, err = newAlbum(folder); err != nil {
		return err
	}
	if show.outside, err = startServers(show.now); err != nil {
		return err
	}
	defer show.outside.stop() // nothing is lost with them
	home, err := os.MkdirTemp("", "complaintsd-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the database: %w", err)
	}
	defer os.RemoveAll(home) // it held only the demonstration
	return show.run(ctx, home)
}

// show is the demonstration under way.
type show struct {
	story    rehearsal.Story
	outside  *servers
	daemon   *daemon.Daemon
	runner   *rehearsal.Runner
	narrator *narrator
	letters  *album
	clock    atomic.Int64 // unix milliseconds
	mu       sync.Mutex   // the daemon tells from many goroutines
	waiting  int          // messages let in that have not been decided
}

func (s *show) now() time.Time { return time.UnixMilli(s.clock.Load()).UTC() }

func (s *show) run(ctx context.Context, home string) error {
	cfg, err := s.config(home)
	if err != nil {
		return err
	}
	s.daemon, err = daemon.New(ctx, daemon.Options{
		Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: s.now, Observe: s.observe,
	})
	if err != nil {
		return err
	}
	s.runner = rehearsal.NewRunner(rehearsal.Environment{
		Desk: s.daemon.Desk(), Mailbox: cfg.Landlord.Email, Number: cfg.SMS.From,
		SetClock: func(t time.Time) { s.clock.Store(t.UnixMilli()) },
		NextDue:  s.daemon.NextDue, Deliver: s.deliver, Settle: s.settle,
	}, "demo", s.story, s.narrator.tell)
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.daemon.Run(running) }()
	s.narrator.begin(s.story)
	err = s.runner.Run(ctx)
	stop()
	err = errors.Join(err, <-ended)
	if err == nil {
		err = s.letters.index()
	}
	if err == nil {
		s.narrator.end(s.letters)
	}
	return err
}

// config is the example's, pointed at the servers of the demonstration.
func (s *show) config(home string) (config.Config, error) {
	cfg, err := s.story.Config()
	if err != nil {
		return cfg, err
	}
	cfg.Letters.Secret = "a secret for nothing but a demonstration"
	cfg.Store.URL = config.Secret("sqlite:" + filepath.Join(home, "complaints.db"))
	cfg.Store.Seal = filepath.Join(home, "complaints.seal")
	cfg.Mailbox.Server, cfg.Mailbox.TLS = s.outside.imapAddr, "none"
	cfg.Mailbox.User, cfg.Mailbox.Password = user, password
	cfg.Mailbox.AuthservID, cfg.Mailbox.Poll = rehearsal.AuthservID, time.Second
	cfg.SMTP.Server, cfg.SMTP.TLS = s.outside.smtpAddr, "none"
	cfg.SMS.AccountSID, cfg.SMS.AuthToken, cfg.SMS.From = account, token, "+447700900100"
	cfg.SMS.Listen, cfg.SMS.PublicURL, cfg.SMS.Server = s.outside.webAddr, s.outside.webhook(), s.outside.twilioURL
	return cfg, nil
}

func (s *show) observe(done []desk.Activity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range done {
		if h.Message != nil {
			s.waiting--
		}
		if h.Letter != nil {
			s.letters.keep(*h.Letter, h.At)
		}
	}
	s.runner.Observe(done)
}

func (s *show) deliver(ctx context.Context, a message.Arrival) error {
	s.mu.Lock()
	s.waiting++
	s.mu.Unlock()
	return lab.Deliver(ctx, s.outside.mailbox, s.outside.texts, a)
}

// settle waits until the daemon has nothing left to do at this instant of the fast clock.
func (s *show) settle(ctx context.Context, now time.Time) error {
	const patience = 10 * time.Second
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		if err := s.daemon.Desk().Sweep(ctx); err != nil {
			return err
		}
		s.daemon.Wake()
		s.mu.Lock()
		decided := s.waiting <= 0 // asked first: what is decided later may owe letters
		s.mu.Unlock()
		idle, err := s.daemon.Idle(ctx, now)
		if err != nil || idle && decided {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return errors.New("the daemon has not settled within ten seconds; something is wrong with it")
		case <-time.After(2 * time.Millisecond):
		}
	}
}
