package intake

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// TestUnfoldRTF: the two examples of [MS-OXRTFCP] section 4, stored RTF, and damage.
func TestUnfoldRTF(t *testing.T) {
	t.Parallel()
	if len(rtfWords) != 207 {
		t.Fatalf("the dictionary begins with %d bytes and not 207", len(rtfWords))
	}
	hello := "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
	for _, c := range []struct {
		situation, in, want string
		whole, refused      bool
	}{
		{"words of the dictionary", hello, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", true, false},
		{"a run that repeats itself", "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", `{\rtf1 WXYZWXYZWXYZWXYZWXYZ}`, true, false},
		{"stored", "140000000a0000004d454c4100000000" + hex.EncodeToString([]byte(`{\rtf1 Hi}`)), `{\rtf1 Hi}`, true, false},
		{"cut off", hello[:60], `{\rtf1\ansi\ansicpg125`, false, false},
		{"says it is huge", strings.Replace(hello, "2b000000", "ffffffff", 1), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", false, false},
		{"something else", strings.Repeat("00", 40), "", false, true},
		{"nothing", "", "", false, true},
	} {
		in, err := hex.DecodeString(c.in)
		if err != nil {
			t.Fatal(err)
		}
		got, whole, err := unfoldRTF(in)
		if !strings.HasPrefix(string(got), c.want) || c.whole && string(got) != c.want || whole != c.whole || (err != nil) != c.refused {
			t.Errorf("%s: %q, whole %v, %v", c.situation, got, whole, err)
		}
	}
}

func TestRTFText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ situation, rtf, want string }{
		{"paragraphs and formats", `{\rtf1\ansi\deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl;\red255\green0\blue0;}\pard\b No heat\b0  since {\i Monday}.\par The baby is ill.\par}`,
			"No heat since Monday.\nThe baby is ill."},
		{"signs", `{\rtf1 It\rquote s cold \endash  5\'b0C, \'a320 \{paid\}\tab twice\~now}`, "It’s cold – 5°C, £20 {paid}\ttwice\u00a0now"},
		{"Unicode with its stand-ins", `{\rtf1\ansi\uc1 Zo\u235?, \u-10179?\u-8704? and {\uc2 \u322 ll}o}`, "Zoë, 😀 and ło"},
		{"the set of letters of a font", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}\f0 caf\'e9 \f1\'ef\'f0\'ee\'f2\'e5\'f7\'ea\'e0}`, "café протечка"},
		{"nothing that is not for people", `{\rtf1{\info{\author Mallory}}{\*\generator Word}{\pict 0a0b0c}{\header Page}{\stylesheet{\s0 Normal;}}Words{\field{\*\fldinst HYPERLINK "http://x.example"}{\fldrslt here}}{\bin3 }}}.}`, "Wordshere."},
		{"wrapped plain text", `{\rtf1\ansi\fromtext{\fonttbl{\f0 Arial;}}\uc1\pard\plain\deftab360 \f0\fs20 The lift\par is broken.\par}`, "The lift\nis broken."},
		{"wrapped HTML", `{\rtf1\ansi\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}` +
			`{\*\htmltag64 <html><body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 My ceiling {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 leaks{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 .\htmlrtf \par}\htmlrtf0 {\*\htmltag72 </p>}` +
			`{\*\htmltag64 <p>}{\*\htmltag84 &pound;}50 please{\*\htmltag72 </p>}{\*\htmltag84 <div style="display:none">hidden</div>}{\*\htmltag27 </body></html>}}`, "My ceiling leaks.\n\n£50 please"},
		{"cut off", `{\rtf1 The boiler {\b is out`, "The boiler is out"},
		{"too many ends", `{\rtf1 The boiler}}}} is out`, "The boiler is out"},
		{"a depth nobody writes", `{\rtf1 ` + strings.Repeat("{", 50_000) + "words" + strings.Repeat("}", 50_000) + " after}", "words after"},
		{"no RTF", "plain words", ""},
	} {
		if got := rtfText([]byte(c.rtf)); got != c.want {
			t.Errorf("%s: %q, want %q", c.situation, got, c.want)
		}
	}
}

