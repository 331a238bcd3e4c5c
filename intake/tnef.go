package intake

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Attributes of a TNEF stream ([MS-OXTNEF] 2.1.3.2) that hold words or files.
const (
	tnefSignature   = 0x223e9f78
	tnefBody        = 0x0002800c
	tnefCodePage    = 0x00069007
	tnefProperties  = 0x00069003
	tnefRenderData  = 0x00069002
	tnefAttachTitle = 0x00018010
	tnefAttachData  = 0x0006800f
	tnefAttachProps = 0x00069005
)

// Properties of a message or a file ([MS-OXPROPS]) that hold words or a name.
const (
	propBody     = 0x1000
	propRTF      = 0x1009
	propHTML     = 0x1013
	propLongName = 0x3707
)

// winmail is what a winmail.dat holds.
type winmail struct {
	codePage string
	text     string // as plain text
	html     []byte
	rtf      []byte // compressed
	files    []File
	damaged  bool
}

// openTNEF takes the words and files out of a winmail.dat. It reports whether it got anything;
// what it got from a damaged file is kept, and the file with it.
func (c *content) openTNEF(data []byte) bool {
	if len(data) < 6 || binary.LittleEndian.Uint32(data) != tnefSignature {
		return false
	}
	w := readWinmail(data[6:])
	words := w.words()
	if w.damaged {
		c.problems.add(problemWinmail)
	}
	if words != "" && !c.says(words) {
		c.addPiece(words)
	}
	c.files = append(c.files, w.files...)
	return !w.damaged && (words != "" || len(w.files) > 0)
}

// says reports whether the pieces so far say the same already: a mail often has its words both in the open and in
// its winmail.dat.
func (c *content) says(words string) bool {
	said := strings.Map(bareLetters, strings.Join(c.pieces, ""))
	return strings.Contains(said, strings.Map(bareLetters, words))
}

func bareLetters(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return unicode.ToLower(r)
	}
	return -1
}

func readWinmail(data []byte) (w winmail) {
	title := ""
	for len(data) >= 9 {
		id, size := binary.LittleEndian.Uint32(data[1:]), binary.LittleEndian.Uint32(data[5:])
		data = data[9:]
		if uint64(size)+2 > uint64(len(data)) {
			w.damaged = true
			break
		}
		value := data[:size]
		data = data[size+2:] // past the checksum
		switch id {
		case tnefCodePage:
			if size >= 4 {
				w.codePage = codePage(int(binary.LittleEndian.Uint32(value)))
			}
		case tnefBody:
			w.text, _ = toUTF8(bytes.TrimRight(value, "\x00"), w.codePage)
		case tnefProperties:
			w.readProperties(value, w.keepWords)
		case tnefRenderData:
			title = ""
		case tnefAttachTitle:
			title = utf8OrLatin(bytes.TrimRight(value, "\x00"))
			if n := len(w.files); n > 0 && w.files[n-1].Name == untitled {
				w.rename(title)
			}
		case tnefAttachData:
			f := newFile(title, "", value)
			if title == "" {
				f.Name = untitled
			}
			w.files = append(w.files, f)
		case tnefAttachProps:
			w.readProperties(value, func(id uint16, value []byte, unicode bool) {
				if id == propLongName && len(w.files) > 0 {
					w.rename(w.string(value, unicode))
				}
			})
		}
	}
	return w
}

// untitled names a file whose title comes after its bytes, until it does.
const untitled = "file from winmail.dat"

func (w *winmail) rename(title string) {
	if f := &w.files[len(w.files)-1]; strings.TrimSpace(title) != "" {
		f.Name = safeName(title, f.Type)
	}
}

func (w *winmail) keepWords(id uint16, value []byte, unicode bool) {
	switch id {
	case propBody:
		w.text = w.string(value, unicode)
	case propHTML:
		w.html = value
	case propRTF:
		w.rtf = value
	}
}

func (w *winmail) string(value []byte, wide bool) string {
	if !wide {
		text, _ := toUTF8(bytes.TrimRight(value, "\x00"), w.codePage)
		return text
	}
	units := make([]uint16, len(value)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(value[2*i:])
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}

// words are the words of the mail, in the form that loses least.
func (w *winmail) words() string {
	if text := tidyText(w.text, false); strings.TrimSpace(text) != "" {
		return text
	}
	if len(w.html) > 0 {
		page, _ := toUTF8(w.html, w.codePage)
		if text := tidyText(htmlText(page), true); strings.TrimSpace(text) != "" {
			return text
		}
	}
	if len(w.rtf) == 0 {
		return ""
	}
	rtf, whole, err := unfoldRTF(w.rtf)
	w.damaged = w.damaged || !whole || err != nil
	return rtfText(rtf)
}

// readProperties goes through a list of properties ([MS-OXTNEF] 2.1.3.4) and hands on those that are a string or bytes, the
// first value of each.
func (w *winmail) readProperties(data []byte, use func(id uint16, value []byte, unicode bool)) {
	r := propertyReader{data: data}
	for n := r.number(); n > 0 && !r.short; n-- {
		r.number()
		id, kind, many := r.high, r.low&^0x1000, r.low&0x1000 != 0
		if id >= 0x8000 {
			r.skipName()
		}
		values := uint32(1)
		size, fixed := propertySizes[kind]
		if many || !fixed {
			values = r.number()
		}
		if fixed && size == 0 {
			values = 0 // it takes no room, however many there are
		}
		for i := uint32(0); i < values && !r.short; i++ {
			if !fixed {
				size = r.number()
			}
			value := r.take(size)
			if i == 0 && !fixed && !r.short {
				use(id, value, kind == 0x1f)
			}
		}
	}
	w.damaged = w.damaged || r.short
}

// propertySizes are how many bytes a value of a type takes; those not named say it themselves.
var propertySizes = map[uint16]uint32{0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0a: 4, 0x0b: 4, 0x14: 8, 0x40: 8, 0x48: 16}

// propertyReader reads a list of properties and notes when it has run out.
type propertyReader struct {
	data      []byte
	low, high uint16 // the halves of the last number
	short     bool
}

func (r *propertyReader) number() uint32 {
	b := r.take(4)
	if r.short {
		return 0
	}
	r.low, r.high = binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
	return binary.LittleEndian.Uint32(b)
}

// take returns so many bytes and passes over what fills them up to a multiple of four.
func (r *propertyReader) take(n uint32) []byte {
	if uint64(n) > uint64(len(r.data)) {
		r.data, r.short = nil, true
		return nil
	}
	value := r.data[:n]
	r.data = r.data[min(uint64(len(r.data)), (uint64(n)+3)/4*4):]
	return value
}

// skipName passes over the name of a property that has one.
func (r *propertyReader) skipName() {
	r.take(16)
	if kind := r.number(); kind == 1 {
		r.take(r.number())
		return
	}
	r.number()
}

// codePage is the name of one of Windows' sets of letters.
func codePage(n int) string {
	switch {
	case n >= 1250 && n <= 1258, n == 874:
		return "windows-" + strconv.Itoa(n)
	case n == 932:
		return "shift_jis"
	case n == 936:
		return "gbk"
	case n == 949:
		return "euc-kr"
	case n == 950:
		return "big5"
	}
	return ""
}
