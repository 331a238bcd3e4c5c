package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"complaints/internal/config"
)

// listens reports whether run could listen where texts come in. A daemon that runs already is no fault.
func (c *checklist) listens(ctx context.Context, cfg config.Config) {
	at := cfg.SMS.Listen
	if _, port, err := net.SplitHostPort(at); err != nil || port == "" {
		return // "servers" says so, or nothing is to listen
	}
	l, err := net.Listen("tcp", at)
	switch {
	case err == nil:
		c.done("webhook", l.Close(), "sms.listen: %s is free", at)
	case errors.Is(err, syscall.EADDRINUSE) && isOurs(ctx, at):
		c.ok("webhook", "sms.listen: complaintsd itself listens at %s", at)
	case errors.Is(err, syscall.EADDRINUSE):
		c.done("webhook", fmt.Errorf("sms.listen: another program listens at %s already: stop it, or choose "+
			"another port",
			at), "")
	case errors.Is(err, syscall.EACCES):
		c.done("webhook", fmt.Errorf("sms.listen: this user may not listen at %s: choose a port above 1023, and "+
			"let your "+
			"web server pass requests on to it", at), "")
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		c.done("webhook", fmt.Errorf("sms.listen: %s is no address of this machine: write 127.0.0.1 and the "+
			"port", at), "")
	default:
		c.done("webhook", fmt.Errorf("sms.listen: run could not listen at %s: %w", at, err), "")
	}
}

// isOurs reports whether complaintsd answers at an address.
func isOurs(ctx context.Context, at string) bool {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	var health struct {
		Mailboxes []any `json:"mailboxes"`
	}
	return json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&health) == nil && len(health.Mailboxes) > 0
}
