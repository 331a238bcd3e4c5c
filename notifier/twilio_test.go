package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/notifier"
)

const (
	account = "AC00000000000000000000000000000001"
	token   = "0123456789abcdef0123456789abcdef"
	ours    = "+447700900001"
	theirs  = "+447700900123"
)

// textTo is a text letter; its words name the case and the letter.
func textTo(n int) outbox.Letter {
	return outbox.Letter{
		ID: fmt.Sprintf("text-%d", n), Case: "HC-2026-000123", Letter: letter.Stage1Acknowledgement,
		Cause:   fmt.Sprintf("message-%d", n),
		Channel: message.SMS,
		To:      theirs, Text: fmt.Sprintf("Example Homes: we’ve got your complaint HC-2026-000123 (L01/%d).\n", n),
		DecidedAt: decided,
	}
}

// api is a Twilio that answers every request to send in one way.
func api(t *testing.T, answer http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	calls := new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server, calls
}

func newTwilio(t *testing.T, base string, change ...func(*notifier.TwilioConfig)) *notifier.Twilio {
	t.Helper()
	cfg := notifier.TwilioConfig{AccountSID: account, AuthToken: token, From: ours, BaseURL: base,
		StatusURL: "https://complaints.landlord.example/sms/status", Timeout: 300 * time.Millisecond}
	for _, f := range change {
		f(&cfg)
	}
	tw, err := notifier.NewTwilio(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return tw
}

func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func refusal(status, code int) http.HandlerFunc {
	return say(status, fmt.Sprintf(`{"status":%d,"code":%d,"message":"The number %s is wrong"}`, status, code, theirs))
}

// The truth table of what a request to send came to. Anything that is not plainly a yes or a no is unknown.
func TestTextOutcomes(t *testing.T) {
	t.Parallel()
	const (
		none = iota
		passing
		account
	)
	for _, tc := range []struct {
		situation string
		answer    http.HandlerFunc
		want      outbox.SendState
		untried   bool
		trouble   int
		detail    string
	}{
		{
			situation: "accepted",
			answer:    say(201, `{"sid":"SM1","status":"queued"}`),
			want:      outbox.Sent,
			trouble:   none,
			detail:    "accepted",
		},
		{
			situation: "the reader said STOP",
			answer:    refusal(400, 21610),
			want:      outbox.Failed,
			trouble:   none,
			detail:    "asked for no more texts (21610)",
		},
		{
			situation: "not a number",
			answer:    refusal(400, 21211),
			want:      outbox.Failed,
			trouble:   none,
			detail:    "not a phone number (21211)",
		},
		{
			situation: "a landline",
			answer:    refusal(400, 21614),
			want:      outbox.Failed,
			trouble:   none,
			detail:    "cannot take texts (21614)",
		},
		{
			situation: "no way there from our number",
			answer:    refusal(400, 21612),
			want:      outbox.Failed,
			trouble:   none,
			detail:    "from ours (21612)",
		},
		{
			situation: "a country we may not text",
			answer:    refusal(400, 21408),
			want:      outbox.Failed,
			trouble:   none,
			detail:    "21408",
		},
		{
			situation: "refused for a reason we do not know",
			answer:    refusal(400, 29999),
			want:      outbox.Failed,
			trouble:   none,
			detail:    "29999",
		},

		{
			situation: "too many requests",
			answer:    refusal(429, 20429),
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
			detail:    "slowly",
		},
		{
			situation: "too many requests, said in HTML",
			answer:    say(429, "<html>slow down</html>"),
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
			detail:    "slowly",
		},
		{
			situation: "our queue is full",
			answer:    refusal(400, 21611),
			want:      outbox.Pending,
			trouble:   passing,
			detail:    "21611",
		},
		{
			situation: "wrong password",
			answer:    refusal(401, 20003),
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "20003",
		},
		{
			situation: "our account is closed",
			answer:    refusal(403, 20005),
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "20005",
		},
		{
			situation: "no such account",
			answer:    refusal(404, 20404),
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "20404",
		},
		{
			situation: "our number is not ours",
			answer:    refusal(400, 21606),
			want:      outbox.Pending,
			trouble:   account,
			detail:    "21606",
		},
		{
			situation: "a firewall refuses in HTML",
			answer:    say(403, "<html>Forbidden</html>"),
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "Forbidden",
		},

		{
			situation: "an error of theirs",
			answer:    refusal(500, 20500),
			want:      outbox.Unknown,
			trouble:   passing,
			detail:    "500",
		},
		{
			situation: "an error of theirs in HTML",
			answer:    say(503, "<html>oops</html>"),
			want:      outbox.Unknown,
			trouble:   passing,
			detail:    "503",
		},
		{
			situation: "accepted in broken JSON",
			answer:    say(201, `{"sid":"SM`),
			want:      outbox.Unknown,
			trouble:   none,
			detail:    "201",
		},
		{
			situation: "accepted without a number",
			answer:    say(201, `{"status":"queued"}`),
			want:      outbox.Unknown,
			trouble:   none,
			detail:    "201",
		},
		{
			situation: "sent elsewhere",
			answer: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			},
			want:    outbox.Unknown,
			trouble: none,
			detail:  "307",
		},
		{
			situation: "no answer",
			answer: func(_ http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				select {
				case <-r.Context().Done():
				case <-time.After(5 * time.Second):
				}
			},
			want:    outbox.Unknown,
			trouble: passing,
			detail:  "does not answer",
		},
		{
			situation: "hung up",
			answer:    func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			want:      outbox.Unknown,
			trouble:   passing,
			detail:    "does not answer",
		},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			server, calls := api(t, tc.answer)
			r, err := newTwilio(t, server.URL).Send(t.Context(), textTo(1))
			if r.Letter != "text-1" || r.State != tc.want || r.Untried != tc.untried ||
				!strings.Contains(r.Detail, tc.detail) {
				t.Errorf("got %+v, want %s, untried %v, %q", r, tc.want, tc.untried, tc.detail)
			}
			got := none
			if err != nil {
				got = passing
			}
			if errors.Is(err, notifier.ErrAccount) {
				got = account
			}
			if got != tc.trouble {
				t.Errorf("trouble: got %v", err)
			}
			if strings.Contains(fmt.Sprint(r, err), theirs) {
				t.Errorf("a phone number is told: %v, %v", r, err)
			}
			if (r.Provider == "SM1") != (tc.want == outbox.Sent) {
				t.Errorf("provider: got %q", r.Provider)
			}
			if n := calls.Load(); n != 1 {
				t.Errorf("%d requests, want exactly one", n)
			}
		})
	}
}

