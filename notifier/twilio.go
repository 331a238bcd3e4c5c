package notifier

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"complaints/internal/outbox"
)

const (
	defaultTwilioTimeout = 15 * time.Second
	maxTextLength        = 1600 // characters; Twilio takes no more (its error 21617)
)

// TwilioConfig says how texts leave us.
type TwilioConfig struct {
	AccountSID string
	AuthToken  string
	// From is the number texts come from, in E.164; or MessagingServiceSID names a pool of numbers. One of
	// the two is given. A name in place of a number would be one-way: no answer and no STOP could reach us.
	From                string
	MessagingServiceSID string
	// StatusURL is where Twilio reports what became of a text, as the world sees it; the letter's id is added
	// as ?letter=. "" asks for no reports.
	StatusURL string
	BaseURL   string // in place of https://api.twilio.com, for tests and the demonstration
	Timeout   time.Duration
	// Dial opens connections; nil is TCP.
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error)
	TLSConfig *tls.Config // nil trusts the system's certificate authorities
	// Now stamps the results; nil is the wall clock.
	Now func() time.Time
}

// Twilio sends texts. It may be used by several goroutines at once.
type Twilio struct {
	cfg       TwilioConfig
	base      *url.URL // nil is Twilio itself
	status    *url.URL // nil asks for no reports
	transport *http.Transport
}

// NewTwilio checks a configuration. It dials nothing.
func NewTwilio(cfg TwilioConfig) (*Twilio, error) {
	t := &Twilio{cfg: cfg, transport: &http.Transport{
		DialContext: cfg.Dial, TLSClientConfig: cfg.TLSConfig, TLSHandshakeTimeout: 10 * time.Second,
		IdleConnTimeout:   90 * time.Second,
		ForceAttemptHTTP2: cfg.Dial == nil, Proxy: http.ProxyFromEnvironment,
	}}
	t.cfg.Timeout = cmp.Or(cfg.Timeout, defaultTwilioTimeout)
	if t.cfg.Now == nil {
		t.cfg.Now = time.Now
	}
	switch {
	case !alphanumeric(cfg.AccountSID) || !alphanumeric(cfg.AuthToken):
		return nil, errors.New("twilio: the account SID and the auth token consist of letters and digits: copy them " +
			"from the console")
	case (cfg.From == "") == (cfg.MessagingServiceSID == ""):
		return nil, errors.New("twilio: give either a from number or a messaging service SID")
	case cfg.From != "" && !e164(cfg.From):
		return nil, errors.New("twilio: write the from number with its country, in quotes: \"+44...\"")
	}
	var err error
	if t.base, err = optionalURL(cfg.BaseURL); err != nil {
		return nil, fmt.Errorf("twilio: base URL: %w", err)
	}
	if t.status, err = optionalURL(cfg.StatusURL); err != nil {
		return nil, fmt.Errorf("twilio: status URL: %w", err)
	}
	return t, nil
}

// Send makes one try. The error is about Twilio or our account, never about the letter; see [SMTP.Send].
func (t *Twilio) Send(ctx context.Context, l outbox.Letter) (outbox.SendResult, error) {
	result := func(state outbox.SendState, detail string) outbox.SendResult {
		return outbox.SendResult{Letter: l.ID, State: state, At: t.cfg.Now(), Detail: detail}
	}
	body := bodyOf(l)
	switch {
	case !e164(l.To):
		return result(outbox.Failed, "this is not a phone number"), nil
	case body == "":
		return result(outbox.Failed, "the text is empty"), nil
	case len([]rune(body)) > maxTextLength:
		return result(outbox.Failed, fmt.Sprintf("the text is longer than %d characters", maxTextLength)), nil
	case ctx.Err() != nil:
		r := result(outbox.Pending, ErrStopped.Error())
		r.Untried = true
		return r, ErrStopped
	}
	ctx, cancel := graceful(ctx, grace)
	defer cancel()
	call := &call{ctx: ctx, twilio: t}
	m, err := call.service().CreateMessage(t.params(l, body))
	o := call.outcome(m, err)
	r := result(o.state, o.detail)
	r.Provider, r.Untried = o.sid, o.untried
	return r, o.trouble
}

func (t *Twilio) params(l outbox.Letter, body string) *api.CreateMessageParams {
	p := new(api.CreateMessageParams).SetTo(l.To).SetBody(body)
	if t.cfg.From != "" {
		p.SetFrom(t.cfg.From)
	} else {
		p.SetMessagingServiceSid(t.cfg.MessagingServiceSID)
	}
	if t.status != nil {
		u := *t.status
		q := u.Query()
		q.Set("letter", l.ID)
		u.RawQuery = q.Encode()
		p.SetStatusCallback(u.String())
	}
	return p
}

// call is one request to Twilio and what was seen of it on the way: the library tells neither the status of
// an answer it cannot read nor whether a failed request ever left us.
type call struct {
	ctx    context.Context
	twilio *Twilio
	status atomic.Int32 // 0: no answer
	left   atomic.Bool  // a connection was had, so Twilio may have the request
}

// service makes a client of the library for this one call, which is how the call gets a context.
func (c *call) service() *api.ApiService {
	t := c.twilio
	twilio := &client.Client{
		Credentials: client.NewCredentials(t.cfg.AccountSID, t.cfg.AuthToken),
		HTTPClient: &http.Client{Transport: c, Timeout: t.cfg.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	twilio.SetAccountSid(t.cfg.AccountSID)
	// Without NewRequestHandler: that reads the environment, which must not move our texts elsewhere.
	return api.NewApiService(&client.RequestHandler{Client: twilio})
}

// RoundTrip sends the request to the configured place, under the call's context.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { c.left.Store(true) }}
	ctx, cancel := context.WithCancel(httptrace.WithClientTrace(req.Context(), trace))
	stop := context.AfterFunc(c.ctx, cancel)
	req = req.Clone(ctx)
	if base := c.twilio.base; base != nil {
		req.URL.Scheme, req.URL.Host, req.Host = base.Scheme, base.Host, ""
	}
	resp, err := c.twilio.transport.RoundTrip(req)
	if err != nil {
		stop()
		cancel()
		return nil, err
	}
	c.status.Store(int32(resp.StatusCode))
	return resp, nil
}

// bodyOf is the text as it goes out, and as Twilio lists it.
func bodyOf(l outbox.Letter) string { return strings.TrimSpace(Fold(text(l.Text))) }

func optionalURL(s string) (*url.URL, error) {
	if s == "" {
		return nil, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not a web address", s)
	}
	return u, nil
}

// e164 reports whether s is a phone number with its country: a plus and 8 to 15 digits.
func e164(s string) bool {
	if len(s) < 9 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}
