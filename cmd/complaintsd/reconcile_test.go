package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"complaints/internal/daemon"
	"complaints/internal/message"

	"github.com/emersion/go-imap/v2"
)

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
	o.database()
	out, errs, code := o.run("reconcile")
	if code != 1 || strings.Count(out, "in the mailbox and not in the store") != 4 ||
		!strings.Contains(errs, "4 of 4 mails are not in the store") {
		t.Fatalf("nothing was taken in: ended with %d, printed %q and said %q", code, out, errs)
	}
	// The first is dealt with and marked, the second dealt with, the third only stored, the fourth unknown.
	keys := reconciled(t, out)
	clock := now
	office := o.openAt(&clock)
	arrival := func(i int) message.Arrival {
		raw := []byte(mailFrom(asha, "Leak again", leakWords, now.Add(time.Duration(i-10)*time.Minute)))
		return message.Arrival{Key: keys[i], Channel: message.Email, Received: now, Raw: raw, Size: int64(len(raw))}
	}
	receive(t, office, arrival(0), arrival(1))
	if _, err := office.Store.SaveArrivals(t.Context(), "complaints/INBOX", []message.Arrival{arrival(2)},
		message.Cursor{}); err != nil {
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
	for i, want := range []string{"", "not marked", "no outcome", "not in the store"} {
		d, found := got[keys[i]]
		if found != (want != "") || !strings.Contains(d.Problem, want) || d.Missing != (i >= 2) {
			t.Errorf("mail %d: the difference is %+v, want %q, missing %v", i+1, d, want, i >= 2)
		}
	}
	if err := office.Desk.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	receive(t, office, arrival(3))
	o.prints("All 4 mails of the mailbox are in the store", "reconcile")
}

// receive takes arrivals of the mailbox in, as the daemon does.
func receive(t *testing.T, office *daemon.Session, arrivals ...message.Arrival) {
	t.Helper()
	if err := office.Desk.Receive(t.Context(), "complaints/INBOX", arrivals, message.Cursor{}); err != nil {
		t.Fatal(err)
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
	o.database()
	if _, errs, code := o.run("reconcile"); code != 1 || strings.Contains(errs, "wrong") ||
		!strings.Contains(errs, "correct mailbox.user and mailbox.password") {
		t.Errorf("a wrong password: ended with %d and said %q, want 1 and what to correct, without it", code, errs)
	}
}

func TestReconcileGoesOnAfterAFolderThatIsGone(t *testing.T) {
	t.Parallel()
	server := newOutside(t)
	o := newOffice(t, server.settings("mailbox.folders", "[Repairs, INBOX]")...)
	server.deliver(t, mailFrom(asha, "Leak again", leakWords, time.Now()), time.Now())
	o.database()
	out, errs, code := o.run("reconcile")
	if code != 1 || strings.Count(out, "in the mailbox and not in the store") != 1 ||
		!strings.Contains(errs, "1 of 1 mails") ||
		!strings.Contains(errs, `open folder "Repairs"`) || !strings.Contains(errs, "correct mailbox.folders") {
		t.Errorf("ended with %d, printed %q and said %q", code, out, errs)
	}
}

// A mail that was stored without its text is named, and replay asks the mail server for it once more.
func TestMailStoredWithoutItsText(t *testing.T) {
	t.Parallel()
	server := newOutside(t)
	o := newOffice(t, server.settings()...)
	now := time.Now()
	words := mailFrom(asha, "Leak again", leakWords, now)
	server.deliver(t, words, now)
	o.database()
	out, _, _ := o.run("reconcile")
	key := reconciled(t, out)[0]
	clock := now
	office := o.openAt(&clock)
	header, _, _ := strings.Cut(words, "\r\n\r\n")
	receive(t, office, message.Arrival{
		Key: key, Channel: message.Email, Received: now, Raw: []byte(header + "\r\n\r\n"), Size: int64(len(words)),
		Problem: "the mail server did not hand over this mail's text",
	})
	out, errs, code := o.run("reconcile")
	_, id, found := strings.Cut(out, "quarantine replay ")
	id, _, _ = strings.Cut(id, `"`)
	if !found || code != 1 || !strings.Contains(errs, "1 of 1 mails") {
		t.Fatalf("ended with %d, printed %q and said %q; want the mail without its text named", code, out, errs)
	}
	if out := o.ok("quarantine replay", id); !strings.Contains(out, "opened") {
		t.Errorf("replay printed %q, want a case opened", out)
	}
	if out := o.ok("reconcile"); strings.Contains(out, "without its text") {
		t.Errorf("reconcile still says %q", out)
	}
}
