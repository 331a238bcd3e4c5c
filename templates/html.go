package templates

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"complaints/internal/message"
	"complaints/internal/order"
)

// page is what the layout gets.
type page struct {
	Lang, Dir, Title string
	Cover, Body      template.HTML
	Large            bool // in large print: 18 point

	Head   string       // the landlord's name, for the head of a resident's letter
	Logo   template.URL // the landlord's logo, which goes with the mail; "" where there is none
	Foot   string       // who writes, and where they are
	Colour template.CSS // of the head
	Sheet  template.CSS // how the words are set
}

// sheet is the page on which a letter is set. One to a resident has its landlord's face.
func (l *parsed) sheet(f *order.Facts, subject string) page {
	p := page{Lang: "en-GB", Dir: direction(l.language), Title: subject,
		Large: f.LargePrint && l.front.Audience == ForResident}
	if l.language != "" {
		p.Lang = l.language
	}
	k := lookOf(&f.Landlord, p.Large)
	p.Colour, p.Sheet = template.CSS(k.colour), template.CSS(k.Sheet())
	if l.front.Audience == ForResident && f.SentBy == message.Email {
		p.Head, p.Foot = f.Landlord.Name, f.Landlord.Name
		if f.Landlord.Address != "" {
			p.Foot += ", " + unbroken(oneline(f.Landlord.Address))
		}
		if f.Landlord.LogoID != "" {
			p.Logo = template.URL("cid:" + f.Landlord.LogoID)
		}
	}
	return p
}

// The marks of a letter's text.
const (
	titleMark   = "#" // alone on its line: here stands the letter's subject
	headingMark = "## "
	itemMark    = "- "
	quoteMark   = ">"
	ruleMark    = "----"
)

// link is words of ours that become a link.
type link struct{ words, href string }

// maxLinks is how many addresses a letter links: ours, the handler's, the ombudsman's.
const maxLinks = 20

// emergency are the numbers anybody in danger can ring; on a phone a touch is enough.
var emergency = [...]link{{"ring 999", "tel:999"}, {"0800 111 999", "tel:0800111999"}, {"116 123", "tel:116123"}}

