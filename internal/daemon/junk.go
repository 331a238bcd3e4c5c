package daemon

import (
	"context"
	"errors"
	"log/slog"

	"complaints/intake/imap"
	"complaints/internal/calendar"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/message"
)

// Junk says how the mail server's junk folder is read.
func (s *Servers) Junk() (imap.Options, error) {
	boxes, err := s.Mailboxes()
	if err != nil {
		return imap.Options{}, err
	}
	box := boxes[0]
	box.Name, box.Folder = junkSource(s.cfg), imap.JunkFolder
	return box, nil
}

// junkSource is the junk folder's name as a source of arrivals.
func junkSource(cfg config.Config) string { return cfg.Mailbox.User + "/junk folder" }

// junk is the junk folder as the desk sees it.
func (s *Servers) junk() desk.Junk {
	cfg, clock := s.cfg, s.clock
	j := desk.Junk{Source: junkSource(cfg), Tell: cfg.Mailbox.Junk == "tell"}
	j.Look = func(ctx context.Context, since calendar.Date, f func([]message.Arrival) error) (string, error) {
		box, err := s.Junk()
		if err != nil {
			return "", err
		}
		box.Since = max(since, box.Since)
		m, err := imap.NewMailbox(box, nil, slog.New(slog.DiscardHandler), clock)
		if err != nil {
			return "", err
		}
		folder, err := m.Look(ctx, f)
		if errors.Is(err, imap.ErrNoJunkFolder) {
			return "", nil
		}
		return folder, err
	}
	return j
}
