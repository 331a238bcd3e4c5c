package notifier

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"complaints/internal/outbox"
	"complaints/internal/people"
)

const (
	maxName       = 100 // characters of a display name
	maxSubject    = 250 // characters of a subject
	maxMessageID  = 250 // bytes; longer ids are dropped from a thread, they would not fold
	maxReferences = 20  // ids of a thread: the first and the newest, as mail readers need them
)

// envelope is a letter ready for the wire.
type envelope struct {
	from, to string // addresses, bare
	utf8     bool   // whether to needs SMTPUTF8 (RFC 6531)
	data     []byte
}

// render makes the bytes of a letter. The same letter always makes the same bytes: date, Message-ID and
// boundary all come from the letter, none from the clock or from chance. An error means that this letter
// can never be sent as it is, or is [errUnread].
func (s *SMTP) render(ctx context.Context, l outbox.Letter) (envelope, error) {
	to, err := recipient(l.To)
	if err != nil {
		return envelope{}, err
	}
	if l.DecidedAt.IsZero() {
		return envelope{}, errors.New("the letter has no date")
	}
	id := cmp.Or(cleanID(l.MessageID), s.fallbackID(l))
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary(boundary(id)))
	m.FromMailAddress(&s.from)
	m.ToMailAddress(&netmail.Address{Name: oneLine(l.ToName, maxName), Address: to})
	if l.Token != "" && s.replyLocal != "" {
		m.ReplyToMailAddress(&netmail.Address{Name: s.from.Name,
			Address: s.replyLocal + "+" + l.Token + "@" + s.replyHost})
	}
	m.Subject(oneLine(l.Subject, maxSubject))
	m.SetMessageIDWithValue(id)
	m.SetDateWithValue(l.DecidedAt.UTC())
	s.setThread(m, l)
	if err := s.setBody(ctx, m, l, id); err != nil {
		return envelope{}, err
	}
	if err := s.sign(m, l.DecidedAt); err != nil {
		return envelope{}, err
	}
	var buf bytes.Buffer
	buf.Grow(2048 + len(l.Text) + len(l.Text)/8 + len(l.HTML) + len(l.HTML)/8)
	if _, err := m.WriteTo(&buf); err != nil {
		return envelope{}, fmt.Errorf("the letter cannot be written as mail: %w", err)
	}
	return envelope{from: s.from.Address, to: to, utf8: !ascii(to), data: buf.Bytes()}, nil
}

// errUnread: a file that goes with a letter cannot be read now.
var errUnread = errors.New("a file that goes with it cannot be read")

// notWritten is what one try comes to of a letter that could not be written.
func notWritten(l outbox.Letter, err error) outbox.SendResult {
	r := outbox.SendResult{State: outbox.Failed, Detail: tell(err.Error())}
	if errors.Is(err, errUnread) && l.Tries.Count+1 < putOffMost {
		r.State = outbox.Pending
	}
	return r
}

// setBody sets the words of a letter, and the files that go with it.
func (s *SMTP) setBody(ctx context.Context, m *mail.Msg, l outbox.Letter, id string) error {
	if len(l.Encloses) == 0 && l.Diary == "" {
		m.SetBodyString(mail.TypeTextPlain, text(l.Text))
		if l.HTML != "" {
			m.AddAlternativeString(mail.TypeTextHTML, text(l.HTML))
		}
		return nil
	}
	// The library gives all multiparts one boundary, so the one inside is written here.
	inner := boundary("words of " + id)
	words, err := alternatives(l, inner)
	if err != nil {
		return fmt.Errorf("the letter cannot be written as mail: %w", err)
	}
	m.SetBodyWriter(mail.ContentType("multipart/alternative; boundary="+inner), func(w io.Writer) (int64, error) {
		n, err := w.Write(words)
		return int64(n), err
	}, mail.WithPartEncoding(mail.NoEncoding))
	if l.Diary != "" {
		method := "PUBLISH"
		if strings.Contains(l.Diary, "METHOD:CANCEL") {
			method = "CANCEL"
		}
		m.AttachReadSeeker("answer.ics", strings.NewReader(l.Diary),
			mail.WithFileContentType(mail.ContentType("text/calendar; charset=utf-8; method="+method)))
	}
	for _, e := range l.Encloses {
		if s.cfg.Enclosed == nil {
			return errUnread
		}
		data, ok, err := s.cfg.Enclosed(ctx, e)
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", errUnread, err)
		case !ok:
			return fmt.Errorf("a file that goes with it is no longer there")
		}
		m.AttachReadSeeker(oneLine(e.Name, maxName), bytes.NewReader(data),
			mail.WithFileContentType(mail.ContentType(e.Type)))
	}
	return nil
}

