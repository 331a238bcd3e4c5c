package imap

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// Condition is what can be said of a mailbox before it is read for real.
type Condition struct {
	Keyword bool     // the server keeps our keyword on what was taken
	Folders []string // that can be opened, by name
	// room that is taken and that there is, in kilobytes (RFC 9208); both 0 where the server does not tell
	Used, Limit int64
}

// Full is the share of the mailbox's room that is taken, in hundredths; 0 if it is not known.
func (c Condition) Full() int {
	if c.Limit <= 0 {
		return 0
	}
	return int(100 * float64(c.Used) / float64(c.Limit))
}

// Check connects, logs in and opens the folder as [Mailbox.Run] does. It changes nothing. Its error says what failed;
// nil means that the mailbox can be read. With [ErrFolder] the condition has the folders that there are.
func (m *Mailbox) Check(ctx context.Context) (Condition, error) {
	s, err := m.open(ctx, false)
	if errors.Is(err, ErrFolder) || errors.Is(err, ErrNoJunkFolder) {
		return m.withoutFolder(ctx), m.named(err)
	}
	if err != nil {
		return Condition{}, m.named(err)
	}
	defer s.close()
	if _, err := s.search(ctx, 1, math.MaxUint32, nil); err != nil {
		return Condition{}, m.named(err)
	}
	c := Condition{Keyword: s.keywords, Folders: s.folders(ctx)}
	c.Used, c.Limit = s.room(ctx)
	return c, nil
}

// withoutFolder is the condition of a mailbox whose configured folder cannot be opened.
func (m *Mailbox) withoutFolder(ctx context.Context) (c Condition) {
	opts := m.opts
	opts.Folder = "INBOX" // there always is one (RFC 9051 section 5.1)
	inbox, err := NewMailbox(opts, m.ledger, m.log, m.now)
	if err != nil {
		return c
	}
	s, err := inbox.open(ctx, true)
	if err != nil {
		return c
	}
	defer s.close()
	return Condition{Folders: s.folders(ctx)}
}

// folders lists what can be opened; nil where the server does not say.
func (s *session) folders(ctx context.Context) (names []string) {
	_ = s.do(ctx, "list of folders", func() error { // a mailbox can be read without
		all, err := s.client.List("", "*", nil).Collect()
		for _, f := range all {
			if !slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) {
				names = append(names, f.Mailbox)
			}
		}
		return err
	})
	return names
}

// room is what the server says of the mailbox's quota.
func (s *session) room(ctx context.Context) (used, limit int64) {
	if !s.client.Caps().Has(imap.CapQuota) {
		return 0, 0
	}
	_ = s.do(ctx, "quota", func() error { // a mailbox can be read without
		all, err := s.client.GetQuotaRoot(s.name).Wait()
		for _, q := range all {
			if r, ok := q.Resources[imap.QuotaResourceStorage]; ok && r.Limit > 0 {
				used, limit = r.Usage, r.Limit
			}
		}
		return err
	})
	return used, limit
}
