// Package loopback knows which names of hosts mean this machine: only to it may a secret travel in clear.
package loopback

import "net/netip"

// Is reports whether a host, a name or an address without a port, is this machine itself.
func Is(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
