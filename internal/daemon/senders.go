package daemon

import (
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/outbox"
	"complaints/notifier"
	"complaints/store"
)

// letterbox is where the senders find letters and say what became of them. The store hands the letters out; the desk
// writes a result together with what it means for the case.
type letterbox struct {
	*store.Store
	desk *desk.Desk
}

// Record is the desk's, in place of the store's, which would leave the case as it is.
func (o letterbox) Record(ctx context.Context, results []outbox.SendResult) error {
	return o.desk.Record(ctx, results)
}

func (d *Daemon) openSenders(o Options) error {
	smtp, err := NewSMTP(d.cfg, o.Dial, o.Clock, d.ownMailbox)
	if err != nil {
		return err
	}
	cfg := notifier.DispatcherConfig{
		Outbox: letterbox{d.store, d.desk}, Email: smtp, Now: o.Clock, Alarm: d.alarm,
		Connections: d.cfg.Limits.SendConnections, PerMinute: d.cfg.Limits.MailsPerMinute,
		Idle: time.Hour, // each sweep wakes the senders, in case a terminal has ordered letters
	}
	if d.sentLog, err = openSentLog(d.cfg.NotesPath(), d.store); err != nil && d.store.Shared() {
		return fmt.Errorf("store.notes: name a file that the daemon's user may write: %w", err)
	}
	if err != nil {
		return err
	}
	cfg.Accepted = d.accepted
	cfg.Done = func(_ context.Context, results []outbox.SendResult) { d.recorded(results) }
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

// ownMailbox reports the address of the complaints team as it is now: what it refuses is not given up at once.
func (d *Daemon) ownMailbox(address string) bool {
	return strings.EqualFold(address, d.desk.Procedure().Register.Team.Email)
}

// alarm logs that letters of a channel cannot leave, and that they can again.
func (d *Daemon) alarm(channel complaint.Channel, err error) {
	if err == nil {
		d.log.Info("letters leave again", "channel", channel)
		return
	}
	d.log.Error("letters cannot leave and are kept", "channel", channel, "err", err)
}

// NewSMTP makes the sender of letters by e-mail from the configuration.
func NewSMTP(cfg config.Config, dial Dial, clock func() time.Time, own func(string) bool) (*notifier.SMTP, error) {
	password, err := cfg.SMTP.Password.Reveal()
	if err != nil {
		return nil, fmt.Errorf("smtp.password: %w", err)
	}
	tokens, err := oauth("smtp.oauth", cfg.SMTP.OAuth, clock)
	if err != nil {
		return nil, err
	}
	var token func(context.Context) (string, error)
	if tokens != nil {
		token = func(ctx context.Context) (string, error) { return tokens.Token(ctx, "") }
	}
	return notifier.NewSMTP(notifier.SMTPConfig{
		Addr: cfg.SMTP.Server, TLS: cfg.SMTP.TLS, User: cfg.SMTP.User, Password: password, Token: token,
		HelloName: cfg.SMTP.Hello,
		From: cfg.Landlord.Email, FromName: cfg.Landlord.Name, ReplyBase: cfg.Landlord.Email,
		Timeout: cfg.SMTP.Timeout, Dial: dial, Now: clock, Own: own,
	})
}

// NewTwilio makes the sender of texts from the configuration.
func NewTwilio(cfg config.Config, dial Dial, clock func() time.Time) (*notifier.Twilio, error) {
	token, err := cfg.SMS.AuthToken.Reveal()
	if err != nil {
		return nil, fmt.Errorf("sms.auth_token: %w", err)
	}
	return notifier.NewTwilio(notifier.TwilioConfig{
		AccountSID: cfg.SMS.AccountSID, AuthToken: token, From: cfg.SMS.From,
		MessagingServiceSID: cfg.SMS.MessagingService, StatusURL: statusURL(cfg.SMS.PublicURL), BaseURL: cfg.SMS.Server,
		Timeout: cfg.SMS.Timeout, Dial: dial, Now: clock,
	})
}

// statusURL is where Twilio reports what became of our texts: beside the address for incoming ones.
func statusURL(public string) string {
	base, _, _ := strings.Cut(public, "#")
	return strings.TrimSuffix(base, "/") + "/status"
}
