//go:build !failpoint

package failpoint

import "time"

// Reached does nothing.
func Reached(string) {}

// DiskFull returns nil.
func DiskFull() error { return nil }

// Clock returns the time it is given.
func Clock(now time.Time) time.Time { return now }
