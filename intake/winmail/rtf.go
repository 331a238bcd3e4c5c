package winmail

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"

	"complaints/intake/charset"
)

// RTFText turns RTF into the text a person would read. Outlook wraps the HTML or the plain text of a mail in RTF
// ([MS-OXRTFEX]); then it is unwrapped, and html says that what came out is a page. Damaged RTF gives the words before
// and after the damage.
func RTFText(rtf []byte) (text string, html bool) {
	if !bytes.HasPrefix(bytes.TrimLeft(rtf, " \r\n\t\x00"), []byte(`{\rtf`)) {
		return "", false
	}
	r := rtfReader{in: rtf, rtfState: rtfState{skips: 1}, fonts: map[int]string{}}
	r.read()
	return r.out.String(), r.html
}

// rtfState is what ends with the group it was set in.
type rtfState struct {
	silent   bool // nobody is meant to read this
	fontList bool // the list of fonts
	notHTML  bool // of wrapped HTML: what only readers of RTF see
	skips    int  // how many letters stand beside each letter of Unicode for readers that know none
	font     int
}

// maxRTFGroups is how deep groups may be nested and still be told apart.
const maxRTFGroups = 2000

type rtfReader struct {
	rtfState
	in     []byte
	at     int
	outer  []rtfState
	deeper int    // groups beyond maxRTFGroups
	star   bool   // the next word names something a reader may pass over
	skip   int    // letters yet to be passed over
	high   uint16 // the first half of a letter that takes two
	html   bool
	page   string         // the set of letters
	fonts  map[int]string // and those of fonts that have another
	bytes  []byte         // letters in that set that are not in out yet
	out    strings.Builder
}

func (r *rtfReader) read() {
	for r.at < len(r.in) {
		c := r.in[r.at]
		r.at++
		switch c {
		case '{':
			r.begin()
		case '}':
			r.end()
		case '\\':
			r.control()
		case '\r', '\n', 0:
		default:
			r.letter(c)
		}
	}
	r.flush()
}

func (r *rtfReader) begin() {
	r.skip = 0
	if len(r.outer) == maxRTFGroups {
		r.deeper++
		return
	}
	r.outer = append(r.outer, r.rtfState)
}

func (r *rtfReader) end() {
	r.flush()
	r.skip, r.star = 0, false
	switch n := len(r.outer); {
	case r.deeper > 0:
		r.deeper--
	case n > 0:
		r.rtfState, r.outer = r.outer[n-1], r.outer[:n-1]
	}
}

func (r *rtfReader) hidden() bool { return r.silent || r.html && r.notHTML }

// letter takes a byte of text in the set of letters in force.
func (r *rtfReader) letter(c byte) {
	switch {
	case r.skip > 0:
		r.skip--
	case !r.hidden():
		r.bytes = append(r.bytes, c)
	}
}

// write takes text as it is.
func (r *rtfReader) write(s string) {
	r.flush()
	if !r.hidden() {
		r.out.WriteString(s)
	}
}

func (r *rtfReader) flush() {
	if len(r.bytes) == 0 {
		return
	}
	page := r.page
	if own := r.fonts[r.font]; own != "" {
		page = own
	}
	text, _ := charset.ToUTF8(r.bytes, page)
	r.out.WriteString(text)
	r.bytes = r.bytes[:0]
}

// control reads what comes after a backslash.
func (r *rtfReader) control() {
	if r.at == len(r.in) {
		return
	}
	c := r.in[r.at]
	if c < 'a' || c > 'z' {
		r.at++
		r.symbol(c)
		return
	}
	start := r.at
	for r.at < len(r.in) && r.in[r.at] >= 'a' && r.in[r.at] <= 'z' {
		r.at++
	}
	word := string(r.in[start:r.at])
	start = r.at
	if r.at < len(r.in) && r.in[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.in) && r.in[r.at] >= '0' && r.in[r.at] <= '9' {
		r.at++
	}
	n, err := strconv.Atoi(string(r.in[start:r.at]))
	if r.at < len(r.in) && r.in[r.at] == ' ' {
		r.at++
	}
	r.word(word, n, err == nil)
}

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if r.at+2 <= len(r.in) {
			if b, err := strconv.ParseUint(string(r.in[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.letter(byte(b))
			}
		}
	case '*':
		r.star = true
	case '\\', '{', '}':
		r.letter(c)
	case '~':
		r.write("\u00a0")
	case '_':
		r.write("-")
	case '\r', '\n':
		r.write("\n")
	}
}

// rtfSilent are the destinations that hold no words of the writer.
var rtfSilent = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true,
	"header": true, "headerl": true, "headerr": true, "headerf": true, "footer": true, "footerl": true,
	"footerr": true, "footerf": true, "fldinst": true, "listtable": true, "listoverridetable": true,
	"nonshppict": true, "bkmkstart": true, "bkmkend": true, "generator": true,
}

// rtfSigns are words that stand for a sign.
var rtfSigns = map[string]string{
	"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": " ",
	"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"bullet": "•", "emspace": " ", "enspace": " ",
}

// rtfPages are the sets of letters by the number that fonts give them.
var rtfPages = map[int]string{
	128: "shift_jis", 129: "euc-kr", 134: "gbk", 136: "big5", 161: "windows-1253", 162: "windows-1254",
	163: "windows-1258", 177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251",
	222: "windows-874", 238: "windows-1250",
}

func (r *rtfReader) word(word string, n int, numbered bool) {
	star := r.star
	r.star = false
	if sign := rtfSigns[word]; sign != "" {
		r.write(sign)
		return
	}
	switch word {
	case "htmltag": // its text is mark-up
	case "fromhtml":
		r.html = true
	case "htmlrtf":
		r.flush()
		r.notHTML = !numbered || n != 0
	case "ansicpg":
		r.page = codePage(n)
	case "f":
		r.flush()
		r.font = n
	case "fcharset":
		if r.fontList && len(r.fonts) < 1000 {
			r.fonts[r.font] = rtfPages[n]
		}
	case "uc":
		r.skips = min(max(n, 0), 100)
	case "u":
		r.unicode(uint16(n))
	case "bin":
		r.at += min(max(n, 0), len(r.in)-r.at)
	default:
		if star || rtfSilent[word] {
			r.flush()
			r.silent, r.fontList = true, word == "fonttbl"
		}
	}
}

// unicode takes a letter of Unicode, or one half of it, and passes over what stands beside it for other readers.
func (r *rtfReader) unicode(unit uint16) {
	r.skip = 0
	switch c := rune(unit); {
	case c >= 0xd800 && c < 0xdc00:
		r.high = unit
	case c >= 0xdc00 && c < 0xe000:
		r.write(string(utf16.DecodeRune(rune(r.high), c)))
		r.high = 0
	default:
		r.write(string(c))
	}
	r.skip = r.skips
}
