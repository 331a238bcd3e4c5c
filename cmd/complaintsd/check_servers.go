package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"time"

	"complaints/intake"
	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// What is mentioned of servers: a certificate that ends soon, a clock that parts from ours.
const (
	endsSoon  = 30 * 24 * time.Hour
	clockSlip = 2 * time.Minute
)

// sight is what was seen of a server, and when by our clock.
type sight struct {
	daemon.Seen
	at time.Time
}

// watch has servers tell what they show of themselves; the function returns what was seen.
func watch(servers *daemon.Servers) func() []sight {
	var mu sync.Mutex
	var all []sight
	servers.Watch = func(s daemon.Seen) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, sight{s, wallClock()})
	}
	return func() []sight {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// seen mentions certificates that end soon and clocks that part from ours, each server's once.
func (c *checklist) seen(all []sight) {
	told := map[string]bool{}
	for _, s := range all {
		left, slip := s.Expires.Sub(s.at), s.Clock.Sub(s.at)
		switch {
		case s.Clock.IsZero() && left < endsSoon && !told[s.Server]:
			told[s.Server] = true
			c.warn("certificate", fmt.Sprintf("that of %s ends on %s, in %d days: have it renewed", s.Server,
				s.Expires.Format("2 January 2006"), int(left.Hours()/24)))
		case !s.Clock.IsZero() && slip.Abs() > clockSlip && !told["clock"]:
			told["clock"] = true
			c.warn("clock", fmt.Sprintf("%s takes it to be %s, and this machine %s: set this machine's clock, "+
				"since dates are "+
				"counted by it", s.Server, s.Clock.UTC().Format("15:04:05"), s.at.UTC().Format("15:04:05")))
		}
	}
}

// past says what run would make of mail that lay in a mailbox before there was a database.
func (c *checklist) past(ctx context.Context, cfg config.Config, box imap.Options) {
	s, err := daemon.OpenStore(ctx, cfg)
	if err == nil {
		newest, _, looked := s.Newest(ctx)
		if err := errors.Join(looked, s.Close()); err != nil || newest.Unix() > 0 {
			return // mail has been taken in: it is no new database
		}
	} else if !errors.Is(err, store.ErrNoDatabase) {
		return // "database" says so
	}
	p, _, err := daemon.LookAtPast(ctx, box, wallClock(), wallClock)
	if err != nil {
		return
	}
	if why := p.Wrong(); why != "" {
		c.warn("mailbox", "run would take nothing in and write to nobody: "+why)
	} else if p.Mails > 0 && !p.Since {
		c.warn("mailbox", fmt.Sprintf("mailbox.since is not set and the database is new: all %d mails that lie "+
			"there would "+
			"be taken for new, and whoever wrote them would hear from us. Write mailbox.since: %s, unless that "+
			"is what you "+
			"want", p.Mails, wallClock().Format(time.DateOnly)))
	}
}

// reporter is who writes most of the reports on senders in the newest mails: the name that mailbox.authserv_id needs.
func reporter(headers [][]byte) string {
	count := map[string]int{}
	for _, h := range headers {
		fields, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(h))).ReadMIMEHeader()
		reports := fields["Authentication-Results"]
		if len(reports) == 0 {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimSpace(reports[0]), ";")
		name = strings.TrimSpace(name)
		switch {
		case strings.Contains(name, "="): // Microsoft's servers give no name
			count[intake.Microsoft365]++
		case name != "" && !strings.ContainsAny(name, " \t"):
			count[name]++
		}
	}
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return count[b] - count[a] })
	if len(names) == 0 || 2*count[names[0]] <= len(headers) {
		return ""
	}
	return names[0]
}

// called is a reporter as a sentence names it.
func called(reporter string) string {
	if reporter == intake.Microsoft365 {
		return "Microsoft's servers, which give no name"
	}
	return reporter
}

// roundTripPatience is how long the letter may be under way.
const roundTripPatience = 2 * time.Minute

