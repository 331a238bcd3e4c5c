package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/outbox"
	"complaints/notifier"
)

func TestTwoDaemonsSendEachLetterOnce(t *testing.T) {
	t.Parallel()
	for situation, slow := range map[string]time.Duration{"quick server": 0,
		"server that takes a minute for each": time.Minute} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sink := newSink(t, func(s *smtpServer) { s.ReadTimeout, s.WriteTimeout = time.Hour, time.Hour })
				sink.onData = func(*session, []byte) error { time.Sleep(slow); return nil }
				box := &keeping{memory: newMemory(letters(60)...)}
				cfg := sink.config()
				cfg.Timeout = 30 * time.Second
				_, stop1 := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg), Connections: 2})
				_, stop2 := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg), Connections: 2})
				time.Sleep(2 * time.Hour)
				stop1()
				stop2()
				for _, l := range letters(60) {
					if n := sink.count(l.To); n != 1 {
						t.Errorf("%s got %d mails", l.To, n)
					}
				}
				if slow > 0 && box.renewals == 0 {
					t.Error("no lease was renewed")
				}
			})
		})
	}
}

// A daemon that cannot renew its leases stops in time for another to take over.
func TestLeasesThatCannotBeRenewedEndTheRound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t, func(s *smtpServer) { s.ReadTimeout, s.WriteTimeout = time.Hour, time.Hour })
		sink.onData = func(*session, []byte) error { time.Sleep(4 * time.Second); return nil }
		box := &keeping{memory: newMemory(letters(30)...), refuse: true}
		_, stop1 := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		_, stop2 := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(10 * time.Minute)
		stop1()
		stop2()
		for _, l := range letters(30) {
			if n := sink.count(l.To); n != 1 {
				t.Errorf("%s got %d mails", l.To, n)
			}
		}
	})
}

// A daemon is frozen while a letter is on the wire and wakes when its leases have run out, by the clock: it finishes
// that letter and sends none of those that it had claimed with it, since another daemon has them by now.
func TestAFrozenSenderSendsNothingMoreWhenItWakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		box := &keeping{memory: newMemory(letters(30)...)}
		now := func() time.Time {
			if box.isTakenOver() {
				return time.Now().Add(time.Minute)
			}
			return time.Now()
		}
		sink := newSink(t)
		sink.onData = func(*session, []byte) error {
			box.takeOver() // a minute passes in which nothing of us runs
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

// Through days of every kind of trouble each letter arrives, or a person hears that it is not known whether it did; it
// arrives twice only where the server took it and was not heard, and never more often.
func TestRandomTrouble(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { randomTrouble(t, seed) })
		})
	}
}

func randomTrouble(t *testing.T, seed uint64) {
	sink := newSink(t)
	chaos := newChaos(seed)
	unheard := make(map[string]int)
	sink.onRcpt = func(string) error {
		switch chaos.next(10) {
		case 0:
			return refuse(450, "4.2.0 later")
		case 1:
			return refuse(554, "5.7.1 relay access denied")
		}
		return nil
	}
	sink.onMail = func(string) error {
		if chaos.next(20) == 0 {
			return refuse(421, "4.3.2 closing")
		}
		return nil
	}
	sink.onData = func(s *session, _ []byte) error {
		switch chaos.next(12) {
		case 0:
			s.accept()
			chaos.note(unheard, s.mail.to[0])
			s.hangUp()
			return errors.New("gone")
		case 1:
			s.hangUp()
			return errors.New("gone")
		case 2:
			return refuse(451, "4.3.0 disk full")
		}
		return nil
	}
	cfg := sink.config()
	cfg.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if chaos.next(6) == 0 {
			return nil, &net.OpError{Op: "dial", Err: errRefused}
		}
		return sink.dial(ctx, network, addr)
	}
	box := &keeping{memory: newMemory(letters(60)...)}
	for range 40 { // restarts at odd moments
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg), Connections: 2})
		time.Sleep(time.Duration(chaos.next(4*3600)) * time.Second)
		stop()
	}
	for _, l := range letters(60) {
		results := box.results(l.ID)
		last := results[len(results)-1]
		inDoubt := last.State == outbox.Failed && strings.HasPrefix(last.Detail, outbox.InDoubt)
		if last.State != outbox.Sent && !inDoubt {
			t.Errorf("%s came to %s: %s", l.ID, last.State, last.Detail)
		}
		if n := sink.count(l.To); n < 1 && !inDoubt || n > min(1+unheard[l.To], 2) {
			t.Errorf("%s got %d mails, %d of them unheard", l.To, n, unheard[l.To])
		}
	}
	if strings.Contains(fmt.Sprint(box.results("letter-1")), "resident1@") {
		t.Error("a detail tells an address")
	}
}
