package daemon

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"complaints/intake/imap"
	"complaints/internal/config"
	"complaints/internal/loopback"
	"complaints/internal/message"
	"complaints/internal/paper"
	"complaints/notifier"
)

// Servers are the mailboxes, the mail server and the text service of a configuration, as they are reached from here:
// through its proxy, trusting its certificates, with access tokens that are fetched once for all who need them.
type Servers struct {
	cfg   config.Config
	clock func() time.Time
	dial  Dial
	roots *x509.CertPool // nil: the system's
	// Watch is told of each certificate and each clock that is seen at a server. Nil looks at none.
	Watch func(Seen)

	mu     sync.Mutex
	tokens map[account]*imap.OAuth
}

// account is whose access tokens are asked for, and what they are good for.
type account struct {
	config.OAuth
	user, scope string
}

// NewServers reads what it takes to reach the servers. It dials nobody. dial is nil for the network.
func NewServers(cfg config.Config, clock func() time.Time, dial Dial) (*Servers, error) {
	s := &Servers{cfg: cfg, clock: clock, dial: dial, tokens: map[account]*imap.OAuth{}}
	var err error
	if s.roots, err = trusted(cfg.Path(cfg.Network.CABundle)); err != nil {
		return nil, err
	}
	proxy, err := cfg.Network.Proxy.Reveal()
	if err != nil {
		return nil, fmt.Errorf("network.proxy: %w", err)
	}
	if proxy != "" {
		address, err := url.Parse(proxy)
		if err != nil || address.Host == "" {
			return nil, errors.New("network.proxy: give the proxy's address, as http://proxy.example.org:3128")
		}
		s.dial = through(address, dialOr(dial))
	}
	return s, nil
}

func dialOr(dial Dial) Dial {
	if dial == nil {
		return (&net.Dialer{Timeout: 30 * time.Second}).DialContext
	}
	return dial
}

// trusted are the system's certificate authorities and those of a file beside them; nil without a file.
func trusted(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("network.ca_bundle: %s cannot be read: %w", file, err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("network.ca_bundle: %s holds no certificate: it must be a text that has lines with "+
			"BEGIN CERTIFICATE", file)
	}
	return roots, nil
}

// Seen is what a server shows of itself to whoever connects.
type Seen struct {
	Server  string
	Expires time.Time // its certificate; zero if it is about its clock
	Clock   time.Time // what it takes the time for; zero if it is about its certificate
}

func (s *Servers) tls() *tls.Config {
	if s.roots == nil && s.Watch == nil {
		return nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.roots}
	if s.Watch != nil {
		c.VerifyConnection = func(state tls.ConnectionState) error {
			s.Watch(Seen{Server: state.ServerName, Expires: state.PeerCertificates[0].NotAfter})
			return nil
		}
	}
	return c
}

// clocks looks at the time that servers put on their answers.
type clocks struct {
	http.RoundTripper
	watch func(Seen)
}

func (c clocks) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.RoundTripper.RoundTrip(r)
	if err == nil && c.watch != nil {
		if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
			c.watch(Seen{Server: r.URL.Hostname(), Clock: at})
		}
	}
	return resp, err
}

