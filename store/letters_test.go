package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

func TestTheNewestLooseLetter(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		loose := func(cause string, minutes int) outbox.Letter {
			l := aLetter("", "M28", leakMessage(1, cause))
			l.Cause, l.Token, l.MessageID, l.DecidedAt = cause, cause, cause+"@landlord.example",
				later.Add(time.Duration(minutes-60)*time.Minute)
			return l
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Order(ctx, loose("mailbox:a:silent:1", 1), loose("mailbox:a:read again:2", 2),
				loose("mailbox:ab:silent:3", 3))
			return err
		})
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if cause, err := tx.LastWithoutCase(ctx, letter.PolicyWarning, "mailbox:a:"); err != nil ||
				cause != "mailbox:a:read again:2" {
				t.Errorf("the newest is %q, %v", cause, err)
			}
			if _, err := tx.LastWithoutCase(ctx, letter.PolicyWarning, "mailbox:c:"); !errors.Is(err,
				store.ErrNotFound) {
				t.Errorf("of a mailbox of which nothing was told: %v", err)
			}
			return nil
		})
	})
}
