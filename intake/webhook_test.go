package intake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
)

const (
	smsAddressPublic = "https://complaints.landlord.example/sms"
	authToken        = "0123456789abcdef0123456789abcdef"
)

var textConfig = WebhookConfig{PublicURL: smsAddressPublic, AccountSID: "AC1", AuthTokens: []string{authToken}}

// sign makes Twilio's signature: the address, then every name with its first value in order of name.
func sign(token, address string, form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	for _, name := range names {
		mac.Write([]byte(name + form.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func smsForm() url.Values {
	return url.Values{"MessageSid": {"SM00000000000000000000000000000001"}, "AccountSid": {"AC1"},
		"From": {"+447700900123"}, "To": {"+447700900999"}, "Body": {"no heating since Tuesday"}, "NumMedia": {"0"}}
}

// post makes a request as Twilio does, signed over address.
func post(target, token, address string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", sign(token, address, form))
	return r
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	sound := func() *http.Request { return post("/sms", authToken, smsAddressPublic, smsForm()) }
	body := func(s string) *http.Request {
		r := sound()
		r.Body = http.NoBody
		r2 := httptest.NewRequest(http.MethodPost, "/sms", strings.NewReader(s))
		r2.Header = r.Header
		return r2
	}
	for name, c := range map[string]struct {
		request *http.Request
		fail    error
		status  int
		taken   int
	}{
		"sound": {request: sound(), status: 200, taken: 1},
		"through a proxy": {
			request: post("http://127.0.0.1:8080/other/path", authToken, smsAddressPublic, smsForm()),
			status:  200,
			taken:   1,
		},
		"with a port": {
			request: post("/sms", authToken, "https://complaints.landlord.example:443/sms", smsForm()),
			status:  200,
			taken:   1,
		},
		"the next token": {request: post("/sms", "fedcba", smsAddressPublic, smsForm()), status: 200, taken: 1},
		"to a pool's number": {
			request: func() *http.Request {
				f := smsForm()
				f.Set("To", "+447700900555")
				return post("/sms", authToken, smsAddressPublic, f)
			}(),
			status: 200,
			taken:  1,
		},
		"store is down": {request: sound(), fail: errors.New("disk full"), status: 503, taken: 1},
		"another token": {request: post("/sms", "guess", smsAddressPublic, smsForm()), status: 403},
		"http": {
			request: post("/sms", authToken, "http://complaints.landlord.example/sms", smsForm()),
			status:  403,
		},
		"trailing slash": {request: post("/sms", authToken, smsAddressPublic+"/", smsForm()), status: 403},
		"an added query": {request: post("/sms?x=1", authToken, smsAddressPublic+"?x=1", smsForm()), status: 403},
		"no signature": {
			request: func() *http.Request { r := sound(); r.Header.Del("X-Twilio-Signature"); return r }(),
			status:  403,
		},
		"changed words":  {request: body(strings.Replace(smsForm().Encode(), "Tuesday", "Monday", 1)), status: 403},
		"an added field": {request: body(smsForm().Encode() + "&OptOutType=STOP"), status: 403},
		"semicolon":      {request: body(smsForm().Encode() + ";Body=x"), status: 400},
		"not a form":     {request: body("%zz"), status: 400},
		"empty":          {request: body(""), status: 403},
		"too large":      {request: body("Body=" + strings.Repeat("x", webhookBody)), status: 413},
		"GET": {
			request: func() *http.Request { r := sound(); r.Method = http.MethodGet; return r }(),
			status:  405,
		},
		"JSON": {
			request: func() *http.Request {
				r := sound()
				r.Header.Set("Content-Type",
					"application/json")
				return r
			}(),
			status: 415,
		},
		"no type": {
			request: func() *http.Request { r := sound(); r.Header.Del("Content-Type"); return r }(),
			status:  415,
		},
		"type with a charset": {
			request: func() *http.Request {
				r := sound()
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
				return r
			}(),
			status: 200,
			taken:  1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			taken := 0
			var log bytes.Buffer
			h, err := NewWebhook(WebhookConfig{PublicURL: smsAddressPublic + "#rc=5&rp=all", AccountSID: "AC1",
				AuthTokens: []string{authToken, "", "fedcba"}},
				func(context.Context, message.Arrival) error { taken++; return c.fail },
				slog.New(slog.NewTextHandler(&log, nil)), time.Now)
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, c.request)
			if w.Code != c.status || taken != c.taken {
				t.Errorf("status %d, taken %d; want %d, %d", w.Code, taken, c.status, c.taken)
			}
			if (w.Code == 200) != (w.Header().Get("Content-Type") == "text/xml; charset=utf-8" &&
				strings.HasSuffix(w.Body.String(), "<Response/>")) {
				t.Errorf("answer %q %q", w.Header().Get("Content-Type"), w.Body)
			}
			for _, private := range []string{"heating", "7700900", "xxxx"} {
				if strings.Contains(log.String(), private) {
					t.Errorf("logged: %s", &log)
				}
			}
		})
	}
}

func TestWebhookArrival(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 21, 9, 0, 0, 0, time.UTC)
	var got message.Arrival
	h, err := NewWebhook(WebhookConfig{PublicURL: smsAddressPublic, AccountSID: "AC1", AuthTokens: []string{authToken}},
		func(ctx context.Context, a message.Arrival) error {
			if _, ok := ctx.Deadline(); !ok {
				t.Error("no deadline: Twilio does not wait for ever")
			}
			got = a
			return ctx.Err()
		}, slog.New(slog.DiscardHandler), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	// The caller hangs up; what it sent is taken in all the same. A second Body is not signed and
	// must not be read.
	r := post("/sms", authToken, smsAddressPublic, smsForm())
	raw := smsForm().Encode() + "&Body=EVIL"
	again := httptest.NewRequest(http.MethodPost, "/sms", strings.NewReader(raw))
	again.Header = r.Header
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, again.WithContext(ctx))
	if w.Code != 200 || got.Key != "sms:SM00000000000000000000000000000001" || got.Source != "+447700900999" ||
		!got.Received.Equal(now) ||
		got.Channel != message.SMS || string(got.Raw) != raw || got.Size != int64(len(raw)) {
		t.Errorf("status %d, arrival %+v", w.Code, got)
	}
	if m := parseSMS(got); m.Text != "no heating since Tuesday" {
		t.Errorf("read %q", m.Text)
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	const address = "https://complaints.landlord.example/sms/status"
	form := func(pairs ...string) url.Values {
		f := smsForm()
		f.Set("MessageStatus", "delivered")
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return f
	}
	for name, c := range map[string]struct {
		query, signed string
		form          url.Values
		fail          error
		status        int
		want          *SMSReport
		outcome       outbox.Delivery
	}{
		"delivered": {
			query:   "?letter=L7",
			signed:  "?letter=L7",
			form:    form(),
			status:  204,
			want:    &SMSReport{"SM00000000000000000000000000000001", "delivered", 0, "L7"},
			outcome: outbox.Delivered,
		},
		"phone is off": {
			query:   "?letter=L7",
			signed:  "?letter=L7",
			form:    form("MessageStatus", "undelivered", "ErrorCode", "30003"),
			status:  204,
			want:    &SMSReport{"SM00000000000000000000000000000001", "undelivered", 30003, "L7"},
			outcome: outbox.Undelivered,
		},
		"failed": {
			form:    form("MessageStatus", "failed", "ErrorCode", "21610"),
			status:  204,
			want:    &SMSReport{"SM00000000000000000000000000000001", "failed", 21610, ""},
			outcome: outbox.Undelivered,
		},
		"a late sent": {
			form:   form("MessageStatus", "sent"),
			status: 204,
			want:   &SMSReport{"SM00000000000000000000000000000001", "sent", 0, ""},
		},
		"a word of 2031": {
			form:   form("MessageStatus", "teleported", "ErrorCode", "x"),
			status: 204,
			want:   &SMSReport{"SM00000000000000000000000000000001", "teleported", 0, ""},
		},
		"an odd letter": {
			query:   "?letter=%3Cscript%3E",
			signed:  "?letter=%3Cscript%3E",
			form:    form(),
			status:  204,
			want:    &SMSReport{"SM00000000000000000000000000000001", "delivered", 0, ""},
			outcome: outbox.Delivered,
		},
		"another letter":  {query: "?letter=L8", signed: "?letter=L7", form: form(), status: 403},
		"another status":  {query: "?letter=L7", form: form(), status: 403},
		"body hash trick": {query: "?bodySHA256=00", form: form(), status: 403},
		"no text of ours": {form: form("MessageSid", "x"), status: 403},
		"store is down": {
			form:    form(),
			fail:    errors.New("disk full"),
			status:  503,
			want:    &SMSReport{"SM00000000000000000000000000000001", "delivered", 0, ""},
			outcome: outbox.Delivered,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *SMSReport
			h, err := NewReports(WebhookConfig{PublicURL: address, AccountSID: "AC1", AuthTokens: []string{authToken}},
				func(_ context.Context, r SMSReport) error {
					got = &r
					return c.fail
				}, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, post("/sms/status"+c.query, authToken, address+c.signed, c.form))
			if w.Code != c.status || (got == nil) != (c.want == nil) ||
				got != nil && (*got != *c.want || got.Outcome() != c.outcome) {
				t.Errorf("status %d, report %+v; want %d, %+v", w.Code, got, c.status, c.want)
			}
		})
	}
}

func TestWebhookConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]WebhookConfig{
		"no token":    {PublicURL: smsAddressPublic, AccountSID: "AC1"},
		"empty token": {PublicURL: smsAddressPublic, AccountSID: "AC1", AuthTokens: []string{""}},
		"no account":  {PublicURL: smsAddressPublic, AuthTokens: []string{authToken}},
		"no address":  {AccountSID: "AC1", AuthTokens: []string{authToken}},
		"a path only": {PublicURL: "/sms", AccountSID: "AC1", AuthTokens: []string{authToken}},
		"plain http": {PublicURL: "http://complaints.landlord.example/sms", AccountSID: "AC1",
			AuthTokens: []string{authToken}},
	} {
		if _, err := NewWebhook(cfg, nil, slog.New(slog.DiscardHandler), time.Now); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := NewReports(cfg, nil, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s: accepted for reports", name)
		}
	}
}

