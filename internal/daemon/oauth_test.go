package daemon_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"complaints/internal/config"
	"complaints/internal/daemon"
)

const box = "complaints@landlord.example"

// directory is a double of the servers that give out access tokens, as the documents of Microsoft and Google tell of
// them. What it gives out is good until revoke is called.
type directory struct {
	*httptest.Server
	mu     sync.Mutex
	n      int
	good   string
	refuse string // the error that it answers with instead
	asked  []url.Values
}

func newDirectory(t *testing.T) *directory {
	d := &directory{}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		defer d.mu.Unlock()
		_ = r.ParseForm()
		d.asked = append(d.asked, r.PostForm)
		w.Header().Set("Content-Type", "application/json")
		if d.refuse != "" {
			w.WriteHeader(http.StatusUnauthorized)
			json.NewEncoder(w).Encode(map[string]string{"error": "invalid_client", "error_description": d.refuse})
			return
		}
		d.n++
		d.good = fmt.Sprintf("token-%d", d.n)
		json.NewEncoder(w).Encode(map[string]any{"access_token": d.good, "token_type": "Bearer", "expires_in": 3599})
	}))
	t.Cleanup(d.Close)
	return d
}

// knows reports whether a token is good now.
func (d *directory) knows(token string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return token != "" && token == d.good
}

func (d *directory) revoke() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.good = ""
}

func (d *directory) refuseFrom(why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.good, d.refuse = "", why
}

func (d *directory) requests() []url.Values {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]url.Values(nil), d.asked...)
}

// xoauth2 is the server's side of a login with an access token.
type xoauth2 struct {
	directory *directory
	in        func() error
	no        error
	failed    bool
}

func (x *xoauth2) Next(response []byte) (challenge []byte, done bool, err error) {
	if x.failed {
		return nil, true, x.no
	}
	if response == nil {
		return nil, false, nil
	}
	user, token, _ := strings.Cut(string(response), "\x01auth=Bearer ")
	if user != "user="+box || !x.directory.knows(strings.Trim(token, "\x01")) {
		x.failed = true
		return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
	}
	return nil, true, x.in()
}

// tokenMailbox is a session of a mailbox that knows no passwords.
type tokenMailbox struct {
	*imapmemserver.UserSession
	user      *imapmemserver.User
	directory *directory
}

func (s *tokenMailbox) Login(string, string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "basic authentication is disabled"}
}
func (s *tokenMailbox) Close() error {
	if s.UserSession == nil {
		return nil
	}
	return s.UserSession.Close()
}
func (s *tokenMailbox) AuthenticateMechanisms() []string { return []string{"XOAUTH2"} }
func (s *tokenMailbox) Authenticate(string) (sasl.Server, error) {
	no := &imap.Error{Type: imap.StatusResponseTypeNo, Text: "AUTHENTICATE failed."}
	return &xoauth2{directory: s.directory, no: no, in: func() error {
		s.UserSession = imapmemserver.NewUserSession(s.user)
		return nil
	}}, nil
}

func startMailbox(t *testing.T, d *directory) (*imapmemserver.User, string) {
	t.Helper()
	user := imapmemserver.NewUser(box, "")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &tokenMailbox{user: user, directory: d}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true,
		Logger: log.New(io.Discard, "", 0),
	})
	l := listen(t)
	go server.Serve(l) // ends when it is closed
	t.Cleanup(func() { _ = server.Close() })
	return user, l.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// letters are the mails that left.
type letters struct {
	mu    sync.Mutex
	mails []*mail.Message
	words []string
}

func (l *letters) take(raw []byte) error {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mails, l.words = append(l.mails, m), append(l.words, string(raw))
	return nil
}

