package intake

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decodeTransfer undoes a Content-Transfer-Encoding. go-message reads it first; where that stops
// half-way or does not know the name, the forgiving decoders below read all of it again. ok is false if
// something was not as it should be.
func decodeTransfer(body []byte, encoding string) (data []byte, ok bool) {
	encoding = strings.ToLower(strings.Trim(encoding, " \t\"';"))
	encoding, _, _ = strings.Cut(encoding, ";")
	switch strings.TrimSpace(encoding) {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7 bit", "8 bit", "7bits", "8bits", "none", "utf-8", "us-ascii":
		return body, true
	case "x-uuencode", "uuencode", "x-uu", "uue", "x-uue":
		if files, _ := cutUU(body); len(files) > 0 {
			return files[0].data, true
		}
		return body, false
	}
	var h message.Header
	h.Set("Content-Transfer-Encoding", encoding)
	entity, err := message.New(h, bytes.NewReader(body))
	if err == nil {
		data = make([]byte, 0, len(body))
		buf := bytes.NewBuffer(data)
		if _, err = io.Copy(buf, entity.Body); err == nil {
			return buf.Bytes(), true
		}
	}
	switch {
	case strings.HasPrefix(encoding, "base64"):
		if data = looseBase64(body, false); len(data) > 0 {
			return data, false
		}
		return body, false
	case strings.HasPrefix(encoding, "quoted"):
		return looseQuotedPrintable(body)
	}
	return body, false
}

// looseQuotedPrintable decodes =XX and soft line breaks and leaves every other byte alone, so that a
// stray "=" never costs a word. clean is false if there was one.
func looseQuotedPrintable(body []byte) (out []byte, clean bool) {
	out, clean = make([]byte, 0, len(body)), true
	for i := 0; i < len(body); i++ {
		if body[i] != '=' {
			out = append(out, body[i])
			continue
		}
		if n := softBreak(body[i+1:]); n > 0 {
			i += n
			continue
		}
		if i+2 < len(body) {
			hi, lo := unhex(body[i+1]), unhex(body[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out, clean = append(out, '='), false
	}
	return out, clean
}

// softBreak returns how many bytes after "=" make a soft line break, trailing blanks included.
func softBreak(b []byte) int {
	for i, c := range b {
		switch c {
		case ' ', '\t', '\r':
		case '\n':
			return i + 1
		default:
			return 0
		}
	}
	return len(b)
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// toUTF8 turns bytes into text. The label is believed unless the bytes say otherwise; the result is
// always valid UTF-8. problem says what was odd, or is empty.
func toUTF8(b []byte, label string) (text, problem string) {
	label, _, _ = strings.Cut(label, " (")
	label = strings.ToLower(strings.Trim(label, " \t\"'<>;\\"))
	if utf16, ok := byMark(b); ok {
		return utf16, ""
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	switch label {
	case "", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "x-unknown", "unknown", "default_charset", "_autodetect", "x-user-defined":
		return unlabelled(b, label)
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "cp-1252", "iso-8859-15", "ansi", "cp-850", "windows1252":
		if isMultibyteUTF8(b) {
			return string(b), "The text said its letters were " + label + " but they are UTF-8."
		}
		if label != "iso-8859-15" && label != "cp-850" {
			return latin(b), ""
		}
	}
	r, err := charsetReader(label, bytes.NewReader(b))
	if err == nil {
		var out []byte
		if out, err = io.ReadAll(r); err == nil && bytes.Count(out, []byte("\uFFFD")) <= len(out)/20 {
			return strings.ToValidUTF8(string(out), "\uFFFD"), ""
		}
	}
	text, _ = unlabelled(b, "")
	if err != nil {
		return text, "The text said its letters were \"" + short(label) + "\", which we do not know. We read them as best we could."
	}
	return text, "The text said its letters were " + label + " but they are not. We read them as best we could."
}

// charsetReader knows what the library knows, and UTF-7.
func charsetReader(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-7", "utf7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7":
		b, err := io.ReadAll(in)
		return strings.NewReader(fromUTF7(b)), err
	}
	return charset.Reader(label, in)
}

// unlabelled reads bytes that say nothing about themselves, or claim ASCII or UTF-8.
func unlabelled(b []byte, label string) (text, problem string) {
	if bytes.Contains(b, []byte("\x1b$")) {
		if r, err := charset.Reader("iso-2022-jp", bytes.NewReader(b)); err == nil {
			if out, err := io.ReadAll(r); err == nil {
				return strings.ToValidUTF8(string(out), "\uFFFD"), ""
			}
		}
	}
	if utf8.Valid(b) {
		return string(b), ""
	}
	if label == "" {
		return utf8OrLatin(b), "The text did not say which letters it uses. We read them as best we could."
	}
	return utf8OrLatin(b), "Some letters of the text were not " + label + ". We read them as best we could."
}

// byMark decodes UTF-16 text that starts with its byte order mark.
func byMark(b []byte) (string, bool) {
	if !bytes.HasPrefix(b, []byte("\xff\xfe")) && !bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return "", false
	}
	out, _, err := transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), b)
	return string(out), err == nil
}

func isMultibyteUTF8(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return utf8.Valid(b)
		}
	}
	return false
}

// utf8OrLatin keeps what is UTF-8 and reads every other byte as windows-1252, so that one wrong
// byte costs one letter and no more.
func utf8OrLatin(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}

func latin(b []byte) string {
	for _, c := range b {
		if c >= 0x80 {
			out, err := charmap.Windows1252.NewDecoder().Bytes(b)
			if err != nil {
				return utf8OrLatin(b)
			}
			return string(out)
		}
	}
	return string(b)
}

// short cuts what we repeat from a hostile header.
func short(s string) string {
	if len(s) > 40 {
		s = s[:40]
	}
	return strings.ToValidUTF8(s, "")
}

// tidyText makes text fit to keep: lines end in LF, no NUL and no other control characters, no
// blanks at line ends except in the mark of a signature, at most two empty lines in a row. Only text made from HTML may keep the mark of
// where its history begins.
func tidyText(s string, keepMark bool) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || keepMark && r == rune(historyMark[0]):
			return r
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfeff || r == 0x200b || r == 0xfffc:
			return -1
		}
		return r
	}, s)
	var b strings.Builder
	b.Grow(len(s))
	empty := 2
	for line := range strings.Lines(s) {
		if line = strings.TrimRight(line, "\n"); line != signatureMark {
			line = strings.TrimRight(line, " \t\u00a0")
		}
		if line == "" {
			empty++
			if empty > 2 {
				continue
			}
		} else {
			empty = 0
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.Trim(b.String(), "\n")
}
