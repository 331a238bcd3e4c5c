package intake

import (
	"bytes"
	"cmp"
	"strings"

	"complaints/intake/charset"
	"complaints/internal/message"
)

// deliveryReport is what the machine-readable part of a delivery report says (RFC 3464).
type deliveryReport struct {
	found      bool // the mail is a delivery report, even if it names nobody
	reporter   string
	recipients []reportedRecipient
}

// reportedRecipient is one block of fields.
type reportedRecipient struct {
	address, original, final, action, status, diagnostic string
}

// readReport collects the delivery-status parts of the mail itself. A report that somebody enclosed in a mail of
// their own is that person's business.
func readReport(root *part) deliveryReport {
	d := deliveryReport{found: root.mediaType == "multipart/report" && strings.EqualFold(root.params["report-type"],
		"delivery-status")}
	root.top(func(p *part) {
		if p.mediaType != "message/delivery-status" && p.mediaType != "message/global-delivery-status" {
			return
		}
		d.found = true
		data, _ := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
		d.readBlocks(data)
	})
	return d
}

const maxReported = 200 // recipients that one report may name

// readBlocks reads who reports, and the blocks that name a recipient. Blank lines part the blocks; reports without them
// are parted where a new recipient begins.
func (d *deliveryReport) readBlocks(data []byte) {
	for len(data) > 0 && len(d.recipients) < maxReported {
		data = bytes.TrimLeft(data, "\r\n \t")
		h, rest, _ := splitHeader(data, 1<<20)
		if len(rest) == len(data) {
			_, rest = cutLine(data)
		}
		data = rest
		var x reportedRecipient
		for _, f := range h {
			switch f.name {
			case "reporting-mta":
				d.reporter = cmp.Or(d.reporter, typedHost(f.value))
			case "final-recipient", "original-recipient", "x-actual-recipient":
				a := typedAddress(f.value)
				if f.name == "final-recipient" && x.address != "" && x.action != "" {
					d.recipients = append(d.recipients, x)
					x = reportedRecipient{}
				}
				switch f.name {
				case "original-recipient":
					x.original = cmp.Or(x.original, a)
				case "final-recipient":
					x.final = cmp.Or(x.final, a)
				}
				if a != "" && (x.address == "" || f.name == "final-recipient" && !strings.Contains(x.address, "@")) {
					x.address = a
				}
			case "action":
				x.action = fieldValue(f.value)
			case "status":
				x.status = statusCode(f.value)
			case "diagnostic-code":
				_, text, ok := strings.Cut(f.value, ";")
				if !ok {
					text = f.value
				}
				x.diagnostic = strings.TrimSpace(text)
			}
		}
		if x.address != "" || x.action != "" {
			d.recipients = append(d.recipients, x)
		}
	}
}

// typedHost reads "dns; mx.example.org".
func typedHost(v string) string {
	if _, host, ok := strings.Cut(v, ";"); ok {
		v = host
	}
	return strings.ToLower(strings.Trim(tidyLine(v), " ."))
}

// typedAddress reads "rfc822; someone@example.org".
func typedAddress(v string) string {
	if _, a, ok := strings.Cut(v, ";"); ok {
		v = a
	}
	if list := looseAddresses(v); len(list) > 0 {
		return plainAddress(list[0].Address)
	}
	return plainAddress(v)
}

// success reports that every recipient named has got the letter.
func (d deliveryReport) success() bool {
	for _, x := range d.recipients {
		switch x.action {
		case "delivered", "relayed", "expanded":
		default:
			return false
		}
	}
	return len(d.recipients) > 0
}

// bounces turns the blocks into what the procedure needs to know.
func (d deliveryReport) bounces() []message.Bounce {
	var out []message.Bounce
	for _, x := range d.recipients {
		b := message.Bounce{Recipient: x.address, Original: x.original, Final: x.final, Status: x.status,
			Reporter: d.reporter}
		switch x.action {
		case "delivered", "relayed", "expanded":
			b.Delivered = true
		case "delayed":
			b.Delayed = true
		}
		out = append(out, b)
	}
	return out
}

// wordsFromReport shows the machine-readable part where a report has no words for people.
func (c *content) wordsFromReport(root *part) {
	if strings.TrimSpace(c.words()) != "" {
		return
	}
	root.top(func(p *part) {
		if strings.HasSuffix(p.mediaType, "delivery-status") || p.mediaType == "message/disposition-notification" {
			data, _ := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
			c.pieces = append(c.pieces, tidyText(charset.UTF8OrLatin(data), false))
		}
	})
}
