package intake

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// How a mailbox's connection is protected.
const (
	TLSImplicit = "implicit" // TLS from the first byte, port 993
	TLSStart    = "starttls" // plain until STARTTLS, port 143; refused if the server has none
	TLSNone     = "none"     // only to this machine itself
)

// ErrLogin says that the mail server refused our name, password or token: a person must act.
var ErrLogin = errors.New("login refused")

// ErrFolder says that the mail server would not open the folder: a person must act.
var ErrFolder = errors.New("the folder was removed or renamed, or this user may not read it")

// Ledger is where a mailbox puts its mail. It is the only thing a [Mailbox] needs of the rest.
type Ledger interface {
	// Cursor returns how far a source has been read; the zero Cursor when never.
	Cursor(ctx context.Context, source string) (complaint.Cursor, error)

	// Receive takes mail in. When it returns nil every arrival is durable and decided, and the
	// cursor is upTo; the batch is empty when only the cursor moves. An arrival whose Key is known already is no error: mail is handed over again
	// whenever it is not certain that it was taken. The cursor may go back, when a mailbox was
	// restored from a backup or began a new UIDVALIDITY; the ledger keeps what it is given.
	Receive(ctx context.Context, source string, batch []complaint.Arrival, upTo complaint.Cursor) error
}

// MailboxConfig tells where a mailbox is and how to read it. Name, Addr, User and one of Password and
// Token are needed; everything else has a default.
type MailboxConfig struct {
	Name     string      // what the configuration calls it; the source of its arrivals
	Addr     string      // host:port
	TLS      string      // TLSImplicit (default), TLSStart, or TLSNone to a loopback address
	User     string      //
	Password string      // for LOGIN or AUTHENTICATE PLAIN
	Token    TokenSource // for XOAUTH2 or OAUTHBEARER; goes before Password

	Folder  string // default INBOX; JunkFolder for the junk folder, whatever its name
	Keyword string // set on mail that was taken in; default $ComplaintTaken
	// Since leaves alone what arrived before that day by the server's own calendar. A mailbox that was
	// in use before the daemon needs it, or all its past is taken for new complaints. Zero takes all.
	Since   calendar.Date
	MaxSize int64         // bytes; of larger mail only the header and first part are kept; default 25 MiB
	Chunk   int           // most messages asked for at once; default 100
	Poll    time.Duration // the mailbox is looked at this often whatever IDLE says; default 1 minute
	Timeout time.Duration // longest silence of the server while it owes an answer; default 1 minute

	TLSConfig *tls.Config // default: the system's roots, TLS 1.2 or later
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Status is how a mailbox fares: for the watchdog, the health page and `check`.
type Status struct {
	Name        string    `json:"name"`
	Server      string    `json:"server"`
	Connected   bool      `json:"connected"`
	LastSuccess time.Time `json:"last_success,omitzero"` // when the whole mailbox was last known to be taken in
	LastError   string    `json:"last_error,omitempty"`  // names the server; "" once all is well again
	FailingFrom time.Time `json:"failing_from,omitzero"` // when the failures began
	LoginFailed bool      `json:"login_failed,omitempty"`
	Waiting     int       `json:"waiting"` // messages seen and not yet taken in
	Taken       int       `json:"taken"`   // messages handed over since the start
	Unseen      int       `json:"unseen"`  // messages that came and went again while nobody looked, since the start
}

// Mailbox reads one folder of one mail account for as long as the daemon runs. Mail is found by UID,
// from the cursor on; IDLE only shortens the wait. It never moves or deletes anything and marks
// with a keyword what the ledger has taken.
type Mailbox struct {
	cfg    MailboxConfig
	ledger Ledger
	log    *slog.Logger
	now    func() time.Time

	// These outlive a connection; only Run uses them.
	trouble   trouble
	forgetful forgetful

	mu     sync.Mutex
	status Status
}

// NewMailbox checks the configuration and fills in its defaults. It does not connect.
func NewMailbox(cfg MailboxConfig, ledger Ledger, log *slog.Logger, now func() time.Time) (*Mailbox, error) {
	cfg.TLS = cmp.Or(cfg.TLS, TLSImplicit)
	cfg.Folder = cmp.Or(cfg.Folder, "INBOX")
	cfg.Keyword = cmp.Or(cfg.Keyword, "$ComplaintTaken")
	cfg.MaxSize = cmp.Or(cfg.MaxSize, 25<<20)
	cfg.Chunk = cmp.Or(cfg.Chunk, 100)
	cfg.Poll = cmp.Or(cfg.Poll, time.Minute)
	cfg.Timeout = cmp.Or(cfg.Timeout, time.Minute)
	if cfg.Dial == nil {
		cfg.Dial = (&net.Dialer{Timeout: cfg.Timeout}).DialContext
	}
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("mailbox %q: %w", cfg.Name, err)
	}
	return &Mailbox{cfg: cfg, ledger: ledger, log: log.With("mailbox", cfg.Name), now: now,
		status: Status{Name: cfg.Name, Server: cfg.Addr}}, nil
}

