package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"complaints/intake"
	"complaints/intake/imap"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/failpoint"
	"complaints/notifier"
	"complaints/store"
)

func (d *Daemon) openSenders(o Options) error {
	smtp, err := NewSMTP(d.cfg, o.Dial, o.Clock)
	if err != nil {
		return err
	}
	cfg := notifier.DispatcherConfig{
		Outbox: d.desk, Email: smtp, Connections: d.cfg.Limits.SendConnections, PerMinute: d.cfg.Limits.MailsPerMinute, Now: o.Clock,
		Idle: time.Hour, // the sweep kicks
		Alarm: func(channel complaint.Channel, err error) {
			if err == nil {
				d.log.Info("letters leave again", "channel", channel)
				return
			}
			d.log.Error("letters cannot leave and are kept", "channel", channel, "err", err)
		},
	}
	if d.receipts, err = openReceipts(d.cfg.NotesPath(), d.store); err != nil && d.store.Shared() {
		return fmt.Errorf("store.notes: name a file that the daemon's user may write: %w", err)
	}
	if err != nil {
		return err
	}
	cfg.Accepted, cfg.Done = d.accepted, func(_ context.Context, results []complaint.SendResult) { d.recorded(results) }
	if d.cfg.SMS.AccountSID != "" {
		twilio, err := NewTwilio(d.cfg, o.Dial, o.Clock)
		if err != nil {
			return err
		}
		cfg.SMS = twilio
	}
	d.dispatcher, err = notifier.NewDispatcher(cfg)
	return err
}

// NewSMTP makes the sender of letters by e-mail from the configuration.
func NewSMTP(cfg config.Config, dial Dial, clock func() time.Time) (*notifier.SMTP, error) {
	password, err := cfg.SMTP.Password.Reveal()
	if err != nil {
		return nil, fmt.Errorf("smtp.password: %w", err)
	}
	return notifier.NewSMTP(notifier.SMTPConfig{
		Addr: cfg.SMTP.Server, TLS: cfg.SMTP.TLS, User: cfg.SMTP.User, Password: password, From: cfg.Landlord.Email, FromName: cfg.Landlord.Name,
		ReplyBase: cfg.Landlord.Email, HelloName: cfg.SMTP.Hello, Timeout: cfg.SMTP.Timeout, Dial: dial, Now: clock,
	})
}

// NewTwilio makes the sender of texts from the configuration.
func NewTwilio(cfg config.Config, dial Dial, clock func() time.Time) (*notifier.Twilio, error) {
	token, err := cfg.SMS.AuthToken.Reveal()
	if err != nil {
		return nil, fmt.Errorf("sms.auth_token: %w", err)
	}
	return notifier.NewTwilio(notifier.TwilioConfig{
		AccountSID: cfg.SMS.AccountSID, AuthToken: token, From: cfg.SMS.From, MessagingServiceSID: cfg.SMS.MessagingService,
		StatusURL: statusURL(cfg.SMS.PublicURL), BaseURL: cfg.SMS.Server, Timeout: cfg.SMS.Timeout, Dial: dial, Now: clock,
	})
}

// statusURL is where Twilio reports what became of our texts: beside the address for incoming ones.
func statusURL(public string) string {
	base, _, _ := strings.Cut(public, "#")
	return strings.TrimSuffix(base, "/") + "/status"
}

func (d *Daemon) openMailboxes(o Options) error {
	configs, err := MailboxConfigs(d.cfg, o.Clock)
	if err != nil {
		return err
	}
	for _, cfg := range configs {
		if err := d.openMailbox(cfg, d.desk, o); err != nil {
			return err
		}
	}
	if d.cfg.Mailbox.Junk != "take" {
		return nil
	}
	cfg, err := JunkMailbox(d.cfg, o.Clock)
	if err != nil {
		return err
	}
	return d.openMailbox(cfg, desk.JunkFilter{Desk: d.desk}, o)
}

func (d *Daemon) openMailbox(cfg imap.Options, ledger imap.Ledger, o Options) error {
	cfg.Dial = o.Dial
	m, err := imap.NewMailbox(cfg, ledger, d.log, o.Clock)
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	d.mailboxes = append(d.mailboxes, &mailbox{Mailbox: m})
	return nil
}

// MailboxConfigs says how each folder of each account is read, the first account's first.
func MailboxConfigs(cfg config.Config, clock func() time.Time) ([]imap.Options, error) {
	var configs []imap.Options
	for _, box := range cfg.Mailbox.All() {
		folders, err := folderConfigs(box, cfg.Limits.MessageBytes, clock)
		if err != nil {
			return nil, err
		}
		configs = append(configs, folders...)
	}
	return configs, nil
}

func folderConfigs(box config.Mailbox, maxSize int64, clock func() time.Time) ([]imap.Options, error) {
	password, err := box.Password.Reveal()
	if err != nil {
		return nil, fmt.Errorf("mailbox.password of %s: %w", box.User, err)
	}
	tokens, err := oauth(box.OAuth, clock)
	if err != nil {
		return nil, err
	}
	var configs []imap.Options
	for _, folder := range box.Folders {
		c := imap.Options{
			Name: box.User + "/" + folder, Addr: box.Server, TLS: box.TLS, User: box.User, Password: password, Folder: folder, Keyword: box.Keyword, Since: box.Since,
			MaxSize: maxSize, Poll: box.Poll, Timeout: box.Timeout,
		}
		if tokens != nil {
			c.Token = tokens
		}
		configs = append(configs, c)
	}
	if len(configs) == 0 {
		return nil, errors.New("mailbox.folders is empty: name at least INBOX")
	}
	return configs, nil
}

