package notifier_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"complaints/intake"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/notifier"
)

// wire sends one letter to a sink of its own and returns the bytes that arrived.
func wire(t testing.TB, l outbox.Letter, change ...func(*notifier.SMTPConfig)) []byte {
	t.Helper()
	sink := newSink(t)
	cfg := sink.config()
	for _, f := range change {
		f(&cfg)
	}
	results, err := newSMTP(t, cfg).Send(t.Context(), []outbox.Letter{l})
	if err != nil || results[0].State != outbox.Sent {
		t.Fatalf("got %+v, %v", results, err)
	}
	return sink.mails()[0].data
}

// parts reads a mail as a mail reader does: its decoded parts by media type.
func parts(t testing.TB, data []byte) (netmail.Header, map[string]string) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("content type %q: %v", m.Header.Get("Content-Type"), err)
	}
	found := make(map[string]string)
	if kind == "text/plain" {
		found[kind] = decode(t, m.Body, m.Header.Get("Content-Transfer-Encoding"))
		return m.Header, found
	}
	if kind != "multipart/alternative" {
		t.Fatalf("got %s", kind)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return m.Header, found
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil || params["charset"] != "UTF-8" {
			t.Errorf("part %s %v: %v", kind, params, err)
		}
		found[kind] = decode(t, p, p.Header.Get("Content-Transfer-Encoding"))
	}
}

func decode(t testing.TB, r io.Reader, encoding string) string {
	t.Helper()
	if encoding != "quoted-printable" {
		t.Errorf("encoding %q", encoding)
	}
	b, err := io.ReadAll(quotedprintable.NewReader(r))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestMailIsWhatTheLetterSays(t *testing.T) {
	t.Parallel()
	l := aLetter(1)
	header, parts := parts(t, wire(t, l))
	for name, want := range map[string]string{
		"From":                     `"Example Homes" <complaints@landlord.example>`,
		"To":                       `"Asha Rahman" <resident1@example.com>`,
		"Reply-To":                 `"Example Homes" <complaints+k7q2m4@landlord.example>`,
		"Date":                     "Fri, 27 Nov 2026 09:30:00 +0000",
		"Message-Id":               "<k7q2m4.1@landlord.example>",
		"In-Reply-To":              "<abc@example.com>",
		"References":               "<first@example.com> <abc@example.com>",
		"Auto-Submitted":           "auto-replied",
		"X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply, OOF",
		"Mime-Version":             "1.0",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for name := range header {
		if strings.HasPrefix(name, "List-") || name == "Precedence" || name == "User-Agent" || name == "X-Mailer" ||
			len(header[name]) != 1 {
			t.Errorf("unwanted or repeated header %s: %q", name, header[name])
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil || subject != l.Subject {
		t.Errorf("subject: got %q, %v", subject, err)
	}
	if strings.TrimRight(parts["text/plain"], "\n") != strings.TrimRight(l.Text, "\n") ||
		strings.TrimRight(parts["text/html"], "\n") != l.HTML {
		t.Errorf("got %q", parts)
	}
}

func TestMailVariants(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation string
		change    func(*outbox.Letter)
		header    string
		want      string
	}{
		{
			situation: "it answers nothing",
			change:    func(l *outbox.Letter) { l.InReplyTo, l.Thread = "", nil },
			header:    "Auto-Submitted",
			want:      "auto-generated",
		},
		{
			situation: "a manager's out-of-office notice is wanted",
			change:    func(l *outbox.Letter) { l.Role = people.RoleManager },
			header:    "X-Auto-Response-Suppress",
			want:      "DR, RN, NRN, AutoReply",
		},
		{
			situation: "no token, no address of its own",
			change:    func(l *outbox.Letter) { l.Token = "" },
			header:    "Reply-To",
		},
		{
			situation: "a name that tries to add a header",
			change:    func(l *outbox.Letter) { l.ToName = "Eve\r\nBcc: all@example.com" },
			header:    "To",
			want:      `"Eve Bcc: all@example.com" <resident1@example.com>`,
		},
		{
			situation: "a subject that tries to add a header",
			change:    func(l *outbox.Letter) { l.Subject = "Hello\r\nBcc: all@example.com" },
			header:    "Subject",
			want:      "Hello Bcc: all@example.com",
		},
		{
			situation: "an answered id that tries to add a header",
			change:    func(l *outbox.Letter) { l.InReplyTo = "a@b>\r\nBcc: all@example.com" },
			header:    "In-Reply-To",
		},
		{
			situation: "ids with brackets are taken too",
			change:    func(l *outbox.Letter) { l.InReplyTo = " <abc@example.com> " },
			header:    "In-Reply-To",
			want:      "<abc@example.com>",
		},
		{
			situation: "an address outside ASCII by host",
			change:    func(l *outbox.Letter) { l.To = "jo@ñandú.example" },
			header:    "To",
			want:      `"Asha Rahman" <jo@xn--and-6ma2c.example>`,
		},
		{
			situation: "no name",
			change:    func(l *outbox.Letter) { l.ToName = "" },
			header:    "To",
			want:      "<resident1@example.com>",
		},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := aLetter(1)
			tc.change(&l)
			header, _ := parts(t, wire(t, l))
			if got := header.Get(tc.header); got != tc.want {
				t.Errorf("%s: got %q, want %q", tc.header, got, tc.want)
			}
			if header.Get("Bcc") != "" {
				t.Error("a header was smuggled in")
			}
		})
	}
}

func TestLongThreadKeepsFirstAndNewest(t *testing.T) {
	t.Parallel()
	l := aLetter(1)
	l.Thread = nil
	for i := range 300 {
		l.Thread = append(l.Thread, fmt.Sprintf("message-%03d@example.com", i), "not an id",
			strings.Repeat("x", 1000)+"@example.com")
	}
	l.InReplyTo = "message-299@example.com"
	data := wire(t, l)
	header, _ := parts(t, data)
	refs := strings.Fields(header.Get("References"))
	if len(refs) != 20 || refs[0] != "<message-000@example.com>" || refs[1] != "<message-281@example.com>" ||
		refs[19] != "<message-299@example.com>" {
		t.Errorf("got %d: %v", len(refs), refs)
	}
	for line := range strings.SplitSeq(string(data), "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes (RFC 5322 2.1.1)", len(line))
		}
	}
}

