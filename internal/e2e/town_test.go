package e2e

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/mail"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/config"
	"complaints/internal/lab"
	"complaints/internal/message"
	"complaints/internal/rehearsal"
	"complaints/internal/twiliodouble"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

const (
	imapAddr, smtpAddr = "127.0.0.1:143", "127.0.0.1:25"
	twilioAddr, ourWeb = "127.0.0.1:8081", "127.0.0.1:8080"
	user, password     = "complaints", "correct horse"
	account, token     = "AC00000000000000000000000000000000", "batterystaple"
)

// town is everything around the daemon, at the other end of pipes: the mailbox, the mail server and the texts.
type town struct {
	seal string // the file with the key of its databases
	*pipes
	t       *testing.T
	mailbox *imapmemserver.User
	texts   *twiliodouble.Double
	client  *http.Client
	imap    *imapserver.Server
	stops   []func() error

	mu    sync.Mutex
	mails []taken
	meet  func(lab.Moment) error // called at each moment of each mail, see [lab.Sink.Meet]
	// what the mail server says against a reader, and after the whole of each mail; whether it hangs up instead
	refuse  func(to string) error
	content error
	hangsUp bool
	answer  func(n int, m taken) string // a mail that comes a second after one was taken, or ""
	answers sync.WaitGroup
	tries   int // recipients that were named to the mail server
	came    int // answers
}

// taken is a mail that the mail server has taken.
type taken struct {
	at                             time.Time
	to, id, subject, replyTo, text string
}

// day is when the short tests of a town begin: a Wednesday, so that what is due the next day is due on a working day.
var day = time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)

// inTown plays f in a bubble at an hour of [day], with a town and a configuration that points there.
func inTown(t *testing.T, hour int, f func(t *testing.T, town *town, cfg config.Config)) {
	t.Helper()
	story, database := aStory(t), "sqlite:"+filepath.Join(t.TempDir(), "complaints.db")
	synctest.Test(t, func(t *testing.T) {
		town, cfg := townAt(t, hour, story, database)
		f(t, town, cfg)
		if err := town.close(); err != nil {
			t.Error(err)
		}
	})
}

// aStory is the one of which a town's configuration is made.
func aStory(t *testing.T) rehearsal.Story {
	t.Helper()
	story, err := rehearsal.Load("testdata/life.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return story
}

// townAt is a new town at an hour of [day], inside of a bubble.
func townAt(t *testing.T, hour int, story rehearsal.Story, database string) (*town, config.Config) {
	t.Helper()
	time.Sleep(time.Until(day.Add(time.Duration(hour) * time.Hour)))
	town := newTown(t)
	return town, town.config(t, story, database)
}

func newTown(t *testing.T) *town {
	s := &town{pipes: newPipes(), t: t, mailbox: imapmemserver.NewUser(user, password)}
	if err := s.mailbox.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	smtps := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{town: s, conn: c.Conn()}, nil
	}))
	smtps.Domain, smtps.ErrorLog = "mail.landlord.example", log.New(io.Discard, "", 0)
	s.client = &http.Client{Transport: &http.Transport{DialContext: s.Dial, DisableKeepAlives: true}}
	s.texts = twiliodouble.New(twiliodouble.Config{AccountSID: account, AuthToken: token, Webhook: "http://" +
		ourWeb + "/sms", Reports: true, Client: s.client})
	twilio := &http.Server{Handler: s.texts}
	s.openMailbox(t)
	s.serve(t, smtpAddr, smtps.Serve, smtps.Close)
	s.serve(t, twilioAddr, twilio.Serve, twilio.Close)
	return s
}

// openMailbox puts the IMAP server up, the first time or again.
func (s *town) openMailbox(t *testing.T) {
	s.imap = s.serveIMAP(t, imapAddr, s.mailbox)
}

// serveIMAP puts an IMAP server for one account up. Whoever asked for it closes it: it may go and come.
func (s *town) serveIMAP(t *testing.T, addr string, account *imapmemserver.User) *imapserver.Server {
	server := lab.MailServer(account)
	s.serve(t, addr, server.Serve, func() error { return nil })
	return server
}

func (s *town) serve(t *testing.T, addr string, serve func(net.Listener) error, stop func() error) {
	l, err := s.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	go serve(l) // ends when it is closed
	s.stops = append(s.stops, stop)
}

