package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

// testOffice is a landlord's folder for one test: a configuration and, once something has arrived, a database.
type testOffice struct {
	t      *testing.T
	dir    string
	config string
}

// newOffice writes a configuration: that of config.example.yaml with a secret, and with the lines that the test
// changes. edits are keys as they stand there, with their dots, and values.
func newOffice(t *testing.T, edits ...string) testOffice {
	t.Helper()
	o := testOffice{t: t, dir: t.TempDir()}
	o.config = filepath.Join(o.dir, "config.yaml")
	text := exampleWith(t, append(slices.Clone(exampleSettings), edits...)...)
	if err := os.WriteFile(o.config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return o
}

// withKey gives a key of the example another value.
func withKey(text, key, value string) (string, error) {
	section, name, _ := strings.Cut(key, ".")
	lines := strings.Split(text, "\n")
	in := false
	for i, line := range lines {
		if line != "" && line[0] != ' ' && line[0] != '#' {
			in = strings.HasPrefix(line, section+":")
		}
		if in && strings.HasPrefix(line, "  "+name+":") {
			lines[i] = "  " + name + ": " + value
			return strings.Join(lines, "\n"), nil
		}
	}
	return "", fmt.Errorf("config.example.yaml has no %s", key)
}

// run runs a command with --config and returns what it printed and its exit code.
func (o testOffice) run(name string, args ...string) (stdout, stderr string, code int) {
	o.t.Helper()
	return runForTest(o.t, "", append(append(strings.Fields(name), "--config", o.config), args...)...)
}

// ok runs a command that must end with 0.
func (o testOffice) ok(name string, args ...string) string {
	o.t.Helper()
	out, errs, code := o.run(name, args...)
	if code != 0 {
		o.t.Fatalf("%s %v ended with %d: %s%s", name, args, code, out, errs)
	}
	return out
}

// prints runs a command that must end with 0 and print something.
func (o testOffice) prints(want, name string, args ...string) {
	o.t.Helper()
	if out := o.ok(name, args...); !strings.Contains(out, want) {
		o.t.Errorf("%s %v printed\n%s\nwant it to say %q", name, args, out, want)
	}
}

// printsNothing runs a command that must end with 0 and has nothing to tell.
func (o testOffice) printsNothing(name string, args ...string) {
	o.t.Helper()
	if out := o.ok(name, args...); out != "" {
		o.t.Errorf("%s %v printed %q, want nothing", name, args, out)
	}
}

// fails runs a command that must end with a code other than 0 and say why.
func (o testOffice) fails(code int, why, name string, args ...string) {
	o.t.Helper()
	if out, errs, got := o.run(name, args...); got != code || !strings.Contains(errs, why) {
		o.t.Errorf("%s %v ended with %d, want %d, and said %q, want %q; it printed %q", name, args, got, code, errs,
			why, out)
	}
}

// arrive imports mails and returns the references of the cases they opened, in order.
func (o testOffice) arrive(mails ...string) []string {
	o.t.Helper()
	for i, m := range mails {
		o.write(fmt.Sprintf("arrived-%d.eml", i), m)
		o.ok("import", filepath.Join(o.dir, fmt.Sprintf("arrived-%d.eml", i)))
	}
	var refs []string
	for line := range strings.Lines(o.ok("case list", "--all", "--json")) {
		var c struct{ Case string }
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			o.t.Fatal(err)
		}
		refs = append(refs, c.Case)
	}
	slices.Sort(refs) // the list has the soonest first, and their numbers tell in what order they came
	return refs
}

func (o testOffice) write(name, text string) string {
	o.t.Helper()
	path := filepath.Join(o.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

// store opens the office's database beside the commands.
func (o testOffice) store() *store.Store {
	o.t.Helper()
	s, err := store.Open(o.t.Context(), "sqlite:"+filepath.Join(o.dir, "complaintsd.db"))
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			o.t.Error(err)
		}
	})
	return s
}

// database makes an empty database, as the first start of the daemon does.
func (o testOffice) database() {
	o.t.Helper()
	cfg, err := config.Load(o.config)
	if err != nil {
		o.t.Fatal(err)
	}
	address, err := cfg.StoreURL()
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := store.Open(o.t.Context(), address)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// openAt opens the office's desk with a clock that the test turns.
func (o testOffice) openAt(clock *time.Time) *daemon.Session {
	o.t.Helper()
	cfg, err := config.Load(o.config)
	if err != nil {
		o.t.Fatal(err)
	}
	office, err := daemon.BeginSession(o.t.Context(), cfg, func() time.Time { return *clock })
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() {
		if err := office.Close(); err != nil {
			o.t.Error(err)
		}
	})
	return office
}

