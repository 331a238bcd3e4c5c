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
	"complaints/internal/failpoint"
	"complaints/internal/message"
	"complaints/store"
)

// openWeb prepares the webhook for texts, the delivery reports beside it, and a page for a health check.
func (d *Daemon) openWeb() error {
	if d.cfg.SMS.Listen == "" {
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", d.health)
	if d.cfg.SMS.AccountSID != "" {
		if err := d.openWebhooks(mux); err != nil {
			return err
		}
	}
	d.web = &http.Server{
		Addr: d.cfg.SMS.Listen, Handler: mux, MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second,
	}
	return nil
}

func (d *Daemon) openWebhooks(mux *http.ServeMux) error {
	public := d.cfg.SMS.PublicURL
	token, err := d.cfg.SMS.AuthToken.Reveal()
	if err != nil {
		return fmt.Errorf("sms.auth_token: %w", err)
	}
	account := d.cfg.SMS.AccountSID
	forTexts := intake.WebhookConfig{PublicURL: public, AccountSID: account, AuthTokens: []string{token}}
	texts, err := intake.NewWebhook(forTexts, d.takeText, d.log, d.clock)
	if err != nil {
		return err
	}
	forReports := intake.WebhookConfig{PublicURL: statusURL(public), AccountSID: account, AuthTokens: []string{token}}
	reports, err := intake.NewReports(forReports, d.takeReport, d.log)
	if err != nil {
		return err
	}
	path := urlPath(public)
	mux.Handle(path, texts)
	mux.Handle(strings.TrimSuffix(path, "/")+"/status", reports)
	return nil
}

func urlPath(public string) string {
	if u, err := url.Parse(public); err == nil && u.Path != "" {
		return u.Path
	}
	return "/"
}

// takeText takes one text in; the tests stop the program before and after.
func (d *Daemon) takeText(ctx context.Context, a message.Arrival) error {
	failpoint.Reached("text came, not stored")
	err := d.desk.Receive(ctx, a.Source, []message.Arrival{a}, message.Cursor{})
	failpoint.Reached("text stored, not answered")
	d.pictures.look()
	return err
}

func (d *Daemon) takeReport(ctx context.Context, r intake.SMSReport) error {
	detail := r.Status
	if r.ErrorCode != 0 {
		detail = fmt.Sprintf("%s (Twilio %d)", r.Status, r.ErrorCode)
	}
	return d.desk.Report(ctx, store.Report{
		Letter: r.Letter, Provider: r.MessageSID, Delivery: r.Outcome(), At: d.clock(), Detail: detail,
	})
}

// health says whether mail comes in. It tells nothing about anybody's complaint.
func (d *Daemon) health(w http.ResponseWriter, _ *http.Request) {
	type box struct {
		Connected   bool      `json:"connected"`
		LastSuccess time.Time `json:"last_success,omitzero"`
		Elsewhere   bool      `json:"elsewhere,omitempty"` // another daemon reads it
		Held        string    `json:"held,omitempty"`      // why nothing of it is taken in
	}
	var boxes []box
	code := http.StatusOK
	for _, m := range d.mailboxes {
		s := m.Status()
		held := ""
		if why := m.held.Load(); why != nil {
			held, code = *why, http.StatusServiceUnavailable
		}
		boxes = append(boxes, box{s.Connected, s.LastSuccess, !m.ours.Load(), held})
		if d.silent(m) > d.cfg.Mailbox.SilentFor {
			code = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	// a caller who is gone needs no answer
	json.NewEncoder(w).Encode(map[string]any{"mailboxes": boxes, "not_in_force": d.waits.Load()})
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
