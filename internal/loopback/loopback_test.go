package loopback_test

import (
	"testing"

	"complaints/internal/loopback"
)

func TestIs(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.8.9.1": true, "::1": true,
		"localhost.example": false, "192.0.2.1": false, "": false, "127.0.0.1:25": false, "0.0.0.0": false,
	} {
		if got := loopback.Is(host); got != want {
			t.Errorf("%q is this machine: %v, want %v", host, got, want)
		}
	}
}
