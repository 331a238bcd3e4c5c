package store_test

import (
	"testing"
	"time"

	"complaints/store"
)

// A daemon that is known to be dead leaves its letters and its jobs at once, to whoever comes after it; one that lives
// keeps its own.
func TestWhoIsKnownToBeDeadIsNotWaitedFor(t *testing.T) {
	onEachShared(t, func(t *testing.T, dead, heir *store.Store) {
		order(t, dead, receipt(1), receipt(2), receipt(3))
		held, living := claim(t, dead, later, 2), claim(t, heir, later, 1)
		if ok, err := dead.Lease(t.Context(), "mailbox", dead.Holder(), later, time.Hour); !ok || err != nil {
			t.Fatal(ok, err)
		}
		soon := later.Add(time.Second)
		if n := len(claim(t, heir, soon, 100)); n > 0 {
			t.Errorf("%d letters of a daemon that may live are claimed", n)
		}
		if err := heir.Bury(t.Context(), soon, dead.Holder()); err != nil {
			t.Fatal(err)
		}
		again := claim(t, heir, soon, 100)
		if len(again) != 2 {
			t.Fatalf("%d letters are claimed after its death", len(again))
		}
		for _, l := range again {
			if !l.Tries.InDoubt || l.ID == living[0].ID || l.ID != held[0].ID && l.ID != held[1].ID {
				t.Errorf("letter %s: in doubt %v", l.ID, l.Tries.InDoubt)
			}
		}
		if ok, err := heir.Lease(t.Context(), "mailbox", heir.Holder(), soon, time.Hour); !ok || err != nil {
			t.Errorf("the job of the dead is not free: %v, %v", ok, err)
		}
	})
}
