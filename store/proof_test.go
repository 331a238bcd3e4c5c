package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/outbox"
	"complaints/store"
)

// tamper changes a database behind the store's back, as somebody with the file or the password could:
// triggers and foreign keys do not stop it.
func tamper(t *testing.T, url string, statements ...string) {
	t.Helper()
	driver, source := "pgx", url
	before := []string{"SET session_replication_role = replica"}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source, before = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)", nil
		for _, trigger := range []string{"event_stays", "event_kept", "letter_stays", "letter_kept", "raw_stays",
			"raw_kept", "erased_stays", "erased_kept", "seal_stays", "seal_kept", "checkpoint_stays",
			"checkpoint_kept", "raw_piece_stays", "raw_piece_kept"} {
			before = append(before, "DROP TRIGGER IF EXISTS "+trigger)
		}
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, statement := range append(before, statements...) {
		result, err := c.ExecContext(t.Context(), statement)
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		if n, err := result.RowsAffected(); err == nil && n == 0 && !strings.HasPrefix(statement, "DROP") &&
			!strings.HasPrefix(statement, "SET") {
			t.Fatalf("%s: nothing was changed", statement)
		}
	}
}

func verified(t testing.TB, s *store.Store) []store.Fault {
	t.Helper()
	faults, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func checkpoint(t testing.TB, s *store.Store) store.Checkpoint {
	t.Helper()
	c, err := s.Checkpoint(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVerifyNamesTheFirstRowThatDoesNotFit(t *testing.T) {
	for name, test := range map[string]struct {
		tamper []string
		row    string // the beginning of the first fault's row
		says   string
	}{
		"nothing was touched": {nil, "", ""},
		"an event's words were changed": {[]string{
			"UPDATE event SET body = REPLACE(body, 'repair', 'garden') WHERE case_ref = 'HC-2026-000002' AND seq = 2"},
			"event HC-2026-000002/2", "chain breaks"},
		"the last event was taken out": {[]string{
			"DELETE FROM event WHERE case_ref = 'HC-2026-000002' AND seq = 3"}, "case HC-2026-000002",
			"its events end at 2"},
		"an event in between is missing": {[]string{
			"DELETE FROM event WHERE case_ref = 'HC-2026-000001' AND seq = 2"}, "event HC-2026-000001/3",
			"event 2 is missing"},
		"events were moved to a new case": {[]string{
			"UPDATE event SET case_ref = 'HC-2026-000009' WHERE case_ref = 'HC-2026-000001'",
			"UPDATE cases SET ref = 'HC-2026-000009' WHERE ref = 'HC-2026-000001'"}, "event HC-2026-000009/1",
			"chain breaks"},
		"a case's row was changed": {[]string{
			`UPDATE cases SET body = REPLACE(body, 'S1_OPEN', 'CLOSED') WHERE ref = 'HC-2026-000003'`},
			"case HC-2026-000003", "not what its events make"},
		"a case's column was changed": {[]string{
			`UPDATE cases SET status = 'CLOSED' WHERE ref = 'HC-2026-000003'`}, "case HC-2026-000003", "columns"},
		"a case's row is missing": {[]string{`DELETE FROM cases WHERE ref = 'HC-2026-000003'`},
			"case HC-2026-000003", "no row"},
		"a case is gone, events and all": {[]string{`DELETE FROM cases WHERE ref = 'HC-2026-000003'`,
			`DELETE FROM event WHERE case_ref = 'HC-2026-000003'`,
			`DELETE FROM letter WHERE case_ref = 'HC-2026-000003'`,
			`UPDATE arrival SET outcome = '', case_ref = '' WHERE case_ref = 'HC-2026-000003'`},
			"counter HC-2026", "has given 4 numbers, and there are 3 cases"},
		"a letter was changed": {[]string{
			"UPDATE letter SET body = REPLACE(body, 'Dear', 'Oi') WHERE case_ref = 'HC-2026-000001' AND letter " +
				"= 'L01'"},
			"letter ", "words were changed"},
		"a letter goes to another": {[]string{
			"UPDATE letter SET recipient = 'thief@example.com' WHERE case_ref = 'HC-2026-000001' AND letter = 'L01'"},
			"letter ", "columns"},
		"a letter would never go": {[]string{"DELETE FROM outbox"}, "letter ", "not in the outbox"},
		"a letter is gone": {[]string{"DELETE FROM letter WHERE letter = 'L01'"}, "letter ",
			"checkpoint 1 has sealed it"},
		"a mail was changed": {[]string{"UPDATE raw SET size = 3, packed = 0, body = 'ham'"}, "arrival ",
			"bytes were changed"},
		"a mail was changed twice": {[]string{
			"UPDATE arrival SET key = 'imap:inbox;1;77' WHERE key = 'imap:inbox;1;1'"}, "arrival ",
			"it came at another time, or from elsewhere"},
		"a mail's bytes are missing": {[]string{"DELETE FROM raw"}, "arrival ", "bytes are missing"},
		"an outcome leads nowhere": {[]string{
			"UPDATE arrival SET case_ref = 'HC-2026-000077' WHERE case_ref = 'HC-2026-000001'"}, "arrival ", "missing"},
		"nobody has read a decided mail": {[]string{"DELETE FROM message"}, "arrival ", "nobody has read it"},
		"a seal was taken out": {[]string{"DELETE FROM seal WHERE pos = 4"}, "checkpoint 1",
			"seals were changed"},
		"the last checkpoint is gone": {[]string{"DELETE FROM seal WHERE checkpoint = 2",
			"DELETE FROM checkpoint WHERE n = 2"}, "checkpoint 2", "missing"},
	} {
		t.Run(name, func(t *testing.T) {
			onEachURL(t, func(t *testing.T, url string) {
				if url == "sqlite::memory:" {
					t.Skip("nobody else can reach a database in memory")
				}
				s := open(t, url)
				openCases(t, s, 1, 3)
				checkpoint(t, s)
				openCases(t, s, 4, 1)
				checkpoint(t, s)
				tamper(t, url, test.tamper...)
				faults := verified(t, s)
				if test.tamper == nil {
					if len(faults) > 0 {
						t.Errorf("faults where there are none: %v", faults)
					}
					return
				}
				if len(faults) == 0 {
					t.Fatal("nobody noticed")
				}
				if first := faults[0]; !strings.HasPrefix(first.Row, test.row) ||
					!strings.Contains(first.Problem, test.says) {
					t.Errorf("the first fault is %q, want %q to say %q", first, test.row, test.says)
				}
			})
		})
	}
}

func TestNothingIsTakenBack(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		s := open(t, url)
		openCases(t, s, 1, 1)
		large := arrival(2)
		large.Raw = make([]byte, store.LargeMail+1)
		save(t, s, 0, large)
		checkpoint(t, s)
		driver, source := "pgx", url
		if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
			driver, source = "sqlite", "file:"+path
		}
		db, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range []string{"UPDATE event SET at = 0", "DELETE FROM event",
			"UPDATE letter SET cause = ''", "DELETE FROM letter",
			"UPDATE raw SET packed = 0", "DELETE FROM raw", "UPDATE raw_piece SET packed = 0",
			"DELETE FROM raw_piece", "UPDATE seal SET seq = 9", "DELETE FROM seal",
			"UPDATE checkpoint SET at = 0", "DELETE FROM checkpoint"} {
			if _, err := db.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s: was allowed", statement)
			}
		}
	})
}

