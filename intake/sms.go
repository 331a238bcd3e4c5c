package intake

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"complaints/internal/message"
)

const (
	smsText    = 16_000 // characters; Twilio joins at most 1,600
	smsMedia   = 20     // pictures that are listed; Twilio sends at most 10
	smsAddress = 64     // characters of a sender that is no phone number
)

// parseSMS reads a text message from the form that the webhook stored. Like the reading of mail it
// cannot fail: what is wrong is said in Problems.
func parseSMS(a message.Arrival) message.Message {
	form, err := url.ParseQuery(string(a.Raw)) // on an error too it holds what could be read
	m := message.Message{Channel: message.SMS, Received: a.Received, Nature: message.FromPerson,
		MessageID: clip(form.Get("MessageSid"), smsAddress)}
	if err != nil {
		m.Problems = append(m.Problems, "part of this text message could not be read")
	}
	m.From = sender(form.Get("From"))
	if m.From == "" {
		m.Problems = append(m.Problems, "this text message names no sender")
	}
	if to := sender(form.Get("To")); to != "" {
		m.To = []string{to}
	}
	m.Text = plainText(form.Get("Body"))
	m.NewText = m.Text
	readMedia(form, &m)
	return m
}

// readMedia lists pictures and other files by the type that Twilio gives them. They lie at Twilio, each under an id of
// its own, and are fetched from there by that id; the address in the form is never used. One without an id cannot be
// had.
func readMedia(form url.Values, m *message.Message) {
	count, err := strconv.Atoi(form.Get("NumMedia"))
	if err != nil || count <= 0 {
		return
	}
	lost := max(0, count-smsMedia)
	for i := range min(count, smsMedia) {
		n := strconv.Itoa(i)
		f := message.Attachment{Name: fmt.Sprintf("item %d of the text message", i+1), Lacks: message.LacksAll,
			Type: clip(strings.ToLower(form.Get("MediaContentType"+n)), smsAddress)}
		if part, ok := mediaPart(form.Get("MediaUrl" + n)); ok && !hasPart(m.Attachments, part) {
			f.Part, f.Lacks = part, message.LacksFetch
		} else {
			lost++
		}
		m.Attachments = append(m.Attachments, f)
	}
	if lost == 0 {
		return
	}
	what := "a picture or file"
	if lost > 1 {
		what = fmt.Sprintf("%d pictures or files", lost)
	}
	m.Problems = append(m.Problems,
		"this text message came with "+what+" that cannot be fetched: ask for it by email if it matters")
}

// mediaPart is the id of a file in the address that Twilio gives it.
func mediaPart(address string) (part string, ok bool) {
	part = path.Base(address)
	return part, mediaSID.MatchString(part)
}

func hasPart(all []message.Attachment, part string) bool {
	return slices.ContainsFunc(all, func(a message.Attachment) bool { return a.Part == part })
}

// sender is a phone number in E.164, or else the name as it came, as "HASTOE" or a short code.
func sender(s string) string {
	s = clip(strings.Join(strings.Fields(plainText(s)), " "), smsAddress)
	if number, _, ok := NormalPhone(s); ok {
		return number
	}
	return s
}

// plainText leaves out what no database or screen should have to bear: broken UTF-8 and control
// characters other than the ends of lines.
func plainText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r != '\n' && r != '\t' && unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return clip(strings.TrimSpace(s), smsText)
}

// clip shortens s to n characters.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
