package main

import (
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/labtest"
	"complaints/store"
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
	o.printsNothing("verify", "--json")
	o.tamper("DROP TRIGGER event_stays", "UPDATE event SET body = REPLACE(body, 'third', 'first') WHERE case_ref = '"+
		refs[0]+"' AND seq = 1")
	out, errs, code := o.run("verify")
	if code != 1 || !strings.HasPrefix(out, "event "+refs[0]+"/1: ") || !strings.Contains(errs, "1 rows do not fit") {
		t.Errorf("ended with %d, printed %q and said %q", code, out, errs)
	}
	out, _, code = o.run("verify", "--json")
	var fault struct{ Row, Problem string }
	if err := json.Unmarshal([]byte(out), &fault); code != 1 || err != nil || fault.Row != "event "+refs[0]+"/1" ||
		fault.Problem == "" {
		t.Errorf("ended with %d and printed %q: %v", code, out, err)
	}
}

// TestVerifyTellsOfAFault: alerts.url hears of a store that is not whole, and nothing of whose row it is.
func TestVerifyTellsOfAFault(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 1)
	to := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body) // an empty body fails below
		heard <- string(b)
	}))
	t.Cleanup(to.Close)
	o := newOffice(t, "alerts.url", to.URL)
	refs := o.arrive(aLeak(anHourAgo()))
	o.ok("verify")
	o.tamper("UPDATE cases SET status = 'CLOSED' WHERE ref = '" + refs[0] + "'")
	if _, _, code := o.run("verify"); code != 1 {
		t.Fatalf("it ended with %d", code)
	}
	if said := <-heard; !strings.Contains(said, "has found 1 rows") || strings.Contains(said, refs[0]) {
		t.Errorf("alerts.url was told %s", said)
	}
}

func TestVerifyMakesCasesAnew(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo()))
	shown := o.ok("case show", refs[0])
	o.tamper("UPDATE cases SET body = REPLACE(body, 'asha', 'nobody'), status = 'CLOSED' WHERE ref = '" + refs[0] + "'")
	if out, _, code := o.run("verify"); code != 1 ||
		!strings.HasPrefix(out, "case "+refs[0]+": it is not what its events make") {
		t.Errorf("a case that was changed: ended with %d and printed %q", code, out)
	}
	if out := o.ok("verify", "--rebuild"); !strings.HasPrefix(out, "Everything fits: ") {
		t.Errorf("made anew: %q", out)
	}
	if again := o.ok("case show", refs[0]); again != shown {
		t.Errorf("it shows\n%s\nand showed\n%s", again, shown)
	}
}

func TestBackupIsWhole(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()))
	path := filepath.Join(o.dir, "backup.db")
	o.prints(path, "backup", path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its permissions: %v, %v", info, err)
	}
	o.fails(1, "there is a file of that name already", "backup", path)
	copied := newOffice(t, "store.url", "sqlite:"+path)
	copied.prints("Everything fits", "verify")
	if out := copied.ok("case show", refs[0]); out != o.ok("case show", refs[0]) {
		t.Errorf("the copy shows %s", out)
	}
}

// showAlive has a daemon's store show that it lives until stop is called.
func showAlive(t *testing.T, s *store.Store) (stop func()) {
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-over:
				return
			case <-time.After(100 * time.Millisecond):
				if _, err := s.Alive(t.Context(), anHourAgo(), time.Minute); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	return func() { close(over); <-done }
}

func TestStoreCopyMovesEverything(t *testing.T) {
	t.Parallel()
	for engine, target := range map[string]func(*testing.T, testOffice) string{
		"sqlite":   func(_ *testing.T, o testOffice) string { return "sqlite:" + filepath.Join(o.dir, "moved.db") },
		"postgres": func(t *testing.T, _ testOffice) string { return labtest.Postgres(t).URL() },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo()))
			url := target(t, o)
			o.prints("rows copied", "store copy", url)
			moved := newOffice(t, "store.url", url)
			running, err := store.TakeOver(t.Context(), url)
			if err == nil {
				err = running.Start(t.Context(), anHourAgo(), store.Program{})
			}
			if err != nil {
				t.Fatal(err)
			}
			stop := showAlive(t, running)
			moved.fails(1, "another complaintsd is running on this database: stop it first", "store copy",
				"sqlite:"+filepath.Join(o.dir, "torn.db"))
			stop()
			if err := running.Close(); err != nil {
				t.Fatal(err)
			}
			moved.prints("Everything fits", "verify")
			for _, ref := range refs {
				if got, want := moved.ok("case show", "--letters", ref),
					o.ok("case show", "--letters", ref); got != want {
					t.Errorf("the copy shows\n%s\nnot\n%s", got, want)
				}
			}
			o.fails(1, "copy into an empty database", "store copy", url)
			moved.prints(refs[0], "case note", refs[0], "we have moved")
		})
	}
}
