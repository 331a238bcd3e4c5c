package twiliodouble

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// webhookTimeout is how long Twilio waits for a webhook's answer.
const webhookTimeout = 15 * time.Second

// Text makes a resident's phone send a text to one of our numbers: it is kept, reported to the webhook with a
// signature, and obeyed where it is STOP or START. The answer of the webhook is returned as it came. What comes
// with it is told by its address alone, as Twilio does.
func (d *Double) Text(ctx context.Context, from, to, body string, media ...Media) (status int, answer string,
	err error) {
	d.mu.Lock()
	kind := "SM"
	if len(media) > 0 {
		kind = "MM"
	}
	m := d.add(Message{From: from, To: to, Body: body, Inbound: true, Status: "received", Media: media}, kind)
	optOut := d.obey(m)
	d.mu.Unlock()
	return d.Repeat(ctx, m.SID, optOut)
}

// Repeat reports a resident's text once more, as Twilio does when a webhook did not answer in time. optOut is
// the OptOutType that goes with it, "" for none.
func (d *Double) Repeat(ctx context.Context, sid, optOut string) (status int, answer string, err error) {
	m, err := d.message(sid)
	if err != nil {
		return 0, "", err
	}
	form := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "SmsMessageSid": {m.SID}, "AccountSid": {d.cfg.AccountSID},
		"From": {m.From}, "To": {m.To}, "Body": {m.Body}, "NumMedia": {"0"}, "NumSegments": {"1"},
		"SmsStatus": {"received"}, "ApiVersion": {"2010-04-01"},
	}
	if optOut != "" {
		form.Set("OptOutType", optOut)
	}
	form.Set("NumMedia", strconv.Itoa(len(m.Media)))
	for i, f := range m.Media {
		n := strconv.Itoa(i)
		form.Set("MediaContentType"+n, f.Type)
		form.Set("MediaUrl"+n, "https://api.twilio.com"+strings.TrimSuffix(d.path(), ".json")+"/"+m.SID+"/Media/"+f.SID)
	}
	return d.post(ctx, d.cfg.Webhook, form)
}

// Report tells the status address of a text what became of it: sent, delivered, undelivered or failed, with
// an error code where there is one.
func (d *Double) Report(ctx context.Context, sid, became string, code int) (status int, err error) {
	d.mu.Lock()
	i := slices.IndexFunc(d.messages, func(m Message) bool { return m.SID == sid })
	if i < 0 {
		d.mu.Unlock()
		return 0, fmt.Errorf("twilio double: no text %s", sid)
	}
	d.messages[i].Status, d.messages[i].Code = became, code
	m := d.messages[i]
	d.mu.Unlock()
	if m.Callback == "" {
		return 0, fmt.Errorf("twilio double: text %s asked for no reports", sid)
	}
	form := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "AccountSid": {d.cfg.AccountSID}, "From": {m.From}, "To": {m.To},
		"MessageStatus": {became}, "SmsStatus": {became}, "ApiVersion": {"2010-04-01"},
	}
	if code != 0 {
		form.Set("ErrorCode", strconv.Itoa(code))
	}
	status, _, err = d.post(ctx, m.Callback, form)
	return status, err
}

// deliver reports a text's usual way. A webhook that is down misses its reports, as with Twilio.
func (d *Double) deliver(sid string) {
	ctx, cancel := context.WithTimeout(context.Background(), webhookTimeout)
	defer cancel()
	for _, status := range []string{"sent", "delivered"} {
		if _, err := d.Report(ctx, sid, status, 0); err != nil {
			return
		}
	}
}

// obey follows the opt-out words, as Twilio does before anybody is told. The lock is held.
func (d *Double) obey(m Message) (optOut string) {
	switch strings.ToUpper(strings.TrimSpace(m.Body)) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT":
		d.stopped[m.From] = true
		return "STOP"
	case "START", "YES", "UNSTOP":
		delete(d.stopped, m.From)
		return "START"
	}
	return ""
}

func (d *Double) message(sid string) (Message, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range d.messages {
		if m.SID == sid {
			return m, nil
		}
	}
	return Message{}, fmt.Errorf("twilio double: no text %s", sid)
}

func (d *Double) post(ctx context.Context, to string, form url.Values) (status int, answer string, err error) {
	ctx, cancel := context.WithTimeout(ctx, webhookTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", fmt.Errorf("twilio double: webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("X-Twilio-Signature", Sign(d.cfg.AuthToken, to, form))
	resp, err := d.cfg.Client.Do(req)
	if err != nil {
		return 0, "", fmt.Errorf("twilio double: webhook: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return resp.StatusCode, "", fmt.Errorf("twilio double: webhook: %w", err)
	}
	return resp.StatusCode, string(body), nil
}

// Sign makes the X-Twilio-Signature of a webhook: the address and then every field with its value, in order
// of name, under HMAC-SHA1 with the auth token.
func Sign(authToken, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(authToken))
	io.WriteString(mac, address)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		io.WriteString(mac, name+form.Get(name))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
