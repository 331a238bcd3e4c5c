package intake

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

func BenchmarkParse(b *testing.B) {
	raw := []byte("Received: from a by b; Tue, 3 Nov 2026 10:15:00 +0000\r\n" +
		"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=x; b=" + strings.Repeat("y", 300) + "\r\n" +
		"Authentication-Results: mx.landlord.example; dkim=pass header.d=example.org; dmarc=pass " +
		"header.from=example.org\r\n" +
		residentHead + "In-Reply-To: <q1@landlord.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
		strings.Repeat("The ceiling in the hall has been leaking since March and nobody comes.\r\n", 10) +
		"\r\nOn Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\r\n\r\n" +
		strings.Repeat("> Thank you for your complaint of last week.\r\n", 30) +
		"\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>" +
		strings.Repeat("<p>The ceiling in the hall has been leaking since March.</p>", 10) + "</div>\r\n--b--\r\n")
	r := NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"},
		AuthservID: "mx.landlord.example"})
	a := message.Arrival{Channel: message.Email, Raw: raw, Received: time.Date(2026, 11, 3, 10, 16, 0, 0, time.UTC)}
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if p := r.Parse(a); p.Message.Nature != message.FromPerson || !p.Message.Proof.Proved() {
			b.Fatalf("read as %+v", p.Message)
		}
	}
}

func BenchmarkParseWithPhotos(b *testing.B) {
	photo := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("\xff\xd8\xff\xe0 picture "), 200_000))
	var lines strings.Builder
	for ; len(photo) > 76; photo = photo[76:] {
		lines.WriteString(photo[:76] + "\r\n")
	}
	raw := []byte(residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the photo.\r\n" +
		"--b\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines.String() +
		"\r\n--b--\r\n")
	r := NewReader(ReaderOptions{})
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if p := r.Parse(message.Arrival{Channel: message.Email, Raw: raw}); len(p.Files) != 1 {
			b.Fatal("no file")
		}
	}
}
