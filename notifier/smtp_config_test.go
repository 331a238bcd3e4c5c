package notifier_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/notifier"
)

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	good := notifier.SMTPConfig{Addr: "mail.example.com:587", TLS: notifier.TLSStart, From: "complaints@landlord.example"}
	if _, err := notifier.NewSMTP(good); err != nil {
		t.Fatal(err)
	}
	for situation, tc := range map[string]struct {
		change func(*notifier.SMTPConfig)
		want   string
	}{
		"no port":                   {func(c *notifier.SMTPConfig) { c.Addr = "mail.example.com" }, "host:port"},
		"a port that is none":       {func(c *notifier.SMTPConfig) { c.Addr = "mail.example.com:smtp" }, "host:port"},
		"no host":                   {func(c *notifier.SMTPConfig) { c.Addr = ":25" }, "host:port"},
		"TLS left out":              {func(c *notifier.SMTPConfig) { c.TLS = "" }, `use "starttls"`},
		"plain to another machine":  {func(c *notifier.SMTPConfig) { c.TLS = notifier.TLSNone }, "only over TLS"},
		"a sender without a host":   {func(c *notifier.SMTPConfig) { c.From = "complaints" }, "not an email address"},
		"a reply address with none": {func(c *notifier.SMTPConfig) { c.ReplyBase = "landlord.example" }, "not an email address"},
		"a user with no secret":     {func(c *notifier.SMTPConfig) { c.User = "complaints" }, "neither password nor token"},
		"a signature with no key": {func(c *notifier.SMTPConfig) {
			c.DKIM = &notifier.DKIMConfig{Domain: "landlord.example", Selector: "c1"}
		}, "signature"},
	} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			cfg := good
			tc.change(&cfg)
			if _, err := notifier.NewSMTP(cfg); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// certificate makes a certificate for localhost and the pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestEncryption(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	server := &tls.Config{Certificates: []tls.Certificate{cert}}
	login := func(c *notifier.SMTPConfig) { c.User, c.Password = "complaints", "secret" }
	for _, tc := range []struct {
		situation string
		tls       string
		offered   *tls.Config // what the server can do
		trusted   *x509.CertPool
		want      complaint.SendState
	}{
		{"STARTTLS", notifier.TLSStart, server, pool, complaint.Sent},
		{"STARTTLS not offered", notifier.TLSStart, nil, pool, complaint.Pending},
		{"STARTTLS with a certificate nobody knows", notifier.TLSStart, server, x509.NewCertPool(), complaint.Pending},
		{"TLS from the first byte", notifier.TLSImplicit, server, pool, complaint.Sent},
		{"TLS from the first byte with a certificate nobody knows", notifier.TLSImplicit, server, x509.NewCertPool(), complaint.Pending},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, func(s *smtpServer) {
				s.AllowInsecureAuth = false
				if tc.tls == notifier.TLSStart {
					s.TLSConfig = tc.offered
				}
			})
			var user, password string
			sink.onAuth = func(u, p string) error { user, password = u, p; return nil }
			cfg := sink.config()
			cfg.TLS, cfg.TLSConfig = tc.tls, &tls.Config{RootCAs: tc.trusted, MinVersion: tls.VersionTLS12}
			login(&cfg)
			if tc.tls == notifier.TLSImplicit {
				cfg.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
					return tlsDial(ctx, sink, server)
				}
			}
			results, err := newSMTP(t, cfg).Send(t.Context(), letters(2))
			if results[0].State != tc.want || (err == nil) != (tc.want == complaint.Sent) {
				t.Errorf("got %+v, %v", results, err)
			}
			sent := tc.want == complaint.Sent
			if sent && (user != "complaints" || password != "secret") || !sent && (user != "" || len(sink.mails()) != 0) {
				t.Errorf("logged in as %q, %d mails", user, len(sink.mails()))
			}
		})
	}
}

// tlsDial puts a TLS server in front of the sink's next connection.
func tlsDial(ctx context.Context, s *sink, cfg *tls.Config) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case s.listener.conns <- tls.Server(theirs, cfg):
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestAccessToken(t *testing.T) {
	t.Parallel()
	first := base64.StdEncoding.EncodeToString([]byte("user=complaints@landlord.example\x01auth=Bearer token-1\x01\x01"))
	hello := "250-scripted\r\n250 AUTH PLAIN XOAUTH2"
	t.Run("a fresh token for each connection", func(t *testing.T) {
		t.Parallel()
		server := &script{say: map[string]string{"EHLO": hello, "AUTH": "235 2.7.0 welcome"}}
		s, asked := tokenSMTP(t, server, nil)
		for range 2 {
			if results, err := s.Send(t.Context(), letters(2)); err != nil || results[1].State != complaint.Sent {
				t.Fatalf("got %+v, %v", results, err)
			}
		}
		if *asked != 2 || server.heard("AUTH XOAUTH2 "+first) != 2 {
			t.Errorf("asked %d times; %q", *asked, server.commands)
		}
	})
	t.Run("the token is refused", func(t *testing.T) {
		t.Parallel()
		server := &script{say: map[string]string{"EHLO": hello, "AUTH": "535 5.7.8 token expired"}}
		s, _ := tokenSMTP(t, server, nil)
		results, err := s.Send(t.Context(), letters(1))
		if !errors.Is(err, notifier.ErrAccount) || results[0].State != complaint.Pending || strings.Contains(err.Error(), "token-1") {
			t.Errorf("got %+v, %v", results, err)
		}
	})
	t.Run("no token can be had", func(t *testing.T) {
		t.Parallel()
		server := &script{}
		s, _ := tokenSMTP(t, server, errors.New("the directory says no"))
		results, err := s.Send(t.Context(), letters(1))
		if !errors.Is(err, notifier.ErrAccount) || results[0].State != complaint.Pending || server.conns != 0 {
			t.Errorf("got %+v, %v, %d connections", results, err, server.conns)
		}
	})
	t.Run("the server does not know access tokens", func(t *testing.T) {
		t.Parallel()
		server := &script{}
		s, _ := tokenSMTP(t, server, nil)
		results, err := s.Send(t.Context(), letters(1))
		if err == nil || results[0].State != complaint.Pending || server.heard("MAIL") != 0 {
			t.Errorf("got %+v, %v", results, err)
		}
	})
}

func tokenSMTP(t *testing.T, server *script, refusal error) (*notifier.SMTP, *int) {
	asked := 0
	cfg := server.config()
	cfg.User = "complaints@landlord.example"
	cfg.Token = func(context.Context) (string, error) { asked++; return "token-1", refusal }
	return newSMTP(t, cfg), &asked
}

func base64PKIX(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}
