package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"complaints/store"
)

const ttl = 20 * time.Second

func lease(t *testing.T, s *store.Store, holder string, now time.Time) bool {
	t.Helper()
	ours, err := s.Lease(t.Context(), "poll inbox", holder, now, ttl)
	if err != nil {
		t.Fatal(err)
	}
	return ours
}

// skews are how wrong a second daemon's clock may be throughout.
var skews = map[string]time.Duration{
	"clocks agree":        0,
	"its clock is ahead":  time.Minute,
	"its clock is behind": -time.Minute,
}

func TestAJobHasOneHolderHoweverClocksDiffer(t *testing.T) {
	for name, skew := range skews {
		t.Run(name, func(t *testing.T) {
			onEachShared(t, func(t *testing.T, first, second *store.Store) {
				at := func(seconds int) time.Time { return received.Add(time.Duration(seconds) * time.Second) }
				for s := 0; s <= 60; s += 5 {
					if !lease(t, first, "first", at(s)) {
						t.Fatalf("the holder lost its job after %d s", s)
					}
					if lease(t, second, "second", at(s).Add(skew)) {
						t.Fatalf("two hold the job after %d s", s)
					}
				}
				// The first one dies at 60 s.
				for s := 65; ; s += 5 {
					if lease(t, second, "second", at(s).Add(skew)) {
						if s < 60+20 || s > 60+30 {
							t.Errorf("taken over %d s after its holder died", s-60)
						}
						break
					}
					if s > 200 {
						t.Fatal("never taken over")
					}
				}
				if lease(t, first, "first", at(90)) {
					t.Error("the dead one came back and took it at once")
				}
				if err := second.Unlease(t.Context(), "poll inbox", "second"); err != nil {
					t.Fatal(err)
				}
				if !lease(t, first, "first", at(91)) {
					t.Error("what was given back is not to be had")
				}
			})
		})
	}
}

// A daemon that is restarted every few seconds goes on with the watch that it began before.
func TestADaemonThatKeepsDyingInherits(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory does not outlive its daemon")
		}
		dead := open(t, url)
		order(t, dead, receipt(1))
		claim(t, dead, later, 1)
		alive(t, dead, later)
		if !lease(t, dead, dead.Holder(), later) {
			t.Fatal("the job is not to be had")
		}
		const life, look = 3 * time.Second, 2 * time.Second
		var freed int64
		inherited := time.Duration(0)
		for start := time.Duration(0); start < 20*life && inherited == 0; start += life {
			heir := open(t, url)
			skewed := later.Add(start % (2 * life) * 100) // each start finds another clock
			for _, at := range []time.Duration{0, look} {
				freed += alive(t, heir, skewed.Add(at))
				if lease(t, heir, heir.Holder(), skewed.Add(at)) {
					inherited = start + at
				}
			}
		}
		if inherited < ttl || inherited > 2*ttl {
			t.Errorf("the job was inherited after %v, want it after %v to %v", inherited, ttl, 2*ttl)
		}
		if freed != 1 {
			t.Errorf("%d letters were freed, want 1", freed)
		}
	})
}

// Two who watch the same lease do not count the same seconds twice.
func TestTwoWatchersSeeTheSameSilence(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory has one daemon")
		}
		holder, first, second := open(t, url), open(t, url), open(t, url)
		lease(t, holder, "holder", later)
		for at := time.Duration(0); at < ttl; at += time.Second {
			if lease(t, first, "first", later.Add(at)) || lease(t, second, "second", later.Add(at)) {
				t.Fatalf("the job was taken over after %v, want %v", at, ttl)
			}
		}
		if !lease(t, second, "second", later.Add(ttl)) {
			t.Errorf("the job is not taken over after %v", ttl)
		}
	})
}

