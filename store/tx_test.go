package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/reading"
	"complaints/store"
)

func TestOneBadMessageDoesNotHoldBackTheRest(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		saved := save(t, s, 3, arrival(1), arrival(2), arrival(3))
		bad := errors.New("this one cannot be rendered")
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			for i, a := range saved {
				err := tx.Try(ctx, func(ctx context.Context) error {
					if _, err := openCase(ctx, tx, leakMessage(i+1, a.ID)); err != nil {
						return err
					}
					if i == 1 {
						return bad
					}
					return nil
				})
				if (i == 1) != errors.Is(err, bad) || i != 1 && err != nil {
					t.Errorf("message %d: %v", i, err)
				}
			}
			return nil
		})
		if got := undecided(t, s, 5); !slices.Equal(got, []string{"imap:inbox;1;2"}) {
			t.Errorf("undecided %v", got)
		}
		refs := openCases(t, s, 4, 1)
		if refs[0] != "HC-2026-000003" { // the bad one's number was given back
			t.Errorf("the next case is %s", refs[0])
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
	})
}

func TestAFailedDecisionLeavesNothing(t *testing.T) {
	for name, fail := range map[string]func() error{
		"an error": func() error { return errors.New("no") },
		"a panic":  func() error { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *store.Store) {
				id := save(t, s, 0, arrival(1))[0].ID
				func() {
					defer func() { _ = recover() }()
					err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
						if _, err := openCase(ctx, tx, leakMessage(1, id)); err != nil {
							return err
						}
						return fail()
					})
					if err == nil {
						t.Error("committed")
					}
				}()
				if all, err := s.ListCases(t.Context(), store.CaseFilter{}); err != nil || len(all) != 0 {
					t.Errorf("cases %v, %v", all, err)
				}
				if got := undecided(t, s, 5); len(got) != 1 {
					t.Errorf("undecided %v", got)
				}
				if refs := openCases(t, s, 2, 1); refs[0] != "HC-2026-000001" {
					t.Errorf("the next case is %s", refs[0])
				}
			})
		})
	}
}

func TestTriesWithinTries(t *testing.T) {
	no := errors.New("no")
	onEach(t, func(t *testing.T, s *store.Store) {
		mark := func(ctx context.Context, tx *store.Tx, n int, err error) error {
			return errors.Join(tx.SetMark(ctx, fmt.Sprint("try:", n), 1), err)
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Try(ctx, func(context.Context) error { return no }); !errors.Is(err, no) {
				t.Errorf("failed before it did anything: %v", err)
			}
			if _, err := tx.NextRef(ctx, "HC", 2026); err != nil {
				return err
			}
			err := tx.Try(ctx, func(ctx context.Context) error {
				if _, err := tx.NextRef(ctx, "HC", 2026); err != nil {
					return err
				}
				inner := tx.Try(ctx, func(ctx context.Context) error {
					if _, err := tx.NextRef(ctx, "HC", 2026); err != nil {
						return err
					}
					return mark(ctx, tx, 1, no)
				})
				if !errors.Is(inner, no) {
					t.Errorf("the inner one: %v", inner)
				}
				return mark(ctx, tx, 2, nil)
			})
			if err != nil {
				return err
			}
			return tx.Try(ctx, func(ctx context.Context) error {
				if err := tx.Try(ctx, func(ctx context.Context) error { return mark(ctx, tx, 3, nil) }); err != nil {
					return err
				}
				_, err := tx.Order(ctx, receipt(1))
				return err
			})
		})
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			kept, err := tx.Marks(ctx, "try:")
			for n, want := range map[string]bool{"1": false, "2": true, "3": true} {
				if err != nil || kept[n] == 1 != want {
					t.Errorf("mark %s: %v, want kept %v", n, err, want)
				}
			}
			if ref, err := tx.NextRef(ctx, "HC", 2026); err != nil || ref != "HC-2026-000003" {
				t.Errorf("the next case is %s, %v", ref, err)
			}
			return nil
		})
		if got := claim(t, s, later, 5); len(got) != 1 {
			t.Errorf("ordered %d letters", len(got))
		}
	})
}

// A statement whose error comes late must fail its own message, and an error that nobody heeds must not look
// like a commit.
func TestAnErrorThatComesLateIsNotLost(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		s := open(t, url)
		saved := save(t, s, 0, arrival(1), arrival(2), arrival(3))
		execRaw(t, url, "INSERT INTO cases (ref, version, hash, status, area, handler, received, body) VALUES "+
			"('HC-2026-000002', 1, '', '', '', '', 0, '{}')")
		execRaw(t, url, "INSERT INTO event (case_ref, seq, at, kind, hash, body) VALUES ('HC-2026-000002', 1, 0, "+
			"'', '', '{}')")
		tamper(t, url, "DELETE FROM cases") // its events are in the way of the next case of that name
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			for i, a := range saved {
				err := tx.Try(ctx, func(ctx context.Context) error {
					ref := fmt.Sprintf("HC-2026-%06d", i+1)
					events := opening(ref, leakMessage(i+1, a.ID))
					if err := tx.SaveMessage(ctx, leakMessage(i+1, a.ID), reading.Reading{},
						store.Outcome{Kind: store.Opened, Case: ref}); err != nil {
						return err
					}
					return tx.Append(ctx, complaint.Case{}, events, complaint.Fold(events), later)
				})
				if (err != nil) != (i == 1) {
					t.Errorf("message %d: %v", i+1, err)
				}
			}
			return nil
		})
		if got := undecided(t, s, 5); !slices.Equal(got, []string{"imap:inbox;1;2"}) {
			t.Errorf("undecided %v", got)
		}
		err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			events := opening("HC-2026-000002", leakMessage(2, saved[1].ID))
			_ = tx.Append(ctx, complaint.Case{}, events, complaint.Fold(events), later) // not heeded
			_, _ = tx.Order(ctx, receipt(1))
			return nil
		})
		claimed := claim(t, s, later, 5)
		if err == nil && len(claimed) == 0 {
			t.Error("it says that it was committed, and it was not")
		}
	})
}
