// Package charset turns the bytes of a text into UTF-8, whatever their label says of them. A label is believed unless
// the bytes say otherwise, and a wrong byte costs one letter, never the text.
package charset

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	libcharset "github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// ToUTF8 turns bytes into text. The label is believed unless the bytes say otherwise; the result is
// always valid UTF-8. problem says what was odd, or is empty.
func ToUTF8(b []byte, label string) (text, problem string) {
	label, _, _ = strings.Cut(label, " (")
	label = strings.ToLower(strings.Trim(label, " \t\"'<>;\\"))
	if utf16, ok := byMark(b); ok {
		return utf16, ""
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	switch label {
	case "", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "x-unknown", "unknown", "default_charset",
		"_autodetect", "x-user-defined":
		return unlabelled(b, label)
	}
	if isUTF8All(b, label) {
		return string(b), "The text said its letters were " + short(label) + " but they are UTF-8."
	}
	switch label {
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "cp-1252", "ansi", "windows1252":
		return latin(b), ""
	}
	r, err := Reader(label, bytes.NewReader(b))
	if err == nil {
		var out []byte
		if out, err = io.ReadAll(r); err == nil && bytes.Count(out, []byte("\uFFFD")) <= len(out)/20 {
			return strings.ToValidUTF8(string(out), "\uFFFD"), ""
		}
	}
	text, _ = unlabelled(b, "")
	if err != nil {
		return text, "The text said its letters were \"" + short(label) +
			"\", which we do not know. We read them as best we could."
	}
	return text, "The text said its letters were " + label + " but they are not. We read them as best we could."
}

// Reader decodes text of that label. It knows what the library knows, and UTF-7.
func Reader(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-7", "utf7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7":
		b, err := io.ReadAll(in)
		return strings.NewReader(fromUTF7(b)), err
	}
	return libcharset.Reader(label, in)
}

// unlabelled reads bytes that say nothing about themselves, or claim ASCII or UTF-8.
func unlabelled(b []byte, label string) (text, problem string) {
	if bytes.Contains(b, []byte("\x1b$")) {
		if r, err := libcharset.Reader("iso-2022-jp", bytes.NewReader(b)); err == nil {
			if out, err := io.ReadAll(r); err == nil {
				return strings.ToValidUTF8(string(out), "\uFFFD"), ""
			}
		}
	}
	if utf8.Valid(b) {
		return string(b), ""
	}
	if label == "" {
		return UTF8OrLatin(b), "The text did not say which letters it uses. We read them as best we could."
	}
	return UTF8OrLatin(b), "Some letters of the text were not " + label + ". We read them as best we could."
}

// byMark decodes UTF-16 text that starts with its byte order mark.
func byMark(b []byte) (string, bool) {
	if !bytes.HasPrefix(b, []byte("\xff\xfe")) && !bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return "", false
	}
	out, _, err := transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), b)
	return string(out), err == nil
}

// isUTF8All reports whether bytes with another label are UTF-8 all the same: programs convert the letters and leave
// the old label. Hardly any text of another encoding is UTF-8 by chance. A few letters without any word of ASCII
// beside them may be: there the label is believed.
func isUTF8All(b []byte, label string) bool {
	const few = 4
	if !utf8.Valid(b) {
		return false
	}
	letters, wide := 0, 0
	for _, r := range string(b) {
		switch {
		case r == 0:
			return false // UTF-16 and UTF-32 are full of zeros
		case r >= utf8.RuneSelf:
			wide++
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			letters++
		}
	}
	if strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") || strings.HasPrefix(label, "ucs-") {
		return letters > 2*wide
	}
	return wide >= few || wide > 0 && letters > 2
}

// UTF8OrLatin keeps what is UTF-8 and reads every other byte as windows-1252, so that one wrong
// byte costs one letter and no more.
func UTF8OrLatin(b []byte) string {
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
				return UTF8OrLatin(b)
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
