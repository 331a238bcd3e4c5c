package intake

import (
	"bytes"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

// decodeTransfer undoes a Content-Transfer-Encoding. go-message reads it first; where that stops
// half-way or does not know the name, the forgiving decoders below read all of it again. ok is false if
// something was not as it should be.
func decodeTransfer(body []byte, encoding string) (data []byte, ok bool) {
	encoding = strings.ToLower(strings.Trim(encoding, " \t\"';"))
	encoding, _, _ = strings.Cut(encoding, ";")
	switch strings.TrimSpace(encoding) {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7 bit", "8 bit", "7bits", "8bits", "none", "utf-8",
		"us-ascii":
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
		size := len(body)
		if strings.HasPrefix(encoding, "base64") {
			size = size/4*3 + bytes.MinRead + 64
		}
		data = make([]byte, 0, size)
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

// tidyText makes text fit to keep: lines end in LF, no NUL and no other control characters, no
// blanks at line ends except in the mark of a signature, at most two empty lines in a row. Only text made from HTML may
// keep the mark of where its history begins.
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
