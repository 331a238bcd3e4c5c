package daemon

import (
	"context"
	"fmt"
	"log/slog"

	"complaints/intake/imap"
	"complaints/internal/message"
	"complaints/store"
)

// AskAgain asks the mail server for a message that was stored without its bytes, and stores what comes as a message of
// its own, whose id it returns. The one without bytes is filed. It leaves alone, with an empty id, what is whole or
// came from no mailbox that is configured.
func (s *Session) AskAgain(ctx context.Context, a store.Arrived) (id string, err error) {
	if int64(len(a.Raw)) >= a.Size && len(a.Raw) > 0 {
		return "", nil
	}
	boxes, err := s.servers.Mailboxes()
	if err != nil {
		return "", err
	}
	for _, box := range boxes {
		if box.Name != a.Source {
			continue
		}
		m, err := imap.NewMailbox(box, nil, slog.New(slog.DiscardHandler), s.clock)
		if err != nil {
			return "", err
		}
		mail, err := m.Again(ctx, a.Key)
		if err != nil {
			return "", fmt.Errorf("message %s: %w", a.ID, err)
		}
		saved, err := s.Store.SaveArrivals(ctx, a.Source, []message.Arrival{mail}, message.Cursor{})
		if err != nil {
			return "", err
		}
		id := saved[0].ID
		return id, s.Store.FileByHand(ctx, a.ID, "Its text came later, as message "+id+".")
	}
	return "", nil
}
