package intake

import (
	"context"
	"math"

	"github.com/emersion/go-imap/v2"
)

// Proved looks at the newest mails of the folder, at most n, and counts those on whose sender our own mail server
// reported. None of several means that the server reports under another name or not at all, and then no reply of
// staff can be acted on.
func (m *Mailbox) Proved(ctx context.Context, authservID string, n int) (seen, proved int, err error) {
	s, err := m.open(ctx, true)
	if err != nil {
		return 0, 0, m.named(err)
	}
	defer s.close()
	const window = 1000 // UIDs; the newest mails lie at the end
	first := imap.UID(1)
	if next := s.folder.UIDNext; next > window {
		first = next - window
	}
	uids, err := s.search(ctx, first, math.MaxUint32, nil)
	if err != nil {
		return 0, 0, m.named(err)
	}
	if len(uids) == 0 {
		return 0, 0, nil
	}
	uids = uids[max(0, len(uids)-n):]
	got, err := s.fetch(ctx, uids, imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{&headerOnly}})
	if err != nil {
		return 0, 0, m.named(err)
	}
	r := NewReader(ReaderOptions{AuthservID: authservID})
	for _, f := range got {
		seen++
		if h, _, _ := splitHeader(f.raw, len(f.raw)); len(r.ownResults(h)) > 0 {
			proved++
		}
	}
	return seen, proved, nil
}