// The same letter is the same bytes on every try, whoever sends it and when.
func TestSameBytesOnEveryTry(t *testing.T) {
	t.Parallel()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	for _, tc := range []struct {
		situation string
		change    func(*notifier.SMTPConfig)
		html      string
	}{
		{"text and HTML", func(*notifier.SMTPConfig) {}, aLetter(1).HTML},
		{"text only", func(*notifier.SMTPConfig) {}, ""},
		{"signed", func(c *notifier.SMTPConfig) {
			c.DKIM = &notifier.DKIMConfig{Domain: "landlord.example", Selector: "c1", Key: key}
		}, aLetter(1).HTML},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			l := aLetter(1)
			l.HTML = tc.html
			first := wire(t, l, tc.change)
			for range 3 {
				if again := wire(t, l, tc.change); !bytes.Equal(first, again) {
					t.Fatalf("got\n%s\nthen\n%s", first, again)
				}
			}
			other := aLetter(2)
			other.HTML = tc.html
			if bytes.Equal(first, wire(t, other, tc.change)) {
				t.Error("another letter is the same bytes")
			}
		})
	}
}

// The separator is fixed by the Message-ID; words that imitate separators must not break the letter.
func TestSeparatorsInTheWords(t *testing.T) {
	t.Parallel()
	l := aLetter(1)
	_, params, _ := mime.ParseMediaType(mustHeader(t, wire(t, l), "Content-Type"))
	l.Text = "Dear you,\n\n--part_0123456789abcdef0123456789abcdef\nContent-Type: text/html\n\n.\n..\n.hidden\n" +
		strings.Repeat("é", 400) + "\n--part_--\ntrailing space \nbye\n"
	_, got := parts(t, wire(t, l))
	if strings.TrimRight(got["text/plain"], "\n") != strings.TrimRight(l.Text, "\n") ||
		strings.TrimRight(got["text/html"], "\n") != l.HTML {
		t.Errorf("got %q", got)
	}
	if len(params["boundary"]) < 32 || strings.ContainsAny(params["boundary"], "=?\"/ ") {
		t.Errorf("boundary %q would need quotes", params["boundary"])
	}
}

func mustHeader(t testing.TB, data []byte, name string) string {
	t.Helper()
	header, _ := parts(t, data)
	return header.Get(name)
}

