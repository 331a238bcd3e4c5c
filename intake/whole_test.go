package intake

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/intake/pdf"
	"complaints/internal/message"
)

func readWhole(raw string) Parsed {
	return NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"}}).Parse(message.Arrival{
		Channel: message.Email, Raw: []byte(raw), Received: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)})
}

const mailFrom = "From: Ivo Marsh <ivo@example.com>\nTo: complaints@landlord.example\nSubject: My home\nMessage-ID: <1@x>\n" +
	"MIME-Version: 1.0\n"

func both(plain, page string) string {
	return mailFrom + "Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=utf-8\n\n" +
		plain + "\n--a\nContent-Type: text/html; charset=utf-8\n\n" + page + "\n--a--\n"
}

// TestTheFullerFormIsRead: where the plain text and the page say different things, what either says is read.
func TestTheFullerFormIsRead(t *testing.T) {
	t.Parallel()
	const said = "The lift in Oak House has been out of order since May and nobody has told us when it will be mended."
	for name, c := range map[string]struct {
		plain, page string
		has, not    []string
	}{
		"a stub about HTML": {"Your e-mail client cannot display HTML messages.", "<p>" + said + "</p>", []string{said},
			[]string{"client"}},
		"a stub about a browser": {"View this message in your browser: https://x.example/1", "<p>" + said + "</p>",
			[]string{said}, nil},
		"a phone's footer": {"Sent from my iPhone", "<p>" + said + "</p><p>Sent from my iPhone</p>", []string{said}, nil},
		"a warning about mail from outside": {"CAUTION: This email is from outside.", "<p>CAUTION: This email is from " +
			"outside.</p><p>" + said + "</p>", []string{said}, nil},
		"the name of a picture": {"[image: IMG_4411.jpg]", "<p>" + said + "</p><img alt='IMG_4411.jpg'>", []string{said},
			nil},
		"one sentence more in the page": {said, "<p>" + said + "</p><p>Also I smell gas.</p>",
			[]string{said, "I smell gas"}, nil},
		"one sentence more in the plain text": {said + "\n\nAlso I smell gas.", "<p>" + said + "</p>",
			[]string{said, "I smell gas"}, nil},
		"each says something of its own": {"My name is Ivo Marsh of 4 Oak House.", "<p>" + said + "</p>",
			[]string{said, "4 Oak House"}, nil},
		"few letters in the page":  {"Read this in a browser.", "<p>Gas leak!</p>", []string{"Gas leak!"}, nil},
		"a word in the page":       {"Read this in a browser.", "<p>Fire!</p>", []string{"Fire!"}, nil},
		"a long page that was cut": {said[:40], "<p>" + said + "</p>", []string{said}, nil},
		"the same with other marks": {"*" + said + "*\n\n* One\n* Two <https://x.example>", "<b>" + said +
			"</b><ul><li>One</li><li><a href='https://x.example'>Two</a></li></ul>", []string{said}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readWhole(both(c.plain, c.page)).Message.NewText
			for _, w := range c.has {
				if n := strings.Count(strings.Join(strings.Fields(got), " "), w); n != 1 {
					t.Errorf("read: got %q %d times in\n%s\nwant it once", w, n, got)
				}
			}
			for _, w := range c.not {
				if strings.Contains(got, w) {
					t.Errorf("read: got %q in\n%s\nwant it left out", w, got)
				}
			}
		})
	}
}

