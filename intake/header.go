package intake

import (
	"bytes"
	"io"
	"mime"
	"regexp"
	"strings"

	"complaints/intake/charset"
)

// field is one header field with its name in lower case and its value unfolded.
type field struct{ name, value string }

// header is a header block in the order it was written.
type header []field

// get returns the value of the first field of that name (lower case), or "".
func (h header) get(name string) string {
	for i := range h {
		if h[i].name == name {
			return h[i].value
		}
	}
	return ""
}

// has reports whether there is a field of that name, even an empty one.
func (h header) has(name string) bool {
	for i := range h {
		if h[i].name == name {
			return true
		}
	}
	return false
}

// all returns the values of every field of that name.
func (h header) all(name string) []string {
	var values []string
	for i := range h {
		if h[i].name == name {
			values = append(values, h[i].value)
		}
	}
	return values
}

// text returns the first value of that name with encoded words decoded.
func (h header) text(name string) string { return decodeWords(h.get(name)) }

// maxFields and maxValue bound what one header block may hold.
const (
	maxFields = 2000
	maxValue  = 64 << 10
)

// splitHeader reads a header block line by line and returns it with the body that follows. It never
// fails: lines that are no field are left out and reported by bad, and where the very first lines
// are no fields at all, everything is body.
func splitHeader(raw []byte, limit int) (h header, body []byte, bad int) {
	rest := raw
	for len(rest) > 0 && len(raw)-len(rest) <= limit {
		line, after := cutLine(rest)
		if len(line) == 0 {
			return h, after, bad
		}
		switch name, colon, ok := fieldName(line); {
		case ok:
			after = endOfField(rest)
			if len(h) < maxFields {
				h = append(h, field{name, unfold(rest[colon+1 : len(rest)-len(after)])})
			}
		case isMailboxLine(line):
			// "From someone Thu Apr 29": the separator of an mbox file, not of the message.
		case !headerGoesOn(after):
			return h, rest, bad + 1
		default:
			bad++
		}
		rest = after
	}
	return h, rest, bad
}

// endOfField returns what follows a field and the lines that carry it on, which begin with a blank.
func endOfField(b []byte) []byte {
	for {
		_, b = cutLine(b)
		if len(b) == 0 || b[0] != ' ' && b[0] != '\t' {
			return b
		}
		if line, _ := cutLine(b); len(bytes.TrimSpace(line)) == 0 && len(line) < 3 {
			return b // a line of one blank is meant as the empty line
		}
	}
}

// unfold makes one line of a field's lines.
func unfold(b []byte) string {
	b = bytes.TrimSpace(b[:min(len(b), maxValue)])
	if bytes.IndexByte(b, '\n') < 0 {
		return clean(b)
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		if len(out) > 0 {
			out = append(out, ' ')
		}
		out = append(out, bytes.TrimSpace(line)...)
	}
	return clean(out)
}

// cutLine returns the first line without its ending and what follows it.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, nil
	}
	return bytes.TrimSuffix(b[:i], []byte{'\r'}), b[i+1:]
}

// fieldOf reads "Name: value".
func fieldOf(line []byte) (name, value string, ok bool) {
	name, colon, ok := fieldName(line)
	if !ok {
		return "", "", false
	}
	return name, clean(bytes.TrimSpace(line[colon+1:])), true
}

// fieldName reads the name before the colon, in lower case. Spaces before the colon and NULs in the name are
// forgiven.
func fieldName(line []byte) (name string, colon int, ok bool) {
	colon = bytes.IndexByte(line[:min(len(line), 200)], ':')
	if colon <= 0 || line[0] == ' ' || line[0] == '\t' {
		return "", 0, false
	}
	raw := bytes.TrimSpace(line[:colon])
	if bytes.IndexByte(raw, 0) >= 0 {
		raw = bytes.ReplaceAll(raw, []byte{0}, nil)
	}
	for _, c := range raw {
		if c <= ' ' || c >= 0x7f {
			return "", 0, false
		}
	}
	return strings.ToLower(string(raw)), colon, len(raw) > 0
}

// clean makes a header value safe to keep: no NUL, and valid UTF-8.
func clean(b []byte) string {
	b = b[:min(len(b), maxValue)]
	for _, c := range b {
		if c == 0 || c >= 0x80 {
			return strings.ReplaceAll(charset.UTF8OrLatin(b), "\x00", "")
		}
	}
	return string(b)
}

func isMailboxLine(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
}

// headerGoesOn looks a few lines ahead: a header goes on after a bad line if another well-known
// field comes before the next empty line.
func headerGoesOn(rest []byte) bool {
	for range 12 {
		line, after := cutLine(rest)
		if len(line) == 0 {
			return false
		}
		if name, _, ok := fieldOf(line); ok && (wellKnown[name] || strings.HasPrefix(name, "x-")) {
			return true
		}
		rest = after
	}
	return false
}

var wellKnown = map[string]bool{
	"from": true, "to": true, "cc": true, "subject": true, "date": true, "message-id": true, "sender": true,
	"reply-to": true, "received": true, "return-path": true, "mime-version": true, "content-type": true,
	"content-transfer-encoding": true, "content-disposition": true, "references": true, "in-reply-to": true,
	"delivered-to": true, "list-id": true, "precedence": true, "dkim-signature": true, "user-agent": true,
}

