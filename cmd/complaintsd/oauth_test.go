package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// heard is what a command prints, while it runs.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(b)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// TestATokenFromGoogle: the consent page's answer comes by the browser or is pasted, and the token ends in its file.
func TestATokenFromGoogle(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, code  string
		pasted, bad bool
	}{
		{"by the browser", "good", false, false}, {"pasted", "good", true, false}, {"a code that is too old", "old", false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("code") != "good" || r.FormValue("grant_type") != "authorization_code" ||
					r.FormValue("client_secret") != "s" || len(r.FormValue("code_verifier")) < 43 {
					w.WriteHeader(http.StatusBadRequest)
					io.WriteString(w, `{"error": "invalid_grant", "error_description": "Malformed auth code."}`)
					return
				}
				io.WriteString(w, `{"access_token": "a", "token_type": "Bearer", "expires_in": 3599, "refresh_token": "r-1"}`)
			}))
			t.Cleanup(endpoint.Close)
			o := newOffice(t, "mailbox.user", "complaints@landlord.example", "mailbox.oauth",
				`{provider: google, client_id: app, client_secret: s, refresh_token: "file:token", token_url: "`+endpoint.URL+`"}`)
			in, paste := io.Pipe()
			said, errs := &heard{}, &heard{}
			ended := make(chan int, 1)
			go func() {
				ended <- run(context.WithoutCancel(t.Context()), &terminal{In: in, Out: said, Err: errs},
					[]string{"oauth", "google", "--config", o.config})
			}()
			at := awaitAddress(t, said)
			q := at.Query()
			if q.Get("scope") != "https://mail.google.com/" || q.Get("access_type") != "offline" {
				t.Errorf("the consent page is asked for %v", q)
			}
			back := q.Get("redirect_uri") + "/?" + url.Values{"state": {q.Get("state")}, "code": {tc.code}}.Encode()
			if tc.pasted {
				io.WriteString(paste, back+"\n")
			} else if resp, err := http.Get(back); err != nil {
				t.Fatal(err)
			} else {
				resp.Body.Close()
			}
			code := <-ended
			kept, _ := os.ReadFile(filepath.Join(o.dir, "token"))
			switch {
			case tc.bad && (code != 1 || !strings.Contains(errs.String(), "invalid_grant") || len(kept) > 0):
				t.Errorf("ended with %d, %q and the token %q", code, errs, kept)
			case !tc.bad && (code != 0 || string(kept) != "r-1\n"):
				t.Errorf("ended with %d, %q and the token %q", code, errs, kept)
			}
		})
	}
}

func awaitAddress(t *testing.T, said *heard) *url.URL {
	t.Helper()
	address := regexp.MustCompile(`https://accounts\.google\.com\S+`)
	for range 400 {
		if found := address.FindString(said.String()); found != "" {
			at, err := url.Parse(found)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("no address in %q", said)
	return nil
}
