package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/reading"
	"complaints/store"
)

func TestCasesByWhatHappened(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		refs := openCases(t, s, 1, 5)
		at := received.Add(24 * time.Hour)
		happen := func(ref string, at time.Time, facts ...complaint.Fact) {
			write(t, s, func(ctx context.Context, tx *store.Tx) error {
				before, err := tx.Case(ctx, ref)
				if err != nil {
					return err
				}
				var events []complaint.Event
				after := before
				for _, f := range facts {
					events = append(events, complaint.Event{At: at, By: actor.ByStaff("team@landlord.example"),
						Why:  "said so",
						Fact: f})
					after = after.Apply(events[len(events)-1])
				}
				return tx.Append(ctx, before, events, after, time.Time{})
			})
		}
		happen(refs[0], at, complaint.Corrected{}, complaint.Corrected{})
		happen(refs[1], at, complaint.Confirmed{})
		happen(refs[2], at.Add(-time.Millisecond), complaint.Corrected{})
		happen(refs[3], at.Add(time.Hour), complaint.Corrected{})
		happen(refs[4], at, complaint.Noted{Text: "Corrected"})
		for name, test := range map[string]struct {
			f    store.KindFilter
			want []string
		}{
			"one kind, each case once": {store.KindFilter{Kinds: []string{"Corrected"}, From: at,
				To: at.Add(2 * time.Hour)}, []string{refs[0], refs[3]}},
			"two kinds": {store.KindFilter{Kinds: []string{"Corrected", "Confirmed"}, From: at,
				To: at.Add(time.Hour)}, refs[:2]},
			"a page": {store.KindFilter{Kinds: []string{"Corrected", "Confirmed"}, To: at.Add(2 * time.Hour),
				After: refs[0], Limit: 2}, refs[1:3]},
			"none": {store.KindFilter{Kinds: []string{"Erased"}, To: at.Add(2 * time.Hour)}, nil},
		} {
			if got, err := s.CasesWith(t.Context(), test.f); err != nil || !slices.Equal(got, test.want) {
				t.Errorf("%s: %v, %v, want %v", name, got, err, test.want)
			}
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
			"all":                {store.CaseFilter{}, 7},
			"the first page":     {store.CaseFilter{Limit: 3}, 3},
			"the next page":      {store.CaseFilter{Limit: 3, Before: refs[2]}, 2},
			"of a status":        {store.CaseFilter{Status: complaint.Stage1Open}, 7},
			"of another status":  {store.CaseFilter{Status: complaint.Closed}, 0},
			"of an area":         {store.CaseFilter{Area: reading.AreaRepairs}, 7},
			"of a manager":       {store.CaseFilter{Handler: "repairs.manager@LANDLORD.example"}, 7},
			"of another manager": {store.CaseFilter{Handler: "asb.manager@landlord.example"}, 0},
			"of a resident":      {store.CaseFilter{Address: "Asha4@example.com"}, 1},
			"since a moment":     {store.CaseFilter{Since: received.Add(6 * time.Second)}, 2},
			"several things at once": {store.CaseFilter{Status: complaint.Stage1Open, Address: "asha4@example.com",
				Before: refs[6]}, 1},
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
		if due, err := s.DueCases(t.Context(), later.Add(10000*time.Hour), 9); err != nil || len(due) != 1 ||
			due[0] != refs[1] {
			t.Errorf("due: %v, %v", due, err)
		}
		if next, err := s.NextWake(t.Context()); err != nil || !next.Equal(later) {
			t.Errorf("wakes at %v, %v", next, err)
		}
	})
}
