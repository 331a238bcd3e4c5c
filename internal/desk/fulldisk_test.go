package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/store"
)

// smallDisk mounts a file system of so many kilobytes, and returns it with what makes it larger.
func smallDisk(t *testing.T, kilobytes int) (dir string, grow func()) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a small file system to fill")
	}
	dir = t.TempDir()
	size := fmt.Sprintf("size=%dk,mode=700", kilobytes)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, size); err != nil {
		t.Skipf("no small file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, func() {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=200m,mode=700"); err != nil {
			t.Fatal(err)
		}
	}
}

// mailsOf are complaints of different people, of 1 to 40 kB.
func mailsOf(n int, at time.Time) []complaint.Arrival {
	all := make([]complaint.Arrival, n)
	for i := range all {
		body := leak + strings.Repeat("\r\nIt drips and drips, and the ceiling is wet by now.", i*37%800)
		raw := fmt.Sprintf("To: complaints@landlord.example\r\nFrom: Resident %d <r%d@residents.example>\r\n"+
			"Subject: Leak in flat %d\r\nMessage-ID: <%d@residents.example>\r\n\r\n%s\r\n", i, i, i, i, body)
		all[i] = arrival(fmt.Sprintf("full-%03d", i), at.Add(time.Duration(i)*time.Second), raw)
	}
	return all
}

// TestDiskThatFillsWhileMessagesAreDecided: wherever the room ends, nothing is lost, put aside or decided twice, and
// with room again everything is decided.
func TestDiskThatFillsWhileMessagesAreDecided(t *testing.T) {
	const mails = 60
	for kilobytes := 700; kilobytes <= 3200; kilobytes += 620 {
		t.Run(fmt.Sprint(kilobytes, " kB"), func(t *testing.T) {
			dir, grow := smallDisk(t, kilobytes)
			db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "complaints.db"))
			if err != nil {
				t.Fatal(err)
			}
			closed := false
			defer func() {
				if !closed {
					db.Close()
				}
			}()
			now := time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)
			d := newDesk(t, func(o *Options) { o.Store, o.Clock = db, func() time.Time { return now } })
			all := mailsOf(mails, now)
			failed := receiveUntilFull(t, d, all)
			grow()
			if err := d.Receive(t.Context(), "test", all, complaint.Cursor{}); err != nil {
				t.Fatalf("with room again: %v", err)
			}
			if err := errors.Join(d.CatchUp(t.Context()), d.Sweep(t.Context())); err != nil {
				t.Fatalf("with room again: %v", err)
			}
			wantAllDecidedOnce(t, db, mails)
			t.Logf("%d of the batches failed while the disk was full", failed)
			closed = true
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "complaints.db"))
			if err != nil {
				t.Fatalf("the next start: %v", err)
			}
			wantAllDecidedOnce(t, again, mails)
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// receiveUntilFull hands the mails over in batches, and those that failed twice more, as a mailbox does.
func receiveUntilFull(t *testing.T, d *Desk, all []complaint.Arrival) (failed int) {
	t.Helper()
	for range 3 {
		for first := 0; first < len(all); first += 9 {
			batch := all[first:min(first+9, len(all))]
			if err := d.Receive(t.Context(), "test", batch, complaint.Cursor{}); err != nil {
				failed++
				if !errors.Is(err, store.ErrStorage) {
					t.Errorf("batch from %d: %v, want an error of the database", first, err)
				}
			}
		}
		_ = errors.Join(d.CatchUp(t.Context()), d.Sweep(t.Context())) // the disk may be full
	}
	return failed
}

func wantAllDecidedOnce(t *testing.T, db *store.Store, mails int) {
	t.Helper()
	ctx := t.Context()
	left, err := db.CountUndecided(ctx)
	if err != nil || left > 0 {
		t.Errorf("%d messages are undecided, %v", left, err)
	}
	aside, err := db.Arrivals(ctx, store.ArrivalFilter{Outcome: store.Quarantined})
	if err != nil || len(aside) > 0 {
		t.Errorf("%d messages were put aside, %v; the first because: %s", len(aside), err, reasonOf(aside))
	}
	cases, err := db.ListCases(ctx, store.CaseFilter{})
	if err != nil || len(cases) != mails {
		t.Errorf("%d cases, %v; want %d", len(cases), err, mails)
	}
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range cases {
			posted, err := tx.LettersOf(ctx, c.Ref)
			if err != nil {
				return err
			}
			n := 0
			for _, l := range posted {
				if l.Letter.Letter == letter.Stage1Acknowledgement {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%s has %d acknowledgements, want 1", c.Ref, n)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	faults, err := db.Verify(ctx, nil)
	if err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
}

func reasonOf(aside []store.Arrived) string {
	if len(aside) == 0 {
		return ""
	}
	return aside[0].Outcome.Reason
}
