package notifier

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"complaints/internal/loopback"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// Where Microsoft Graph is, and what an access token for it has to be good for.
const (
	GraphURL   = "https://graph.microsoft.com/v1.0"
	GraphScope = "https://graph.microsoft.com/.default"
)

// GraphConfig says how letters are handed to Microsoft Graph, where a mailbox may not log in by SMTP.
type GraphConfig struct {
	Base      string // "" is Microsoft's own
	User      string // the mailbox that sends
	From      string
	FromName  string
	ReplyBase string
	// Token gives an access token; refused is one that Graph has just turned down.
	Token   func(ctx context.Context, refused string) (string, error)
	Client  *http.Client
	Timeout time.Duration // for one letter
	Own     func(address string) bool
	// Enclosed is as [SMTPConfig.Enclosed].
	Enclosed func(ctx context.Context, e message.Enclosure) (data []byte, ok bool, err error)
	// Paper is as [SMTPConfig.Paper].
	Paper func(ctx context.Context, page string) (pdf []byte, err error)
	// Logo is as [SMTPConfig.Logo].
	Logo func() (logo Picture, ok bool)
	Now  func() time.Time
}

// Graph sends letters by Microsoft Graph's sendMail, each as the same mail that [SMTP] would send. It may be used by
// several goroutines at once.
type Graph struct {
	cfg    GraphConfig
	base   string
	writer *SMTP // writes a letter as mail, and dials nobody
}

// NewGraph checks a configuration. It dials nothing.
func NewGraph(cfg GraphConfig) (*Graph, error) {
	base := strings.TrimSuffix(cmp.Or(cfg.Base, GraphURL), "/")
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && !loopback.Is(u.Hostname()) {
		return nil, fmt.Errorf("sending by Microsoft Graph: %q is no address: leave it out, or write it as %s", cfg.Base,
			GraphURL)
	}
	if cfg.Token == nil {
		return nil, errors.New("sending by Microsoft Graph: it takes letters only with an access token: fill in smtp.oauth")
	}
	cfg.Timeout = cmp.Or(cfg.Timeout, defaultSMTPTimeout)
	writer := &SMTP{cfg: SMTPConfig{Logo: cfg.Logo, Paper: cfg.Paper,
		From: cfg.From, FromName: cfg.FromName, ReplyBase: cfg.ReplyBase, Own: cfg.Own,
		Enclosed: cfg.Enclosed}}
	return &Graph{cfg: cfg, base: base, writer: writer}, writer.setSender()
}

// Check asks for the mailbox's profile of sending, as far as that can be seen without sending: that a token is given,
// and that Graph takes it for this mailbox.
func (g *Graph) Check(ctx context.Context) error {
	_, err := g.cfg.Token(ctx, "")
	if err != nil {
		return fmt.Errorf("sending by Microsoft Graph: %w: access token: %w", ErrAccount, err)
	}
	// A mail without anything in it is refused with 400 once the token and the mailbox are right, and sends nothing.
	answer := g.post(ctx, nil)
	if v := answer.verdict(); v.trouble != nil {
		return v.trouble
	}
	return nil
}

// SendEach makes one try for each letter; see [SMTP.SendEach].
func (g *Graph) SendEach(ctx context.Context, letters []outbox.Letter, done func(outbox.SendResult)) error {
	var trouble error
	for _, l := range letters {
		if trouble == nil && ctx.Err() != nil {
			trouble = ErrStopped
		}
		r := outbox.SendResult{State: outbox.Pending, Untried: true}
		if trouble == nil {
			r, trouble = g.send(ctx, l)
		} else {
			r.Detail = tell(trouble.Error())
		}
		r.Letter, r.At = l.ID, g.cfg.Now()
		done(r)
	}
	return trouble
}

func (g *Graph) send(ctx context.Context, l outbox.Letter) (outbox.SendResult, error) {
	e, err := g.writer.render(ctx, l)
	if err != nil {
		return notWritten(l, err), nil
	}
	// told to stop, the letter on the wire gets a moment to finish
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), g.cfg.Timeout)
	defer cancel()
	answer := g.post(ctx, e.data)
	v := answer.verdict()
	r := outbox.SendResult{State: v.state, Untried: v.untried, Detail: tell(v.detail)}
	switch {
	case v.state == outbox.Sent:
		r.Provider = r.Detail
	case v.state == outbox.Failed && g.writer.own(l.To):
		r.State, r.Detail = outbox.Pending, outbox.OwnMailbox+r.Detail
	case v.state == outbox.Unknown && l.Tries.Doubts > 0:
		r.State, r.Detail = outbox.Failed, outbox.InDoubt+r.Detail
	case v.wait > 0:
		r.NextTry = g.cfg.Now().Add(v.wait)
	}
	return r, v.trouble
}

// graphAnswer is what came of one request.
type graphAnswer struct {
	status    int // 0: none came
	left      bool
	err       error
	code      string
	message   string
	requestID string
	wait      time.Duration
}

