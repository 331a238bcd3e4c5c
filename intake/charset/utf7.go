package charset

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// fromUTF7 decodes UTF-7 (RFC 2152): "+" starts a run of base64 that holds UTF-16, "-" or any other character ends
// it, and "+-" is a plus sign. A run that cannot be decoded stays as it was written.
func fromUTF7(b []byte) string {
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != '+' {
			out.WriteByte(b[i])
			continue
		}
		end := i + 1
		for end < len(b) && isBase64(b[end]) {
			end++
		}
		run := b[i+1 : end]
		closed := end < len(b) && b[end] == '-'
		switch text, ok := decodeRun(run); {
		case len(run) == 0 && closed:
			out.WriteByte('+')
		case ok:
			out.WriteString(text)
		default:
			out.WriteByte('+')
			out.Write(run)
			closed = false
		}
		if closed {
			end++
		}
		i = end - 1
	}
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}

func decodeRun(run []byte) (string, bool) {
	data := make([]byte, base64.RawStdEncoding.DecodedLen(len(run)))
	n, err := base64.RawStdEncoding.Decode(data, run)
	if err != nil || n < 2 {
		return "", false
	}
	units := make([]uint16, n/2)
	for i := range units {
		units[i] = uint16(data[2*i])<<8 | uint16(data[2*i+1])
	}
	return string(utf16.Decode(units)), true
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}
