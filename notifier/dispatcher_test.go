package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/notifier"
)

func TestKickSendsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory()
		told := make(chan outbox.SendResult, 1)
		d, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config()),
			Done: func(_ context.Context, rs []outbox.SendResult) { told <- rs[0] }})
		defer stop()
		time.Sleep(time.Hour + 17*time.Second)
		box.put(aLetter(1))
		start := time.Now()
		d.Wake()
		r := <-told
		if took := time.Since(start); took != 0 || r.State != outbox.Sent ||
			box.state("letter-1") != outbox.Sent {
			t.Errorf("after %s: %+v", took, r)
		}
	})
}

func TestLetterWaitsForItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		l := aLetter(1)
		l.NotBefore = time.Now().Add(15*time.Hour + 3*time.Second)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: newMemory(l), Email: newSMTP(t, sink.config())})
		defer stop()
		time.Sleep(15*time.Hour + 2*time.Second)
		if n := len(sink.mails()); n != 0 {
			t.Errorf("%d mails before its time", n)
		}
		time.Sleep(1500 * time.Millisecond)
		if n := len(sink.mails()); n != 1 {
			t.Errorf("%d mails at its time", n)
		}
	})
}

// Three hours without a mail server: nobody hammers, nothing fails, and then all go out in the order in which
// they were promised, each once.
func TestOutageIsCaughtUpInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory()
		var alarms []error
		for i := range 300 {
			l := aLetter(i)
			l.Promised = calendar.MustDate("2026-12-01").AddDays((i * 7) % 300)
			box.put(l)
		}
		var dials atomic.Int32
		var up atomic.Bool
		cfg := sink.config()
		cfg.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			dials.Add(1)
			if !up.Load() {
				return nil, &net.OpError{Op: "dial", Err: errRefused}
			}
			return sink.dial(ctx, network, addr)
		}
		d, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg),
			Alarm: func(_ message.Channel, err error) { alarms = append(alarms, err) }})
		for range 3 * 60 * 60 {
			time.Sleep(time.Second)
			d.Wake() // new letters keep coming, and must not break the rest
		}
		if n := dials.Load(); n > 3*12+7 {
			t.Errorf("%d dials in three hours", n)
		}
		if n := box.states()[outbox.Pending]; n != 300 {
			t.Errorf("%d of 300 letters wait", n)
		}
		if n, most := box.outcomes(), 64+int(dials.Load()); n > most {
			t.Errorf("%d outcomes recorded in the outage, want at most %d: one for each dial after the first", n, most)
		}
		up.Store(true)
		time.Sleep(5*time.Minute + 10*time.Second)
		stop()
		var order []calendar.Date
		for _, m := range sink.mails() {
			var n int
			fmt.Sscanf(m.to[0], "resident%d@", &n)
			order = append(order, calendar.MustDate("2026-12-01").AddDays((n*7)%300))
		}
		if len(order) != 300 || !slices.IsSorted(order) {
			t.Errorf("%d mails, in order of promise: %v", len(order), slices.IsSorted(order))
		}
		if len(alarms) != 2 || alarms[0] == nil || alarms[1] != nil || errors.Is(alarms[0], notifier.ErrAccount) {
			t.Errorf("alarms: %v", alarms)
		}
	})
}

func TestRefusedLoginAsksForAPersonAndFailsNoLetter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory(letters(10)...)
		var mu sync.Mutex
		right, logins := false, 0
		sink.onAuth = func(string, string) error {
			mu.Lock()
			defer mu.Unlock()
			logins++
			if !right {
				return refuse(535, "5.7.8 no")
			}
			return nil
		}
		cfg := sink.config()
		cfg.User, cfg.Password = "complaints", "old"
		var alarms []error
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg),
			Alarm: func(_ message.Channel, err error) { alarms = append(alarms, err) }})
		time.Sleep(24 * time.Hour)
		mu.Lock()
		if logins > 24*4+5 {
			t.Errorf("%d wrong logins in a day would lock the account", logins)
		}
		right = true
		mu.Unlock()
		time.Sleep(16 * time.Minute)
		stop()
		if n := box.states()[outbox.Sent]; n != 10 || len(sink.mails()) != 10 {
			t.Errorf("%d letters sent, %d mails", n, len(sink.mails()))
		}
		if len(alarms) != 2 || !errors.Is(alarms[0], notifier.ErrAccount) || alarms[1] != nil {
			t.Errorf("alarms: %v", alarms)
		}
	})
}

func TestGreylistingAndBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory(letters(2)...)
		var tries []time.Time
		var mu sync.Mutex
		sink.onRcpt = func(to string) error {
			mu.Lock()
			defer mu.Unlock()
			if to == "resident1@example.com" {
				tries = append(tries, time.Now())
				return refuse(451, "4.7.1 greylisted")
			}
			return nil
		}
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(5 * 24 * time.Hour)
		stop()
		if box.state("letter-2") != outbox.Sent || box.state("letter-1") != outbox.Failed {
			t.Errorf("got %s and %s: a letter that is put off holds up no other, and is given up one day",
				box.state("letter-2"), box.state("letter-1"))
		}
		bases := []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour,
			2 * time.Hour, 4 * time.Hour}
		for i := 1; i < len(tries); i++ {
			base := bases[min(i-1, len(bases)-1)]
			if gap := tries[i].Sub(tries[i-1]); gap < base*8/10 || gap > base*12/10+time.Second {
				t.Errorf("wait %d: %s, want %s give or take a fifth", i, gap, base)
			}
		}
		if tried := tries[len(tries)-1].Sub(tries[0]); tried < 35*time.Hour || tried > 52*time.Hour {
			t.Errorf("given up after %d tries in %v, want about two days", len(tries), tried)
		}
	})
}

