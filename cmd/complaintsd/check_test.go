package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/daemon"
)

// TestCheckSaysWhatToChange changes one thing at a time in a landlord that is otherwise well.
func TestCheckSaysWhatToChange(t *testing.T) {
	t.Parallel()
	other := listenForTest(t)
	t.Cleanup(func() { _ = other.Close() })
	busy := other.Addr().String()
	const authenticated = "Authentication-Results: mx.landlord.example; dmarc=pass header.from=example.com\r\n"
	for name, test := range map[string]struct {
		edits   []string
		mail    string // what lies in the mailbox
		offline bool
		// database says that there is one already
		database bool
		code     int
		says     []string
		silent   []string // what must not be said
	}{
		"everything is well": {
			mail: authenticated, says: []string{
				"ok      configuration", "ok      servers", "ok      policy", "ok      letters",
				"ok      classifier", "ok      database", "ok      mailbox", "INBOX can be read",
				"ok      mail server", "ok      senders", "warning texts",
			},
			silent: []string{"CHANGE"}},
		"the mode and who approves are told": {
			edits: []string{"mode.all", "supervised", "staff.approve", "team"}, offline: true,
			says:   []string{"ok      mode", "waits for the complaints team's yes", "ok      staff"},
			silent: []string{"CHANGE"}},
		"offline, nothing is dialled": {
			edits: []string{"mailbox.password", "wrong", "mailbox.server", "127.0.0.1:1"}, offline: true,
			says: []string{"ok      database"}, silent: []string{"CHANGE", "can be read", "takes our letters"}},
		"the mailbox does not know the password": {
			edits: []string{"mailbox.password", "wrong"}, code: 1,
			says: []string{
				"CHANGE  mailbox", "login refused", "correct mailbox.user and mailbox.password",
				"ok      mail server",
			}, silent: []string{"right password"}},
		"nobody listens at the mailbox's port": {
			edits: []string{"mailbox.server", "127.0.0.1:1"}, code: 1,
			says: []string{"CHANGE  mailbox", "127.0.0.1:1"}},
		"nobody listens at the mail server's port": {
			edits: []string{"smtp.server", "127.0.0.1:1"}, code: 1,
			says: []string{"CHANGE  mail server", "127.0.0.1:1"}},
		"the folder is not there": {
			edits: []string{"mailbox.folders", "[Complaints]"}, code: 1,
			says: []string{"CHANGE  mailbox", "Complaints"}},
		"a password's variable is empty": {
			edits: []string{"mailbox.password", "env:NO_SUCH_VARIABLE"}, code: 1,
			says: []string{"CHANGE  mailbox", "NO_SUCH_VARIABLE is empty"}},
		"no authserv_id": {
			edits: []string{"mailbox.authserv_id", `""`}, code: 1,
			says: []string{"CHANGE  servers", "mailbox.authserv_id is missing"}},
		"the mail server proves nobody": {
			mail: "X-Nothing: here\r\n", code: 1,
			says: []string{
				"CHANGE  senders",
				`none of the newest 1 mails carries Authentication-Results of "mx.landlord.example"`,
			}},
		"the mail server hands a mail on once more": {
			mail: "Received: from a by b\r\n" + authenticated + "Received: from c by a\r\n", code: 1,
			says: []string{"CHANGE  senders", "stand below 1 Received lines", "mailbox.reports_above: 2"}},
		"the same, and the setting says so": {
			edits: []string{"mailbox.reports_above", "2"},
			mail:  "Received: from a by b\r\n" + authenticated + "Received: from c by a\r\n",
			says:  []string{"ok      senders", "1 of the newest 1 mails"}},
		"a sender's own report would be believed": {
			edits: []string{"mailbox.reports_above", "3"}, mail: authenticated + "Received: from c by a\r\n", code: 1,
			says: []string{"CHANGE  senders", "where a sender's own would be believed: give 1"}},
		"a forged report reaches us": {
			mail: "Authentication-Results: mx.landlord.example; dmarc=pass header.from=forged.invalid\r\n", code: 1,
			says: []string{"CHANGE  senders", "forged.invalid", "mailbox.authserv_id: none"}},
		"a mail server that cannot be believed": {
			edits: []string{"mailbox.authserv_id", "none"}, mail: authenticated,
			says: []string{"warning senders", "nobody is proved"}, silent: []string{"CHANGE"}},
		"the mailbox is empty": {
			says: []string{"warning senders", "the mailbox is empty"}},
		"the mailbox is at Microsoft 365": {
			mail: "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=pass; " +
				"dmarc=pass action=none header.from=example.com\r\n", code: 1,
			says: []string{"CHANGE  senders", "Microsoft's servers, which give no name: write mailbox.authserv_id: microsoft365"}},
		"the mailbox is at Google": {
			mail: "Authentication-Results: mx.google.com; dmarc=pass header.from=example.com\r\n", code: 1,
			says: []string{"CHANGE  senders", "those of mx.google.com: write mailbox.authserv_id: mx.google.com"}},
		"a mailbox with a past, and a new database": {
			mail: authenticated, says: []string{"warning mailbox", "all 1 mails that lie there would be taken for new"}},
		"a mailbox with a past that is left alone": {
			edits: []string{"mailbox.since", "2026-11-01"}, mail: authenticated, silent: []string{"taken for new"}},
		"no backup yet": {offline: true, database: true,
			says: []string{"warning backup", "no backup has been made yet"}},
		"another program listens": {
			edits: []string{"sms.listen", busy}, offline: true, code: 1,
			says: []string{"CHANGE  webhook", "sms.listen: another program listens at " + busy}},
		"nobody can listen there": {
			edits: []string{"sms.listen", "192.0.2.1:8080"}, offline: true, code: 1,
			says: []string{"CHANGE  webhook", "is no address of this machine"}},
		"no secret": {
			edits: []string{"letters.secret", `""`}, code: 1,
			says: []string{"CHANGE  servers", "letters.secret is missing"}},
		"no such policy": {
			edits: []string{"policy.profile", "hasto"}, code: 1,
			says: []string{"CHANGE  policy", "write hastoe-2020"}},
		"the policy departs from the law": {
			says: []string{"warning policy", "Code 2.2"}},
		"a letters' folder that is not there": {
			edits: []string{"letters.folder", "/nowhere"}, code: 1, says: []string{"CHANGE  letters", "/nowhere"}},
		"a scope folder that is not there": {
			edits: []string{"scope.folder", "/nowhere"}, code: 1, says: []string{"CHANGE  classifier", "/nowhere"}},
		"a database in a folder that is not there": {
			edits: []string{"store.url", "sqlite:/nowhere/complaints.db"}, code: 1,
			says: []string{"CHANGE  database", "/nowhere"}},
		"texts without a number": {
			edits: []string{"sms.account_sid", "AC1"}, offline: true, code: 1,
			says: []string{"CHANGE  servers", "sms.public_url", "sms.from is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := newOutside(t)
			if test.mail != "" {
				out.deliver(t, test.mail+aLeak(time.Now()), time.Now())
			}
			o := newOffice(t, out.settings(test.edits...)...)
			if test.database {
				o.database()
			}
			args := []string{}
			if test.offline {
				args = append(args, "--offline")
			}
			printed, errs, code := o.run("check", args...)
			if code != test.code || errs != "" {
				t.Errorf("ended with %d, want %d, and said %q", code, test.code, errs)
			}
			for _, words := range test.says {
				if !strings.Contains(printed, words) {
					t.Errorf("no %q in:\n%s", words, printed)
				}
			}
			for _, words := range test.silent {
				if strings.Contains(printed, words) {
					t.Errorf("%q in:\n%s", words, printed)
				}
			}
		})
	}
}

