package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"complaints/internal/complaint"
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

// The second daemon's clock is wrong by skew throughout.
func TestAJobHasOneHolderHoweverClocksDiffer(t *testing.T) {
	for name, skew := range map[string]time.Duration{"clocks agree": 0, "its clock is ahead": time.Minute, "its clock is behind": -time.Minute} {
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

func alive(t *testing.T, s *store.Store, now time.Time) int64 {
	t.Helper()
	freed, err := s.Alive(t.Context(), now, ttl)
	if err != nil {
		t.Fatal(err)
	}
	return freed
}

func TestADeadDaemonsLettersGoOn(t *testing.T) {
	for name, skew := range map[string]time.Duration{"clocks agree": 0, "its clock is ahead": time.Minute, "its clock is behind": -time.Minute} {
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
	if err := first.Start(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	order(t, first, receipt(1))
	claim(t, first, later, 1)
	second := open(t, url)
	if err := second.Start(t.Context(), later); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("a second daemon on one file: %v", err)
	}
	if taken := claim(t, second, later, 1); len(taken) != 0 {
		t.Error("took a letter from the daemon")
	}
	if err := first.Close(); err != nil { // or it was killed
		t.Fatal(err)
	}
	if err := second.Start(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	if taken := claim(t, second, later, 1); len(taken) != 1 || !taken[0].Tries.InDoubt {
		t.Errorf("the letter that the one before had in hand: %+v", taken)
	}
}

func TestManyDecidersOnOneCaseAllGetTheirSay(t *testing.T) {
	onEachShared(t, func(t *testing.T, first, second *store.Store) {
		ref := openCases(t, first, 1, 1)[0]
		const deciders, each = 4, 5
		done := make(chan error, deciders)
		for i := range deciders {
			s := []*store.Store{first, second}[i%2]
			go func() {
				for n := 0; n < each; {
					switch err := note(t.Context(), s, ref); {
					case err == nil:
						n++
					case !errors.Is(err, store.ErrConflict):
						done <- err
						return
					}
				}
				done <- nil
			}()
		}
		for range deciders {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if events, err := first.Events(t.Context(), ref); err != nil || len(events) != 3+deciders*each {
			t.Errorf("%d events, %v", len(events), err)
		}
		if faults := verified(t, second); len(faults) > 0 {
			t.Error(faults)
		}
	})
}

// note adds an event to a case that was read outside the transaction, as a slow decider does.
func note(ctx context.Context, s *store.Store, ref string) error {
	c, err := s.Case(ctx, ref)
	if err != nil {
		return err
	}
	e := complaint.Event{At: received, By: "machine", Fact: complaint.Noted{Text: "one more"}}
	return s.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Append(ctx, c, []complaint.Event{e}, c.Apply(e), later)
	})
}

func TestAppendRefusesWhatDoesNotFit(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ref := openCases(t, s, 1, 1)[0]
		c, err := s.Case(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		e := complaint.Event{At: received, Fact: complaint.Noted{Text: "one more"}}
		other := c.Apply(e)
		other.Ref = "HC-2026-000002"
		for name, try := range map[string]struct {
			before complaint.Case
			events []complaint.Event
			after  complaint.Case
		}{
			"no events":           {c, nil, c},
			"too few events":      {c, []complaint.Event{e}, c.Apply(e).Apply(e)},
			"another case":        {c, []complaint.Event{e}, other},
			"no reference":        {complaint.Case{}, []complaint.Event{e}, complaint.Case{Version: 1}},
			"a case opened twice": {complaint.Case{}, opening(ref, message(1, "x")), complaint.Fold(opening(ref, message(1, "x")))},
		} {
			err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.Append(ctx, try.before, try.events, try.after, later)
			})
			if err == nil {
				t.Errorf("%s: appended", name)
			}
			if name == "a case opened twice" && !errors.Is(err, store.ErrConflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
	})
}

func TestListsOfCases(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		refs := openCases(t, s, 1, 7)
		for name, test := range map[string]struct {
			filter store.CaseFilter
			want   int
		}{
			"all":                    {store.CaseFilter{}, 7},
			"the first page":         {store.CaseFilter{Limit: 3}, 3},
			"the next page":          {store.CaseFilter{Limit: 3, Before: refs[2]}, 2},
			"of a status":            {store.CaseFilter{Status: complaint.Stage1Open}, 7},
			"of another status":      {store.CaseFilter{Status: complaint.Closed}, 0},
			"of an area":             {store.CaseFilter{Area: complaint.AreaRepairs}, 7},
			"of a manager":           {store.CaseFilter{Handler: "repairs.manager@LANDLORD.example"}, 7},
			"of another manager":     {store.CaseFilter{Handler: "asb.manager@landlord.example"}, 0},
			"of a resident":          {store.CaseFilter{Address: "Asha4@example.com"}, 1},
			"since a moment":         {store.CaseFilter{Since: received.Add(6 * time.Second)}, 2},
			"several things at once": {store.CaseFilter{Status: complaint.Stage1Open, Address: "asha4@example.com", Before: refs[6]}, 1},
		} {
			got, err := s.ListCases(t.Context(), test.filter)
			if err != nil || len(got) != test.want {
				t.Errorf("%s: %d cases, %v", name, len(got), err)
			}
			for i := 1; i < len(got); i++ {
				if got[i-1].Ref <= got[i].Ref {
					t.Errorf("%s: %s before %s", name, got[i-1].Ref, got[i].Ref)
				}
			}
		}
	})
}

func TestWakeTimes(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		if next, err := s.NextWake(t.Context()); err != nil || !next.IsZero() {
			t.Errorf("an empty store wakes at %v, %v", next, err)
		}
		refs := openCases(t, s, 1, 2)
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetWake(ctx, "HC-2026-999999", later); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("woke a case that is not there: %v", err)
			}
			return errors.Join(tx.SetWake(ctx, refs[0], time.Time{}), tx.SetWake(ctx, refs[1], later))
		})
		if due, err := s.DueCases(t.Context(), later.Add(-time.Millisecond), 9); err != nil || len(due) != 0 {
			t.Errorf("due before their time: %v, %v", due, err)
		}
		if due, err := s.DueCases(t.Context(), later.Add(10000*time.Hour), 9); err != nil || len(due) != 1 || due[0] != refs[1] {
			t.Errorf("due: %v, %v", due, err)
		}
		if next, err := s.NextWake(t.Context()); err != nil || !next.Equal(later) {
			t.Errorf("wakes at %v, %v", next, err)
		}
	})
}
