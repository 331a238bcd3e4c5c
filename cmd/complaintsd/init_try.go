package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"complaints/intake"
	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/daemon"
)

// configured is the configuration as far as it is known.
func (n *beginner) configured() config.Config {
	cfg := config.Default()
	cfg.Landlord.Name, cfg.Landlord.Email = n.b.Name, n.b.Email
	cfg.Mailbox.Server, cfg.Mailbox.TLS, cfg.Mailbox.User = n.b.MailboxServer, n.b.MailboxTLS, n.b.User
	cfg.Mailbox.AuthservID = cmp.Or(n.b.AuthservID, intake.NoReports)
	cfg.SMTP.Server, cfg.SMTP.TLS, cfg.SMTP.User = n.b.SMTPServer, n.b.SMTPTLS, n.b.User
	cfg.Mailbox.Password, cfg.SMTP.Password = config.Secret(n.password), config.Secret(n.password)
	if n.b.NoLogin {
		cfg.SMTP.User, cfg.SMTP.Password = "", ""
	}
	return cfg
}

// tryTime is how long one look at a server may take.
const tryTime = time.Minute

// folder is the mailbox's first folder.
func (n *beginner) folder() (*imap.Mailbox, imap.Options, error) {
	servers, err := daemon.NewServers(n.configured(), wallClock, nil)
	if err != nil {
		return nil, imap.Options{}, err
	}
	boxes, err := servers.Mailboxes()
	if err != nil {
		return nil, imap.Options{}, err
	}
	m, err := imap.NewMailbox(boxes[0], nil, slog.New(slog.DiscardHandler), wallClock)
	return m, boxes[0], err
}

// tryMailbox reads the mailbox, and finds from which day on its mail is to count.
func (n *beginner) tryMailbox(ctx context.Context) error {
	if n.offline {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	m, options, err := n.folder()
	if err != nil {
		return err
	}
	is, err := m.Check(ctx)
	if err != nil {
		return fmt.Errorf("the mailbox cannot be read: %w", whatToChange(err, is.Folders))
	}
	n.say(n.t.Err, "ok      mailbox        %s at %s can be read", n.b.User, n.b.MailboxServer)
	past, _, err := daemon.LookAtPast(ctx, options, wallClock(), wallClock)
	if err != nil {
		return err
	}
	if past.Mails > 0 {
		n.b.Since = wallClock().Format(time.DateOnly)
		n.say(n.t.Err, "ok      past           %d mails lie there already: mailbox.since leaves alone what came "+
			"before today", past.Mails)
	}
	return nil
}

// trySMTP logs in at the mail server.
func (n *beginner) trySMTP(ctx context.Context) error {
	if n.offline {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	servers, err := daemon.NewServers(n.configured(), wallClock, nil)
	if err != nil {
		return err
	}
	sender, err := servers.Mail(nil, nil)
	if err == nil {
		err = sender.Check(ctx)
	}
	if err != nil {
		return fmt.Errorf("the mail server does not take our letters: %w", err)
	}
	n.say(n.t.Err, "ok      mail server    %s takes our letters", n.b.SMTPServer)
	return nil
}

// try sends the mailbox a mail at an address as replies come to, and reads from it, or from others, who reports on
// senders. What is not found is said, and can be put right later.
func (n *beginner) try(ctx context.Context) error {
	found := n.b.AuthservID
	if !n.offline {
		ctx, cancel := context.WithTimeout(ctx, roundTripPatience+2*tryTime)
		defer cancel()
		id := "init-" + strings.ToLower(rand.Text()[:16])
		local, host, _ := strings.Cut(n.b.Email, "@")
		to := local + "+" + id + "@" + host
		header, took, err := sendAndWait(ctx, n.configured(), id, to)
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			n.say(n.t.Err, "CHANGE  round trip     %v", err)
		} else {
			n.say(n.t.Err, "ok      round trip     a letter to %s came back in %s", to, took.Round(time.Second))
		}
		if found == "" {
			if found, err = n.reporter(ctx, header); err != nil {
				return err
			}
		}
	}
	switch {
	case found == intake.NoReports:
		n.say(n.t.Err, "CHANGE  senders        mailbox.authserv_id is none: no reply of staff is acted on")
	case found != "":
		n.say(n.t.Err, "ok      senders        %s reports on who sent a mail", called(found))
	case n.offline && n.yes:
		return usagef("--authserv-id is missing: offline nobody can find it. Give your mail server's name, or none")
	default:
		found = intake.NoReports
		n.say(n.t.Err, "CHANGE  senders        no mail there has a report on its sender, so no reply of staff is acted "+
			"on: have the mail server check senders (DMARC), and put its name into mailbox.authserv_id")
	}
	n.b.AuthservID = found
	return nil
}

// reporter is who reports on senders: in the mail that came back, or else in the newest mails.
func (n *beginner) reporter(ctx context.Context, header []byte) (string, error) {
	if header != nil {
		if name := reporter([][]byte{header}); name != "" {
			return name, nil
		}
	}
	m, _, err := n.folder()
	if err != nil {
		return "", err
	}
	headers, err := m.Newest(ctx, newestLookedAt)
	if err != nil && !errors.Is(err, imap.ErrFolder) {
		return "", err
	}
	return reporter(headers), nil
}
