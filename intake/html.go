package intake

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// historyMark is a line that htmlText puts where a mail program says, in its mark-up, that the
// history begins. tidyText removes control characters from everything people write, so that nobody
// can forge it.
const historyMark = "\x1e"

// htmlText turns HTML into the text a person would read. It works on tokens, not on a tree, so that no depth
// of nesting can hurt it. Quotations get "> " before each line. Line ends are LF.
//
// What the page hides stays hidden, unless little would be left: then all of it is shown. Where nothing is to be had
// the tags are taken off, and that is the text.
func htmlText(src string) string {
	src = mendHTML(src)
	text, hidden := renderHTML(src, false)
	if shown := countLetters(text); shown == 0 || hidden > previewLetters && shown < hidden {
		text, _ = renderHTML(src, true)
	}
	if countLetters(text) == 0 {
		bare := anyTag.ReplaceAllString(styleSheet.ReplaceAllString(src, " "), " ")
		return strings.Join(strings.Fields(html.UnescapeString(bare)), " ") + "\n"
	}
	return text
}

// previewLetters is how long the hidden line may be that lists of mails show beside the subject.
const previewLetters = 120

// renderHTML writes a page as text. hidden is how many letters of it were hidden.
func renderHTML(src string, showAll bool) (text string, hidden int) {
	w := htmlWriter{showAll: showAll}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if rest := z.Raw(); len(rest) > 0 && rest[0] == '<' && !w.hidden() && !bytes.ContainsAny(rest, "=!/") {
				w.text(rest[1:]) // a tag that never ended has swallowed what came after it
			}
			return w.done(), w.unseen
		case html.TextToken:
			switch {
			case !w.hidden():
				w.text(z.Text())
			case w.unshown:
				w.unseen += countLetters(string(z.Text()))
			}
		case html.StartTagToken:
			w.open(z, false)
		case html.SelfClosingTagToken:
			w.open(z, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(atom.Lookup(name))
		}
	}
}

// htmlWriter holds the text so far and the few things about the surroundings that matter.
type htmlWriter struct {
	showAll bool
	out     strings.Builder
	line    strings.Builder
	blank   bool      // a blank is owed before the next word
	empty   int       // empty lines at the end of out; 1 is enough
	pre     int       // depth of <pre>
	quotes  []bool    // open blockquotes; true where the quotation is somebody else's mail
	hide    atom.Atom // the element that hides everything until it closes
	unshown bool      // it could be shown: only its style hides it
	unseen  int       // letters that were hidden in this way
	inner   int       // elements of the same name inside it
	link    string    // target of the open link
	linkAt  int       // where its words begin in line
	cells   int       // cells so far in the table row
}

func (w *htmlWriter) hidden() bool { return w.hide != 0 }

func (w *htmlWriter) text(b []byte) {
	b = bytes.ReplaceAll(b, []byte(historyMark), nil)
	if w.pre > 0 {
		for i, l := range bytes.Split(b, []byte{'\n'}) {
			if i > 0 {
				w.newline()
			}
			w.line.Write(bytes.TrimRight(l, "\r"))
		}
		return
	}
	for len(b) > 0 {
		i := bytes.IndexAny(b, " \t\r\n\f")
		if i < 0 {
			i = len(b)
		}
		if i > 0 {
			if w.blank && w.line.Len() > 0 {
				w.line.WriteByte(' ')
			}
			w.blank = false
			w.line.Write(b[:i])
		}
		if i < len(b) {
			w.blank = true
			i++
		}
		b = b[i:]
	}
}

// newline ends the line, keeping an empty one.
func (w *htmlWriter) newline() {
	s := strings.TrimRight(w.line.String(), " ")
	w.line.Reset()
	w.blank = false
	w.cells = 0
	if strings.Trim(s, "\u00a0\t ") == "" {
		if w.empty > 0 {
			return
		}
		w.empty++
		s = ""
	} else {
		w.empty = 0
	}
	w.out.WriteString(w.prefix(s))
	w.out.WriteString(s)
	w.out.WriteByte('\n')
}

