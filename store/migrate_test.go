package store_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/outbox"
	"complaints/store"
)

// An upgrade on PostgreSQL: the daemon of the old version works on until the new one asks for the database, hears of it
// at its next beat, finishes and stops; only then is the schema changed, and the old version is refused from then on.
func TestAnOlderDaemonGivesWay(t *testing.T) {
	t.Parallel()
	url := newPostgres(t)
	old, err := store.TakeOver(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	openCases(t, old, 1, 3)
	sending := claim(t, old, later, 2)
	if _, err := old.Alive(t.Context(), later, time.Minute); err != nil {
		t.Fatalf("nobody asks for the database: %v", err)
	}
	type opened struct {
		s   *store.Store
		err error
	}
	ready := make(chan opened, 1)
	go func() {
		s, err := store.OpenNewer(t.Context(), url, true)
		ready <- opened{s, err}
	}()
	for range 3000 {
		if err != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
		_, err = old.Alive(t.Context(), later, time.Minute)
	}
	if !errors.Is(err, store.ErrNewer) {
		t.Fatalf("a newer daemon waits, and the old one hears %v", err)
	}
	for _, l := range sending { // what is on the wire is finished, and written down
		record(t, old, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: later})
	}
	select {
	case <-ready:
		t.Fatal("the newer one has the database while the older works on it")
	default:
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	newer := <-ready
	if newer.err != nil {
		t.Fatal(newer.err)
	}
	defer newer.s.Close()
	if faults := verified(t, newer.s); len(faults) > 0 {
		t.Error(faults)
	}
	for _, l := range sending {
		if p := posted(t, newer.s, l.ID); p.State != outbox.Sent {
			t.Errorf("letter %s is %s", l.ID, p.State)
		}
	}
	if _, err := store.TakeOver(t.Context(), url); !errors.Is(err, store.ErrNewer) {
		t.Errorf("the old one is started again: %v", err)
	}
}

// A command of a newer version stops no daemon: it says that the daemon has to be replaced first.
func TestACommandOfANewerVersionStopsNobody(t *testing.T) {
	t.Parallel()
	for name, newDatabase := range engines {
		if name == "memory" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := newDatabase(t)
			old, err := store.TakeOver(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			if err := old.Start(t.Context(), later, store.Program{}); err != nil {
				t.Fatal(err)
			}
			openCases(t, old, 1, 1)
			stop := beating(t, old)
			if _, err := store.OpenNewer(t.Context(), url, false); !errors.Is(err, store.ErrInUse) {
				t.Errorf("beside a daemon of an earlier version: %v", err)
			}
			if _, err := old.Alive(t.Context(), later, time.Minute); err != nil {
				t.Errorf("the daemon hears %v", err)
			}
			openCases(t, old, 2, 1)
			stop()
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			newer, err := store.OpenNewer(t.Context(), url, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := newer.Close(); err != nil {
				t.Error(err)
			}
			if _, err := store.Open(t.Context(), url); !errors.Is(err, store.ErrNewer) {
				t.Errorf("a command of the old version: %v", err)
			}
		})
	}
}

// Daemons of one version that start together on an empty database do not send each other away.
func TestDaemonsThatStartTogether(t *testing.T) {
	t.Parallel()
	for range 3 {
		url := newPostgres(t)
		failed := make(chan error, 8)
		for range cap(failed) / 2 {
			go func() {
				s, err := store.TakeOver(t.Context(), url)
				if err != nil {
					failed <- err
					return
				}
				for n := 0; n < 20 && err == nil; n++ {
					_, err = s.Alive(t.Context(), later.Add(time.Duration(n)*time.Second), time.Minute)
					time.Sleep(5 * time.Millisecond)
				}
				failed <- errors.Join(err, s.Close())
			}()
		}
		for range cap(failed) / 2 {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
	}
}

// beating has a daemon show that it lives until stop is called.
func beating(t *testing.T, s *store.Store) (stop func()) {
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-over:
				return
			case <-time.After(50 * time.Millisecond):
				if _, err := s.Alive(t.Context(), later, time.Minute); err != nil {
					t.Errorf("the daemon hears %v", err)
				}
			}
		}
	}()
	return func() { close(over); <-done }
}

// A transaction of the old version is finished before the schema changes; its next is refused, be it a command's, which
// shows itself nowhere.
func TestNobodyWritesIntoANewerSchema(t *testing.T) {
	t.Parallel()
	for name, newDatabase := range engines {
		if name == "memory" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := newDatabase(t)
			old := open(t, url)
			ready := make(chan error, 1)
			write(t, old, func(ctx context.Context, tx *store.Tx) error {
				go func() {
					s, err := store.OpenNewer(t.Context(), url, true)
					if err == nil {
						err = s.Close()
					}
					ready <- err
				}()
				time.Sleep(300 * time.Millisecond)
				select {
				case err := <-ready:
					t.Errorf("the schema was changed under a transaction, %v", err)
				default:
				}
				return tx.SetMark(ctx, "followed:dates", 7)
			})
			if err := <-ready; err != nil {
				t.Fatal(err)
			}
			if value, err := old.Mark(t.Context(), "followed:dates"); value != 7 || err != nil {
				t.Errorf("the mark is %d, %v; want 7", value, err)
			}
			if err := old.SetMark(t.Context(), "followed:dates", 8); !errors.Is(err, store.ErrNewer) {
				t.Errorf("writing into a newer schema: %v, want %v", err, store.ErrNewer)
			}
		})
	}
}

