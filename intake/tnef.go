package intake

import (
	"bytes"
	"encoding/binary"
)

// Attributes of a TNEF stream ([MS-OXTNEF] 2.1.3.2) that hold words or files.
const (
	tnefSignature   = 0x223e9f78
	tnefBody        = 0x0002800c
	tnefRenderData  = 0x00069002
	tnefAttachTitle = 0x00018010
	tnefAttachData  = 0x0006800f
)

// openTNEF takes the words and files out of a winmail.dat. It reports whether it got anything;
// what it got from a damaged file is kept.
func (c *content) openTNEF(data []byte) bool {
	if len(data) < 6 || binary.LittleEndian.Uint32(data) != tnefSignature {
		return false
	}
	data = data[6:]
	title, got := "", false
	for len(data) >= 9 {
		id, size := binary.LittleEndian.Uint32(data[1:]), binary.LittleEndian.Uint32(data[5:])
		data = data[9:]
		if uint64(size)+2 > uint64(len(data)) {
			c.problems.add(problemWinmail)
			break
		}
		value := data[:size]
		data = data[size+2:] // past the checksum
		switch id {
		case tnefBody:
			text, _ := toUTF8(bytes.TrimRight(value, "\x00"), "")
			c.pieces = append(c.pieces, tidyText(text, false))
			got = true
		case tnefRenderData:
			title = ""
		case tnefAttachTitle:
			title = utf8OrLatin(bytes.TrimRight(value, "\x00"))
			if n := len(c.files); n > 0 && c.files[n-1].Name == untitled {
				c.files[n-1].Name = safeName(title, c.files[n-1].Type)
			}
		case tnefAttachData:
			f := newFile(title, "", value)
			if title == "" {
				f.Name = untitled
			}
			c.files = append(c.files, f)
			got = true
		}
	}
	return got
}

// untitled names a file whose title comes after its bytes, until it does.
const untitled = "file from winmail.dat"