func TestSignatureHolds(t *testing.T) {
	t.Parallel()
	edPublic, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]notifier.DKIMConfig{
		"k=ed25519; p=" + base64.StdEncoding.EncodeToString(edPublic): {Domain: "landlord.example", Selector: "c1",
			Key: edKey},
		"k=rsa; p=" + base64PKIX(t, &rsaKey.PublicKey): {Domain: "landlord.example", Selector: "c1", Key: rsaKey},
	} {
		data := wire(t, aLetter(1), func(c *notifier.SMTPConfig) { c.DKIM = &cfg })
		checks, err := dkim.VerifyWithOptions(bytes.NewReader(data), &dkim.VerifyOptions{
			LookupTXT: func(string) ([]string, error) { return []string{"v=DKIM1; " + name}, nil },
		})
		if err != nil || len(checks) != 1 || checks[0].Err != nil {
			t.Errorf("%.10s: %v %+v", name, err, checks)
		}
	}
}

func TestLettersThatCannotBeMail(t *testing.T) {
	t.Parallel()
	for situation, change := range map[string]func(*outbox.Letter){
		"no address":          func(l *outbox.Letter) { l.To = "" },
		"two addresses":       func(l *outbox.Letter) { l.To = "a@example.com, b@example.com" },
		"a phone number":      func(l *outbox.Letter) { l.To = "+447700900123" },
		"an address and more": func(l *outbox.Letter) { l.To = "a@example.com\r\nRCPT TO:<b@example.com>" },
		"a quoted address":    func(l *outbox.Letter) { l.To = `"a b"@example.com` },
		"an impossible host":  func(l *outbox.Letter) { l.To = "a@exa\u2066mple.com" },
		"no date":             func(l *outbox.Letter) { l.DecidedAt = l.NotBefore },
		"letters outside ASCII, and a server that does not take them": func(l *outbox.Letter) {
			l.To = "josé@example.com"
		},
	} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			server := &script{}
			bad := aLetter(1)
			change(&bad)
			results, err := newSMTP(t, server.config()).Send(t.Context(), []outbox.Letter{bad, aLetter(2)})
			if err != nil || results[0].State != outbox.Failed || results[0].Detail == "" ||
				results[1].State != outbox.Sent {
				t.Errorf("got %+v, %v", results, err)
			}
			if server.heard("RCPT") != 1 {
				t.Errorf("the server heard %q", server.commands)
			}
		})
	}
}

func TestAddressOutsideASCIIWithAServerThatTakesIt(t *testing.T) {
	t.Parallel()
	server := &script{say: map[string]string{"EHLO": "250-scripted\r\n250-8BITMIME\r\n250 SMTPUTF8"}}
	foreign := aLetter(1)
	foreign.To = "josé@example.com"
	results, err := newSMTP(t, server.config()).Send(t.Context(), []outbox.Letter{foreign, aLetter(2)})
	if err != nil || results[0].State != outbox.Sent || results[1].State != outbox.Sent {
		t.Fatalf("got %+v, %v", results, err)
	}
	if n := server.heard("MAIL FROM:<complaints@landlord.example> BODY=8BITMIME SMTPUTF8"); n != 1 {
		t.Errorf("SMTPUTF8 was asked for %d times, want for the one letter that needs it: %q", n, server.commands)
	}
}

func TestLetterWithoutMessageIDGetsALastingOne(t *testing.T) {
	t.Parallel()
	l := aLetter(1)
	l.MessageID = ""
	a, b := mustHeader(t, wire(t, l), "Message-Id"), mustHeader(t, wire(t, l), "Message-Id")
	if a != b || !strings.HasSuffix(a, "@landlord.example>") {
		t.Errorf("got %q and %q", a, b)
	}
}

