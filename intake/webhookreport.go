package intake

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"

	"complaints/internal/outbox"
)

// SMSReport is what Twilio says of a text we sent.
type SMSReport struct {
	MessageSID string
	Status     string // Twilio's word: queued, sent, delivered, undelivered, failed, ...
	ErrorCode  int    // Twilio's, 0 for none: 30003 is a phone that is off, 21610 an opt-out
	Letter     string // the id in the address's ?letter=, if there was one
}

// Outcome is what the report settles. It is empty while the text is on its way, and for words that we
// do not know; such a report changes nothing, so that a late "sent" cannot undo "delivered".
func (r SMSReport) Outcome() outbox.Delivery {
	switch r.Status {
	case "delivered", "read":
		return outbox.Delivered
	case "undelivered", "failed":
		return outbox.Undelivered
	}
	return ""
}

// Reports takes Twilio's reports on the texts we sent.
type Reports struct {
	signed
	take func(context.Context, SMSReport) error
}

var _ http.Handler = (*Reports)(nil)

// NewReports returns the handler for delivery reports. Its public address has no query; each letter's
// report comes to it with ?letter= and the letter's id. take must make the report durable and may
// see it more than once, and in any order.
func NewReports(cfg WebhookConfig, take func(context.Context, SMSReport) error, log *slog.Logger) (*Reports, error) {
	s, err := newSigned(cfg, log)
	if err != nil {
		return nil, fmt.Errorf("text report webhook: %w", err)
	}
	return &Reports{signed: s, take: take}, nil
}

var letterID = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)

func (h *Reports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address := h.address
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.RawQuery // signed with the rest
	}
	_, form, ok := h.read(w, r, address)
	if !ok {
		return
	}
	report := SMSReport{MessageSID: form.Get("MessageSid"), Status: form.Get("MessageStatus")}
	report.ErrorCode, _ = strconv.Atoi(form.Get("ErrorCode"))
	if id := r.URL.Query().Get("letter"); letterID.MatchString(id) {
		report.Letter = id
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), webhookTime)
	defer cancel()
	if err := h.take(ctx, report); err != nil {
		h.log.Error("a report on a text message could not be stored", "sid", report.MessageSID, "err", err)
		http.Error(w, "not stored: send it again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
