package imap

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is a local authorisation server.
type authority struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []url.Values
	answer func(n int, form url.Values) (status int, body string)
}

func newAuthority(t *testing.T, answer func(n int, form url.Values) (int, string)) *authority {
	a := &authority{answer: answer}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || len(r.URL.RawQuery) > 0 {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		a.asked = append(a.asked, r.PostForm)
		status, body := a.answer(len(a.asked), r.PostForm)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(a.Close)
	return a
}

func numbered(n int, _ url.Values) (int, string) {
	return 200, fmt.Sprintf(`{"token_type":"Bearer","access_token":"token-%d","expires_in":3600}`, n)
}

func TestOAuthClientCredentials(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, numbered)
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	o, err := NewOAuth(OAuthOptions{TokenURL: a.URL, ClientID: "app", ClientSecret: "s3cret", Scope: MicrosoftScope},
		func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	token := func(refused, want string) {
		t.Helper()
		if got, err := o.Token(t.Context(), refused); got != want || err != nil {
			t.Errorf("token %q, %v; want %q", got, err, want)
		}
	}
	token("", "token-1")
	token("", "token-1")        // kept
	token("token-1", "token-2") // the mail server turned it down
	token("token-1", "token-2") // told late: there is a newer one already
	now = now.Add(57 * time.Minute)
	token("", "token-2")
	now = now.Add(2 * time.Minute)
	token("", "token-3") // about to expire
	if got, want := a.asked[0].Encode(),
		"client_id=app&client_secret=s3cret&grant_type=client_credentials&scope=https%3A%2F%2Foutlook.office365.com%"+
			"2F.default"; got != want {
		t.Errorf("asked with %s", got)
	}
}

func TestOAuthRefreshTokenIsRotatedAndKept(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, func(n int, form url.Values) (int, string) {
		if form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != fmt.Sprint("refresh-", n) {
			return 400, `{"error":"invalid_grant"}`
		}
		return 200, fmt.Sprintf(`{"token_type":"bearer","access_token":"token-%d","expires_in":"60","refresh_token":`+
			`"refresh-%d"}`, n, n+1)
	})
	var kept []string
	full := false
	o, err := NewOAuth(OAuthOptions{TokenURL: a.URL, ClientID: "app", RefreshToken: "refresh-1",
		Rotated: func(_ context.Context, r string) error {
			if full {
				return errors.New("disk full")
			}
			kept = append(kept, r)
			return nil
		}}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ { // a life of one minute is too short to keep any
		if got, err := o.Token(t.Context(), ""); got != fmt.Sprint("token-", n) || err != nil {
			t.Fatalf("%q, %v", got, err)
		}
	}
	if strings.Join(kept, " ") != "refresh-2 refresh-3 refresh-4" {
		t.Errorf("kept %q", kept)
	}
	full = true
	if _, err := o.Token(t.Context(), ""); err == nil || errors.Is(err, ErrLogin) {
		t.Errorf("a refresh token that could not be kept: %v", err)
	}
}

func TestOAuthFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		person bool // a person must act
		says   string
	}{
		"secret expired": {
			status: 401,
			body: `{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys ` +
				`are expired.\r\nTrace ID: 1"}`,
			person: true,
			says:   "keys are expired",
		},
		"consent withdrawn":   {status: 400, body: `{"error":"invalid_grant"}`, person: true, says: "invalid_grant"},
		"server down":         {status: 503, body: `<html>busy</html>`, says: "503"},
		"server down in JSON": {status: 500, body: `{"error":"server_error"}`, says: "500"},
		"too many requests":   {status: 429, body: `{"error":"slow_down"}`, says: "429"},
		"no token":            {status: 200, body: `{"token_type":"Bearer"}`, says: "without a token"},
		"another type":        {status: 200, body: `{"token_type":"mac","access_token":"x"}`, says: "mac"},
		"not JSON":            {status: 200, body: `access_token=x`, says: "without a token"},
		"a redirect":          {status: 307, says: "307"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority(t, func(int, url.Values) (int, string) { return c.status, c.body })
			o, err := NewOAuth(OAuthOptions{TokenURL: a.URL, ClientID: "app", ClientSecret: "s3cret"}, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			token, err := o.Token(t.Context(), "")
			if err == nil || token != "" || errors.Is(err, ErrLogin) != c.person ||
				!strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%q, %v", token, err)
			}
		})
	}
}

func TestOAuthConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]OAuthOptions{
		"plain http":  {TokenURL: "http://login.example/token", ClientID: "app", ClientSecret: "s"},
		"no address":  {ClientID: "app", ClientSecret: "s"},
		"no id":       {TokenURL: GoogleTokenURL, ClientSecret: "s"},
		"no secret":   {TokenURL: GoogleTokenURL, ClientID: "app"},
		"not a token": {TokenURL: "file:///etc/passwd", ClientID: "app", ClientSecret: "s"},
	} {
		if _, err := NewOAuth(opts, time.Now); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// tokens gives token-1, and token-2 once token-1 was turned down.
type tokens struct{ refused []string }

func (s *tokens) Token(_ context.Context, refused string) (string, error) {
	s.refused = append(s.refused, refused)
	if refused != "" {
		return "token-2", nil
	}
	return "token-1", nil
}

func TestLoginWithToken(t *testing.T) {
	for name, c := range map[string]struct {
		caps     string
		accepted string // "" for none
		want     string // what the server reads
		dials    int
	}{
		"XOAUTH2": {
			caps:     "AUTH=XOAUTH2 SASL-IR",
			accepted: "token-1",
			want:     "user=complaints@landlord.example\x01auth=Bearer token-1\x01\x01",
			dials:    1,
		},
		"XOAUTH2 before OAUTHBEARER": {
			caps:     "AUTH=OAUTHBEARER AUTH=XOAUTH2 SASL-IR",
			accepted: "token-1",
			want:     "user=complaints@landlord.example\x01auth=Bearer token-1\x01\x01",
			dials:    1,
		},
		"XOAUTH2 without SASL-IR": {
			caps:     "AUTH=XOAUTH2",
			accepted: "token-1",
			want:     "user=complaints@landlord.example\x01auth=Bearer token-1\x01\x01",
			dials:    1,
		},
		"OAUTHBEARER": {
			caps:     "AUTH=OAUTHBEARER SASL-IR",
			accepted: "token-1",
			want:     "n,a=complaints@landlord.example,\x01host=127.0.0.1\x01port=143\x01auth=Bearer token-1\x01\x01",
			dials:    1,
		},
		"a token that has expired": {
			caps:     "AUTH=XOAUTH2 SASL-IR",
			accepted: "token-2",
			want:     "user=complaints@landlord.example\x01auth=Bearer token-2\x01\x01",
			dials:    2,
		},
		"an expired one, OAUTHBEARER": {
			caps:     "AUTH=OAUTHBEARER SASL-IR",
			accepted: "token-2",
			want:     "n,a=complaints@landlord.example,\x01host=127.0.0.1\x01port=143\x01auth=Bearer token-2\x01\x01",
			dials:    2,
		},
		"no token is good": {
			caps:  "AUTH=XOAUTH2 SASL-IR",
			want:  "user=complaints@landlord.example\x01auth=Bearer token-2\x01\x01",
			dials: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newScript(t, mails("one")...)
				s.caps = c.caps
				read := ""
				s.odd = func(sc *scriptConn, command string) string {
					mechanism, isAuth := strings.CutPrefix(command, "AUTHENTICATE ")
					if !isAuth {
						return ""
					}
					_, initial, isThere := strings.Cut(mechanism, " ")
					if !isThere {
						sc.say("+ ")
						initial, _ = sc.in.ReadString('\n')
					}
					said, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(initial))
					read = string(said)
					if c.accepted != "" && strings.Contains(read, "Bearer "+c.accepted+"\x01") {
						return "OK [CAPABILITY IMAP4rev1] welcome"
					}
					sc.say("+ %s", base64.StdEncoding.EncodeToString([]byte(`{"status":"400","schemes":"Bearer"}`)))
					sc.in.ReadString('\n')
					return "NO [AUTHENTICATIONFAILED] no"
				}
				source := &tokens{}
				_, err := scripted(t, s, &shelf{},
					func(c *Options) { c.Token, c.Password = source, "" }).Check(t.Context())
				if (c.accepted == "") != errors.Is(err, ErrLogin) || c.accepted != "" && err != nil {
					t.Errorf("%v", err)
				}
				if err != nil && (strings.Contains(err.Error(), "token-") || !strings.Contains(err.Error(), `"400"`)) {
					t.Errorf("the error must tell the server's reason and not the token: %v", err)
				}
				if read != c.want || s.dialled() != c.dials {
					t.Errorf("the server read %q over %d connections, want %q over %d", read, s.dialled(), c.want,
						c.dials)
				}
			})
		})
	}
}

// TestTokenExpiresInTheMiddle: a server that ends a connection because our token has run out gets the next one, and the
// mail that came meanwhile is taken in.
func TestTokenExpiresInTheMiddle(t *testing.T) {
	for name, end := range map[string]string{"said with BYE": "BYE", "said in answer to a command": "NO",
		"only hung up": "close"} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, ledger, source := newScript(t, mails("one")...), &shelf{}, &tokens{}
				s.caps = "AUTH=XOAUTH2 SASL-IR"
				expired := false
				s.odd = func(sc *scriptConn, command string) string {
					initial, isAuth := strings.CutPrefix(command, "AUTHENTICATE XOAUTH2 ")
					old := false
					sc.change(func() { old = expired })
					if isAuth {
						said, _ := base64.StdEncoding.DecodeString(initial)
						if old && strings.Contains(string(said), "token-1") {
							sc.say("+ %s", base64.StdEncoding.EncodeToString([]byte(`{"status":"401"}`)))
							sc.in.ReadString('\n')
							return "NO [AUTHENTICATIONFAILED] no"
						}
						return "OK [CAPABILITY IMAP4rev1] welcome"
					}
					if !old || sc.dial > 1 {
						return ""
					}
					switch end {
					case "BYE":
						sc.say("* BYE session invalidated, the access token has expired")
						return "close"
					case "NO":
						return "NO [AUTHENTICATIONFAILED] the access token has expired"
					}
					return "close"
				}
				m := scripted(t, s, ledger, func(c *Options) { c.Token, c.Password = source, "" })
				run(t, m)
				settleFor(10 * time.Second)
				wantSubjects(t, ledger, "one")
				s.change(func() { expired = true })
				s.arrive(mails("two")...)
				settleFor(20*time.Minute + time.Second)
				wantSubjects(t, ledger, "one", "two")
				if status := m.Status(); status.LastError != "" || !status.Connected {
					t.Errorf("not well again: %+v", status)
				}
				if len(source.refused) < 3 || source.refused[len(source.refused)-1] != "token-1" {
					t.Errorf("tokens asked for after %q", source.refused)
				}
			})
		})
	}
}
