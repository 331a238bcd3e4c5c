package imap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"complaints/internal/message"
)

// errGarbled says that the server sent something the IMAP library could not read; the library then
// gives the connection up, with everything that was under way.
var errGarbled = errors.New("the server's answer could not be read")

// session is one logged-in connection with the folder selected. All its methods are for one
// goroutine.
type session struct {
	m        *Mailbox
	conn     *watchedConn
	guard    *guard
	client   *imapclient.Client
	wake     chan struct{} // one slot: the server says there may be new mail
	wanted   atomic.Uint32 // UID of the message that is asked for by itself
	unasked  chan fetched  // a few slots: that message, come outside the FETCH it belongs to
	name     string        // of the folder
	folder   imap.SelectData
	idles    bool
	keywords bool // the folder keeps our keyword

	cursor   message.Cursor // how far the ledger has taken the mail
	handed   int            // messages the ledger took over this connection
	underWay chan handover  // the one batch the ledger is working on; nil for none
	taken    []imap.UID     // taken by the ledger, keyword not yet set
	swept    time.Time      // when unmarked older mail was last looked for
}

// open connects, logs in and selects the folder. An access token that the server turns down is
// replaced once; that takes a new connection, since the old one is left in the middle of a login.
func (m *Mailbox) open(ctx context.Context, readOnly bool) (*session, error) {
	for refused := ""; ; {
		token := ""
		if m.opts.Token != nil {
			var err error
			if token, err = m.opts.Token.Token(ctx, refused); err != nil {
				return nil, fmt.Errorf("get an access token: %w", err)
			}
		}
		s, err := m.openWith(ctx, token, readOnly)
		if token == "" || refused != "" || !errors.Is(err, ErrLogin) {
			return s, err
		}
		refused = token
	}
}

func (m *Mailbox) openWith(ctx context.Context, token string, readOnly bool) (*session, error) {
	s := &session{m: m, wake: make(chan struct{}, 1), unasked: make(chan fetched, 4)}
	err := s.connect(ctx)
	if err == nil {
		err = s.login(ctx, token)
	}
	if err == nil {
		err = s.selectFolder(ctx, readOnly)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) connect(ctx context.Context) error {
	opts := s.m.opts
	dialCtx, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	raw, err := opts.Dial(dialCtx, "tcp", opts.Addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	secure := opts.tlsConfig()
	if opts.TLS == TLSImplicit {
		conn := tls.Client(raw, secure)
		if err := conn.HandshakeContext(dialCtx); err != nil {
			raw.Close()
			return fmt.Errorf("TLS handshake: %w", err)
		}
		raw = conn
	}
	s.conn = newWatchedConn(raw, opts.Timeout)
	options := &imapclient.Options{UnilateralDataHandler: s.unilateral()}
	return s.do(ctx, "greeting", func() (err error) {
		var conn net.Conn = s.conn
		if opts.TLS == TLSStart {
			if conn, err = startTLS(dialCtx, conn, secure); err != nil {
				return err
			}
		}
		s.guard = &guard{Conn: conn}
		s.client = imapclient.New(s.guard, options)
		return s.client.WaitGreeting()
	})
}

func (c Options) tlsConfig() *tls.Config {
	secure := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.TLSConfig != nil {
		secure = c.TLSConfig.Clone()
	}
	if secure.ServerName == "" {
		secure.ServerName, _, _ = net.SplitHostPort(c.Addr)
	}
	return secure
}

// unilateral hears what the server says unasked. It runs on the library's reading goroutine, where
// waiting for anything would hang the connection for good: it only ever leaves a note.
func (s *session) unilateral() *imapclient.UnilateralDataHandler {
	return &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages == nil {
				return
			}
			select {
			case s.wake <- struct{}{}:
			default:
			}
		},
		// The library calls this one on a goroutine of its own.
		Fetch: func(msg *imapclient.FetchMessageData) {
			got, err := readFetched(msg, s.m.opts.MaxSize)
			if err != nil || got.raw == nil || uint32(got.uid) != s.wanted.Load() {
				return
			}
			select {
			case s.unasked <- got:
			default:
			}
		},
	}
}

// do runs one command under the watchdog: when ctx ends or the server is silent for too long, the
// connection is closed, which frees whatever f waits for.
func (s *session) do(ctx context.Context, what string, f func() error) error {
	release := s.conn.watch(ctx)
	if s.guard != nil {
		s.guard.begin()
	}
	err := f()
	release()
	var said *imap.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said):
		return fmt.Errorf("%s: %w", what, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", what, ctx.Err())
	case s.guard != nil && s.guard.over.Load() && !errors.Is(err, errEndless):
		return fmt.Errorf("%s: %w: %w", what, errEndless, err)
	case s.conn.silent.Load():
		return fmt.Errorf("%s: the server has stopped answering (waited %v)", what, s.m.opts.Timeout)
	case s.conn.lost.Load():
		return fmt.Errorf("%s: connection lost: %w", what, err)
	case s.client != nil && s.client.State() == imap.ConnStateLogout:
		return fmt.Errorf("%s: %w: %w", what, errGarbled, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (s *session) close() {
	if s.conn != nil {
		s.conn.Close()
	}
	if s.client != nil {
		s.client.Close()
	}
}
