package config

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// asUTF8 is the text of a file, however an editor saved it: with or without a byte order mark, as UTF-16, with any ends
// of lines. What is none of these is refused with the line: a letter read wrongly would stand in every letter we send.
func asUTF8(b []byte) (string, error) {
	text := string(b)
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		text = fromUTF16(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		text = fromUTF16(b[2:], binary.BigEndian)
	case len(b) > 3 && b[0] != 0 && b[1] == 0 && b[3] == 0:
		text = fromUTF16(b, binary.LittleEndian)
	case len(b) > 3 && b[0] == 0 && b[1] != 0 && b[2] == 0:
		text = fromUTF16(b, binary.BigEndian)
	}
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if strings.Contains(text, "\x00") || strings.HasPrefix(text, "PK\x03\x04") || strings.HasPrefix(text, `{\rtf`) {
		return "", Fault{Says: "this is no text file: write the configuration with a plain editor, as Notepad or " +
			"nano, and save it as UTF-8"}
	}
	for n, line := range strings.Split(text, "\n") {
		if !utf8.ValidString(line) {
			return "", notUTF8(n+1, line)
		}
	}
	return text, nil
}

var keyOfLine = regexp.MustCompile(`^[\s\-]*([A-Za-z0-9_]+)[ \t]*:`)

func notUTF8(n int, line string) error {
	what := "this line"
	if key := keyOfLine.FindStringSubmatch(line); key != nil {
		what = key[1]
	}
	return Fault{Line: n, Says: what + " has a letter outside A to Z that is not saved as UTF-8, and would be " +
		"wrong in every letter: save the file as UTF-8 (in Notepad: Save as, Encoding, UTF-8)"}
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
