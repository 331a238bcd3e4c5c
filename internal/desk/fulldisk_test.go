package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"complaints/internal/lab"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/store"
)

// namespaced is set in a test that has been started again in a user namespace, where everybody may mount.
const namespaced = "COMPLAINTSD_IN_NAMESPACE"

// mayMount reports whether small file systems can be mounted here: as root, or else in a user namespace, in which the
// test is run again by itself and is done then. Where neither can be, the test is skipped in one line; with
// CI_REQUIRE_SERVERS=1 it fails, unless COMPLAINTSD_NO_MOUNT=1 owns to it.
func mayMount(t *testing.T) (here bool) {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k")
	if err == nil {
		return syscall.Unmount(dir, 0) == nil
	}
	if os.Getenv(namespaced) == "" {
		cmd := exec.Command("unshare", "--user", "--map-root-user", "--mount", os.Args[0], "-test.run", "^"+t.Name()+"$",
			"-test.v", fmt.Sprintf("-test.short=%t", testing.Short()))
		cmd.Env = append(os.Environ(), namespaced+"=1")
		out, again := cmd.CombinedOutput()
		if strings.Contains(string(out), "--- PASS: "+t.Name()+" ") && again == nil {
			return false
		}
		if strings.Contains(string(out), "--- FAIL: "+t.Name()) {
			t.Fatalf("in a user namespace:\n%s", out)
		}
	}
	if os.Getenv("CI_REQUIRE_SERVERS") == "1" && os.Getenv("COMPLAINTSD_NO_MOUNT") != "1" {
		t.Fatalf("no small file system can be mounted here, as root or in a user namespace: %v", err)
	}
	t.Skipf("no small file system can be mounted here: %v; TestDatabaseThatIsFullInAnyStatement of package store needs none",
		err)
	return false
}

// smallDisk mounts a file system of so many kilobytes, and returns it with what makes it larger.
func smallDisk(t *testing.T, kilobytes int) (dir string, grow func()) {
	t.Helper()
	dir = t.TempDir()
	size := fmt.Sprintf("size=%dk,mode=755", kilobytes)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, size); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, func() {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=400m,mode=755"); err != nil {
			t.Fatal(err)
		}
	}
}

// mailsOf are complaints of different people, of 1 to 40 kB.
func mailsOf(n int, at time.Time) []message.Arrival {
	all := make([]message.Arrival, n)
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
	if !mayMount(t) {
		return
	}
	mails, step := 30, 800
	if testing.Short() {
		mails, step = 9, 3000
	}
	if os.Getenv("COMPLAINTSD_SIZES") != "" { // many sizes of what is left, which takes minutes
		mails, step = 60, 130
	}
	for kilobytes := 700; kilobytes <= 3200; kilobytes += step {
		t.Run(fmt.Sprint(kilobytes, " kB"), func(t *testing.T) {
			dir, grow := smallDisk(t, kilobytes)
			fillAndMakeRoom(t, "sqlite:"+filepath.Join(dir, "complaints.db"), mails, grow)
		})
	}
}

// TestPostgresDiskThatFills: the same with the disk of a PostgreSQL server, at several sizes of what is left on it.
func TestPostgresDiskThatFills(t *testing.T) {
	if testing.Short() {
		t.Skip("a server on a small file system takes most of a minute")
	}
	if os.Getuid() != 0 {
		if os.Getenv("CI_REQUIRE_SERVERS") == "1" && os.Getenv("COMPLAINTSD_NO_MOUNT") != "1" {
			t.Fatal("a server can be put on a small file system by root alone, and this is not root")
		}
		t.Skip("a server can be put on a small file system by root alone")
	}
	if !mayMount(t) {
		return
	}
	rooms := []uint64{0, 250, 1200}
	dir, _ := smallDisk(t, 200_000)
	pg, err := lab.StartPostgres(t.Context(), dir)
	if errors.Is(err, lab.ErrMissing) && os.Getenv("CI_REQUIRE_SERVERS") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := pg.Stop(); err != nil {
			t.Error(err)
		}
	}()
	for _, kilobytes := range rooms {
		t.Run(fmt.Sprint(kilobytes, " kB"), func(t *testing.T) {
			url := pg.URL() + "&search_path=" + fmt.Sprintf("room%d", kilobytes)
			newSchema(t, pg.URL(), fmt.Sprintf("room%d", kilobytes))
			filler := filepath.Join(dir, "filler")
			full := func() {
				var fs syscall.Statfs_t
				if err := syscall.Statfs(dir, &fs); err != nil {
					t.Fatal(err)
				}
				free := fs.Bavail*uint64(fs.Bsize) - kilobytes<<10
				if err := os.WriteFile(filler, make([]byte, free), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			room := func() {
				if err := os.Remove(filler); err != nil {
					t.Fatal(err)
				}
			}
			fillAndMakeRoom(t, url, 30, room, full)
		})
	}
}

// newSchema makes a place of its own for the tables of one test in a database of PostgreSQL.
func newSchema(t *testing.T, url, name string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
}

// fillAndMakeRoom takes mails in until the disk of a database is full, makes room, and sees that each is decided once.
// begin is what fills the disk, where it is not small from the beginning.
func fillAndMakeRoom(t *testing.T, url string, mails int, room func(), begin ...func()) {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	defer func() {
		if !closed {
			db.Close()
		}
	}()
	for _, fill := range begin {
		fill()
	}
	now := time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)
	d := newDesk(t, func(o *Options) { o.Store, o.Clock = db, func() time.Time { return now } })
	all := mailsOf(mails, now)
	failed := receiveUntilFull(t, d, all, strings.HasPrefix(url, "sqlite:"))
	room()
	if err := d.Receive(t.Context(), "test", all, message.Cursor{}); err != nil {
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
	again, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("the next start: %v", err)
	}
	wantAllDecidedOnce(t, again, mails)
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// receiveUntilFull hands the mails over in batches, and those that failed twice more, as a mailbox does. A server whose
// disk is full may not even take a connection, and says so in words of its own; ours says what it is.
func receiveUntilFull(t *testing.T, d *Desk, all []message.Arrival, ours bool) (failed int) {
	t.Helper()
	for range 3 {
		for first := 0; first < len(all); first += 9 {
			batch := all[first:min(first+9, len(all))]
			if err := d.Receive(t.Context(), "test", batch, message.Cursor{}); err != nil {
				failed++
				if ours && !errors.Is(err, store.ErrStorage) {
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
