package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/labtest"
	"complaints/internal/twiliodouble"
)

const (
	restoreAccount = "AC0123456789abcdef0123456789abcdef"
	restoreToken   = "0123456789abcdef0123456789abcdef"
	restoreNumber  = "+441632960000"
)

// TestRestoreDrill is the README's drill: since the backup a letter was sent, a text came and somebody decided at a
// terminal. Nothing is lost, nothing goes twice, and what is gone is said.
func TestRestoreDrill(t *testing.T) {
	t.Parallel()
	for engine, urls := range map[string]func(*testing.T) (first, second string){
		"sqlite": func(*testing.T) (string, string) { return "sqlite:complaintsd.db", "" },
		"postgres": func(t *testing.T) (string, string) {
			return labtest.Postgres(t).URL(), labtest.Postgres(t).URL()
		},
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			drill(t, urls)
		})
	}
}

func drill(t *testing.T, urls func(*testing.T) (first, second string)) {
	first, second := urls(t)
	double := twiliodouble.New(twiliodouble.Config{AccountSID: restoreAccount, AuthToken: restoreToken,
		Webhook: "http://127.0.0.1:9/texts"}) // nobody is there: a text of the lost hours
	twilio := httptest.NewServer(double)
	t.Cleanup(twilio.Close)
	free := listenForTest(t)
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	sms := []string{"sms.account_sid", restoreAccount, "sms.auth_token", restoreToken, "sms.from",
		`"` + restoreNumber + `"`, "sms.server", twilio.URL, "sms.listen", free.Addr().String(),
		"sms.public_url", "http://127.0.0.1:9/texts"}
	o, out, letters := counted(t)
	settings := func(url string) []string { return out.settings(append(sms, "store.url", url)...) }
	o.configure(settings(first)...)

	out.deliver(t, aLeak(anHourAgo()), anHourAgo())
	said, stop := o.daemonOf()
	o.until("an acknowledgement", func() bool { return letters.Load() > 0 }, said)
	time.Sleep(300 * time.Millisecond) // its record
	backup := filepath.Join(o.dir, "backup.db")
	o.prints("holds everything", "backup", backup)
	before := letters.Load()
	out.deliver(t, mailFrom("Ben Okoro <ben@example.com>", "No heating", "I have reported three times that my "+
		"radiators are cold and nobody came although you promised twice. I want to complain.", anHourAgo()),
		anHourAgo())
	o.until("a second acknowledgement", func() bool { return letters.Load() > before }, said)
	_, _, _ = double.Text(t.Context(), "+447700900199", restoreNumber, "You promised twice to mend my leaking "+
		"roof and nobody came. I want to complain.") // the webhook does not answer
	refs := o.caseRefs()
	o.ok("case note", refs[0], "she rang and is content")
	if second == "" {
		o.fails(1, "stop it first", "restore", backup)
	}
	time.Sleep(300 * time.Millisecond)
	if code := stop(); code != 0 {
		t.Fatalf("the daemon ended with %d and said %s", code, said)
	}
	went := letters.Load()

	began := time.Now()
	told := ""
	if second == "" {
		broken := filepath.Join(o.dir, "broken.db")
		o.copyBroken(backup, broken)
		if _, errs, code := o.run("restore", broken); code != 1 || !strings.Contains(errs, "nothing was changed") {
			t.Errorf("a broken backup: ended with %d and said %s", code, errs)
		}
		told = o.ok("restore", backup)
		if !strings.Contains(told, "it is gone: do it again") || !strings.Contains(told, "Set aside: ") {
			t.Errorf("it does not say what is gone:\n%s", told)
		}
	} else {
		o.configure(settings("sqlite:" + backup)...)
		o.ok("store copy", second)
		o.configure(settings(second)...)
		told = o.ok("restore", "--in-place")
	}
	if !strings.Contains(told, "Texts since then by Twilio's list: 1.") {
		t.Errorf("the text is lost:\n%s", told)
	}
	said, stop = o.daemonOf()
	o.until("it has caught up", func() bool {
		_, errs, _ := o.run("restore", "--held")
		return !strings.Contains(errs, "not caught up")
	}, said)
	held := o.ok("restore", "--held")
	t.Logf("restored and caught up in %s", time.Since(began).Round(time.Millisecond))
	if letters.Load() != went || len(double.Messages()) != 1 {
		t.Errorf("%d letters went a second time, and %d texts", letters.Load()-went, len(double.Messages())-1)
	}
	if !strings.Contains(held, "to the resident by email") || !strings.Contains(held, "by sms") {
		t.Errorf("what may go a second time does not wait:\n%s", held)
	}
	if got := o.caseRefs(); len(got) != 3 {
		t.Errorf("the cases are %v, want the two that were and the text's", got)
	}
	for line := range strings.Lines(held) {
		if id := strings.Fields(line)[0]; strings.Contains(line, "by sms") {
			o.ok("restore", "--send", id)
		} else {
			o.ok("restore", "--went", id)
		}
	}
	o.ok("restore", "--send", "all") // nothing is held any more
	o.printsNothing("restore", "--held", "--json")
	if code := stop(); code != 0 { // a running daemon follows within a minute
		t.Errorf("the daemon ended with %d and said %s", code, said)
	}
	said, stop = o.daemonOf()
	o.until("the text's acknowledgement", func() bool { return len(double.Messages()) > 1 }, said)
	if code := stop(); code != 0 || letters.Load() != went {
		t.Errorf("the daemon ended with %d, and %d letters went twice: %s", code, letters.Load()-went, said)
	}
	o.prints("Everything fits", "verify")
}

// caseRefs are the references of all cases, the newest last.
func (o testOffice) caseRefs() (refs []string) {
	o.t.Helper()
	for line := range strings.Lines(o.ok("case list", "--all")) {
		if ref := strings.Fields(line); len(ref) > 0 && strings.HasPrefix(ref[0], "HC-") {
			refs = append(refs, ref[0])
		}
	}
	slices.Sort(refs)
	return refs
}

// copyBroken copies a database and changes a row of the copy behind the program's back.
func (o testOffice) copyBroken(from, to string) {
	o.t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	other := testOffice{t: o.t, dir: filepath.Join(o.dir, "broken")}
	if err := os.MkdirAll(other.dir, 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.Rename(to, filepath.Join(other.dir, "complaintsd.db")); err != nil {
		o.t.Fatal(err)
	}
	other.tamper("UPDATE cases SET status = 'CLOSED'")
	if err := os.Rename(filepath.Join(other.dir, "complaintsd.db"), to); err != nil {
		o.t.Fatal(err)
	}
}
