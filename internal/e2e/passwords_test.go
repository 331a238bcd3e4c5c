package e2e

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/internal/config"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// oneAccount is a service account: one password, for reading and for sending.
type oneAccount struct {
	mailbox *imapmemserver.User
	imap    *imapserver.Server
	smtp    *smtp.Server

	mu       sync.Mutex
	password string
	took     map[string]int // letters to each address
}

func newOneAccount(t *testing.T, password string) *oneAccount {
	t.Helper()
	a := &oneAccount{mailbox: imapmemserver.NewUser(user, ""), password: password, took: map[string]int{}}
	if err := a.mailbox.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	a.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &accountReader{account: a}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true,
		Logger: log.New(io.Discard, "", 0),
	})
	a.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &accountSender{account: a}, nil
	}))
	a.smtp.Domain, a.smtp.AllowInsecureAuth, a.smtp.ErrorLog = "localhost", true, log.New(io.Discard, "", 0)
	return a
}

func (a *oneAccount) change(password string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.password = password
}

func (a *oneAccount) is(password string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return password == a.password
}

func (a *oneAccount) letters(to string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.took[to]
}

// accountReader is a session of its mailbox, which ends with the password.
type accountReader struct {
	*imapmemserver.UserSession
	account *oneAccount
	by      string
}

func (s *accountReader) Login(_, password string) error {
	if !s.account.is(password) {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed,
			Text: "the password has expired"}
	}
	s.UserSession, s.by = imapmemserver.NewUserSession(s.account.mailbox), password
	return nil
}

func (s *accountReader) Close() error {
	if s.UserSession == nil {
		return nil
	}
	return s.UserSession.Close()
}

// Poll and Idle let nobody see new mail whose password has expired.
func (s *accountReader) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	if !s.account.is(s.by) {
		return errors.New("the password has expired")
	}
	return s.UserSession.Poll(w, allowExpunge)
}

// accountSender is a connection of its way out.
type accountSender struct {
	account *oneAccount
	to      string
}

func (*accountSender) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *accountSender) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		if !s.account.is(password) {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "password expired"}
		}
		return nil
	}), nil
}
func (*accountSender) Mail(string, *smtp.MailOptions) error        { return nil }
func (s *accountSender) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }
func (s *accountSender) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	s.account.took[strings.ToLower(s.to)]++
	return err
}
func (*accountSender) Reset()        {}
func (*accountSender) Logout() error { return nil }

// logsIn points a configuration at the account, with the password in a file.
func (a *oneAccount) logsIn(cfg *config.Config, file, imap, smtp string) {
	cfg.Mailbox.Server, cfg.Mailbox.TLS, cfg.Mailbox.User = imap, "none", user
	cfg.SMTP.Server, cfg.SMTP.TLS, cfg.SMTP.User = smtp, "none", user
	cfg.Mailbox.Password = config.Secret("file:" + file)
	cfg.SMTP.Password, cfg.Mailbox.Poll = cfg.Mailbox.Password, time.Minute
}

