package imap

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"complaints/internal/lab"
	"complaints/internal/labtest"
	"complaints/internal/message"
)

// dovecot is a real mail server and the certificates that its clients trust.
type dovecot struct {
	*lab.Dovecot
	roots *x509.CertPool
}

func newDovecot(t *testing.T) *dovecot {
	t.Helper()
	cert, key, roots := testCertificate(t)
	return &dovecot{Dovecot: labtest.Dovecot(t, lab.Certificate{Cert: cert, Key: key}), roots: roots}
}

func (d *dovecot) deliver(t *testing.T, raw []byte) {
	t.Helper()
	if err := d.Deliver(raw); err != nil {
		t.Fatal(err)
	}
}

func (d *dovecot) mailbox(t *testing.T, l Ledger, change ...func(*Options)) *Mailbox {
	t.Helper()
	opts := Options{
		Name: "complaints", Addr: d.Addr, TLS: TLSNone, User: lab.User, Password: lab.Password,
		TLSConfig: &tls.Config{RootCAs: d.roots},
	}
	for _, f := range change {
		f(&opts)
	}
	m, err := NewMailbox(opts, l, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// tally is a ledger that counts and forgets, and looks at the memory in use.
type tally struct {
	mu     sync.Mutex
	cursor message.Cursor
	n      atomic.Int64
	bytes  int64
	heap   []uint64 // in use after each batch
	keys   map[string]bool
	twice  int
	came   chan time.Time
}

func (l *tally) Cursor(context.Context, string) (message.Cursor, error) { return l.cursor, nil }

func (l *tally) Receive(_ context.Context, _ string, batch []message.Arrival, upTo message.Cursor) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range batch {
		l.bytes += int64(len(a.Raw))
		if l.keys[a.Key] {
			l.twice++
		}
		l.keys[a.Key] = true
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	l.heap = append(l.heap, mem.HeapInuse)
	l.cursor = upTo
	l.n.Add(int64(len(batch)))
	if l.came != nil {
		l.came <- time.Now()
	}
	return nil
}

func (l *tally) await(t *testing.T, n int64) {
	t.Helper()
	for deadline := time.Now().Add(90 * time.Second); l.n.Load() < n; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d messages after 90 s", l.n.Load(), n)
		}
	}
}

func TestDovecot(t *testing.T) {
	d := newDovecot(t)
	const count = 5000
	big := bytes.Repeat([]byte("a photo of the damp, much enlarged\r\n"), 12_000)
	for i := range count {
		raw := testMail(fmt.Sprint("mail ", i))
		if i%50 == 0 {
			raw = append(raw, big...)
		}
		d.deliver(t, raw)
	}
	l := &tally{keys: map[string]bool{}}
	// Dovecot builds its index of a new mailbox at the first look; that is not ours to measure.
	m := d.mailbox(t, l)
	if _, err := m.Survey(t.Context()); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	stop := run(t, m)
	l.await(t, count)
	took := time.Since(start)
	first, rest := peak(l.heap[:len(l.heap)/4]), peak(l.heap[len(l.heap)/4:])
	t.Logf("%d messages, %.1f MB in %v: %.0f messages a second",
		count, float64(l.bytes)/1e6, took.Round(time.Millisecond), count/took.Seconds())
	t.Logf("heap at most %.1f MB in the first quarter, %.1f MB after", float64(first)/1e6, float64(rest)/1e6)
	if rest > max(2*first, 64<<20) {
		t.Errorf("memory grew from %d to %d bytes", first, rest)
	}
	if l.twice != 0 {
		t.Errorf("%d messages came twice, want none", l.twice)
	}

	t.Run("new mail through IDLE", func(t *testing.T) {
		time.Sleep(2 * time.Second)
		l.mu.Lock()
		l.came = make(chan time.Time, 100)
		l.mu.Unlock()
		var waits []time.Duration
		for range 5 {
			sent := time.Now()
			d.deliver(t, testMail("late"))
			waits = append(waits, (<-l.came).Sub(sent).Round(time.Millisecond))
		}
		t.Logf("from delivery to the ledger, Dovecot's own notice included: %v", waits)
	})
	l.await(t, count+5)
	for m.Status().Waiting > 0 { // the keyword comes after the ledger
		time.Sleep(10 * time.Millisecond)
	}
	stop()

	t.Run("survey", func(t *testing.T) {
		seen, err := m.Survey(t.Context())
		if err != nil || len(seen) != count+5 {
			t.Fatalf("%d messages seen, %v; want %d", len(seen), err, count+5)
		}
		for _, s := range seen {
			if !l.keys[s.Key] || !s.Marked || s.MessageID == "" {
				t.Fatalf("seen %+v, want it taken, marked and with its Message-ID", s)
			}
		}
	})
}

func TestDovecotLogin(t *testing.T) {
	d, l := newDovecot(t), &tally{keys: map[string]bool{}}
	for mode, addr := range map[string]string{TLSStart: d.Addr, TLSImplicit: d.TLSAddr} {
		t.Run(mode, func(t *testing.T) {
			change := func(o *Options) { o.TLS, o.Addr = mode, addr }
			if _, err := d.mailbox(t, l, change).Check(t.Context()); err != nil {
				t.Error(err)
			}
			_, err := d.mailbox(t, l, change, func(c *Options) { c.TLSConfig = nil }).Check(t.Context())
			if unknown := (x509.UnknownAuthorityError{}); !errors.As(err, &unknown) {
				t.Errorf("a certificate nobody vouches for: error %v, want %T", err, unknown)
			}
		})
	}
	t.Run("wrong password", func(t *testing.T) {
		_, err := d.mailbox(t, l, func(c *Options) { c.Password = "guess" }).Check(t.Context())
		if !errors.Is(err, ErrLogin) {
			t.Errorf("wrong password: error %v, want %v", err, ErrLogin)
		}
	})
}

func peak(of []uint64) (most uint64) {
	for _, n := range of {
		most = max(most, n)
	}
	return most
}
