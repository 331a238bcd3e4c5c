package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"complaints/internal/outbox"
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
		results := []outbox.SendResult{
			{Letter: claimed[3].ID, State: outbox.Sent, At: now, Provider: "q1"},
			{Letter: claimed[0].ID, State: outbox.Pending, At: now, NextTry: now.Add(time.Hour)},
			{Letter: claimed[1].ID, State: outbox.Failed, At: now, Detail: "550 no such user"},
			{Letter: claimed[2].ID, State: outbox.Unknown, At: now, NextTry: now.Add(time.Hour)},
			{Letter: "nonsense", State: outbox.Sent, At: now},
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			settled, err := tx.Record(ctx, results...)
			if err != nil || len(settled) != 2 {
				t.Fatalf("settled %+v, %v", settled, err)
			}
			sent, failed := settled[0], settled[1]
			if sent.ID != claimed[3].ID || sent.Case != refs[1] || !sent.Accepted || sent.State != outbox.Sent ||
				!sent.At.Equal(now) {
				t.Errorf("sent: %+v", sent)
			}
			if failed.ID != claimed[1].ID || failed.Case != refs[0] || failed.Accepted ||
				failed.Detail != "550 no such user" {
				t.Errorf("failed: %+v", failed)
			}
			return nil
		})
		left, err := s.Waiting(t.Context())
		if err != nil || len(left) != 2 || left[outbox.Pending] != 1 || left[outbox.Unknown] != 1 {
			t.Errorf("waiting: %v, %v", left, err)
		}
	})
}

func TestReportsAfterDelivery(t *testing.T) {
	type report struct {
		delivery outbox.Delivery
		changed  bool
	}
	const accepted = outbox.Delivery("")
	for name, reports := range map[string][]report{
		"delivered":                  {{outbox.Delivered, true}, {outbox.Delivered, false}},
		"sent comes after delivered": {{outbox.Delivered, true}, {accepted, false}},
		"delayed, then delivered": {{outbox.Delayed, true}, {outbox.Delivered, true},
			{outbox.Delayed, false}},
		"delivered, then bounced later": {{outbox.Delivered, true}, {outbox.Undelivered, true}},
		"bounced for good": {{outbox.Delayed, true}, {outbox.Undelivered, true},
			{outbox.Delivered, false}, {outbox.Delayed, false}},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *store.Store) {
				order(t, s, receipt(1))
				l := claim(t, s, later, 1)[0]
				record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: later, Provider: "SM1"})
				known := accepted
				for i, r := range reports {
					write(t, s, func(ctx context.Context, tx *store.Tx) error {
						which := []store.Report{{Letter: l.ID}, {MessageID: l.MessageID}, {Provider: "SM1"}}[i%3]
						which.Delivery, which.At = r.delivery, later
						got, changed, err := tx.SetDelivery(ctx, which)
						if changed {
							known = r.delivery
						}
						if err != nil || changed != r.changed || got.ID != l.ID || got.Delivery != known {
							t.Errorf("report %d (%s): %v %v %v", i, r.delivery, got.Delivery, changed, err)
						}
						return nil
					})
				}
			})
		})
	}
}

func TestAReportEndsADoubt(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		order(t, s, receipt(1))
		l := claim(t, s, later, 1)[0]
		record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Unknown, At: later, NextTry: later})
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, want := range []bool{true, false} {
				got, _, err := tx.SetDelivery(ctx, store.Report{Letter: l.ID, Provider: "SM7", At: later})
				if err != nil || got.State != outbox.Sent || got.Accepted != want {
					t.Errorf("reported on and %s, accepted %v, %v", got.State, got.Accepted, err)
				}
			}
			_, _, err := tx.SetDelivery(ctx, store.Report{Provider: "SM-strange", At: later})
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("a report on somebody else's letter: %v", err)
			}
			return nil
		})
		if again := claim(t, s, later.Add(time.Hour), 1); len(again) != 0 {
			t.Error("sent a second time")
		}
	})
}
