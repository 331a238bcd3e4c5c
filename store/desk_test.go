package store_test

import (
	"context"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/store"
)

func TestACaseHearsWhatBecameOfItsLetters(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		refs := openCases(t, s, 1, 2)
		now := received.Add(time.Hour)
		claimed := claim(t, s, now, 10)
		if len(claimed) != 4 {
			t.Fatalf("claimed %v", claimed)
		}
		results := []complaint.SendResult{
			{Letter: claimed[3].ID, State: complaint.Sent, At: now, Provider: "q1"},
			{Letter: claimed[0].ID, State: complaint.Pending, At: now, NextTry: now.Add(time.Hour)},
			{Letter: claimed[1].ID, State: complaint.Failed, At: now, Detail: "550 no such user"},
			{Letter: claimed[2].ID, State: complaint.Unknown, At: now, NextTry: now.Add(time.Hour)},
			{Letter: "nonsense", State: complaint.Sent, At: now},
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			settled, err := tx.Record(ctx, results...)
			if err != nil || len(settled) != 2 {
				t.Fatalf("settled %+v, %v", settled, err)
			}
			sent, failed := settled[0], settled[1]
			if sent.ID != claimed[3].ID || sent.Case != refs[1] || !sent.Accepted || sent.State != complaint.Sent || !sent.At.Equal(now) {
				t.Errorf("sent: %+v", sent)
			}
			if failed.ID != claimed[1].ID || failed.Case != refs[0] || failed.Accepted || failed.Detail != "550 no such user" {
				t.Errorf("failed: %+v", failed)
			}
			return nil
		})
		left, err := s.Waiting(t.Context())
		if err != nil || len(left) != 2 || left[complaint.Pending] != 1 || left[complaint.Unknown] != 1 {
			t.Errorf("waiting: %v, %v", left, err)
		}
	})
}

func TestWhichArrivalsAreDecided(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		openCases(t, s, 1, 2)
		fresh := save(t, s, 0, arrival(3))[0].ID
		known, err := s.Arrivals(t.Context(), store.ArrivalFilter{})
		if err != nil || len(known) != 3 {
			t.Fatalf("%v, %v", known, err)
		}
		err = s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			decided, err := tx.Decided(ctx, known[0].ID, known[1].ID, fresh, "nonsense")
			if len(decided) != 2 || !decided[known[0].ID] || !decided[known[1].ID] {
				t.Errorf("decided: %v", decided)
			}
			if none, err := tx.Decided(ctx); err != nil || len(none) != 0 {
				t.Errorf("of none: %v, %v", none, err)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestAMessageComesBackAsItWasRead(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ref := openCases(t, s, 1, 1)[0]
		err := s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			all, err := tx.MessagesOf(ctx, ref)
			if err != nil || len(all) != 1 {
				t.Fatalf("%v, %v", all, err)
			}
			want := message(1, all[0].Message.ID)
			if got := all[0]; got.Message.Text != want.Text || got.Message.From != want.From || !got.Message.Received.Equal(want.Received) ||
				got.Reading.Kind != complaint.KindComplaint || got.Outcome != (store.Outcome{Kind: store.Opened, Case: ref, Reason: "a repair failed"}) {
				t.Errorf("%+v", got)
			}
			one, err := tx.Message(ctx, want.ID)
			if one.Message.Subject != want.Subject {
				t.Errorf("%+v", one)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