// TestASignatureIsNoMessage: what stands below two dashes is cut only where it is a signature.
func TestASignatureIsNoMessage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"the message below a greeting": {"Hello\n-- \nThe bin store is full of rats and nobody comes.",
			"Hello\n-- \nThe bin store is full of rats and nobody comes."},
		"a danger below a message": {"The tap drips, please mend it soon.\n-- \nI also smell gas in the hall.",
			"The tap drips, please mend it soon.\n-- \nI also smell gas in the hall."},
		"few words below a greeting":  {"Dear team\n-- \nboiler broken again", "Dear team\n-- \nboiler broken again"},
		"dashes twice":                {"Good morning\n-- \nThe lift is out of order.\n-- \nIvo Marsh\n07700 900511", "Good morning\n-- \nThe lift is out of order."},
		"a signature below few words": {"Thanks\n-- \nIvo Marsh\n4 Oak House\n07700 900511", "Thanks"},
		"a firm's signature": {"Please send me the report.\n-- \nIvo Marsh | Surveyor\nMarsh Ltd, 1 Low Road\nwww.marsh.example",
			"Please send me the report."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readWhole(mailFrom + "Content-Type: text/plain; charset=utf-8\n\n" + c.text).Message.NewText
			if got != c.want {
				t.Errorf("read: got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestBrokenPagesAreRead: whatever a page leaves open or hides, what somebody wrote is read.
func TestBrokenPagesAreRead(t *testing.T) {
	t.Parallel()
	const said = "The lift is out of order and I cannot get down the stairs."
	for name, page := range map[string]string{
		"a style sheet without an end":       "<html><head><style>p{margin:0} <body><p>" + said + "</p></body></html>",
		"a style sheet that ends too late":   "<style>p{}<body><p>" + said + "</p><style>i{}</style></body>",
		"a title without an end":             "<head><title>Mail<body><p>" + said + "</p>",
		"a script without an end":            "<body><script>var a=1;<p>" + said + "</p>",
		"a comment without an end":           "<body><!-- header <p>" + said + "</p></body>",
		"a text area without an end":         "<body><textarea>x<p>" + said + "</p>",
		"words without scripts":              "<body><noscript><p>" + said + "</p></noscript></body>",
		"words without frames":               "<frameset><noframes><p>" + said + "</p></noframes></frameset>",
		"all of it hidden":                   "<body><div style='display:none'>" + said + "</div></body>",
		"nearly all hidden":                  "<div hidden>" + strings.Repeat(said+" ", 4) + "</div><p>Ivo</p>",
		"hidden that never ends":             "<div style='display:none'>preview <div><p>" + strings.Repeat(said+" ", 4),
		"a comment of Word":                  "<!--[if mso]><p>x</p><![endif]--><p>" + said + "</p>",
		"a tag that is none":                 "<p>" + said + " It is < 3 metres",
		"words in a form":                    "<form><input><p>" + said + "</p></form>",
		"a page of words in an old element":  "<xmp>" + said + "</xmp>",
		"only in the description of a frame": "<iframe src=x></iframe><p>" + said + "</p>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readWhole(mailFrom + "Content-Type: text/html; charset=utf-8\n\n" + page).Message
			if !strings.Contains(strings.Join(strings.Fields(got.NewText), " "), said) {
				t.Errorf("read: got %q, want %q in it", got.NewText, said)
			}
		})
	}
}

// tlv writes one element of DER.
func tlv(tag byte, inside ...[]byte) []byte {
	body := bytes.Join(inside, nil)
	switch n := len(body); {
	case n < 0x80:
		return append([]byte{tag, byte(n)}, body...)
	case n < 0x10000:
		return append([]byte{tag, 0x82, byte(n >> 8), byte(n)}, body...)
	default:
		return append([]byte{tag, 0x84, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, body...)
	}
}

// endless writes an element that does not say how long it is.
func endless(tag byte, inside ...[]byte) []byte {
	return append(append([]byte{tag, 0x80}, bytes.Join(inside, nil)...), 0, 0)
}

var dataOID = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01}

// signedBlock is what is signed, in the wrapping of CMS.
func signedBlock(kind []byte, seq func(byte, ...[]byte) []byte, octets []byte) []byte {
	return seq(0x30, tlv(6, kind), seq(0xa0, seq(0x30, tlv(2, []byte{1}), tlv(0x31, tlv(0x30, tlv(6, dataOID))),
		seq(0x30, tlv(6, dataOID), seq(0xa0, octets)), tlv(0x31))))
}

func inCMS(kind string, block []byte) string {
	return mailFrom + kind + "\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(block) + "\n"
}

// TestSignedMailIsRead: a signature that holds its mail needs no key. What is encrypted, or damaged, is said to be.
func TestSignedMailIsRead(t *testing.T) {
	t.Parallel()
	const said = "I can smell gas by the meter and nobody has come."
	inner := []byte("Content-Type: text/plain; charset=utf-8\r\n\r\n" + said + "\r\n")
	smime := "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
	pieces := endless(0x24, tlv(4, inner[:20]), tlv(4, inner[20:]))
	enveloped := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}
	twice := signedBlock(signedDataOID, tlv, tlv(4, []byte("Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString(
		signedBlock(signedDataOID, tlv, tlv(4, inner))))))
	for name, c := range map[string]struct {
		mail string
		read bool
	}{
		"definite":              {inCMS(smime, signedBlock(signedDataOID, tlv, tlv(4, inner))), true},
		"indefinite, in pieces": {inCMS(smime, signedBlock(signedDataOID, endless, pieces)), true},
		"the old name": {inCMS("Content-Type: application/x-pkcs7-mime",
			signedBlock(signedDataOID, tlv, tlv(4, inner))), true},
		"a file of no kind": {inCMS("Content-Type: application/octet-stream; name=SMIME.P7M",
			signedBlock(signedDataOID, tlv, tlv(4, inner))), true},
		"signed twice": {inCMS(smime, twice), true},
		"encrypted":    {inCMS(smime, signedBlock(enveloped, tlv, tlv(4, inner))), false},
		"cut short":    {inCMS(smime, signedBlock(signedDataOID, tlv, tlv(4, inner))[:40]), false},
		"no content":   {inCMS(smime, signedBlock(signedDataOID, tlv, nil)), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := readWhole(c.mail).Message
			if got := strings.Contains(m.NewText, said); got != c.read {
				t.Errorf("read: got %q, want the words: %v", m.NewText, c.read)
			}
			if sealed := m.Sealed == message.SealedEncrypted; sealed == c.read {
				t.Errorf("sealed: got %q, want it only where the words were not read", m.Sealed)
			}
		})
	}
}