// post hands a mail to Graph. A token that is refused is replaced once.
func (g *Graph) post(ctx context.Context, mail []byte) (a graphAnswer) {
	refused := ""
	for range 2 {
		token, err := g.cfg.Token(ctx, refused)
		if err != nil {
			return graphAnswer{err: fmt.Errorf("%w: access token: %w", ErrAccount, err)}
		}
		if a = g.postWith(ctx, token, mail); a.status != http.StatusUnauthorized {
			return a
		}
		refused = token
	}
	return a
}

func (g *Graph) postWith(ctx context.Context, token string, mail []byte) (a graphAnswer) {
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { left.Store(true) },
	})
	body := []byte(base64.StdEncoding.EncodeToString(mail))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost,
		g.base+"/users/"+url.PathEscape(g.cfg.User)+"/sendMail", bytes.NewReader(body))
	if err != nil {
		return graphAnswer{err: err}
	}
	req.GetBody = nil // a letter goes out once for each try
	req.Header.Set("Content-Type", "text/plain")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := g.cfg.Client.Do(req)
	if err != nil {
		return graphAnswer{err: err, left: left.Load()}
	}
	defer resp.Body.Close()
	a = graphAnswer{status: resp.StatusCode, left: true, requestID: resp.Header.Get("request-id")}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
		a.wait = time.Duration(min(seconds, 3600)) * time.Second
	}
	var said struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(&said) == nil {
		a.code, a.message = said.Error.Code, said.Error.Message
	}
	return a
}

// graphVerdict is what an answer of Graph means for a letter, and for all.
type graphVerdict struct {
	state   outbox.SendState
	detail  string
	untried bool
	wait    time.Duration
	trouble error
}

// verdict reads an answer. What is plainly neither a yes nor a no is Unknown: the mail may be on its way.
func (a graphAnswer) verdict() graphVerdict {
	detail := fmt.Sprintf("Microsoft Graph answered %d %s: %s", a.status, oneLine(a.code, 60), oneLine(a.message, 200))
	about := func(words string) graphVerdict {
		return graphVerdict{state: outbox.Pending, detail: detail, untried: true,
			trouble: fmt.Errorf("%w: %s (%s)", ErrAccount, words, tell(detail))}
	}
	switch {
	case errors.Is(a.err, ErrAccount):
		return graphVerdict{state: outbox.Pending, detail: a.err.Error(), untried: true, trouble: a.err}
	case a.status == 0 && !a.left:
		trouble := fmt.Errorf("sending by Microsoft Graph: it cannot be reached: %w", a.err)
		return graphVerdict{state: outbox.Pending, detail: trouble.Error(), untried: true, trouble: trouble}
	case a.status == 0:
		trouble := fmt.Errorf("%w: Microsoft Graph does not answer", errHangsUp)
		return graphVerdict{state: outbox.Unknown, detail: trouble.Error(), trouble: trouble}
	case a.status == http.StatusAccepted || a.status == http.StatusOK:
		return graphVerdict{state: outbox.Sent,
			detail: "accepted by Microsoft Graph, request " + oneLine(a.requestID, 60)}
	case a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable:
		trouble := errors.New("sending by Microsoft Graph: it asks us to send more slowly: set " +
			"limits.mails_per_minute to 30 or less")
		return graphVerdict{state: outbox.Pending, detail: trouble.Error(), untried: true, wait: a.wait,
			trouble: trouble}
	case a.status >= 500:
		trouble := fmt.Errorf("%w: %s", errHangsUp, tell(detail))
		return graphVerdict{state: outbox.Unknown, detail: detail, trouble: trouble}
	case a.status == http.StatusUnauthorized:
		return about("Microsoft Graph does not take the access token: look at smtp.oauth and at the app's secret")
	case a.status == http.StatusForbidden && strings.Contains(a.code, "SendAs"):
		return about("the app may not send as landlord.email: give its mailbox the right Send As, or send from " +
			"that mailbox")
	case a.status == http.StatusForbidden:
		return about("the app may not send for this mailbox: grant it Mail.Send (application) with admin consent, " +
			"and put the mailbox into the scope of its access policy")
	case a.status == http.StatusNotFound:
		return about("there is no such mailbox, or it has no licence: correct smtp.user, or give it a licence")
	}
	return a.refused(detail)
}

// refused tells a refusal of one letter from a refusal of ourselves.
func (a graphAnswer) refused(detail string) graphVerdict {
	for _, sign := range []string{"Quota", "MessageLimit", "SubmissionBlocked", "AccountSuspend", "MailboxNotEnabled",
		"RequestDenied", "AccessDenied"} {
		if strings.Contains(a.code, sign) {
			return graphVerdict{state: outbox.Pending, detail: detail, untried: true,
				trouble: fmt.Errorf("%w: the mailbox may not send now (%s)", ErrAccount, tell(detail))}
		}
	}
	return graphVerdict{state: outbox.Failed, detail: detail}
}

var _ Mailer = (*Graph)(nil)
