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
	"errors"
	"fmt"
	"time"
)

// serviceKey is the key of a service account, with which it asks for tokens in the name of a mailbox (RFC 7523).
type serviceKey struct {
	email, id string
	key       *rsa.PrivateKey
}

var errServiceKey = errors.New("this is not the key of a service account: give the whole JSON file that Google's " +
	"console made for it")

func readServiceKey(text string) (*serviceKey, error) {
	var file struct {
		Type  string `json:"type"`
		Email string `json:"client_email"`
		ID    string `json:"private_key_id"`
		Key   string `json:"private_key"`
	}
	if json.Unmarshal([]byte(text), &file) != nil || file.Type != "service_account" || file.Email == "" {
		return nil, errServiceKey
	}
	block, _ := pem.Decode([]byte(file.Key))
	if block == nil {
		return nil, errServiceKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errServiceKey
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errServiceKey
	}
	return &serviceKey{file.Email, file.ID, key}, nil
}

// assertion is the signed request for a token that is good for an hour (RFC 7519, RFC 7518 3.3).
func (k *serviceKey) assertion(audience, subject, scope string, now time.Time) (string, error) {
	part := func(v map[string]any) (string, error) {
		b, err := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b), err
	}
	head, headErr := part(map[string]any{"alg": "RS256", "typ": "JWT", "kid": k.id})
	claims, claimsErr := part(map[string]any{"iss": k.email, "sub": subject, "scope": scope, "aud": audience,
		"iat": now.Add(-10 * time.Second).Unix(), "exp": now.Add(time.Hour).Unix()})
	sum := sha256.Sum256([]byte(head + "." + claims))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.key, crypto.SHA256, sum[:])
	if err = errors.Join(headErr, claimsErr, err); err != nil {
		return "", fmt.Errorf("sign the request for a token: %w", err)
	}
	return head + "." + claims + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}
