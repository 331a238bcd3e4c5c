package e2e

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/internal/lab"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// cloud is a double of what Microsoft 365 and Google are to a mailbox, made from their documents: an endpoint that gives
// out access tokens, IMAP and SMTP that take nothing else, and Graph's sendMail. With a password it is any other mail
// server. What is sent to the mailbox, at a plus address too, comes back into it with the server's report.
type cloud struct {
	box      string
	report   string // what stands in Authentication-Results before the verdict: the server's name, or nothing
	secrets  map[string]string
	password string // "" takes tokens alone
	mailbox  *imapmemserver.User

	mu      sync.Mutex
	issued  map[string]string // token: its scope
	n       int
	refuses func(url.Values) (code, why string)       // a request for a token
	answers func(http.ResponseWriter) (answered bool) // of Graph
	denies  error                                     // whoever logs in to send
	mails   []mail.Header
	asked   []url.Values
}

func newCloud(t *testing.T, box string) *cloud {
	t.Helper()
	c := &cloud{box: box, mailbox: imapmemserver.NewUser(box, ""), issued: map[string]string{}}
	if err := c.mailbox.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	return c
}

// with changes how it behaves.
func (c *cloud) with(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// tokens is the endpoint of both.
func (c *cloud) tokens(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = r.ParseForm()
	c.asked = append(c.asked, r.PostForm)
	w.Header().Set("Content-Type", "application/json")
	refuse := func(code, why string) {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": why})
	}
	if c.refuses != nil {
		if code, why := c.refuses(r.PostForm); code != "" {
			refuse(code, why)
			return
		}
	}
	answer := map[string]any{"token_type": "Bearer", "expires_in": 3599}
	scope := r.PostForm.Get("scope")
	switch grant := r.PostForm.Get("grant_type"); grant {
	case "client_credentials":
		if r.URL.Path != "/DIRECTORY-ID/oauth2/v2.0/token" {
			refuse("invalid_request", "AADSTS90002: Tenant not found.")
			return
		}
	case "refresh_token", "authorization_code":
		scope = "https://mail.google.com/"
		if got := r.PostForm.Get(map[string]string{"refresh_token": grant, "authorization_code": "code"}[grant]); got !=
			c.secrets[grant] {
			refuse("invalid_grant", "Token has been expired or revoked.")
			return
		}
		if grant == "authorization_code" {
			answer["refresh_token"] = c.secrets["refresh_token"]
		}
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		var claims struct{ Sub, Scope string }
		if part := strings.Split(r.PostForm.Get("assertion"), "."); len(part) == 3 {
			b, _ := base64.RawURLEncoding.DecodeString(part[1])
			_ = json.Unmarshal(b, &claims)
		}
		if scope = claims.Scope; claims.Sub != c.box {
			refuse("invalid_grant", "Invalid email or User ID")
			return
		}
	}
	if id := r.PostForm.Get("client_id"); id != "" && (id != c.secrets["client_id"] ||
		r.PostForm.Get("client_secret") != c.secrets["client_secret"]) {
		refuse("invalid_client", "AADSTS7000215: Invalid client secret provided.")
		return
	}
	c.n++
	token := fmt.Sprintf("token-%d", c.n)
	c.issued[token] = scope
	answer["access_token"] = token
	json.NewEncoder(w).Encode(answer)
}

// knows reports whether a token is good for something whose scopes begin so.
func (c *cloud) knows(token string, scopes ...string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	scope, ok := c.issued[token]
	for _, s := range scopes {
		if ok && strings.HasPrefix(scope, s) {
			return true
		}
	}
	return false
}

var mailScopes = []string{"https://outlook.office365.com/", "https://mail.google.com/"}

// login is the server's side of a login, with an access token or with the password.
func (c *cloud) login(mech string, no error, in func() error) sasl.Server {
	if mech == sasl.Plain {
		return sasl.NewPlainServer(func(_, user, password string) error {
			if c.password == "" || user != c.box || password != c.password {
				return no
			}
			return in()
		})
	}
	return &byToken{cloud: c, no: no, in: in}
}

type byToken struct {
	cloud  *cloud
	no     error
	in     func() error
	failed bool
}

func (x *byToken) Next(response []byte) (challenge []byte, done bool, err error) {
	if x.failed {
		return nil, true, x.no
	}
	if response == nil {
		return nil, false, nil
	}
	user, token, _ := strings.Cut(string(response), "\x01auth=Bearer ")
	if user != "user="+x.cloud.box || !x.cloud.knows(strings.Trim(token, "\x01"), mailScopes...) {
		x.failed = true
		return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
	}
	return nil, true, x.in()
}

func (c *cloud) mechanisms() []string {
	if c.password != "" {
		return []string{sasl.Plain}
	}
	return []string{"XOAUTH2"}
}

// accountSession is a session of the mailbox.
type accountSession struct {
	*imapmemserver.UserSession
	cloud *cloud
}

var errNotIn = &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed,
	Text: "AUTHENTICATE failed."}

