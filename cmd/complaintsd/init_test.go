package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
)

// answers are the flags that a first configuration needs beside its servers.
var answers = []string{"--name", "Riverside Homes", "--email", "complaints@landlord.example",
	"--phone", "0300 000 0100", "--team", "team@landlord.example", "--manager", "manager@landlord.example", "--director",
	"director@landlord.example", "--smtp-tls", "none", "--mailbox-tls", "none", "--no-smtp-login"}

// pwFile is a file with a password.
func pwFile(t *testing.T, password string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestInitToACheckedConfiguration: from nothing, by flags, to a folder that check finds well: the mailbox is read, a
// letter comes back at an address as replies come to, and the mail server's name is found in it.
func TestInitToACheckedConfiguration(t *testing.T) {
	t.Parallel()
	out := newOutside(t)
	*out.took = func(raw []byte) {
		out.deliver(t, "Authentication-Results: mx.landlord.example; dmarc=pass header.from=landlord.example\r\n"+
			string(raw), time.Now())
	}
	dir := filepath.Join(t.TempDir(), "office")
	printed, errs, code := runForTest(t, "", append([]string{"init", dir, "--yes", "--mailbox", out.imap, "--user",
		"complaints", "--password-file", pwFile(t, "right password"), "--smtp", out.smtp}, answers...)...)
	if code != 0 {
		t.Fatalf("ended with %d: %s %s", code, printed, errs)
	}
	for _, want := range []string{"ok      mailbox        complaints at ", "takes our letters",
		"ok      round trip     a letter to complaints+init-", "mx.landlord.example reports on who sent a mail"} {
		if !strings.Contains(errs, want) {
			t.Errorf("tried %q, want %q", errs, want)
		}
	}
	file := filepath.Join(dir, "config.yaml")
	if !strings.Contains(printed, "complaintsd check --config "+file) {
		t.Errorf("printed %q, want the next step", printed)
	}
	for path, mode := range map[string]os.FileMode{"config.yaml": 0o600, "secrets": 0o700, "secrets/letters": 0o600,
		"secrets/mailbox": 0o600, "letters": 0o700, "complaintsd.service": 0o600} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v (%v), want mode %o", path, info, err, mode)
		}
	}
	cfg, err := config.Load(file)
	if err != nil || cfg.Mailbox.AuthservID != "mx.landlord.example" || cfg.Landlord.Name != "Riverside Homes" {
		t.Errorf("got %q, %q (%v)", cfg.Mailbox.AuthservID, cfg.Landlord.Name, err)
	}
	if printed, errs, code := runForTest(t, "", "check", "--config", file, "--send"); code != 0 {
		t.Errorf("check ended with %d: %s %s", code, printed, errs)
	}
	if _, errs, code := runForTest(t, "", append([]string{"init", dir, "--yes"}, answers...)...); code != 1 ||
		!strings.Contains(errs, "is there already and is not overwritten") {
		t.Errorf("a second time: ended with %d and %q", code, errs)
	}
}

// TestInitAsks: without --yes what no flag says is asked, again if it cannot be right, and Enter takes what is offered.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	out := newOutside(t)
	*out.took = func(raw []byte) { out.deliver(t, string(raw), time.Now()) }
	out.deliver(t, "From: asha@example.com\r\n\r\nHello", time.Now().AddDate(0, -1, 0))
	dir := t.TempDir()
	said := strings.Join([]string{"Tai Cymru", "complaints", "complaints@landlord.example", "0300 000 0100", "",
		out.imap, "complaints", "right password", out.smtp, "team@landlord.example", "manager@landlord.example",
		"director@landlord.example"}, "\n") + "\n"
	printed, errs, code := runForTest(t, said, "init", dir, "--mailbox-tls", "none", "--smtp-tls", "none",
		"--no-smtp-login")
	if code != 0 {
		t.Fatalf("ended with %d: %s %s", code, printed, errs)
	}
	for _, want := range []string{`"complaints" is not an e-mail address alone`, "(Enter for 0300 000 0100)",
		"1 mails lie there already", "CHANGE  senders"} {
		if !strings.Contains(errs, want) {
			t.Errorf("said %q, want %q", errs, want)
		}
	}
	cfg, err := config.Load(filepath.Join(dir, "config.yaml"))
	if err != nil || cfg.Mailbox.AuthservID != "none" || cfg.Mailbox.Since.IsZero() ||
		cfg.Landlord.EmergencyPhone != "0300 000 0100" {
		t.Errorf("got %q, since %s (%v)", cfg.Mailbox.AuthservID, cfg.Mailbox.Since, err)
	}
	if password, err := cfg.Mailbox.Password.Reveal(); err != nil || password != "right password" {
		t.Errorf("the password is %q (%v)", password, err)
	}
}

// TestInitWritesNothingThatDoesNotWork: a password that is wrong, a team whose mail comes back to us, a flag that is
// missing.
func TestInitWritesNothingThatDoesNotWork(t *testing.T) {
	t.Parallel()
	out := newOutside(t)
	servers := []string{"--mailbox", out.imap, "--user", "complaints", "--smtp", out.smtp}
	for _, tc := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a wrong password", append(servers, "--password-file", pwFile(t, "wrong")), 1, "the mailbox cannot be read"},
		{"the team is the mailbox", append(servers, "--offline", "--authserv-id", "none", "--password-file",
			pwFile(t, "right password"), "--team", "complaints@landlord.example"), 1,
			"nothing was written, because there is something to change"},
		{"no password", servers, 2, "--password-file is missing"},
		{"no server", []string{"--password-file", pwFile(t, "x")}, 2, "--mailbox is missing"},
		{"a server without its port", []string{"--mailbox", "imap.landlord.example"}, 2, "--mailbox: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			all := append(append([]string{"init", dir, "--yes"}, answers...), tc.args...)
			_, errs, code := runForTest(t, "", all...)
			if code != tc.code || !strings.Contains(errs, tc.says) {
				t.Errorf("ended with %d and %q, want %d and %q", code, errs, tc.code, tc.says)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("left %v (%v), want nothing written", left, err)
			}
		})
	}
}