// await returns the first mail to an address whose words hold something.
func (l *letters) await(t *testing.T, to, words string) *mail.Message {
	t.Helper()
	for range 600 {
		l.mu.Lock()
		for i, m := range l.mails {
			if strings.Contains(m.Header.Get("To"), to) && strings.Contains(l.words[i], words) {
				l.mu.Unlock()
				return m
			}
		}
		l.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	t.Fatalf("no mail to %s with %q; %d mails have left: %s", to, words, len(l.mails),
		strings.Join(l.words, "\n====\n"))
	return nil
}

// tokenSMTP is a connection of a mail server that knows no passwords.
type tokenSMTP struct {
	directory *directory
	letters   *letters
	known     bool
}

func (s *tokenSMTP) AuthMechanisms() []string { return []string{"XOAUTH2"} }
func (s *tokenSMTP) Auth(string) (sasl.Server, error) {
	no := &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 3}, Message: "Authentication unsuccessful"}
	return &xoauth2{directory: s.directory, no: no, in: func() error { s.known = true; return nil }}, nil
}
func (s *tokenSMTP) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 57}, Message: "Client not authenticated"}
	}
	return nil
}
func (s *tokenSMTP) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *tokenSMTP) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	return errors.Join(err, s.letters.take(b))
}
func (s *tokenSMTP) Reset()        {}
func (s *tokenSMTP) Logout() error { return nil }

func startSMTP(t *testing.T, d *directory, kept *letters) string {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &tokenSMTP{directory: d, letters: kept}, nil
	}))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "localhost", true, log.New(io.Discard, "", 0)
	l := listen(t)
	go server.Serve(l) // ends when it is closed
	t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// startGraph is Microsoft Graph's sendMail.
func startGraph(t *testing.T, d *directory, kept *letters) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, r.Body))
		switch {
		case !d.knows(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")):
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, `{"error": {"code": "InvalidAuthenticationToken", "message": "Lifetime validation failed"}}`)
		case err != nil || r.URL.Path != "/v1.0/users/"+box+"/sendMail" || kept.take(raw) != nil:
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"error": {"code": "ErrorMimeContentInvalid", "message": "Invalid MIME content"}}`)
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1.0"
}

// TestALifeWithAccessTokens: a complaint comes, is acknowledged, answered by its manager, and the resident has the
// answer, where neither the mailbox nor the way out knows a password. In between the access token is revoked.
func TestALifeWithAccessTokens(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, settings string }{
		{"by SMTP", "smtp: {server: SMTP, tls: none, user: complaints@landlord.example, oauth: {provider: microsoft}}"},
		{"by Microsoft Graph", "smtp: {by: graph, server: GRAPH, oauth: {provider: microsoft}}"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d, kept := newDirectory(t), &letters{}
			user, imapAt := startMailbox(t, d)
			settings := strings.NewReplacer("SMTP", startSMTP(t, d, kept), "GRAPH", startGraph(t, d, kept)).
				Replace(tc.settings)
			start(t, settings, imapAt, d)
			put(t, user, "From: Asha Rahman <asha@example.com>\r\nTo: "+box+"\r\nSubject: Leak again\r\n"+
				"Message-ID: <1@example.com>\r\n\r\nThis is the third time I have reported the leak in my bathroom at 4 Mill "+
				"Lane. Nobody came although they promised twice. Please sort it out.\r\n")
			kept.await(t, "asha@example.com", "complaint")
			assigned := kept.await(t, "repairs.manager@landlord.example", "RESPOND")
			d.revoke()
			put(t, user, "Authentication-Results: mx.landlord.example; dmarc=pass header.from=landlord.example\r\n"+
				"From: Repairs Manager <repairs.manager@landlord.example>\r\nTo: "+assigned.Header.Get("Reply-To")+
				"\r\nSubject: Re: "+assigned.Header.Get("Subject")+"\r\nMessage-ID: <2@landlord.example>\r\nIn-Reply-To: "+
				assigned.Header.Get("Message-Id")+"\r\n\r\nRESPOND UPHELD\r\n\r\nYou are right. The leak was reported three "+
				"times and we did not come. The plumber has now replaced the waste pipe under your bath, and I have seen "+
				"for myself that the ceiling below is dry. I am sorry for the months of trouble that this has been.\r\n"+
				"REMEDY: We pay you 150 pounds.\r\n")
			kept.await(t, "asha@example.com", "waste pipe")
			asked := d.requests()
			if len(asked) < 2 || len(asked) > 6 {
				t.Errorf("tokens were asked for %d times, want one for each use, and one more after they were revoked",
					len(asked))
			}
			if tc.name == "by SMTP" && asked[0].Get("scope") != "https://outlook.office365.com/.default" {
				t.Errorf("the mailbox's token: %v", asked[0])
			}
		})
	}
}

// start runs a daemon on a working day's clock until the test ends.
func start(t *testing.T, settings, imapAt string, d *directory) *logged {
	t.Helper()
	cfg, err := config.ForStories([]byte(settings), []byte(`
