package intake

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"complaints/internal/message"
)

// Forward is a mail that somebody has passed on.
type Forward struct {
	From     string    // address of the first writer in lower case; "" if the forward names none
	FromName string    // as the forward shows it
	Sent     time.Time // when it says it was sent; zero if it cannot be read
	Subject  string
	Text     string // what the first writer wrote, with whatever else follows
	Note     string // what was added by the one who passed it on
}

// Forwarded reports whether m passes another mail on, and takes that mail out of it. An answer is no
// forward, even one that carries a forwarded mail in its history. Times without a zone are read in the
// office's. The header above a forwarded mail is mere text that anybody could have typed: what it
// says is to be believed only as far as m's own sender is. When a mail was passed on twice, the
// result is the last time's; its Text can be looked at again.
func Forwarded(m message.Message, office *time.Location) (Forward, bool) {
	says := subjectSays(m.Subject)
	if says == signReply {
		return Forward{}, false
	}
	lines := strings.Split(m.Text, "\n")
	for i := range lines {
		marked := forwardMark(lines[i])
		if !marked && says != signForward {
			continue
		}
		start := i
		if marked {
			start++
		}
		f, end, ok := readCopiedHeader(lines, start, office)
		if !ok {
			continue
		}
		if f.Sent.After(m.Received.AddDate(0, 0, 1)) {
			f.Sent = time.Time{} // a date that has not come cannot be right
		}
		f.Note = strings.TrimSpace(strings.Join(withoutRule(lines[:i]), "\n"))
		f.Text = strings.TrimSpace(strings.Join(unquoted(lines[end:], quoteDepth(lines[start:end])), "\n"))
		return f, true
	}
	return Forward{}, false
}

type subjectSign int

const (
	signNone subjectSign = iota
	signReply
	signForward
)

// subjectSigns are what mail programs put before a subject, in the languages of our offices' programs.
var subjectSigns = map[string]subjectSign{
	"re": signReply, "aw": signReply, "sv": signReply, "antw": signReply, "odp": signReply, "ynt": signReply,
	"res": signReply, "rif": signReply, "réf": signReply,
	"fw": signForward, "fwd": signForward, "wg": signForward, "tr": signForward, "rv": signForward, "enc": signForward,
	"doorst": signForward, "vb": signForward, "vs": signForward, "pd": signForward, "i": signForward,
}

// subjectSays reads the outermost sign of a subject.
func subjectSays(subject string) subjectSign {
	word, _, there := strings.Cut(strings.ToLower(strings.TrimSpace(subject)), ":")
	if !there {
		return signNone
	}
	word, _, _ = strings.Cut(strings.TrimSpace(word), "[") // "RE[2]"
	return subjectSigns[word]
}

// forwardMark reports whether a line says in so many words that a forwarded mail follows.
func forwardMark(line string) bool {
	if len(line) > 120 {
		return false
	}
	line = strings.ToLower(strings.Trim(line, " \t>-_*:\r"))
	switch line {
	case "forwarded message", "begin forwarded message", "weitergeleitete nachricht", "anfang der weitergeleiteten " +
		"nachricht",
		"message transféré", "début du message réexpédié", "mensaje reenviado", "mensagem encaminhada",
		"messaggio inoltrato",
		"inizio messaggio inoltrato", "doorgestuurd bericht", "begin doorgestuurd bericht",
		"treść przekazanej wiadomości", "przekazana wiadomość":
		return true
	}
	return strings.HasPrefix(line, "forwarded by ")
}

type copiedField int

const (
	fromField copiedField = iota + 1
	sentField
	subjectField
	otherField
)

var copiedFields = map[string]copiedField{
	"from": fromField, "von": fromField, "de": fromField, "van": fromField, "da": fromField, "od": fromField,
	"från": fromField, "fra": fromField, "kimden": fromField,
	"sent": sentField, "date": sentField, "gesendet": sentField, "datum": sentField, "envoyé": sentField,
	"enviado": sentField, "enviada": sentField, "fecha": sentField,
	"inviato": sentField, "data": sentField, "verzonden": sentField, "wysłano": sentField, "skickat": sentField,
	"sendt": sentField, "tarih": sentField,
	"subject": subjectField, "betreff": subjectField, "objet": subjectField, "asunto": subjectField,
	"assunto": subjectField, "oggetto": subjectField,
	"onderwerp": subjectField, "temat": subjectField, "ämne": subjectField, "emne": subjectField, "konu": subjectField,
	"to": otherField, "cc": otherField, "bcc": otherField, "reply-to": otherField, "importance": otherField,
	"attachments": otherField,
	"an":          otherField, "à": otherField, "para": otherField, "a": otherField, "aan": otherField,
	"do": otherField, "dw": otherField, "kime": otherField,
}

