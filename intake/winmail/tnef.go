package winmail

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"

	"complaints/intake/charset"
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

// Mail is what a winmail.dat holds. Outlook gives the words in one form or in several.
type Mail struct {
	Text    string // as plain text
	HTML    string // as a page
	RTF     []byte // compressed, for [Unfold]
	Files   []File
	Damaged bool // some of it could not be read
}

// File is a file in a winmail.dat. Its title may be "".
type File struct {
	Title string
	Data  []byte
}

// Read takes a winmail.dat apart. ok is false when data is none; of a damaged one it returns what could be read.
func Read(data []byte) (mail Mail, ok bool) {
	if len(data) < 6 || binary.LittleEndian.Uint32(data) != tnefSignature {
		return Mail{}, false
	}
	var r reader
	r.read(data[6:])
	r.mail.HTML, _ = charset.ToUTF8(r.html, r.codePage)
	return r.mail, true
}

// reader holds what is known so far of a winmail.dat.
type reader struct {
	mail     Mail
	html     []byte
	codePage string
}

func (r *reader) read(data []byte) {
	title := ""
	for len(data) >= 9 {
		id, size := binary.LittleEndian.Uint32(data[1:]), binary.LittleEndian.Uint32(data[5:])
		data = data[9:]
		if uint64(size)+2 > uint64(len(data)) {
			r.mail.Damaged = true
			break
		}
		value := data[:size]
		data = data[size+2:] // past the checksum
		switch id {
		case tnefCodePage:
			if size >= 4 {
				r.codePage = codePage(int(binary.LittleEndian.Uint32(value)))
			}
		case tnefBody:
			r.mail.Text, _ = charset.ToUTF8(bytes.TrimRight(value, "\x00"), r.codePage)
		case tnefProperties:
			r.readProperties(value, r.keepWords)
		case tnefRenderData:
			title = ""
		case tnefAttachTitle:
			title = charset.UTF8OrLatin(bytes.TrimRight(value, "\x00"))
			if n := len(r.mail.Files); n > 0 && r.mail.Files[n-1].Title == "" { // its title comes after its bytes
				r.rename(title)
			}
		case tnefAttachData:
			r.mail.Files = append(r.mail.Files, File{Title: title, Data: value})
		case tnefAttachProps:
			r.readProperties(value, func(id uint16, value []byte, unicode bool) {
				if id == propLongName && len(r.mail.Files) > 0 {
					r.rename(r.string(value, unicode))
				}
			})
		}
	}
}

func (r *reader) rename(title string) {
	if strings.TrimSpace(title) != "" {
		r.mail.Files[len(r.mail.Files)-1].Title = title
	}
}

func (r *reader) keepWords(id uint16, value []byte, unicode bool) {
	switch id {
	case propBody:
		r.mail.Text = r.string(value, unicode)
	case propHTML:
		r.html = value
	case propRTF:
		r.mail.RTF = value
	}
}

func (r *reader) string(value []byte, wide bool) string {
	if !wide {
		text, _ := charset.ToUTF8(bytes.TrimRight(value, "\x00"), r.codePage)
		return text
	}
	units := make([]uint16, len(value)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(value[2*i:])
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
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
