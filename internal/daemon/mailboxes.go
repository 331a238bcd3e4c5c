package daemon

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"complaints/intake/imap"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/store"
)

// ledger is where a mailbox puts its mail. The store knows how far a source has been read; the desk, or the filter
// before it, takes in what comes.
type ledger struct {
	*store.Store
	receiver
}

// receiver takes mail in.
type receiver interface {
	Receive(ctx context.Context, source string, batch []message.Arrival, upTo message.Cursor) error
}

func (d *Daemon) openMailboxes(o Options) error {
	configs, err := d.servers.Mailboxes()
	if err != nil {
		return err
	}
	for _, cfg := range configs {
		if err := d.openMailbox(cfg, d.desk, o); err != nil {
			return err
		}
	}
	if d.cfg.Mailbox.Junk != "take" {
		return nil
	}
	cfg, err := d.servers.Junk()
	if err != nil {
		return err
	}
	return d.openMailbox(cfg, desk.JunkFilter{Desk: d.desk}, o)
}

func (d *Daemon) openMailbox(cfg imap.Options, takes receiver, o Options) error {
	box := &mailbox{options: cfg}
	m, err := imap.NewMailbox(cfg, ledger{d.store, pastFilter{takes, box}}, d.log, o.Clock)
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	box.Mailbox = m
	d.mailboxes = append(d.mailboxes, box)
	return nil
}

// mailbox is a mailbox and whether it is ours to read.
type mailbox struct {
	*imap.Mailbox
	duty
	options imap.Options
	held    atomic.Pointer[string] // why nothing of it is taken in
	past    atomic.Pointer[pastOf] // of one that a new database begins with, until it has been read to its end
}

// read reads a mailbox while it is ours. What the daemon before us stored and did not decide comes first.
func (d *Daemon) read(ctx context.Context, m *mailbox) {
	if !d.mayRead(ctx, m) {
		return
	}
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
			if err := errors.Join(watch.Look(ctx, d.state(m)), d.isRead(ctx, m)); err != nil && ctx.Err() == nil {
				d.report("watching the mailbox", err)
			}
		}
	}
}

// state is how the reading of a mailbox fares.
func (d *Daemon) state(m *mailbox) desk.MailboxState {
	s := m.Status()
	state := desk.MailboxState{
		Name: s.Name, Server: s.Server, Since: m.sinceTime(), Error: s.LastError, Unseen: s.Unseen,
		Elsewhere: !m.ours.Load(),
	}
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

// silent is for how long a mailbox of ours has not been read to its end.
func (d *Daemon) silent(m *mailbox) time.Duration {
	if !m.ours.Load() {
		return 0
	}
	state := d.state(m)
	if state.LastRead.IsZero() {
		return d.clock().Sub(state.Since)
	}
	return d.clock().Sub(state.LastRead)
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
