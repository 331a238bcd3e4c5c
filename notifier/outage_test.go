package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/notifier"
)

// A real mail server that refuses everybody for hours: no letter fails by it, it is asked now and then, and when it is
// well again every letter arrives once.
func TestServerThatRefusesEverybody(t *testing.T) {
	for name, hook := range map[string]func(*sink, func() error){
		"every reader":  func(s *sink, say func() error) { s.onRcpt = func(string) error { return say() } },
		"every content": func(s *sink, say func() error) { s.onData = func(*session, []byte) error { return say() } },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sink := newSink(t)
				well := time.Now().Add(5 * time.Hour)
				var mu sync.Mutex
				asked := 0
				hook(sink, func() error {
					mu.Lock()
					defer mu.Unlock()
					if time.Now().After(well) {
						return nil
					}
					asked++
					return refuse(550, "5.7.1 policy")
				})
				box := newMemory(letters(40)...)
				_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
				time.Sleep(5 * time.Hour)
				mu.Lock()
				if got := box.states(); got[outbox.Failed] > 0 || asked > 400 {
					t.Errorf("%v after %d tries in five hours, want none that failed and few tries", got, asked)
				}
				mu.Unlock()
				time.Sleep(90 * time.Minute)
				stop()
				if got := box.states(); got[outbox.Sent] != 40 || len(sink.mails()) != 40 {
					t.Errorf("%v, %d mails; want 40 sent once", got, len(sink.mails()))
				}
			})
		})
	}
}

// Readers who are refused beside others who are not have failed, however many they are.
func TestManyRefusedReadersAreNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onRcpt = func(to string) error {
			var n int
			if fmt.Sscanf(to, "resident%d@", &n); n%2 == 0 {
				return refuse(550, "5.1.1 no such user")
			}
			return nil
		}
		box := newMemory(letters(20)...)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(time.Minute)
		stop()
		if got := box.states(); got[outbox.Sent] != 10 || got[outbox.Failed] != 10 {
			t.Errorf("%v, want ten sent and ten failed", got)
		}
	})
}

// Three dead addresses with nothing to send beside them look like an outage until another letter is taken. They must
// not be in its way.
func TestDeadAddressesDoNotHoldUpTheNextLetter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onRcpt = func(to string) error {
			if !strings.HasPrefix(to, "resident9") {
				return refuse(550, "5.1.1 no such user")
			}
			return nil
		}
		box := newMemory(letters(5)...)
		d, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(30 * time.Minute)
		box.put(aLetter(9))
		d.Wake()
		time.Sleep(3 * time.Hour)
		stop()
		if got := box.states(); sink.count("resident9@example.com") != 1 || got[outbox.Failed] < 2 {
			t.Errorf("%v, %d to the good address; want it to arrive, and the others to fail from then on", got,
				sink.count("resident9@example.com"))
		}
	})
}

// What a mailbox of our own refuses is tried again for two days.
func TestOwnMailboxThatRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		var tries []time.Time
		sink.onRcpt = func(to string) error {
			if to != "resident1@example.com" {
				return nil
			}
			tries = append(tries, time.Now())
			return refuse(552, "5.2.2 mailbox full")
		}
		cfg := sink.config()
		cfg.Own = func(address string) bool { return address == "resident1@example.com" }
		box := newMemory(letters(2)...)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg)})
		time.Sleep(72 * time.Hour)
		stop()
		results := box.results("letter-1")
		last := results[len(results)-1]
		if len(tries) > 17 || tries[len(tries)-1].Sub(tries[0]) < 36*time.Hour || last.State != outbox.Failed {
			t.Errorf("%d tries over %v, then %s", len(tries), tries[len(tries)-1].Sub(tries[0]), last.State)
		}
		if !strings.HasPrefix(results[0].Detail, outbox.OwnMailbox) {
			t.Errorf("the first try came to %q", results[0].Detail)
		}
	})
}

// A server that takes a letter and hangs up gets it twice, and then a person decides.
func TestServerThatTakesAndHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onData = func(s *session, _ []byte) error {
			s.accept()
			s.hangUp()
			return errors.New("gone")
		}
		box := newMemory(letters(3)...)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(48 * time.Hour)
		stop()
		for _, l := range letters(3) {
			results := box.results(l.ID)
			last := results[len(results)-1]
			if n := sink.count(l.To); n != 2 || last.State != outbox.Failed ||
				!strings.HasPrefix(last.Detail, outbox.InDoubt) {
				t.Errorf("%s was handed over %d times and came to %s: %s", l.ID, n, last.State, last.Detail)
			}
		}
	})
}

