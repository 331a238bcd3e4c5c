package imap

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"complaints/internal/complaint"
)

// dovecot is a Dovecot of the test's own, in a temporary folder.
type dovecot struct {
	dir, maildir string
	uid, gid     int
	port, tls    int
	roots        *x509.CertPool
	cmd          *exec.Cmd
}

// startDovecot skips the test where there is no Dovecot, unless CI_REQUIRE_SERVERS says that there
// must be one.
func startDovecot(t *testing.T) *dovecot {
	t.Helper()
	path, err := exec.LookPath("dovecot")
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/dovecot")
	}
	if err != nil {
		if os.Getenv("CI_REQUIRE_SERVERS") == "1" {
			t.Fatal("CI_REQUIRE_SERVERS is set and there is no dovecot")
		}
		t.Skip("no dovecot on this machine: the test against a real server did not run")
	}
	dir := t.TempDir()
	// Mail processes run as another user than root and must be able to reach their mail.
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	d := &dovecot{dir: dir, maildir: filepath.Join(dir, "home", "Maildir"), uid: os.Getuid(), gid: os.Getgid(),
		port: freePort(t), tls: freePort(t)}
	if d.uid == 0 {
		d.uid, d.gid = 65534, 65534
	}
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(d.maildir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []string{"home", "home/Maildir", "home/Maildir/cur", "home/Maildir/new", "home/Maildir/tmp"} {
		if err := os.Chown(filepath.Join(dir, p), d.uid, d.gid); err != nil {
			t.Fatal(err)
		}
	}
	cert, key, roots := testCertificate(t)
	d.roots = roots
	d.write(t, "cert.pem", cert)
	d.write(t, "key.pem", key)
	d.write(t, "dovecot.conf", d.config(t))
	d.cmd = exec.Command(path, "-F", "-c", filepath.Join(dir, "dovecot.conf"))
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	d.start(t)
	t.Cleanup(func() { d.stop() })
	return d
}

func (d *dovecot) write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func (d *dovecot) config(t *testing.T) []byte {
	t.Helper()
	internal, login, group := "dovecot", "dovenull", "dovecot"
	if os.Getuid() != 0 {
		me, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		mine, err := user.LookupGroupId(me.Gid)
		if err != nil {
			t.Fatal(err)
		}
		internal, login, group = me.Username, me.Username, mine.Name
	}
	return fmt.Appendf(nil, `base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap
listen = 127.0.0.1
default_internal_user = %[2]s
default_internal_group = %[4]s
default_login_user = %[3]s
disable_plaintext_auth = no
ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
mail_location = maildir:~/Maildir
mail_home = %[1]s/home
first_valid_uid = 1
maildir_very_dirty_syncs = no
passdb {
  driver = static
  args = password=%[5]s
}
userdb {
  driver = static
  args = uid=%[6]d gid=%[7]d home=%[1]s/home
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[8]d
  }
  inet_listener imaps {
    port = %[9]d
  }
}
service stats {
  chroot =
}
`, d.dir, internal, login, group, "correct-horse", d.uid, d.gid, d.port, d.tls)
}

func (d *dovecot) start(t *testing.T) {
	t.Helper()
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if c, err := net.Dial("tcp", d.addr()); err == nil {
			c.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(d.dir, "log"))
	t.Fatalf("dovecot does not answer; its log:\n%s", log)
}

func (d *dovecot) stop() {
	d.cmd.Process.Signal(syscall.SIGTERM)
	d.cmd.Wait()
}

func (d *dovecot) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(d.port)) }

// deliver puts a mail into the Maildir as a delivery agent does.
func (d *dovecot) deliver(t *testing.T, n int, raw []byte) {
	t.Helper()
	name := fmt.Sprintf("%d.%06d.test", 1795820400+n, n)
	tmp := filepath.Join(d.maildir, "tmp", name)
	err := os.WriteFile(tmp, raw, 0o644)
	err = errors.Join(err, os.Chown(tmp, d.uid, d.gid), os.Rename(tmp, filepath.Join(d.maildir, "new", name)))
	if err != nil {
		t.Fatal(err)
	}
}

func (d *dovecot) mailbox(t *testing.T, l Ledger, change ...func(*Options)) *Mailbox {
	t.Helper()
	opts := Options{Name: "complaints", Addr: d.addr(), TLS: TLSNone, User: testUser, Password: "correct-horse",
		TLSConfig: &tls.Config{RootCAs: d.roots}}
	for _, f := range change {
		f(&opts)
	}
	m, err := NewMailbox(opts, l, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// tally is a ledger that counts and forgets, and looks at the memory in use.
type tally struct {
	mu     sync.Mutex
	cursor complaint.Cursor
	n      atomic.Int64
	bytes  int64
	heap   []uint64 // in use after each batch
	keys   map[string]bool
	twice  int
	came   chan time.Time
}

func (l *tally) Cursor(context.Context, string) (complaint.Cursor, error) { return l.cursor, nil }

func (l *tally) Receive(_ context.Context, _ string, batch []complaint.Arrival, upTo complaint.Cursor) error {
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
	d := startDovecot(t)
	const count = 5000
	big := bytes.Repeat([]byte("a photo of the damp, much enlarged\r\n"), 12_000)
	for i := range count {
		raw := testMail(fmt.Sprint("mail ", i))
		if i%50 == 0 {
			raw = append(raw, big...)
		}
		d.deliver(t, i, raw)
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
	t.Logf("%d messages, %.1f MB in %v: %.0f messages a second; heap at most %.1f MB in the first quarter, %.1f MB after",
		count, float64(l.bytes)/1e6, took.Round(time.Millisecond), count/took.Seconds(), float64(first)/1e6, float64(rest)/1e6)
	if rest > max(2*first, 64<<20) {
		t.Errorf("memory grew from %d to %d bytes", first, rest)
	}
	if l.twice != 0 {
		t.Errorf("%d messages twice", l.twice)
	}

	t.Run("new mail through IDLE", func(t *testing.T) {
		time.Sleep(2 * time.Second)
		l.mu.Lock()
		l.came = make(chan time.Time, 100)
		l.mu.Unlock()
		var waits []time.Duration
		for i := range 5 {
			sent := time.Now()
			d.deliver(t, count+i, testMail("late"))
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
			t.Fatalf("%d seen, %v", len(seen), err)
		}
		for _, s := range seen {
			if !l.keys[s.Key] || !s.Marked || s.MessageID == "" {
				t.Fatalf("seen %+v", s)
			}
		}
	})
	for _, mode := range []struct {
		tls  string
		port int
	}{{TLSStart, d.port}, {TLSImplicit, d.tls}} {
		t.Run(mode.tls, func(t *testing.T) {
			change := func(c *Options) {
				c.TLS, c.Addr = mode.tls, net.JoinHostPort("127.0.0.1", strconv.Itoa(mode.port))
			}
			if err := d.mailbox(t, l, change).Check(t.Context()); err != nil {
				t.Error(err)
			}
			err := d.mailbox(t, l, change, func(c *Options) { c.TLSConfig = nil }).Check(t.Context())
			if unknown := (x509.UnknownAuthorityError{}); !errors.As(err, &unknown) {
				t.Errorf("a certificate nobody vouches for: %v", err)
			}
		})
	}
	t.Run("wrong password", func(t *testing.T) {
		err := d.mailbox(t, l, func(c *Options) { c.Password = "guess" }).Check(t.Context())
		if !errors.Is(err, ErrLogin) {
			t.Errorf("%v", err)
		}
	})
}

func peak(of []uint64) (most uint64) {
	for _, n := range of {
		most = max(most, n)
	}
	return most
}
