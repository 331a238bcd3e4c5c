package imap

import (
	"context"
	"math"

	"github.com/emersion/go-imap/v2"
)

// Newest returns the headers of the newest mails of the folder, at most n, without changing anything. They come in no
// order; one that the server does not hand over is missing.
func (m *Mailbox) Newest(ctx context.Context, n int) (headers [][]byte, err error) {
	s, err := m.open(ctx, true)
	if err != nil {
		return nil, m.named(err)
	}
	defer s.close()
	const window = 1000 // UIDs; the newest mails lie at the end
	first := imap.UID(1)
	if next := s.folder.UIDNext; next > window {
		first = next - window
	}
	uids, err := s.search(ctx, first, math.MaxUint32, nil)
	if err != nil {
		return nil, m.named(err)
	}
	if len(uids) == 0 {
		return nil, nil
	}
	uids = uids[max(0, len(uids)-n):]
	got, err := s.fetch(ctx, uids, imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{&headerOnly}})
	if err != nil {
		return nil, m.named(err)
	}
	for _, f := range got {
		headers = append(headers, f.raw)
	}
	return headers, nil
}
