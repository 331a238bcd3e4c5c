package main

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints"

	"github.com/emersion/go-imap/v2"
)

// tamper changes the database behind the program's back.
func (o testOffice) tamper(statements ...string) {
	o.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.dir, "complaintsd.db"))
	if err != nil {
		o.t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(o.t.Context(), statement); err != nil {
			o.t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestVerifyNamesTheRowThatWasChanged(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo()))
	if out := o.ok("verify"); !strings.HasPrefix(out, "Everything fits: ") || strings.Contains(out, " 0 rows") {
		t.Errorf("a sound store: %q", out)
	}
	if out := o.ok("verify", "--json"); out != "" {
		t.Errorf("a sound store in JSON: %q", out)
	}
	o.tamper("DROP TRIGGER event_stays", "UPDATE event SET body = REPLACE(body, 'third', 'first') WHERE case_ref = '"+refs[0]+"' AND seq = 1")
	out, errs, code := o.run("verify")
	if code != 1 || !strings.HasPrefix(out, "event "+refs[0]+"/1: ") || !strings.Contains(errs, "1 rows do not fit") {
		t.Errorf("ended with %d, printed %q and said %q", code, out, errs)
	}
	out, _, code = o.run("verify", "--json")
	var fault struct{ Row, Problem string }
	if err := json.Unmarshal([]byte(out), &fault); code != 1 || err != nil || fault.Row != "event "+refs[0]+"/1" || fault.Problem == "" {
		t.Errorf("ended with %d and printed %q: %v", code, out, err)
	}
}

func TestReconcileNamesEveryDifference(t *testing.T) {
	t.Parallel()
	server := newOutside(t)
	o := newOffice(t, server.settings()...)
	now := time.Now()
	for i := range 4 {
		at := now.Add(time.Duration(i-10) * time.Minute)
		var flags []imap.Flag
		if i == 0 {
			flags = []imap.Flag{"$ComplaintTaken"}
		}
		server.deliver(t, mailFrom(asha, "Leak again", leakWords, at), at, flags...)
	}
	out, errs, code := o.run("reconcile")
	if code != 1 || strings.Count(out, "in the mailbox and not in the store") != 4 || !strings.Contains(errs, "4 of 4 mails are not in the store") {
		t.Fatalf("nothing was taken in: ended with %d, printed %q and said %q", code, out, errs)
	}
	// The first is dealt with and marked, the second dealt with, the third only stored, the fourth unknown.
	keys := reconciled(t, out)
	clock := now
	office := o.openAt(&clock)
	arrival := func(i int) complaints.Arrival {
		raw := []byte(mailFrom(asha, "Leak again", leakWords, now.Add(time.Duration(i-10)*time.Minute)))
		return complaints.Arrival{Key: keys[i], Channel: complaints.Email, Received: now, Raw: raw, Size: int64(len(raw))}
	}
	if err := office.Desk.Receive(t.Context(), "complaints/INBOX", []complaints.Arrival{arrival(0), arrival(1)}, complaints.Cursor{}); err != nil {
		t.Fatal(err)
	}
	if _, err := office.Store.SaveArrivals(t.Context(), "complaints/INBOX", []complaints.Arrival{arrival(2)}, complaints.Cursor{}); err != nil {
		t.Fatal(err)
	}
	out, errs, code = o.run("reconcile", "--json")
	if code != 1 || !strings.Contains(errs, "2 of 4 mails") {
		t.Errorf("ended with %d and said %q", code, errs)
	}
	got := map[string]difference{}
	for line := range strings.Lines(out) {
		var d difference
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		got[d.Key] = d
	}
	if len(got) != 3 || got[keys[1]].Missing || !strings.Contains(got[keys[1]].Problem, "not marked") ||
		!got[keys[2]].Missing || !strings.Contains(got[keys[2]].Problem, "no outcome") ||
		!got[keys[3]].Missing || !strings.Contains(got[keys[3]].Problem, "not in the store") || got[keys[3]].UID != 4 {
		t.Errorf("differences %v", got)
	}
	if err := office.Desk.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := office.Desk.Receive(t.Context(), "complaints/INBOX", []complaints.Arrival{arrival(3)}, complaints.Cursor{}); err != nil {
		t.Fatal(err)
	}
	if out := o.ok("reconcile"); !strings.Contains(out, "All 4 mails of the mailbox are in the store") {
		t.Errorf("everything was taken in: %q", out)
	}
}

// reconciled are the keys of the lines that reconcile printed, in order.
func reconciled(t *testing.T, out string) (keys []string) {
	t.Helper()
	for line := range strings.Lines(out) {
		key, _, ok := strings.Cut(line, " of ")
		if !ok {
			t.Fatalf("no key in %q", line)
		}
		keys = append(keys, key)
	}
	return keys
}

