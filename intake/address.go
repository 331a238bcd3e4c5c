package intake

import (
	netmail "net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"

	"complaints/internal/message"
)

// readEnvelope fills in who wrote, to whom, when, and about what.
func (r *Reader) readEnvelope(m *message.Message, h header, p *problems) {
	m.From, m.FromName = mailSender(h, p)
	r.behindGroup(m, h)
	m.To = recipients(h)
	if a := firstAddress(h.get("reply-to")); a != "" && a != m.From {
		m.ReplyTo = a
	}
	m.Subject = h.text("subject")
	m.SentAt = sentAt(h.get("date"))
	if m.SentAt.IsZero() {
		p.add(problemBadDate)
	}
	if ids := messageIDs(h.get("message-id")); len(ids) > 0 {
		m.MessageID = ids[0]
	} else if ids := messageIDs(h.get("x-ms-exchange-organization-messageid")); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo = messageIDs(h.get("in-reply-to"))
	m.References = messageIDs(h.get("references"))
}

// mailSender takes From, or the next best field that holds an address.
func mailSender(h header, p *problems) (address, name string) {
	for i, f := range []string{"from", "sender", "reply-to", "x-original-from", "return-path", "x-envelope-from",
		"envelope-from", "x-sender"} {
		for _, v := range h.all(f) {
			list := addresses(v)
			if len(list) == 0 {
				continue
			}
			if i > 0 {
				p.add(problemOddSender)
			}
			return list[0].Address, list[0].Name
		}
	}
	if name := h.text("from"); name != "" {
		p.add(problemOddSender)
		return "", name
	}
	p.add(problemNoSender)
	return "", ""
}

// behindGroup finds who wrote a mail that a group of our own house has sent on in its own name, "Asha via Housing", as
// groups must where the writer's provider lets nobody else send in theirs. Taken for the group's, it would be our own
// mail.
func (r *Reader) behindGroup(m *message.Message, h header) {
	name, group, _ := strings.Cut(m.FromName, " via ")
	original := h.has("x-original-from") || h.has("x-original-sender")
	if !r.isOurs(m.From) || group == "" && !original || !isListed(h) && !original {
		return
	}
	for _, f := range [...]string{"x-original-from", "x-original-sender", "reply-to"} {
		for _, a := range addresses(h.get(f)) {
			if !r.isOurs(a.Address) {
				m.From, m.FromName = a.Address, strings.Trim(name, `'" `)
				return
			}
		}
	}
}

// recipients are all addresses the mail was sent or delivered to, each once.
func recipients(h header) []string {
	var to []string
	seen := map[string]bool{}
	for _, f := range []string{"to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to",
		"x-forwarded-to",
		"x-rcpt-to", "x-delivered-to", "apparently-to", "resent-to", "resent-cc", "bcc"} {
		for _, v := range h.all(f) {
			for _, a := range addresses(v) {
				if !seen[a.Address] && len(to) < 1000 {
					seen[a.Address] = true
					to = append(to, a.Address)
				}
			}
		}
	}
	return to
}

func firstAddress(v string) string {
	if list := addresses(v); len(list) > 0 {
		return list[0].Address
	}
	return ""
}

// addrSpec finds a bare address in whatever surrounds it.
var addrSpec = regexp.MustCompile(`[^\s<>()\[\]",;:@\\]+@[^\s<>()\[\]",;:@\\]+`)

// addresses reads an address list. Where the strict reader refuses, every address that can be seen is
// taken, with the words before it as its name. Addresses come in lower case.
func addresses(v string) []netmail.Address {
	if v == "" {
		return nil
	}
	list, err := strictAddresses(v)
	if err != nil || len(list) == 0 {
		list = looseAddresses(v)
	}
	out := list[:0]
	for _, a := range list {
		if a.Address = plainAddress(a.Address); a.Address != "" {
			if a.Name = tidyLine(strings.Trim(decodeWords(a.Name), `"' `)); strings.EqualFold(a.Name, "mailto") {
				a.Name = ""
			}
			out = append(out, a)
		}
	}
	return out
}

func strictAddresses(v string) ([]netmail.Address, error) {
	list, err := mail.ParseAddressList(v)
	if err != nil {
		return nil, err
	}
	out := make([]netmail.Address, 0, len(list))
	for _, a := range list {
		out = append(out, netmail.Address{Name: a.Name, Address: a.Address})
	}
	return out, nil
}

func looseAddresses(v string) []netmail.Address {
	var out []netmail.Address
	v = decodeWords(v)
	last := 0
	for _, at := range addrSpec.FindAllStringIndex(v, 1000) {
		name := strings.Trim(v[last:at[0]], " \t\"'<>(),;:[]")
		if i := strings.LastIndexByte(name, '>'); i >= 0 {
			name = strings.Trim(name[i+1:], " \t\"'(),;")
		}
		last = at[1]
		out = append(out, netmail.Address{Name: name, Address: v[at[0]:at[1]]})
	}
	return out
}

// plainAddress is an address as we compare it: in lower case, without brackets, dots or "mailto:" around it.
func plainAddress(a string) string {
	a = strings.ToLower(strings.Trim(tidyLine(a), " <>\"'.,;"))
	a = strings.TrimPrefix(strings.TrimPrefix(a, "mailto:"), "smtp:")
	if strings.ContainsAny(a, " \t\r\n<>") && !strings.HasPrefix(a, `"`) {
		return ""
	}
	return a
}

// messageIDs returns the ids in a Message-ID, In-Reply-To or References field without brackets.
func messageIDs(v string) []string {
	if v == "" {
		return nil
	}
	var h mail.Header
	h.Set("References", v)
	if ids, err := h.MsgIDList("References"); err == nil && len(ids) > 0 {
		return ids
	}
	var ids []string
	for _, f := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" \t\r\n,<>", r) }) {
		if strings.Contains(f, "@") && len(ids) < 200 {
			ids = append(ids, strings.Trim(f, `"';`))
		}
	}
	if len(ids) == 0 && strings.ContainsAny(v, "<>") {
		if f := strings.Trim(v, "<> \t"); f != "" && !strings.ContainsAny(f, " <>") {
			ids = append(ids, f)
		}
	}
	return ids
}

// dateLayouts are forms of Date that mailers write against the rules.
var dateLayouts = []string{time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "Mon, 2 Jan 2006 15:04:05",
	"2 Jan 2006 15:04:05", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006", "02/01/2006 15:04:05",
	"2/1/2006 15:04", "Monday, January 2, 2006 3:04 PM",
	"Mon, 2 January 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04 -0700", "Mon, 2 Jan 2006 15.04.05 -0700"}

// sentAt reads a Date field; the zero time means that it could not be read.
func sentAt(v string) time.Time {
	if v == "" || len(v) > 128 {
		return time.Time{}
	}
	var h mail.Header
	h.Set("Date", v)
	if t, err := h.Date(); err == nil && sensible(t) {
		return t.UTC()
	}
	v, _, _ = strings.Cut(v, "(")
	v = strings.Join(strings.Fields(v), " ")
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, v); err == nil && sensible(t) {
			return t.UTC()
		}
	}
	return time.Time{}
}

// sensible keeps years that every store and reader of dates can write down.
func sensible(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 10000 }
