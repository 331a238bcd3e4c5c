package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"complaints/store"
)

// TestDatabaseThatIsFullInAnyStatement: whichever statement finds the database full, the transaction is over. Nothing
// of it stays, nothing after it is written, and with room again it is all decided.
func TestDatabaseThatIsFullInAnyStatement(t *testing.T) {
	const mails = 12
	fell := map[bool]int{}
	for room := 0; room < 160; room += 7 {
		s := open(t, "sqlite:"+t.TempDir()+"/complaints.db")
		openCases(t, s, 1, 3)
		for i := range mails {
			save(t, s, uint32(10+i), arrival(10+i))
		}
		waiting, err := s.Undecided(t.Context(), mails)
		if err != nil {
			t.Fatal(err)
		}
		decide := func(after func(err error)) error {
			return s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				for i, a := range waiting {
					err := tx.Try(ctx, func(ctx context.Context) error {
						m := leakMessage(10+i, a.ID)
						m.NewText += strings.Repeat(fmt.Sprintf(" It drips, %d.", i), 400)
						_, err := openCase(ctx, tx, m)
						return err
					})
					after(err) // as a decider that takes every error for a fault of the message
				}
				return nil
			})
		}
		if err := s.LimitPages(t.Context(), int64(room)); err != nil {
			t.Fatal(err)
		}
		failed := 0
		err = decide(func(err error) {
			if err != nil {
				failed++
				if !errors.Is(err, store.ErrStorage) {
					t.Errorf("room for %d pages: %v, want an error of the database", room, err)
				}
			}
		})
		fell[failed > 0]++
		if (failed > 0) != errors.Is(err, store.ErrStorage) {
			t.Errorf("room for %d pages: %d failed, and the transaction came to %v", room, failed, err)
		}
		if n := len(undecided(t, s, mails)); failed > 0 && n != mails {
			t.Errorf("room for %d pages: %d of %d are left undecided: some stand for themselves", room, n, mails)
		}
		if err := s.LimitPages(t.Context(), 1<<30); err != nil {
			t.Fatal(err)
		}
		if failed > 0 {
			if err := decide(func(error) {}); err != nil {
				t.Errorf("with room again: %v", err)
			}
		}
		if faults := verified(t, s); len(faults) > 0 || len(undecided(t, s, mails)) > 0 {
			t.Errorf("room for %d pages: %v, %d undecided", room, faults, len(undecided(t, s, mails)))
		}
	}
	if fell[true] == 0 || fell[false] == 0 {
		t.Errorf("%v: want sizes at which it is full and some at which it is not", fell)
	}
}

func TestNumbersInUseAreSkippedAndNamed(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		openCases(t, s, 1, 5)
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetMark(ctx, "HC-2026", 2) })
		faults := verified(t, s)
		if len(faults) != 1 || !strings.Contains(fmt.Sprint(faults), "counter HC-2026: it stands at 2") {
			t.Errorf("verify: %v, want the counter that has fallen behind", faults)
		}
		if refs := openCases(t, s, 6, 2); refs[0] != "HC-2026-000006" || refs[1] != "HC-2026-000007" {
			t.Errorf("the next cases are %v, want the numbers after those in use", refs)
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Errorf("verify: %v", faults)
		}
	})
}
