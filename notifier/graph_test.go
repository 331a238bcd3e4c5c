package notifier_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"
	"time"

	"complaints/internal/outbox"
	"complaints/notifier"
)

// graph is a double of Microsoft Graph's sendMail, as its documentation tells of it: 202 without a body for what it
// takes, and an error with a code for all else.
type graph struct {
	answer func(w http.ResponseWriter, r *http.Request)
	mails  []string
	tokens []string
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.tokens = append(g.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if g.answer != nil {
		g.answer(w, r)
		return
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, r.Body))
	if err != nil || r.URL.Path != "/v1.0/users/complaints@landlord.example/sendMail" || r.Method != http.MethodPost ||
		r.Header.Get("Content-Type") != "text/plain" {
		http.Error(w, "not as it is documented", http.StatusTeapot)
		return
	}
	g.mails = append(g.mails, string(body))
	w.Header().Set("request-id", "9f2c")
	w.WriteHeader(http.StatusAccepted)
}

// graphSays answers as Graph does.
func graphSays(status int, code, message string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", "40")
		w.WriteHeader(status)
		io.WriteString(w, `{"error": {"code": "`+code+`", "message": "`+message+`"}}`)
	}
}

func (g *graph) sender(t *testing.T, token func(context.Context, string) (string, error)) *notifier.Graph {
	t.Helper()
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	if token == nil {
		token = func(_ context.Context, refused string) (string, error) { return "token after " + refused, nil }
	}
	s, err := notifier.NewGraph(notifier.GraphConfig{
		Base: server.URL + "/v1.0", User: "complaints@landlord.example", From: "complaints@landlord.example",
		FromName: "Example Homes", ReplyBase: "complaints@landlord.example", Token: token, Client: &http.Client{},
		Timeout: 2 * time.Second, Now: func() time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var at = time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)

func results(t *testing.T, s *notifier.Graph, n int) ([]outbox.SendResult, error) {
	t.Helper()
	var all []outbox.SendResult
	err := s.SendEach(t.Context(), letters(n), func(r outbox.SendResult) { all = append(all, r) })
	if len(all) != n {
		t.Fatalf("%d results of %d letters", len(all), n)
	}
	return all, err
}

func TestGraphTakesTheSameMail(t *testing.T) {
	t.Parallel()
	g := &graph{}
	got, err := results(t, g.sender(t, nil), 2)
	if err != nil || got[0].State != outbox.Sent || got[1].State != outbox.Sent || got[0].Provider == "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	m, err := mail.ReadMessage(strings.NewReader(g.mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Message-Id") == "" || !strings.Contains(m.Header.Get("Reply-To"), "complaints+") ||
		!strings.Contains(m.Header.Get("From"), "complaints@landlord.example") {
		t.Errorf("the mail's header: %v", m.Header)
	}
}

// TestWhatGraphAnswers: each answer is a letter that was sent, failed, waits or is in doubt, and trouble in a sentence
// that says what to do.
func TestWhatGraphAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		answer  func(http.ResponseWriter, *http.Request)
		state   outbox.SendState
		untried bool
		account bool
		says    string // of the trouble; "" is none
		next    time.Duration
	}{
		{"throttled", graphSays(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."), outbox.Pending,
			true, false, "limits.mails_per_minute", 40 * time.Second},
		{"busy", graphSays(503, "ErrorServerBusy", "busy"), outbox.Pending, true, false, "more slowly", 40 * time.Second},
		{"a fault of its own", graphSays(500, "ErrorInternalServerError", "x"), outbox.Unknown, false, false, "500", 0},
		{"a gateway", graphSays(504, "UnknownError", ""), outbox.Unknown, false, false, "504", 0},
		{"the token is refused twice", graphSays(401, "InvalidAuthenticationToken", "expired"), outbox.Pending, true, true,
			"the app's secret", 0},
		{"no permission", graphSays(403, "ErrorAccessDenied", "Access is denied."), outbox.Pending, true, true, "Mail.Send", 0},
		{"another sender", graphSays(403, "ErrorSendAsDenied", "no"), outbox.Pending, true, true, "Send As", 0},
		{"no licence", graphSays(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive or soft-deleted"),
			outbox.Pending, true, true, "licence", 0},
		{"no mailbox", graphSays(404, "ErrorInvalidUser", "no"), outbox.Pending, true, true, "smtp.user", 0},
		{"the day's quota", graphSays(400, "ErrorMessageSubmissionBlocked", "no"), outbox.Pending, true, true, "may not send now", 0},
		{"no such reader", graphSays(400, "ErrorInvalidRecipients", "At least one recipient is not valid."), outbox.Failed,
			false, false, "", 0},
		{"too large", graphSays(413, "ErrorMessageSizeExceeded", "no"), outbox.Failed, false, false, "", 0},
		{"it hangs up", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		}, outbox.Unknown, false, false, "does not answer", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := results(t, (&graph{answer: tc.answer}).sender(t, nil), 1)
			r := got[0]
			if r.State != tc.state || r.Untried != tc.untried || errors.Is(err, notifier.ErrAccount) != tc.account {
				t.Errorf("got %+v, %v", r, err)
			}
			if (err != nil) != (tc.says != "") || err != nil && !strings.Contains(err.Error(), tc.says) {
				t.Errorf("trouble: got %v, want %q", err, tc.says)
			}
			if next := r.NextTry; tc.next > 0 && !next.Equal(at.Add(tc.next)) {
				t.Errorf("next try: got %v, want %v later", next, tc.next)
			}
			if strings.Contains(r.Detail, "@") {
				t.Errorf("somebody's address in %q", r.Detail)
			}
		})
	}
}