func (c MailboxConfig) check() error {
	host, _, err := net.SplitHostPort(c.Addr)
	switch {
	case c.Name == "":
		return errors.New("it needs a name")
	case err != nil:
		return fmt.Errorf("the server's address %q is not host:port", c.Addr)
	case c.User == "" || c.Password == "" && c.Token == nil:
		return errors.New("it needs a user, and a password or a token")
	case c.TLS != TLSImplicit && c.TLS != TLSStart && c.TLS != TLSNone:
		return fmt.Errorf("tls %q is none of %s, %s and %s", c.TLS, TLSImplicit, TLSStart, TLSNone)
	case c.TLS == TLSNone && !loopback(host):
		return fmt.Errorf("tls %s would send the password in clear to %s: it is only for a server on this machine", TLSNone, host)
	case c.MaxSize < 0 || c.Chunk < 0 || c.Poll < 0 || c.Timeout < 0:
		return errors.New("sizes and times cannot be negative")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Run reads the mailbox until ctx ends, and then returns nil. It outlives every fault of the server,
// the line and the ledger: it says so in Status and the log, waits, and connects again.
func (m *Mailbox) Run(ctx context.Context) error {
	for attempt := 0; ; attempt++ {
		good, err := m.attend(ctx)
		if ctx.Err() != nil {
			m.note(func(s *Status) { s.Connected = false })
			return nil
		}
		if good {
			attempt = 0
		}
		m.failed(err)
		pause := time.NewTimer(backoff(attempt, err))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
		}
	}
}

// backoff is how long to wait before connecting again: from one second to a minute, for a refused
// login or folder from half a minute to ten (a locked account must not be kept locked by us), each half to
// full so that several mailboxes do not knock together. Words of the server that could not be
// understood cost a moment only: the next try asks for less.
func backoff(attempt int, err error) time.Duration {
	first, most := time.Second, time.Minute
	switch {
	case errors.Is(err, errGarbled):
		first, most = 200*time.Millisecond, 10*time.Second
	case forPerson(err):
		first, most = 30*time.Second, 10*time.Minute
	}
	d := min(first<<min(attempt, 10), most)
	return d/2 + rand.N(d/2+1)
}

// forPerson reports a failure that no waiting mends.
func forPerson(err error) bool {
	return errors.Is(err, ErrLogin) || errors.Is(err, ErrFolder) || errors.Is(err, ErrNoJunkFolder)
}

// attend reads the mailbox over one connection until that fails. It reports whether that was a good
// connection, one that brought mail or lasted for a while: after such a one the next is made soon.
func (m *Mailbox) attend(ctx context.Context) (good bool, err error) {
	s, err := m.open(ctx, false)
	if err != nil {
		return false, err
	}
	defer s.close()
	opened := m.now()
	err = s.resume(ctx)
	for hinted := true; err == nil; {
		if err = s.catchUp(ctx, hinted); err == nil {
			m.succeeded()
			hinted, err = s.wait(ctx)
		}
	}
	return s.handed > 0 || m.now().Sub(opened) >= time.Minute, err
}

// Status returns how the mailbox fares now.
func (m *Mailbox) Status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status
}

func (m *Mailbox) note(change func(*Status)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.status)
}

func (m *Mailbox) succeeded() {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.status.LastError != "" {
		m.log.Info("mailbox is read again", "server", m.cfg.Addr, "failing_from", m.status.FailingFrom)
	}
	s := &m.status
	s.Connected, s.LastSuccess, s.LastError, s.FailingFrom, s.LoginFailed, s.Waiting = true, now, "", time.Time{}, false, 0
}

// failed records why the mailbox could not be read. The same failure is logged once.
func (m *Mailbox) failed(err error) {
	now, text := m.now(), m.named(err).Error()
	m.mu.Lock()
	defer m.mu.Unlock()
	s := &m.status
	if s.LastError != text {
		level := slog.LevelWarn
		if forPerson(err) {
			level = slog.LevelError
		}
		m.log.Log(context.Background(), level, "mailbox cannot be read", "err", text)
	}
	if s.FailingFrom.IsZero() {
		s.FailingFrom = now
	}
	s.Connected, s.LastError, s.LoginFailed = false, text, errors.Is(err, ErrLogin)
}

func (m *Mailbox) named(err error) error {
	return fmt.Errorf("mailbox %s at %s: %w", m.cfg.Name, m.cfg.Addr, err)
}