func TestTextThatNeverLeft(t *testing.T) {
	t.Parallel()
	refused := func(c *notifier.TwilioConfig) {
		c.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errRefused }
	}
	silent := func(c *notifier.TwilioConfig) {
		c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	}
	for situation, change := range map[string]func(*notifier.TwilioConfig){"nobody listens": refused,
		"no route": silent} {
		r, err := newTwilio(t, "http://twilio.example", change).Send(t.Context(), textTo(1))
		if r.State != outbox.Pending || !r.Untried || err == nil {
			t.Errorf("%s: got %+v, %v", situation, r, err)
		}
	}
	for situation, change := range map[string]func(*outbox.Letter){
		"no number":       func(l *outbox.Letter) { l.To = "" },
		"no country":      func(l *outbox.Letter) { l.To = "07700900123" },
		"an address":      func(l *outbox.Letter) { l.To = "a@example.com" },
		"a short number":  func(l *outbox.Letter) { l.To = "+60777" },
		"no words":        func(l *outbox.Letter) { l.Text = " \n" },
		"too many words":  func(l *outbox.Letter) { l.Text = strings.Repeat("x", 1601) },
		"two plus signs":  func(l *outbox.Letter) { l.To = "++447700900123" },
		"a zero up front": func(l *outbox.Letter) { l.To = "+0447700900123" },
	} {
		server, calls := api(t, say(201, `{"sid":"SM1"}`))
		l := textTo(1)
		change(&l)
		if r, err := newTwilio(t, server.URL).Send(t.Context(), l); r.State != outbox.Failed || err != nil ||
			calls.Load() != 0 {
			t.Errorf("%s: got %+v, %v, %d calls", situation, r, err, calls.Load())
		}
	}
}

