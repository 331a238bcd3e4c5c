package systemd_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/systemd"
)

// TestWhatIsTold: each state as systemd wants it, and nothing where nobody listens.
func TestWhatIsTold(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := systemd.Alive(); err != nil {
		t.Errorf("without systemd: %v", err)
	}
	t.Setenv("NOTIFY_SOCKET", socket)
	for _, tc := range []struct {
		tell func() error
		want string
	}{
		{func() error { return systemd.Ready("2 mailboxes\nare read") }, "READY=1\nSTATUS=2 mailboxes are read"},
		{systemd.Reloading, "RELOADING=1\nMONOTONIC_USEC="}, {systemd.Alive, "WATCHDOG=1"},
		{systemd.Stopping, "STOPPING=1"}, {func() error { return systemd.Status("well") }, "STATUS=well"},
	} {
		if err := tc.tell(); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 200)
		l.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, err := l.Read(b)
		if got := string(b[:n]); err != nil || !strings.HasPrefix(got, tc.want) {
			t.Errorf("told %q (%v), want %q", got, err, tc.want)
		}
	}
}

// TestWatchdog: the time that systemd gives, if it watches this process.
func TestWatchdog(t *testing.T) {
	for _, tc := range []struct {
		usec, pid string
		want      time.Duration
	}{{"", "", 0}, {"30000000", "", 30 * time.Second}, {"30000000", "1", 0}, {"x", "", 0}} {
		t.Setenv("WATCHDOG_USEC", tc.usec)
		t.Setenv("WATCHDOG_PID", tc.pid)
		if tc.pid == "1" && os.Getpid() == 1 {
			continue
		}
		if got := systemd.Watchdog(); got != tc.want {
			t.Errorf("%q %q: got %v, want %v", tc.usec, tc.pid, got, tc.want)
		}
	}
}
