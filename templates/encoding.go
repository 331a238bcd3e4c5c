package templates

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxFile is the largest file a letter may be saved in. The longest of ours has 5 KB.
const maxFile = 256 << 10

// saveAs is what to do with a file that cannot be read: the way in the editors that people have.
const saveAs = "open it and save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"

// britishSigns are what a letter in English holds beyond ASCII. Only a file whose other signs are all of these is taken
// for Windows-1252: read in that way, one from a Mac or one in Polish would have other signs in it.
const britishSigns = "£€§©®°·½¼¾×–—‘’“”…•ÀÁÂÄÈÉÊËÌÍÎÏÑÓÔÖÚÛÜàáâäçèéêëìíîïñòóôöùúûü\u00a0"

// decode reads a file as people save it: UTF-8 with or without a byte order mark and with any ends of lines. English
// saved as Windows-1252 or Latin-1 is converted, and said to be; anything else is refused.
func decode(name string, b []byte, english bool) (text, note string, err error) {
	switch {
	case len(b) > maxFile:
		return "", "", fault(name, 1, "the file has %d KB, and a letter may have %d: write a shorter one",
			len(b)>>10, maxFile>>10)
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")), looksWide(b):
		return "", "", fault(name, 1, "the file is saved as Unicode with two bytes for each sign (UTF-16): %s", saveAs)
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("{\\rtf")),
		bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")), bytes.HasPrefix(b, []byte("%PDF")):
		return "", "", fault(name, 1, "the file comes from a word processor: save it there as plain text with the "+
			"encoding UTF-8, as a file that ends in .txt")
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		return convert(name, b, english)
	}
	text = strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\n"), "\r", "\n")
	unreadable := func(r rune) bool { return r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' && r != '\f' }
	if line, bad := firstOf(text, unreadable); bad {
		return "", "", fault(
			name,
			line,
			"a sign that cannot be read stands in this line: write it again and save the "+
				"file as UTF-8",
		)
	}
	return text, "", nil
}

// convert reads Windows-1252, of which Latin-1 is the part that people use.
func convert(name string, b []byte, english bool) (text, note string, err error) {
	decoded, convErr := charmap.Windows1252.NewDecoder().Bytes(b)
	text = strings.ReplaceAll(strings.ReplaceAll(string(decoded), "\r\n", "\n"), "\r", "\n")
	line, strange := firstOf(text, func(r rune) bool {
		return r > '~' && !strings.ContainsRune(britishSigns, r) || r < ' ' && r != '\n' && r != '\t'
	})
	if convErr != nil || strange || !english || utf8.Valid(b) {
		if line == 0 {
			line = 1
		}
		return "", "", fault(
			name,
			line,
			"the file is not saved as UTF-8, so signs like £ and é would come out wrong: %s",
			saveAs,
		)
	}
	return text, "it is saved as Windows-1252 (ANSI) and was read as that; save it as UTF-8 to be sure of signs " +
		"like £ and é", nil
}

// looksWide recognises UTF-16 without its mark: every second byte of English is nought.
func looksWide(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	head := b[:min(len(b), 512)]
	return bytes.Count(head, []byte{0}) > len(head)/4
}

// firstOf returns the line of the first sign of which bad is true.
func firstOf(text string, bad func(rune) bool) (line int, found bool) {
	i := strings.IndexFunc(text, bad)
	if i < 0 {
		return 0, false
	}
	return 1 + strings.Count(text[:i], "\n"), true
}
