package imap

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"complaints/internal/loopback"
)

// TokenSource gives access tokens for a mail account. refused is the token that the server has just
// turned down, "" when none was: the source then gets another, however long that one had to live.
type TokenSource interface {
	Token(ctx context.Context, refused string) (string, error)
}

// Where the two large mail services give out tokens. In Microsoft's the tenant's id must be filled in.
const (
	MicrosoftTokenURL = "https://login.microsoftonline.com/%s/oauth2/v2.0/token"
	MicrosoftScope    = "https://outlook.office365.com/.default" // with client credentials
	GoogleTokenURL    = "https://oauth2.googleapis.com/token"
	GoogleScope       = "https://mail.google.com/" // reading and sending
)

// OAuthOptions tells how to get access tokens. With a RefreshToken it is used (RFC 6749, 6); without,
// the client's own credentials are (RFC 6749, 4.4), which Microsoft 365 lets read a single mailbox
// and which need nobody to sign in again.
type OAuthOptions struct {
	TokenURL     string // https
	ClientID     string
	ClientSecret string
	Scope        string
	RefreshToken string
	// ServiceAccount is the key of one of Google's service accounts, as its console gives it out, and Subject the
	// mailbox for which it asks (RFC 7523). It stands in for all of the above but TokenURL and Scope.
	ServiceAccount string
	Subject        string

	// Rotated is given each new refresh token, before the access token that came with it is used.
	// Microsoft's live 90 days: one that is not kept ends a mailbox's life after a restart. May be nil.
	Rotated func(ctx context.Context, refreshToken string) error
	Client  *http.Client // default: 30 seconds for the whole exchange
}

// OAuth is a [TokenSource] that keeps an access token until shortly before it expires. It can serve
// several mailboxes.
type OAuth struct {
	opts OAuthOptions
	now  func() time.Time
	key  *serviceKey // nil: there is no service account

	mu      sync.Mutex
	token   string
	expires time.Time
	refresh string
}

var _ TokenSource = (*OAuth)(nil)

// NewOAuth checks the configuration. It does not connect.
func NewOAuth(opts OAuthOptions, now func() time.Time) (*OAuth, error) {
	u, err := url.Parse(opts.TokenURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback.Is(u.Hostname())) {
		return nil, errors.New("the token address must be a full https address")
	}
	var key *serviceKey
	switch {
	case opts.ServiceAccount != "":
		if key, err = readServiceKey(opts.ServiceAccount); err != nil {
			return nil, err
		}
	case opts.ClientID == "" || opts.RefreshToken == "" && opts.ClientSecret == "":
		return nil, errors.New("a client id is needed, and a client secret or a refresh token")
	}
	client := http.Client{Timeout: 30 * time.Second}
	if opts.Client != nil {
		client = *opts.Client
	}
	// A secret is not sent on to wherever an answer points.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	opts.Client = &client
	return &OAuth{opts: opts, now: now, key: key, refresh: opts.RefreshToken}, nil
}

// Token returns a token with at least two minutes to live, from memory or fresh. The error is
// [ErrLogin] when the authorisation server will not give us one at all.
func (o *OAuth) Token(ctx context.Context, refused string) (string, error) {
	const margin = 2 * time.Minute
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.token != "" && o.token != refused && o.now().Add(margin).Before(o.expires) {
		return o.token, nil
	}
	grant, err := o.request(ctx)
	if err != nil {
		return "", err
	}
	if grant.RefreshToken != "" && grant.RefreshToken != o.refresh {
		if o.opts.Rotated != nil {
			if err := o.opts.Rotated(ctx, grant.RefreshToken); err != nil {
				return "", fmt.Errorf("keep the new refresh token: %w", err)
			}
		}
		o.refresh = grant.RefreshToken
	}
	o.token = grant.AccessToken
	seconds, err := grant.ExpiresIn.Int64()
	if err != nil || seconds <= 0 {
		seconds = 600
	}
	o.expires = o.now().Add(time.Duration(min(seconds, 24*60*60)) * time.Second)
	return o.token, nil
}

// grant is the answer of a token endpoint, good or bad (RFC 6749, 5.1 and 5.2).
type grant struct {
	AccessToken  string      `json:"access_token"`
	TokenType    string      `json:"token_type"`
	ExpiresIn    json.Number `json:"expires_in"`
	RefreshToken string      `json:"refresh_token"`
	Error        string      `json:"error"`
	Description  string      `json:"error_description"`
}

// form is what a token endpoint is asked with.
func (o *OAuth) form() (url.Values, error) {
	if o.key != nil {
		assertion, err := o.key.assertion(o.opts.TokenURL, o.opts.Subject, o.opts.Scope, o.now())
		return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}}, err
	}
	form := url.Values{"client_id": {o.opts.ClientID}, "grant_type": {"client_credentials"}}
	if o.refresh != "" {
		form.Set("grant_type", "refresh_token")
		form.Set("refresh_token", o.refresh)
	}
	if o.opts.ClientSecret != "" {
		form.Set("client_secret", o.opts.ClientSecret)
	}
	if o.opts.Scope != "" {
		form.Set("scope", o.opts.Scope)
	}
	return form, nil
}

func (o *OAuth) request(ctx context.Context) (grant, error) {
	form, err := o.form()
	if err != nil {
		return grant{}, err
	}
	return o.ask(ctx, form)
}

// Exchange turns the code that somebody brings back from the consent page into a refresh token (RFC 6749 4.1.3, RFC
// 7636 4.5).
func (o *OAuth) Exchange(ctx context.Context, code, redirect, verifier string) (refreshToken string, err error) {
	g, err := o.ask(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
		"code_verifier": {verifier}, "client_id": {o.opts.ClientID}, "client_secret": {o.opts.ClientSecret}})
	if err == nil && g.RefreshToken == "" {
		err = errors.New("token answer: it holds no refresh token")
	}
	return g.RefreshToken, err
}

// ask asks the token endpoint.
func (o *OAuth) ask(ctx context.Context, form url.Values) (g grant, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.opts.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return g, fmt.Errorf("token request: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := o.opts.Client.Do(req)
	if err != nil {
		return g, fmt.Errorf("token request: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return g, fmt.Errorf("token answer: %w", err)
	}
	unreadable := json.Unmarshal(body, &g)
	switch {
	case g.Error != "" && resp.StatusCode < 500 && g.Error != "temporarily_unavailable" &&
		resp.StatusCode != http.StatusTooManyRequests:
		// The description says what to mend (a secret that has expired, say) and holds none.
		why, _, _ := strings.Cut(cmp.Or(g.Description, "no reason given"), "\n")
		return g, fmt.Errorf("%w: the authorisation server says %.60q: %.300q", ErrLogin, g.Error,
			strings.TrimSpace(why))
	case resp.StatusCode != http.StatusOK || unreadable != nil || g.AccessToken == "":
		return g, fmt.Errorf("token answer: status %d without a token that can be read", resp.StatusCode)
	case !strings.EqualFold(g.TokenType, "bearer"):
		return g, fmt.Errorf("token answer: a token of type %.30q cannot be used for mail", g.TokenType)
	}
	return g, nil
}
