package intake

import (
	"fmt"
	"strings"
	"unicode"

	"complaints/intake/charset"
	"complaints/intake/pdf"
)

// content is what was found in a MIME tree: words to read, and files.
type content struct {
	pieces   []string // the mail's own words, part by part
	enclosed []string // enclosed messages as text, each with who wrote it and when
	preamble string   // words outside every part
	files    []File
	locked   bool // encrypted
	whole    bool // large pictures, films and recordings are kept, too
	inFile   bool // the words stand in a file that came with it
	inside   bool // these are the parts of an enclosed message
	limit    int  // bytes of one piece of text
	problems *problems
	pdf      *pdf.Reader // nil reads none
	opened   int         // PDF files
}

// gather walks the tree and sorts its parts into words and files.
func gather(root *part, limit int, p *problems) *content {
	c := &content{limit: limit, problems: p}
	c.walk(root, nil, 0)
	return c
}

// words are the mail's own words. Those before the first part count only when there are no others.
func (c *content) words() string {
	text := join("", c.pieces...)
	if strings.TrimSpace(text) == "" {
		return c.preamble
	}
	return text
}

// maxLetterFile is how long a text file may be to stand for the words of a mail that has none.
const maxLetterFile = 256 << 10

// wordsFromFile takes the words of a mail that has none of its own from a text file that came with it: people
// attach the letter they wrote.
func (c *content) wordsFromFile() {
	if strings.TrimSpace(c.words()) != "" || len(c.enclosed) > 0 || c.locked {
		return
	}
	for i := range c.files {
		f := &c.files[i]
		if len(f.Bytes) > maxLetterFile && !isWritten(f.Type) {
			continue
		}
		if text, _ := c.fileWords(f); text != "" {
			c.problems.add(problemWordsInFile)
			c.inFile = true
			c.pieces = append(c.pieces, text)
			return
		}
	}
}

func join(first string, more ...string) string {
	parts := make([]string, 0, 1+len(more))
	for _, s := range append([]string{first}, more...) {
		if strings.Trim(s, "\n") != "" {
			parts = append(parts, strings.Trim(s, "\n"))
		}
	}
	return strings.Join(parts, "\n\n")
}

// walk reads one part. parent is nil for the root; nth is its place among its siblings.
func (c *content) walk(p, parent *part, nth int) {
	if v := p.header.get(preambleField); v != "" && c.preamble == "" {
		c.preamble = tidyText(v, false)
	}
	switch {
	case p.mediaType == "multipart/alternative" && len(p.parts) > 0:
		c.choose(p)
	case strings.HasPrefix(p.mediaType, "multipart/") && len(p.parts) > 0:
		c.locked = c.locked || p.mediaType == "multipart/encrypted"
		for i, child := range p.parts {
			c.walk(child, p, i)
		}
		if v := tidyText(p.header.get(epilogueField), false); v != "" && p.mediaType == "multipart/mixed" {
			c.addPiece(v)
		}
	case strings.HasPrefix(p.mediaType, "message/") && len(p.parts) == 1:
		c.enclose(p)
	case p.isReport() && (parent == nil || parent.mediaType == "multipart/report"):
		// Machine-readable parts of a report are read by the bounce reader; they are nobody's words.
	case p.isWords(parent, nth):
		c.addText(p)
	default:
		c.locked = c.locked || p.mayBeSigned() // what is signed and not encrypted has been opened
		c.addFile(p)
	}
}

// isReport tells the machine-readable parts of delivery, read and abuse reports.
func (p *part) isReport() bool {
	switch p.mediaType {
	case "message/delivery-status", "message/disposition-notification", "message/feedback-report",
		"message/global-delivery-status", "text/rfc822-headers", "text/rfc822-header", "message/global-headers":
		return true
	}
	return false
}

// isWords tells a body from a file.
func (p *part) isWords(parent *part, nth int) bool {
	switch p.mediaType {
	case "text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html":
	case "text/calendar", "text/vcard", "text/x-vcard", "text/directory":
		return false
	default:
		return strings.HasPrefix(p.mediaType, "text/") && p.fileName() == "" && p.disposition != "attachment" &&
			(parent == nil || nth == 0)
	}
	if p.disposition == "attachment" {
		return parent == nil // the whole mail is one part: these are its words, whatever it says
	}
	name := p.fileName()
	return name == "" || parent == nil || nth == 0 && p.disposition != "attachment"
}

// leads is the kind of text that a part begins with.
func (p *part) leads() string {
	for strings.HasPrefix(p.mediaType, "multipart/") && len(p.parts) > 0 {
		p = p.parts[0]
	}
	return p.mediaType
}

func countLetters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// sourceFactor is how many bytes of a part are read for each byte of text that is wanted: mark-up is long.
const sourceFactor = 16

// text decodes the part's words, without their layout.
func (p *part) text(limit int, problems *problems) string {
	data, ok := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
	if !ok && len(data) > 0 {
		problems.add(problemTransfer)
		if strings.HasPrefix(strings.ToLower(p.header.get("content-transfer-encoding")), "base64") {
			data = looseBase64(p.body, true)
		}
	}
	if len(data) > limit*sourceFactor {
		data = data[:limit*sourceFactor]
		problems.add(problemLongText)
	}
	label := p.params["charset"]
	if label == "" && p.mediaType == "text/html" {
		label = metaCharset(data)
	}
	text, problem := charset.ToUTF8(data, label)
	problems.add(problem)
	return text
}

