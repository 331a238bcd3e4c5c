package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// daemonOf starts the daemon and returns what it says, and what stops it and tells how it ended.
func (o testOffice) daemonOf(flags ...string) (said *stopAt, stop func() int) {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	said = &stopAt{stop: func() {}}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, &terminal{In: strings.NewReader(""), Out: said, Err: said},
			append([]string{"run", "--config", o.config}, flags...))
	}()
	stop = func() int { cancel(); return <-done }
	o.t.Cleanup(func() { cancel() })
	return said, stop
}

// says waits until a daemon has said something.
func (o testOffice) says(said fmt.Stringer, words string) {
	o.t.Helper()
	o.until(words, func() bool { return strings.Contains(said.String(), words) }, said)
}

// until waits for something to become true.
func (o testOffice) until(what string, true func() bool, said fmt.Stringer) {
	o.t.Helper()
	for end := time.Now().Add(30 * time.Second); !true(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			o.t.Fatalf("not within half a minute: %s; the daemon said %s", what, said)
		}
	}
}

// counted is a landlord with a mailbox, whose letters are counted.
func counted(t *testing.T, more ...string) (testOffice, outside, *atomic.Int64) {
	t.Helper()
	out := newOutside(t)
	letters := new(atomic.Int64)
	*out.took = func([]byte) { letters.Add(1) }
	return newOffice(t, out.settings(more...)...), out, letters
}

const ourMark = imap.Flag("$ComplaintTaken")

// TestAMissingDatabase: a data folder that is not there after a restart makes nobody write to everybody once more.
func TestAMissingDatabase(t *testing.T) {
	t.Parallel()
	o, out, letters := counted(t)
	for name, args := range map[string][]string{"case list": nil, "verify": nil, "report": nil, "list": nil,
		"check": {"--offline"}} {
		o.run(name, args...)
		if files, _ := filepath.Glob(filepath.Join(o.dir, "complaintsd.db*")); len(files) > 0 {
			t.Fatalf("%s has made %v", name, files)
		}
	}
	o.fails(1, "the first start of the daemon makes it", "case list")
	out.deliver(t, aLeak(anHourAgo()), anHourAgo())
	said, stop := o.daemonOf()
	o.until("an acknowledgement", func() bool { return letters.Load() > 0 }, said)
	if code := stop(); code != 0 {
		t.Fatalf("it ended with %d and said %s", code, said)
	}
	gone, err := filepath.Glob(filepath.Join(o.dir, "complaintsd.db*"))
	if err != nil || len(gone) == 0 {
		t.Fatal(gone, err)
	}
	for _, file := range gone { // as after a restart without the volume
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	before := letters.Load()
	said, stop = o.daemonOf()
	o.says(said, "says that there was one")
	if code := stop(); code != 1 {
		t.Errorf("it ended with %d", code)
	}
	o.fails(1, "says that there was one", "case list")
	o.fails(1, "says that there was one", "import", o.write("a.eml", aLeak(anHourAgo())))
	if files, _ := filepath.Glob(filepath.Join(o.dir, "complaintsd.db")); len(files) > 0 {
		t.Error("a database was made")
	}
	// On purpose: then the mails, which carry our mark, are another database's.
	said, stop = o.daemonOf("--new")
	o.says(said, "carry our mark")
	if code := stop(); code != 0 || letters.Load() != before {
		t.Errorf("it ended with %d, and %d letters went", code, letters.Load()-before)
	}
}

// TestAMailboxWithAMark: a new database writes to nobody while its mailbox carries the mark of another one.
func TestAMailboxWithAMark(t *testing.T) {
	t.Parallel()
	o, out, letters := counted(t)
	out.deliver(t, aLeak(anHourAgo()), anHourAgo(), ourMark)
	if text, _, _ := o.run("check"); !strings.Contains(text, "carry our mark") {
		t.Errorf("check says %s", text)
	}
	said, stop := o.daemonOf()
	o.says(said, "nothing of this mailbox is taken in")
	if code := stop(); code != 0 || letters.Load() > 0 {
		t.Errorf("it ended with %d, and %d letters went", code, letters.Load())
	}
	out.deliver(t, noise(anHourAgo()), anHourAgo())
	said, stop = o.daemonOf("--take-over")
	o.until("an acknowledgement of the mail without a mark", func() bool { return letters.Load() > 0 }, said)
	if code := stop(); code != 0 {
		t.Errorf("it ended with %d and said %s", code, said)
	}
	list := o.ok("quarantine list")
	if !strings.Contains(list, "another database has dealt with it") || strings.Count(list, "\n") > 3 {
		t.Errorf("the list: %s", list)
	}
	if shown := o.ok("case list", "--all"); strings.Contains(shown, "Asha") {
		t.Errorf("the marked mail has a case: %s", shown)
	}
	said, stop = o.daemonOf() // the next start goes on by itself
	o.says(said, "complaintsd is running")
	if code := stop(); code != 0 || strings.Contains(said.String(), "nothing of this mailbox is taken in") {
		t.Errorf("the next start ended with %d and said %s", code, said)
	}
}

// TestAMailboxWithAPast: without since, eleven old mails keep a new database from writing, and with it nothing does.
func TestAMailboxWithAPast(t *testing.T) {
	t.Parallel()
	o, out, letters := counted(t)
	for i := range 11 {
		old := anHourAgo().AddDate(-i%5-1, 0, -i)
		out.deliver(t, aLeak(old), old)
	}
	said, stop := o.daemonOf()
	o.says(said, "set mailbox.since")
	if code := stop(); code != 0 || letters.Load() > 0 {
		t.Errorf("it ended with %d, and %d letters went", code, letters.Load())
	}
	text, err := os.ReadFile(o.config)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := withKey(string(text), "mailbox.since", anHourAgo().AddDate(0, 0, -2).Format(time.DateOnly))
	if err != nil || os.WriteFile(o.config, []byte(changed), 0o600) != nil {
		t.Fatal(err)
	}
	out.deliver(t, noise(anHourAgo()), anHourAgo())
	said, stop = o.daemonOf()
	o.until("an acknowledgement", func() bool { return letters.Load() > 0 }, said)
	if code := stop(); code != 0 || strings.Contains(o.ok("case list", "--all"), "Asha") {
		t.Errorf("it ended with %d; the cases: %s", code, o.ok("case list", "--all"))
	}
}

// TestAFewOldMails: with few of them the daemon begins, and those older than six months are put before a person.
func TestAFewOldMails(t *testing.T) {
	t.Parallel()
	o, out, letters := counted(t)
	old := anHourAgo().AddDate(-1, 0, 0)
	out.deliver(t, aLeak(old), old)
	out.deliver(t, noise(anHourAgo()), anHourAgo())
	said, stop := o.daemonOf()
	o.until("an acknowledgement", func() bool { return letters.Load() > 0 }, said)
	if code := stop(); code != 0 {
		t.Errorf("it ended with %d and said %s", code, said)
	}
	o.prints("more than six months before", "quarantine list")
	if shown := o.ok("case list", "--all"); strings.Contains(shown, "Asha") {
		t.Errorf("a mail of last year has a case: %s", shown)
	}
}