func oauth(o config.OAuth, clock func() time.Time) (*imap.OAuth, error) {
	if o.Provider == "" {
		return nil, nil
	}
	secret, err := o.ClientSecret.Reveal()
	if err != nil {
		return nil, fmt.Errorf("mailbox.oauth.client_secret: %w", err)
	}
	refresh, err := o.RefreshToken.Reveal()
	if err != nil {
		return nil, fmt.Errorf("mailbox.oauth.refresh_token: %w", err)
	}
	c := imap.OAuthOptions{TokenURL: o.TokenURL, ClientID: o.ClientID, ClientSecret: secret, RefreshToken: refresh}
	if strings.HasPrefix(string(o.RefreshToken), "file:") {
		c.Rotated = func(_ context.Context, token string) error { return o.RefreshToken.Replace(token) }
	}
	switch o.Provider {
	case "microsoft":
		if c.TokenURL == "" {
			c.TokenURL = fmt.Sprintf(imap.MicrosoftTokenURL, url.PathEscape(o.Tenant))
		}
		if refresh == "" {
			c.Scope = imap.MicrosoftScope
		}
	case "google":
		if c.TokenURL == "" {
			c.TokenURL = imap.GoogleTokenURL
		}
	default:
		return nil, fmt.Errorf("mailbox.oauth.provider is %q: use microsoft or google", o.Provider)
	}
	return imap.NewOAuth(c, clock)
}

// openWeb prepares the webhook for texts, the delivery reports beside it, and a page for a health check.
func (d *Daemon) openWeb() error {
	s := d.cfg.SMS
	if s.Listen == "" {
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", d.health)
	if s.AccountSID != "" {
		token, err := s.AuthToken.Reveal()
		if err != nil {
			return fmt.Errorf("sms.auth_token: %w", err)
		}
		texts, err := intake.NewWebhook(intake.WebhookConfig{PublicURL: s.PublicURL, AuthTokens: []string{token}}, d.takeText, d.log, d.clock)
		if err != nil {
			return err
		}
		reports, err := intake.NewReports(intake.WebhookConfig{PublicURL: statusURL(s.PublicURL), AuthTokens: []string{token}}, d.takeReport, d.log)
		if err != nil {
			return err
		}
		path := urlPath(s.PublicURL)
		mux.Handle(path, texts)
		mux.Handle(strings.TrimSuffix(path, "/")+"/status", reports)
	}
	d.web = &http.Server{Addr: s.Listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second, MaxHeaderBytes: 16 << 10}
	return nil
}

func urlPath(public string) string {
	if u, err := url.Parse(public); err == nil && u.Path != "" {
		return u.Path
	}
	return "/"
}

func (d *Daemon) takeText(ctx context.Context, a complaint.Arrival) error {
	failpoint.Reached("text came, not stored")
	err := d.desk.Receive(ctx, a.Source, []complaint.Arrival{a}, complaint.Cursor{})
	failpoint.Reached("text stored, not answered")
	return err
}

func (d *Daemon) takeReport(ctx context.Context, r intake.SMSReport) error {
	detail := r.Status
	if r.ErrorCode != 0 {
		detail = fmt.Sprintf("%s (Twilio %d)", r.Status, r.ErrorCode)
	}
	return d.desk.Report(ctx, store.Report{Letter: r.Letter, Provider: r.MessageSID, Delivery: r.Outcome(), At: d.clock(), Detail: detail})
}

// health says whether mail comes in. It tells nothing about anybody's complaint.
func (d *Daemon) health(w http.ResponseWriter, _ *http.Request) {
	type box struct {
		Connected   bool      `json:"connected"`
		LastSuccess time.Time `json:"last_success,omitzero"`
		Elsewhere   bool      `json:"elsewhere,omitempty"` // another daemon reads it
	}
	var boxes []box
	code := http.StatusOK
	for _, m := range d.mailboxes {
		s := m.Status()
		boxes = append(boxes, box{s.Connected, s.LastSuccess, !m.ours.Load()})
		if d.silent(m) > d.cfg.Mailbox.SilentFor {
			code = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(map[string]any{"mailboxes": boxes}) // a caller who is gone needs no answer
}

// silent is for how long a mailbox of ours has not been read to its end.
func (d *Daemon) silent(m *mailbox) time.Duration {
	if !m.ours.Load() {
		return 0
	}
	state := d.state(m)
	if state.LastRead.IsZero() {
		return d.clock().Sub(state.Since)
	}
	return d.clock().Sub(state.LastRead)
}

func (d *Daemon) serveWeb(work *sync.WaitGroup) <-chan error {
	failed := make(chan error, 1)
	if d.web == nil {
		return failed
	}
	l, err := d.listen("tcp", d.web.Addr)
	if err != nil {
		failed <- fmt.Errorf("sms.listen: %w", err)
		return failed
	}
	work.Go(func() {
		if err := d.web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("sms.listen: %w", err)
		}
	})
	return failed
}

func (d *Daemon) closeWeb() {
	if d.web == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	d.report("webhook", d.web.Shutdown(ctx))
}