// TestHostileWrappings: nothing that a mail can hold costs much time or memory.
func TestHostileWrappings(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("time is measured in the full run, without the race detector")
	}
	deep := []byte{}
	for range 20_000 {
		deep = endless(0x30, deep)
		if len(deep) > 1<<16 {
			break
		}
	}
	nested := bytes.Repeat([]byte{0x30, 0x80}, 200_000)
	zipped := func(name, inside string, times int) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		for range times {
			if err == nil {
				_, err = w.Write([]byte(inside))
			}
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	file := func(name string, data []byte) string {
		return mailFrom + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee file\n--b\n" +
			"Content-Type: application/octet-stream; name=\"" + name + "\"\nContent-Disposition: attachment\n" +
			"Content-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(data) + "\n--b--\n"
	}
	const most = 20 * time.Second
	blank := strings.Repeat(" ", 1<<20)
	for name, mail := range map[string]string{
		"BER nested without end": inCMS("Content-Type: application/pkcs7-mime", nested),
		"BER nested with ends":   inCMS("Content-Type: application/pkcs7-mime", deep),
		"a document that unpacks to sixty megabytes": file("a.docx", zipped("word/document.xml",
			"<w:p><w:t>"+blank+"</w:t></w:p>", 60)),
		"a document of endless elements": file("a.odt", zipped("content.xml", strings.Repeat("<a>", 1<<18), 20)),
		"comments without end":           mailFrom + "Content-Type: text/html\n\n" + strings.Repeat("<!-- x ", 200_000),
		"style sheets without end":       mailFrom + "Content-Type: text/html\n\n" + strings.Repeat("<style>a<p>", 100_000),
		"titles without end":             mailFrom + "Content-Type: text/html\n\n" + strings.Repeat("<title>", 200_000),
		"two forms that differ in all": both(strings.Repeat("Plain words stand here in a line. ", 20_000),
			strings.Repeat("<p>The page says other things, and many.</p>", 20_000)),
		"a form of fields without end": mailFrom + "\n" + strings.Repeat("Name: x\nMessage: y\n", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			got := readWhole(mail)
			if took := time.Since(start); took > most {
				t.Errorf("it took %s, want a few seconds at most", took)
			}
			for _, b := range got.Beside {
				if len(b.Text) > maxBeside {
					t.Errorf("kept beside it: got %d bytes, want at most %d", len(b.Text), maxBeside)
				}
			}
		})
	}
}

