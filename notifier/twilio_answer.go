package notifier

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"complaints/internal/outbox"
)

// outcome is what one request to send came to.
type outcome struct {
	state   outbox.SendState
	detail  string
	sid     string
	untried bool
	trouble error // about Twilio or our account
}

// outcome reads Twilio's answer. Sending is not idempotent, so everything that is not plainly a yes or a no is Unknown.
func (c *call) outcome(m *api.ApiV2010Message, err error) outcome {
	status := int(c.status.Load())
	var refusal *client.TwilioRestError
	switch {
	case err == nil && m.Sid != nil && *m.Sid != "":
		return outcome{state: outbox.Sent, detail: "accepted by Twilio", sid: *m.Sid}
	case status == 0 && !c.left.Load():
		trouble := errors.New("twilio cannot be reached")
		return outcome{state: outbox.Pending, detail: trouble.Error(), untried: true, trouble: trouble}
	case status == 0:
		trouble := errors.New("twilio does not answer")
		return outcome{state: outbox.Unknown, detail: trouble.Error(), trouble: trouble}
	case status == http.StatusTooManyRequests:
		trouble := errors.New("twilio asks us to send more slowly")
		return outcome{state: outbox.Pending, detail: trouble.Error(), untried: true, trouble: trouble}
	case status >= 500:
		trouble := fmt.Errorf("twilio answered %d", status)
		return outcome{state: outbox.Unknown, detail: trouble.Error(), trouble: trouble}
	case status >= 400 && errors.As(err, &refusal):
		return refused(refusal.Status, refusal.Code, refusal.Message)
	case status >= 400: // a refusal without a reason comes from something between us and Twilio
		return refused(status, 0, http.StatusText(status))
	}
	return outcome{state: outbox.Unknown, detail: fmt.Sprintf("twilio answered %d in a way we cannot read", status)}
}

// refused tells a refusal of this text from a refusal of ourselves.
func refused(status, code int, message string) outcome {
	if words := aboutReader(code); words != "" {
		return outcome{state: outbox.Failed, detail: fmt.Sprintf("%s (%d)", words, code)}
	}
	detail := fmt.Sprintf("twilio answered %d, error %d: %s", status, code, hideNumbers(message))
	switch {
	case code == 21611 || code == 14107: // our number's queue is full
		return outcome{state: outbox.Pending, detail: detail, trouble: errors.New(detail)}
	case barred(status):
		return outcome{state: outbox.Pending, detail: detail, untried: true,
			trouble: fmt.Errorf("%w: %s", ErrAccount, detail)}
	case code == 0 || aboutSender(code): // the try counts: another letter may do better, and goes first next time
		return outcome{state: outbox.Pending, detail: detail, trouble: fmt.Errorf("%w: %s", ErrAccount, detail)}
	}
	return outcome{state: outbox.Failed, detail: detail}
}

// barred reports whether a status is about our credentials, whatever was asked.
func barred(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound
}

// aboutReader says in words why a text can never reach its reader, for Twilio's error codes that mean so.
func aboutReader(code int) string {
	switch code {
	case 21610:
		return "this number has asked for no more texts"
	case 21211, 21217, 21401, 21421, 60200:
		return "this is not a phone number"
	case 21614:
		return "this number cannot take texts"
	case 21612:
		return "no text can be sent to this number from ours"
	case 21408, 21635:
		return "our account may not send texts to this number's country or kind"
	case 21602, 21617, 21619:
		return "the text is empty or too long"
	}
	return ""
}

// aboutSender reports whether an error code is about our account, number or settings.
func aboutSender(code int) bool {
	switch code {
	case 10001, 20003, 20005, 20006, 20008, 20404, // the account: closed, suspended, wrong credentials
		21212, 21603, 21606, 21618, 21659, 21660, 21661, // our number is not ours or cannot send
		21609, 21620, 21626, // our status URL
		21701, 21702, 21703, 21704, 21705, 21712, // the messaging service
		21608, 30002: // a trial account, a suspended account
		return true
	}
	return false
}

// hideNumbers makes one line of Twilio's words without anybody's number.
func hideNumbers(s string) string { return numberLike.ReplaceAllString(oneLine(s, 200), "(number)") }

var numberLike = regexp.MustCompile(`\+?\d[\d ]{6,}\d`)
