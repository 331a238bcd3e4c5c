package winmail

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// property writes a property of a message as TNEF holds it.
func property(kind, id uint16, value []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, id)
	if id >= 0x8000 {
		b = append(b, make([]byte, 16)...)
		b = append(b, 1, 0, 0, 0, 6, 0, 0, 0, 'a', 0, 'b', 0, 0, 0, 0, 0)
	}
	if kind != 3 {
		b = append(b, 1, 0, 0, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	}
	for b = append(b, value...); len(b)%4 != 0; {
		b = append(b, 0)
	}
	return b
}

func properties(list ...[]byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(list))), bytes.Join(list, nil)...)
}

func attribute(level byte, id uint32, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte{level}, id)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	return append(append(b, data...), 0, 0)
}

func wide(s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func file(attributes ...[]byte) []byte {
	return append([]byte{0x78, 0x9f, 0x3e, 0x22, 1, 0}, bytes.Join(attributes, nil)...)
}

// stored is RTF in the frame of compressed RTF, not compressed.
func stored(rtf string) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(rtf)+12))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(rtf)))
	return append(append(b, "MELA\x00\x00\x00\x00"...), rtf...)
}

// rtfMail is a winmail.dat whose words are RTF alone.
func rtfMail(rtf string, more ...[]byte) []byte {
	list := properties(
		property(3, 0x0e1b, []byte{1, 0, 0, 0}),
		property(0x1f, 0x8001, wide("named")),
		property(0x102, propRTF, stored(rtf)),
	)
	codePage := attribute(1, tnefCodePage, []byte{0xe2, 4, 0, 0, 0, 0, 0, 0})
	return file(append([][]byte{codePage, attribute(1, tnefProperties, list)}, more...)...)
}

func photo(more ...[]byte) []byte {
	return bytes.Join(append([][]byte{
		attribute(2, tnefRenderData, nil),
		attribute(2, tnefAttachTitle, []byte("PHOTO~1.PNG\x00")),
		attribute(2, tnefAttachData, []byte("\x89PNG\r\n\x1a\n")),
	}, more...), nil)
}

func TestRead(t *testing.T) {
	t.Parallel()
	const rtf = `{\rtf1\ansi\ansicpg1250 My ceiling leaks.\par}`
	longName := attribute(2, tnefAttachProps,
		properties(property(0x1f, propLongName, wide("photo of the ceiling.png\x00"))))
	message := func(kind, id uint16, value string) []byte {
		return file(attribute(1, tnefProperties, properties(property(kind, id, []byte(value)))))
	}
	whole := rtfMail(rtf)
	for _, c := range []struct {
		name             string
		in               []byte
		text, html, file string
		rtf              bool
		damaged, refused bool
	}{
		{name: "RTF", in: whole, rtf: true},
		{name: "RTF and a photo", in: rtfMail(rtf, photo()), rtf: true, file: "PHOTO~1.PNG"},
		{name: "a photo with a long name", in: rtfMail(rtf, photo(longName)), rtf: true,
			file: "photo of the ceiling.png"},
		{name: "plain text", in: file(attribute(1, tnefBody, []byte("My ceiling leaks\x00"))),
			text: "My ceiling leaks"},
		{name: "plain text as a property", in: message(0x1e, propBody, "My ceiling leaks\x00"),
			text: "My ceiling leaks"},
		{name: "wide text as a property", in: message(0x1f, propBody, string(wide("Zoë\x00"))), text: "Zoë"},
		{name: "HTML as a property", in: message(0x102, propHTML, "<p>leaks</p>"), html: "<p>leaks</p>"},
		{name: "broken off within the RTF", in: whole[:len(whole)-30], damaged: true},
		{name: "something else", in: []byte("not what it says"), refused: true},
		{name: "nothing", refused: true},
	} {
		got, ok := Read(c.in)
		if ok == c.refused || got.Damaged != c.damaged {
			t.Errorf("%s: read %v, damaged %v; want %v, %v", c.name, ok, got.Damaged, !c.refused, c.damaged)
		}
		if got.Text != c.text || got.HTML != c.html || (len(got.RTF) > 0) != c.rtf {
			t.Errorf("%s: got %+v, want text %q, HTML %q, RTF %v", c.name, got, c.text, c.html, c.rtf)
		}
		if (len(got.Files) > 0) != (c.file != "") || c.file != "" && got.Files[0].Title != c.file {
			t.Errorf("%s: files %+v, want %q", c.name, got.Files, c.file)
		}
	}
}

// FuzzWinmail: no bytes may hurt, and what comes out is text.
func FuzzWinmail(f *testing.F) {
	f.Add(rtfMail(`{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}caf\'e9 \u235?{\*\htmltag72 </p>}}`))
	f.Add(rtfMail(`{\rtf1{\fonttbl{\f1\fcharset204 A;}}\f1\'ef\bin2 xx\uc0\u-10179\u-8704}`))
	f.Add([]byte(`{\rtf1 words {\b more\par}}`))
	packed, err := hex.DecodeString(hello)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, data []byte) {
		mail, _ := Read(data)
		text, _ := RTFText(data)
		for _, packed := range [][]byte{data, mail.RTF} {
			if rtf, _, err := Unfold(packed); err == nil {
				words, _ := RTFText(rtf)
				text += words
			}
		}
		text += mail.Text + mail.HTML
		for _, f := range mail.Files {
			text += f.Title
		}
		if !utf8.ValidString(text) {
			t.Errorf("not UTF-8: %q", text)
		}
	})
}