// TestWhatCameBesideIsRead: the words of documents and mails that came with a mail are had, and what cannot be read is
// named.
func TestWhatCameBesideIsRead(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	if w, err := z.Create("word/document.xml"); err != nil {
		t.Fatal(err)
	} else if _, err = w.Write([]byte("<w:p><w:t>There is a smell of gas.</w:t></w:p>")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	const inner = "From: a@example.com\nTo: b@example.com\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nSubject: Gas\n\n" +
		"There is a smell of gas.\n"
	for name, c := range map[string]struct {
		kind, file string
		data       []byte
		read       bool
		unread     int
	}{
		"a document":                {"application/octet-stream", "letter.docx", packed.Bytes(), true, 0},
		"rich text":                 {"application/rtf", "letter.rtf", []byte(`{\rtf1 There is a smell of gas.}`), true, 0},
		"plain text":                {"text/plain", "letter.txt", []byte("There is a smell of gas."), true, 0},
		"a page":                    {"text/html", "letter.html", []byte("<p>There is a smell of gas.</p>"), true, 0},
		"a mail":                    {"message/rfc822", "", []byte(inner), true, 0},
		"a mail as a file":          {"application/octet-stream", "old.eml", []byte(inner), true, 0},
		"a mail of no kind":         {"application/octet-stream", "unnamed", []byte(inner), true, 0},
		"a scan":                    {"application/pdf", "letter.pdf", []byte("%PDF-1.4 x"), false, 1},
		"an old document":           {"application/msword", "letter.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"), false, 1},
		"a document that is broken": {"application/octet-stream", "letter.docx", packed.Bytes()[:40], false, 1},
		"a photograph":              {"image/jpeg", "a.jpg", []byte("\xff\xd8\xff\xe0x"), false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encoded := "Content-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(c.data)
			if strings.HasPrefix(c.kind, "message/") {
				encoded = "\n" + string(c.data)
			}
			got := readWhole(mailFrom + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease see this.\n--b\n" +
				fmt.Sprintf("Content-Type: %s; name=%q\nContent-Disposition: attachment; filename=%q\n", c.kind, c.file,
					c.file) + encoded + "\n--b--\n")
			read := false
			for _, b := range got.Beside {
				read = read || strings.Contains(b.Text, "There is a smell of gas.")
			}
			if read != c.read || len(got.Message.Unread) != c.unread {
				t.Errorf("got it read: %v, and unread %q; want %v and %d", read, got.Message.Unread, c.read, c.unread)
			}
		})
	}
}