store: {url: "sqlite::memory:"}
letters: {secret: a long random text for the tests of access tokens}
settings: {wait_minutes: 0}
mailbox:
  server: `+imapAt+`
  tls: none
  user: `+box+`
  poll: 1s
  authserv_id: mx.landlord.example
  oauth: {provider: microsoft, client_id: app, client_secret: s3cret, token_url: "`+d.URL+`"}
`))
	if err != nil {
		t.Fatal(err)
	}
	began, from := time.Now(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	said := &logged{}
	running, err := daemon.New(t.Context(), daemon.Options{Config: cfg, Log: slog.New(slog.NewTextHandler(said, nil)),
		Clock: func() time.Time { return from.Add(time.Since(began)) }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- running.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for _, secret := range []string{"s3cret", "token-"} {
			if strings.Contains(said.String(), secret) {
				t.Errorf("%s in the log", secret)
			}
		}
	})
	return said
}

// logged is what a daemon says.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// put puts a mail into the mailbox, as the landlord's server writes it.
func put(t *testing.T, user *imapmemserver.User, text string) {
	t.Helper()
	text = "Received: from mail.example by mx.landlord.example; Tue, 01 Dec 2026 10:00:00 +0000\r\n" +
		"Date: Tue, 01 Dec 2026 10:00:00 +0000\r\n" + text
	if strings.Contains(text, "Authentication-Results") { // the server's report stands above its Received line
		head, rest, _ := strings.Cut(text, "Authentication-Results")
		report, rest, _ := strings.Cut(rest, "\r\n")
		text = "Authentication-Results" + report + "\r\n" + head + rest
	}
	if _, err := user.Append("INBOX", sized{bytes.NewReader([]byte(text))},
		&imap.AppendOptions{Time: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
}

type sized struct{ *bytes.Reader }

func (s sized) Size() int64 { return int64(s.Len()) }

// TestTokensThatAreNotGiven: where the app's secret has expired, the log says so in the directory's words, and the
// directory is not asked again and again.
func TestTokensThatAreNotGiven(t *testing.T) {
	t.Parallel()
	d, kept := newDirectory(t), &letters{}
	user, imapAt := startMailbox(t, d)
	d.refuseFrom("AADSTS7000222: The provided client secret keys for app are expired.")
	said := start(t, "smtp: {server: "+startSMTP(t, d, kept)+", tls: none, user: "+box+", oauth: {provider: microsoft}}",
		imapAt, d)
	put(t, user, "From: Asha Rahman <asha@example.com>\r\nTo: "+box+"\r\nSubject: Leak again\r\nMessage-ID: <1@example.com>"+
		"\r\n\r\nI reported the leak in my bathroom three times and nobody came. I want to complain.\r\n")
	for range 200 {
		if strings.Contains(said.String(), "client secret keys for app are expired") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !strings.Contains(said.String(), "client secret keys for app are expired") {
		t.Fatalf("the log does not say why the mailbox cannot be read:\n%s", said)
	}
	if n := len(d.requests()); n > 12 {
		t.Errorf("the directory was asked %d times in ten seconds", n)
	}
}
