package intake

import (
	"bytes"
	"strconv"
)

// cutUU takes the first uuencoded file out of a text: "begin 644 name", lines, "end". It returns the
// file's name and bytes and the text without it.
func cutUU(text []byte) (name string, data, rest []byte, found bool) {
	start := -1
	if bytes.HasPrefix(text, []byte("begin ")) {
		start = 0
	} else if i := bytes.Index(text, []byte("\nbegin ")); i >= 0 {
		start = i + 1
	}
	if start < 0 {
		return "", nil, text, false
	}
	first, body := cutLine(text[start:])
	fields := bytes.SplitN(first, []byte{' '}, 3)
	if len(fields) != 3 {
		return "", nil, text, false
	}
	if _, err := strconv.ParseUint(string(fields[1]), 8, 9); err != nil || len(fields[1]) < 3 {
		return "", nil, text, false
	}
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		if string(line) == "end" && len(data) > 0 {
			rest = append(append([]byte(nil), text[:start]...), body...)
			return string(bytes.TrimSpace(fields[2])), data, rest, true
		}
		chunk, ok := uuLine(line)
		if !ok {
			return "", nil, text, false
		}
		data = append(data, chunk...)
	}
	return "", nil, text, false
}

// uuLine decodes one line; its first character says how many bytes it holds.
func uuLine(line []byte) ([]byte, bool) {
	if len(line) == 0 {
		return nil, true
	}
	n := int(line[0]-' ') & 63
	var out []byte
	for i := 1; i < len(line) && len(out) < n; i += 4 {
		var q [4]byte
		for j := range q {
			if i+j < len(line) {
				c := line[i+j]
				if c < ' ' || c > '`' {
					return nil, false
				}
				q[j] = (c - ' ') & 63
			}
		}
		out = append(out, q[0]<<2|q[1]>>4, q[1]<<4|q[2]>>2, q[2]<<6|q[3])
	}
	if len(out) < n {
		return nil, false
	}
	return out[:n], true
}
