package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/lab"
	"complaints/internal/labtest"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// The proofs that take long have a short form, which every test run makes, and a long one:
//
//	COMPLAINTSD_KILLS=20 go test -timeout 1h ./internal/e2e
//
// With COMPLAINTSD_ON=postgres those of one daemon are made on a PostgreSQL of their own.
var kills = func() int {
	if n, err := strconv.Atoi(os.Getenv("COMPLAINTSD_KILLS")); err == nil && n > 0 {
		return n
	}
	return usualKills
}()

// usualKills is the short form.
const usualKills = 3

// building is a program that is built once for all tests.
type building struct {
	sync.Once
	tags      []string
	dir, path string
	err       error
}

// plain is the program as it is; stoppable is the same with the failpoints in it.
var plain, stoppable = building{}, building{tags: []string{"failpoint"}}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, b := range []*building{&plain, &stoppable} {
		if b.dir != "" {
			os.RemoveAll(b.dir)
		}
	}
	os.Exit(code)
}

// program makes a configuration for the program as it is.
func program(t *testing.T, cfg config.Config) *lab.Program {
	t.Helper()
	return plain.program(t, cfg)
}

func (b *building) program(t *testing.T, cfg config.Config) *lab.Program {
	t.Helper()
	if testing.Short() {
		t.Skip("the built program is left out of a short run")
	}
	b.Do(func() {
		if b.dir, b.err = os.MkdirTemp("", "e2e"); b.err == nil {
			b.path, b.err = lab.Build(context.Background(), b.dir, b.tags...)
		}
	})
	if b.err != nil {
		t.Fatal(b.err)
	}
	p, err := lab.NewProgram(b.path, t.TempDir(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			said := p.Said()
			t.Log(said[max(0, len(said)-2000):])
		}
	})
	return p
}

// mailbox is where residents' mail is put.
type mailbox interface {
	Deliver(raw []byte) error
}

// anyMailbox is a Dovecot, or an IMAP server in this process where there is none.
func anyMailbox(t *testing.T) (mailbox, string) {
	t.Helper()
	d, err := lab.StartDovecot(t.TempDir())
	if errors.Is(err, lab.ErrMissing) && os.Getenv("CI_REQUIRE_SERVERS") != "1" {
		return imapHere(t, lab.User)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Error(err)
		}
	})
	return d, d.Addr
}

// here is a mailbox in this process.
type here struct{ *imapmemserver.User }

func (h here) Deliver(raw []byte) error {
	_, err := h.Append("INBOX", lab.Literal(raw), &imap.AppendOptions{Time: time.Now()})
	return err
}

func imapHere(t *testing.T, user string) (mailbox, string) {
	t.Helper()
	h := here{imapmemserver.NewUser(user, lab.Password)}
	if err := h.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	backend := imapmemserver.New()
	backend.AddUser(h.User)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return backend.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true,
		Logger: log.New(io.Discard, "", 0),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l) // ends when it is closed
	t.Cleanup(func() { server.Close() })
	return h, l.Addr().String()
}

// database is an empty one.
func database(t *testing.T) (url string) {
	t.Helper()
	if os.Getenv("COMPLAINTSD_ON") == "postgres" {
		return labtest.Postgres(t).URL()
	}
	return "sqlite:" + t.TempDir() + "/complaints.db"
}

func sink(t *testing.T) *lab.Sink {
	t.Helper()
	s, err := lab.StartSink()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Down(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// complaintMail is the n-th resident's mail.
func complaintMail(n int) []byte {
	return fmt.Appendf(nil, "Return-Path: <r%[1]d@residents.example>\r\nAuthentication-Results: %[2]s; dmarc=pass "+
		"header.from=residents.example\r\n"+
		"From: Resident %[1]d <r%[1]d@residents.example>\r\nTo: %[3]s\r\nSubject: Broken lift, letter "+
		"%[1]d\r\nDate: %[4]s\r\nMessage-ID: <m%[1]d@residents.example>\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\n\r\nI want to make a complaint. The lift in our block has been "+
		"out of order for the third time since June. I have rung\r\n"+
		"your office twice and nobody came. Please tell me when it will be repaired and why this takes so long.\r\n",
		n, lab.AuthservID, lab.Mailbox, time.Now().Format(time.RFC1123Z))
}

// acknowledged is how many of the residents' mails have an answer in the sink.
func acknowledged(mails []lab.Mail) int {
	seen := map[string]bool{}
	for _, m := range mails {
		if id := strings.Trim(m.Header.Get("In-Reply-To"), "<> "); strings.HasSuffix(id, "@residents.example") &&
			strings.HasSuffix(m.To, "@residents.example") {
			seen[id] = true
		}
	}
	return len(seen)
}

func await(t *testing.T, s *lab.Sink, patience time.Duration, n int) {
	t.Helper()
	if !s.Await(patience, func(mails []lab.Mail) bool { return len(mails) >= n && acknowledged(mails) >= n }) {
		t.Fatalf("after %v %d of %d mails are acknowledged", patience, acknowledged(s.Mails()), n)
	}
}

// TestAMailIsAcknowledgedWithinTwoSeconds drops a mail into a real Dovecot while the built program runs, then stops the
// program in order, drops another and starts it again.
func TestAMailIsAcknowledgedWithinTwoSeconds(t *testing.T) {
	d := labtest.Dovecot(t)
	stage := stageAt(t, d, d.Addr, "sqlite:"+t.TempDir()+"/complaints.db").withProgram(t)
	s, p := stage.sink, stage.program
	start(t, p)
	deliver(t, d, complaintMail(1)) // the daemon has seen the mailbox once this one is acknowledged
	await(t, s, 20*time.Second, 1)
	time.Sleep(time.Second) // it idles again
	began := time.Now()
	deliver(t, d, complaintMail(2))
	await(t, s, 20*time.Second, 2)
	took := time.Since(began)
	t.Logf("from the mailbox to the mail server's acceptance: %v", took.Round(time.Millisecond))
	if took > 2*time.Second {
		t.Errorf("the acknowledgement took %v", took)
	}
	if err := p.Stop(10 * time.Second); err != nil {
		t.Errorf("told to stop: %v", err)
	}
	deliver(t, d, complaintMail(3))
	start(t, p)
	await(t, s, 20*time.Second, 3)
	if err := p.Stop(10 * time.Second); err != nil {
		t.Errorf("told to stop again: %v", err)
	}
	for id, n := range countMails(s.Mails()) {
		if n > 1 {
			t.Errorf("%s went %d times", id, n)
		}
	}
}

func start(t *testing.T, p *lab.Program) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
}

func deliver(t *testing.T, to mailbox, raw []byte) {
	t.Helper()
	if err := to.Deliver(raw); err != nil {
		t.Fatal(err)
	}
}

func countMails(mails []lab.Mail) map[string]int {
	n := map[string]int{}
	for _, m := range mails {
		n[m.ID]++
	}
	return n
}
