package intake

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"complaints/internal/message"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	png := "\x89PNG\r\n\x1a\n rest"
	body := func(head, data string) string {
		return residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n" +
			head +
			"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(data)) +
			"\r\n--b--\r\n"
	}
	for _, x := range []struct{ name, head, data, file, kind string }{
		{name: "a picture", head: "Content-Type: image/png; name=a.png", data: png, file: "a.png", kind: "image/png"},
		{
			name: "a picture that calls itself a document",
			head: "Content-Type: application/pdf; name=a.pdf",
			data: png,
			file: "a.pdf",
			kind: "image/png",
		},
		{
			name: "a program that calls itself a picture",
			head: "Content-Type: image/png; name=a.png",
			data: "MZ\x90\x00\x03\x00\x00\x00",
			file: "a.png",
			kind: "application/x-msdownload",
		},
		{
			name: "an inline picture without a name",
			head: "Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <x>",
			data: png,
			file: "file.png",
			kind: "image/png",
		},
		{
			name: "a name in pieces (RFC 2231)",
			head: "Content-Type: image/png\r\nContent-Disposition: attachment; filename*0*=utf-8''caf%C3%A9; " +
				"filename*1*=%20photo.png",
			data: png,
			file: "café photo.png",
			kind: "image/png",
		},
		{
			name: "an encoded name",
			head: "Content-Type: image/png; name=\"=?utf-8?q?caf=C3=A9.png?=\"",
			data: png,
			file: "café.png",
			kind: "image/png",
		},
		{
			name: "a name without quotes",
			head: "Content-Type: image/png; name=my photo (1).png",
			data: png,
			file: "my photo (1).png",
			kind: "image/png",
		},
		{
			name: "a name that climbs",
			head: "Content-Type: image/png; name=\"../../etc/passwd\"",
			data: png,
			file: "passwd",
			kind: "image/png",
		},
		{
			name: "a Windows path",
			head: "Content-Type: image/png; name=\"C:\\\\Users\\\\Asha\\\\a.png\"",
			data: png,
			file: "a.png",
			kind: "image/png",
		},
		{
			name: "a name that turns round",
			head: "Content-Type: image/png; name=\"a\u202egnp.exe\"",
			data: png,
			file: "a_gnp.exe",
			kind: "image/png",
		},
		{
			name: "a very long name",
			head: "Content-Type: image/png; name=\"" + strings.Repeat("a", 500) + ".png\"",
			data: png,
			file: strings.Repeat("a", 116) + ".png",
			kind: "image/png",
		},
		{
			name: "a phone's picture",
			head: "Content-Type: application/octet-stream; name=a.heic",
			data: "\x00\x00\x00\x18ftypheic",
			file: "a.heic",
			kind: "image/heic",
		},
		{
			name: "a voice message",
			head: "Content-Type: application/octet-stream; name=a.amr",
			data: "#!AMR\nxxx",
			file: "a.amr",
			kind: "audio/amr",
		},
		{
			name: "a Word document",
			head: "Content-Type: application/octet-stream; name=a.docx",
			data: "PK\x03\x04..............word/document.xml",
			file: "a.docx",
			kind: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		},
		{
			name: "a table",
			head: "Content-Type: application/octet-stream; name=rent.csv",
			data: "day,sum\n1,2\n",
			file: "rent.csv",
			kind: "text/csv",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, body(x.head, x.data))
			if len(p.Files) != 1 {
				t.Fatalf("%d files", len(p.Files))
			}
			f := p.Files[0]
			if f.Name != x.file || f.Type != x.kind || string(f.Bytes) != x.data || len(f.SHA256) != 64 {
				t.Errorf("%q of type %q, %d bytes; want %q of type %q", f.Name, f.Type, len(f.Bytes), x.file, x.kind)
			}
			if p.Message.Text != "See the file." {
				t.Errorf("text %q", p.Message.Text)
			}
		})
	}
}

func TestTheSameFileHasTheSameHash(t *testing.T) {
	t.Parallel()
	one := "--b\r\nContent-Type: image/png; name=%s\r\n\r\n\x89PNG same\r\n"
	p := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n"+fmt.Sprintf(one, "logo.png")+
		fmt.Sprintf(one, "again.png")+"--b--")
	if len(p.Files) != 2 || p.Files[0].SHA256 != p.Files[1].SHA256 {
		t.Errorf("files %+v", p.Message.Attachments)
	}
}

func TestUuencodedFile(t *testing.T) {
	t.Parallel()
	m := parse(t, residentHead+"\r\nSee this.\r\n\r\nbegin 644 note.txt\r\n#86)C\r\n`\r\nend\r\nThanks\r\n").Message
	if m.Text != "See this.\n\nThanks" || len(m.Attachments) != 1 || m.Attachments[0].Name != "note.txt" ||
		m.Attachments[0].Size != 3 {
		t.Errorf("text %q, files %+v", m.Text, m.Attachments)
	}
	if m := parse(t,
		residentHead+"\r\nWe begin 2026 badly.\nbegin 2026 with a leak\nend").Message; len(m.Attachments) != 0 {
		t.Errorf("words taken for a file: %+v", m.Attachments)
	}
}

// TestALargePictureIsReadAsItIsDecoded: it is named, sniffed and hashed as one that is held whole, and not held.
func TestALargePictureIsReadAsItIsDecoded(t *testing.T) {
	t.Parallel()
	picture := append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("pixel"), largeBody/4)...)
	text := append([]byte("dripping "), bytes.Repeat([]byte("water "), largeBody/4)...)
	for _, x := range []struct {
		name, encoded, kind string
		data                []byte
		held                bool
	}{
		{"a picture", base64.StdEncoding.EncodeToString(picture), "image/jpeg", picture, false},
		{"a picture in lines", folded(picture), "image/jpeg", picture, false},
		{"a picture with a broken end", folded(picture[:3*largeBody/3]) + "=?=", "image/jpeg", picture[:largeBody], true},
		{"a long text", folded(text), "text/plain", text, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(ReaderOptions{})
			p := r.Parse(message.Arrival{Channel: message.Email, Raw: []byte("From: asha@example.com\r\n" +
				"Content-Type: application/octet-stream; name=kitchen\r\nContent-Transfer-Encoding: base64\r\n" +
				"Content-Disposition: attachment\r\n\r\n" + x.encoded)})
			if len(p.Files) != 1 {
				t.Fatalf("%d files, want 1", len(p.Files))
			}
			want, f := newFile("kitchen", "", x.data), p.Files[0]
			if f.Size != want.Size || f.SHA256 != want.SHA256 || f.Type != x.kind {
				t.Errorf("file: got %+v, want %+v of type %s", f.Attachment, want.Attachment, x.kind)
			}
			if held := len(f.Bytes) > 0; held != x.held {
				t.Errorf("held in memory: got %v, want %v", held, x.held)
			}
		})
	}
}

// folded is base64 in lines, as mails have it.
func folded(data []byte) string {
	var b strings.Builder
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 76) {
		b.Write(line)
		b.WriteString("\r\n")
	}
	return b.String()
}
