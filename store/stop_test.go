package store_test

import (
	"context"
	"strings"
	"testing"

	"complaints/internal/outbox"
	"complaints/store"
)

// TestStop: a letter that waits can be kept from leaving; one that somebody sends cannot.
func TestStop(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		order(t, s, receipt(1))
		leaving := claim(t, s, later, 1)[0]
		order(t, s, receipt(2))
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			unsent, err := tx.Unsent(ctx, "")
			if err != nil {
				return err
			}
			if len(unsent) != 1 || unsent[0].Token != "token-2" {
				t.Fatalf("unsent: got %v, want the letter that nobody has begun to send", unsent)
			}
			for id, want := range map[string]bool{unsent[0].ID: true, leaving.ID: false} {
				if got, err := tx.Stop(ctx, id, "a rule", later); err != nil || got != want {
					t.Errorf("stopped: got %v, %v, want %v", got, err, want)
				}
			}
			l, err := tx.Letter(ctx, unsent[0].ID)
			if l.State != outbox.Failed || !strings.HasPrefix(l.Detail, outbox.Stopped) {
				t.Errorf("got %s: %q, want it stopped", l.State, l.Detail)
			}
			return err
		})
		if claimed := claim(t, s, later, 9); len(claimed) > 0 {
			t.Errorf("claimed: got %d, want none", len(claimed))
		}
	})
}
