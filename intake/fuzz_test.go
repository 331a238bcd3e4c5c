package intake

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"complaints/internal/message"
)

var fuzzReader = NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"},
	AuthservID: "mx.landlord.example",
	Limits:     Limits{Size: 1 << 20, Header: 64 << 10, Depth: 20, Parts: 200, Text: 64 << 10}})

func fuzzArrival(raw []byte) message.Arrival {
	return message.Arrival{Channel: message.Email, Raw: raw,
		Received: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
}

// checkMessage holds what must be true of every message, whatever the bytes were.
func checkMessage(t *testing.T, p Parsed) {
	t.Helper()
	m := p.Message
	for what, s := range map[string]string{"text": m.Text, "new text": m.NewText, "subject": m.Subject, "from": m.From,
		"sender's name": m.FromName, "id": m.MessageID} {
		if !utf8.ValidString(s) {
			t.Errorf("%s is not UTF-8: %q", what, s)
		}
		if strings.ContainsAny(s, "\x00\x1e") {
			t.Errorf("%s holds control characters: %q", what, s)
		}
	}
	switch m.Nature {
	case message.FromPerson, message.FromAutoReply, message.FromBounce, message.FromReceipt, message.FromList,
		message.FromFeedbackReport:
	default:
		t.Errorf("nature is %q", m.Nature)
	}
	if m.MessageID == "" {
		t.Error("no message id")
	}
	if m.Text == "" && len(m.Attachments) == 0 && len(m.Problems) == 0 {
		t.Error("neither words, files nor problems")
	}
	if strings.TrimSpace(m.Text) != "" && strings.TrimSpace(m.NewText) == "" {
		t.Errorf("all words were taken off: %q", m.Text)
	}
	if len(m.Attachments) != len(p.Files) {
		t.Errorf("%d attachments but %d files", len(m.Attachments), len(p.Files))
	}
	for _, f := range p.Files {
		if f.Size != int64(len(f.Bytes)) || f.Name == "" || f.Type == "" || strings.ContainsAny(f.Name, "/\\\x00") ||
			!utf8.ValidString(f.Name) {
			t.Errorf("file %q of type %q and size %d with %d bytes", f.Name, f.Type, f.Size, len(f.Bytes))
		}
	}
	if m.Nature == message.FromBounce && m.Bounce == nil {
		t.Error("a bounce without its bounce")
	}
}

func FuzzParse(f *testing.F) {
	for _, mail := range fuzzMails {
		f.Add([]byte(mail))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := fuzzReader.parseMail(fuzzArrival(raw))
		checkMessage(t, p)
		if p.Message.Proof.Proved() && !strings.Contains(strings.ToLower(string(raw)), "mx.landlord.example") {
			t.Error("authenticated without our server's word")
		}
	})
}

func FuzzBounce(f *testing.F) {
	for _, notice := range fuzzNotices {
		f.Add(notice, "Final-Recipient: rfc822; a.resident@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"+
			"Diagnostic-Code: smtp; 550 user unknown\r\n")
	}
	f.Fuzz(func(t *testing.T, words, fields string) {
		raw := "Return-Path: <>\r\nFrom: MAILER-DAEMON@example.org\r\nTo: complaints@landlord.example\r\n" +
			"Subject: Undelivered Mail\r\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n" +
			"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words +
			"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" + fields + "\r\n--b--\r\n"
		p := fuzzReader.parseMail(fuzzArrival([]byte(raw)))
		checkMessage(t, p)
		if n := len(p.Bounces); n > maxReported {
			t.Errorf("%d recipients", n)
		}
		for _, b := range p.Bounces {
			if b.Hard && (b.Delayed || b.Delivered) {
				t.Errorf("hard and not failed: %+v", b)
			}
			if b.Status != "" && statusCode(b.Status) != b.Status {
				t.Errorf("status %q", b.Status)
			}
			if !utf8.ValidString(b.Recipient) {
				t.Errorf("recipient %q", b.Recipient)
			}
		}
	})
}

func FuzzReply(f *testing.F) {
	for _, x := range replyCases {
		f.Add(x.text, x.subject)
	}
	f.Fuzz(func(t *testing.T, raw, subject string) {
		text := tidyText(strings.ToValidUTF8(raw, "?"), false)
		got := newWords(text, subject)
		if strings.TrimSpace(text) != "" && strings.TrimSpace(got) == "" {
			t.Fatalf("nothing left of %q", text)
		}
		// Stripping only takes lines away: it never adds, changes or reorders one.
		rest := strings.Split(text, "\n")
		for line := range strings.SplitSeq(got, "\n") {
			for len(rest) > 0 && rest[0] != line {
				rest = rest[1:]
			}
			if len(rest) == 0 {
				t.Fatalf("line %q is new or out of place in %q", line, got)
			}
			rest = rest[1:]
		}
		if again := newWords(got, subject); len(again) > len(got) {
			t.Errorf("a second look adds words: %q, then %q", got, again)
		}
	})
}

func FuzzAuthenticationResults(f *testing.F) {
	for _, x := range authCases {
		f.Add(x.header, x.from)
	}
	f.Fuzz(func(t *testing.T, value, from string) {
		value = tidyLine(value)
		h := header{{"authentication-results", value}, {"from", from}}
		address := firstAddress(from)
		if fuzzReader.proof(h, address).Proved() {
			low := strings.ToLower(value)
			if !strings.Contains(low, "mx.landlord.example") || !strings.Contains(low, "pass") {
				t.Errorf("%q authenticates %q", value, from)
			}
		}
		microsoft := NewReader(ReaderOptions{AuthservID: Microsoft365})
		if microsoft.proof(h, address).Proved() && !strings.Contains(strings.ToLower(value), "pass") {
			t.Errorf("%q authenticates %q", value, from)
		}
	})
}

// FuzzSignedContent: any bytes in place of a signature. What is taken out of them is never more than was there.
func FuzzSignedContent(f *testing.F) {
	f.Add(signedBlock(signedDataOID, tlv, tlv(4, []byte("Content-Type: text/plain\n\nwords"))))
	f.Add(signedBlock(signedDataOID, endless, endless(0x24, tlv(4, []byte("a")), tlv(4, []byte("b")))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if content, ok := signedContent(data); ok && len(content) > len(data) {
			t.Errorf("got %d bytes out of %d, want no more than there were", len(content), len(data))
		}
	})
}

// FuzzPage: any page. Mending it loses no letter that stands outside tags and of which the page shows anything.
func FuzzPage(f *testing.F) {
	f.Add("<style>p{} <body><p>words</p>")
	f.Add("<!-- x <p>words<noscript>more</noscript>")
	f.Fuzz(func(t *testing.T, page string) {
		if text := htmlText("<p>kept first</p>" + page); !strings.Contains(text, "kept first") {
			t.Errorf("got %q, want what stands before anything else kept", text)
		}
	})
}

// FuzzForm: any words as a form. What is read stands in them.
func FuzzForm(f *testing.F) {
	r := NewReader(ReaderOptions{})
	f.Add("Name: Ivo\nEmail: ivo@example.com\nMessage: The lift is broken.")
	f.Fuzz(func(t *testing.T, words string) {
		form, ok := r.readForm(words)
		if ok && form.Email != "" && !strings.Contains(strings.ToLower(decodeWords(words)), form.Email) &&
			!strings.Contains(words, "=?") {
			t.Errorf("email: got %q, want one that stands in %q", form.Email, words)
		}
	})
}
