// Package systemd tells the service manager how the daemon fares, if one has started it (sd_notify(3)). Elsewhere it
// does nothing.
package systemd

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Ready says that the daemon works, after its start or after its configuration was read anew.
func Ready(status string) error { return notify("READY=1", "STATUS="+oneLine(status)) }

// Reloading says that the configuration is being read anew. Ready ends it.
func Reloading() error {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	return notify("RELOADING=1", "MONOTONIC_USEC="+strconv.FormatInt(now.Nano()/1000, 10))
}

// Stopping says that the daemon ends in order.
func Stopping() error { return notify("STOPPING=1") }

// Status is one line for whoever asks how the service fares.
func Status(line string) error { return notify("STATUS=" + oneLine(line)) }

// Alive says that the daemon is not stuck. It is to be called more often than [Watchdog] asks.
func Alive() error { return notify("WATCHDOG=1") }

// Watchdog is after how long without a call of Alive the daemon is started anew; 0 if nobody watches this process.
func Watchdog() time.Duration {
	usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	pid := os.Getenv("WATCHDOG_PID")
	if err != nil || usec <= 0 || pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	return time.Duration(usec) * time.Microsecond
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func notify(lines ...string) (err error) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return nil
	}
	if socket[0] == '@' { // an abstract name
		socket = "\x00" + socket[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.Write([]byte(strings.Join(lines, "\n"))); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	return nil
}