func TestWhoHoldsWhat(t *testing.T) {
	onEachShared(t, func(t *testing.T, first, second *store.Store) {
		for n, s := range []*store.Store{first, second} {
			p := store.Program{Version: fmt.Sprint("v1.", n), Machine: fmt.Sprint("machine ", n)}
			if err := s.Start(t.Context(), later.Add(time.Duration(n)*time.Minute), p); err != nil {
				if errors.Is(err, store.ErrInUse) {
					return // a file has one daemon
				}
				t.Fatal(err)
			}
		}
		lease(t, second, second.Holder(), later.Add(time.Hour))
		got, err := first.Daemons(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []store.Daemon{
			{Program: store.Program{Version: "v1.0", Machine: "machine 0"}, Holder: first.Holder(), Since: later},
			{Program: store.Program{Version: "v1.1", Machine: "machine 1"}, Holder: second.Holder(),
				Since: later.Add(time.Minute),
				Jobs:  []store.Job{{Name: "poll inbox", Since: later.Add(time.Hour)}}},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("daemons are\n%+v, want\n%+v", got, want)
		}
	})
}

func alive(t *testing.T, s *store.Store, now time.Time) int64 {
	t.Helper()
	freed, err := s.Alive(t.Context(), now, ttl)
	if err != nil {
		t.Fatal(err)
	}
	return freed
}

func TestADeadDaemonsLettersGoOn(t *testing.T) {
	for name, skew := range skews {
		t.Run(name, func(t *testing.T) {
			onEachShared(t, func(t *testing.T, first, second *store.Store) {
				order(t, first, receipt(1), receipt(2))
				at := func(seconds int) time.Time { return later.Add(time.Duration(seconds) * time.Second) }
				alive(t, first, at(0))
				held := claim(t, first, at(0), 2)
				for s := 0; s <= 60; s += 5 {
					alive(t, first, at(s))
					if freed := alive(t, second, at(s).Add(skew)); freed != 0 {
						t.Fatalf("%d letters were taken from a living daemon after %d s", freed, s)
					}
					if err := first.Renew(t.Context(), []string{held[0].ID, held[1].ID}, at(s+30)); err != nil {
						t.Fatal(err)
					}
				}
				// The first one dies at 60 s, in the middle of sending.
				for s := 65; ; s += 5 {
					if freed := alive(t, second, at(s).Add(skew)); freed == 2 {
						if s > 60+30 {
							t.Errorf("freed %d s after their sender died", s-60)
						}
						break
					}
					if s > 200 {
						t.Fatal("never freed")
					}
				}
				taken := claim(t, second, at(90).Add(skew), 5)
				if len(taken) != 2 || !taken[0].Tries.InDoubt || taken[0].Tries.Doubts != 1 {
					t.Errorf("taken over: %+v", taken)
				}
			})
		})
	}
}

func TestOnlyOneDaemonOnAFile(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "complaints.db")
	first, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(t.Context(), later, store.Program{}); err != nil {
		t.Fatal(err)
	}
	order(t, first, receipt(1))
	claim(t, first, later, 1)
	second := open(t, url)
	if err := second.Start(t.Context(), later, store.Program{}); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("a second daemon on one file: %v", err)
	}
	if taken := claim(t, second, later, 1); len(taken) != 0 {
		t.Error("took a letter from the daemon")
	}
	if err := first.Close(); err != nil { // or it was killed
		t.Fatal(err)
	}
	if err := second.Start(t.Context(), later, store.Program{}); err != nil {
		t.Fatal(err)
	}
	if taken := claim(t, second, later, 1); len(taken) != 1 || !taken[0].Tries.InDoubt {
		t.Errorf("the letter that the one before had in hand: %+v", taken)
	}
}

// A daemon that is known to be dead leaves its letters and its jobs at once, to whoever comes after it; one that lives
// keeps its own.
func TestWhoIsKnownToBeDeadIsNotWaitedFor(t *testing.T) {
	onEachShared(t, func(t *testing.T, dead, heir *store.Store) {
		order(t, dead, receipt(1), receipt(2), receipt(3))
		held, living := claim(t, dead, later, 2), claim(t, heir, later, 1)
		if ok, err := dead.Lease(t.Context(), "mailbox", dead.Holder(), later, time.Hour); !ok || err != nil {
			t.Fatal(ok, err)
		}
		soon := later.Add(time.Second)
		if n := len(claim(t, heir, soon, 100)); n > 0 {
			t.Errorf("%d letters of a daemon that may live are claimed", n)
		}
		if err := heir.Bury(t.Context(), soon, dead.Holder()); err != nil {
			t.Fatal(err)
		}
		again := claim(t, heir, soon, 100)
		if len(again) != 2 {
			t.Fatalf("%d letters are claimed after its death", len(again))
		}
		for _, l := range again {
			if !l.Tries.InDoubt || l.ID == living[0].ID || l.ID != held[0].ID && l.ID != held[1].ID {
				t.Errorf("letter %s: in doubt %v", l.ID, l.Tries.InDoubt)
			}
		}
		if ok, err := heir.Lease(t.Context(), "mailbox", heir.Holder(), soon, time.Hour); !ok || err != nil {
			t.Errorf("the job of the dead is not free: %v, %v", ok, err)
		}
	})
}

// TestAnUpgradeOfTheSameSchema: the daemon of another version that starts last has the others stop, begins when they
// are gone, and daemons of its own version stay.
func TestAnUpgradeOfTheSameSchema(t *testing.T) {
	t.Parallel()
	url := newPostgres(t)
	start := func(version string) *store.Store {
		s, err := store.TakeOver(t.Context(), url)
		if err == nil {
			err = s.Start(t.Context(), later, store.Program{Version: version})
		}
		if err != nil {
			t.Error(err)
		}
		return s
	}
	old := start("v1.0.0")
	beside := start("v1.0.0")
	for _, s := range []*store.Store{old, beside} {
		if _, err := s.Alive(t.Context(), later, time.Minute); err != nil {
			t.Fatalf("two of one version: %v", err)
		}
	}
	begun := make(chan *store.Store)
	go func() { begun <- start("v1.1.0") }()
	for _, s := range []*store.Store{old, beside} {
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			_, err := s.Alive(t.Context(), later, time.Minute)
			if errors.Is(err, store.ErrOtherVersion) && strings.Contains(err.Error(), "v1.1.0") {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("the old one is not asked to stop: %v", err)
			}
		}
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-begun:
		t.Fatal("the new one began beside an old one")
	case <-time.After(500 * time.Millisecond):
	}
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}
	next := <-begun
	defer next.Close()
	if _, err := next.Alive(t.Context(), later, time.Minute); err != nil {
		t.Errorf("the new one: %v", err)
	}
	all, err := next.Daemons(t.Context())
	if err != nil || len(all) != 1 || all[0].Version != "v1.1.0" {
		t.Errorf("the daemons: %+v, %v", all, err)
	}
}