func TestGraphAndItsTokens(t *testing.T) {
	t.Parallel()
	t.Run("one that has expired is replaced once", func(t *testing.T) {
		t.Parallel()
		g := &graph{}
		g.answer = func(w http.ResponseWriter, r *http.Request) {
			if len(g.tokens) == 1 {
				graphSays(401, "InvalidAuthenticationToken", "Lifetime validation failed")(w, r)
				return
			}
			w.WriteHeader(http.StatusAccepted)
		}
		got, err := results(t, g.sender(t, nil), 1)
		if err != nil || got[0].State != outbox.Sent || len(g.tokens) != 2 || g.tokens[1] != "token after "+g.tokens[0] {
			t.Errorf("got %+v, %v with tokens %q", got, err, g.tokens)
		}
	})
	t.Run("none can be had", func(t *testing.T) {
		t.Parallel()
		g := &graph{}
		got, err := results(t, g.sender(t, func(context.Context, string) (string, error) {
			return "", errors.New("AADSTS7000222: the client secret has expired")
		}), 2)
		if !errors.Is(err, notifier.ErrAccount) || got[0].State != outbox.Pending || !got[1].Untried ||
			!strings.Contains(err.Error(), "AADSTS7000222") || len(g.tokens) > 0 {
			t.Errorf("got %+v, %v after %d requests", got, err, len(g.tokens))
		}
	})
	t.Run("a letter in doubt for the second time is a person's", func(t *testing.T) {
		t.Parallel()
		s := (&graph{answer: graphSays(500, "x", "y")}).sender(t, nil)
		l := letters(1)[0]
		l.Tries = outbox.Tries{Count: 1, Doubts: 1, InDoubt: true}
		var got outbox.SendResult
		_ = s.SendEach(t.Context(), []outbox.Letter{l}, func(r outbox.SendResult) { got = r })
		if got.State != outbox.Failed || !strings.HasPrefix(got.Detail, outbox.InDoubt) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("check sends nothing", func(t *testing.T) {
		t.Parallel()
		g := &graph{answer: graphSays(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.")}
		if err := g.sender(t, nil).Check(t.Context()); err != nil {
			t.Errorf("got %v, want no fault: the token and the mailbox are right", err)
		}
		g.answer = graphSays(403, "ErrorAccessDenied", "no")
		if err := g.sender(t, nil).Check(t.Context()); err == nil {
			t.Error("the app may not send, and check does not say so")
		}
	})
}
