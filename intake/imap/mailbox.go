package imap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"complaints/internal/message"
)

// ErrLogin says that the mail server refused our name, password or token: a person must act.
var ErrLogin = errors.New("login refused")

// ErrFolder says that the mail server would not open the folder: a person must act.
var ErrFolder = errors.New("the folder was removed or renamed, or this user may not read it")

// Ledger is where a mailbox puts its mail. It is the only thing a [Mailbox] needs of the rest.
type Ledger interface {
	// Cursor returns how far a source has been read; the zero Cursor when never.
	Cursor(ctx context.Context, source string) (message.Cursor, error)

	// Receive takes mail in. When it returns nil every arrival is durable and decided, and the
	// cursor is upTo; the batch is empty when only the cursor moves. An arrival whose Key is known already is no error:
	// mail is handed over again whenever it is not certain that it was taken. The cursor may go back, when a mailbox
	// was restored from a backup or began a new UIDVALIDITY; the ledger keeps what it is given.
	Receive(ctx context.Context, source string, batch []message.Arrival, upTo message.Cursor) error
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
	// the mail server's date of the newest message fetched since the start, as the server says it
	Newest time.Time `json:"newest,omitzero"`
}

// Mailbox reads one folder of one mail account for as long as the daemon runs. Mail is found by UID,
// from the cursor on; IDLE only shortens the wait. It never moves or deletes anything and marks
// with a keyword what the ledger has taken.
type Mailbox struct {
	opts   Options
	ledger Ledger
	log    *slog.Logger
	now    func() time.Time

	// These outlive a connection; only Run uses them.
	trouble   trouble
	forgetful forgetful
	withheld  withheld
	narrow    bool      // a search was answered with more than one line holds
	estimates int       // how often a mail was shorter than the server had said, and came so again
	lastLook  time.Time // when all that was in the folder was last known to be taken in; zero if not yet
	retry     chan struct{}

	mu     sync.Mutex
	status Status
}

// NewMailbox checks the configuration and fills in its defaults. It does not connect.
func NewMailbox(opts Options, ledger Ledger, log *slog.Logger, now func() time.Time) (*Mailbox, error) {
	opts.TLS = cmp.Or(opts.TLS, TLSImplicit)
	opts.Folder = cmp.Or(opts.Folder, "INBOX")
	opts.Keyword = cmp.Or(opts.Keyword, "$ComplaintTaken")
	opts.MaxSize = cmp.Or(opts.MaxSize, 25<<20)
	opts.Chunk = cmp.Or(opts.Chunk, 100)
	opts.Poll = cmp.Or(opts.Poll, time.Minute)
	opts.Timeout = cmp.Or(opts.Timeout, time.Minute)
	if opts.Dial == nil {
		opts.Dial = (&net.Dialer{Timeout: opts.Timeout}).DialContext
	}
	if err := opts.check(); err != nil {
		return nil, fmt.Errorf("mailbox %q: %w", opts.Name, err)
	}
	return &Mailbox{opts: opts, ledger: ledger, log: log.With("mailbox", opts.Name), now: now,
		retry: make(chan struct{}, 1), status: Status{Name: opts.Name, Server: opts.Addr}}, nil
}

// Retry has a mailbox that waits after a failure connect at once, because what it failed on may have been mended.
func (m *Mailbox) Retry() {
	select {
	case m.retry <- struct{}{}:
	default: // it is about to
	}
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
		select {
		case <-m.retry: // asked for while it was well
		default:
		}
		pause := time.NewTimer(backoff(attempt, err))
		select {
		case <-pause.C:
		case <-m.retry:
			attempt = 0
		case <-ctx.Done():
		}
		pause.Stop()
	}
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
	m.lastLook = now
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.status.LastError != "" {
		m.log.Info("mailbox is read again", "server", m.opts.Addr, "failing_from", m.status.FailingFrom)
	}
	s := &m.status
	s.Connected, s.LastSuccess, s.LastError, s.FailingFrom, s.LoginFailed, s.Waiting = true, now, "", time.Time{},
		false, 0
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
	return fmt.Errorf("mailbox %s at %s: %w", m.opts.Name, m.opts.Addr, err)
}