// A mail in doubt goes again, and a second copy is the same mail to the byte.
func TestMailInDoubtGoesAgainUnderItsOwnName(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory(aLetter(1))
		first := true
		sink.onData = func(s *session, _ []byte) error {
			if first {
				first = false
				s.accept()
				s.hangUp()
			}
			return nil
		}
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(2 * time.Minute)
		stop()
		mails := sink.mails()
		var copies []string
		for _, m := range mails {
			copies = append(copies, string(m.data))
		}
		if len(slices.Compact(copies)) != 1 || len(mails) < 2 || box.state("letter-1") != outbox.Sent {
			t.Errorf("%d mails of %d kinds; %s", len(mails), len(copies), box.state("letter-1"))
		}
		if rs := box.results("letter-1"); rs[0].State != outbox.Unknown {
			t.Errorf("got %+v", rs)
		}
	})
}

func TestStopLeavesNothingLeased(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory(letters(40)...)
		sink.onData = func(*session, []byte) error { time.Sleep(time.Second); return nil }
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(5500 * time.Millisecond)
		start := time.Now()
		stop()
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("stopping took %s", took)
		}
		want := map[outbox.SendState]int{outbox.Sent: len(sink.mails()),
			outbox.Pending: 40 - len(sink.mails())}
		if got := box.states(); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		_, stop = run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(time.Minute)
		stop()
		if n := len(sink.mails()); n != 40 {
			t.Errorf("after the restart: %d mails of 40", n)
		}
	})
}

// When outcomes cannot be recorded, sending stops after a handful: those are what a crash could double.
func TestSendingNeverRunsAheadOfTheRecord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		box := &keeping{memory: newMemory(letters(100)...)}
		var healed atomic.Bool
		sink.onData = func(*session, []byte) error { box.setDown(!healed.Load()); return nil }
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(10 * time.Second)
		if n := len(sink.mails()); n > 2*4+1 {
			t.Errorf("%d letters went out unrecorded", n)
		}
		healed.Store(true)
		box.setDown(false)
		time.Sleep(time.Minute)
		stop()
		if n := len(sink.mails()); n != 100 || box.states()[outbox.Sent] != 100 {
			t.Errorf("%d mails for 100 letters, %v", n, box.states())
		}
	})
}

// One outcome that cannot be recorded spoils no other's record, and is told to the administrator.
func TestOneBadOutcomeSpoilsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		box := &keeping{memory: newMemory(letters(5)...)}
		box.spoil = "letter-2"
		alarms := make(chan error, 10)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config()),
			Alarm: func(_ message.Channel, err error) { alarms <- err }})
		time.Sleep(10 * time.Minute)
		if got := box.states(); got[outbox.Sent] != 4 || len(sink.mails()) != 5 {
			t.Errorf("got %v, %d mails", got, len(sink.mails()))
		}
		if err := <-alarms; !errors.Is(err, errDown) {
			t.Errorf("alarm: %v", err)
		}
		box.mu.Lock()
		box.spoil = ""
		box.mu.Unlock()
		time.Sleep(10 * time.Second)
		stop()
		if got := box.states(); got[outbox.Sent] != 5 || len(sink.mails()) != 5 {
			t.Errorf("afterwards: %v, %d mails", got, len(sink.mails()))
		}
		if err := <-alarms; err != nil {
			t.Errorf("alarm: %v, want that it is over", err)
		}
	})
}

func TestOutboxOutageIsNotHammered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory(aLetter(1))
		var asked atomic.Int32
		box.claims = func() { asked.Add(1) }
		box.down = true
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(time.Minute)
		if n := asked.Load(); n > 62 {
			t.Errorf("asked %d times in a minute", n)
		}
		box.setDown(false)
		time.Sleep(2 * time.Second)
		stop()
		if box.state("letter-1") != outbox.Sent {
			t.Errorf("got %s", box.state("letter-1"))
		}
	})
}

func TestIdleCostsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink, box := newSink(t), newMemory()
		var asked atomic.Int32
		box.claims = func() { asked.Add(1) }
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config()), SMS: &phone{}})
		time.Sleep(24 * time.Hour)
		stop()
		if n := asked.Load(); n > 2*(24*60+1) {
			t.Errorf("asked %d times in a day", n)
		}
	})
}

func TestNewDispatcherRefuses(t *testing.T) {
	t.Parallel()
	if _, err := notifier.NewDispatcher(notifier.DispatcherConfig{SMS: &phone{}}); err == nil {
		t.Error("no outbox: got nil")
	}
	if _, err := notifier.NewDispatcher(notifier.DispatcherConfig{Outbox: newMemory()}); err == nil {
		t.Error("no sender: got nil")
	}
}
