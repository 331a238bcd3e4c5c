package notifier_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/complaint"
	"complaints/notifier"
)

// fading is an outbox whose letters somebody else has taken over once gone is set.
type fading struct {
	*memory
	mu   sync.Mutex
	gone bool
}

func (f *fading) lose() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gone = true
}

func (f *fading) lost() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gone
}

func (f *fading) Renew(context.Context, []string, time.Time) error {
	if f.lost() {
		return errDown
	}
	return nil
}

func (f *fading) Claim(ctx context.Context, channel complaint.Channel, now time.Time, n int, lease time.Duration) ([]complaint.Letter, error) {
	if f.lost() {
		return nil, nil
	}
	return f.memory.Claim(ctx, channel, now, n, lease)
}

// A daemon is frozen while a letter is on the wire and wakes when its leases have run out, by the clock: it finishes
// that letter and sends none of those that it had claimed with it, since another daemon has them by now.
func TestAFrozenSenderSendsNothingMoreWhenItWakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		box := &fading{memory: newMemory(letters(30)...)}
		now := func() time.Time {
			if box.lost() {
				return time.Now().Add(time.Minute)
			}
			return time.Now()
		}
		sink := newSink(t)
		sink.onData = func(s *session, _ []byte) error {
			box.lose() // a minute passes in which nothing of us runs
			return nil
		}
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config()), Now: now})
		time.Sleep(10 * time.Minute)
		stop()
		if n := len(sink.mails()); n != 1 {
			t.Errorf("%d letters left, want the one that was on the wire", n)
		}
	})
}
