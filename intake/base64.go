package intake

import (
	"bytes"
	"encoding/base64"
)

// looseBase64 decodes what can be decoded of damaged base64. Foreign characters are skipped, and padding in the middle
// ends one run and begins the next. Lines of plain words, such as a list's footer or a gateway's warning, are kept
// among the result if the part is text; in a file they end the data, or are passed over before it begins.
func looseBase64(body []byte, keepWords bool) []byte {
	var out, run []byte
	coded := true // the line before was base64
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		line = bytes.TrimSpace(line)
		if looksLikeWords(line, coded) {
			out, run, coded = decodeBase64(out, run), run[:0], false
			if keepWords {
				out = append(append(out, '\n'), line...)
			} else if len(out) > 0 {
				return out
			}
			continue
		}
		if !coded && keepWords && len(out) > 0 {
			out = append(out, '\n')
		}
		coded = true
		for _, c := range line {
			switch {
			case isBase64(c):
				run = append(run, c)
			case c == '-':
				run = append(run, '+')
			case c == '_':
				run = append(run, '/')
			case c == '=':
				out, run = decodeBase64(out, run), run[:0]
			}
		}
	}
	return decodeBase64(out, run)
}

// decodeBase64 appends one run without padding.
func decodeBase64(out, run []byte) []byte {
	if len(run)%4 == 1 { // six bits make no byte
		run = run[:len(run)-1]
	}
	n := len(out)
	out = append(out, make([]byte, base64.RawStdEncoding.DecodedLen(len(run)))...)
	m, _ := base64.RawStdEncoding.Decode(out[n:], run) // what was decoded before a fault is kept
	return out[:n+m]
}

// looksLikeWords tells a line of prose or a rule from base64. After such a line a short one is taken for words too.
func looksLikeWords(line []byte, afterCode bool) bool {
	switch {
	case len(line) >= 4 && (bytes.Count(line, []byte{'_'}) == len(line) || bytes.Count(line, []byte{'-'}) == len(line)):
		return true
	case !afterCode && len(line) < 40:
		return true
	}
	return bytes.Count(line, []byte{' '}) >= 2
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}