// TestFormsAreTheirWriters: the person in a form is the writer, whatever plug-in, ticket system or group mailed it.
func TestFormsAreTheirWriters(t *testing.T) {
	t.Parallel()
	const head = "To: complaints@landlord.example\nMessage-ID: <f@x>\n"
	for name, c := range map[string]struct {
		mail, writer, named string
		through             bool
	}{
		"labels and colons": {"From: WordPress <wordpress@landlord.example>\nSubject: New entry\n\nYour name: Ivo Marsh\n" +
			"Your e-mail: ivo@example.com\nYour message: The lift is broken.", "ivo@example.com", "Ivo Marsh", true},
		"a table of a page": {"From: forms@landlord.example\nSubject: Contact form\nContent-Type: text/html\n\n<table>" +
			"<tr><td><b>Full Name</b></td></tr><tr><td>Ivo Marsh</td></tr><tr><td><b>Email</b></td></tr><tr><td>" +
			"ivo@example.com</td></tr><tr><td><b>Comments</b></td></tr><tr><td>The lift is broken.</td></tr></table>",
			"ivo@example.com", "Ivo Marsh", true},
		"rows of a page": {"From: noreply@jotform.example\nSubject: Re: Complaint\nContent-Type: text/html\n\n<table>" +
			"<tr><td>Name:</td><td>Ivo Marsh</td></tr><tr><td>Email:</td><td>ivo@example.com</td></tr><tr><td>" +
			"What happened:</td><td>The lift is broken.</td></tr></table>", "ivo@example.com", "Ivo Marsh", true},
		"a ticket system": {"From: Help desk <support@desk.example>\nAuto-Submitted: auto-generated\n" +
			"Subject: [Ticket 71] Lift\n\nRequester: Ivo Marsh\nRequester email: ivo@example.com\nDescription: The lift is broken.",
			"", "Ivo Marsh", true},
		"marked as an automatic reply, with an address for answers": {"From: forms@landlord.example\n" +
			"Reply-To: ivo@example.com\nAuto-Submitted: auto-replied\nSubject: Form\n\nName: Ivo Marsh\nPostcode: EX4 9ZZ\n" +
			"Message: The lift is broken.", "ivo@example.com", "Ivo Marsh", true},
		"in our own name without anybody": {"From: complaints@landlord.example\nSubject: Form\n\nName: Ivo Marsh\n" +
			"Telephone: 07700 900111\nMessage: The lift is broken.", "", "Ivo Marsh", true},
		"a person who writes in fields": {"From: ivo@example.com\nSubject: Complaint\n\nName: Ivo Marsh\n" +
			"Address: 4 Oak House\nComplaint: The lift is broken.", "", "", false},
		"a copy of what we filled in ourselves": {"From: noreply@firm.example\nAuto-Submitted: auto-replied\nSubject: Thank you" +
			"\n\nThank you for contacting us. We have received your message:\nName: Jo\nEmail: complaints@landlord.example\n" +
			"Message: Please send the invoice.", "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readWhole(head + c.mail)
			if c.named == "" {
				got.Form.Name = ""
			}
			if got.Through != c.through || got.Form.Name != c.named ||
				c.writer != "" && got.FormWriter != c.writer {
				t.Errorf("got through %v, %q <%s>, want %v, %q <%s>", got.Through, got.Form.Name, got.FormWriter, c.through,
					c.named, c.writer)
			}
		})
	}
	t.Run("labels of the landlord's own", func(t *testing.T) {
		t.Parallel()
		r := NewReader(ReaderOptions{FormLabels: FormLabels{Words: []string{"Ymholiad"}, Email: []string{"E-bost"}}})
		got := r.Parse(message.Arrival{Channel: message.Email, Raw: []byte(head +
			"From: webform@landlord.example\nSubject: Form\n\nE-bost: ivo@example.com\nYmholiad: The lift is broken.")})
		if got.FormWriter != "ivo@example.com" {
			t.Errorf("writer: got %q, want the one in the form", got.FormWriter)
		}
	})
	t.Run("for whom a group hands mail on", func(t *testing.T) {
		t.Parallel()
		got := readWhole(head + "From: 'Ivo Marsh' via Help <help@partner.example>\nReply-To: ivo@example.com\n" +
			"List-Id: <help.partner.example>\nX-Original-Sender: ivo@example.com\nSubject: Lift\n\nThe lift is broken.")
		if got.FormWriter != "ivo@example.com" || got.WriterName() != "Ivo Marsh" {
			t.Errorf("writer: got %q <%s>, want whom it is handed on for", got.WriterName(), got.FormWriter)
		}
	})
}

