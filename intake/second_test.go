package intake

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"mime/quotedprintable"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
)

// A second mind: the words of a mail as another reader of MIME finds them, which shares no line with ours.

func secondReading(raw []byte) (text, page string, err error) {
	e, err := enmime.NewParser(enmime.SkipMalformedParts(true)).ReadEnvelope(bytes.NewReader(raw))
	if err != nil {
		return "", "", err
	}
	return e.Text, e.HTML, nil
}

// wordsIn are the words of a text, in lower case. What is no longer than two letters tells nothing.
func wordsIn(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) > 2 {
			set[w] = true
		}
	}
	return set
}

func lacking(of, in map[string]bool) (missing []string) {
	for w := range of {
		if !in[w] {
			missing = append(missing, w)
		}
	}
	slices.Sort(missing)
	return missing
}

// Why the two readers differ, for each mail of the collections on which they do. A mail that differs and is not here,
// or is here and does not differ, fails.
const (
	lenient   = "the other reader gives up on bytes that mail programs show, or loses the part"
	enclosed  = "we read what is enclosed or attached, too, where it is the message"
	pageFirst = "the page says more than the plain text, which only says that there is a page"
	noWords   = "the marks of a file inside the text, or a second header, are no words"
	choices   = "the choices of a form are nobody's words"
	forReader = "a notice without words for people is shown by its fields"
)

var differs = map[string]string{
	"odd/apple-mixed-html-parts.eml":      lenient,
	"odd/appledouble.eml":                 lenient,
	"odd/base64-urlsafe.eml":              lenient,
	"odd/boundary-single-quotes.eml":      lenient,
	"odd/boundary-with-spaces.eml":        lenient,
	"odd/closed-too-soon.eml":             lenient,
	"odd/content-type-comma.eml":          lenient,
	"odd/content-type-comment.eml":        lenient,
	"odd/content-type-html-only-word.eml": lenient,
	"odd/content-type-twice.eml":          noWords,
	"odd/digest.eml":                      enclosed,
	"odd/epilogue-words.eml":              enclosed,
	"odd/external-body.eml":               lenient,
	"odd/filename-raw-utf8.eml":           lenient,
	"odd/filename-rfc2231.eml":            lenient,
	"odd/header-crcrlf.eml":               lenient,
	"odd/html-broken-tags.eml":            lenient,
	"odd/html-textarea.eml":               choices,
	"odd/no-blank-line-between-parts.eml": lenient,
	"odd/only-txt-attachment.eml":         enclosed,
	"odd/partial.eml":                     enclosed,
	"odd/plain-teaser-html-full.eml":      pageFirst,
	"odd/rfc822-base64.eml":               enclosed,
	"odd/rtf.eml":                         enclosed,
	"odd/uuencode-inline.eml":             noWords,
	"odd/vcard.eml":                       enclosed,
	"odd/zip-bomb-ish.eml":                lenient,
	"notices/mdn-apple-none.eml":          forReader,
	"notices/person-forwards-bounce.eml":  enclosed,
}

// loses are the differences in which the other reader has words that we have not.
var loses = map[string]bool{noWords: true, choices: true, pageFirst: true}

// TestSecondMind compares the words of every mail of the collections with those that another reader finds. Each
// difference has been looked at, and words that only the other finds are none of the writer's.
func TestSecondMind(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"odd", "notices", "away"} {
		for _, file := range glob(t, filepath.Join("testdata", dir, "*.eml")) {
			name := dir + "/" + filepath.Base(file)
			text, _, err := secondReading([]byte(readText(t, file)))
			ours, theirs := wordsIn(readMail(t, file).Message.Text), wordsIn(text)
			more, fewer := lacking(ours, theirs), lacking(theirs, ours)
			switch why := differs[name]; {
			case why == "" && (len(more) > 0 || len(fewer) > 0 || err != nil):
				t.Errorf("%s: only we read %q, only the other reads %q (%v), and nobody has said why", name, more, fewer, err)
			case why != "" && len(more) == 0 && len(fewer) == 0 && err == nil:
				t.Errorf("%s: said to differ, and does not", name)
			case len(fewer) > 0 && !loses[why]:
				t.Errorf("%s: we do not read %q", name, fewer)
			}
		}
	}
}

// written makes a mail that is right in every way, of any words, in one of the many forms in which programs write it.
func written(plain, page string, form, code byte) []byte {
	part := func(kind, words string) string {
		head := "Content-Type: " + kind + "; charset=utf-8\r\nContent-Transfer-Encoding: "
		switch code % 3 {
		case 0:
			return head + "8bit\r\n\r\n" + words + "\r\n"
		case 1:
			lines := base64.StdEncoding.EncodeToString([]byte(words))
			for i := 76; i < len(lines); i += 78 {
				lines = lines[:i] + "\r\n" + lines[i:]
			}
			return head + "base64\r\n\r\n" + lines + "\r\n"
		}
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		_, err := w.Write([]byte(words))
		if err = errors.Join(err, w.Close()); err != nil {
			panic(err)
		}
		return head + "quoted-printable\r\n\r\n" + b.String() + "\r\n"
	}
	many := func(kind, boundary string, parts ...string) string {
		return fmt.Sprintf("Content-Type: multipart/%s; boundary=%q\r\n\r\n--%[2]s\r\n%s--%[2]s--\r\n", kind, boundary,
			strings.Join(parts, "--"+boundary+"\r\n"))
	}
	text, html := part("text/plain", plain), part("text/html", "<html><body><p>"+page+"</p></body></html>")
	file := "Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
	body := text
	switch form % 6 {
	case 1:
		body = html
	case 2:
		body = many("alternative", "aa", text, html)
	case 3:
		body = many("mixed", "mm", text, file)
	case 4:
		body = many("mixed", "mm", many("alternative", "aa", text, many("related", "rr", html, file)), file)
	case 5:
		body = many("signed", "ss", many("mixed", "mm", text, file), file)
	}
	return []byte("From: Asha Rahman <asha@example.org>\r\nTo: complaints@landlord.example\r\nSubject: Leak\r\n" +
		"Message-ID: <a@example.org>\r\nDate: Tue, 03 Nov 2026 10:15:00 +0000\r\nMIME-Version: 1.0\r\n" + body)
}

// plainWords keeps of any text what one can write in a line without the marks of HTML, quoting and signatures.
func plainWords(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ,.!?'", r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, " "))
	return strings.Join(strings.Fields(s), " ")
}

// FuzzSecondMind writes mails of any words in many forms, and asks that we read every word that the other reader finds.
func FuzzSecondMind(f *testing.F) {
	for form := range byte(6) {
		for code := range byte(3) {
			f.Add("My ceiling leaks and there is a smell of gas.", "The café's £40 heater – “broken”.", form, code)
		}
	}
	f.Fuzz(func(t *testing.T, plain, page string, form, code byte) {
		plain, page = plainWords(plain), plainWords(page)
		raw := written(plain, page, form, code)
		text, html, err := secondReading(raw)
		if err != nil {
			t.Skip("the other reader does not take it")
		}
		p := fuzzReader.parseMail(fuzzArrival(raw))
		checkMessage(t, p)
		want := wordsIn(text)
		if form%6 != 1 && html != "" && len(page) > len(plain) { // both are written, and the fuller is read
			want = wordsIn(page)
		}
		if missing := lacking(want, wordsIn(p.Message.Text)); len(missing) > 0 {
			t.Errorf("we do not read %q in %q", missing, raw)
		}
	})
}