func TestCheckReadsNoBrokenConfiguration(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, to, says string }{
		"a key nobody knows":      {"  authserv_id:", "  authserv:", "authserv"},
		"a key twice":             {"  authserv_id:", "  poll: 2m\n  authserv_id:", "poll"},
		"no way to complain":      {"how_to_complain:", "how_to_complain: []\n  ombudsman_contact: []\nx:", ""},
		"a phone without quotes":  {"out_of_hours: {", "out_of_hours: {phone: 0300, ", "write it in quotes"},
		"a cron line at night":    {`housekeeping: "30 3`, `housekeeping: "30 1`, "schedule.housekeeping"},
		"refusal by machine":      {"refuse: suggest", "refuse: automatic", "only a person may refuse"},
		"somebody has no address": {"data_protection_officer: {", "data_protection_officer: {}\n  x: {", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			text := string(config.Example)
			if !strings.Contains(text, test.from) {
				t.Fatalf("the example has no %q", test.from)
			}
			o.write("config.yaml", strings.Replace(text, test.from, test.to, 1))
			out, _, code := o.run("check", "--offline")
			if code != 1 || !strings.Contains(out, "CHANGE  configuration") || !strings.Contains(out, test.says) ||
				strings.Contains(out, "ok ") {
				t.Errorf("ended with %d:\n%s", code, out)
			}
		})
	}
}