// TestSignedCallsKeepTheirBorders: Twilio signs names and values without a mark between them, so a call that was signed
// once can be cut anew, and only one that is cut as Twilio cuts it counts.
func TestSignedCallsKeepTheirBorders(t *testing.T) {
	t.Parallel()
	const sid, from = "SM00000000000000000000000000000001", "+447700900123"
	with := func(pairs ...string) url.Values {
		f := smsForm()
		for i := 0; i < len(pairs); i += 2 {
			if f.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
				f.Del(pairs[i])
			}
		}
		return f
	}
	const theirs = "SM0000000000000000000000000000000f"
	crafted := "hello" + "From+447700900666" + "MessageSid" + theirs + "To+447700900999" + "ToZip"
	for name, x := range map[string]struct {
		form   url.Values
		status int
	}{
		"as Twilio sends it":       {with(), 200},
		"a short code":             {with("From", "60777"), 200},
		"a name":                   {with("From", "HASTOE"), 200},
		"with the older names":     {with("SmsSid", sid, "SmsMessageSid", sid), 200},
		"nothing at all":           {url.Values{}, 403},
		"no SID":                   {with("MessageSid", ""), 403},
		"no account":               {with("AccountSid", ""), 403},
		"another account":          {with("AccountSid", "AC2"), 403},
		"no sender":                {with("From", ""), 403},
		"no number of ours":        {with("To", ""), 403},
		"the SID joined to From":   {with("MessageSid", "", "From", from+"MessageSid"+sid), 403},
		"the SID joined, and kept": {with("From", from+"MessageSid"+sid), 403},
		"a sender and a SID out of a resident's words": {url.Values{"AccountSid": {"AC1"}, "Body": {"hello"},
			"From": {"+447700900666"}, "MessageSid": {theirs}, "To": {"+447700900999"},
			"ToZip": {"From" + from + "MessageSid" + sid + "NumMedia0To+447700900999"}}, 403},
		"the words that are meant for it": {with("Body", crafted), 403},
	} {
		h, err := NewWebhook(textConfig,
			func(context.Context, message.Arrival) error { return nil }, slog.New(slog.DiscardHandler), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, post("/sms", authToken, smsAddressPublic, x.form))
		if w.Code != x.status {
			t.Errorf("%s: status %d, want %d", name, w.Code, x.status)
		}
	}
}

// TestRefusalsAreCounted: a thousand calls a second are a line a minute.
func TestRefusalsAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		h, err := NewWebhook(textConfig,
			func(context.Context, message.Arrival) error { return nil },
			slog.New(slog.NewTextHandler(&log, nil)), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		call := func(n int) {
			for range n {
				h.ServeHTTP(httptest.NewRecorder(), post("/sms", "guess", smsAddressPublic, smsForm()))
			}
		}
		call(1000)
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/sms", nil))
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if got := log.String(); strings.Count(got, "\n") != 2 ||
			!strings.Contains(got, `why="wrong signature" calls=1000`) ||
			!strings.Contains(got, `why="only POST" calls=1`) {
			t.Errorf("after a minute: %s", got)
		}
		log.Reset()
		time.Sleep(time.Hour)
		synctest.Wait()
		if log.Len() > 0 {
			t.Errorf("said without a call: %s", &log)
		}
		call(2)
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "calls=2") {
			t.Errorf("the next time: %s", got)
		}
	})
}