// links lists what may be linked: the emergency numbers and the addresses of the configuration. Nothing else in a
// letter ever is.
func links(f *order.Facts) []link {
	l := &f.Landlord
	out := append(make([]link, 0, maxLinks), emergency[:]...)
	add := func(words, scheme, target string) {
		if words != "" && len(out) < maxLinks {
			out = append(out, link{words, scheme + target})
		}
	}
	add(l.Email, "mailto:", l.Email)
	if d := dialled(l.Text); len(d) >= 3 && len(d) <= 16 {
		add(l.Text, "sms:", d)
	}
	numbers := []string{l.Phone, l.EmergencyPhone, phone(f.Handler.Phone), phone(f.Contact.Phone),
		phonesIn(l.OmbudsmanList)}
	for _, line := range append(slices.Clone(f.Helplines), f.Gas) {
		if number := phonesIn([]string{line}); !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	for _, number := range numbers {
		if d := dialled(number); len(d) >= 3 && len(d) <= 16 { // three digits to E.164's fifteen and a plus
			add(number, "tel:", d)
		}
	}
	addSite := func(site string) {
		if href := webAddress(site); href != "" {
			add(site, "", href)
		}
	}
	addSite(l.Website)
	for _, s := range l.OmbudsmanList {
		for _, word := range strings.Fields(s) {
			if strings.Contains(word, "www.") || strings.Contains(word, "://") {
				addSite(strings.Trim(word, ".,;()"))
			}
		}
	}
	return out
}

// webAddress returns the address as a link needs it, or "" if it is not one of the web.
func webAddress(s string) string {
	if s == "" || strings.ContainsAny(s, " \t@") {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Host, ".") {
		return ""
	}
	return u.String()
}

// dialled returns the digits of a telephone number, or "" for anything else.
func dialled(number string) string {
	if strings.Trim(number, "+0123456789 ()-") != "" {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

// writer turns a letter's marked text into HTML, escaping every character that is not its own.
type writer struct {
	strings.Builder
	look
	links    []link
	landlord *order.Landlord // whose pages may be linked
	title    string
	mailto   string // what the address of a button begins with
	buttons  []order.Button
	lines    []string
	open     string // the block that is open: p, ul, ol, blockquote, div for the box, or none
}

// toHTML writes marked text as headings, paragraphs, lists and quotations. The title stands where the text
// marks its place, else at the head.
func toHTML(title, marked string, known []link, f *order.Facts, k look) template.HTML {
	w := writer{look: k, links: known, landlord: &f.Landlord, title: title, mailto: mailto(f, title)}
	w.Grow(len(marked)*3/2 + 256)
	for row := range strings.SplitSeq(marked, "\n") {
		w.row(row)
	}
	w.block("")
	return template.HTML(w.String()) // built here, from escaped text and our own tags
}

func (w *writer) row(row string) {
	switch {
	case row == "":
		w.block("")
	case row == titleMark && w.title != "":
		w.block("")
		w.WriteString(w.tag("h1"))
		w.escape(unbroken(w.title))
		w.WriteString("</h1>\n")
		w.title = ""
	case strings.HasPrefix(row, headingMark):
		w.block("")
		w.WriteString(w.tag("h2"))
		w.inline(row[len(headingMark):], true)
		w.WriteString("</h2>\n")
	case strings.HasPrefix(row, ruleMark):
		w.block("")
		w.WriteString(w.tag("hr") + "\n")
	case strings.HasPrefix(row, itemMark):
		w.block("ul")
		w.WriteString(w.tag("li"))
		w.inline(row[len(itemMark):], true)
		w.WriteString("</li>\n")
	case strings.HasPrefix(row, numbered):
		w.numbered(row[len(numbered):])
	case strings.HasPrefix(row, act):
		w.act(row)
	case strings.HasPrefix(row, boxed):
		w.boxed(row[len(boxed):])
	case strings.HasPrefix(row, quoteMark):
		w.quoted(strings.TrimPrefix(row[len(quoteMark):], " "))
	default:
		w.line(row)
	}
}

// numbered writes a line of a numbered list, with the number it has in the letter's text.
func (w *writer) numbered(row string) {
	n, words, _ := strings.Cut(row, ". ")
	w.block("ol")
	w.WriteString(strings.TrimSuffix(w.tag("li"), ">") + ` value="`)
	w.escape(n)
	w.WriteString(`">`)
	w.inline(words, true)
	w.WriteString("</li>\n")
}

// boxed writes a line of the box.
func (w *writer) boxed(row string) {
	if w.open == "div" {
		w.WriteString("<br>\n")
	} else {
		w.block("div")
	}
	w.inline(row, true)
}

// line writes a line of a paragraph, whose breaks are kept.
func (w *writer) line(s string) {
	if w.open == "p" {
		w.WriteString("<br>\n")
	} else {
		w.block("p")
	}
	w.inline(s, true)
}

// quoted writes a line of a quotation, or for an empty one begins its next paragraph. Nothing in it is linked.
func (w *writer) quoted(s string) {
	switch {
	case w.open != "blockquote" && s == "":
		return
	case w.open != "blockquote":
		w.block("blockquote")
		w.WriteString(w.tag("p"))
	case s == "":
		w.WriteString("</p>\n" + w.tag("p"))
		return
	case !strings.HasSuffix(w.String(), w.tag("p")):
		w.WriteString("<br>\n")
	}
	w.inline(s, false)
}

// block closes the open block and opens the next.
func (w *writer) block(next string) {
	if w.open == next {
		return
	}
	if w.open == "blockquote" || w.open == "div" {
		w.WriteString("</p>")
	}
	switch w.open {
	case "":
	case "table":
		w.table()
	default:
		w.WriteString("</" + w.open + ">\n")
	}
	if w.open = next; next == "" || next == "table" {
		return
	}
	if w.WriteString(w.tag(next)); next == "div" {
		return
	}
	if next == "ul" || next == "ol" {
		w.WriteByte('\n')
	}
}

// inline writes words with what is bold and linked in them.
func (w *writer) inline(s string, linked bool) {
	for {
		i := strings.IndexAny(s, ownSigns)
		if i < 0 {
			break
		}
		w.words(s[:i], linked)
		sign, size := utf8.DecodeRuneInString(s[i:])
		switch s = s[i+size:]; sign {
		case boldOn:
			w.WriteString("<strong>")
		case boldOff:
			w.WriteString("</strong>")
		case linkOn:
			site, rest, _ := strings.Cut(s, string(linkWords))
			var words string
			words, s, _ = strings.Cut(rest, string(linkOff))
			w.link(site, words)
		}
	}
	w.words(s, linked)
}

// link writes a link of the letter's own, or its words alone where it leads to somebody whom letters do not link.
func (w *writer) link(site, words string) {
	if !mayLink(site, w.landlord) {
		w.escape(unmarked(words))
		return
	}
	w.anchor(site)
	w.escape(unbroken(unmarked(words)))
	w.WriteString("</a>")
}

// anchor begins a link.
func (w *writer) anchor(href string) {
	w.WriteString(strings.TrimSuffix(w.tag("a"), ">") + ` href="`)
	w.escape(href)
	w.WriteString(`">`)
}

// words writes words, escaped, with the known addresses linked where they stand as words of their own.
func (w *writer) words(s string, linked bool) {
	if !linked || !strings.ContainsAny(s, "0123456789@.") { // no number and no address in it
		w.escape(s)
		return
	}
	var next [maxLinks]int // where each link stands next, so that every search goes on from the last
	done := 0
	for {
		best := -1
		for i, l := range w.links {
			if next[i] >= 0 && next[i] <= done {
				next[i] = find(s, done, l.words)
			}
			if next[i] >= 0 &&
				(best < 0 || next[i] < next[best] || next[i] == next[best] && len(l.words) > len(w.links[best].words)) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		l := w.links[best]
		w.escape(unbroken(s[done:next[best]]))
		w.anchor(l.href)
		w.escape(strings.ReplaceAll(l.words, " ", hardSpace))
		w.WriteString("</a>")
		done = next[best] + len(l.words)
	}
	w.escape(unbroken(s[done:]))
}

// find returns where words next stand by themselves in s, or -1.
func find(s string, from int, words string) int {
	for {
		i := strings.Index(s[from:], words)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(words)
		if (i == 0 || !joins(s[i-1])) && !goesOn(s[end:]) {
			return i
		}
		from = i + 1
	}
}

// goesOn reports whether what follows an address makes it another one: landlord.example and ".evil.example".
func goesOn(rest string) bool {
	if rest == "" {
		return false
	}
	return isWord(rest[0]) || joins(rest[0]) && len(rest) > 1 && isWord(rest[1])
}

func isWord(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 || c == '@'
}

func joins(c byte) bool { return isWord(c) || strings.IndexByte("./-_+:", c) >= 0 }

func (w *writer) escape(s string) {
	done := 0
	for i := range len(s) {
		var entity string
		switch s[i] {
		case '&':
			entity = "&amp;"
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '"':
			entity = "&#34;"
		case '\'':
			entity = "&#39;"
		default:
			continue
		}
		w.WriteString(s[done:i])
		w.WriteString(entity)
		done = i + 1
	}
	w.WriteString(s[done:])
}

// inLanguage sets words in a second language apart and names it, so that a screen reader reads them out in it.
func inLanguage(code string, words template.HTML) template.HTML {
	return template.HTML("<hr>\n<div lang=\""+code+"\" dir=\""+direction(code)+"\">\n") + words + "</div>\n"
}

// direction returns the way a language is written.
func direction(language string) string {
	base, _, _ := strings.Cut(language, "-")
	switch base {
	case "ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi":
		return "rtl"
	}
	return "ltr"
}
