package intake

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

const residentHead = "From: Asha Rahman <asha@example.org>\r\nTo: complaints@landlord.example\r\nSubject: Leak\r\n" +
	"Date: Tue, 3 Nov 2026 10:15:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"

func parse(t *testing.T, raw string) Parsed {
	t.Helper()
	r := NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"},
		AuthservID: "mx.landlord.example"})
	p := r.Parse(message.Arrival{Channel: message.Email, Raw: []byte(raw),
		Received: time.Date(2026, 11, 3, 10, 16, 0, 0, time.UTC)})
	checkMessage(t, p)
	return p
}

// TestWordsArriveWhateverHappenedToTheBytes holds the faults that make strict readers lose a mail.
func TestWordsArriveWhateverHappenedToTheBytes(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, raw, text, problem string }{
		{name: "all is well", raw: residentHead + "\r\nMy ceiling leaks.\r\n", text: "My ceiling leaks."},
		{
			name: "Latin letters, said so",
			raw:  residentHead + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt cost \xa350",
			text: "It cost £50",
		},
		{
			name: "windows letters called iso-8859-1",
			raw:  residentHead + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt\x92s cold",
			text: "It’s cold",
		},
		{
			name:    "UTF-8 called iso-8859-1",
			raw:     residentHead + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt cost £50",
			text:    "It cost £50",
			problem: "they are UTF-8",
		},
		{
			name:    "Latin letters called UTF-8",
			raw:     residentHead + "Content-Type: text/plain; charset=utf-8\r\n\r\nIt cost \xa350, café",
			text:    "It cost £50, café",
			problem: "not utf-8",
		},
		{
			name:    "one broken letter among good ones",
			raw:     residentHead + "Content-Type: text/plain; charset=utf-8\r\n\r\ncaf\xe9 café",
			text:    "café café",
			problem: "not utf-8",
		},
		{
			name:    "letters not named",
			raw:     residentHead + "\r\nIt cost \xa350",
			text:    "It cost £50",
			problem: "did not say which letters",
		},
		{
			name:    "letters nobody knows",
			raw:     residentHead + "Content-Type: text/plain; charset=x-martian\r\n\r\nIt cost £50",
			text:    "It cost £50",
			problem: "x-martian",
		},
		{
			name: "UTF-16 with its mark",
			raw: residentHead + "Content-Type: text/plain; charset=utf-16\r\n" +
				"Content-Transfer-Encoding: base64\r\n\r\n//5IAGkA\r\n",
			text: "Hi",
		},
		{
			name: "UTF-7",
			raw:  residentHead + "Content-Type: text/plain; charset=utf-7\r\n\r\n+AKM-50 and 1 +- 1",
			text: "£50 and 1 + 1",
		},
		{name: "Japanese that does not say so", raw: residentHead + "\r\n\x1b$B%F%9%H\x1b(B", text: "テスト"},
		{name: "NUL bytes", raw: residentHead + "\r\nMy\x00 ceiling\x00 leaks", text: "My ceiling leaks"},
		{
			name:    "an unknown transfer encoding",
			raw:     residentHead + "Content-Transfer-Encoding: 8 bits please\r\n\r\nMy ceiling leaks",
			text:    "My ceiling leaks",
			problem: "damaged",
		},
		{
			name: "8 bit with a blank",
			raw:  residentHead + "Content-Transfer-Encoding: 8 bit\r\n\r\nMy ceiling leaks",
			text: "My ceiling leaks",
		},
		{
			name: "quoted-printable with a stray sign",
			raw:  residentHead + "Content-Transfer-Encoding: quoted-printable\r\n\r\n1 =zz 2 =3D 2=\r\n, yes =",
			text: "1 =zz 2 = 2, yes",
		},
		{
			name: "quoted-printable in one long line",
			raw: residentHead + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
				strings.Repeat("My ceiling leaks. ", 1000) + "=C2=A3",
			text: strings.Repeat("My ceiling leaks. ", 1000) + "£",
		},
		{
			name: "quoted-printable with raw letters",
			raw:  residentHead + "Content-Transfer-Encoding: Quoted-Printable\r\n\r\ncafé =C2=A3",
			text: "café £",
		},
		{
			name: "base64 without line breaks",
			raw: residentHead + "Content-Transfer-Encoding: BASE64\r\n\r\n" +
				base64.StdEncoding.EncodeToString([]byte(strings.Repeat("My ceiling leaks. ", 1000)+"x")),
			text: strings.Repeat("My ceiling leaks. ", 1000) + "x",
		},
		{
			name: "base64 with blank lines and a blank at the end",
			raw: residentHead + "Content-Transfer-Encoding: base64 \r\n\r\n\r\nTXkgY2Vp\r\n\r\n" +
				"bGluZyBsZWFrcw== \r\n\r\n",
			text: "My ceiling leaks",
		},
		{
			name: "base64 with a list's footer",
			raw: residentHead + "Content-Transfer-Encoding: base64\r\n\r\nTXkgY2VpbGluZyBsZWFrcw==\r\n" +
				"____________\r\nTo leave the list go to x\r\n",
			text:    "My ceiling leaks\n____________\nTo leave the list go to x",
			problem: "damaged",
		},
		{
			name: "base64 that is none",
			raw: residentHead + "Content-Transfer-Encoding: base64\r\n\r\nMy ceiling leaks and nobody comes.\r\n" +
				"Help!\r\n",
			text:    "My ceiling leaks and nobody comes.\nHelp!",
			problem: "damaged",
		},
		{
			name: "base64 below a gateway's warning",
			raw: residentHead + "Content-Transfer-Encoding: base64\r\n\r\nMail from outside the house.\r\n" +
				base64.StdEncoding.EncodeToString([]byte("My ceiling leaks and nobody comes.")) + "\r\n",
			text:    "Mail from outside the house.\nMy ceiling leaks and nobody comes.",
			problem: "damaged",
		},
		{
			name:    "base64 with junk in it",
			raw:     residentHead + "Content-Transfer-Encoding: base64\r\n\r\nTXkgY2!VpbGlu*ZyBsZWFrcw\r\n",
			text:    "My ceiling leaks",
			problem: "damaged",
		},
		{
			name: "an mbox line first",
			raw:  "From asha Tue Nov  3 10:15:00 2026\r\n" + residentHead + "\r\nMy ceiling leaks",
			text: "My ceiling leaks",
		},
		{name: "empty lines first", raw: "\r\n\r\n" + residentHead + "\r\nMy ceiling leaks", text: "My ceiling leaks"},
		{
			name:    "a malformed header line",
			raw:     "X Bad Line\r\n" + residentHead + "\r\nMy ceiling leaks",
			text:    "My ceiling leaks",
			problem: "header",
		},
		{
			name: "a NUL in a header's name",
			raw:  "X-\x00Bad: 1\r\n" + residentHead + "\r\nMy ceiling leaks",
			text: "My ceiling leaks",
		},
		{
			name:    "no empty line before the words",
			raw:     strings.TrimSuffix(residentHead, "\r\n") + "\r\nMy ceiling leaks and nobody comes\r\nPlease help",
			text:    "My ceiling leaks and nobody comes\nPlease help",
			problem: "header",
		},
		{
			name: "lines that end in CR",
			raw:  strings.ReplaceAll(residentHead, "\r\n", "\r") + "\rMy ceiling\rleaks",
			text: "My ceiling\nleaks",
		},
		{
			name:    "no header at all",
			raw:     "My ceiling leaks.\nPlease help.",
			text:    "My ceiling leaks.\nPlease help.",
			problem: "no header",
		},
		{
			name: "a multipart without a boundary",
			raw: residentHead + "Content-Type: multipart/mixed\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n" +
				"My ceiling leaks\r\n--x--\r\n",
			text:    "My ceiling leaks",
			problem: "where its parts begin",
		},
		{
			name: "a boundary that is not there",
			raw: residentHead + "Content-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\n" +
				"Content-Type: text/plain\r\n\r\nMy ceiling leaks\r\n--x--\r\n",
			text:    "My ceiling leaks",
			problem: "where its parts begin",
		},
		{
			name:    "an empty multipart",
			raw:     residentHead + "Content-Type: multipart/mixed; boundary=y\r\n\r\nMy ceiling leaks",
			text:    "My ceiling leaks",
			problem: "where its parts begin",
		},
		{
			name:    "no closing boundary",
			raw:     residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nMy ceiling leaks",
			text:    "My ceiling leaks",
			problem: "before its last part",
		},
		{
			name: "a malformed header in one part",
			raw: residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nBad line\r\n" +
				"Content-Type: text/plain\r\n\r\none\r\n--b\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--b--",
			text:    "one\n\ntwo",
			problem: "header",
		},
		{
			name: "a boundary that begins like another",
			raw: residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
				"Content-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\nMy ceiling leaks\r\n--bb--\r\n" +
				"--b--",
			text: "My ceiling leaks",
		},
		{
			name: "a content type that is none",
			raw:  residentHead + "Content-Type: TEXT\r\n\r\nMy ceiling leaks",
			text: "My ceiling leaks",
		},
		{
			name: "a content type with missing quotes",
			raw: residentHead + "Content-Type: text/plain; charset=\"utf-8; format=x; name=a b c\r\n\r\n" +
				"My ceiling leaks",
			text: "My ceiling leaks",
		},
		{
			name: "the words marked as an attachment",
			raw:  residentHead + "Content-Disposition: attachment\r\nContent-Type: text/plain\r\n\r\nMy ceiling leaks",
			text: "My ceiling leaks",
		},
		{
			name: "words before the first part",
			raw: residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\nMy ceiling leaks\r\n--b\r\n" +
				"Content-Type: image/png\r\n\r\nx\r\n--b--",
			text: "My ceiling leaks",
		},
		{
			name: "only an HTML form",
			raw:  residentHead + "Content-Type: text/html; charset=utf-8\r\n\r\n<p>My ceiling</p><p>leaks</p>",
			text: "My ceiling\n\nleaks",
		},
		{
			name: "HTML that calls itself plain",
			raw:  residentHead + "Content-Type: text/plain\r\n\r\n<html><body><p>My ceiling leaks</p></body></html>",
			text: "My ceiling leaks",
		},
		{
			name: "HTML whose head never ends",
			raw:  residentHead + "Content-Type: text/html\r\n\r\n<head><meta charset=utf-8><body><p>My ceiling leaks",
			text: "My ceiling leaks",
		},
		{
			name: "HTML whose head never ends and has no body",
			raw: residentHead + "Content-Type: text/html\r\n\r\n" +
				"<head><title>x</title><style>p{}</style><p>My ceiling leaks</p>",
			text: "My ceiling leaks",
		},
		{
			name: "HTML that hides all of itself",
			raw:  residentHead + "Content-Type: text/html\r\n\r\n<div style='display:none'>My ceiling leaks</div>",
			text: "My ceiling leaks",
		},
		{
			name: "HTML that names its letters itself",
			raw: residentHead + "Content-Type: text/html\r\n\r\n" +
				"<meta http-equiv=x content='text/html; charset=windows-1251'><p>\xcf\xf0\xe8\xe2\xe5\xf2",
			text: "Привет",
		},
		{
			name: "an empty plain form beside HTML",
			raw: residentHead + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n" +
				"Content-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n" +
				"<p>My ceiling leaks</p>\r\n--b--",
			text: "My ceiling leaks",
		},
		{
			name: "flowed lines",
			raw: residentHead + "Content-Type: text/plain; format=flowed\r\n\r\nMy ceiling \r\nleaks.\r\n> old \r\n" +
				"> words\r\n",
			text: "My ceiling leaks.\n> old words",
		},
		{
			name: "enriched text",
			raw:  residentHead + "Content-Type: text/enriched\r\n\r\n<bold>My ceiling</bold> leaks << 5",
			text: "My ceiling leaks < 5",
		},
		{
			name: "words between pictures",
			raw: residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbefore\r\n--b\r\n" +
				"Content-Type: image/png\r\n\r\nx\r\n--b\r\n\r\nafter\r\n--b--",
			text: "before\n\nafter",
		},
		{
			name: "a letter attached as text",
			raw: residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
				"Content-Type: text/plain; name=letter.txt\r\n" +
				"Content-Disposition: attachment; filename=letter.txt\r\n\r\nMy ceiling leaks\r\n--b--",
			text:    "My ceiling leaks",
			problem: "from the file",
		},
		{
			name: "an invitation",
			raw: residentHead + "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Visit to mend\r\n" +
				"  the boiler\r\nDTSTART:20261201T090000Z\r\nEND:VCALENDAR\r\n",
			text: "Invitation: Visit to mend the boiler\nStarts: 20261201T090000Z",
		},
		{
			name: "signed",
			raw: residentHead + "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nMy ceiling leaks\r\n" +
				"--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--",
			text: "My ceiling leaks",
		},
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
			if m.Nature != message.FromPerson {
				t.Errorf("nature is %s", m.Nature)
			}
		})
	}
}