// mailFrom writes a mail as it lies in a mailbox, delivered at an instant.
func mailFrom(from, subject, body string, at time.Time) string {
	return fmt.Sprintf("Received: from mail.example by mx.landlord.example; %s\r\nFrom: %s\r\nTo: "+
		"complaints@landlord.example\r\nSubject: %s\r\n"+
		"Message-ID: <%d@example.com>\r\nDate: %[1]s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[5]s\r\n",
		at.Format(time.RFC1123Z), from, subject, at.UnixNano(), body)
}

const (
	asha      = "Asha Rahman <asha@example.com>"
	leakWords = "This is the third time I have reported the leak in my bathroom. Nobody came although they " +
		"promised twice. Please sort it out."
	noiseWords  = "My neighbour plays loud music every night until three in the morning and will not turn it down."
	leakSubject = "Leak again"
)

// aLeak is a complaint that opens a case, noise one that a person must decide.
func aLeak(at time.Time) string { return mailFrom(asha, leakSubject, leakWords, at) }

func noise(at time.Time) string {
	return mailFrom("Ben Okoro <ben@example.com>", "Noise", noiseWords, at)
}

// throughAList is a mail as a mailing list passes it on: it belongs to no case.
func throughAList(mail string) string {
	return "List-Id: Garden club <club.lists.example>\r\nPrecedence: list\r\n" + mail
}

// outside are a mailbox and a mail server of this machine.
type outside struct {
	mailbox    *imapmemserver.User
	imap, smtp string
	took       *func(mail []byte) // told of each mail that the mail server takes, if it is set before
}

// newOutside starts them. The mail server takes everything and knows one login.
func newOutside(t *testing.T) outside {
	t.Helper()
	o := outside{mailbox: imapmemserver.NewUser("complaints", "right password"), took: new(func([]byte))}
	if err := o.mailbox.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	backend := imapmemserver.New()
	backend.AddUser(o.mailbox)
	mailbox := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return backend.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true,
		Logger: log.New(io.Discard, "", 0),
	})
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return takesAll{o.took}, nil }))
	server.Domain, server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	imapListener, smtpListener := listenForTest(t), listenForTest(t)
	o.imap, o.smtp = imapListener.Addr().String(), smtpListener.Addr().String()
	go mailbox.Serve(imapListener) // ends when it is closed
	go server.Serve(smtpListener)  // ends when it is closed
	t.Cleanup(func() {
		_ = mailbox.Close()
		_ = server.Close()
	})
	return o
}

func listenForTest(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// settings are the configuration that reaches them.
func (o outside) settings(more ...string) []string {
	return append([]string{
		"mailbox.server", o.imap, "mailbox.tls", "none", "mailbox.user", "complaints", "mailbox.password",
		"right password", "smtp.server", o.smtp, "smtp.tls", "none",
	}, more...)
}

// deliver puts a mail into the mailbox.
func (o outside) deliver(t *testing.T, text string, at time.Time, flags ...imap.Flag) {
	t.Helper()
	if _, err := o.mailbox.Append("INBOX", sized{bytes.NewReader([]byte(text))},
		&imap.AppendOptions{Time: at, Flags: flags}); err != nil {
		t.Fatal(err)
	}
}

type sized struct{ *bytes.Reader }

func (s sized) Size() int64 { return s.Reader.Size() }

// takesAll is a mail server's session that accepts everything.
type takesAll struct{ took *func(mail []byte) }

func (takesAll) Mail(string, *smtp.MailOptions) error { return nil }
func (takesAll) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (takesAll) Reset()                               {}
func (takesAll) Logout() error                        { return nil }
func (s takesAll) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err == nil && *s.took != nil {
		(*s.took)(b)
	}
	return err
}

// sendAll lets every letter that is due be accepted, as the daemon's senders would.
func sendAll(t *testing.T, o *daemon.Session, now time.Time) int {
	t.Helper()
	n := 0
	for {
		letters, err := o.Store.Claim(context.Background(), message.Email, now, 50, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(letters) == 0 {
			return n
		}
		for _, l := range letters {
			if err := o.Desk.Record(context.Background(),
				[]outbox.SendResult{{Letter: l.ID, State: outbox.Sent, At: now, Provider: "q" +
					l.ID}}); err != nil {
				t.Fatal(err)
			}
			n++
		}
	}
}