func (w *htmlWriter) prefix(line string) string {
	depth := 0
	for _, q := range w.quotes {
		if q {
			depth++
		}
	}
	if depth == 0 || line == historyMark {
		return ""
	}
	return strings.Repeat(">", min(depth, 20)) + " "
}

// endLine ends the line if there is anything on it.
func (w *htmlWriter) endLine() {
	if w.line.Len() > 0 {
		w.newline()
	}
	w.blank = false
}

// gap makes sure of an empty line, as between paragraphs.
func (w *htmlWriter) gap() {
	w.endLine()
	if w.empty == 0 && w.out.Len() > 0 {
		w.newline()
	}
}

func (w *htmlWriter) done() string {
	w.endLine()
	return w.out.String()
}

// attributes of a tag that matter here.
type htmlAttrs struct{ class, id, style, kind, href, alt, name, hidden string }

func attrsOf(z *html.Tokenizer) (a htmlAttrs) {
	for range 64 {
		key, val, more := z.TagAttr()
		switch string(key) {
		case "class":
			a.class = strings.ToLower(string(val))
		case "id":
			a.id = strings.ToLower(string(val))
		case "style":
			a.style = strings.ReplaceAll(strings.ToLower(string(val)), " ", "")
		case "type":
			a.kind = strings.ToLower(string(val))
		case "href":
			a.href = string(val)
		case "alt":
			a.alt = string(val)
		case "name":
			a.name = strings.ToLower(string(val))
		case "hidden":
			a.hidden = "hidden"
		}
		if !more {
			break
		}
	}
	return a
}

func (w *htmlWriter) open(z *html.Tokenizer, selfClosing bool) {
	name, hasAttr := z.TagName()
	tag := atom.Lookup(name)
	if w.hide == atom.Head && !inHead(tag) {
		w.hide = 0 // a head that never ended
	}
	if w.hidden() {
		if tag == w.hide && !selfClosing && !isVoid(tag) {
			w.inner++
		}
		return
	}
	var a htmlAttrs
	if hasAttr {
		a = attrsOf(z)
	}
	if (isSilent(tag) || isInvisible(a) && !w.showAll) && !isVoid(tag) && !selfClosing && tag != 0 {
		w.hide, w.inner, w.unshown = tag, 0, !isSilent(tag)
		return
	}
	if startsHistory(tag, a) {
		w.endLine()
		w.line.WriteString(historyMark)
		w.newline()
	}
	w.layout(tag, a)
}

// layout does what a tag does to the lines around it.
func (w *htmlWriter) layout(tag atom.Atom, a htmlAttrs) {
	switch tag {
	case atom.Br:
		w.newline()
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Table, atom.Dl,
		atom.Fieldset:
		w.gap()
	case atom.Hr:
		w.gap()
	case atom.Div, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Address,
		atom.Center, atom.Form, atom.Body, atom.Figure, atom.Caption, atom.Option, atom.Aside, atom.Main, atom.Nav:
		w.endLine()
	case atom.Td, atom.Th:
		if w.cells > 0 && w.line.Len() > 0 {
			w.line.WriteByte(' ')
			w.blank = false
		}
		w.cells++
	case atom.Li:
		w.endLine()
		w.line.WriteString("- ")
	case atom.Pre, atom.Textarea:
		w.endLine()
		w.pre++
	case atom.Blockquote:
		w.gap()
		if len(w.quotes) < 200 {
			w.quotes = append(w.quotes, isCitation(a) || w.quoting())
		}
	case atom.A:
		w.link, w.linkAt = a.href, w.line.Len()
	case atom.Img:
		w.picture(a.alt)
	}
}

func (w *htmlWriter) quoting() bool {
	return len(w.quotes) > 0 && w.quotes[len(w.quotes)-1]
}