func TestReconcileSaysWhenItCannotLook(t *testing.T) {
	t.Parallel()
	server := newOutside(t)
	o := newOffice(t, server.settings("mailbox.password", "wrong")...)
	if _, errs, code := o.run("reconcile"); code != 1 || !strings.Contains(errs, "correct mailbox.user and mailbox.password") || strings.Contains(errs, "wrong") {
		t.Errorf("ended with %d and said %q", code, errs)
	}
}

func TestQuarantineListAndReplay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := time.Now()
	office := o.openAt(&clock)
	if out := o.ok("quarantine list"); out != "" {
		t.Errorf("nothing waits: %q", out)
	}
	broken := complaints.Arrival{Key: "imap:inbox;1;1", Channel: complaints.Email, Received: clock, Problem: "the server gave no bytes"}
	if err := office.Desk.Receive(t.Context(), "inbox", []complaints.Arrival{broken}, complaints.Cursor{}); err != nil {
		t.Fatal(err)
	}
	out := o.ok("quarantine list")
	id, _, _ := strings.Cut(out, " ")
	if !strings.Contains(out, "the server gave no bytes") {
		t.Fatalf("listed %q", out)
	}
	var listed map[string]any
	if err := json.Unmarshal([]byte(o.ok("quarantine list", "--json")), &listed); err != nil || listed["id"] != id || listed["key"] != "imap:inbox;1;1" || listed["replays"] != 0.0 || listed["why"] != "the server gave no bytes" {
		t.Errorf("listed %v, %v", listed, err)
	}
	for i, args := range [][]string{{id}, {"--all"}} {
		if out := o.ok("quarantine replay", args...); !strings.Contains(out, id+"  quarantined: the server gave no bytes") {
			t.Errorf("%v printed %q", args, out)
		}
		if err := json.Unmarshal([]byte(o.ok("quarantine list", "--json")), &listed); err != nil || listed["replays"] != float64(i+1) {
			t.Errorf("after %v: %v, %v", args, listed, err)
		}
	}
	if refs := o.arrive(aLeak(anHourAgo())); len(refs) != 1 {
		t.Errorf("cases %v", refs)
	}
	if _, errs, code := o.run("quarantine replay", "06NOSUCH"); code != 1 || !strings.Contains(errs, "there is no message 06NOSUCH") {
		t.Errorf("ended with %d and said %q", code, errs)
	}
}

func TestBackupIsWhole(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()))
	path := filepath.Join(o.dir, "backup.db")
	if out := o.ok("backup", path); !strings.Contains(out, path) {
		t.Errorf("printed %q", out)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its permissions: %v, %v", info, err)
	}
	if _, errs, code := o.run("backup", path); code != 1 || !strings.Contains(errs, "there is a file of that name already") {
		t.Errorf("over another one: ended with %d and said %q", code, errs)
	}
	copied := newOffice(t, "store.url", "sqlite:"+path)
	if out := copied.ok("verify"); !strings.Contains(out, "Everything fits") {
		t.Error(out)
	}
	if out := copied.ok("case show", refs[0]); out != o.ok("case show", refs[0]) {
		t.Errorf("the copy shows %s", out)
	}
}

func TestStoreCopyMovesEverything(t *testing.T) {
	t.Parallel()
	for engine, target := range map[string]func(*testing.T, testOffice) string{
		"sqlite":   func(_ *testing.T, o testOffice) string { return "sqlite:" + filepath.Join(o.dir, "moved.db") },
		"postgres": func(t *testing.T, _ testOffice) string { return newPostgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo()))
			url := target(t, o)
			if out := o.ok("store copy", url); !strings.Contains(out, "rows copied") {
				t.Errorf("printed %q", out)
			}
			moved := newOffice(t, "store.url", url)
			if out := moved.ok("verify"); !strings.Contains(out, "Everything fits") {
				t.Error(out)
			}
			for _, ref := range refs {
				if got, want := moved.ok("case show", "--letters", ref), o.ok("case show", "--letters", ref); got != want {
					t.Errorf("the copy shows\n%s\nnot\n%s", got, want)
				}
			}
			if _, errs, code := o.run("store copy", url); code != 1 || !strings.Contains(errs, "copy into an empty database") {
				t.Errorf("into a full database: ended with %d and said %q", code, errs)
			}
			if out := moved.ok("case note", refs[0], "we have moved"); !strings.Contains(out, refs[0]) {
				t.Error(out)
			}
		})
	}
}