func TestMailWithoutWords(t *testing.T) {
	t.Parallel()
	part := func(kind, data string) string { return "--b\r\nContent-Type: " + kind + "\r\n\r\n" + data + "\r\n" }
	for _, x := range []struct{ name, parts, want string }{
		{name: "empty", parts: "--b\r\n\r\n\r\n", want: problemEmpty},
		{name: "a picture", parts: part("image/jpeg; name=a.jpg", "\xff\xd8\xff\xe0"), want: problemPicture},
		{name: "a voice message", parts: part("audio/amr; name=a.amr", "#!AMR\nx"), want: problemVoice},
		{
			name:  "words nobody can read",
			parts: part("text/plain", "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA0\r\n-----END PGP MESSAGE-----"),
			want:  problemEncrypted,
		},
		{
			name:  "two files",
			parts: part("image/jpeg; name=a.jpg", "\xff\xd8\xff\xe0") + part("application/pdf; name=a.pdf", "%PDF-1.4"),
			want:  problemNoWords,
		},
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
	p := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease log this.\r\n"+
		"--b\r\nContent-Type: message/rfc822\r\n\r\n"+
		"From: Tom <tom@example.org>\r\nSubject: No heating\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"+
		"--c\r\n\r\nWe are cold.\r\n--c\r\nContent-Type: image/png; name=t.png\r\n\r\n\x89PNG\r\n--c--\r\n--b--")
	m := p.Message
	for _, want := range []string{"Please log this.", "From: Tom <tom@example.org>", "Subject: No heating",
		"We are cold."} {
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
	m := parse(t, residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"+
		"See what he wrote.\r\n\r\n-- \r\nAsha\r\n\r\nFrom: Complaints\r\nSent: Monday\r\nTo: Asha\r\n"+
		"Subject: x\r\n\r\nDear Asha\r\n"+
		"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: tom@example.org\r\n\r\nGet out.\r\n--b--").Message
	want := "See what he wrote.\n\n---------- Forwarded message ----------\nFrom: tom@example.org\n\nGet out."
	if m.NewText != want || !strings.Contains(m.Text, "Dear Asha") {
		t.Errorf("new text %q, want %q", m.NewText, want)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	read := func(raw string, l Limits) message.Message {
		p := NewReader(ReaderOptions{Limits: l}).Parse(message.Arrival{Channel: message.Email, Raw: []byte(raw)})
		checkMessage(t, p)
		return p.Message
	}
	says := func(name string, m message.Message, problem string) {
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
	says("nested messages",
		read(strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 2000)+"From: a@b.example\r\n\r\nwords", Limits{}),
		problemDeep)
	says("many parts",
		read(residentHead+"Content-Type: multipart/mixed; boundary=b\r\n\r\n"+strings.Repeat("--b\r\n\r\nx\r\n", 5000),
			Limits{}), problemManyParts)
	says("a big mail", read(residentHead+"\r\n"+strings.Repeat("words ", 1000), Limits{Size: 2000}), problemTruncated)
	long := read(residentHead+"\r\n"+strings.Repeat("wörds ", 1000), Limits{Text: 1001})
	says("a long text", long, problemLongText)
	if len(long.Text) > 1001 {
		t.Errorf("text of %d bytes", len(long.Text))
	}
	if m := read("From: a@b.example\r\n"+strings.Repeat("X-Spam: y\r\n", 100_000)+"\r\nwords",
		Limits{}); m.From != "a@b.example" {
		t.Errorf("many fields: from %q", m.From)
	}
	if m := read("From: a@b.example\r\nX-Long: "+strings.Repeat("y", 30<<20)+"\r\n\r\nwords",
		Limits{}); m.From != "a@b.example" {
		t.Errorf("a long field: from %q, problems %q", m.From, m.Problems)
	}
}

func TestTruncatedArrival(t *testing.T) {
	t.Parallel()
	r := NewReader(ReaderOptions{})
	p := r.Parse(message.Arrival{Channel: message.Email, Raw: []byte(residentHead + "\r\nMy ceiling"),
		Truncated: true, Size: 90 << 20})
	if p.Message.Text != "My ceiling" || fmt.Sprint(p.Message.Problems) != "["+problemTruncated+"]" {
		t.Errorf("text %q, problems %q", p.Message.Text, p.Message.Problems)
	}
	photo := "Content-Type: image/jpeg; name=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRg==\r\n"
	p = r.Parse(message.Arrival{Channel: message.Email, Truncated: true, Size: 90 << 20, Raw: []byte(residentHead +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nMy ceiling\r\n--b\r\n" +
		fmt.Sprintf(photo, "a.jpg") + "--b\r\n" + fmt.Sprintf(photo, "b.jpg"))})
	if files := p.Message.Attachments; len(files) != 2 || files[0].Lacks != "" || files[1].Lacks != message.LacksEnd {
		t.Errorf("the files of a mail that was cut: got %+v, want the last one marked", files)
	}
}

func TestTwoSendersAreSaid(t *testing.T) {
	t.Parallel()
	m := parse(t, "From: thief@evil.example\r\nFrom: manager@landlord.example\r\n"+
		"Authentication-Results: mx.landlord.example; dmarc=pass header.from=landlord.example\r\n"+
		"Date: Tue, 03 Nov 2026 10:16:00 +0000\r\nMessage-ID: <1@evil.example>\r\n\r\nx").Message
	if m.From != "thief@evil.example" || m.Proof.Proved() || fmt.Sprint(m.Problems) != "["+problemTwoSenders+"]" {
		t.Errorf("from %s, proved %v, problems %q", m.From, m.Proof.Proved(), m.Problems)
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
