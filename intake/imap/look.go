package imap

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"complaints/internal/message"
)

// Look reads the folder once from its beginning, over connections of its own and without changing anything, and hands
// all that is in it to f, some mails at a time. It returns what the folder is called.
func (m *Mailbox) Look(ctx context.Context, f func([]message.Arrival) error) (folder string, err error) {
	onlooker := &onlooker{take: f}
	look := &Mailbox{opts: m.opts, ledger: onlooker, log: slog.New(slog.DiscardHandler), now: m.now}
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
	take   func([]message.Arrival) error
	cursor message.Cursor
	failed error
}

var _ Ledger = (*onlooker)(nil)

func (o *onlooker) Cursor(context.Context, string) (message.Cursor, error) { return o.cursor, nil }

func (o *onlooker) Receive(_ context.Context, _ string, batch []message.Arrival, upTo message.Cursor) error {
	if o.failed = o.take(batch); o.failed != nil {
		return fmt.Errorf("look at %d mails: %w", len(batch), o.failed)
	}
	o.cursor = upTo
	return nil
}
