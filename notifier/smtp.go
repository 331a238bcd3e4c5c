package notifier

import (
	"cmp"
	"context"
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wneessen/go-mail"

	"complaints/internal/loopback"
	"complaints/internal/message"
)

// The ways of encrypting a connection to the mail server.
const (
	TLSImplicit = "implicit" // TLS from the first byte, usually port 465
	TLSStart    = "starttls" // required, never fallen back from; usually port 587
	TLSNone     = "none"     // plain; accepted for this machine only
)

const defaultSMTPTimeout = 30 * time.Second

// SMTPConfig says how letters reach the landlord's mail server.
type SMTPConfig struct {
	Addr     string // host:port
	TLS      string // TLSImplicit, TLSStart or TLSNone
	User     string // "" sends without logging in
	Password string
	// Reread gives the password as it stands now, at each login; nil goes on with Password.
	Reread func() (string, error)
	// Token gives an access token for XOAUTH2, asked for at each connection; it stands in for Password. refused is one
	// that the server has just turned down.
	Token     func(ctx context.Context, refused string) (string, error)
	From      string // the complaints mailbox: the visible and the envelope sender
	FromName  string
	ReplyBase string // complaints@host: replies go to complaints+TOKEN@host; "" leaves them to From
	HelloName string // how we greet the server; "" is the host part of From
	Timeout   time.Duration
	TLSConfig *tls.Config
	DKIM      *DKIMConfig // nil where the mail server signs, which is usual
	// Own reports a mailbox of our own, which a person here can put right: what the server refuses for it is put off,
	// as by a full one, and not given up at once. Nil is none.
	Own func(address string) bool
	// Enclosed reads a file that goes with a letter; ok is false if it is there no more.
	Enclosed func(ctx context.Context, e message.Enclosure) (data []byte, ok bool, err error)
	// Logo is the picture that letters show in their head by its Content-ID; nil, or ok is false, where there is none.
	Logo func() (logo Picture, ok bool)
	// Paper makes a PDF file of the page of a letter to post; where it is nil, or fails, the page goes as it is.
	Paper func(ctx context.Context, page string) (pdf []byte, err error)
	// Dial opens connections; nil is TCP.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Now stamps the results; nil is the wall clock.
	Now func() time.Time
}

// Picture is a picture that goes with a letter and is shown in it.
type Picture struct {
	ID   string // Content-ID, without brackets
	Type string // image/png
	Data []byte
}

// DKIMConfig signs letters here, for a mail server that does not (RFC 6376).
type DKIMConfig struct {
	Domain   string
	Selector string
	Key      crypto.Signer // RSA or Ed25519
}

// SMTP sends letters through one mail server. It holds no connection between calls and may be used by
// several goroutines at once, each call having a connection of its own.
type SMTP struct {
	cfg  SMTPConfig
	host string
	port int
	from netmail.Address
	// replyLocal and replyHost are the two sides of ReplyBase's @.
	replyLocal, replyHost string
	refused               refusals
	hungUp                atomic.Int32 // how often in a row it was not learned whether a letter was taken
}

// NewSMTP checks a configuration. It dials nothing.
func NewSMTP(cfg SMTPConfig) (*SMTP, error) {
	s := &SMTP{cfg: cfg}
	s.cfg.Timeout = cmp.Or(cfg.Timeout, defaultSMTPTimeout)
	if s.cfg.Now == nil {
		s.cfg.Now = time.Now
	}
	if err := s.setAddr(); err != nil {
		return nil, err
	}
	if err := s.setSender(); err != nil {
		return nil, err
	}
	if cfg.User != "" && cfg.Password == "" && cfg.Token == nil {
		return nil, errors.New("mail server: a user is given but neither password nor token")
	}
	if d := cfg.DKIM; d != nil {
		if err := mail.NewDKIMSigner(d.Domain, d.Selector, d.Key).ValidateConfig(); err != nil {
			return nil, fmt.Errorf("mail signature: %w", err)
		}
	}
	return s, nil
}

func (s *SMTP) setAddr() error {
	host, port, err := net.SplitHostPort(s.cfg.Addr)
	if err != nil {
		return fmt.Errorf("mail server %q: write it as host:port", s.cfg.Addr)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || host == "" {
		return fmt.Errorf("mail server %q: write it as host:port", s.cfg.Addr)
	}
	s.host, s.port = host, int(number)
	switch s.cfg.TLS {
	case TLSImplicit, TLSStart:
	case TLSNone:
		if !loopback.Is(host) {
			return fmt.Errorf("mail server %s: letters may leave this machine only over TLS: use %q or %q", host,
				TLSStart, TLSImplicit)
		}
	default:
		return fmt.Errorf("mail server %s: TLS is %q: use %q or %q", host, s.cfg.TLS, TLSStart, TLSImplicit)
	}
	return nil
}

func (s *SMTP) setSender() error {
	from, err := netmail.ParseAddress(s.cfg.From)
	if err != nil {
		return fmt.Errorf("sender %q is not an email address", s.cfg.From)
	}
	s.from = netmail.Address{Name: oneLine(cmp.Or(s.cfg.FromName, from.Name), maxName), Address: from.Address}
	s.cfg.HelloName = cmp.Or(s.cfg.HelloName, hostOf(from.Address))
	if s.cfg.ReplyBase == "" {
		return nil
	}
	reply, err := netmail.ParseAddress(s.cfg.ReplyBase)
	if err != nil {
		return fmt.Errorf("reply address %q is not an email address", s.cfg.ReplyBase)
	}
	at := strings.LastIndexByte(reply.Address, '@')
	s.replyLocal, s.replyHost = reply.Address[:at], reply.Address[at+1:]
	return nil
}

func hostOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}