// Client is for requests over HTTP. A secret is not sent on to wherever an answer points.
func (s *Servers) Client() *http.Client {
	return &http.Client{
		Timeout: 30 * time.Second,
		Transport: clocks{&http.Transport{DialContext: s.dial, TLSClientConfig: s.tls(),
			Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 90 * time.Second,
			ForceAttemptHTTP2: true}, s.Watch},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Mailboxes says how each folder of each account is read, the first account's first.
func (s *Servers) Mailboxes() ([]imap.Options, error) {
	var all []imap.Options
	for i, box := range s.cfg.Mailbox.All() {
		key := "mailbox"
		if i > 0 {
			key = fmt.Sprintf("mailbox.others[%d]", i)
		}
		folders, err := s.folders(key, box)
		if err != nil {
			return nil, err
		}
		all = append(all, folders...)
	}
	return all, nil
}

func (s *Servers) folders(key string, box config.Mailbox) ([]imap.Options, error) {
	password, err := box.Password.Reveal()
	if err != nil {
		return nil, fmt.Errorf("%s.password of %s: %w", key, box.User, err)
	}
	tokens, err := s.oauth(key+".oauth", account{box.OAuth, box.User, imap.MicrosoftScope})
	if err != nil {
		return nil, err
	}
	var all []imap.Options
	for _, folder := range box.Folders {
		c := imap.Options{
			Name: box.User + "/" + folder, Addr: box.Server, TLS: box.TLS, User: box.User, Password: password,
			Reread: box.Password.Reveal,
			Folder: folder, Keyword: box.Keyword, Unmarked: s.cfg.Mode.InShadow(), Since: box.Since,
			MaxSize: s.cfg.Limits.MessageBytes,
			Poll:    box.Poll, Timeout: box.Timeout, Dial: s.dial, TLSConfig: s.tls(),
		}
		if tokens != nil {
			c.Token = tokens
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s.folders is empty: name at least INBOX", key)
	}
	return all, nil
}

// oauth is the source of access tokens of an account; nil for one that has a password. Whoever names the same account
// has the same source, so that a token is fetched once and a refresh token that is renewed is renewed for all.
func (s *Servers) oauth(key string, a account) (*imap.OAuth, error) {
	if a.Provider == "" {
		return nil, nil
	}
	if a.ServiceAccount == "" {
		a.user = "" // the tokens are those of whoever granted them
	}
	if a.Provider != "microsoft" || a.RefreshToken != "" {
		a.scope = "" // what was granted
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if made := s.tokens[a]; made != nil {
		return made, nil
	}
	made, err := s.newOAuth(key, a)
	if err == nil {
		s.tokens[a] = made
	}
	return made, err
}

func (s *Servers) newOAuth(key string, a account) (*imap.OAuth, error) {
	c := imap.OAuthOptions{TokenURL: a.TokenURL, ClientID: a.ClientID, Scope: a.scope, Subject: a.user,
		Client: s.Client()}
	for name, one := range map[string]struct {
		from config.Secret
		into *string
	}{
		"client_secret": {a.ClientSecret, &c.ClientSecret}, "refresh_token": {a.RefreshToken, &c.RefreshToken},
		"service_account": {a.ServiceAccount, &c.ServiceAccount},
	} {
		var err error
		if *one.into, err = one.from.Reveal(); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", key, name, err)
		}
	}
	if strings.HasPrefix(string(a.RefreshToken), "file:") {
		c.Rotated = func(_ context.Context, token string) error { return a.RefreshToken.Replace(token) }
	}
	switch a.Provider {
	case "microsoft":
		c.TokenURL = cmp.Or(c.TokenURL, fmt.Sprintf(imap.MicrosoftTokenURL, url.PathEscape(a.Tenant)))
	case "google":
		c.TokenURL = cmp.Or(c.TokenURL, imap.GoogleTokenURL)
		if c.ServiceAccount != "" {
			c.Scope = imap.GoogleScope
		}
	default:
		return nil, fmt.Errorf("%s.provider is %q: use microsoft or google", key, a.Provider)
	}
	made, err := imap.NewOAuth(c, s.clock)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return made, nil
}

// Sender sends letters by e-mail.
type Sender interface {
	notifier.Mailer
	// Check logs in as for a letter, and sends nothing.
	Check(ctx context.Context) error
}

// Enclosed reads a file that goes with a letter; ok is false if it is there no more.
type Enclosed func(ctx context.Context, e message.Enclosure) (data []byte, ok bool, err error)

// Mail makes the sender of letters by e-mail. own reports a mailbox of our own; without enclosed no letter leaves that
// a file goes with.
func (s *Servers) Mail(own func(string) bool, enclosed Enclosed) (Sender, error) {
	smtp := s.cfg.SMTP
	password, err := smtp.Password.Reveal()
	if err != nil {
		return nil, fmt.Errorf("smtp.password: %w", err)
	}
	user, scope := smtp.User, imap.MicrosoftScope
	if smtp.By == config.ByGraph {
		user, scope = cmp.Or(smtp.User, s.cfg.Landlord.Email), notifier.GraphScope
	}
	tokens, err := s.oauth("smtp.oauth", account{s.cfg.SendingOAuth(), user, scope})
	if err != nil {
		return nil, err
	}
	if smtp.By == config.ByGraph {
		return notifier.NewGraph(notifier.GraphConfig{
			Base: smtp.Server, User: user, From: s.cfg.Landlord.Email, FromName: s.cfg.Landlord.Name,
			ReplyBase: s.cfg.Landlord.Email, Token: tokens.Token, Client: s.Client(), Timeout: smtp.Timeout,
			Now: s.clock, Own: own, Enclosed: enclosed,
			Logo: s.logo, Paper: s.paper(),
		})
	}
	c := notifier.SMTPConfig{
		Addr: smtp.Server, TLS: smtp.TLS, User: user, Password: password,
		Reread: smtp.Password.Reveal, HelloName: smtp.Hello,
		From: s.cfg.Landlord.Email, FromName: s.cfg.Landlord.Name, ReplyBase: s.cfg.Landlord.Email,
		Timeout: smtp.Timeout, Dial: s.dial, Now: s.clock, Own: own, Enclosed: enclosed,
		Logo: s.logo, Paper: s.paper(),
		TLSConfig: s.tls(),
	}
	if tokens != nil {
		c.Token = tokens.Token
	}
	return notifier.NewSMTP(c)
}

// paper makes PDF files of letters to post, where there is a program for it.
func (s *Servers) paper() func(ctx context.Context, page string) ([]byte, error) {
	if s.cfg.Letters.PDFCommand == "" {
		return nil
	}
	return paper.New(s.cfg.Letters.PDFCommand).PDF
}

// logo reads the picture for the head of letters.
func (s *Servers) logo() (notifier.Picture, bool) {
	p, err := s.cfg.Logo()
	return notifier.Picture{ID: p.ID, Type: p.Type, Data: p.Data}, err == nil && p.ID != ""
}

// Twilio makes the sender of texts.
func (s *Servers) Twilio() (*notifier.Twilio, error) {
	sms := s.cfg.SMS
	token, err := sms.AuthToken.Reveal()
	if err != nil {
		return nil, fmt.Errorf("sms.auth_token: %w", err)
	}
	return notifier.NewTwilio(notifier.TwilioConfig{
		AccountSID: sms.AccountSID, AuthToken: token, From: sms.From, MessagingServiceSID: sms.MessagingService,
		StatusURL: statusURL(sms.PublicURL), BaseURL: sms.Server, Timeout: sms.Timeout, Dial: s.dial, Now: s.clock,
		TLSConfig: s.tls(),
	})
}

// through dials by way of a proxy that is asked with CONNECT (RFC 9110 9.3.6). This machine is dialled without it.
func through(proxy *url.URL, dial Dial) Dial {
	at := proxy.Host
	if proxy.Port() == "" {
		at = net.JoinHostPort(proxy.Hostname(), "3128")
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(addr); err == nil && loopback.Is(host) {
			return dial(ctx, network, addr)
		}
		conn, err := dial(ctx, network, at)
		if err != nil {
			return nil, fmt.Errorf("the proxy at network.proxy cannot be reached: %w", err)
		}
		if err := connect(ctx, conn, proxy.User, addr); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return conn, nil
	}
}

// connect asks a proxy for a connection to an address. Nothing is read beyond the proxy's answer.
func connect(ctx context.Context, conn net.Conn, user *url.Userinfo, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	request := "CONNECT " + addr + " HTTP/1.1\r\nHost: " + addr + "\r\n"
	if user != nil {
		password, _ := user.Password()
		request += "Proxy-Authorization: Basic " +
			base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)) + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		return fmt.Errorf("the proxy at network.proxy: %w", err)
	}
	answer := bufio.NewReaderSize(io.LimitReader(oneByte{conn}, 16<<10), 16)
	status, err := answer.ReadString('\n')
	for line := status; err == nil && strings.TrimSpace(line) != ""; {
		line, err = answer.ReadString('\n')
	}
	if err != nil {
		return fmt.Errorf("the proxy at network.proxy does not answer: %w", err)
	}
	if fields := strings.Fields(status); len(fields) < 2 || fields[1] != "200" {
		return fmt.Errorf("the proxy at network.proxy does not let us through to %s: %.100q", addr,
			strings.TrimSpace(status))
	}
	return nil
}

// oneByte reads byte by byte: what follows the proxy's answer is the server's.
type oneByte struct{ io.Reader }

func (o oneByte) Read(b []byte) (int, error) { return o.Reader.Read(b[:min(1, len(b))]) }
