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

	"complaints/internal/outbox"
	"complaints/notifier"
)

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	good := notifier.SMTPConfig{Addr: "mail.example.com:587", TLS: notifier.TLSStart,
		From: "complaints@landlord.example"}
	if _, err := notifier.NewSMTP(good); err != nil {
		t.Fatal(err)
	}
	for situation, tc := range map[string]struct {
		change func(*notifier.SMTPConfig)
		want   string
	}{
		"no port": {
			change: func(c *notifier.SMTPConfig) { c.Addr = "mail.example.com" },
			want:   "host:port",
		},
		"a port that is none": {
			change: func(c *notifier.SMTPConfig) { c.Addr = "mail.example.com:smtp" },
			want:   "host:port",
		},
		"no host":      {change: func(c *notifier.SMTPConfig) { c.Addr = ":25" }, want: "host:port"},
		"TLS left out": {change: func(c *notifier.SMTPConfig) { c.TLS = "" }, want: `use "starttls"`},
		"plain to another machine": {
			change: func(c *notifier.SMTPConfig) { c.TLS = notifier.TLSNone },
			want:   "only over TLS",
		},
		"a sender without a host": {
			change: func(c *notifier.SMTPConfig) { c.From = "complaints" },
			want:   "not an email address",
		},
		"a reply address with none": {
			change: func(c *notifier.SMTPConfig) { c.ReplyBase = "landlord.example" },
			want:   "not an email address",
		},
		"a user with no secret": {
			change: func(c *notifier.SMTPConfig) { c.User = "complaints" },
			want:   "neither password nor token",
		},
		"a signature with no key": {
			change: func(c *notifier.SMTPConfig) {
				c.DKIM = &notifier.DKIMConfig{Domain: "landlord.example", Selector: "c1"}
			},
			want: "signature",
		},
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
		want      outbox.SendState
	}{
		{situation: "STARTTLS", tls: notifier.TLSStart, offered: server, trusted: pool, want: outbox.Sent},
		{situation: "STARTTLS not offered", tls: notifier.TLSStart, trusted: pool, want: outbox.Pending},
		{
			situation: "STARTTLS with a certificate nobody knows",
			tls:       notifier.TLSStart,
			offered:   server,
			trusted:   x509.NewCertPool(),
			want:      outbox.Pending,
		},
		{
			situation: "TLS from the first byte",
			tls:       notifier.TLSImplicit,
			offered:   server,
			trusted:   pool,
			want:      outbox.Sent,
		},
		{
			situation: "TLS from the first byte with a certificate nobody knows",
			tls:       notifier.TLSImplicit,
			offered:   server,
			trusted:   x509.NewCertPool(),
			want:      outbox.Pending,
		},
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
			if results[0].State != tc.want || (err == nil) != (tc.want == outbox.Sent) {
				t.Errorf("got %+v, %v", results, err)
			}
			sent := tc.want == outbox.Sent
			if sent && (user != "complaints" || password != "secret") ||
				!sent && (user != "" || len(sink.mails()) != 0) {
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
	first := base64.StdEncoding.EncodeToString([]byte("user=complaints@landlord.example\x01auth=Bearer " +
		"token-1\x01\x01"))
	hello := "250-scripted\r\n250 AUTH PLAIN XOAUTH2"
	t.Run("a fresh token for each connection", func(t *testing.T) {
		t.Parallel()
		server := &script{say: map[string]string{"EHLO": hello, "AUTH": "235 2.7.0 welcome"}}
		s, asked := tokenSMTP(t, server, nil)
		for range 2 {
			if results, err := s.Send(t.Context(), letters(2)); err != nil || results[1].State != outbox.Sent {
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
		if !errors.Is(err, notifier.ErrAccount) || results[0].State != outbox.Pending ||
			strings.Contains(err.Error(), "token-1") {
			t.Errorf("got %+v, %v", results, err)
		}
	})
	t.Run("no token can be had", func(t *testing.T) {
		t.Parallel()
		server := &script{}
		s, _ := tokenSMTP(t, server, errors.New("the directory says no"))
		results, err := s.Send(t.Context(), letters(1))
		if !errors.Is(err, notifier.ErrAccount) || results[0].State != outbox.Pending || server.conns != 0 {
			t.Errorf("got %+v, %v, %d connections", results, err, server.conns)
		}
	})
	t.Run("the server does not know access tokens", func(t *testing.T) {
		t.Parallel()
		server := &script{}
		s, _ := tokenSMTP(t, server, nil)
		results, err := s.Send(t.Context(), letters(1))
		if err == nil || results[0].State != outbox.Pending || server.heard("MAIL") != 0 {
			t.Errorf("got %+v, %v", results, err)
		}
	})
}

func tokenSMTP(t *testing.T, server *script, refusal error) (*notifier.SMTP, *int) {
	asked := 0
	cfg := server.config()
	cfg.User = "complaints@landlord.example"
	cfg.Token = func(context.Context, string) (string, error) { asked++; return "token-1", refusal }
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
