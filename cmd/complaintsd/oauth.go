package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/daemon"
)

var oauthGoogleCommand = command{
	name:    "oauth google",
	usage:   "--config FILE [--port N]",
	summary: "gets the refresh token of a Google mailbox, with its owner's consent",
	help: `
Takes client_id and client_secret from mailbox.oauth, prints the address of Google's consent page, and waits for whoever
opens it to come back. Sign in there as the complaints mailbox. The token is written to the file that
mailbox.oauth.refresh_token names (file:PATH), readable by you alone.

The browser comes back to this machine (127.0.0.1). If it runs on another, the page it ends on cannot be shown: copy its
address from the browser's address line and paste it here.

Example:
  complaintsd oauth google --config config.yaml`,
	run: runOAuthGoogle,
}

// googleConsent is where somebody grants access to a mailbox.
const googleConsent = "https://accounts.google.com/o/oauth2/v2/auth"

func runOAuthGoogle(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	port := fs.Int("port", 0, "the `port` of this machine to which the browser comes back")
	if err := fs.none(args); err != nil {
		return err
	}
	cfg, err := loadConfig(*file)
	if err != nil {
		return err
	}
	o := cfg.Mailbox.OAuth
	if o.Provider != "google" || o.ClientID == "" || !strings.HasPrefix(string(o.RefreshToken), "file:") {
		return errors.New("fill in mailbox.oauth first: provider: google, client_id, client_secret, and " +
			"refresh_token as file:PATH, which is the file that is written")
	}
	secret, err := o.ClientSecret.Reveal()
	if err != nil {
		return fmt.Errorf("mailbox.oauth.client_secret: %w", err)
	}
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		return err
	}
	tokens, err := imap.NewOAuth(imap.OAuthOptions{TokenURL: cmp.Or(o.TokenURL, imap.GoogleTokenURL),
		ClientID: o.ClientID, ClientSecret: secret, Client: servers.Client()}, wallClock)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		return fmt.Errorf("this machine cannot listen for the browser: %w: choose another --port", err)
	}
	defer l.Close()
	c := consent{redirect: "http://" + l.Addr().String(), state: rand.Text(), verifier: rand.Text() + rand.Text()}
	fmt.Fprintf(t.Out, "Open this address in a browser, sign in as %s and allow it:\n\n  %s\n\nThen come back here. "+
		"If the browser runs on another machine, paste the address on which it ends.\n", cfg.Mailbox.User,
		c.address(o.ClientID, cfg.Mailbox.User))
	code, err := c.await(ctx, l, t.In)
	if err != nil {
		return err
	}
	return c.keep(ctx, t, tokens, code, o.RefreshToken)
}

// consent is one request for access.
type consent struct{ redirect, state, verifier string }

// address is that of the consent page (RFC 6749 4.1.1, RFC 7636 4.3).
func (c consent) address(client, user string) string {
	sum := sha256.Sum256([]byte(c.verifier))
	return googleConsent + "?" + url.Values{
		"client_id": {client}, "redirect_uri": {c.redirect}, "response_type": {"code"}, "scope": {imap.GoogleScope},
		"access_type": {"offline"}, "prompt": {"consent"}, "state": {c.state}, "login_hint": {user},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}.Encode()
}

// await returns the code with which the browser comes back, or whose address is pasted.
func (c consent) await(ctx context.Context, l net.Listener, in io.Reader) (code string, err error) {
	type answer struct {
		code string
		err  error
	}
	came := make(chan answer, 2)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			code, err := c.read(r.URL.Query())
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			io.WriteString(w, "Thank you. You can close this page and go back to the terminal.\n")
			came <- answer{code: code}
		})}
	go server.Serve(l) // ends when it is closed
	defer server.Close()
	go func() {
		lines := bufio.NewScanner(io.LimitReader(in, 64<<10))
		for lines.Scan() {
			at, err := url.Parse(strings.TrimSpace(lines.Text()))
			if err == nil && at.RawQuery != "" {
				code, err := c.read(at.Query())
				came <- answer{code, err}
				return
			}
		}
	}()
	select {
	case a := <-came:
		return a.code, a.err
	case <-ctx.Done():
		return "", errors.New("stopped before anybody had allowed it")
	}
}

// read takes the code out of what Google sends back.
func (c consent) read(q url.Values) (string, error) {
	switch {
	case q.Get("state") != c.state:
		return "", errors.New("this is no answer to the address above: open that one")
	case q.Get("error") != "":
		return "", fmt.Errorf("it was not allowed (%.60q): open the address again and allow it", q.Get("error"))
	case q.Get("code") == "":
		return "", errors.New("the address holds no code: copy the whole of it")
	}
	return q.Get("code"), nil
}

// keep exchanges the code and writes the token.
func (c consent) keep(ctx context.Context, t *terminal, tokens *imap.OAuth, code string, to config.Secret) error {
	token, err := tokens.Exchange(ctx, code, c.redirect, c.verifier)
	if err != nil {
		return fmt.Errorf("%w: if access was granted before, take it back at myaccount.google.com/permissions and try "+
			"again", err)
	}
	if err := to.Replace(token); err != nil {
		return err
	}
	fmt.Fprintf(t.Out, "The token stands in %s. Now run: complaintsd check\n", strings.TrimPrefix(string(to), "file:"))
	return nil
}