func TestTextRequest(t *testing.T) {
	t.Parallel()
	var form url.Values
	var path, user, host string
	server, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		form, path, host = r.PostForm, r.URL.Path, r.Host
		user, _, _ = r.BasicAuth()
		say(201, `{"sid":"SM1"}`)(w, r)
	})
	l := textTo(1)
	l.ID = "a&b=c"
	if r, err := newTwilio(t, server.URL).Send(t.Context(), l); err != nil || r.State != outbox.Sent {
		t.Fatalf("got %+v, %v", r, err)
	}
	want := url.Values{"To": {theirs}, "From": {ours},
		"Body":           {"Example Homes: we've got your complaint HC-2026-000123 (L01/1)."},
		"StatusCallback": {"https://complaints.landlord.example/sms/status?letter=a%26b%3Dc"}}
	if form.Encode() != want.Encode() || user != account || path != "/2010-04-01/Accounts/"+account+"/Messages.json" ||
		"http://"+host != server.URL {
		t.Errorf("got %s as %s at %s%s", form.Encode(), user, host, path)
	}
	service := newTwilio(t, server.URL,
		func(c *notifier.TwilioConfig) { c.From, c.MessagingServiceSID, c.StatusURL = "", "MG1", "" })
	if _, err := service.Send(t.Context(), l); err != nil || form.Has("From") || form.Has("StatusCallback") ||
		form.Get("MessagingServiceSid") != "MG1" {
		t.Errorf("with a messaging service: got %s, %v", form.Encode(), err)
	}
}

// What the environment says must not move texts to another place.
func TestEnvironmentIsNotAsked(t *testing.T) {
	t.Setenv("TWILIO_EDGE", "sydney")
	t.Setenv("TWILIO_REGION", "au1")
	var dialled string
	tw := newTwilio(t, "", func(c *notifier.TwilioConfig) {
		c.Dial = func(_ context.Context, _, addr string) (net.Conn, error) { dialled = addr; return nil, errRefused }
	})
	if _, err := tw.Send(t.Context(), textTo(1)); err == nil || dialled != "api.twilio.com:443" {
		t.Errorf("dialled %q, %v", dialled, err)
	}
}