// An hour in which the server takes each letter and hangs up leaves one of two hundred to a person, the first: it is
// asked seldom, with another letter each time, and those in doubt go once more when it has taken one in peace.
func TestHourOfHangingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		well := time.Now().Add(55 * time.Minute)
		sink.onData = func(s *session, _ []byte) error {
			if time.Now().After(well) {
				return nil
			}
			s.accept()
			s.hangUp()
			return errors.New("gone")
		}
		box := newMemory(letters(200)...)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(62 * time.Minute)
		stop()
		if got := box.states(); got[outbox.Sent] < 199 || got[outbox.Sent]+got[outbox.Failed] != 200 {
			t.Errorf("%v, want 199 sent seven minutes after the server was well", got)
		}
		twice := 0
		for _, l := range letters(200) {
			switch n := sink.count(l.To); {
			case n == 2:
				twice++
			case n != 1:
				t.Errorf("%s was handed over %d times", l.ID, n)
			}
		}
		if twice > 25 {
			t.Errorf("%d letters were handed over twice, want at most 25", twice)
		}
	})
}

// A letter that tells of a danger is tried again after a minute, whatever else waits in doubt.
func TestDangerInDoubtIsTriedSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onData = func(s *session, _ []byte) error {
			s.accept()
			s.hangUp()
			return errors.New("gone")
		}
		l := aLetter(1)
		l.Letter = letter.Hazard
		box := newMemory(l)
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
		time.Sleep(2 * time.Minute)
		stop()
		if n, state := sink.count(l.To), box.state(l.ID); n != 2 || state != outbox.Failed {
			t.Errorf("handed over %d times, and %s; want twice, and a person's", n, state)
		}
	})
}

// A danger that is told of while a server has been hanging up for an hour is tried within a quarter of a minute, before
// what else is owed; nothing else is pressed on such a server.
func TestDangerWhileTheServerHangsUp(t *testing.T) {
	for name, c := range map[string]struct {
		promised calendar.Date // 0: today
		least    int           // handed over half a minute after it was put there
		most     int
	}{
		"a danger":   {outbox.BeforeAll, 1, 2},
		"owed today": {0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sink := newSink(t)
				sink.onData = func(s *session, _ []byte) error {
					s.accept()
					s.hangUp()
					return errors.New("gone")
				}
				waiting := letters(40)
				for i := range waiting {
					waiting[i].Promised = calendar.DateOf(time.Now().UTC().Date()) - 30 // long overdue
				}
				box := newMemory(waiting...)
				d, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, sink.config())})
				time.Sleep(61 * time.Minute)
				l := aLetter(99)
				if l.Promised = c.promised; l.Promised == 0 {
					l.Promised = calendar.DateOf(time.Now().UTC().Date())
				} else {
					l.Letter = letter.Hazard
				}
				box.put(l)
				d.Wake()
				time.Sleep(30 * time.Second)
				stop()
				if n := sink.count(l.To); n < c.least || n > c.most {
					t.Errorf("handed over: got %d times, want %d to %d", n, c.least, c.most)
				}
			})
		})
	}
}

// A mail server that is back is noticed within a quarter of a minute when something that is owed today waits, and left
// in peace when nothing is.
func TestServerThatIsBack(t *testing.T) {
	for name, c := range map[string]struct {
		promised int // days from today
		within   time.Duration
	}{
		"an emergency":         {-1, 15 * time.Second},
		"owed today":           {0, 15 * time.Second},
		"owed in another week": {7, 6 * time.Minute},
		"long overdue, by far": {-90, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sink := newSink(t)
				var mu sync.Mutex
				dials, back := 0, time.Now().Add(3*time.Hour)
				cfg := sink.config()
				cfg.Dial = func(ctx context.Context, network, addr string) (netConn, error) {
					mu.Lock()
					defer mu.Unlock()
					dials++
					if time.Now().Before(back) {
						return nil, errRefused
					}
					return sink.dial(ctx, network, addr)
				}
				l := aLetter(1)
				l.Promised = calendar.DateOf(time.Now().UTC().Date()) + calendar.Date(c.promised)
				waiting := aLetter(2)
				waiting.Promised = calendar.DateOf(time.Now().UTC().Date()) + 30
				box := newMemory(waiting)
				d, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, cfg)})
				time.Sleep(2 * time.Hour)
				box.put(l) // while the lane rests
				d.Wake()
				time.Sleep(time.Hour + c.within)
				synctest.Wait()
				if n := sink.count(l.To); n != 1 {
					t.Errorf("%d mails %v after the server was back, want one", n, c.within)
				}
				mu.Lock()
				if most := int(time.Hour/(15*time.Second)) + 60; dials > most {
					t.Errorf("%d connections in three hours, want at most %d", dials, most)
				}
				mu.Unlock()
				stop()
			})
		})
	}
}