func writePassword(t *testing.T, file, password string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAnExpiredPasswordIsHeardOf: the one password for reading and sending expires. No letter can tell of it, and
// alerts.url does, of both; the new password is taken from its file without a restart, nothing is lost, and it is told
// that it is over.
func TestAnExpiredPasswordIsHeardOf(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "password")
	writePassword(t, file, "autumn")
	inTown(t, 10, func(t *testing.T, town *town, cfg config.Config) {
		a, to := newOneAccount(t, "autumn"), &chat{}
		const boxAt, outAt, chatAt = "127.0.0.1:1143", "127.0.0.1:1587", "127.0.0.1:9000"
		web := &http.Server{Handler: to}
		town.serve(t, boxAt, a.imap.Serve, a.imap.Close)
		town.serve(t, outAt, a.smtp.Serve, a.smtp.Close)
		town.serve(t, chatAt, web.Serve, web.Close)
		a.logsIn(&cfg, file, boxAt, outAt)
		cfg.Alerts.URL, cfg.Alerts.Operator = "http://"+chatAt, operator
		stop := runDaemon(t, town, cfg)
		put(t, a.mailbox, string(complaintMail(1)))
		time.Sleep(10 * time.Minute)
		if n := a.letters("r1@residents.example"); n != 1 {
			t.Fatalf("before anything happened the resident has %d letters", n)
		}
		a.change("winter")
		town.cut(boxAt)
		town.cut(outAt)
		put(t, a.mailbox, string(complaintMail(2)))
		time.Sleep(cfg.Mailbox.SilentFor + cfg.Alerts.After + 10*time.Minute)
		for _, want := range []string{"could not be read since", "see whether its password or secret has expired"} {
			if !to.says(want) {
				t.Errorf("nobody was told %q, but\n%s", want, to)
			}
		}
		writePassword(t, file, "winter")
		time.Sleep(5 * time.Minute)
		if n := a.letters("r2@residents.example"); n != 1 {
			t.Errorf("five minutes after the new password whoever wrote meanwhile has %d letters", n)
		}
		if n := strings.Count(to.String(), "false "); n != 2 {
			t.Errorf("that it is over was told %d times, want of reading and of sending:\n%s", n, to)
		}
		if a.letters(operator) != 4 || a.letters("r1@residents.example") != 1 {
			t.Errorf("letters went: %v", a.took)
		}
		stop()
	})
}

// TestTheBuiltProgramAndAnExpiredPassword is the same with the built program and no clock but the wall's, in the long
// form: it waits for minutes.
func TestTheBuiltProgramAndAnExpiredPassword(t *testing.T) {
	t.Parallel()
	if kills <= usualKills {
		t.Skip("it takes three minutes: TestAnExpiredPasswordIsHeardOf is the same in virtual time")
	}
	a := newOneAccount(t, "autumn")
	file := filepath.Join(t.TempDir(), "password")
	writePassword(t, file, "autumn")
	s := stageAt(t, here{a.mailbox}, listening(t, a.imap.Serve, a.imap.Close), "sqlite:"+t.TempDir()+"/complaints.db")
	a.logsIn(&s.cfg, file, s.cfg.Mailbox.Server, listening(t, a.smtp.Serve, a.smtp.Close))
	_, to := s.watched(t)
	s.cfg.Mailbox.SilentFor, s.cfg.Alerts.After, s.cfg.Mailbox.Poll = time.Second, time.Minute, 2*time.Second
	s = s.withProgram(t)
	start(t, s.program)
	has := func(who string) func() bool { return func() bool { return a.letters(who) == 1 } }
	deliver(t, s.mailbox, complaintMail(1))
	until(t, 30*time.Second, "the first acknowledgement", has("r1@residents.example"))
	pid := s.program.Pid()
	a.change("winter")
	deliver(t, s.mailbox, complaintMail(2))
	began := time.Now()
	until(t, 3*time.Minute, "somebody hears of the mailbox", func() bool { return to.says("could not be read since") })
	t.Logf("that the mailbox cannot be read was told after %v", time.Since(began).Round(time.Second))
	until(t, 4*time.Minute, "somebody hears of the letters", func() bool { return to.says("password or secret has expired") })
	t.Logf("that letters cannot leave was told after %v", time.Since(began).Round(time.Second))
	writePassword(t, file, "winter")
	began = time.Now()
	until(t, 2*time.Minute, "the second acknowledgement", has("r2@residents.example"))
	t.Logf("acknowledged %v after the new password, without a restart", time.Since(began).Round(time.Second))
	if s.program.Pid() != pid {
		t.Error("it was started again")
	}
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
}

// listening serves on a port of this machine until the test ends.
func listening(t *testing.T, serve func(net.Listener) error, stop func() error) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go serve(l) // ends when it is closed
	t.Cleanup(func() { _ = stop() })
	return l.Addr().String()
}