func TestNewTwilioRefuses(t *testing.T) {
	t.Parallel()
	for situation, change := range map[string]func(*notifier.TwilioConfig){
		"no account":                func(c *notifier.TwilioConfig) { c.AccountSID = "" },
		"a token with a space":      func(c *notifier.TwilioConfig) { c.AuthToken = "abc def" },
		"no sender":                 func(c *notifier.TwilioConfig) { c.From = "" },
		"two senders":               func(c *notifier.TwilioConfig) { c.MessagingServiceSID = "MG1" },
		"a name as sender":          func(c *notifier.TwilioConfig) { c.From = "HOMES" },
		"a number without its plus": func(c *notifier.TwilioConfig) { c.From = "447700900001" },
		"a status address of none":  func(c *notifier.TwilioConfig) { c.StatusURL = "complaints.landlord.example" },
		"a base of none":            func(c *notifier.TwilioConfig) { c.BaseURL = "ftp://twilio.example" },
	} {
		cfg := notifier.TwilioConfig{AccountSID: account, AuthToken: token, From: ours}
		change(&cfg)
		if _, err := notifier.NewTwilio(cfg); err == nil || !strings.HasPrefix(err.Error(), "twilio: ") ||
			strings.Contains(err.Error(), "abc def") {
			t.Errorf("%s: got %v", situation, err)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	entry := func(sid, body, direction string, created time.Time) string {
		return fmt.Sprintf(`{"sid":%q,"to":%q,"body":%q,"direction":%q,"date_created":%q,"date_sent":null}`, sid,
			theirs, body, direction, created.Format(time.RFC1123Z))
	}
	body := "Example Homes: we've got your complaint HC-2026-000123 (L01/1)."
	noise := strings.Repeat(entry("SM9", "other words", "outbound-api", decided)+",", 99) +
		entry("SM9", "other words", "outbound-api", decided)
	for _, tc := range []struct {
		situation string
		pages     []string
		want      string
		wrong     bool
	}{
		{situation: "nothing was sent", pages: []string{""}},
		{
			situation: "it is there",
			pages: []string{entry("SM2", "other words", "outbound-api", decided) + "," +
				entry("SM1", body, "outbound-api", decided.Add(time.Second))},
			want: "SM1",
		},
		{
			situation: "it is there as Twilio kept the quotes",
			pages: []string{entry("SM1", "Example Homes: we’ve got your complaint HC-2026-000123 (L01/1).",
				"outbound-api", decided)},
			want: "SM1",
		},
		{
			situation: "Twilio's clock is a little behind",
			pages:     []string{entry("SM1", body, "outbound-api", decided.Add(-2*time.Minute))},
			want:      "SM1",
		},
		{situation: "the resident sent our words back", pages: []string{entry("SM1", body, "inbound", decided)}},
		{
			situation: "another year's letter with the same words",
			pages:     []string{entry("SM1", body, "outbound-api", decided.AddDate(-1, 0, 0))},
		},
		{
			situation: "it is on the second page",
			pages:     []string{noise, entry("SM1", body, "outbound-api", decided)},
			want:      "SM1",
		},
		{
			situation: "a date nobody can read is no proof against it",
			pages:     []string{`{"sid":"SM1","body":"` + body + `","date_created":"soon"}`},
			want:      "SM1",
		},
		{situation: "the list is broken", pages: []string{`{`}, wrong: true},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			var asked []string
			server, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.URL.RawQuery)
				page := 0
				fmt.Sscan(r.URL.Query().Get("Page"), &page)
				next := "null"
				if page+1 < len(tc.pages) {
					next = fmt.Sprintf(`"/2010-04-01/Accounts/%s/Messages.json?Page=%d"`, account, page+1)
				}
				fmt.Fprintf(w, `{"messages":[%s],"next_page_uri":%s}`, tc.pages[page], next)
			})
			sid, found, err := newTwilio(t, server.URL).Find(t.Context(), textTo(1), decided)
			if sid != tc.want || found != (tc.want != "") || (err != nil) != tc.wrong {
				t.Errorf("got %q, %v, %v", sid, found, err)
			}
			if q, _ := url.ParseQuery(asked[0]); q.Get("To") != theirs || q.Has("From") ||
				strings.Contains(asked[0], "Date") {
				t.Errorf("asked %q", asked[0])
			}
		})
	}
	t.Run("the list cannot be had", func(t *testing.T) {
		t.Parallel()
		server, _ := api(t, refusal(500, 20500))
		if _, found, err := newTwilio(t, server.URL).Find(t.Context(), textTo(1), decided); err == nil || found ||
			strings.Contains(err.Error(), theirs) {
			t.Errorf("got %v, %v", found, err)
		}
	})
}

func TestTextIsFinishedWhenStopping(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		time.Sleep(50 * time.Millisecond)
		say(201, `{"sid":"SM1"}`)(w, r)
	})
	tw := newTwilio(t, server.URL)
	if r, err := tw.Send(ctx, textTo(1)); r.State != outbox.Sent || err != nil {
		t.Errorf("got %+v, %v", r, err)
	}
	if r, err := tw.Send(ctx, textTo(2)); !r.Untried || !errors.Is(err, notifier.ErrStopped) {
		t.Errorf("after the stop: got %+v, %v", r, err)
	}
}
