package intake

import (
	"bytes"
	"strconv"
)

// maxUU bounds how many lines "begin" of one text are looked behind.
const maxUU = 100

// uuFile is a file that stood in the words, uuencoded.
type uuFile struct {
	name string
	data []byte
}

// cutUU takes the uuencoded files out of a text: "begin 644 name", lines, "end". It returns them and the text without
// them.
func cutUU(text []byte) (files []uuFile, rest []byte) {
	if !bytes.Contains(text, []byte("begin ")) {
		return nil, text
	}
	kept := 0 // text[:kept] is in rest, or was a file
	for at, tries := 0, 0; at < len(text) && tries < maxUU; {
		line, after := cutLine(text[at:])
		next := len(text) - len(after)
		if name, ok := uuBegin(line); ok {
			tries++
			if data, remaining, ok := uuBody(after); ok {
				files = append(files, uuFile{name, data})
				rest = append(rest, text[kept:at]...)
				next = len(text) - len(remaining)
				kept = next
			}
		}
		at = next
	}
	if len(files) == 0 {
		return nil, text
	}
	return files, append(rest, text[kept:]...)
}

// uuBegin reads "begin 644 name".
func uuBegin(line []byte) (name string, ok bool) {
	if !bytes.HasPrefix(line, []byte("begin ")) {
		return "", false
	}
	fields := bytes.SplitN(line, []byte{' '}, 3)
	if len(fields) != 3 || len(fields[1]) < 3 {
		return "", false
	}
	if _, err := strconv.ParseUint(string(fields[1]), 8, 9); err != nil {
		return "", false
	}
	return string(bytes.TrimSpace(fields[2])), true
}

// uuBody decodes up to the line "end" and returns what follows it.
func uuBody(body []byte) (data, rest []byte, ok bool) {
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		if string(line) == "end" {
			return data, body, len(data) > 0
		}
		if data, ok = uuLine(data, line); !ok {
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// uuLine decodes one line; its first character says how many bytes it holds.
func uuLine(data, line []byte) ([]byte, bool) {
	if len(line) == 0 {
		return data, true
	}
	want := len(data) + int(line[0]-' ')&63
	for i := 1; i < len(line) && len(data) < want; i += 4 {
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
		data = append(data, q[0]<<2|q[1]>>4, q[1]<<4|q[2]>>2, q[2]<<6|q[3])
	}
	if len(data) < want {
		return nil, false
	}
	return data[:want], true
}
