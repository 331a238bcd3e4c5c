package e2e

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/daemon"
)

// TestASilentMailboxIsTold lets the mail server be away for hours, and the daemon be started anew in the midst of it:
// the complaints team is told once, and once more when it is over.
func TestASilentMailboxIsTold(t *testing.T) {
	t.Parallel()
	inTown(t, 10, func(t *testing.T, town *town, cfg config.Config) {
		cfg.Mailbox.SilentFor = 30 * time.Minute
		stop := runDaemon(t, town, cfg)
		time.Sleep(time.Hour)
		if n := len(town.told()); n != 0 {
			t.Errorf("%d letters about a mailbox that is well", n)
		}
		if err := town.imap.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(25 * time.Minute)
		if n := len(town.told()); n != 0 {
			t.Errorf("%d letters before half an hour was over", n)
		}
		time.Sleep(2 * time.Hour)
		stop()
		stop = runDaemon(t, town, cfg)
		time.Sleep(3 * time.Hour)
		if told := town.told(); len(told) != 1 || !strings.HasPrefix(told[0], "Please look") {
			t.Errorf("after hours of silence and a new start: %v", told)
		}
		town.openMailbox(t)
		time.Sleep(2 * time.Hour)
		if told := town.told(); len(told) != 2 || !strings.Contains(told[1], "works again") {
			t.Errorf("when it is over: %v", told)
		}
		stop()
	})
}

func runDaemon(t *testing.T, town *town, cfg config.Config) (stop func()) {
	d, err := daemon.New(t.Context(), daemon.Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		Dial: town.Dial, Listen: town.Listen})
	if err != nil {
		t.Fatal(err)
	}
	running, halt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	return func() {
		halt()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// told are the subjects of the letters about the program itself.
func (s *town) told() (subjects []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		if m.to == "complaints.team@landlord.example" && !strings.HasPrefix(m.subject, "Complaints today") {
			subjects = append(subjects, m.subject)
		}
	}
	return subjects
}
