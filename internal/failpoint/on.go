//go:build failpoint

package failpoint

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// reached is how often the program has come to the step at which it is to die.
var reached atomic.Int64

// Reached kills the program if this is the step, and the time, at which it is to die.
func Reached(step string) {
	times, at, _ := strings.Cut(os.Getenv("COMPLAINTSD_KILL_AT"), " ")
	if at != step {
		return
	}
	if n, err := strconv.ParseInt(times, 10, 64); err != nil || reached.Add(1) != n {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(fmt.Sprintf("the program cannot be killed: %v", err))
	}
	select {} // not a word more
}

// DiskFull returns what a full disk does.
func DiskFull() error {
	file := os.Getenv("COMPLAINTSD_DISK_FULL")
	if file == "" {
		return nil
	}
	if _, err := os.Stat(file); err != nil {
		return nil
	}
	return syscall.ENOSPC
}

// NewerSchema is the version that a newer program would know.
const NewerSchema = 99

// Newer reports whether the program plays a later version of itself.
func Newer() bool { return os.Getenv("COMPLAINTSD_NEWER") != "" }

// Version is the version that the program plays, or its own.
func Version(own string) string { return cmp.Or(os.Getenv("COMPLAINTSD_VERSION"), own) }

// Clock is the time as a clock tells it that somebody has set.
func Clock(now time.Time) time.Time {
	said, err := os.ReadFile(os.Getenv("COMPLAINTSD_CLOCK"))
	if err != nil {
		return now
	}
	ahead, err := time.ParseDuration(strings.TrimSpace(string(said)))
	if err != nil {
		return now
	}
	return set(now, ahead)
}

// set moves what a time says and leaves its monotonic reading alone, as the kernel does when a clock is set. The
// time package has no way to say so: Add moves both. A time with a monotonic reading keeps its seconds in the upper
// bits of its first word.
func set(now time.Time, ahead time.Duration) time.Time {
	const hasMonotonic, secondShift = 1 << 63, 30
	word := (*uint64)(unsafe.Pointer(&now))
	if *word&hasMonotonic == 0 {
		return now.Add(ahead)
	}
	*word += uint64(int64(ahead/time.Second)) << secondShift
	return now
}