// metaCharset finds what an HTML page says of its own letters.
func metaCharset(data []byte) string {
	head := strings.ToLower(string(data[:min(len(data), 2048)]))
	i := strings.Index(head, "charset=")
	if i < 0 || !strings.Contains(head[:i], "<meta") {
		return ""
	}
	s := strings.TrimLeft(head[i+len("charset="):], `"' `)
	if end := strings.IndexAny(s, "\"'> ;/"); end > 0 {
		return s[:end]
	}
	return ""
}

func (c *content) addText(p *part) {
	text := p.text(c.limit, c.problems)
	switch {
	case p.mediaType == "text/plain" && looksLikeHTML(text), p.mediaType == "text/html",
		p.mediaType == "text/x-amp-html", p.mediaType == "text/watch-html":
		c.addPiece(tidyText(htmlText(text), true))
		return
	case p.mediaType == "text/enriched":
		text = enrichedText(text)
	case strings.EqualFold(p.params["format"], "flowed"):
		text = unflow(text, strings.EqualFold(p.params["delsp"], "yes"))
	}
	files, rest := cutUU([]byte(text))
	for _, f := range files {
		c.files = append(c.files, newFile(f.name, "", f.data))
	}
	c.addPiece(tidyText(string(rest), false))
}

// addPiece keeps one piece of text, up to the limit.
func (c *content) addPiece(text string) {
	if len(text) > c.limit {
		text = strings.ToValidUTF8(text[:c.limit], "")
		c.problems.add(problemLongText)
	}
	c.pieces = append(c.pieces, text)
}

// looksLikeHTML tells a page that calls itself plain text.
func looksLikeHTML(text string) bool {
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 300)]))
	for _, tag := range []string{"<!doctype html", "<html", "<body", "<head", "<p>", "<div", "<table", "<span",
		"<font"} {
		if strings.HasPrefix(head, tag) {
			return true
		}
	}
	return false
}

// unflow joins the lines that a mail program broke (RFC 3676 section 4).
func unflow(text string, deleteSpace bool) string {
	var b strings.Builder
	open, depth := false, 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		d := 0
		for d < len(line) && line[d] == '>' {
			d++
		}
		words := strings.TrimPrefix(line[d:], " ")
		switch {
		case open && d == depth && words != "-- ":
			b.WriteString(words)
		default:
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			if d > 0 {
				b.WriteString(line[:d] + " ")
			}
			b.WriteString(words)
		}
		open = strings.HasSuffix(words, " ") && words != "-- "
		depth = d
		if open && deleteSpace {
			s := strings.TrimSuffix(b.String(), " ")
			b.Reset()
			b.WriteString(s)
		}
	}
	return b.String()
}

// enrichedText drops the commands of text/enriched (RFC 1896).
func enrichedText(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		if strings.HasPrefix(s[i:], "<<") {
			b.WriteByte('<')
			s = s[i+2:]
			continue
		}
		end := strings.IndexByte(s[i:], '>')
		if end < 0 {
			s = s[i:]
			break
		}
		s = s[i+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

// enclose reads a message inside the message: its words with a heading, and its own files. The message
// itself is kept as a file too.
func (c *content) enclose(p *part) {
	inner := p.parts[0]
	sub := &content{inside: true, limit: c.limit, problems: &problems{}}
	sub.walk(inner, nil, 0)
	if !c.inside { // what is enclosed in an enclosed message is in that file already
		c.addFile(p)
	}
	c.files = append(c.files, sub.files...)
	words := withoutMarks(join(sub.words(), sub.enclosed...))
	if words == "" {
		return
	}
	h := inner.header
	heading := "---------- Forwarded message ----------"
	for _, f := range [...][2]string{{"From", "from"}, {"Date", "date"}, {"Subject", "subject"}, {"To", "to"}} {
		if v := h.text(f[1]); v != "" {
			heading += fmt.Sprintf("\n%s: %s", f[0], v)
		}
	}
	c.enclosed = append(c.enclosed, heading+"\n\n"+words)
}

// remarkOnEmptiness says why a mail has no words.
func (c *content) remarkOnEmptiness(text string, p *problems) {
	if c.locked || strings.HasPrefix(strings.TrimSpace(text), "-----BEGIN PGP MESSAGE-----") {
		p.add(problemEncrypted)
	}
	if countLetters(text) > 0 || strings.ContainsFunc(text, unicode.IsDigit) {
		return
	}
	pictures, sounds := 0, 0
	for _, f := range c.files {
		switch {
		case strings.HasPrefix(f.Type, "image/"):
			pictures++
		case strings.HasPrefix(f.Type, "audio/"):
			sounds++
		}
	}
	switch {
	case len(c.files) == 0:
		p.add(problemEmpty)
	case pictures == len(c.files) && pictures == 1:
		p.add(problemPicture)
	case sounds == len(c.files):
		p.add(problemVoice)
	default:
		p.add(problemNoWords)
	}
}
