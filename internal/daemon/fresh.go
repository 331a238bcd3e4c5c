package daemon

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/store"
)

// A database that is missing looks like one that was never there, and a mailbox with a past like one full of news. Both
// would have everybody written to once more, so where anything says that there was a database before, none is made, and
// where a mailbox has a past, nothing of it is taken in, until a person has said so.

// MayBegin returns an error if there is no database where the configuration says, and something says that there was
// one.
func MayBegin(ctx context.Context, cfg config.Config) error {
	address, err := cfg.StoreURL()
	if err != nil {
		return err
	}
	there, err := store.There(ctx, address)
	if err != nil || there {
		return err
	}
	for _, trace := range []string{cfg.SealPath(), cfg.NotesPath()} {
		if trace == "" {
			continue
		}
		if info, err := os.Stat(trace); err == nil && info.Size() > 0 {
			return fmt.Errorf("%w where store.url points, and %s says that there was one: look whether its disk "+
				"is there, "+
				"or put a backup in its place. Nothing was made and nobody was written to. To begin anew on "+
				"purpose, start "+
				"\"complaintsd run --new\"", store.ErrNoDatabase, trace)
		}
	}
	return nil
}

// heldMark begins the names under which is kept that nothing of a mailbox is taken in yet.
const heldMark = "mailbox held:"

// noteFresh keeps, in a database that nothing has arrived in yet, that no mailbox has been looked at. Where another
// daemon has noted it already, that one looks, or has looked: its mark is left alone.
func (d *Daemon) noteFresh(ctx context.Context) error {
	arrived, err := d.store.Arrivals(ctx, store.ArrivalFilter{Limit: 1})
	if err != nil || len(arrived) > 0 {
		return err
	}
	return d.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, m := range d.mailboxes {
			name := heldMark + m.Status().Name
			is, err := tx.Mark(ctx, name)
			if err == nil && is == 0 {
				err = tx.SetMark(ctx, name, notLookedAt)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// LookAtPast looks what lies in a mailbox, and changes nothing. The keys of the mails that carry our mark are returned
// as well.
func LookAtPast(ctx context.Context, box imap.Options, now time.Time, clock func() time.Time) (
	p desk.Past, marked map[string]bool, err error) {
	p, marked = desk.Past{Name: box.Name, Since: !box.Since.IsZero()}, map[string]bool{}
	m, err := imap.NewMailbox(box, nil, slog.New(slog.DiscardHandler), clock)
	if err != nil {
		return p, nil, err
	}
	seen, err := m.Survey(ctx)
	if err != nil {
		return p, nil, err
	}
	for _, mail := range seen {
		if mail.Marked {
			marked[mail.Key] = true
		}
		p.Add(mail.Marked, mail.Received, now)
	}
	return p, marked, nil
}

// mayRead waits until a mailbox may be read that a new database begins with. It returns false if ctx ends first.
func (d *Daemon) mayRead(ctx context.Context, m *mailbox) bool {
	operator := d.desk.NewOperatorWatch("held "+m.Status().Name, "The mailbox is taken in now.")
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for last := ""; ; {
		why, err := d.held(ctx, m)
		if err == nil {
			d.report("telling that a mailbox is not taken in", operator.Look(ctx, why))
			select {
			case d.news <- struct{}{}:
			default: // it is on its way
			}
		}
		switch {
		case ctx.Err() != nil:
			return false
		case err != nil:
			d.log.Warn("whether the mailbox has a past cannot be seen, and is looked at again", "mailbox",
				m.Status().Name, "err", err)
		case why == "":
			m.held.Store(nil)
			return true
		case why != last:
			last = why
			m.held.Store(&why)
			d.log.Error("nothing of this mailbox is taken in, and nobody is written to", "mailbox", m.Status().Name,
				"why", why)
		}
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
}

// What is kept under a heldMark.
const (
	notLookedAt = 1
	maybeRead   = 2 // and not read to its end yet
)

// held says why nothing of a mailbox may be taken in yet, or "".
func (d *Daemon) held(ctx context.Context, m *mailbox) (string, error) {
	name := heldMark + m.Status().Name
	is, err := d.store.Mark(ctx, name)
	if err != nil || is == 0 {
		return "", err
	}
	p, marked, err := LookAtPast(ctx, m.options, d.clock(), d.clock)
	if err != nil {
		return "", err
	}
	if why := p.Wrong(); why != "" && is == notLookedAt && !d.takeOver {
		return why, nil
	}
	m.past.Store(&pastOf{marked: marked, began: d.clock()})
	return "", d.store.SetMark(ctx, name, maybeRead)
}

// isRead forgets the past of a mailbox that has been read to its end.
func (d *Daemon) isRead(ctx context.Context, m *mailbox) error {
	if m.past.Load() == nil || m.Status().LastSuccess.IsZero() {
		return nil
	}
	err := d.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.DropMark(ctx, heldMark+m.Status().Name)
	})
	if err == nil {
		m.past.Store(nil)
	}
	return err
}

// anyHeld reports whether nothing of one of the mailboxes is taken in yet. Then nobody is written to.
func (d *Daemon) anyHeld() bool {
	return slices.ContainsFunc(d.mailboxes, func(m *mailbox) bool { return m.held.Load() != nil })
}

// pastOf is which mails of a mailbox belong to its past.
type pastOf struct {
	marked map[string]bool
	began  time.Time
}

// pastFilter stands before the desk: a mail of a mailbox's past is put before a person, and nobody is written to.
type pastFilter struct {
	receiver
	mailbox *mailbox
}

// Receive passes a batch on, with the mails of the past marked as such.
func (f pastFilter) Receive(ctx context.Context, source string, batch []message.Arrival, upTo message.Cursor) error {
	if past := f.mailbox.past.Load(); past != nil {
		for i, a := range batch {
			batch[i].Problem = cmp.Or(desk.ProblemOfThePast(past.marked[a.Key], a.Received, past.began), a.Problem)
		}
	}
	return f.receiver.Receive(ctx, source, batch, upTo)
}