func (w *htmlWriter) close(tag atom.Atom) {
	if w.hidden() {
		switch {
		case tag != w.hide:
		case w.inner > 0:
			w.inner--
		default:
			w.hide = 0
		}
		return
	}
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Table, atom.Dl,
		atom.Fieldset:
		w.gap()
	case atom.Div, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Address,
		atom.Center, atom.Form, atom.Li, atom.Figure, atom.Caption, atom.Option, atom.Aside, atom.Main, atom.Nav,
		atom.Title:
		w.endLine()
	case atom.Pre, atom.Textarea:
		w.endLine()
		w.pre = max(w.pre-1, 0)
	case atom.Blockquote:
		w.endLine()
		if n := len(w.quotes); n > 0 {
			w.quotes = w.quotes[:n-1]
		}
		w.empty = 0
		w.gap()
	case atom.A:
		w.endLink()
	}
}

// endLink writes the target of a link after its words, unless the words say it already.
func (w *htmlWriter) endLink() {
	href := strings.TrimSpace(w.link)
	w.link = ""
	if !strings.HasPrefix(href, "http://") && !strings.HasPrefix(href, "https://") || len(href) > 300 {
		return
	}
	words := w.line.String()[min(w.linkAt, w.line.Len()):]
	host := strings.TrimPrefix(strings.TrimPrefix(href, "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	if strings.TrimSpace(words) == "" || strings.Contains(words, host) ||
		strings.Contains(words, strings.TrimPrefix(host, "www.")) {
		return
	}
	w.line.WriteString(" <" + tidyLine(href) + ">")
}

// pictureName is a description that is only a file's name.
var pictureName = regexp.MustCompile(`(?i)^\S+\.(?:png|jpe?g|gif|bmp|webp|heic)$`)

// picture writes what a picture stands for: an emoji as itself, another only by its description.
func (w *htmlWriter) picture(alt string) {
	alt = strings.Join(strings.Fields(alt), " ")
	if alt == "" || len(alt) > 200 || strings.HasPrefix(alt, "cid:") || pictureName.MatchString(alt) {
		return
	}
	if len([]rune(alt)) > 2 {
		alt = "[" + alt + "]"
	}
	w.text([]byte(" " + alt + " "))
}

func isSilent(tag atom.Atom) bool {
	switch tag {
	case atom.Head, atom.Style, atom.Script, atom.Title, atom.Template, atom.Svg, atom.Object, atom.Select:
		return true
	}
	return false
}

// inHead knows the elements that a head may hold; any other ends it.
func inHead(tag atom.Atom) bool {
	switch tag {
	case 0, atom.Meta, atom.Link, atom.Base, atom.Title, atom.Style, atom.Script, atom.Template, atom.Object:
		return true
	}
	return false
}

func isVoid(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Hr, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Area, atom.Base, atom.Col, atom.Wbr, atom.P,
		atom.Li:
		return true // P and Li need no end tag: hiding until one comes could hide the rest of the mail
	}
	return false
}

func isInvisible(a htmlAttrs) bool {
	return a.hidden != "" || strings.Contains(a.style, "display:none") || strings.Contains(a.style, "mso-hide:all")
}

// isCitation tells a quoted mail from a paragraph somebody set in.
func isCitation(a htmlAttrs) bool {
	return a.kind == "cite" || strings.Contains(a.class, "quote") || strings.Contains(a.class, "cite") ||
		strings.Contains(a.style, "border-left") || strings.Contains(a.id, "reply")
}

// startsHistory knows the marks by which mail programs without quotation bars set off the old mail:
// Outlook on the web and phones, Outlook for Windows, Yahoo, and some webmail.
func startsHistory(tag atom.Atom, a htmlAttrs) bool {
	switch {
	case tag != atom.Div && tag != atom.Hr && tag != atom.Span && tag != atom.Table:
		return false
	case strings.HasSuffix(a.id, "divrplyfwdmsg"), strings.HasSuffix(a.id, "appendonsend"), a.id == "stopspelling",
		strings.HasSuffix(a.id, "mail-editor-reference-message-container"), a.id == "replysplit":
		return true
	case strings.Contains(a.class, "yahoo_quoted"), a.class == "outlookmessageheader":
		return true
	case strings.Contains(a.style, "border-top:solid#e1e1e1") || strings.Contains(a.style, "border-top:solid#b5c4df"):
		return true
	case strings.Contains(a.style, "border:none;border-top:solid") && strings.Contains(a.style, "padding:3.0pt"):
		return true
	}
	return false
}
