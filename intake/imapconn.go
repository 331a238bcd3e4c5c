package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"complaints/internal/complaint"
)

// errGarbled says that the server sent something the IMAP library could not read; the library then
// gives the connection up, with everything that was under way.
var errGarbled = errors.New("the server's answer could not be read")

// session is one logged-in connection with the folder selected. All its methods are for one
// goroutine.
type session struct {
	m        *Mailbox
	conn     *watchedConn
	client   *imapclient.Client
	wake     chan struct{} // one slot: the server says there may be new mail
	wanted   atomic.Uint32 // UID of the message that is asked for by itself
	unasked  chan fetched  // a few slots: that message, come outside the FETCH it belongs to
	name     string        // of the folder
	folder   imap.SelectData
	idles    bool
	keywords bool // the folder keeps our keyword

	cursor   complaint.Cursor // how far the ledger has taken the mail
	handed   int              // messages the ledger took over this connection
	underWay chan handover    // the one batch the ledger is working on; nil for none
	taken    []imap.UID       // taken by the ledger, keyword not yet set
	swept    time.Time        // when unmarked older mail was last looked for
}

// open connects, logs in and selects the folder. An access token that the server turns down is
// replaced once; that takes a new connection, since the old one is left in the middle of a login.
func (m *Mailbox) open(ctx context.Context, readOnly bool) (*session, error) {
	for refused := ""; ; {
		token := ""
		if m.cfg.Token != nil {
			var err error
			if token, err = m.cfg.Token.Token(ctx, refused); err != nil {
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
	cfg := s.m.cfg
	dialCtx, cancel := context.WithTimeout(ctx, cfg.Timeout)
	defer cancel()
	raw, err := cfg.Dial(dialCtx, "tcp", cfg.Addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	secure := cfg.tlsConfig()
	if cfg.TLS == TLSImplicit {
		conn := tls.Client(raw, secure)
		if err := conn.HandshakeContext(dialCtx); err != nil {
			raw.Close()
			return fmt.Errorf("TLS handshake: %w", err)
		}
		raw = conn
	}
	s.conn = newWatchedConn(raw, cfg.Timeout)
	options := &imapclient.Options{TLSConfig: secure, UnilateralDataHandler: s.unilateral()}
	return s.do(ctx, "greeting", func() (err error) {
		if cfg.TLS == TLSStart {
			s.client, err = imapclient.NewStartTLS(s.conn, options)
			return err
		}
		s.client = imapclient.New(s.conn, options)
		return s.client.WaitGreeting()
	})
}

func (c MailboxConfig) tlsConfig() *tls.Config {
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
			got := readFetched(msg, s.m.cfg.MaxSize)
			if got.raw == nil || uint32(got.uid) != s.wanted.Load() {
				return
			}
			select {
			case s.unasked <- got:
			default:
			}
		},
	}
}

func (s *session) selectFolder(ctx context.Context, readOnly bool) error {
	name, err := s.folderName(ctx)
	if err != nil {
		return err
	}
	s.name = name
	err = s.do(ctx, fmt.Sprintf("open folder %q", name), func() error {
		data, err := s.client.Select(name, &imap.SelectOptions{ReadOnly: readOnly}).Wait()
		s.folder = *data
		// What a server can do is known for certain only after the login.
		s.idles = s.client.Caps().Has(imap.CapIdle)
		return err
	})
	if err != nil {
		return unopened(err)
	}
	if s.folder.UIDValidity == 0 {
		return fmt.Errorf("folder %s keeps no UIDs: it cannot be read dependably", name)
	}
	s.keywords = len(s.folder.PermanentFlags) == 0 || slices.ContainsFunc(s.folder.PermanentFlags, func(f imap.Flag) bool {
		return f == imap.FlagWildcard || strings.EqualFold(string(f), s.m.cfg.Keyword)
	})
	return nil
}

// unopened marks an error as that of a folder which cannot be had, unless the server only said "later" (RFC 5530).
func unopened(err error) error {
	var said *imap.Error
	if !errors.As(err, &said) || said.Type != imap.StatusResponseTypeNo {
		return err
	}
	switch said.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return err
	}
	return fmt.Errorf("%w: %w", ErrFolder, err)
}

// do runs one command under the watchdog: when ctx ends or the server is silent for too long, the
// connection is closed, which frees whatever f waits for.
func (s *session) do(ctx context.Context, what string, f func() error) error {
	release := s.conn.watch(ctx)
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
	case s.conn.silent.Load():
		return fmt.Errorf("%s: the server has stopped answering (waited %v)", what, s.m.cfg.Timeout)
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

// watchedConn is a connection that a command cannot hang on. The IMAP library waits for answers
// without limit; while one is owed, every byte that comes restarts a timer, and when the timer runs
// out the connection is closed. Closing is what counts: a mere deadline is noticed only at the second.
// A server that keeps talking without ever finishing is given mostPatience times as long.
type watchedConn struct {
	net.Conn
	patience time.Duration
	lost     atomic.Bool // reading failed: what followed is not the server's doing
	silent   atomic.Bool // closed by the timer

	mu    sync.Mutex
	owed  bool
	timer *time.Timer
}

const mostPatience = 30

func newWatchedConn(conn net.Conn, patience time.Duration) *watchedConn {
	w := &watchedConn{Conn: conn, patience: patience}
	w.timer = time.AfterFunc(patience, w.giveUp)
	w.timer.Stop()
	return w
}

func (w *watchedConn) giveUp() {
	w.mu.Lock()
	owed := w.owed
	w.mu.Unlock()
	if owed {
		w.silent.Store(true)
		w.Close()
	}
}

// watch starts to watch for silence and for the end of ctx, until release is called.
func (w *watchedConn) watch(ctx context.Context) (release func()) {
	w.expect(true)
	limited, cancel := context.WithTimeout(ctx, mostPatience*w.patience)
	stop := context.AfterFunc(limited, func() {
		w.silent.Store(ctx.Err() == nil)
		w.Close()
	})
	return func() {
		stop()
		cancel()
		w.expect(false)
	}
}

func (w *watchedConn) expect(owed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owed = owed
	w.timer.Stop()
	if owed {
		w.timer.Reset(w.patience)
	}
}

func (w *watchedConn) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if n > 0 {
		w.mu.Lock()
		if w.owed {
			w.timer.Reset(w.patience)
		}
		w.mu.Unlock()
	}
	if err != nil {
		w.lost.Store(true)
	}
	return n, err
}

// SetReadDeadline does nothing. The library would cut off any message that takes longer than five
// minutes to come, however steadily; silence is what the watch is for.
func (w *watchedConn) SetReadDeadline(time.Time) error { return nil }
