package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"complaints/internal/config"
	"complaints/store"
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

// monitor reports whether run could show how it fares. It runs without that, so this is no more than a warning.
func (c *checklist) monitor(ctx context.Context, cfg config.Config) {
	at := cfg.Monitor.Listen
	if at == "" {
		return
	}
	l, err := net.Listen("tcp", at)
	switch {
	case err == nil:
		c.done("monitor", l.Close(), "monitor.listen: %s is free", at)
	case errors.Is(err, syscall.EADDRINUSE) && monitored(ctx, at, "/livez") == nil:
		c.ok("monitor", "monitor.listen: complaintsd itself listens at %s", at)
	default:
		c.warn("monitor", fmt.Sprintf("monitor.listen: run could not listen at %s, and nobody could see how it "+
			"fares: %v", at, err))
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

// files looks at who may read the configuration and what it names, and whether run could write its notes.
func (c *checklist) files(cfg config.Config) {
	for _, file := range cfg.SecretFiles() {
		info, err := os.Stat(file)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			c.warn("files", fmt.Sprintf("%s holds secrets, and others on this machine may read or change it: "+
				"chmod 600 %s",
				file, file))
		}
	}
	notes := cfg.NotesPath()
	if notes == "" {
		return
	}
	_, missing := os.Stat(notes)
	f, err := os.OpenFile(notes, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err == nil && errors.Is(missing, os.ErrNotExist) {
		err = os.Remove(notes)
	}
	if err != nil {
		c.done("files", fmt.Errorf("store.notes: %s cannot be written: name a file that the daemon's user may "+
			"write, in a "+
			"folder that is there", notes), "")
	}
}

// oldBackup is how old the newest backup may be before it is mentioned.
const oldBackup = 7 * 24 * time.Hour

// backup says how old the newest backup is that this program made.
func (c *checklist) backup(ctx context.Context, s *store.Store, engine string) {
	made, err := s.Mark(ctx, store.BackupMark)
	age := wallClock().Sub(time.UnixMilli(made))
	switch {
	case err != nil:
		c.done("backup", err, "")
	case made == 0 && engine == "postgres": // pg_dump leaves no mark
	case made == 0:
		c.warn("backup", "no backup has been made yet: \"complaintsd backup\" makes one while the daemon runs")
	case age > oldBackup:
		c.warn("backup", fmt.Sprintf("the newest backup is %d days old", int(age.Hours()/24)))
	default:
		c.ok("backup", "the newest was made on %s", time.UnixMilli(made).Format("2 January 2006 at 15:04"))
	}
}