func (s *accountSession) Login(user, password string) error {
	if s.cloud.password == "" || user != s.cloud.box || password != s.cloud.password {
		return errNotIn
	}
	s.UserSession = imapmemserver.NewUserSession(s.cloud.mailbox)
	return nil
}

func (s *accountSession) Close() error {
	if s.UserSession == nil {
		return nil
	}
	return s.UserSession.Close()
}
func (s *accountSession) AuthenticateMechanisms() []string { return s.cloud.mechanisms() }
func (s *accountSession) Authenticate(mech string) (sasl.Server, error) {
	return s.cloud.login(mech, errNotIn, func() error {
		s.UserSession = imapmemserver.NewUserSession(s.cloud.mailbox)
		return nil
	}), nil
}

func (c *cloud) imapServer() *imapserver.Server {
	return imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &accountSession{cloud: c}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true,
		Logger: log.New(io.Discard, "", 0),
	})
}

// outgoing is a connection of the way out.
type outgoing struct {
	cloud *cloud
	known bool
	to    string
}

func (s *outgoing) AuthMechanisms() []string { return s.cloud.mechanisms() }
func (s *outgoing) Auth(mech string) (sasl.Server, error) {
	no := &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 3}, Message: "Authentication unsuccessful"}
	return s.cloud.login(mech, no, func() error {
		s.cloud.mu.Lock()
		defer s.cloud.mu.Unlock()
		if s.cloud.denies != nil {
			return s.cloud.denies
		}
		s.known = true
		return nil
	}), nil
}

func (s *outgoing) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 57}, Message: "Client not authenticated"}
	}
	return nil
}
func (s *outgoing) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }
func (s *outgoing) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return s.cloud.take(raw)
}
func (*outgoing) Reset()        {}
func (*outgoing) Logout() error { return nil }

func (c *cloud) smtpServer(certificate *tls.Config) *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &outgoing{cloud: c}, nil }))
	s.Domain, s.TLSConfig, s.ErrorLog = "mail.example", certificate, log.New(io.Discard, "", 0)
	s.AllowInsecureAuth = certificate == nil
	return s
}

// graph is Microsoft Graph's sendMail.
func (c *cloud) graph(w http.ResponseWriter, r *http.Request) {
	say := func(status int, code, why string) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error": {"code": %q, "message": %q}}`, code, why)
	}
	if !c.knows(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "https://graph.microsoft.com/") {
		say(http.StatusUnauthorized, "InvalidAuthenticationToken", "Lifetime validation failed")
		return
	}
	c.mu.Lock()
	answers := c.answers
	c.mu.Unlock()
	if answers != nil && answers(w) {
		return
	}
	raw, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, r.Body))
	switch {
	case r.URL.Path != "/v1.0/users/"+c.box+"/sendMail":
		say(http.StatusNotFound, "ErrorInvalidUser", "The requested user is invalid.")
	case err != nil || c.take(raw) != nil:
		say(http.StatusBadRequest, "ErrorMimeContentInvalid", "Invalid MIME content")
	default:
		w.WriteHeader(http.StatusAccepted)
	}
}

// take keeps a mail that was sent. One to the mailbox, at a plus address too, comes back into it.
func (c *cloud) take(raw []byte) error {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	c.with(func() { c.mails = append(c.mails, m.Header) })
	local, host, _ := strings.Cut(c.box, "@")
	if to := m.Header.Get("To"); strings.Contains(to, local+"+") && strings.Contains(to, "@"+host) {
		return c.arrives("landlord.example", raw)
	}
	return nil
}

// arrives puts a mail into the mailbox, with the server's report that a domain was proved.
func (c *cloud) arrives(from string, raw []byte) error {
	head := fmt.Sprintf("Authentication-Results: %sspf=pass smtp.mailfrom=%s; dkim=pass header.d=%[2]s; dmarc=pass "+
		"action=none header.from=%[2]s\r\nReceived: from mail.example by mx.landlord.example; %[3]s\r\n", c.report, from,
		time.Now().Format(time.RFC1123Z))
	_, err := c.mailbox.Append("INBOX", lab.Literal(append([]byte(head), raw...)),
		&imap.AppendOptions{Time: time.Now()})
	return err
}

// sent counts the mails to an address.
func (c *cloud) sent(to string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.mails {
		if strings.Contains(h.Get("To"), to) {
			n++
		}
	}
	return n
}
