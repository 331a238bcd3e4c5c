package store_test

import (
	"context"
	"errors"
	"testing"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/store"
)

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
	e := complaint.Event{At: received, By: actor.ByMachine, Fact: complaint.Noted{Text: "one more"}}
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
			"no events":      {c, nil, c},
			"too few events": {c, []complaint.Event{e}, c.Apply(e).Apply(e)},
			"another case":   {c, []complaint.Event{e}, other},
			"no reference":   {complaint.Case{}, []complaint.Event{e}, complaint.Case{Version: 1}},
			"a case opened twice": {complaint.Case{}, opening(ref, leakMessage(1, "x")),
				complaint.Fold(opening(ref, leakMessage(1, "x")))},
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
