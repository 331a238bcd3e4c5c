package daemon

import (
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
)

// proxyTo is a proxy that lets everybody who has the password through to one server, wherever they want to go.
func proxyTo(t *testing.T, server string, asked *[]string) string {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := (&http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}).BasicAuth()
		*asked = append(*asked, r.Method+" "+r.Host)
		if r.Method != http.MethodConnect || user != "us" || password != "pass" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		there, err := net.Dial("tcp", server)
		if err != nil {
			t.Error(err)
			return
		}
		w.WriteHeader(http.StatusOK)
		here, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	}))
	t.Cleanup(proxy.Close)
	return strings.Replace(proxy.URL, "http://", "http://us:pass@", 1)
}

// TestThroughAProxyWithAnAuthorityOfOnesOwn: a token is fetched through the proxy, from a server whose certificate only
// the landlord's own authority vouches for.
func TestThroughAProxyWithAnAuthorityOfOnesOwn(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"access_token": "t", "token_type": "Bearer", "expires_in": 3600}`)
	}))
	t.Cleanup(server.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	proxy := proxyTo(t, at.Host, &asked)
	fetch := func(network config.Network) error {
		cfg := config.Default()
		cfg.Network = network
		cfg.Mailbox.Server, cfg.Mailbox.User = "imap.example.com:993", "box"
		cfg.Mailbox.OAuth = config.OAuth{Provider: "microsoft", ClientID: "app", ClientSecret: "s",
			TokenURL: "https://example.com/token"}
		servers, err := NewServers(cfg, time.Now, nil)
		if err != nil {
			return err
		}
		boxes, err := servers.Mailboxes()
		if err != nil {
			return err
		}
		token, err := boxes[0].Token.Token(t.Context(), "")
		if err == nil && token != "t" {
			t.Errorf("got %q, want the token of the server", token)
		}
		return err
	}
	if err := fetch(config.Network{CABundle: bundle, Proxy: config.Secret(proxy)}); err != nil {
		t.Error(err)
	}
	if len(asked) != 1 || asked[0] != "CONNECT example.com:443" {
		t.Errorf("the proxy was asked %q", asked)
	}
	for name, tc := range map[string]struct {
		network config.Network
		says    string
	}{
		"without the authority": {config.Network{Proxy: config.Secret(proxy)}, "certificate"},
		"a wrong password": {config.Network{CABundle: bundle, Proxy: config.Secret(strings.Replace(proxy, "pass", "x", 1))},
			"does not let us through"},
		"no file":            {config.Network{CABundle: "/nowhere/ca.pem"}, "network.ca_bundle: /nowhere/ca.pem cannot be read"},
		"no certificate":     {config.Network{CABundle: "servers_test.go"}, "BEGIN CERTIFICATE"},
		"no proxy's address": {config.Network{Proxy: "proxy:3128"}, "network.proxy: give the proxy's address"},
	} {
		if err := fetch(tc.network); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got %v, want %q", name, err, tc.says)
		}
	}
}