func TestCheckpointsSealOnlyWhatIsNew(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		if c := checkpoint(t, s); c.N != 0 {
			t.Errorf("an empty store gave %v", c)
		}
		refs := openCases(t, s, 1, 300) // more than are sealed at once
		first := checkpoint(t, s)
		if first.N != 1 || first.Seals != 4*300 {
			t.Errorf("first %v with %d seals", first, first.Seals)
		}
		if again := checkpoint(t, s); again.String() != first.String() {
			t.Errorf("nothing is new, and %v is not %v", again, first)
		}
		c, err := s.Case(t.Context(), refs[0])
		if err != nil {
			t.Fatal(err)
		}
		e := complaint.Event{At: later, By: actor.ByMachine, Fact: complaint.Noted{Text: "one more"}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.Append(ctx, c, []complaint.Event{e}, c.Apply(e), later)
		})
		if second := checkpoint(t, s); second.N != 2 || second.Seals != 1 {
			t.Errorf("second %v with %d seals", second, second.Seals)
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
	})
}

func TestRebuildMakesCasesFromTheirEvents(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		s := open(t, url)
		refs := openCases(t, s, 1, 3)
		tamper(t, url,
			`UPDATE cases SET body = REPLACE(body, 'S1_OPEN', 'CLOSED'), status = 'CLOSED'
				WHERE ref = 'HC-2026-000001'`,
			`DELETE FROM party WHERE ref = 'HC-2026-000003'`, `DELETE FROM cases WHERE ref = 'HC-2026-000003'`)
		if n, err := s.Rebuild(t.Context()); err != nil || n != 3 {
			t.Fatalf("rebuilt %d, %v", n, err)
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
		due, err := s.DueCases(t.Context(), received, 10)
		if err != nil || len(due) != 1 || due[0] != refs[2] {
			t.Errorf("a case that was lost is due at once: %v, %v", due, err)
		}
		known, err := s.ListCases(t.Context(), store.CaseFilter{Address: "asha3@example.com"})
		if err != nil || len(known) != 1 {
			t.Errorf("found by its address: %v, %v", known, err)
		}
		tamper(t, url, "UPDATE event SET body = REPLACE(body, 'repair', 'garden') WHERE case_ref = "+
			"'HC-2026-000002' AND seq = 2")
		if _, err := s.Rebuild(t.Context()); err == nil || !strings.Contains(err.Error(), "HC-2026-000002") {
			t.Errorf("a case was made of a broken chain: %v", err)
		}
	})
}

