package rehearsal

import (
	"bytes"
	"fmt"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
)

// AuthservID is the name of the story's own mail server, whose proof of a sender is believed.
const AuthservID = "mail.landlord.example"

// writtenMail is a mail on its way into the story's mailbox.
type writtenMail struct {
	from, to, cc, subject string
	text, html            string
	messageID             string
	at                    time.Time
	answers               *outbox.Letter
	forged, auto          bool
	headers               map[string]string
}

func (m writtenMail) bytes() []byte {
	var b bytes.Buffer
	h := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", key, value)
		}
	}
	address, domain := addressOf(m.from), domainOf(m.from)
	h("Return-Path", "<"+address+">")
	if m.forged {
		h("Authentication-Results", AuthservID+"; dmarc=fail header.from="+domain+"; spf=fail smtp.mailfrom="+address)
	} else {
		h("Authentication-Results", AuthservID+"; dmarc=pass header.from="+domain+"; spf=pass smtp.mailfrom="+address)
	}
	h("From", encodeAddress(m.from))
	h("To", m.to)
	h("Cc", m.cc)
	h("Date", m.at.Format(time.RFC1123Z))
	h("Message-ID", "<"+m.messageID+">")
	h("Subject", mime.QEncoding.Encode("utf-8", m.subject))
	if l := m.answers; l != nil {
		h("In-Reply-To", "<"+l.MessageID+">")
		h("References", "<"+l.MessageID+">")
	}
	if m.auto {
		h("Auto-Submitted", "auto-replied")
		h("X-Auto-Response-Suppress", "All")
	}
	for _, key := range slices.Sorted(maps.Keys(m.headers)) {
		h(key, m.headers[key])
	}
	h("MIME-Version", "1.0")
	kind, body := "text/plain", m.text
	if m.html != "" && m.text == "" {
		kind, body = "text/html", m.html
	}
	h("Content-Type", kind+"; charset=utf-8")
	h("Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	qp := quotedprintable.NewWriter(&b)
	qp.Write([]byte(body)) // a bytes.Buffer takes everything
	qp.Close()
	return b.Bytes()
}

func addressOf(s string) string {
	if a, err := mail.ParseAddress(s); err == nil {
		return a.Address
	}
	return s
}

func domainOf(s string) string {
	_, domain, _ := strings.Cut(addressOf(s), "@")
	return domain
}

func encodeAddress(s string) string {
	if a, err := mail.ParseAddress(s); err == nil {
		return a.String()
	}
	return s
}

// plusAddress is where replies to a letter go: complaints+TOKEN@landlord.example.
func plusAddress(mailbox, token string) string {
	local, domain, _ := strings.Cut(mailbox, "@")
	return local + "+" + token + "@" + domain
}

// mailArrival is a mail as the story's mailbox hands it over. at may be zero where the world says when it arrives.
func mailArrival(id string, at time.Time, raw []byte) message.Arrival {
	return message.Arrival{
		Key: "imap:" + id, Source: mailSource, Channel: message.Email, Received: at, Raw: raw, Size: int64(len(raw)),
	}
}

// textArrival is a text as the webhook hands it over.
func textArrival(id string, at time.Time, raw []byte) message.Arrival {
	return message.Arrival{
		Key: "sms:" + id, Source: textSource, Channel: message.SMS, Received: at, Raw: raw, Size: int64(len(raw)),
	}
}

// bounceOf writes the report a mail server sends when a letter came back (RFC 3464).
func bounceOf(l outbox.Letter, mailbox, id string, at time.Time) []byte {
	return fmt.Appendf(nil, "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@%[1]s>\r\n"+
		"To: %[2]s\r\nDate: %[3]s\r\nMessage-ID: <%[4]s>\r\n"+
		"Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"+
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+
		"Your mail could not be delivered to one of its recipients.\r\n\r\n"+
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; %[1]s\r\n\r\n"+
		"Final-Recipient: rfc822; %[5]s\r\nAction: failed\r\nStatus: 5.1.1\r\n"+
		"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"+
		"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"+
		"Message-ID: <%[6]s>\r\nTo: %[5]s\r\nSubject: %[7]s\r\n\r\n--b--\r\n",
		AuthservID, mailbox, at.Format(time.RFC1123Z), id, l.To, l.MessageID, mime.QEncoding.Encode("utf-8", l.Subject))
}

// textForm is the webhook's form body of a text message.
func textForm(s SMS, sid, to string) []byte {
	form := url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "From": {s.From}, "To": {to}, "Body": {s.Body},
		"NumMedia": {"0"}, "NumSegments": {"1"},
	}
	return []byte(form.Encode())
}