// TestCheckForPrograms prints an object a line.
func TestCheckForPrograms(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newOutside(t).settings("policy.profile", "hasto")...)
	o.database()
	printed, _, code := o.run("check", "--offline", "--json")
	levels := map[string]int{}
	for line := range strings.Lines(printed) {
		var said struct{ Level, What, Says string }
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.What == "" {
			t.Fatalf("%q: %v", line, err)
		}
		levels[said.Level]++
	}
	if code != 1 || levels["change"] != 1 || levels["ok"] < 5 {
		t.Errorf("ended with %d and %v, want one change and the rest ok", code, levels)
	}
}

// TestCheckSendsALetterToItself and finds it, with the mail server's report on it.
func TestCheckSendsALetterToItself(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		report string
		says   string
	}{
		"and it is proved":     {"Authentication-Results: mx.landlord.example; dmarc=pass header.from=landlord.example\r\n", "is there and believed"},
		"and it has no report": {"", "wrote no report"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := newOutside(t)
			*out.took = func(raw []byte) { out.deliver(t, tc.report+string(raw), time.Now()) }
			out.deliver(t, "Authentication-Results: mx.landlord.example; dmarc=pass header.from=example.com\r\n"+
				aLeak(time.Now()), time.Now())
			o := newOffice(t, out.settings("mailbox.since", "2026-11-01")...)
			printed, errs, code := o.run("check", "--send")
			if code != 0 || !strings.Contains(printed, "ok      round trip     a letter to complaints+check-") ||
				!strings.Contains(printed, tc.says) {
				t.Errorf("ended with %d and %q:\n%s", code, errs, printed)
			}
		})
	}
}

// TestCheckAgreesWithRun: what run dies of check says, and what check finds well run lives with.
func TestCheckAgreesWithRun(t *testing.T) {
	t.Parallel()
	busy := listenForTest(t)
	t.Cleanup(func() { _ = busy.Close() })
	for name, tc := range map[string]struct {
		key, value, says string // says is in the words of both
	}{
		"all is well":                {"mailbox.since", "2026-11-01", ""},
		"a secret that is not there": {"letters.secret", "file:none", "letters.secret"},
		"a secret that is empty":     {"letters.secret", "file:empty", "letters.secret"},
		"a secret that is too short": {"letters.secret", "geheim", "letters.secret"},
		"a password that is missing": {"mailbox.password", "cred:none", "mailbox.password"},
		"a port that is taken":       {"sms.listen", busy.Addr().String(), busy.Addr().String()},
		"rules that are not there":   {"scope.folder", "/nowhere", "/nowhere"},
		"no room for the database":   {"store.url", "sqlite:/nowhere/c.db", "/nowhere"},
		"another kind of database":   {"store.url", "mysql://x", "store.url"},
		"an authority that is none":  {"network.ca_bundle", "empty", "ca_bundle"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, newOutside(t).settings(tc.key, tc.value)...)
			o.write("empty", "")
			printed, _, code := o.run("check")
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			said := &stopAt{stop: func() {}}
			if tc.says == "" {
				said = &stopAt{when: "complaintsd is running", stop: cancel}
			}
			ends := run(ctx, &terminal{In: strings.NewReader(""), Out: said, Err: said}, []string{"run", "--config", o.config})
			switch {
			case tc.says == "" && (code != 0 || ends != 0):
				t.Errorf("check ends with %d and run with %d:\n%s\n%s", code, ends, printed, said)
			case tc.says != "" && (code != 1 || ends != 1 || ctx.Err() != nil):
				t.Errorf("check ends with %d and run with %d, want both to refuse:\n%s\n%s", code, ends, printed, said)
			case !strings.Contains(printed, tc.says) || !strings.Contains(said.String(), tc.says):
				t.Errorf("want both to say %q:\n%s\n%s", tc.says, printed, said)
			}
		})
	}
}

