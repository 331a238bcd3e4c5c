package notifier_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"complaints/notifier"
)

type (
	smtpServer = smtp.Server
	netConn    = net.Conn
)

// stalling is a connection whose writes get stuck after so many bytes.
type stalling struct {
	net.Conn
	after int
}

func (c *stalling) Write(p []byte) (int, error) {
	if c.after -= len(p); c.after < 0 {
		c.after = 1 << 30 // what is written later would get through
		return 0, &net.OpError{Op: "write", Err: errors.New("broken pipe")}
	}
	return c.Conn.Write(p)
}

type dialFunc = func(ctx context.Context, network, addr string) (net.Conn, error)

// buffering makes what the server says wait for its reader, as the kernel does and net.Pipe does not.
func buffering(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		server, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		ours, relay := net.Pipe()
		said := make(chan []byte, 1000)
		go func() {
			_, _ = io.Copy(server, relay)
			_ = server.Close()
		}()
		go func() {
			defer close(said)
			for buf := make([]byte, 4096); ; {
				n, err := server.Read(buf)
				if err != nil {
					return
				}
				said <- append([]byte(nil), buf[:n]...)
			}
		}()
		go func() {
			for b := range said {
				_, _ = relay.Write(b)
			}
			_ = relay.Close()
		}()
		return ours, nil
	}
}

// sink is a mail server in process whose faults are chosen by the test. The hooks run in its connections'
// goroutines and are set before it is used.
type sink struct {
	t        testing.TB
	listener *pipeListener
	server   *smtp.Server

	onMail  func(from string) error
	onRcpt  func(to string) error
	onData  func(s *session, body []byte) error // after the whole content has come, before it is accepted
	onAuth  func(user, password string) error
	forgets bool // keeps no bodies, for benchmarks

	mu       sync.Mutex
	accepted []accepted
	dials    int
}

// accepted is a mail the sink has said yes to.
type accepted struct {
	from string
	to   []string
	data []byte
}

// newSink starts a sink. Hooks may be set until the first dial.
func newSink(t testing.TB, change ...func(*smtp.Server)) *sink {
	s := &sink{t: t, listener: newPipeListener()}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{sink: s, conn: c}, nil
	}))
	s.server.Domain = "sink.example"
	s.server.AllowInsecureAuth = true
	s.server.ErrorLog = quiet{}
	for _, f := range change {
		f(s.server)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.server.Serve(s.listener) }()
	t.Cleanup(func() { _ = s.server.Close(); _ = s.listener.Close(); <-done })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// config is a working configuration for the sink.
func (s *sink) config() notifier.SMTPConfig {
	return notifier.SMTPConfig{
		Addr: "localhost:25", TLS: notifier.TLSNone,
		From: "complaints@landlord.example", FromName: "Example Homes", ReplyBase: "complaints@landlord.example",
		Timeout: 5 * time.Second, Dial: s.dial,
	}
}

func (s *sink) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	s.mu.Lock()
	s.dials++
	s.mu.Unlock()
	return s.listener.dial(ctx)
}

// mails returns what was accepted so far.
func (s *sink) mails() []accepted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]accepted(nil), s.accepted...)
}

// count returns how many mails went to an address.
func (s *sink) count(to string) (n int) {
	for _, m := range s.mails() {
		if m.to[0] == to {
			n++
		}
	}
	return n
}

// session is one connection to the sink.
type session struct {
	sink *sink
	conn *smtp.Conn
	mail accepted
}

func (c *session) AuthMechanisms() []string {
	if c.sink.onAuth == nil {
		return nil
	}
	return []string{sasl.Plain}
}

func (c *session) Auth(mech string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error { return c.sink.onAuth(user, password) }), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	c.mail = accepted{from: from}
	if c.sink.onMail != nil {
		return c.sink.onMail(from)
	}
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.mail.to = append(c.mail.to, to)
	if c.sink.onRcpt != nil {
		return c.sink.onRcpt(to)
	}
	return nil
}

func (c *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.mail.data = body
	if c.sink.onData != nil {
		if err := c.sink.onData(c, body); err != nil {
			return err
		}
	}
	c.accept()
	return nil
}

func (c *session) accept() {
	c.sink.mu.Lock()
	defer c.sink.mu.Unlock()
	if c.sink.forgets {
		c.mail.data = nil
	}
	c.sink.accepted = append(c.sink.accepted, c.mail)
}

// hangUp cuts the connection without an answer.
func (c *session) hangUp() { _ = c.conn.Conn().Close() }

func (c *session) Reset()        {}
func (c *session) Logout() error { return nil }

// refuse is an SMTP answer of a code with its enhanced code in the text.
func refuse(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// pipeListener joins dials and accepts by net.Pipe, so that a bubble of fake time can hold both sides.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

var errRefused = errors.New("connection refused")

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Err: errRefused}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
