package imap

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// testCertificate makes a certificate for 127.0.0.1 and the pool that trusts it.
func testCertificate(t *testing.T) (cert, key []byte, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0),
		NotAfter:    time.Now().AddDate(100, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(cert)
	return cert, key, roots
}

// secured puts TLS between a mailbox and the script: from the start, or after STARTTLS.
func secured(t *testing.T, s *script, cert, key []byte, start bool) dialer {
	t.Helper()
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		c := &scriptConn{script: s, Conn: far, in: bufio.NewReader(far)}
		go func() {
			if start {
				c.say("* OK [CAPABILITY IMAP4rev1 %s] ready", s.caps)
				for {
					line, err := c.in.ReadString('\n')
					if err != nil {
						return
					}
					tag, command, _ := strings.Cut(strings.TrimSpace(line), " ")
					if command == "STARTTLS" && strings.Contains(s.caps, "STARTTLS") {
						c.say("%s OK begin", tag)
						break
					}
					c.say("%s BAD what?", tag)
				}
			}
			c.Conn = tls.Server(far, config)
			c.in = bufio.NewReader(c.Conn)
			c.after = start
			c.serve()
		}()
		return near, nil
	}
}

func TestSecureConnections(t *testing.T) {
	cert, key, roots := testCertificate(t)
	for name, c := range map[string]struct {
		mode  string
		caps  string
		trust *x509.CertPool
		says  string // "" for success
	}{
		"implicit":                           {TLSImplicit, "IDLE", roots, ""},
		"implicit, certificate not trusted":  {TLSImplicit, "IDLE", x509.NewCertPool(), "unknown authority"},
		"starttls":                           {TLSStart, "IDLE STARTTLS", roots, ""},
		"starttls, certificate not trusted":  {TLSStart, "IDLE STARTTLS", x509.NewCertPool(), "unknown authority"},
		"starttls that the server has not":   {TLSStart, "IDLE", roots, "BAD"},
		"login disabled and no other way in": {TLSImplicit, "LOGINDISABLED", roots, "takes no passwords"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newScript(t, mails("one")...)
				s.caps = c.caps
				m := testMailbox(t, secured(t, s, cert, key, c.mode == TLSStart), &shelf{}, func(opts *Options) {
					opts.TLS, opts.TLSConfig = c.mode, &tls.Config{RootCAs: c.trust}
				})
				_, err := m.Check(t.Context())
				if c.says == "" && err != nil ||
					c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
					t.Errorf("check: error %v, want %q", err, c.says)
				}
				if c.says != "" && s.commands("LOGIN") > 0 {
					t.Error("the password was sent")
				}
			})
		})
	}
}

func TestRefusedLoginIsTriedRarely(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newScript(t, mails("one")...)
		s.odd = func(c *scriptConn, command string) string {
			if strings.HasPrefix(command, "LOGIN") && c.dial <= 8 {
				return "NO [AUTHENTICATIONFAILED] wrong password"
			}
			return ""
		}
		l := &shelf{}
		m := scripted(t, s, l)
		run(t, m)
		settleFor(10 * time.Minute)
		if st := m.Status(); !st.LoginFailed || st.Connected || s.dialled() > 8 ||
			!strings.Contains(st.LastError, "wrong password") ||
			strings.Contains(st.LastError, testPassword) {
			t.Errorf("status %+v after %d tries, want a refused login after 8 at most", st, s.dialled())
		}
		settleFor(2 * time.Hour)
		wantSubjects(t, l, "one")
		if st := m.Status(); st.LoginFailed || st.LastError != "" {
			t.Errorf("status %+v, want no error", st)
		}
	})
}

func TestMailboxConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := Options{Name: "complaints", Addr: "imap.example:993", User: "u", Password: "p"}
	for name, change := range map[string]func(*Options){
		"no name":                  func(c *Options) { c.Name = "" },
		"no port":                  func(c *Options) { c.Addr = "imap.example" },
		"no user":                  func(c *Options) { c.User = "" },
		"no password":              func(c *Options) { c.Password = "" },
		"another kind of tls":      func(c *Options) { c.TLS = "yes" },
		"clear text to the world":  func(c *Options) { c.TLS = TLSNone },
		"a name like this machine": func(c *Options) { c.TLS, c.Addr = TLSNone, "localhost.example:143" },
		"negative":                 func(c *Options) { c.Chunk = -1 },
	} {
		opts := good
		change(&opts)
		if _, err := NewMailbox(opts, &shelf{}, slog.New(slog.DiscardHandler), time.Now); err == nil {
			t.Errorf("%s: accepted, want an error", name)
		}
	}
	for name, change := range map[string]func(*Options){
		"as it is":                   func(*Options) {},
		"clear text to this machine": func(c *Options) { c.TLS, c.Addr = TLSNone, "[::1]:143" },
		"by token":                   func(c *Options) { c.Password, c.Token = "", &tokens{} },
	} {
		opts := good
		change(&opts)
		if _, err := NewMailbox(opts, &shelf{}, slog.New(slog.DiscardHandler), time.Now); err != nil {
			t.Errorf("%s: error %v, want none", name, err)
		}
	}
}
