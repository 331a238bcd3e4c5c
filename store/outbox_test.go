package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// later is when everything that these tests order is due.
var later = received.Add(100 * time.Hour)

func order(t testing.TB, s *store.Store, letters ...outbox.Letter) int {
	t.Helper()
	inserted := 0
	write(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
		inserted, err = tx.Order(ctx, letters...)
		return err
	})
	return inserted
}

func claim(t testing.TB, s *store.Store, now time.Time, n int) []outbox.Letter {
	t.Helper()
	claimed, err := s.Claim(t.Context(), message.Email, now, n, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

func record(t testing.TB, s *store.Store, results ...outbox.SendResult) {
	t.Helper()
	if err := s.Record(t.Context(), results); err != nil {
		t.Fatal(err)
	}
}

func posted(t testing.TB, s *store.Store, id string) (p store.Posted) {
	t.Helper()
	err := s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		p, err = tx.Letter(ctx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// receipt is a letter of no case.
func receipt(n int) outbox.Letter {
	l := aLetter("", "M16", leakMessage(n, fmt.Sprintf("cause-%d", n)))
	l.Token = fmt.Sprintf("token-%d", n)
	l.MessageID = l.Token + "@landlord.example"
	return l
}

func TestOneCauseMakesOneLetter(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		again := receipt(1)
		again.Token, again.MessageID, again.Text = "another", "another@landlord.example", "other words"
		if n := order(t, s, receipt(1), again, receipt(2)); n != 2 {
			t.Errorf("%d letters of two causes", n)
		}
		if n := order(t, s, again, receipt(2)); n != 0 {
			t.Errorf("%d letters ordered twice", n)
		}
		claimed := claim(t, s, later, 10)
		if len(claimed) != 2 || claimed[0].Text != receipt(1).Text {
			t.Errorf("claimed %+v", claimed)
		}
		bySMS := receipt(1)
		bySMS.Channel, bySMS.Token, bySMS.MessageID = message.SMS, "", ""
		alsoBySMS := receipt(2)
		alsoBySMS.Channel, alsoBySMS.Token, alsoBySMS.MessageID = message.SMS, "", ""
		if n := order(t, s, bySMS, alsoBySMS); n != 2 {
			t.Errorf("%d texts, which have no token", n)
		}
	})
}

func TestALetterWithSomebodyElsesTokenIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		order(t, s, receipt(1))
		thief := receipt(2)
		thief.Token = receipt(1).Token
		err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Order(ctx, thief)
			return err
		})
		if err == nil {
			t.Error("two letters carry one token")
		}
	})
}

func TestLettersGoByPromisedDateAndThenByAge(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		day := calendar.MustDate("2026-12-01")
		letters := make([]outbox.Letter, 5)
		for i, promised := range []calendar.Date{day + 3, day, day + 1, day, day + 2} {
			letters[i] = receipt(i)
			letters[i].Promised = promised
		}
		letters[1].DecidedAt = received.Add(time.Hour) // the younger of the two for the first day
		letters[4].NotBefore = later.Add(time.Minute)  // waits for working hours
		order(t, s, letters...)
		var got []string
		for _, l := range claim(t, s, later, 10) {
			got = append(got, l.Cause)
		}
		if want := []string{"cause-3", "cause-1", "cause-2", "cause-0"}; !slices.Equal(got, want) {
			t.Errorf("went %v, want %v", got, want)
		}
		next, err := s.NextDue(t.Context(), message.Email)
		if err != nil || !next.Equal(later.Add(time.Minute)) {
			t.Errorf("next due %v, %v", next, err)
		}
		if next, err := s.NextDue(t.Context(), message.SMS); err != nil || !next.IsZero() {
			t.Errorf("next text due %v, %v", next, err)
		}
	})
}

