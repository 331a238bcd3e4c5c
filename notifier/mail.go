package notifier

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"slices"
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
	logo, shown := s.logo(l)
	if len(l.Encloses) == 0 && l.Diary == "" && l.Sheet == "" && !shown {
		m.SetBodyString(mail.TypeTextPlain, text(l.Text))
		if l.HTML != "" {
			m.AddAlternativeString(mail.TypeTextHTML, text(l.HTML))
		}
		return nil
	}
	// The library gives all multiparts one boundary, so the one inside is written here.
	inner := boundary("words of " + id)
	words, err := alternatives(l, inner, logo)
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
	if l.Sheet != "" {
		name, kind, data := s.paper(ctx, l)
		m.AttachReadSeeker(name, bytes.NewReader(data), mail.WithFileContentType(kind))
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

// paper is the file to print of a letter to post. What cannot be made into a PDF goes as a page, which any browser
// prints: the letter does not wait for it.
func (s *SMTP) paper(ctx context.Context, l outbox.Letter) (name string, kind mail.ContentType, data []byte) {
	name = cmp.Or(l.Case, "letter") + " to post"
	if s.cfg.Paper != nil {
		if pdf, err := s.cfg.Paper(ctx, text(l.Sheet)); err == nil {
			return name + ".pdf", "application/pdf", pdf
		}
	}
	return name + ".html", "text/html; charset=utf-8", []byte(text(l.Sheet))
}

// logo is the picture that a letter shows in its head. One that has changed since the letter was written is another:
// the letter then shows the landlord's name in its place.
func (s *SMTP) logo(l outbox.Letter) (logo Picture, shown bool) {
	if s.cfg.Logo == nil || !strings.Contains(l.HTML, ` src="cid:`) {
		return Picture{}, false
	}
	logo, ok := s.cfg.Logo()
	if !ok || logo.ID == "" || !strings.Contains(l.HTML, ` src="cid:`+logo.ID+`"`) {
		return Picture{}, false
	}
	return logo, true
}

// alternatives writes the words of a letter, for readers of text and of HTML, the page with the picture that it shows.
func alternatives(l outbox.Letter, boundary string, logo Picture) ([]byte, error) {
	var out bytes.Buffer
	parts := multipart.NewWriter(&out)
	err := errors.Join(parts.SetBoundary(boundary), wordsPart(parts, mail.TypeTextPlain, l.Text))
	switch {
	case l.HTML == "":
	case logo.ID == "":
		err = errors.Join(err, wordsPart(parts, mail.TypeTextHTML, l.HTML))
	default:
		err = errors.Join(err, related(parts, l.HTML, "with_"+boundary, logo))
	}
	return out.Bytes(), errors.Join(err, parts.Close())
}

// wordsPart writes a part of text.
func wordsPart(parts *multipart.Writer, kind mail.ContentType, s string) error {
	if s == "" {
		return nil
	}
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Transfer-Encoding": {"quoted-printable"}, "Content-Type": {string(kind) + "; charset=UTF-8"},
	})
	if err != nil {
		return err
	}
	qp := quotedprintable.NewWriter(w)
	_, err = qp.Write([]byte(text(s)))
	return errors.Join(err, qp.Close())
}

// related writes a page with a picture that it shows (RFC 2387).
func related(parts *multipart.Writer, html, boundary string, logo Picture) error {
	var out bytes.Buffer
	inner := multipart.NewWriter(&out)
	err := errors.Join(inner.SetBoundary(boundary), wordsPart(inner, mail.TypeTextHTML, html))
	w, partErr := inner.CreatePart(textproto.MIMEHeader{
		"Content-Type": {logo.Type}, "Content-Transfer-Encoding": {"base64"}, "Content-Id": {"<" + logo.ID + ">"},
		"Content-Disposition": {"inline; filename=logo"},
	})
	if err = errors.Join(err, partErr); err != nil {
		return err
	}
	for row := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(logo.Data)), 76) {
		if _, err := w.Write(append(row[:len(row):len(row)], "\r\n"...)); err != nil {
			return err
		}
	}
	if err := inner.Close(); err != nil {
		return err
	}
	whole, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type": {`multipart/related; type="text/html"; boundary=` + boundary}})
	if err != nil {
		return err
	}
	_, err = whole.Write(out.Bytes())
	return err
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
