package imap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

// login proves who we are, with the token if there is one and else with the password.
func (s *session) login(ctx context.Context, token string) error {
	opts := s.m.opts
	if opts.Reread != nil && token == "" {
		if now, err := opts.Reread(); err == nil { // one that cannot be read now is as it was
			opts.Password = now
		}
	}
	err := s.do(ctx, "login", func() error {
		caps := s.client.Caps()
		switch {
		case token != "":
			return s.client.Authenticate(tokenClient(opts, token, caps))
		case caps.Has(imap.AuthCap(sasl.Plain)):
			return s.client.Authenticate(sasl.NewPlainClient("", opts.User, opts.Password))
		case caps.Has(imap.CapLoginDisabled):
			return errNoPasswords
		}
		return s.client.Login(opts.User, opts.Password).Wait()
	})
	return refused(err)
}

var errNoPasswords = errors.New("the server takes no passwords on this connection: try another tls setting, or a token")

// refused marks an error as a refused login unless the server only said "later".
func refused(err error) error {
	var said *imap.Error
	var turnedDown *tokenRefused
	switch {
	case errors.As(err, &said) && said.Code != imap.ResponseCodeUnavailable && said.Code != imap.ResponseCodeInUse,
		errors.As(err, &turnedDown), errors.Is(err, errNoPasswords):
		return fmt.Errorf("%w: %w", ErrLogin, err)
	}
	return err
}

// tokenClient chooses XOAUTH2, which is all that Microsoft 365 offers, or OAUTHBEARER (RFC 7628).
func tokenClient(opts Options, token string, caps imap.CapSet) sasl.Client {
	if caps.Has(imap.AuthCap("XOAUTH2")) || !caps.Has(imap.AuthCap(sasl.OAuthBearer)) {
		return &bearer{mech: "XOAUTH2", initial: "user=" + opts.User + "\x01auth=Bearer " + token + "\x01\x01"}
	}
	host, port, _ := net.SplitHostPort(opts.Addr)
	options := &sasl.OAuthBearerOptions{Username: opts.User, Token: token, Host: host}
	options.Port, _ = strconv.Atoi(port)
	_, initial, err := sasl.NewOAuthBearerClient(options).Start()
	if err != nil { // it makes a string and cannot fail
		return &bearer{mech: sasl.OAuthBearer}
	}
	return &bearer{mech: sasl.OAuthBearer, initial: string(initial)}
}

// bearer is a SASL mechanism that says everything at once. A challenge is the server's way to say
// why it refuses. The exchange would then go on with an empty answer, which servers do not agree
// on how to write; so it is given up with the reason in hand, and the connection with it.
type bearer struct{ mech, initial string }

var _ sasl.Client = (*bearer)(nil)

func (b *bearer) Start() (string, []byte, error) { return b.mech, []byte(b.initial), nil }

func (b *bearer) Next(challenge []byte) ([]byte, error) {
	var why struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(challenge, &why) != nil || why.Status == "" {
		why.Status = "no reason given"
	}
	return nil, &tokenRefused{status: why.Status}
}

// tokenRefused is a server's word that it does not accept an access token.
type tokenRefused struct{ status string }

func (e *tokenRefused) Error() string {
	return fmt.Sprintf("the server does not accept our access token (%.60q)", e.status)
}