// alternatives writes the words of a letter, for readers of text and of HTML.
func alternatives(l outbox.Letter, boundary string) ([]byte, error) {
	var out bytes.Buffer
	parts := multipart.NewWriter(&out)
	err := parts.SetBoundary(boundary)
	for _, p := range []struct {
		kind  mail.ContentType
		words string
	}{{mail.TypeTextPlain, l.Text}, {mail.TypeTextHTML, l.HTML}} {
		if p.words == "" || err != nil {
			continue
		}
		var w io.Writer
		if w, err = parts.CreatePart(textproto.MIMEHeader{
			"Content-Transfer-Encoding": {"quoted-printable"}, "Content-Type": {string(p.kind) + "; charset=UTF-8"},
		}); err == nil {
			qp := quotedprintable.NewWriter(w)
			_, err = qp.Write([]byte(text(p.words)))
			err = errors.Join(err, qp.Close())
		}
	}
	return out.Bytes(), errors.Join(err, parts.Close())
}

// setThread ties the letter to what it answers and marks it as written by a program (RFC 3834), so that no
// machine answers it. Bounces and, for staff, out-of-office notices stay welcome: the procedure reads both.
func (s *SMTP) setThread(m *mail.Msg, l outbox.Letter) {
	submitted := "auto-generated"
	if id := cleanID(l.InReplyTo); id != "" {
		submitted = "auto-replied"
		m.SetGenHeader(mail.HeaderInReplyTo, "<"+id+">")
	}
	m.SetGenHeader("Auto-Submitted", submitted)
	if refs := references(l.Thread, l.InReplyTo); len(refs) > 0 {
		m.SetGenHeader(mail.HeaderReferences, strings.Join(refs, " "))
	}
	suppress := "DR, RN, NRN, AutoReply"
	if l.Role == people.RoleResident || l.Role == people.RoleRepresentative {
		suppress += ", OOF"
	}
	m.SetGenHeader("X-Auto-Response-Suppress", suppress)
}

func (s *SMTP) sign(m *mail.Msg, at time.Time) error {
	d := s.cfg.DKIM
	if d == nil {
		return nil
	}
	signer := mail.NewDKIMSigner(d.Domain, d.Selector, d.Key)
	signer.NowFunc = func() time.Time { return at }
	mail.WithDKIM(signer)(m)
	return nil
}

// fallbackID is for a letter that came without a Message-ID: its key names it as well.
func (s *SMTP) fallbackID(l outbox.Letter) string {
	sum := sha256.Sum256([]byte(l.ID + "|" + l.Key()))
	return hex.EncodeToString(sum[:16]) + "@" + hostOf(s.from.Address)
}

// boundary makes the part separator of a letter. It follows from the Message-ID, whose secret part nobody who
// puts words into the letter knows; and it needs no quotes, since the library writes none (RFC 2045 5.1).
func boundary(messageID string) string {
	sum := sha256.Sum256([]byte("boundary of " + messageID))
	return "part_" + hex.EncodeToString(sum[:16])
}

// recipient reads the one address a letter goes to, its host part in ASCII (RFC 5891).
func recipient(s string) (string, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Name != "" || len(a.Address) > 254 {
		return "", errors.New("this is not an email address")
	}
	at := strings.LastIndexByte(a.Address, '@')
	local, host := a.Address[:at], a.Address[at+1:]
	if !ascii(host) {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return "", errors.New("the host part of this email address cannot exist")
		}
	}
	if strings.HasPrefix(a.String(), `<"`) {
		return "", errors.New("this email address has a quoted part, which mail servers rarely take")
	}
	return local + "@" + host, nil
}

// references returns the thread with brackets: the first id, then the newest, ending with the one answered.
func references(thread []string, answered string) []string {
	var refs []string
	seen := make(map[string]bool)
	for _, id := range append(thread[:len(thread):len(thread)], answered) {
		if id = cleanID(id); id != "" && !seen[id] {
			seen[id] = true
			refs = append(refs, "<"+id+">")
		}
	}
	if over := len(refs) - maxReferences; over > 0 {
		refs = append(refs[:1], refs[1+over:]...)
	}
	return refs
}

// cleanID returns a Message-ID fit for a header, without brackets, or "" for one that is not: ids of other
// people's mail are whatever their programs wrote.
func cleanID(id string) string {
	id = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(id), "<"), ">")
	if len(id) > maxMessageID {
		return ""
	}
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c >= 0x7f || c == '<' || c == '>' {
			return ""
		}
	}
	return id
}

// oneLine makes header text of s: no control characters, no line ends, at most n characters.
func oneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > n {
		s = strings.TrimSpace(string([]rune(s)[:n]))
	}
	return s
}

// text makes body text of s: whole characters, no NUL.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