// TestCheckMentions: what is no fault yet and will be one.
func TestCheckMentions(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	server := func(s daemon.Seen) func(*checklist) {
		s.Server = "mail.landlord.example"
		return func(c *checklist) { c.seen([]sight{{s, now}, {s, now}}) }
	}
	box := func(is imap.Condition) func(*checklist) {
		return func(c *checklist) { c.mailbox(imap.Options{Folder: "INBOX", Keyword: "$ComplaintTaken"}, is, nil) }
	}
	for name, tc := range map[string]struct {
		looks func(*checklist)
		says  string // "" is nothing but that all is well
	}{
		"a certificate that ends": {server(daemon.Seen{Expires: now.AddDate(0, 0, 29)}),
			"that of mail.landlord.example ends on 30 December 2026, in 29 days"},
		"one that does not":    {server(daemon.Seen{Expires: now.AddDate(0, 0, 31)}), ""},
		"a clock that parts":   {server(daemon.Seen{Clock: now.Add(3 * time.Minute)}), "and this machine 10:00:00: set this machine's clock"},
		"one that does not so": {server(daemon.Seen{Clock: now.Add(-time.Minute)}), ""},
		"a mark that is lost":  {box(imap.Condition{}), "does not keep the mark $ComplaintTaken"},
		"a mailbox nearly full": {box(imap.Condition{Keyword: true, Used: 95 << 10, Limit: 100 << 10}),
			"95 % of its room are taken"},
		"a mailbox that is well": {box(imap.Condition{Keyword: true, Used: 1, Limit: 100 << 10}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			tc.looks(&checklist{t: &terminal{Out: &out}})
			warned := 0
			for line := range strings.Lines(out.String()) {
				if strings.HasPrefix(line, levelWarning) {
					warned++
				}
			}
			if want := min(len(tc.says), 1); warned != want || !strings.Contains(out.String(), tc.says) {
				t.Errorf("want %q in %d warnings, got\n%s", tc.says, want, out.String())
			}
		})
	}
}

// TestCheckLooksAtFiles: who may read the configuration with its secrets, and whether notes can be written.
func TestCheckLooksAtFiles(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newOutside(t).settings("mailbox.password", "file:password")...)
	password := o.write("password", "right password\n")
	for _, file := range []string{o.config, password} {
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		if printed, _, code := o.run("check", "--offline"); code != 0 || !strings.Contains(printed, "chmod 600 "+file) {
			t.Errorf("%s can be read by all, and check ends with %d:\n%s", file, code, printed)
		}
	}
}

// TestCheckKnowsWhenABackupWasMade.
func TestCheckKnowsWhenABackupWasMade(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newOutside(t).settings()...)
	o.database()
	if _, errs, code := o.run("backup", filepath.Join(o.dir, "copy.db")); code != 0 {
		t.Fatal(errs)
	}
	if printed, _, _ := o.run("check", "--offline"); !strings.Contains(printed, "ok      backup") {
		t.Errorf("a backup was made, and check says:\n%s", printed)
	}
}

// TestAChangedPassword: a password that was changed in its file is taken at the next login, without a restart.
func TestAChangedPassword(t *testing.T) {
	t.Parallel()
	out := newOutside(t)
	o := newOffice(t)
	file := o.write("password", "expired\n")
	o.configure(out.settings("mailbox.password", "file:"+file)...)
	cfg, err := config.Load(o.config)
	if err != nil {
		t.Fatal(err)
	}
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := servers.Mailboxes()
	if err != nil {
		t.Fatal(err)
	}
	m, err := imap.NewMailbox(boxes[0], nil, slog.New(slog.DiscardHandler), wallClock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Check(t.Context()); !errors.Is(err, imap.ErrLogin) {
		t.Errorf("the expired one: %v", err)
	}
	o.write("password", "right password\n")
	if _, err := m.Check(t.Context()); err != nil {
		t.Errorf("the new one: %v", err)
	}
}