func TestWhatBecomesOfATry(t *testing.T) {
	retry := later.Add(10 * time.Minute)
	for name, test := range map[string]struct {
		result   outbox.SendResult
		state    outbox.SendState
		tries    outbox.Tries // told at the next claim
		again    bool
		attempts int
	}{
		"accepted": {outbox.SendResult{State: outbox.Sent}, outbox.Sent, outbox.Tries{},
			false, 1},
		"refused for good": {outbox.SendResult{State: outbox.Failed, Detail: "550"}, outbox.Failed,
			outbox.Tries{}, false, 1},
		"refused for now": {outbox.SendResult{State: outbox.Pending, NextTry: retry}, outbox.Pending,
			outbox.Tries{Count: 1, Last: later}, true, 1},
		"cut off after DATA": {outbox.SendResult{State: outbox.Unknown, NextTry: retry}, outbox.Unknown,
			outbox.Tries{Count: 1, Doubts: 1, InDoubt: true, Last: later}, true, 1},
		"nothing on the wire": {outbox.SendResult{State: outbox.Pending, Untried: true, NextTry: retry},
			outbox.Pending, outbox.Tries{}, true, 0},
		"a try without result": {outbox.SendResult{}, outbox.Leased,
			outbox.Tries{Count: 1, Doubts: 1, InDoubt: true, Last: later}, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *store.Store) {
				order(t, s, receipt(1))
				l := claim(t, s, later, 1)[0]
				if l.Tries != (outbox.Tries{}) {
					t.Errorf("the first try knows of %+v", l.Tries)
				}
				if more := claim(t, s, later, 1); len(more) != 0 {
					t.Fatal("claimed while it was leased")
				}
				result := test.result // the engines run side by side
				result.Letter, result.At = l.ID, later.Add(time.Second)
				if result.State != "" {
					record(t, s, result)
				}
				if p := posted(t, s, l.ID); p.State != test.state || len(p.Attempts) != test.attempts {
					t.Errorf("is %s after %d attempts, want %s after %d", p.State, len(p.Attempts), test.state,
						test.attempts)
				}
				if early := claim(t, s, retry.Add(-9*time.Minute-30*time.Second), 1); len(early) != 0 {
					t.Errorf("claimed %v before its time", early)
				}
				next := claim(t, s, retry, 1)
				if len(next) == 1 != test.again {
					t.Fatalf("claimed again: %v, want %v", len(next) == 1, test.again)
				}
				if test.again && (next[0].Tries != test.tries || next[0].Text != l.Text ||
					next[0].MessageID != l.MessageID) {
					t.Errorf("the next try knows of %+v, want %+v", next[0].Tries, test.tries)
				}
			})
		})
	}
}

// TestTryDoubtful: when a server takes letters again, those in doubt are due at once, and no others.
func TestTryDoubtful(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		order(t, s, receipt(1), receipt(2))
		ls := claim(t, s, later, 2)
		hour := later.Add(time.Hour)
		record(t, s, outbox.SendResult{Letter: ls[0].ID, State: outbox.Unknown, At: later, NextTry: hour},
			outbox.SendResult{Letter: ls[1].ID, State: outbox.Pending, At: later, NextTry: hour})
		if err := s.TryDoubtful(t.Context(), message.Email, later.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if next := claim(t, s, later.Add(time.Minute), 2); len(next) != 1 || next[0].ID != ls[0].ID {
			t.Errorf("claimed %+v, want the letter in doubt", next)
		}
	})
}

func TestAnUntriedLetterInDoubtStaysInDoubt(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		order(t, s, receipt(1))
		l := claim(t, s, later, 1)[0]
		record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Unknown, At: later, NextTry: later})
		doubt := claim(t, s, later.Add(time.Minute), 1)[0].Tries
		record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Pending, Untried: true,
			At: later.Add(time.Minute), NextTry: later})
		if again := claim(t, s, later.Add(2*time.Minute), 1)[0].Tries; again != doubt {
			t.Errorf("the next try knows of %+v, want %+v", again, doubt)
		}
	})
}