// A daemon that was killed, or hangs, holds up no upgrade for longer than it takes to be sure; when it wakes it is
// refused.
func TestAnUpgradeDoesNotWaitForTheDead(t *testing.T) {
	t.Parallel()
	url := newPostgres(t)
	dead := open(t, url)
	if err := dead.Start(t.Context(), later, store.Program{}); err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenNewerAfter(t.Context(), url, 500*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := dead.Alive(t.Context(), later, time.Minute); !errors.Is(err, store.ErrNewer) {
		t.Errorf("the one that was taken for dead hears %v, want %v", err, store.ErrNewer)
	}
}

// What a program has left that died while it waited for daemons to stop sends none of them away.
func TestTheDeadAskForNothing(t *testing.T) {
	t.Parallel()
	s := open(t, newPostgres(t))
	if err := s.AskedFor(t.Context(), 99); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.Alive(t.Context(), later, time.Minute); err != nil {
			t.Errorf("the daemon hears %v", err)
		}
	}
	if err := s.AskedFor(t.Context(), 99); err != nil { // another one lives
		t.Fatal(err)
	}
	if _, err := s.Alive(t.Context(), later, time.Minute); !errors.Is(err, store.ErrNewer) {
		t.Errorf("the daemon hears %v, want %v", err, store.ErrNewer)
	}
}

// A daemon hears at its next heartbeat that the schema is a newer one.
func TestADaemonLooksAtTheSchema(t *testing.T) {
	t.Parallel()
	url := newPostgres(t)
	s := open(t, url)
	execRaw(t, url, "INSERT INTO schema_version (version_id, is_applied) VALUES (99, '1')")
	if _, err := s.Alive(t.Context(), later, time.Minute); !errors.Is(err, store.ErrNewer) {
		t.Errorf("on a schema that is ahead: %v", err)
	}
}

func TestUpgradeFromTheFirstSchemaWithRowsInIt(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory has no earlier version")
		}
		old, err := store.OpenAtVersion(t.Context(), url, 1)
		if err != nil {
			t.Fatal(err)
		}
		// the rows are written by this version, which knows more columns
		added := []string{"arrival", "mailbox", "message", "counter", "cases", "outbox", "checkpoint"}
		for _, table := range added {
			execRaw(t, url, "ALTER TABLE "+table+" ADD COLUMN proof BYTEA")
		}
		execRaw(t, url, "ALTER TABLE cases ADD COLUMN parties BYTEA")
		refs := openCases(t, old, 1, 5)
		execRaw(t, url, "ALTER TABLE cases DROP COLUMN parties")
		for _, table := range added {
			execRaw(t, url, "ALTER TABLE "+table+" DROP COLUMN proof")
		}
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		s := open(t, url)
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
		if c, err := s.Case(t.Context(), refs[4]); err != nil || c.Version != 3 {
			t.Errorf("case %+v, %v", c, err)
		}
		health, err := s.Check(t.Context())
		if health.Schema != 15 || err != nil && !errors.Is(err, store.ErrDiskLow) {
			t.Errorf("health %+v, %v", health, err)
		}
	})
}

// TestADatabaseOfAnEarlierVersionIsReadOn opens a file that the version before wrote: three cases, one of them with a
// danger that somebody has taken, which that version kept as a reminder in the year 9999.
func TestADatabaseOfAnEarlierVersionIsReadOn(t *testing.T) {
	packed, err := os.Open("testdata/schema4.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "complaintsd.db")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, "sqlite:"+file)
	if faults := verified(t, s); len(faults) > 0 {
		t.Errorf("faults: got %v, want none", faults)
	}
	c, err := s.Case(t.Context(), "HC-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	if danger := c.Clocks.Danger; !danger.Done || danger.Since.IsZero() {
		t.Errorf("the clock of the danger: got %+v, want one that somebody has ended", danger)
	}
	for schedule, until := range c.Reminded {
		if until.Year() > 3000 {
			t.Errorf("schedule %s: got %v, want a time that can be", schedule, until)
		}
	}
	if c, err := s.Case(t.Context(), "HC-2026-000003"); err != nil || c.Reason.String() != "out_of_scope:E4" {
		t.Errorf("why HC-2026-000003 is closed: got %q, %v, want out_of_scope:E4", c.Reason, err)
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory has no later version")
		}
		s, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		execRaw(t, url, "INSERT INTO schema_version (version_id, is_applied) VALUES (99, '1')")
		if _, err := store.Open(t.Context(), url); err == nil ||
			!strings.Contains(err.Error(), "a newer complaintsd takes over this database: its schema is 99") {
			t.Errorf("opened a newer database: %v", err)
		}
	})
}