func FuzzMail(f *testing.F) {
	f.Add("a@example.com", "Asha", "abc@example.com", "Your complaint", "Hello\n.\n", "<p>Hello</p>")
	f.Add("a@example.com", "=?utf-8?q?x?=", "<x@y>", "\x00\r\n\t\u2028", "--part_\r\r\n\xff", "")
	f.Add(`"a@b"@example.com`, "\"quoted\" (comment) <x>", "", "é", strings.Repeat("long ", 500), "\n\n.\r\n")
	server := &script{}
	cfg := server.config()
	cfg.Timeout = 100 * time.Millisecond
	s := newSMTP(f, cfg)
	f.Fuzz(func(t *testing.T, to, name, answered, subject, text, html string) {
		l := aLetter(1)
		l.To, l.ToName, l.InReplyTo, l.Subject, l.Text, l.HTML = to, name, answered, subject, text, html
		l.Thread = []string{answered, subject}
		server.mu.Lock()
		server.contents, server.commands = nil, nil
		server.mu.Unlock()
		results, err := s.Send(t.Context(), []outbox.Letter{l})
		if err != nil || len(results) != 1 {
			t.Fatalf("%+v, %v", results, err)
		}
		if results[0].State == outbox.Failed {
			return // an address that is none
		}
		if len(server.contents) != 1 || server.heard("RCPT") != 1 {
			t.Fatalf("%d mails, %q", len(server.contents), server.commands)
		}
		header, found := parts(t, []byte(strings.ReplaceAll(server.contents[0], "\r\n.", "\r\n")))
		if len(header["To"]) != 1 || len(header["Bcc"]) != 0 || len(header["Message-Id"]) != 1 {
			t.Errorf("header %v", header)
		}
		if _, ok := found["text/plain"]; !ok {
			t.Errorf("no text: %v", found)
		}
	})
}

// TestFilesGoWithALetter: a letter with files is one mail in parts, whose words are whole and whose files are those that
// came; the same letter makes the same bytes. One whose file is gone fails, and one that cannot be read now waits.
func TestFilesGoWithALetter(t *testing.T) {
	t.Parallel()
	file := bytes.Repeat([]byte("%PDF-1.4 the answer\n"), 200)
	l := aLetter(1)
	l.Encloses = []message.Enclosure{{Message: "m1", Attachment: message.Attachment{Name: "Ateb \u00e0 Asha.pdf",
		Type: "application/pdf", SHA256: "x"}}}
	open := func(data []byte, ok bool, err error) func(*notifier.SMTPConfig) {
		return func(c *notifier.SMTPConfig) {
			c.Enclosed = func(_ context.Context, e message.Enclosure) ([]byte, bool, error) { return data, ok, err }
		}
	}
	raw := wire(t, l, open(file, true, nil))
	if again := wire(t, l, open(file, true, nil)); !bytes.Equal(raw, again) {
		t.Error("the same letter made other bytes")
	}
	got := intake.NewReader(intake.ReaderOptions{}).Parse(message.Arrival{Channel: message.Email, Raw: raw})
	if !strings.HasPrefix(got.Message.Text, strings.TrimSpace(l.Text)[:20]) || len(got.Files) != 1 {
		t.Fatalf("got %q and %d files", got.Message.Text, len(got.Files))
	}
	if f := got.Files[0]; f.Name != l.Encloses[0].Name || !bytes.Equal(f.Bytes, file) {
		t.Errorf("got %q of %d bytes, want the file", f.Name, len(f.Bytes))
	}
	for want, c := range map[outbox.SendState]func(*notifier.SMTPConfig){
		outbox.Failed: open(nil, false, nil), outbox.Pending: open(nil, false, errors.New("no database"))} {
		cfg := newSink(t).config()
		c(&cfg)
		results, err := newSMTP(t, cfg).Send(t.Context(), []outbox.Letter{l})
		if err != nil || results[0].State != want {
			t.Errorf("got %+v, %v, want %s", results, err, want)
		}
	}
}

// TestACalendarEntryGoesWithALetter: as a file of its own kind, beside words that are whole.
func TestACalendarEntryGoesWithALetter(t *testing.T) {
	t.Parallel()
	l := aLetter(1)
	l.Diary = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
	raw := wire(t, l)
	if again := wire(t, l); !bytes.Equal(raw, again) {
		t.Error("the same letter made other bytes")
	}
	if !regexp.MustCompile(`(?i)content-type: text/calendar; charset=utf-8; method=CANCEL`).Match(
		bytes.ReplaceAll(raw, []byte("\r\n "), []byte(" "))) {
		t.Errorf("got no part of a calendar in %s", raw)
	}
	got := intake.NewReader(intake.ReaderOptions{}).Parse(message.Arrival{Channel: message.Email, Raw: raw})
	if !strings.HasPrefix(got.Message.Text, strings.TrimSpace(l.Text)[:20]) || len(got.Files) != 1 ||
		string(got.Files[0].Bytes) != l.Diary {
		t.Errorf("got %q and %d files", got.Message.Text, len(got.Files))
	}
}