func (s *town) close() error {
	err := s.imap.Close()
	for _, stop := range s.stops {
		err = errors.Join(err, stop())
	}
	s.texts.Wait()
	s.client.CloseIdleConnections()
	return err
}

// config is the example's, pointed at this town.
func (s *town) config(t *testing.T, story rehearsal.Story, database string) config.Config {
	cfg, err := story.Config()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Letters.Secret, cfg.Store.URL = "a long random text for a town of tests", config.Secret(database)
	if s.seal == "" {
		s.seal = filepath.Join(t.TempDir(), "complaintsd.seal")
	}
	cfg.Store.Seal = s.seal
	cfg.Mailbox.Server, cfg.Mailbox.TLS, cfg.Mailbox.User, cfg.Mailbox.Password = imapAddr, "none", user, password
	cfg.Mailbox.AuthservID = rehearsal.AuthservID
	cfg.Mailbox.Poll, cfg.Schedule.Sweep = time.Hour, "0 * * * *" // IDLE tells of mail; the days pass sooner
	cfg.SMTP.Server, cfg.SMTP.TLS = smtpAddr, "none"
	cfg.SMS.AccountSID, cfg.SMS.AuthToken, cfg.SMS.From = account, token, "+447700900100"
	cfg.SMS.Listen, cfg.SMS.PublicURL, cfg.SMS.Server = ourWeb, "http://"+ourWeb+"/sms", "http://"+twilioAddr
	return cfg
}

// deliver lets something arrive.
func (s *town) deliver(ctx context.Context, a message.Arrival) error {
	return lab.Deliver(ctx, s.mailbox, s.texts, a)
}

// session is one connection to the mail server, which takes everything.
type session struct {
	town *town
	conn net.Conn
	to   string
}

func (*session) Mail(string, *smtp.MailOptions) error { return nil }
func (*session) Reset()                               {}
func (*session) Logout() error                        { return nil }

func (k *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	k.to = to
	k.town.mu.Lock()
	refuse := k.town.refuse
	k.town.tries++
	k.town.mu.Unlock()
	if refuse != nil {
		if err := refuse(to); err != nil {
			return err
		}
	}
	return k.at(lab.AtRecipient)
}

func (k *session) at(m lab.Moment) error {
	k.town.mu.Lock()
	meet := k.town.meet
	k.town.mu.Unlock()
	if meet == nil {
		return nil
	}
	err := meet(m)
	if err != nil {
		err = errors.Join(err, k.conn.Close())
	}
	return err
}

func (k *session) Data(r io.Reader) error {
	if err := k.at(lab.AtData); err != nil {
		return err
	}
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(m.Body)
	if err != nil {
		return err
	}
	k.town.mu.Lock()
	defer k.town.mu.Unlock()
	if k.town.content != nil && !strings.HasSuffix(k.to, "residents.example") {
		return k.town.content
	}
	taken := taken{time.Now().UTC(), strings.ToLower(k.to), m.Header.Get("Message-ID"),
		m.Header.Get("Subject"), replyAddress(m.Header), string(text)}
	k.town.mails = append(k.town.mails, taken)
	if k.town.answer != nil {
		k.town.came++
		k.town.answerLater(k.town.came, taken)
	}
	if k.town.hangsUp {
		return errors.Join(errors.New("gone"), k.conn.Close())
	}
	k.town.mu.Unlock()
	err = k.at(lab.Taken)
	k.town.mu.Lock()
	return err
}

// answerLater lets what a machine answers arrive a second later.
func (s *town) answerLater(n int, m taken) {
	raw := s.answer(n, m)
	if raw == "" {
		s.came--
		return
	}
	s.answers.Go(func() {
		time.Sleep(time.Second)
		a := message.Arrival{Channel: message.Email, Received: time.Now(), Raw: []byte(raw)}
		if err := s.deliver(context.Background(), a); err != nil {
			s.t.Error(err)
		}
	})
}

// count is how many recipients were named to the mail server, and how many mails a machine answered.
func (s *town) count() (tries, came int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries, s.came
}

// replyAddress is where an answer goes.
func replyAddress(h mail.Header) string {
	a, err := h.AddressList("Reply-To")
	if err != nil || len(a) != 1 {
		return ""
	}
	return a[0].Address
}