func TestAResultThatComesTooLateChangesNothing(t *testing.T) {
	onEachShared(t, func(t *testing.T, first, second *store.Store) {
		order(t, first, receipt(1))
		l := claim(t, first, later, 1)[0]
		takenOver := later.Add(time.Minute + first.Skew())
		if stolen := claim(t, second, takenOver.Add(-time.Second), 1); len(stolen) != 0 {
			t.Fatal("taken over while the other's clock might say that its lease still runs")
		}
		if taken := claim(t, second, takenOver, 1); len(taken) != 1 || !taken[0].Tries.InDoubt {
			t.Fatalf("taken over: %+v", taken)
		}
		for _, state := range []outbox.SendState{outbox.Failed, outbox.Pending, outbox.Unknown} {
			record(t, first, outbox.SendResult{Letter: l.ID, State: state, At: takenOver, NextTry: takenOver})
		}
		if err := first.Renew(t.Context(), []string{l.ID}, takenOver.Add(time.Hour)); !errors.Is(err,
			store.ErrConflict) {
			t.Errorf("renewing a lost lease: %v", err)
		}
		if p := posted(t, second, l.ID); p.State != outbox.Leased || len(p.Attempts) != 1 {
			t.Errorf("is %s with attempts %v", p.State, p.Attempts)
		}
		record(t, first, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: takenOver})
		if p := posted(t, second, l.ID); p.State != outbox.Sent {
			t.Errorf("what was sent is %s", p.State)
		}
		record(t, second, outbox.SendResult{Letter: l.ID, State: outbox.Failed, At: takenOver})
		if p := posted(t, second, l.ID); p.State != outbox.Sent {
			t.Errorf("what was sent has become %s", p.State)
		}
	})
}

// onEachShared opens each engine twice, as two daemons do.
func onEachShared(t *testing.T, test func(t *testing.T, first, second *store.Store)) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory cannot be shared")
		}
		test(t, open(t, url), open(t, url))
	})
}

func TestARenewedLeaseIsNotTakenOver(t *testing.T) {
	onEachShared(t, func(t *testing.T, first, second *store.Store) {
		order(t, first, receipt(1))
		l := claim(t, first, later, 1)[0]
		if err := first.Renew(t.Context(), []string{l.ID}, later.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if taken := claim(t, second, later.Add(30*time.Minute), 1); len(taken) != 0 {
			t.Error("taken over in spite of its lease")
		}
		if next, err := second.NextDue(t.Context(), message.Email); err != nil ||
			!next.Equal(later.Add(time.Hour+first.Skew())) {
			t.Errorf("the other looks again at %v, %v", next, err)
		}
	})
}

func TestManyClaimersNeverShareALetter(t *testing.T) {
	onEachShared(t, func(t *testing.T, first, second *store.Store) {
		const letters = 300
		for n := range letters {
			order(t, first, receipt(n))
		}
		var mu sync.Mutex
		claimed := map[string]int{}
		var wg sync.WaitGroup
		for i := range 6 {
			s := []*store.Store{first, second}[i%2]
			wg.Go(func() {
				for {
					got, err := s.Claim(t.Context(), message.Email, later, 7, time.Hour)
					if errors.Is(err, store.ErrConflict) {
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, l := range got {
						claimed[l.ID]++
					}
					done := len(claimed) >= letters
					mu.Unlock()
					if len(got) == 0 && done {
						return
					}
				}
			})
		}
		wg.Wait()
		for id, n := range claimed {
			if n != 1 {
				t.Errorf("letter %s was claimed %d times", id, n)
			}
		}
	})
}

// TestPutOff: what waits for a time that is no longer the office's goes later; what has been tried, or is due, stays.
func TestPutOff(t *testing.T) {
	t.Parallel()
	for name, newDatabase := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, newDatabase(t))
			now := received.Add(time.Hour)
			due, waits := receipt(1), receipt(2)
			due.NotBefore, waits.NotBefore = received, now.Add(time.Hour)
			order(t, s, due, waits)
			if err := s.PutOff(t.Context(), now, func(at time.Time) time.Time {
				return at.Add(24 * time.Hour)
			}); err != nil {
				t.Fatal(err)
			}
			if got := claim(t, s, now.Add(2*time.Hour), 5); len(got) != 1 || got[0].Cause != due.Cause {
				t.Errorf("claimed %+v", got)
			}
			if err := s.PutOff(t.Context(), now, func(at time.Time) time.Time {
				return at.Add(-24 * time.Hour)
			}); err != nil {
				t.Fatal(err)
			}
			goes := func(after time.Duration) bool {
				return slices.ContainsFunc(claim(t, s, now.Add(after), 5), func(l outbox.Letter) bool {
					return l.Cause == waits.Cause
				})
			}
			if goes(24*time.Hour) || !goes(26*time.Hour) {
				t.Error("it became earlier, or never goes")
			}
		})
	}
}
