package notifier_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/outbox"
	"complaints/notifier"
)

// A mail server that takes thirty letters a minute gets no more in any minute, and a hundred letters leave as soon as
// that lets them, in order, whatever the number of connections.
func TestAMailServerThatTakesSoManyAMinute(t *testing.T) {
	t.Parallel()
	const perMinute, all = 30, 100
	for _, connections := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			sink, box := newSink(t), newMemory(letters(all)...)
			began := time.Now()
			var mu sync.Mutex
			var times []time.Time
			sink.onData = func(*session, []byte) error {
				mu.Lock()
				defer mu.Unlock()
				times = append(times, time.Now())
				return nil
			}
			_, stop := run(t, notifier.DispatcherConfig{
				Outbox: box, Email: newSMTP(t, sink.config()), Connections: connections, PerMinute: perMinute,
			})
			time.Sleep(10 * time.Minute)
			stop()
			if len(times) != all {
				t.Fatalf("%d letters left, want %d", len(times), all)
			}
			for i := perMinute + perMinute/6; i < len(times); i++ {
				if gap := times[i].Sub(times[i-perMinute-perMinute/6]); gap < time.Minute {
					t.Errorf("letters %d to %d left within %v, want a minute", i-perMinute-perMinute/6, i, gap)
				}
			}
			if took := times[all-1].Sub(began); took > (all/perMinute+1)*time.Minute {
				t.Errorf("the last left after %v, want %v", took, (all/perMinute+1)*time.Minute)
			}
		})
	}
}

// Letters that come one by one leave at once while fewer come than the mail server takes: what a round might have sent
// and did not is not lost to the next.
func TestAMailServerThatTakesSoManyAMinuteHoldsUpNoFew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory()
		d, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config()), PerMinute: 30})
		defer stop()
		for i, l := range letters(40) {
			box.put(l)
			d.Wake()
			time.Sleep(2 * time.Second)
			if got := len(sink.mails()); got != i+1 {
				t.Fatalf("%d letters left, want %d", got, i+1)
			}
		}
	})
}

// A letter that only the connection holds up is never given up; one that its reader's server puts off is.
func TestWhatHoldsALetterUp(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		refusal error
		want    outbox.SendState
	}{
		"the reader's mailbox is full":         {refuse(452, "4.2.2 mailbox full"), outbox.Failed},
		"the server closes each connection":    {refuse(421, "4.3.2 shutting down"), outbox.Pending},
		"the server does not let us relay now": {refuse(554, "5.7.1 relay access denied"), outbox.Pending},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sink, box := newSink(t), newMemory(letters(1)...)
				sink.onRcpt = func(string) error { return tc.refusal }
				_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
				time.Sleep(6*24*time.Hour + 30*time.Second)
				stop()
				if got := box.state("letter-1"); got != tc.want {
					t.Errorf("after six days it is %s, want %s", got, tc.want)
				}
			})
		})
	}
}
