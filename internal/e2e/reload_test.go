package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/lab"
)

// TestReloadTellsTheTruth: the built program is told to read its configuration anew by its own command, which says what
// is in force, what waits for another start by name, and what is wrong before the daemon is asked; systemd hears of it.
func TestReloadTellsTheTruth(t *testing.T) {
	t.Parallel()
	port, err := lab.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	at := fmt.Sprintf("127.0.0.1:%d", port)
	cfg, err := lab.Config("127.0.0.1:1", "127.0.0.1:1", "sqlite:"+filepath.Join(t.TempDir(), "complaints.db"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Monitor.Listen = at
	p := program(t, cfg)
	told := notified(t)
	if err := p.Start("NOTIFY_SOCKET=" + told.LocalAddr().String()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Stop(20 * time.Second); err != nil {
			t.Error(err)
		}
	}()
	hears(t, told, "READY=1\nSTATUS=running")
	reload := func(change func(*config.Config)) (string, error) {
		t.Helper()
		changed := cfg
		change(&changed)
		if err := p.Configure(changed); err != nil {
			t.Fatal(err)
		}
		return p.Command(t.Context(), "reload", "--at", at)
	}
	if out, err := reload(func(c *config.Config) { c.Landlord.Phone = "01632 960999" }); err != nil ||
		!strings.HasPrefix(out, "In force: "+p.Config) || strings.Contains(out, "another start") {
		t.Errorf("another phone number: %q (%v), want it in force", out, err)
	}
	hears(t, told, "RELOADING=1\nMONOTONIC_USEC=")
	hears(t, told, "READY=1\nSTATUS=the configuration was read anew, 0 keys wait for another start")
	out, err := reload(func(c *config.Config) {
		c.SMTP.Server, c.Mailbox.Poll, c.Monitor.Listen = "127.0.0.1:2", time.Hour, "127.0.0.1:9"
	})
	for _, key := range []string{"smtp.server", "mailbox.poll", "monitor.listen"} {
		if err != nil || !strings.Contains(out, "Counts only after another start: "+key+"\n") {
			t.Errorf("%s: %q (%v), want that it waits for another start", key, out, err)
		}
	}
	if out, err := reload(func(c *config.Config) { c.People.Team.Email = "" }); err == nil ||
		!strings.Contains(err.Error(), "people.complaints_team has no email") {
		t.Errorf("a mistake: %q (%v), want it said before the daemon is asked", out, err)
	}
	if n := strings.Count(p.Said(), "event=config_reloaded"); n != 2 {
		t.Errorf("the daemon has read it anew %d times, want twice\n%s", n, p.Said())
	}
	// a mistake that the daemon finds, by a signal without a look before
	if err := p.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	hears(t, told, "READY=1\nSTATUS=the old configuration stays in force: ")
	if err := p.Configure(cfg); err != nil {
		t.Fatal(err)
	}
	if out, err := p.Command(t.Context(), "health", "--ready"); err != nil || out != "ok\n" {
		t.Errorf("ready: %q (%v)", out, err)
	}
}

// notified is what systemd would listen at.
func notified(t *testing.T) *net.UnixConn {
	t.Helper()
	dir, err := os.MkdirTemp("", "notify") // a socket's name is short
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "s"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); os.RemoveAll(dir) })
	return l
}

// hears waits until systemd is told something that begins so.
func hears(t *testing.T, l *net.UnixConn, want string) {
	t.Helper()
	b := make([]byte, 4096)
	l.SetReadDeadline(time.Now().Add(time.Minute))
	for {
		n, err := l.Read(b)
		if err != nil {
			t.Fatalf("systemd never heard %q: %v", want, err)
		}
		if strings.HasPrefix(string(b[:n]), want) {
			return
		}
	}
}
