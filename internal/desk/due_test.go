package desk

import (
	"context"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// TestDueTimesOfAWrongClock: a clock that ran a year ahead for a minute left letters and cases that wait for that year.
// They are named, and set anew when the clock is right.
func TestDueTimesOfAWrongClock(t *testing.T) {
	p := newPosting(t)
	right := p.now
	p.now = right.AddDate(1, 0, 0)
	record(outbox.Pending)(p) // put off, by the wrong clock
	err := p.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.SetWake(ctx, p.ack.Case, p.now)
	})
	if err != nil {
		t.Fatal(err)
	}
	p.now = right
	ctx := t.Context()
	faults, err := DueFaults(ctx, p.store, p.Procedure(), p.now)
	if err != nil || len(faults) != 2 {
		t.Errorf("faults %v, %v; want the letter and the case", faults, err)
	}
	if n, err := p.MendWakes(ctx); n != 1 || err != nil {
		t.Errorf("a start mends %d cases, %v; want 1", n, err)
	}
	if n, err := p.MendWakes(ctx); n != 0 || err != nil {
		t.Errorf("the next start mends %d cases, %v; want none", n, err)
	}
	if faults, err := DueFaults(ctx, p.store, p.Procedure(), p.now); err != nil || len(faults) != 1 {
		t.Errorf("then: %v, %v; want the letter alone", faults, err)
	}
	if err := p.DueAnew(ctx); err != nil {
		t.Fatal(err)
	}
	if faults, err := DueFaults(ctx, p.store, p.Procedure(), p.now); err != nil || len(faults) > 0 {
		t.Errorf("when the clock is right: %v, %v", faults, err)
	}
	letters, err := p.store.Claim(ctx, message.Email, p.now, 100, time.Minute)
	if err != nil || len(letters) == 0 || letters[0].ID != p.ack.ID {
		t.Errorf("%d letters are due, %v; want the acknowledgement first", len(letters), err)
	}
}
