package store_test

import (
	"context"
	"testing"
	"time"

	"complaints/internal/outbox"
	"complaints/store"
)

// TestWhatIsDecidedWhileCatchingUpIsHeld: a restored database has not caught up while something that arrived is not
// decided, and holds too what was decided by a clock that is a little ahead. What is decided afterwards leaves.
func TestWhatIsDecidedWhileCatchingUpIsHeld(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.HoldLetters(ctx) })
		caughtUp := func(want bool) {
			t.Helper()
			if done, err := s.CaughtUp(t.Context(), received); done != want || err != nil {
				t.Errorf("it has caught up: %v, %v; want %v", done, err, want)
			}
		}
		text := save(t, s, 0, arrival(1))[0]
		caughtUp(false)
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			_, err := openCase(ctx, tx, leakMessage(1, text.ID))
			return err
		})
		caughtUp(true)
		caughtUp(true)
		if left := claim(t, s, later, 10); len(left) > 0 {
			t.Errorf("%d letters left that were decided before it had caught up", len(left))
		}
		if held, catching, err := s.HeldLetters(t.Context()); len(held) != 2 || catching || err != nil {
			t.Errorf("%d letters are held, catching up: %v, %v", len(held), catching, err)
		}
		after := receipt(2)
		after.DecidedAt = received.Add(store.Skew + time.Second)
		order(t, s, after)
		if left := claim(t, s, later, 10); len(left) != 1 || left[0].Token != after.Token {
			t.Errorf("left: %v, want what was decided afterwards", tokens(left))
		}
	})
}

func tokens(letters []outbox.Letter) (all []string) {
	for _, l := range letters {
		all = append(all, l.Token)
	}
	return all
}