// isHeader tells a header from words in which colons stand, such as "Thanks :-)".
func (h header) isHeader() bool {
	return h.hasAny(func(name string) bool {
		for _, prefix := range [...]string{"x-", "content-", "list-", "resent-", "arc-", "auto"} {
			if strings.HasPrefix(name, prefix) {
				return true
			}
		}
		return wellKnown[name]
	})
}

// wasCarried reports a field of those that mail programs and servers write. The header of an older mail that stands
// copied below a first line has none.
func (h header) wasCarried() bool {
	return h.hasAny(func(name string) bool { return carriedFields[name] })
}

func (h header) hasAny(is func(name string) bool) bool {
	for i := range h {
		if is(h[i].name) {
			return true
		}
	}
	return false
}

// beginsWithField reports whether the first line is a field, or the separator of an mbox file.
func beginsWithField(raw []byte) bool {
	line, _ := cutLine(raw)
	_, _, ok := fieldName(line)
	return ok || isMailboxLine(line)
}

// carriedFields are those that mail programs and servers write and no person types.
var carriedFields = map[string]bool{
	"received": true, "message-id": true, "mime-version": true, "date": true, "return-path": true,
	"content-type": true, "content-transfer-encoding": true, "delivered-to": true, "dkim-signature": true,
}

// words decodes what the label of an encoded word says, and what its bytes say where the label is wrong.
var words = mime.WordDecoder{CharsetReader: func(label string, in io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	if _, err := charset.Reader(label, strings.NewReader("")); err != nil {
		return nil, err
	}
	text, _ := charset.ToUTF8(b, label)
	return strings.NewReader(text), nil
}}

// literalLabel are the labels that the decoder reads by itself, letter for letter, whatever the bytes are.
var literalLabel = regexp.MustCompile(`(?i)=\?(?:iso-8859-1|us-ascii)(\*[^?]*)?\?`)

// decodeWords decodes RFC 2047 words; what cannot be decoded stays as it was written.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return tidyLine(s)
	}
	s = literalLabel.ReplaceAllString(s, "=?windows-1252$1?")
	out, err := words.DecodeHeader(joinWords(s))
	if err != nil || strings.Contains(out, "=?") && strings.Contains(out, "?=") {
		out = decodeEach(s)
	}
	return tidyLine(out)
}

// decodeEach decodes the words one by one, so that one broken word does not spoil the others.
func decodeEach(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		end := endOfWord(s[i:])
		if end < 0 {
			break
		}
		b.WriteString(s[:i])
		if w, err := words.Decode(s[i : i+end]); err == nil {
			b.WriteString(w)
		} else {
			b.WriteString(looseWord(s[i : i+end]))
		}
		s = s[i+end:]
		if next := strings.TrimLeft(s, " \t"); strings.HasPrefix(next, "=?") {
			s = next
		}
	}
	b.WriteString(s)
	return b.String()
}

// endOfWord returns the length of the encoded word that s starts with, or -1.
func endOfWord(s string) int {
	at := 2
	for range 2 { // past the charset and past the encoding
		i := strings.IndexByte(s[at:], '?')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	i := strings.Index(s[at:], "?=")
	if i < 0 {
		return -1
	}
	return at + i + 2
}

// looseWord decodes an encoded word with our own forgiving decoders.
func looseWord(w string) string {
	parts := strings.SplitN(strings.TrimSuffix(strings.TrimPrefix(w, "=?"), "?="), "?", 3)
	if len(parts) != 3 {
		return w
	}
	var data []byte
	switch strings.ToLower(parts[1]) {
	case "b":
		data = looseBase64([]byte(parts[2]), false)
	case "q":
		data, _ = looseQuotedPrintable([]byte(strings.ReplaceAll(parts[2], "_", " ")))
	default:
		return w
	}
	text, _ := charset.ToUTF8(data, strings.SplitN(parts[0], "*", 2)[0])
	return text
}

// joinWords joins neighbouring base64 words of one charset: some mailers cut a character in two.
func joinWords(s string) string {
	i := strings.Index(s, "=?")
	end := endOfWord(s[i:])
	if end < 0 {
		return s
	}
	q := strings.IndexByte(s[i+2:], '?') + i + 2
	if q+2 >= len(s) || s[q+1]|0x20 != 'b' || s[q+2] != '?' {
		return s
	}
	prefix, payload, rest := s[i:q+3], s[q+3:i+end-2], s[i+end:]
	joined := payload
	for {
		next := strings.TrimLeft(rest, " \t")
		if len(next) < len(prefix) || !strings.EqualFold(next[:len(prefix)], prefix) || strings.HasSuffix(joined, "=") {
			break
		}
		end := endOfWord(next)
		if end < 0 {
			break
		}
		joined += next[len(prefix) : end-2]
		rest = next[end:]
	}
	if joined == payload {
		return s
	}
	return s[:i] + prefix + joined + "?=" + rest
}

// tidyLine makes one line of a decoded value: no control characters, runs of blanks folded.
func tidyLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f || s[i] == ' ' && i+1 < len(s) && s[i+1] == ' ' {
			plain = false
			break
		}
	}
	if plain {
		return strings.TrimSpace(s)
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
