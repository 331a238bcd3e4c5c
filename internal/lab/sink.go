package lab

import (
	"bufio"
	"errors"
	"io"
	"log"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Mail is one that the sink took.
type Mail struct {
	At     time.Time
	To     string
	ID     string // Message-ID, without brackets
	Header textproto.MIMEHeader
}

// Sink is a mail server that takes everything and keeps the headers.
type Sink struct {
	Addr string

	mu     sync.Mutex
	server *smtp.Server
	mails  []Mail
	meet   func(Moment) error
	more   chan struct{} // closed and replaced with every mail
}

// Moment is a place in the taking of a mail at which a test may hold the sink, or end it.
type Moment string

// The moments.
const (
	AtRecipient Moment = "recipient" // RCPT has come and has no answer yet
	AtData      Moment = "data"      // DATA has been allowed; nothing of the mail is taken
	Taken       Moment = "taken"     // the mail is taken and not yet answered
)

// Meet has f called at each moment of each mail. While f does not return the client waits for its answer; an error
// cuts the connection. A nil f ends it.
func (s *Sink) Meet(f func(Moment) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet = f
}

func (s *Sink) moment(at Moment) error {
	s.mu.Lock()
	meet := s.meet
	s.mu.Unlock()
	if meet == nil {
		return nil
	}
	return meet(at)
}

// StartSink puts up a sink.
func StartSink() (*Sink, error) {
	s := &Sink{Addr: "127.0.0.1:0", more: make(chan struct{})}
	return s, s.Up()
}

// Up lets a sink that is down take mail again, at the same address.
func (s *Sink) Up() error {
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Addr = l.Addr().String()
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &delivery{sink: s, conn: c.Conn()}, nil
	}))
	s.server.Domain, s.server.ErrorLog, s.server.MaxMessageBytes = "sink.example", log.New(io.Discard, "", 0), 64<<20
	go s.server.Serve(l) // ends when it is closed
	return nil
}

// Down makes the sink's address refuse connections and cuts those that are open.
func (s *Sink) Down() error {
	s.mu.Lock()
	server := s.server
	s.mu.Unlock()
	if err := server.Close(); !errors.Is(err, smtp.ErrServerClosed) {
		return err
	}
	return nil
}

// Mails returns what the sink has taken so far, in order.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Await returns when enough is true of the mails taken so far, and whether that came within the time given.
func (s *Sink) Await(patience time.Duration, enough func([]Mail) bool) bool {
	limit := time.After(patience)
	for {
		s.mu.Lock()
		mails, more := s.mails[:len(s.mails):len(s.mails)], s.more
		s.mu.Unlock()
		if enough(mails) {
			return true
		}
		select {
		case <-more:
		case <-limit:
			return false
		}
	}
}

// delivery is one connection to the sink.
type delivery struct {
	sink *Sink
	conn net.Conn
	to   string
}

func (*delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (*delivery) Reset()                               {}
func (*delivery) Logout() error                        { return nil }

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	return d.at(AtRecipient)
}

// at lets the test meet a moment, and cuts the connection if it so wishes.
func (d *delivery) at(m Moment) error {
	err := d.sink.moment(m)
	if err != nil {
		err = errors.Join(err, d.conn.Close())
	}
	return err
}

func (d *delivery) Data(r io.Reader) error {
	if err := d.at(AtData); err != nil {
		return err
	}
	b := bufio.NewReader(r)
	header, err := textproto.NewReader(b).ReadMIMEHeader()
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, b); err != nil {
		return err
	}
	d.sink.take(Mail{At: time.Now(), To: strings.ToLower(d.to), ID: strings.Trim(header.Get("Message-ID"), "<> "),
		Header: header})
	return d.at(Taken)
}

func (s *Sink) take(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
	close(s.more)
	s.more = make(chan struct{})
}
