//go:build !failpoint

package failpoint

import "time"

// Reached does nothing.
func Reached(string) {}

// DiskFull returns nil.
func DiskFull() error { return nil }

// Clock returns the time it is given.
func Clock(now time.Time) time.Time { return now }

// NewerSchema is the version that a newer program would know.
const NewerSchema = 99

// Newer returns false.
func Newer() bool { return false }

// Version returns the version it is given.
func Version(v string) string { return v }
