package imap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/loopback"
)

// How a mailbox's connection is protected.
const (
	TLSImplicit = "implicit" // TLS from the first byte, port 993
	TLSStart    = "starttls" // plain until STARTTLS, port 143; refused if the server has none
	TLSNone     = "none"     // only to this machine itself
)

// Options tells where a mailbox is and how to read it. Name, Addr, User and one of Password and
// Token are needed; everything else has a default.
type Options struct {
	Name     string      // what the configuration calls it; the source of its arrivals
	Addr     string      // host:port
	TLS      string      // TLSImplicit (default), TLSStart, or TLSNone to a loopback address
	User     string      // for LOGIN, and in a token's exchange
	Password string      // for LOGIN or AUTHENTICATE PLAIN
	Token    TokenSource // for XOAUTH2 or OAUTHBEARER; goes before Password
	// Reread gives the password as it stands now, at each login; one that was changed is taken without a restart. Nil
	// goes on with Password.
	Reread func() (string, error)

	Folder  string // default INBOX; JunkFolder for the junk folder, whatever its name
	Keyword string // set on mail that was taken in; default $ComplaintTaken
	// Since leaves alone what arrived before that day by the server's own calendar. A mailbox that was
	// in use before the daemon needs it, or all its past is taken for new complaints. Zero takes all.
	Since    calendar.Date
	Unmarked bool          // no mail is given our keyword: others see the mailbox as if nobody had read it
	MaxSize  int64         // bytes; of larger mail only the header and first part are kept; default 25 MiB
	Chunk    int           // most messages asked for at once; default 100
	Poll     time.Duration // the mailbox is looked at this often whatever IDLE says; default 1 minute
	Timeout  time.Duration // longest silence of the server while it owes an answer; default 1 minute

	TLSConfig *tls.Config // default: the system's roots, TLS 1.2 or later
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error)
}

func (c Options) check() error {
	host, _, err := net.SplitHostPort(c.Addr)
	switch {
	case c.Name == "":
		return errors.New("it needs a name")
	case err != nil:
		return fmt.Errorf("the server's address %q is not host:port", c.Addr)
	case c.User == "" || c.Password == "" && c.Token == nil:
		return errors.New("it needs a user, and a password or a token")
	case c.TLS != TLSImplicit && c.TLS != TLSStart && c.TLS != TLSNone:
		return fmt.Errorf("tls %q is none of %s, %s and %s", c.TLS, TLSImplicit, TLSStart, TLSNone)
	case c.TLS == TLSNone && !loopback.Is(host):
		return fmt.Errorf("tls %s would send the password in clear to %s: it is only for a server on this machine",
			TLSNone, host)
	case c.MaxSize < 0 || c.Chunk < 0 || c.Poll < 0 || c.Timeout < 0:
		return errors.New("sizes and times cannot be negative")
	}
	return nil
}
