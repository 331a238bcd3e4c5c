package imap

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestAServiceAccount: the token endpoint, a double made from RFC 7523 and Google's documents, checks what it is asked.
func TestAServiceAccount(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(map[string]string{"type": "service_account", "client_email": "reader@app.example",
		"private_key_id": "k1", "private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	var endpoint *httptest.Server
	endpoint = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(r.FormValue("assertion"), ".")
		sum := sha256.Sum256([]byte(strings.Join(parts[:2], ".")))
		signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
		body, _ := base64.RawURLEncoding.DecodeString(parts[1])
		var claims struct {
			Iss, Sub, Scope, Aud string
			Iat, Exp             int64
		}
		_ = json.Unmarshal(body, &claims)
		if rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], signature) != nil ||
			r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" ||
			claims.Iss != "reader@app.example" || claims.Sub != "complaints@landlord.example" ||
			claims.Scope != GoogleScope || claims.Aud != endpoint.URL || claims.Exp-now.Unix() != 3600 {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}`)
			return
		}
		io.WriteString(w, `{"access_token": "t", "token_type": "Bearer", "expires_in": 3599}`)
	}))
	t.Cleanup(endpoint.Close)
	ask := func(subject string) (string, error) {
		o, err := NewOAuth(OAuthOptions{TokenURL: endpoint.URL, ServiceAccount: string(file), Subject: subject,
			Scope: GoogleScope}, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		return o.Token(t.Context(), "")
	}
	if token, err := ask("complaints@landlord.example"); err != nil || token != "t" {
		t.Errorf("got %q, %v, want a token", token, err)
	}
	if _, err := ask("somebody@landlord.example"); err == nil || !strings.Contains(err.Error(), "invalid_grant") {
		t.Errorf("another mailbox: got %v, want what the endpoint says", err)
	}
	for name, text := range map[string]string{"a path": "/etc/key.json", "another file": `{"type": "authorized_user"}`,
		"no key": `{"type": "service_account", "client_email": "x", "private_key": "y"}`} {
		if _, err := NewOAuth(OAuthOptions{TokenURL: endpoint.URL, ServiceAccount: text}, time.Now); err == nil ||
			!strings.Contains(err.Error(), "the whole JSON file") {
			t.Errorf("%s: got %v, want a sentence that says what to give", name, err)
		}
	}
}
