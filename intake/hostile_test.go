package intake

import (
	"strings"
	"testing"

	"complaints/internal/message"
)

// hostileMails are mails of about mb bytes made to be slow to read. Each must cost no more than its size explains.
func hostileMails(mb int) map[string]string {
	fill := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	head := "From: a@b.example\r\nMessage-ID: <1@b.example>\r\nDate: Tue, 3 Nov 2026 10:15:00 +0000\r\n"
	daemon := "Return-Path: <>\r\nSubject: failure notice\r\n" + strings.Replace(head, "a@b", "MAILER-DAEMON@b", 1)
	return map[string]string{
		"folded header lines":       head + "X-A: 1\r\n" + fill(" a\r\n", mb) + "\r\nx",
		"header lines that are bad": head + fill("bad\r\nX-A: 1\r\n", mb) + "\r\nx",
		"encoded words":             head + "Subject: " + fill("=?utf-8?b?w6k=?= =?x?y?z?= ", mb/20) + "\r\n\r\nx",
		"addresses":                 head + "To: " + fill("\"a, <b@c.example>, ", mb/20) + "\r\n\r\nx",
		"boundary lines": head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
			fill("--b\r\n", 4*mb),
		"nested parts": head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
			fill("--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", mb),
		"guessed boundaries": head + "Content-Type: multipart/mixed\r\n\r\n" +
			fill("--x\r\nContent-Type: multipart/mixed\r\n\r\n", mb),
		"enclosed messages": head + fill("Content-Type: message/rfc822\r\n\r\n", mb) + fill("words ", mb),
		"open tags": head + "Content-Type: text/html\r\n\r\n" +
			fill("<blockquote type=cite><div>x", 4*mb),
		"attributes":      head + "Content-Type: text/html\r\n\r\n<p " + fill("a=b ", 4*mb) + ">x",
		"quotation marks": head + "\r\n" + fill("> x\r\ny\r\n", mb),
		"attributions": head + "\r\n" + fill("On Tue, 3 Nov 2026 at 10:15, A <a@b.example> wrote:\r\n"+
			"> x\r\n", mb),
		"attributions that never end": head + "\r\n" + fill("On Tue, 3 Nov 2026 at 10:15,\r\n", mb),
		"colons":                      head + "\r\n" + fill("wrote 2026 a@b:\r\n", mb),
		"footers": head + "\r\nx\r\n" + fill("> y\r\n", mb/2) +
			fill("\r\nregistered office\r\n", mb/2),
		"rules":             head + "\r\nx\r\n" + fill("-----\r\n", mb),
		"banners":           head + "\r\n" + fill("Caution: from outside\r\n\r\n", mb) + "x",
		"from lines":        head + "\r\nx\r\n" + fill("From: x\r\n", mb),
		"failed recipients": daemon + "\r\n" + fill("<a@b.example>:\r\n550 user unknown\r\n", mb),
		"at signs":          daemon + "\r\n" + fill("@", mb),
		"report blocks": daemon + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n" +
			"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
			fill("Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n", mb),
		"uuencoded files":   head + "\r\n" + fill("begin 644 a\r\n#86)C\r\n`\r\nend\r\n", mb/4),
		"base64 with gaps":  head + "Content-Transfer-Encoding: base64\r\n\r\n" + fill("QQ==!", 4*mb),
		"signs of equality": head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + fill("=\r\n= ", 4*mb),
		"UTF-7":             head + "Content-Type: text/plain; charset=utf-7\r\n\r\n" + fill("+AAA", 4*mb),
		"away notes":        "Auto-Submitted: auto-replied\r\n" + head + "\r\n" + fill("until 3 back on contact ", mb),
	}
}

func BenchmarkHostileMail(b *testing.B) {
	r := NewReader(ReaderOptions{AuthservID: "mx.landlord.example"})
	for name, raw := range hostileMails(1 << 20) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				r.Parse(message.Arrival{Channel: message.Email, Raw: []byte(raw)})
			}
		})
	}
}

func TestHostileMailStillGivesAMessage(t *testing.T) {
	t.Parallel()
	r := NewReader(ReaderOptions{})
	for name, raw := range hostileMails(1 << 17) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := r.Parse(message.Arrival{Channel: message.Email, Raw: []byte(raw)})
			checkMessage(t, p)
			if p.Message.MessageID != "1@b.example" && name != "enclosed messages" {
				t.Errorf("id %q", p.Message.MessageID)
			}
		})
	}
}
