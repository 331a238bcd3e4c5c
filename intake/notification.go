package intake

import (
	"encoding/json"
	"strings"
)

// notification is a notice of Amazon SES about a letter of ours. It is JSON; SNS, which carries it by mail, may put it
// as a string inside JSON of its own and adds a footer below.
type notification struct {
	Type    string `json:"Type"`    // "Notification": the carrier's own envelope
	Message string `json:"Message"` // of the carrier: the notice itself

	Notification string `json:"notificationType"`
	Event        string `json:"eventType"` // the same, in the newer form
	Bounce       struct {
		Recipients []notifiedRecipient `json:"bouncedRecipients"`
	} `json:"bounce"`
	Delay struct {
		Recipients []notifiedRecipient `json:"delayedRecipients"`
	} `json:"deliveryDelay"`
	Delivery struct {
		Recipients []string `json:"recipients"`
	} `json:"delivery"`
	Mail struct {
		Headers []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"headers"`
		Common struct {
			MessageID string `json:"messageId"`
		} `json:"commonHeaders"`
	} `json:"mail"`
}

type notifiedRecipient struct {
	Address    string `json:"emailAddress"`
	Action     string `json:"action"`
	Status     string `json:"status"`
	Diagnostic string `json:"diagnosticCode"`
}

// readNotification reads words that begin with a notice of Amazon SES. A person who quotes one begins with words of
// their own.
func readNotification(words string) (n notification, ok bool) {
	if n, ok = notificationIn(words); ok && n.Type == "Notification" {
		n, ok = notificationIn(n.Message)
	}
	return n, ok && n.kind() != ""
}

func notificationIn(words string) (n notification, ok bool) {
	words = strings.TrimSpace(words)
	if !strings.HasPrefix(words, "{") {
		return n, false
	}
	return n, json.NewDecoder(strings.NewReader(brokenLines.Replace(words))).Decode(&n) == nil
}

// brokenLines joins what mail servers on the way have broken: sendmail ends a line that is too long with "!".
var brokenLines = strings.NewReplacer("!\n ", "", "\n", "")

// kind is what the notice is about: bounce, complaint, delivery, deliverydelay, or another event.
func (n notification) kind() string {
	if n.Event != "" {
		return strings.ToLower(n.Event)
	}
	return strings.ToLower(n.Notification)
}

// report gives the notice the form of a delivery report. Only bounces, delays and deliveries are one.
func (n notification) report() (d deliveryReport) {
	switch n.kind() {
	case "bounce":
		d.add(n.Bounce.Recipients, "failed")
	case "deliverydelay":
		d.add(n.Delay.Recipients, "delayed")
	case "delivery":
		for _, a := range n.Delivery.Recipients {
			d.add([]notifiedRecipient{{Address: a, Status: "2.0.0"}}, "delivered")
		}
	default:
		return d
	}
	d.found = true
	return d
}

func (d *deliveryReport) add(list []notifiedRecipient, action string) {
	for _, x := range list[:min(len(list), maxReported)] {
		if x.Action == "" || action == "delayed" {
			x.Action = action
		}
		_, diagnostic, typed := strings.Cut(x.Diagnostic, ";")
		if !typed {
			diagnostic = x.Diagnostic
		}
		d.recipients = append(d.recipients, reportedRecipient{address: typedAddress(x.Address),
			action: fieldValue(x.Action),
			status: statusCode(x.Status), diagnostic: strings.TrimSpace(diagnostic)})
	}
}

// messageID is the Message-ID of the letter that the notice is about, as a header field has it.
func (n notification) messageID() string {
	for _, h := range n.Mail.Headers {
		if strings.EqualFold(h.Name, "message-id") {
			return h.Value
		}
	}
	return n.Mail.Common.MessageID
}
