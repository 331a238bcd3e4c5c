package store_test

import (
	"context"
	"testing"

	"complaints/internal/reading"
	"complaints/store"
)

func TestAMessageComesBackAsItWasRead(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ref := openCases(t, s, 1, 1)[0]
		err := s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			all, err := tx.MessagesOf(ctx, ref)
			if err != nil || len(all) != 1 {
				t.Fatalf("%v, %v", all, err)
			}
			want := leakMessage(1, all[0].Message.ID)
			if got := all[0]; got.Message.Text != want.Text || got.Message.From != want.From ||
				!got.Message.Received.Equal(want.Received) ||
				got.Reading.Kind != reading.KindComplaint ||
				got.Outcome != (store.Outcome{Kind: store.Opened, Case: ref, Reason: "a repair failed"}) {
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
