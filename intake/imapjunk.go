package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"complaints/internal/complaint"
)

// JunkFolder stands for the folder into which the mail server puts what it takes for spam, whatever that folder is
// called there (RFC 6154). It may be given as [MailboxConfig.Folder].
const JunkFolder = `\Junk`

// ErrNoJunkFolder says that the mail server shows no folder for spam.
var ErrNoJunkFolder = errors.New("the mail server shows no junk folder")

// junkNames are what such a folder is called where the server does not mark it.
var junkNames = []string{"junk", "junk e-mail", "junk email", "junk mail", "spam", "bulk mail"}

// folderName is the name under which the configured folder is selected.
func (s *session) folderName(ctx context.Context) (string, error) {
	if s.m.cfg.Folder != JunkFolder {
		return s.m.cfg.Folder, nil
	}
	var all []*imap.ListData
	err := s.do(ctx, "list of folders", func() (err error) {
		caps := s.client.Caps()
		marked := caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) || caps.Has(imap.CapIMAP4rev2)
		all, err = s.client.List("", "*", &imap.ListOptions{ReturnSpecialUse: marked}).Collect()
		return err
	})
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if slices.ContainsFunc(f.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(imap.MailboxAttrJunk)) }) {
			return f.Mailbox, nil
		}
	}
	for _, f := range all {
		name := f.Mailbox
		if f.Delim != 0 {
			name = name[strings.LastIndex(name, string(f.Delim))+1:]
		}
		if slices.Contains(junkNames, strings.ToLower(name)) && !slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) {
			return f.Mailbox, nil
		}
	}
	return "", ErrNoJunkFolder
}

// Look reads the folder once from its beginning, over connections of its own and without changing anything, and hands
// all that is in it to f, some mails at a time. It returns what the folder is called.
func (m *Mailbox) Look(ctx context.Context, f func([]complaint.Arrival) error) (folder string, err error) {
	onlooker := &onlooker{take: f}
	look := &Mailbox{cfg: m.cfg, ledger: onlooker, log: slog.New(slog.DiscardHandler), now: m.now}
	for lost := 0; ; lost++ {
		before := onlooker.cursor
		folder, err = look.lookOn(ctx)
		if err == nil {
			return folder, nil
		}
		if onlooker.cursor != before {
			lost = 0
		}
		if ctx.Err() != nil || onlooker.failed != nil || forPerson(err) || lost >= lookTries {
			return folder, m.named(err)
		}
		pause := time.NewTimer(backoff(lost, err))
		select {
		case <-ctx.Done():
			pause.Stop()
		case <-pause.C:
		}
	}
}

// lookTries is how many connections may break one after the other without any progress. A message that breaks every
// one of them needs about ten until it is given up ([trouble]).
const lookTries = 20

func (m *Mailbox) lookOn(ctx context.Context) (folder string, err error) {
	s, err := m.open(ctx, true)
	if err != nil {
		return "", err
	}
	defer s.close()
	s.keywords = false // nothing is marked
	if err := s.resume(ctx); err != nil {
		return s.name, err
	}
	return s.name, s.catchUp(ctx, true)
}

// onlooker is a ledger that keeps nothing but how far it was shown a folder.
type onlooker struct {
	take   func([]complaint.Arrival) error
	cursor complaint.Cursor
	failed error
}

var _ Ledger = (*onlooker)(nil)

func (o *onlooker) Cursor(context.Context, string) (complaint.Cursor, error) { return o.cursor, nil }

func (o *onlooker) Receive(_ context.Context, _ string, batch []complaint.Arrival, upTo complaint.Cursor) error {
	if o.failed = o.take(batch); o.failed != nil {
		return fmt.Errorf("look at %d mails: %w", len(batch), o.failed)
	}
	o.cursor = upTo
	return nil
}