// roundTrip sends a letter to the mailbox, at an address as replies come to, and looks for it there.
func (c *checklist) roundTrip(ctx context.Context, cfg config.Config) {
	ctx, cancel := context.WithTimeout(ctx, roundTripPatience+time.Minute)
	defer cancel()
	id := "check-" + strings.ToLower(rand.Text()[:16])
	local, host, _ := strings.Cut(cfg.Landlord.Email, "@")
	to := local + "+" + id + "@" + host
	header, took, err := sendAndWait(ctx, cfg, id, to)
	if !c.done("round trip", err, "a letter to %s came back in %s", to, took.Round(time.Second)) {
		return
	}
	reader := intake.NewReader(intake.ReaderOptions{AuthservID: cfg.Mailbox.AuthservID,
		ReportsAbove: cfg.Mailbox.ReportsAbove})
	report := reader.ReportIn(header)
	switch {
	case cfg.Mailbox.AuthservID == intake.NoReports:
		c.warn("round trip", "mailbox.authserv_id is none, so nobody who writes is proved")
	case report.Found && report.Believed:
		c.ok("round trip", "the mail server's report on its sender is there and believed")
	default:
		c.warn("round trip", "the mail server wrote no report on who sent it that is believed. Some write none "+
			"on mail "+
			"from their own users: if your staff's mail is at the same server, their replies cannot be proved "+
			"until it does")
	}
}

// sendAndWait sends the letter and returns its header as it lies in the mailbox.
func sendAndWait(ctx context.Context, cfg config.Config, id, to string) (header []byte, took time.Duration, err error) {
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		return nil, 0, err
	}
	sender, err := servers.Mail(nil, nil)
	if err != nil {
		return nil, 0, err
	}
	boxes, err := servers.Mailboxes()
	if err != nil {
		return nil, 0, err
	}
	began := wallClock()
	_, host, _ := strings.Cut(to, "@")
	l := outbox.Letter{ID: id, Channel: message.Email, To: to, MessageID: id + "@" + host, DecidedAt: began,
		Subject: "A test of the complaints mailbox", Text: "This letter was sent by \"complaintsd check --send\". " +
			"It shows that letters leave and that replies come back. Nothing needs to be done.\n"}
	var result outbox.SendResult
	if err := sender.SendEach(ctx, []outbox.Letter{l}, func(r outbox.SendResult) { result = r }); err != nil {
		return nil, 0, err
	}
	if result.State != outbox.Sent {
		return nil, 0, fmt.Errorf("the mail server did not take a letter to %s: %s. Let mail to %s with "+
			"anything after a plus "+
			"reach the complaints mailbox", to, result.Detail, cfg.Landlord.Email)
	}
	for wallClock().Sub(began) < roundTripPatience {
		for _, box := range boxes {
			if header, err = cameBack(ctx, box, id); err != nil || header != nil {
				return header, wallClock().Sub(began), err
			}
		}
		select {
		case <-ctx.Done():
			return nil, 0, ctx.Err()
		case <-time.After(3 * time.Second):
		}
	}
	return nil, 0, fmt.Errorf("the mail server took a letter to %s, and it is not in the mailbox after %s: let "+
		"mail to %s with "+
		"anything after a plus reach it, and look into the junk folder", to, roundTripPatience, cfg.Landlord.Email)
}

// cameBack returns the header of the letter, if it lies among the newest mails of a folder.
func cameBack(ctx context.Context, box imap.Options, id string) ([]byte, error) {
	m, err := imap.NewMailbox(box, nil, slog.New(slog.DiscardHandler), wallClock)
	if err != nil {
		return nil, err
	}
	headers, err := m.Newest(ctx, newestLookedAt)
	if err != nil && !errors.Is(err, imap.ErrFolder) {
		return nil, err
	}
	for _, h := range headers {
		if bytes.Contains(h, []byte(id)) {
			return h, nil
		}
	}
	return nil, nil
}