func TestALandlordMovesToPostgresAndBack(t *testing.T) {
	t.Parallel()
	pg := newPostgres(t)
	dir := t.TempDir()
	from := open(t, "sqlite:"+filepath.Join(dir, "from.db"))
	openCases(t, from, 1, 150)
	first := checkpoint(t, from)
	for _, l := range claim(t, from, later, 40) {
		record(t, from, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: later, Provider: "q"})
	}
	openCases(t, from, 151, 3)
	if ok, err := from.Lease(t.Context(), "poll inbox", "old host", later, time.Minute); !ok || err != nil {
		t.Fatal(ok, err)
	}
	to, back := open(t, pg), open(t, "sqlite:"+filepath.Join(dir, "back.db"))
	rows, err := store.Copy(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	if faults := verified(t, to); len(faults) > 0 {
		t.Fatal(faults)
	}
	if again, err := store.Copy(t.Context(), to, back); err != nil || again != rows {
		t.Fatalf("%d rows went there and %d came back, %v", rows, again, err)
	}
	if _, err := store.Copy(t.Context(), from, to); err == nil {
		t.Error("copied into a database that holds rows")
	}
	// Whoever goes on afterwards seals the same things in the same way.
	seals := map[string]string{}
	for name, s := range map[string]*store.Store{"from": from, "to": to, "back": back} {
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(name, faults)
		}
		second := checkpoint(t, s)
		if second.N != first.N+1 {
			t.Errorf("%s: checkpoint %d follows %d", name, second.N, first.N)
		}
		seals[name] = second.String()
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if ref, err := tx.NextRef(ctx, "HC", 2026); ref != "HC-2026-000154" || err != nil {
				t.Errorf("%s: next reference %s, %v", name, ref, err)
			}
			return nil
		})
	}
	if seals["to"] != seals["from"] || seals["back"] != seals["from"] {
		t.Errorf("the seals differ: %v", seals)
	}
}

func TestBackupWhileInUse(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		openCases(t, s, 1, 50)
		path := filepath.Join(t.TempDir(), "backup.db")
		done := make(chan error, 1)
		go func() { done <- s.Backup(t.Context(), path) }()
		var err error
		for n, running := 51, true; running; n++ {
			openCases(t, s, n, 1)
			select {
			case err = <-done:
				running = false
			default:
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("backup's permissions: %v, %v", info.Mode(), err)
		}
		if err := s.Backup(t.Context(), path); err == nil {
			t.Error("a backup was written over another one")
		}
		if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
			t.Errorf("beside the backup lie %v, %v", files, err)
		}
		restored := open(t, "sqlite:"+path)
		if faults := verified(t, restored); len(faults) > 0 {
			t.Error(faults)
		}
		all, err := restored.ListCases(t.Context(), store.CaseFilter{})
		if err != nil || len(all) < 50 {
			t.Errorf("%d cases restored, %v", len(all), err)
		}
		openCases(t, restored, 1000, 1)
		if _, err := restored.Check(t.Context()); err != nil && !errors.Is(err, store.ErrDiskLow) {
			t.Error(err)
		}
		if err := restored.Vacuum(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCheckFindsACorruptedPage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	openCases(t, s, 1, 200)
	if _, err := s.Check(t.Context()); err != nil && !errors.Is(err, store.ErrDiskLow) {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	breakPages(t, path)
	damaged := open(t, "sqlite:"+path)
	if _, err := damaged.Check(t.Context()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("twenty pages are broken, and Check says %v", err)
	}
	if _, err := damaged.Verify(t.Context(), nil); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("twenty pages are broken, and Verify says %v", err)
	}
}

// breakPages writes over the middle of a SQLite file.
func breakPages(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := info.Size() / 2 / page * page; at < info.Size()/2+20*page; at += page {
		if _, err := f.WriteAt([]byte(strings.Repeat("\xde\xad\xbe\xef", 64)), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