// TestAutomaticSubjects: they are known with and without a colon, and in other languages.
func TestAutomaticSubjects(t *testing.T) {
	t.Parallel()
	for subject, auto := range map[string]bool{
		"Automatic reply: Your complaint": true, "Automatic reply Re: Your complaint": true,
		"Out of Office Re: Your complaint": true, "Auto-Reply Your complaint [HC-2026-000001]": true,
		"Out of office until 4 May": true, "Automatische Antwort Re: x": true, "Réponse automatique : x": true,
		"Automatic Reply FW: x": true, "OOO": true,
		"Out of office staff never ring back": false, "Automatic doors at Oak House": false, "Auto repairs": false,
		"Away for a week and the leak goes on": false,
	} {
		if got := autoSubject.MatchString(subject); got != auto {
			t.Errorf("%q: got automatic %v, want %v", subject, got, auto)
		}
	}
}

// TestAwayNotes: nothing but an away note is one without a header that says so.
func TestAwayNotes(t *testing.T) {
	t.Parallel()
	for words, away := range map[string]bool{
		"I am out of the office until 22 February 2027.":                                  true,
		"I am on annual leave and back on Monday. Please contact Jo Lee in my absence.":   true,
		"Thank you for your email. I am away from my desk with limited access to email.":  true,
		"I am out of the office until Monday but I want a review of this.":                false,
		"I will be on holiday until the 5th, so please do not send the plumber before.":   false,
		"Nobody is ever in. Every time I ring, somebody says they are out of the office.": false,
		"Your manager is always out of the office and my boiler is still broken.":         false,
		"We are away until June. When will the work be done?":                             false,
		"I am not satisfied. I am on holiday until Friday.":                               false,
	} {
		if got := isAwayNote(words); got != away {
			t.Errorf("%q: got away note %v, want %v", words, got, away)
		}
	}
}

// TestPDFFilesAreRead: a letter that came as a PDF is read like one of a word processor, where a program is configured
// that reads it. What it cannot read is for a person, and of very many files the first few are opened.
func TestPDFFilesAreRead(t *testing.T) {
	t.Parallel()
	// The program's place is taken by one that says what stands after "%": what the real one reads is seen in its package.
	program := filepath.Join(t.TempDir(), "pdftotext")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nsed -n 's/^% //p'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	reader := NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"}, PDF: pdf.NewReader(program)})
	const letter, scan = "%PDF-1.4\n% There is a smell of gas.\n", "%PDF-1.4\n"
	for name, c := range map[string]struct {
		typed        string
		files        []string
		beside, left int
		inFile       bool
	}{
		"a letter beside words":    {"Please see this.", []string{letter}, 1, 0, false},
		"a letter without words":   {"", []string{letter}, 0, 0, true},
		"a scan":                   {"Please see this.", []string{scan}, 0, 1, false},
		"a scan and a letter":      {"Please see this.", []string{scan, letter}, 1, 1, false},
		"more than anybody writes": {"Please see this.", slices.Repeat([]string{letter}, 7), 4, 3, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mail := mailFrom + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + c.typed
			for i, file := range c.files {
				mail += fmt.Sprintf("\n--b\nContent-Type: application/pdf; name=%d.pdf\nContent-Transfer-Encoding: base64\n\n", i) +
					base64.StdEncoding.EncodeToString([]byte(file))
			}
			got := reader.Parse(message.Arrival{Channel: message.Email, Raw: []byte(mail + "\n--b--\n")})
			if len(got.Beside) != c.beside || len(got.Message.Unread) != c.left || got.InFile != c.inFile {
				t.Errorf("got %d read, %q unread, in a file %v; want %d, %d, %v", len(got.Beside), got.Message.Unread,
					got.InFile, c.beside, c.left, c.inFile)
			}
			for _, b := range got.Beside {
				if !b.Document || !strings.Contains(b.Text, "a smell of gas") {
					t.Errorf("got %+v, want a document with the words", b)
				}
			}
			if c.inFile && !strings.Contains(got.Message.NewText, "a smell of gas") {
				t.Errorf("got %q, want the words of the file", got.Message.NewText)
			}
		})
	}
}
