package intake

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
)

const residentHead = "From: Asha Rahman <asha@example.org>\r\nTo: complaints@landlord.example\r\nSubject: Leak\r\n" +
	"Date: Tue, 3 Nov 2026 10:15:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"

func parse(t *testing.T, raw string) Parsed {
	t.Helper()
	r := NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"}, AuthservID: "mx.landlord.example"})
	p := r.Parse(complaint.Arrival{Channel: complaint.Email, Raw: []byte(raw), Received: time.Date(2026, 11, 3, 10, 16, 0, 0, time.UTC)})
	checkMessage(t, p)
	return p
}

// TestWordsArriveWhateverHappenedToTheBytes holds the faults that make strict readers lose a mail.
func TestWordsArriveWhateverHappenedToTheBytes(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, raw, text, problem string }{
		{"all is well", residentHead + "\r\nMy ceiling leaks.\r\n", "My ceiling leaks.", ""},
		{"Latin letters, said so", residentHead + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt cost \xa350", "It cost £50", ""},
		{"windows letters called iso-8859-1", residentHead + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt\x92s cold", "It’s cold", ""},
		{"UTF-8 called iso-8859-1", residentHead + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt cost £50", "It cost £50", "they are UTF-8"},
		{"Latin letters called UTF-8", residentHead + "Content-Type: text/plain; charset=utf-8\r\n\r\nIt cost \xa350, café", "It cost £50, café", "not utf-8"},
		{"one broken letter among good ones", residentHead + "Content-Type: text/plain; charset=utf-8\r\n\r\ncaf\xe9 café", "café café", "not utf-8"},
		{"letters not named", residentHead + "\r\nIt cost \xa350", "It cost £50", "did not say which letters"},
		{"letters nobody knows", residentHead + "Content-Type: text/plain; charset=x-martian\r\n\r\nIt cost £50", "It cost £50", "x-martian"},
		{"UTF-16 with its mark", residentHead + "Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n//5IAGkA\r\n", "Hi", ""},
		{"UTF-7", residentHead + "Content-Type: text/plain; charset=utf-7\r\n\r\n+AKM-50 and 1 +- 1", "£50 and 1 + 1", ""},
		{"Japanese that does not say so", residentHead + "\r\n\x1b$B%F%9%H\x1b(B", "テスト", ""},
		{"NUL bytes", residentHead + "\r\nMy\x00 ceiling\x00 leaks", "My ceiling leaks", ""},
		{"an unknown transfer encoding", residentHead + "Content-Transfer-Encoding: 8 bits please\r\n\r\nMy ceiling leaks", "My ceiling leaks", "damaged"},
		{"8 bit with a blank", residentHead + "Content-Transfer-Encoding: 8 bit\r\n\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"quoted-printable with a stray sign", residentHead + "Content-Transfer-Encoding: quoted-printable\r\n\r\n1 =zz 2 =3D 2=\r\n, yes =", "1 =zz 2 = 2, yes", ""},
		{"quoted-printable in one long line", residentHead + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + strings.Repeat("My ceiling leaks. ", 1000) + "=C2=A3", strings.Repeat("My ceiling leaks. ", 1000) + "£", ""},
		{"quoted-printable with raw letters", residentHead + "Content-Transfer-Encoding: Quoted-Printable\r\n\r\ncafé =C2=A3", "café £", ""},
		{"base64 without line breaks", residentHead + "Content-Transfer-Encoding: BASE64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("My ceiling leaks. ", 1000)+"x")), strings.Repeat("My ceiling leaks. ", 1000) + "x", ""},
		{"base64 with blank lines and a blank at the end", residentHead + "Content-Transfer-Encoding: base64 \r\n\r\n\r\nTXkgY2Vp\r\n\r\nbGluZyBsZWFrcw== \r\n\r\n", "My ceiling leaks", ""},
		{"base64 with a list's footer", residentHead + "Content-Transfer-Encoding: base64\r\n\r\nTXkgY2VpbGluZyBsZWFrcw==\r\n____________\r\nTo leave the list go to x\r\n", "My ceiling leaks\n____________\nTo leave the list go to x", "damaged"},
		{"base64 that is none", residentHead + "Content-Transfer-Encoding: base64\r\n\r\nMy ceiling leaks and nobody comes.\r\nHelp!\r\n", "My ceiling leaks and nobody comes.\nHelp!", "damaged"},
		{"base64 below a gateway's warning", residentHead + "Content-Transfer-Encoding: base64\r\n\r\nMail from outside the house.\r\n" + base64.StdEncoding.EncodeToString([]byte("My ceiling leaks and nobody comes.")) + "\r\n", "Mail from outside the house.\nMy ceiling leaks and nobody comes.", "damaged"},
		{"base64 with junk in it", residentHead + "Content-Transfer-Encoding: base64\r\n\r\nTXkgY2!VpbGlu*ZyBsZWFrcw\r\n", "My ceiling leaks", "damaged"},
		{"an mbox line first", "From asha Tue Nov  3 10:15:00 2026\r\n" + residentHead + "\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"empty lines first", "\r\n\r\n" + residentHead + "\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"a malformed header line", "X Bad Line\r\n" + residentHead + "\r\nMy ceiling leaks", "My ceiling leaks", "header"},
		{"a NUL in a header's name", "X-\x00Bad: 1\r\n" + residentHead + "\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"no empty line before the words", strings.TrimSuffix(residentHead, "\r\n") + "\r\nMy ceiling leaks and nobody comes\r\nPlease help", "My ceiling leaks and nobody comes\nPlease help", "header"},
		{"lines that end in CR", strings.ReplaceAll(residentHead, "\r\n", "\r") + "\rMy ceiling\rleaks", "My ceiling\nleaks", ""},
		{"no header at all", "My ceiling leaks.\nPlease help.", "My ceiling leaks.\nPlease help.", "no header"},
		{"a multipart without a boundary", residentHead + "Content-Type: multipart/mixed\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nMy ceiling leaks\r\n--x--\r\n", "My ceiling leaks", "where its parts begin"},
		{"a boundary that is not there", residentHead + "Content-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nMy ceiling leaks\r\n--x--\r\n", "My ceiling leaks", "where its parts begin"},
		{"an empty multipart", residentHead + "Content-Type: multipart/mixed; boundary=y\r\n\r\nMy ceiling leaks", "My ceiling leaks", "where its parts begin"},
		{"no closing boundary", residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nMy ceiling leaks", "My ceiling leaks", "before its last part"},
		{"a malformed header in one part", residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nBad line\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--b--", "one\n\ntwo", "header"},
		{"a boundary that begins like another", residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\nMy ceiling leaks\r\n--bb--\r\n--b--", "My ceiling leaks", ""},
		{"a content type that is none", residentHead + "Content-Type: TEXT\r\n\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"a content type with missing quotes", residentHead + "Content-Type: text/plain; charset=\"utf-8; format=x; name=a b c\r\n\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"the words marked as an attachment", residentHead + "Content-Disposition: attachment\r\nContent-Type: text/plain\r\n\r\nMy ceiling leaks", "My ceiling leaks", ""},
		{"words before the first part", residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\nMy ceiling leaks\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", "My ceiling leaks", ""},
		{"only an HTML form", residentHead + "Content-Type: text/html; charset=utf-8\r\n\r\n<p>My ceiling</p><p>leaks</p>", "My ceiling\n\nleaks", ""},
		{"HTML that calls itself plain", residentHead + "Content-Type: text/plain\r\n\r\n<html><body><p>My ceiling leaks</p></body></html>", "My ceiling leaks", ""},
		{"HTML whose head never ends", residentHead + "Content-Type: text/html\r\n\r\n<head><meta charset=utf-8><body><p>My ceiling leaks", "My ceiling leaks", ""},
		{"HTML whose head never ends and has no body", residentHead + "Content-Type: text/html\r\n\r\n<head><title>x</title><style>p{}</style><p>My ceiling leaks</p>", "My ceiling leaks", ""},
		{"HTML that hides all of itself", residentHead + "Content-Type: text/html\r\n\r\n<div style='display:none'>My ceiling leaks</div>", "My ceiling leaks", ""},
		{"HTML that names its letters itself", residentHead + "Content-Type: text/html\r\n\r\n<meta http-equiv=x content='text/html; charset=windows-1251'><p>\xcf\xf0\xe8\xe2\xe5\xf2", "Привет", ""},
		{"an empty plain form beside HTML", residentHead + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>My ceiling leaks</p>\r\n--b--", "My ceiling leaks", ""},
		{"flowed lines", residentHead + "Content-Type: text/plain; format=flowed\r\n\r\nMy ceiling \r\nleaks.\r\n> old \r\n> words\r\n", "My ceiling leaks.\n> old words", ""},
		{"enriched text", residentHead + "Content-Type: text/enriched\r\n\r\n<bold>My ceiling</bold> leaks << 5", "My ceiling leaks < 5", ""},
		{"words between pictures", residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbefore\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b\r\n\r\nafter\r\n--b--", "before\n\nafter", ""},
		{"a letter attached as text", residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; name=letter.txt\r\nContent-Disposition: attachment; filename=letter.txt\r\n\r\nMy ceiling leaks\r\n--b--", "My ceiling leaks", "from the file"},
		{"an invitation", residentHead + "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Visit to mend\r\n  the boiler\r\nDTSTART:20261201T090000Z\r\nEND:VCALENDAR\r\n", "Invitation: Visit to mend the boiler\nStarts: 20261201T090000Z", ""},
		{"signed", residentHead + "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nMy ceiling leaks\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--", "My ceiling leaks", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, x.raw).Message
			if m.Text != x.text {
				t.Errorf("text is %q, want %q", m.Text, x.text)
			}
			said := strings.Join(m.Problems, " ")
			if x.problem == "" && x.name != "no header at all" && len(m.Problems) > 0 {
				t.Errorf("problems: %q", m.Problems)
			}
			if !strings.Contains(said, x.problem) {
				t.Errorf("problems %q do not say %q", m.Problems, x.problem)
			}
			if m.Nature != complaint.FromPerson {
				t.Errorf("nature is %s", m.Nature)
			}
		})
	}
}

func TestWhoWroteAndWhen(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, head, from, called, problem string }{
		{"plain", "From: Asha Rahman <Asha@Example.org>", "asha@example.org", "Asha Rahman", ""},
		{"encoded name", "From: =?utf-8?q?Asha_R=C3=A1hman?= <asha@example.org>", "asha@example.org", "Asha Ráhman", ""},
		{"a letter cut in two by the encoding", "From: =?utf-8?b?QXNoYSBSw?= =?utf-8?b?6FobWFu?= <asha@example.org>", "asha@example.org", "Asha Ráhman", ""},
		{"raw 8-bit name", "From: Asha R\xe1hman <asha@example.org>", "asha@example.org", "Asha Ráhman", ""},
		{"a comma in the name", "From: Rahman, Asha <asha@example.org>", "asha@example.org", "Rahman, Asha", ""},
		{"a trailing comma", "From: asha@example.org,", "asha@example.org", "", ""},
		{"unknown letters", "From: =?martian?q?x?= <asha@example.org>", "asha@example.org", "x", ""},
		{"no brackets and a comment", "From: asha@example.org (Asha)", "asha@example.org", "Asha", ""},
		{"mailto", "From: <mailto:asha@example.org>", "asha@example.org", "", ""},
		{"From is empty, Sender is not", "From:\r\nSender: asha@example.org", "asha@example.org", "", "sender's address"},
		{"only Reply-To", "Reply-To: asha@example.org", "asha@example.org", "", "sender's address"},
		{"only the return path", "Return-Path: <asha@example.org>", "asha@example.org", "", "sender's address"},
		{"nobody", "X-Nothing: here", "", "", "who sent it"},
		{"a name and no address", "From: Asha", "", "Asha", "sender's address"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, x.head+"\r\nTo: complaints@landlord.example\r\nDate: Tue, 3 Nov 2026 10:15:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nMy ceiling leaks").Message
			if m.From != x.from || m.FromName != x.called {
				t.Errorf("from %q called %q, want %q called %q", m.From, m.FromName, x.from, x.called)
			}
			if said := strings.Join(m.Problems, " "); !strings.Contains(said, x.problem) || x.problem == "" && said != "" {
				t.Errorf("problems %q, want %q", said, x.problem)
			}
		})
	}
}

func TestHeaderFields(t *testing.T) {
	t.Parallel()
	m := parse(t, "From: asha@example.org\r\nTo: \"Complaints\" <complaints@landlord.example>, undisclosed-recipients:;\r\nCc: Friend <friend@example.org>\r\n"+
		"Delivered-To: complaints+hc123@landlord.example\r\nX-Original-To: COMPLAINTS@landlord.example\r\nEnvelope-To: box@landlord.example\r\nReply-To: home@example.org\r\n"+
		"Subject: =?utf-8?q?Leak_in_caf=C3=A9?=\r\n in Flat 3\r\nDate: 3 Nov 26 10:15 GMT\r\nMessage-ID: <abc@example.org>\r\nIn-Reply-To: <q1@landlord.example> (your letter)\r\n"+
		"References: <q0@landlord.example>\r\n\t<q1@landlord.example>\r\n\r\nx y").Message
	if got := fmt.Sprint(m.To); got != "[complaints@landlord.example friend@example.org complaints+hc123@landlord.example box@landlord.example]" {
		t.Errorf("to %s", got)
	}
	if m.ReplyTo != "home@example.org" || m.Subject != "Leak in café in Flat 3" || m.MessageID != "abc@example.org" {
		t.Errorf("reply to %q, subject %q, id %q", m.ReplyTo, m.Subject, m.MessageID)
	}
	if fmt.Sprint(m.InReplyTo) != "[q1@landlord.example]" || fmt.Sprint(m.References) != "[q0@landlord.example q1@landlord.example]" {
		t.Errorf("in reply to %v, references %v", m.InReplyTo, m.References)
	}
	if !m.SentAt.Equal(time.Date(2026, 11, 3, 10, 15, 0, 0, time.UTC)) {
		t.Errorf("sent at %v", m.SentAt)
	}
}

func TestMessageIDs(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, value, want string }{
		{"as it should be", "<a@b.example>", "a@b.example"},
		{"no brackets", "a@b.example", "a@b.example"},
		{"blanks inside the brackets", "< a@b.example >", "a@b.example"},
		{"no at sign", "<20261103>", "20261103"},
		{"double brackets", "<<a@b.example>>", "a@b.example"},
		{"a domain in square brackets", "<[a]@[192.0.2.1]>", "[a]@[192.0.2.1]"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := parse(t, "From: a@b.example\r\nMessage-ID: "+x.value+"\r\n\r\nx").Message.MessageID; got != x.want {
				t.Errorf("%s gives %q, want %q", x.value, got, x.want)
			}
		})
	}
	for _, value := range []string{"", "<>", "  "} {
		raw := "From: a@b.example\r\nMessage-ID: " + value + "\r\n\r\nx"
		first, again, other := parse(t, raw).Message, parse(t, raw).Message, parse(t, raw+"y").Message
		if first.MessageID == "" || first.MessageID != again.MessageID || first.MessageID == other.MessageID {
			t.Errorf("%q: ids %q, %q and %q", value, first.MessageID, again.MessageID, other.MessageID)
		}
	}
}

func TestTheDateIsOnlyInformative(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"Tue, 3 Nov 2026 10:15:00 +0000":         "2026-11-03T10:15:00Z",
		"Tue, 3 Nov 2026 10:15:00 +0000 (GMT)":   "2026-11-03T10:15:00Z",
		"3/11/2026 10:15":                        "2026-11-03T10:15:00Z",
		"Tue Nov  3 10:15:00 2026":               "2026-11-03T10:15:00Z",
		"2026-11-03T10:15:00Z":                   "2026-11-03T10:15:00Z",
		"yesterday":                              "",
		"Tue, 3 Nov 99999 10:15:00 +0000":        "",
		strings.Repeat("Tue, 3 Nov 2026 ", 1000): "",
	} {
		m := parse(t, "From: a@b.example\r\nDate: "+value+"\r\n\r\nx").Message
		got := ""
		if !m.SentAt.IsZero() {
			got = m.SentAt.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
		if !m.Received.Equal(time.Date(2026, 11, 3, 10, 16, 0, 0, time.UTC)) {
			t.Errorf("%q moved the arrival to %v", value, m.Received)
		}
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	png := "\x89PNG\r\n\x1a\n rest"
	body := func(head, data string) string {
		return residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n" + head +
			"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(data)) + "\r\n--b--\r\n"
	}
	for _, x := range []struct{ name, head, data, file, kind string }{
		{"a picture", "Content-Type: image/png; name=a.png", png, "a.png", "image/png"},
		{"a picture that calls itself a document", "Content-Type: application/pdf; name=a.pdf", png, "a.pdf", "image/png"},
		{"a program that calls itself a picture", "Content-Type: image/png; name=a.png", "MZ\x90\x00\x03\x00\x00\x00", "a.png", "application/x-msdownload"},
		{"an inline picture without a name", "Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <x>", png, "file.png", "image/png"},
		{"a name in pieces (RFC 2231)", "Content-Type: image/png\r\nContent-Disposition: attachment; filename*0*=utf-8''caf%C3%A9; filename*1*=%20photo.png", png, "café photo.png", "image/png"},
		{"an encoded name", "Content-Type: image/png; name=\"=?utf-8?q?caf=C3=A9.png?=\"", png, "café.png", "image/png"},
		{"a name without quotes", "Content-Type: image/png; name=my photo (1).png", png, "my photo (1).png", "image/png"},
		{"a name that climbs", "Content-Type: image/png; name=\"../../etc/passwd\"", png, "passwd", "image/png"},
		{"a Windows path", "Content-Type: image/png; name=\"C:\\\\Users\\\\Asha\\\\a.png\"", png, "a.png", "image/png"},
		{"a name that turns round", "Content-Type: image/png; name=\"a\u202egnp.exe\"", png, "a_gnp.exe", "image/png"},
		{"a very long name", "Content-Type: image/png; name=\"" + strings.Repeat("a", 500) + ".png\"", png, strings.Repeat("a", 116) + ".png", "image/png"},
		{"a phone's picture", "Content-Type: application/octet-stream; name=a.heic", "\x00\x00\x00\x18ftypheic", "a.heic", "image/heic"},
		{"a voice message", "Content-Type: application/octet-stream; name=a.amr", "#!AMR\nxxx", "a.amr", "audio/amr"},
		{"a Word document", "Content-Type: application/octet-stream; name=a.docx", "PK\x03\x04..............word/document.xml", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a table", "Content-Type: application/octet-stream; name=rent.csv", "day,sum\n1,2\n", "rent.csv", "text/csv"},
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
	p := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n"+fmt.Sprintf(one, "logo.png")+fmt.Sprintf(one, "again.png")+"--b--")
	if len(p.Files) != 2 || p.Files[0].SHA256 != p.Files[1].SHA256 {
		t.Errorf("files %+v", p.Message.Attachments)
	}
}

func TestMailWithoutWords(t *testing.T) {
	t.Parallel()
	part := func(kind, data string) string { return "--b\r\nContent-Type: " + kind + "\r\n\r\n" + data + "\r\n" }
	for _, x := range []struct{ name, parts, want string }{
		{"empty", "--b\r\n\r\n\r\n", problemEmpty},
		{"a picture", part("image/jpeg; name=a.jpg", "\xff\xd8\xff\xe0"), problemPicture},
		{"a voice message", part("audio/amr; name=a.amr", "#!AMR\nx"), problemVoice},
		{"words nobody can read", part("text/plain", "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA0\r\n-----END PGP MESSAGE-----"), problemEncrypted},
		{"two files", part("image/jpeg; name=a.jpg", "\xff\xd8\xff\xe0") + part("application/pdf; name=a.pdf", "%PDF-1.4"), problemNoWords},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n"+x.parts+"--b--").Message
			if fmt.Sprint(m.Problems) != "["+x.want+"]" {
				t.Errorf("problems %q, want %q", m.Problems, x.want)
			}
		})
	}
}

func TestForwardedAsAFile(t *testing.T) {
	t.Parallel()
	p := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease log this.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"+
		"From: Tom <tom@example.org>\r\nSubject: No heating\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nWe are cold.\r\n--c\r\nContent-Type: image/png; name=t.png\r\n\r\n\x89PNG\r\n--c--\r\n--b--")
	m := p.Message
	for _, want := range []string{"Please log this.", "From: Tom <tom@example.org>", "Subject: No heating", "We are cold."} {
		if !strings.Contains(m.Text, want) || !strings.Contains(m.NewText, want) {
			t.Errorf("%q is missing in %q and %q", want, m.Text, m.NewText)
		}
	}
	if len(m.Attachments) != 2 || m.Attachments[0].Name != "No heating.eml" || m.Attachments[1].Name != "t.png" {
		t.Errorf("files %+v", m.Attachments)
	}
}

func TestAnEnclosedMailIsNoHistory(t *testing.T) {
	t.Parallel()
	m := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee what he wrote.\r\n\r\n-- \r\nAsha\r\n\r\nFrom: Complaints\r\nSent: Monday\r\nTo: Asha\r\nSubject: x\r\n\r\nDear Asha\r\n"+
		"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: tom@example.org\r\n\r\nGet out.\r\n--b--").Message
	want := "See what he wrote.\n\n---------- Forwarded message ----------\nFrom: tom@example.org\n\nGet out."
	if m.NewText != want || !strings.Contains(m.Text, "Dear Asha") {
		t.Errorf("new text %q, want %q", m.NewText, want)
	}
}

func TestUuencodedFile(t *testing.T) {
	t.Parallel()
	m := parse(t, residentHead+"\r\nSee this.\r\n\r\nbegin 644 note.txt\r\n#86)C\r\n`\r\nend\r\nThanks\r\n").Message
	if m.Text != "See this.\n\nThanks" || len(m.Attachments) != 1 || m.Attachments[0].Name != "note.txt" || m.Attachments[0].Size != 3 {
		t.Errorf("text %q, files %+v", m.Text, m.Attachments)
	}
	if m := parse(t, residentHead+"\r\nWe begin 2026 badly.\nbegin 2026 with a leak\nend").Message; len(m.Attachments) != 0 {
		t.Errorf("words taken for a file: %+v", m.Attachments)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	read := func(raw string, l Limits) complaint.Message {
		p := NewReader(ReaderOptions{Limits: l}).Parse(complaint.Arrival{Channel: complaint.Email, Raw: []byte(raw)})
		checkMessage(t, p)
		return p.Message
	}
	says := func(name string, m complaint.Message, problem string) {
		t.Helper()
		if !strings.Contains(strings.Join(m.Problems, " "), problem) {
			t.Errorf("%s: problems %q do not say %q", name, m.Problems, problem)
		}
	}
	var nested strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	says("nested parts", read("From: a@b.example\r\n"+nested.String()+"\r\nwords", Limits{}), problemDeep)
	says("nested messages", read(strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 2000)+"From: a@b.example\r\n\r\nwords", Limits{}), problemDeep)
	says("many parts", read(residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n"+strings.Repeat("--b\r\n\r\nx\r\n", 5000), Limits{}), problemManyParts)
	says("a big mail", read(residentHead+"\r\n"+strings.Repeat("words ", 1000), Limits{Size: 2000}), problemTruncated)
	long := read(residentHead+"\r\n"+strings.Repeat("wörds ", 1000), Limits{Text: 1001})
	says("a long text", long, problemLongText)
	if len(long.Text) > 1001 {
		t.Errorf("text of %d bytes", len(long.Text))
	}
	if m := read("From: a@b.example\r\n"+strings.Repeat("X-Spam: y\r\n", 100_000)+"\r\nwords", Limits{}); m.From != "a@b.example" {
		t.Errorf("many fields: from %q", m.From)
	}
	if m := read("From: a@b.example\r\nX-Long: "+strings.Repeat("y", 30<<20)+"\r\n\r\nwords", Limits{}); m.From != "a@b.example" {
		t.Errorf("a long field: from %q, problems %q", m.From, m.Problems)
	}
}

func TestTruncatedArrival(t *testing.T) {
	t.Parallel()
	r := NewReader(ReaderOptions{})
	p := r.Parse(complaint.Arrival{Channel: complaint.Email, Raw: []byte(residentHead + "\r\nMy ceiling"), Truncated: true, Size: 90 << 20})
	if p.Message.Text != "My ceiling" || fmt.Sprint(p.Message.Problems) != "["+problemTruncated+"]" {
		t.Errorf("text %q, problems %q", p.Message.Text, p.Message.Problems)
	}
}

func TestTwoSendersAreSaid(t *testing.T) {
	t.Parallel()
	m := parse(t, "From: thief@evil.example\r\nFrom: manager@landlord.example\r\nAuthentication-Results: mx.landlord.example; dmarc=pass header.from=landlord.example\r\n"+
		"Date: Tue, 03 Nov 2026 10:16:00 +0000\r\nMessage-ID: <1@evil.example>\r\n\r\nx").Message
	if m.From != "thief@evil.example" || m.Authenticated || fmt.Sprint(m.Problems) != "["+problemTwoSenders+"]" {
		t.Errorf("from %s, proved %v, problems %q", m.From, m.Authenticated, m.Problems)
	}
}

func TestFormWriter(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ situation, head, want string }{
		{"in the name of the mailbox", "From: complaints@landlord.example\r\nReply-To: asha@example.com\r\n", "asha@example.com"},
		{"in the name of nobody", "From: do-not-reply@web.example\r\nReply-To: Asha <asha@example.com>\r\n", "asha@example.com"},
		{"a printer that scans letters", "From: printer@library.example\r\nReply-To: asha@example.com\r\n", "asha@example.com"},
		{"a web page", "From: info@charity.example\r\nX-PHP-Originating-Script: 33:class-smtp.php\r\nReply-To: asha@example.com\r\n", "asha@example.com"},
		{"a program that says so", "From: hub@charity.example\r\nAuto-Submitted: auto-generated\r\nReply-To: asha@example.com\r\n", "asha@example.com"},
		{"a person with another address for answers", "From: asha@work.example\r\nReply-To: asha@example.com\r\n", ""},
		{"answers to nobody", "From: noreply@web.example\r\nReply-To: no-reply@web.example\r\n", ""},
		{"our letter come back", "From: complaints@landlord.example\r\nReply-To: complaints+abcdefghijklmnop@landlord.example\r\n", ""},
		{"an answer in a thread", "From: noreply@web.example\r\nIn-Reply-To: <1@x.example>\r\nReply-To: asha@example.com\r\n", ""},
		{"nowhere to answer", "From: noreply@web.example\r\n", ""},
	} {
		if got := parse(t, x.head+"Subject: Lift\r\n\r\nThe lift is broken and nobody came.").FormWriter; got != x.want {
			t.Errorf("%s: %q, want %q", x.situation, got, x.want)
		}
	}
}

func TestOwnMailIsSeen(t *testing.T) {
	t.Parallel()
	if p := parse(t, "From: Complaints <Complaints@Landlord.example>\r\n\r\nx"); !p.OwnMail {
		t.Error("mail from our own mailbox was not seen as ours")
	}
	if p := parse(t, residentHead+"\r\nx"); p.OwnMail {
		t.Error("a resident's mail was taken for ours")
	}
}

// TestBehindAGroup: groups of our own house send on, in their own name, the mail of writers whose providers let nobody else
// send in theirs.
func TestBehindAGroup(t *testing.T) {
	t.Parallel()
	const group = "From: 'Asha Rahman' via Complaints <complaints@landlord.example>\nTo: complaints@landlord.example\nAuthentication-Results: mx.landlord.example; dmarc=pass header.from=landlord.example\n"
	for _, x := range []struct {
		name, raw, from string
		own             bool
	}{
		{"Google Groups", group + "Reply-To: Asha Rahman <asha@example.org>\nX-Original-Sender: asha@example.org\nX-Original-From: Asha Rahman <asha@example.org>\nList-ID: <complaints.landlord.example>\n\nIt leaks.", "asha@example.org", false},
		{"Mailman", group + "Reply-To: Asha Rahman <asha@example.org>\nList-Id: Complaints <complaints.landlord.example>\n\nIt leaks.", "asha@example.org", false},
		{"another group of the house", strings.Replace(group, "<complaints@", "<housing@", 1) + "X-Original-From: asha@example.org\nList-ID: <housing.landlord.example>\n\nIt leaks.", "asha@example.org", false},
		{"our own letter", "From: Complaints <complaints@landlord.example>\nReply-To: complaints+token@landlord.example\n\nDear Asha", "complaints@landlord.example", true},
		{"a name with via in it and no group", "From: Asha via Complaints <complaints@landlord.example>\nReply-To: asha@example.org\n\nIt leaks.", "complaints@landlord.example", true},
		{"a group that is not ours", "From: Asha via Tenants <tenants@groups.example>\nReply-To: asha@example.org\nX-Original-From: asha@example.org\nList-Id: <tenants.groups.example>\n\nHello all", "tenants@groups.example", false},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"}, AuthservID: "mx.landlord.example"})
			p := r.Parse(complaint.Arrival{Channel: complaint.Email, Raw: []byte(x.raw)})
			if p.Message.From != x.from || p.OwnMail != x.own {
				t.Errorf("from %s, own %v", p.Message.From, p.OwnMail)
			}
			if x.from == "asha@example.org" && (p.Message.FromName != "Asha Rahman" && x.name != "another group of the house" || p.Message.Nature != complaint.FromPerson || p.Message.Authenticated) {
				t.Errorf("name %q, nature %s, authenticated %v", p.Message.FromName, p.Message.Nature, p.Message.Authenticated)
			}
		})
	}
}
