package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"complaints/internal/complaint"
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
					events = append(events, complaint.Event{At: at, By: "team@landlord.example", Why: "said so", Fact: f})
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
			"one kind, each case once": {store.KindFilter{Kinds: []string{"Corrected"}, From: at, To: at.Add(2 * time.Hour)}, []string{refs[0], refs[3]}},
			"two kinds":                {store.KindFilter{Kinds: []string{"Corrected", "Confirmed"}, From: at, To: at.Add(time.Hour)}, refs[:2]},
			"a page":                   {store.KindFilter{Kinds: []string{"Corrected", "Confirmed"}, To: at.Add(2 * time.Hour), After: refs[0], Limit: 2}, refs[1:3]},
			"none":                     {store.KindFilter{Kinds: []string{"Erased"}, To: at.Add(2 * time.Hour)}, nil},
		} {
			if got, err := s.CasesWith(t.Context(), test.f); err != nil || !slices.Equal(got, test.want) {
				t.Errorf("%s: %v, %v, want %v", name, got, err, test.want)
			}
		}
	})
}