// readCopiedHeader reads the header that mail programs copy above a forwarded mail, from the line start on. It
// must begin with who wrote it and hold a date or a subject. end is the line after it.
func readCopiedHeader(lines []string, start int, office *time.Location) (f Forward, end int, ok bool) {
	const mostLines = 40
	i := start
	for i < len(lines) && i < start+3 && bare(lines[i]) == "" {
		i++
	}
	if name, _, ok := cutField(lineAt(lines, i)); !ok || name != fromField {
		return f, 0, false
	}
	found := 0
	for first := i; i < len(lines) && i < first+mostLines; i++ {
		text := bare(lines[i])
		if text == "" {
			break
		}
		name, value, isField := cutField(text)
		if !isField {
			continue // a long list of recipients goes on
		}
		switch name {
		case fromField:
			if i > first {
				continue
			}
			f.FromName, f.From = nameAndAddress(value)
		case sentField:
			f.Sent = readCopiedDate(value, office)
			found++
		case subjectField:
			f.Subject = value
			found++
		}
	}
	return f, i, found > 0 && (f.From != "" || f.FromName != "")
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return bare(lines[i])
	}
	return ""
}

// bare is a line without the marks of quotation and of bold type.
func bare(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.TrimLeft(s, "> \t"), "*", ""))
}

func cutField(s string) (name copiedField, value string, ok bool) {
	label, value, there := strings.Cut(s, ":")
	if !there || len(label) > 20 {
		return 0, "", false
	}
	name = copiedFields[strings.ToLower(strings.TrimSpace(label))]
	return name, strings.TrimSpace(value), name != 0
}

// nameAndAddress reads "Asha Rahman <asha@example.com>" in the ways it comes out of mail programs.
func nameAndAddress(s string) (name, address string) {
	at := strings.IndexByte(s, '@')
	if at < 0 {
		return strings.Trim(s, ` "'`), ""
	}
	isPart := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".!#$%&*+-/=?^_{|}~", r)
	}
	from := strings.LastIndexFunc(s[:at], func(r rune) bool { return !isPart(r) }) + 1
	to := strings.IndexFunc(s[at+1:], func(r rune) bool { return !isPart(r) })
	if to < 0 {
		to = len(s) - at - 1
	}
	address = strings.ToLower(strings.Trim(s[from:at+1+to], "."))
	if from > 0 && from <= at {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		name = s[:from-size]
	}
	name, _, _ = strings.Cut(name, "<")
	name, _, _ = strings.Cut(name, "[")
	if strings.HasPrefix(address, "@") || strings.HasSuffix(address, "@") {
		address = ""
	}
	return strings.Trim(name, ` "'(`), address
}

// quoteDepth is how many ">" stand before every line of a copied header.
func quoteDepth(lines []string) int {
	least := -1
	for _, l := range lines {
		if bare(l) == "" {
			continue
		}
		if d := marksBefore(l); least < 0 || d < least {
			least = d
		}
	}
	return max(least, 0)
}

func marksBefore(l string) (n int) {
	for _, r := range l {
		switch r {
		case '>':
			n++
		case ' ', '\t':
		default:
			return n
		}
	}
	return n
}

// unquoted takes depth marks of quotation from each line.
func unquoted(lines []string, depth int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		for range depth {
			l = strings.TrimPrefix(strings.TrimPrefix(strings.TrimLeft(l, " \t"), ">"), " ")
		}
		out[i] = l
	}
	return out
}

// withoutRule takes the line of dashes off that stands above a copied header.
func withoutRule(lines []string) []string {
	for len(lines) > 0 && strings.Trim(lines[len(lines)-1], " \t>-_=*\r") == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
