package demo

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"complaints/internal/lab"
	"complaints/internal/twiliodouble"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

const (
	user, password = "complaints", "demonstration"
	account, token = "AC00000000000000000000000000000000", "demonstration"
)

// servers are the outside world of the demonstration: a mailbox, a mail server that takes everything, and Twilio.
// They listen on this machine only.
type servers struct {
	mailbox *imapmemserver.User
	texts   *twiliodouble.Double
	imap    *imapserver.Server
	smtp    *smtp.Server
	twilio  *http.Server

	imapAddr, smtpAddr, twilioURL, webAddr string

	accepted atomic.Int64 // mails the mail server took
}

func startServers(clock func() time.Time) (*servers, error) {
	s := &servers{}
	s.mailbox = imapmemserver.NewUser(user, password)
	if err := s.mailbox.Create("INBOX", nil); err != nil {
		return nil, fmt.Errorf("make a mailbox: %w", err)
	}
	s.imap = lab.MailServer(s.mailbox)
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &sink{s}, nil }))
	s.smtp.Domain, s.smtp.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	listeners := make([]net.Listener, 4)
	for i := range listeners {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
		listeners[i] = l
	}
	s.imapAddr, s.smtpAddr = listeners[0].Addr().String(), listeners[1].Addr().String()
	s.twilioURL, s.webAddr = "http://"+listeners[2].Addr().String(), listeners[3].Addr().String()
	s.texts = twiliodouble.New(twiliodouble.Config{
		AccountSID: account, AuthToken: token, Webhook: s.webhook(), Reports: true, Now: clock,
	})
	s.twilio = &http.Server{Handler: s.texts, ReadHeaderTimeout: 5 * time.Second}
	go s.imap.Serve(listeners[0])   // ends when it is closed
	go s.smtp.Serve(listeners[1])   // ends when it is closed
	go s.twilio.Serve(listeners[2]) // ends when it is closed
	return s, listeners[3].Close()  // the daemon listens there itself
}

func (s *servers) webhook() string { return "http://" + s.webAddr + "/sms" }

func (s *servers) stop() error { return errors.Join(s.imap.Close(), s.smtp.Close(), s.twilio.Close()) }

// sink takes every mail.
type sink struct{ s *servers }

func (*sink) Mail(string, *smtp.MailOptions) error { return nil }
func (*sink) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (*sink) Reset()                               {}
func (*sink) Logout() error                        { return nil }
func (k *sink) Data(r io.Reader) error {
	k.s.accepted.Add(1)
	_, err := io.Copy(io.Discard, r)
	return err
}
