package imap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"complaints/internal/message"
)

// shelf is a Ledger in memory. It takes every arrival once, by its key.
type shelf struct {
	mu      sync.Mutex
	cursor  message.Cursor
	got     []message.Arrival
	keys    map[string]bool
	calls   int
	repeats int                           // arrivals that were known already
	receive func([]message.Arrival) error // may refuse a batch
}

var _ Ledger = (*shelf)(nil)

func (l *shelf) Cursor(context.Context, string) (message.Cursor, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cursor, nil
}

func (l *shelf) Receive(_ context.Context, _ string, batch []message.Arrival, upTo message.Cursor) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if l.receive != nil {
		if err := l.receive(batch); err != nil {
			return err
		}
	}
	if l.keys == nil {
		l.keys = map[string]bool{}
	}
	for _, a := range batch {
		if l.keys[a.Key] {
			l.repeats++
			continue
		}
		l.keys[a.Key] = true
		l.got = append(l.got, a)
	}
	l.cursor = upTo
	return nil
}

func (l *shelf) arrivals() []message.Arrival {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.got)
}

func (l *shelf) at() message.Cursor {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cursor
}

func (l *shelf) repeated() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.repeats
}

// subjects returns the subjects of what was taken in, in order of arrival.
func (l *shelf) subjects() []string {
	var out []string
	for _, a := range l.arrivals() {
		_, rest, _ := bytes.Cut(a.Raw, []byte("Subject: "))
		line, _, _ := bytes.Cut(rest, []byte("\r\n"))
		out = append(out, string(line))
	}
	return out
}

// server is an IMAP server in memory that is reached over pipes.
type server struct {
	user *imapmemserver.User
	caps imap.CapSet
	tap  func(net.Conn) net.Conn // may spoil a connection

	mu    sync.Mutex
	dials int
	conns []net.Conn
	down  bool
}

const (
	testUser     = "complaints@landlord.example"
	testPassword = "correct horse"
)

func newServer(t *testing.T, caps ...imap.Cap) *server {
	t.Helper()
	s := &server{user: imapmemserver.NewUser(testUser, testPassword), caps: imap.CapSet{}}
	if len(caps) == 0 {
		caps = []imap.Cap{imap.CapIMAP4rev1, imap.CapIMAP4rev2}
	}
	for _, c := range caps {
		s.caps[c] = struct{}{}
	}
	if err := s.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// dial opens a pipe with a server of its own at the other end.
func (s *server) dial(context.Context, string, string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials++
	if s.down {
		return nil, errors.New("connection refused")
	}
	near, far := net.Pipe()
	if s.tap != nil {
		near = s.tap(near)
	}
	s.conns = append(s.conns, far)
	memory := imapmemserver.New()
	memory.AddUser(s.user)
	srv := imapserver.New(&imapserver.Options{
		Caps: s.caps, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
	})
	go srv.Serve(&oneConn{conn: far})
	return near, nil
}

// drop breaks every open connection.
func (s *server) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
	s.conns = nil
}

func (s *server) setDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// put delivers a mail of that subject.
func (s *server) put(t *testing.T, subject string) {
	t.Helper()
	s.putRaw(t, testMail(subject), time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC))
}

func (s *server) putRaw(t *testing.T, raw []byte, at time.Time) {
	t.Helper()
	if _, err := s.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: at}); err != nil {
		t.Fatal(err)
	}
}

func testMail(subject string) []byte {
	return fmt.Appendf(nil, "From: Asha Rahman <asha@example.com>\r\nTo: complaints@landlord.example\r\n"+
		"Subject: %s\r\n"+
		"Message-ID: <%s@example.com>\r\n\r\nThird time I have reported this leak.\r\n", subject,
		strings.ReplaceAll(subject, " ", "."))
}

// flagged returns how many messages carry the keyword.
func (s *server) flagged(t *testing.T, keyword string) int {
	t.Helper()
	session := imapmemserver.NewUserSession(s.user)
	defer session.Close()
	if _, err := session.Select("INBOX", &imap.SelectOptions{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	data, err := session.Search(imapserver.NumKindUID, &imap.SearchCriteria{Flag: []imap.Flag{imap.Flag(keyword)}},
		&imap.SearchOptions{ReturnAll: true})
	if err != nil {
		t.Fatal(err)
	}
	return len(data.AllUIDs())
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// oneConn is a listener that accepts one connection.
type oneConn struct {
	mu   sync.Mutex
	conn net.Conn
}

func (l *oneConn) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil {
		return nil, net.ErrClosed
	}
	c := l.conn
	l.conn = nil
	return c, nil
}
func (l *oneConn) Close() error   { return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }

type dialer func(context.Context, string, string) (net.Conn, error)

// testMailbox makes a mailbox over dial, changed as the test needs.
func testMailbox(t *testing.T, dial dialer, ledger Ledger, change ...func(*Options)) *Mailbox {
	t.Helper()
	opts := Options{Name: "complaints", Addr: "127.0.0.1:143", TLS: TLSNone,
		User: testUser, Password: testPassword, Dial: dial}
	for _, f := range change {
		f(&opts)
	}
	m, err := NewMailbox(opts, ledger, slog.New(slog.DiscardHandler), testClock)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// run reads the mailbox in the background until the test ends or stop is called.
func run(t *testing.T, m *Mailbox) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// bubble runs f in a synctest bubble, where an hour of waiting costs nothing.
func bubble(t *testing.T, f func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, f)
}

func settleFor(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func wantSubjects(t *testing.T, l *shelf, want ...string) {
	t.Helper()
	if got := l.subjects(); !slices.Equal(got, want) {
		t.Errorf("taken in: %q, want %q", got, want)
	}
}

// testClock is a clock by which the mails of these tests have just arrived: a bubble's begins in the year 2000.
func testClock() time.Time {
	now := time.Now()
	if now.Year() < 2026 {
		return now.Add(time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC).Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
	}
	return now
}
