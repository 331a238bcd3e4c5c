package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/twilio/twilio-go/client"

	"complaints/internal/loopback"
	"complaints/internal/message"
)

const (
	webhookBody = 64 << 10         // bytes; a text and its pictures' addresses are a few thousand
	webhookTime = 10 * time.Second // Twilio gives up after 15
)

// WebhookConfig tells what Twilio calls and how its calls are told from anybody else's.
type WebhookConfig struct {
	// PublicURL is the address exactly as Twilio was given it. Calls are signed over it, and it
	// cannot be had from a request that came through a proxy. A fragment (Twilio's retry settings,
	// "#rc=5&rp=all") is not signed and is left off.
	PublicURL string
	// AccountSID is the account whose calls these are.
	AccountSID string
	// AuthTokens are the account's token and, while it is being changed, the one that follows.
	AuthTokens []string
	// Source names the number in arrivals; default is the number the text was sent to.
	Source string
}

// Webhook takes text messages from Twilio. A text is answered with success only once it is durable;
// otherwise with an error, so that Twilio tries again if its retry settings say so. The answer asks
// Twilio to send nothing: replies go through the outbox. Texts may come in by any number of the
// account, since those of a messaging service change.
type Webhook struct {
	signed
	source string
	take   func(context.Context, message.Arrival) error
	now    func() time.Time
}

var _ http.Handler = (*Webhook)(nil)

// NewWebhook returns the handler for incoming texts. take must make the arrival durable; one
// whose Key is known already is no error.
func NewWebhook(cfg WebhookConfig, take func(context.Context, message.Arrival) error, log *slog.Logger,
	now func() time.Time) (*Webhook, error) {
	s, err := newSigned(cfg, log)
	if err != nil {
		return nil, fmt.Errorf("text webhook: %w", err)
	}
	return &Webhook{signed: s, source: cfg.Source, take: take, now: now}, nil
}

func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	received := h.now().UTC()
	raw, form, ok := h.read(w, r, h.address)
	if !ok {
		return
	}
	// Twilio repeats the SID when it repeats a call; signatures hold no date and no number used once.
	a := message.Arrival{Key: "sms:" + form.Get("MessageSid"), Source: h.source, Channel: message.SMS,
		Received: received, Raw: raw, Size: int64(len(raw))}
	if a.Source == "" {
		a.Source = form.Get("To")
	}
	// A caller who hangs up does not undo the message.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), webhookTime)
	defer cancel()
	if err := h.take(ctx, a); err != nil {
		h.log.Error("a text message could not be stored", "key", a.Key, "err", err)
		http.Error(w, "not stored: send it again", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><Response/>`)
}

// signed reads calls that bear Twilio's signature.
type signed struct {
	address    string
	account    string
	validators []client.RequestValidator
	log        *slog.Logger
	refused    *refusals
}

func newSigned(cfg WebhookConfig, log *slog.Logger) (signed, error) {
	u, err := url.Parse(cfg.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback.Is(u.Hostname())) {
		return signed{}, errors.New("the public address must be a full https address, as Twilio was given it")
	}
	u.Fragment = ""
	if cfg.AccountSID == "" {
		return signed{}, errors.New("the account's SID is missing: another account's texts would count")
	}
	s := signed{address: u.String(), account: cfg.AccountSID, log: log, refused: &refusals{log: log}}
	for _, token := range cfg.AuthTokens {
		if token != "" {
			s.validators = append(s.validators, client.NewRequestValidator(token))
		}
	}
	if len(s.validators) == 0 {
		return signed{}, errors.New("the account's auth token is missing: without it anybody could send texts in a " +
			"resident's name")
	}
	return s, nil
}

// read returns the body and form of a call that was signed over address; for any other it answers
// and returns false. Nothing that was sent is logged.
func (s *signed) read(w http.ResponseWriter, r *http.Request, address string) (raw []byte, form url.Values, ok bool) {
	refuse := func(status int, why string) {
		s.refused.note(why)
		http.Error(w, why, status)
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(http.StatusMethodNotAllowed, "only POST")
		return nil, nil, false
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		kind != "application/x-www-form-urlencoded" {
		refuse(http.StatusUnsupportedMediaType, "only forms")
		return nil, nil, false
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhookBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		refuse(http.StatusRequestEntityTooLarge, "too large")
		return nil, nil, false
	}
	if err == nil {
		form, err = url.ParseQuery(string(raw))
	}
	if err != nil {
		refuse(http.StatusBadRequest, "not a form that can be read")
		return nil, nil, false
	}
	if !s.namesText(form) {
		refuse(http.StatusForbidden, "no text of this account")
		return nil, nil, false
	}
	if !s.bySender(address, form, r.Header.Get("X-Twilio-Signature")) {
		refuse(http.StatusForbidden, "wrong signature")
		return nil, nil, false
	}
	return raw, form, true
}

// bySender reports whether one of our tokens made the signature. Only the first value of each name is
// signed, so only the first may ever be read: [url.Values.Get]. The comparison takes the same
// time whatever was sent.
func (s *signed) bySender(address string, form url.Values, signature string) bool {
	first := make(map[string]string, len(form))
	for name := range form {
		first[name] = form.Get(name)
	}
	good := false
	for i := range s.validators {
		good = s.validators[i].Validate(address, first, signature) || good
	}
	return good && signature != ""
}

// What Twilio writes into each call. Senders are numbers, short codes, or names of at most eleven characters.
var (
	messageSID = regexp.MustCompile(`^(?:SM|MM)[0-9a-f]{32}$`)
	textSender = regexp.MustCompile(`^(?:\+?[0-9]{3,15}|[A-Za-z0-9 ._&-]{1,11})$`)
	anySID     = regexp.MustCompile(`MessageSid((?:SM|MM)[0-9a-f]{32})`)
)

// namesText reports whether a call says which text of which account it is about, and who texts whom. The signature runs
// over names and values without a mark between them, so whoever has seen one signed call can move the borders: what a
// resident once wrote becomes a sender and a SID of its own. Hence each of the four must stand where it belongs, and no
// second SID anywhere in what was signed.
func (s *signed) namesText(form url.Values) bool {
	sid := form.Get("MessageSid")
	if form.Get("AccountSid") != s.account || !messageSID.MatchString(sid) ||
		!textSender.MatchString(form.Get("From")) || !textSender.MatchString(form.Get("To")) {
		return false
	}
	for name := range form {
		for _, found := range anySID.FindAllStringSubmatch(name+form.Get(name), -1) {
			if found[1] != sid {
				return false
			}
		}
	}
	return true
}

// refusals tells of refused calls once a minute, however many there are: whoever finds the address can call it
// thousands of times a second. Nothing that was sent is logged.
type refusals struct {
	log    *slog.Logger
	mu     sync.Mutex
	counts map[string]int // by reason, since the last line
}

func (r *refusals) note(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts = map[string]int{}
		time.AfterFunc(time.Minute, r.tell)
	}
	r.counts[why]++
}

func (r *refusals) tell() {
	r.mu.Lock()
	counts := r.counts
	r.counts = nil
	r.mu.Unlock()
	for _, why := range slices.Sorted(maps.Keys(counts)) {
		r.log.Warn("calls to a text address were refused", "why", why, "calls", counts[why])
	}
}