// mapiProperty writes a property of a message as TNEF holds it.
func mapiProperty(kind, id uint16, value []byte) []byte {
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

func tnefAttribute(level byte, id uint32, data []byte) []byte {
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

// rtfMail is a winmail.dat whose words are compressed RTF, stored.
func rtfMail(rtf string, more ...[]byte) []byte {
	packed := binary.LittleEndian.AppendUint32(nil, uint32(len(rtf)+12))
	packed = binary.LittleEndian.AppendUint32(packed, uint32(len(rtf)))
	packed = append(append(packed, "MELA\x00\x00\x00\x00"...), rtf...)
	list := bytes.Join([][]byte{{3, 0, 0, 0}, mapiProperty(3, 0x0e1b, []byte{1, 0, 0, 0}), mapiProperty(0x1f, 0x8001, wide("named")), mapiProperty(0x102, propRTF, packed)}, nil)
	return bytes.Join(append([][]byte{{0x78, 0x9f, 0x3e, 0x22, 1, 0}, tnefAttribute(1, tnefCodePage, []byte{0xe2, 4, 0, 0, 0, 0, 0, 0}), tnefAttribute(1, tnefProperties, list)}, more...), nil)
}

// TestWinmailWords: Outlook puts the words of a mail into a winmail.dat as compressed RTF, often and only there.
func TestWinmailWords(t *testing.T) {
	t.Parallel()
	const words = "My ceiling leaks and the baby’s cot is under it."
	const rtf = `{\rtf1\ansi\ansicpg1250 My ceiling leaks and the baby\'92s cot is under it.\par}`
	packed := func(b []byte) string {
		return "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(b)
	}
	alone := func(b []byte) string { return residentHead + packed(b) }
	beside := func(text string, b []byte) string {
		return residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n--b\r\n" + packed(b) + "\r\n--b--\r\n"
	}
	property := func(kind, id uint16, value []byte) []byte {
		return bytes.Join([][]byte{{0x78, 0x9f, 0x3e, 0x22, 1, 0}, tnefAttribute(1, tnefProperties, append([]byte{1, 0, 0, 0}, mapiProperty(kind, id, value)...))}, nil)
	}
	photo := [][]byte{tnefAttribute(2, tnefRenderData, nil), tnefAttribute(2, tnefAttachTitle, []byte("PHOTO~1.PNG\x00")), tnefAttribute(2, tnefAttachData, []byte("\x89PNG\r\n\x1a\n")),
		tnefAttribute(2, tnefAttachProps, append([]byte{1, 0, 0, 0}, mapiProperty(0x1f, propLongName, wide("photo of the ceiling.png\x00"))...))}
	broken := rtfMail(rtf)
	for _, c := range []struct {
		situation, mail, text, file string
		problem                     bool
	}{
		{"only RTF", alone(rtfMail(rtf)), words, "", false},
		{"RTF and a photo with a long name", alone(rtfMail(rtf, photo...)), words, "photo of the ceiling.png", false},
		{"the same words in the open", beside(words, rtfMail(rtf)), words, "", false},
		{"other words in the open", beside("Please see below.", rtfMail(rtf)), "Please see below.\n\n" + words, "", false},
		{"plain text as a property", alone(property(0x1f, propBody, wide(words+"\x00"))), words, "", false},
		{"HTML as a property", alone(property(0x102, propHTML, []byte("<p>"+words+"</p>"))), words, "", false},
		{"broken off within the RTF", alone(broken[:len(broken)-30]), "", "winmail.dat", true},
		{"RTF that is none", alone(property(0x102, propRTF, make([]byte, 40))), "", "winmail.dat", true},
		{"a letter attached as RTF", residentHead + "Content-Type: application/rtf; name=letter.rtf\r\n\r\n" + rtf, words, "letter.rtf", true},
	} {
		m := parse(t, c.mail).Message
		if m.Text != c.text {
			t.Errorf("%s: text %q", c.situation, m.Text)
		}
		if c.file == "" != (len(m.Attachments) == 0) || c.file != "" && m.Attachments[0].Name != c.file {
			t.Errorf("%s: files %+v", c.situation, m.Attachments)
		}
		if c.problem != (len(m.Problems) > 0) {
			t.Errorf("%s: problems %q", c.situation, m.Problems)
		}
	}
}

// FuzzWinmail: no bytes may hurt, and what comes out is text.
func FuzzWinmail(f *testing.F) {
	f.Add(rtfMail(`{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}caf\'e9 \u235?{\*\htmltag72 </p>}}`))
	f.Add(rtfMail(`{\rtf1{\fonttbl{\f1\fcharset204 A;}}\f1\'ef\bin2 xx\uc0\u-10179\u-8704}`))
	f.Add([]byte(`{\rtf1 words {\b more\par}}`))
	hello, err := hex.DecodeString("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(hello)
	f.Fuzz(func(t *testing.T, data []byte) {
		text := rtfText(data)
		if rtf, _, err := unfoldRTF(data); err == nil {
			text += rtfText(rtf)
		}
		c := &content{limit: 1 << 20, problems: &problems{}}
		if c.openTNEF(data) && len(c.pieces)+len(c.files) == 0 {
			t.Error("it was opened and holds nothing")
		}
		text += strings.Join(c.pieces, "")
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			t.Errorf("no text: %q", text)
		}
	})
}
