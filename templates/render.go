package templates

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
)

// Rendered is a letter in one form.
type Rendered struct {
	Subject  string // one line, begins with the case's reference in brackets; "" for a text
	Text     string // plain text; for a text message, one line
	HTML     string // the same words as a page; "" for a text
	Sheet    string // of a letter to post: the page to print, by itself; else ""
	Template string // the version that made it: stage1-extension@3f9a2c1b
}

// Render writes a letter in one form: an email with its HTML twin, a text message, or a letter to print with a
// cover note for the complaints team. The facts are cleaned first; the reader's language is taken where the
// letter exists in it, else English. A resident who wrote in another language gets both, English first. It fails if
// the letter is unknown, has no such form, or lacks a fact it requires.
func (s *Set) Render(id complaint.LetterID, channel message.Channel, f order.Facts) (Rendered, error) {
	l, err := s.find(id, f.Language)
	if err != nil {
		return Rendered{}, err
	}
	return s.renderOf(l, channel, f)
}

// renderOf writes one letter.
func (s *Set) renderOf(l *parsed, channel message.Channel, f order.Facts) (Rendered, error) {
	f = clean(f)
	f.SentBy, f.Signature = channel, signature(&f)
	if err := l.missing(&f); err != nil {
		return Rendered{}, err
	}
	also := s.also(l, &f)
	switch channel {
	case message.SMS:
		r, err := l.renderSMS(&f)
		if err != nil || also == nil {
			return r, err
		}
		if second, err := also.renderSMS(&f); err == nil {
			r.Text += " / " + second.Text
			r.Template += "+" + second.Template
		}
		return r, nil
	case message.Email, message.Post:
		return s.renderPage(l, also, &f)
	}
	return Rendered{}, fmt.Errorf("letter %s (%s): no letter goes by %q", l.front.ID, l.front.Name, channel)
}

// also is the same letter in the language the resident wrote in, which goes out next to the English one; nil if there
// is none, or it cannot be written: the letter in English is not held up by its translation.
func (s *Set) also(l *parsed, f *order.Facts) *parsed {
	also := s.letters[key{l.front.ID, f.Wrote}]
	if f.Wrote == "" || f.Language != "" || also == nil || l.front.Audience != ForResident || also.missing(f) != nil {
		return nil
	}
	if _, err := also.execute(also.body, f); err != nil {
		return nil
	}
	return also
}

func (l *parsed) renderSMS(f *order.Facts) (Rendered, error) {
	if l.sms == nil {
		return Rendered{}, fmt.Errorf("letter %s (%s): it has no text message", l.front.ID, l.front.Name)
	}
	words, err := l.execute(l.sms, f)
	if err != nil {
		return Rendered{}, err
	}
	if f.Shadow {
		words = shadowWords + " " + words
	}
	return Rendered{Text: plainSMS(unmarked(words), l.language == ""), Template: l.version}, nil
}

func (s *Set) renderPage(l, also *parsed, f *order.Facts) (Rendered, error) {
	subject, err := l.execute(l.subject, f)
	if err != nil {
		return Rendered{}, err
	}
	if f.Shadow {
		subject = shadowMark + subject
	}
	subject = clip(maxSubject, line(unmarked(subject)))
	marked, err := l.marked(f)
	if err != nil {
		return Rendered{}, err
	}
	if f.Shadow {
		marked = strings.Replace(marked, titleMark+"\n", titleMark+"\n\n**"+shadowWords+"**\n", 1)
	}
	known := links(f)
	p := l.sheet(f, subject)
	k := lookOf(&f.Landlord, p.Large)
	p.Body = toHTML(subject, onPaper(withoutHead(marked, p.Head), f), known, f, k)
	r := Rendered{Subject: withRef(f.Ref, subject), Template: l.version}
	if f.SentBy == message.Email {
		r.Text = plain("", marked) // the subject stands above it in every mail program
		if f.Conversation != "" {
			r.Subject, r.Text = withRef(f.Ref, clip(maxSubject, f.Conversation)), plain(subject, marked)
		}
	} else {
		cover, err := l.execute(l.body.Lookup("post-cover"), f)
		if err != nil {
			return Rendered{}, err
		}
		p.Cover = toHTML("", cover, known, f, lookOf(&f.Landlord, false))
		r.Subject = withRef(f.Ref, "Please print and post: "+subject)
		if r.Sheet, err = s.onSheet(l, also, f, subject, marked); err != nil {
			return Rendered{}, err
		}
		r.Text = plain("", cover) + "\n" + strings.Repeat("-", 60) + "\n\n" + plain(subject, marked)
	}
	if also != nil {
		if err := also.join(&r, &p, f, known); err != nil {
			return Rendered{}, err
		}
	}
	var out strings.Builder
	out.Grow(len(p.Body) + len(p.Cover) + 2048)
	if err := s.layout.Execute(&out, p); err != nil {
		return Rendered{}, fmt.Errorf("letter %s (%s): %w", l.front.ID, l.front.Name, err)
	}
	r.HTML = out.String()
	return r, nil
}

// signature is who signs a letter beside the landlord, as the landlord has it.
func signature(f *order.Facts) string {
	switch {
	case f.Landlord.Sign == "person" && f.Handler.Name != "" && f.Handler.Title != "":
		return f.Handler.Name + ", " + f.Handler.Title
	case f.Landlord.Sign == "person" && f.Handler.Name+f.Handler.Title != "":
		return f.Handler.Name + f.Handler.Title
	case f.Landlord.Sign == "area" && f.Area != "":
		return "Our team for " + f.Area
	}
	return ""
}

// withoutHead leaves out the landlord's name where the head of the page shows it.
func withoutHead(marked, head string) string {
	if rest, ok := strings.CutPrefix(marked, head+"\n"); ok && head != "" {
		return rest
	}
	return marked
}

// What heads every letter to staff while nobody outside is written to.
const (
	shadowMark  = "Shadow: "
	shadowWords = "Shadow: nobody has written to the resident."
)

// marked is the body of a letter with its marks, a title among them.
func (l *parsed) marked(f *order.Facts) (string, error) {
	body, err := l.execute(l.body, f)
	if err == nil && !strings.Contains(body, "\n"+titleMark+"\n") {
		body = titleMark + "\n\n" + body
	}
	return body, err
}

// onPaper is the body as it is printed: where nobody can touch a link, its address stands beside its words.
func onPaper(marked string, f *order.Facts) string {
	if f.SentBy == message.Post {
		return spelledOut(marked)
	}
	return marked
}

// join puts a letter in a second language under the first. The subject stays English, so that our staff can read it.
func (l *parsed) join(r *Rendered, p *page, f *order.Facts, known []link) error {
	subject, err := l.execute(l.subject, f)
	if err != nil {
		return err
	}
	subject = clip(maxSubject, line(unmarked(subject)))
	marked, err := l.marked(f)
	if err != nil {
		return err
	}
	r.Template += "+" + l.version
	r.Text += "\n" + strings.Repeat("-", 60) + "\n\n" + plain(subject, marked)
	p.Body += inLanguage(l.language, toHTML(subject, onPaper(withoutHead(marked, p.Head), f), known, f,
		lookOf(&f.Landlord, p.Large)))
	return nil
}

// buffers are lent to one letter at a time; what is read from them is copied.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// execute runs a section and tidies what comes out.
func (l *parsed) execute(t *template.Template, f *order.Facts) (string, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := t.Execute(b, f); err != nil {
		return "", fmt.Errorf("letter %s (%s): %w", l.front.ID, l.front.Name, located(l.file, err))
	}
	return tidyBlankLines(b.Bytes()), nil
}

// withRef puts the case's reference at the head of a subject, once, so that mail programs keep a case together
// and a reply finds its way without our headers.
func withRef(ref, subject string) string {
	if ref == "" || strings.Contains(subject, "["+ref+"]") {
		return subject
	}
	return "[" + ref + "] " + subject
}

// tidyBlankLines tidies the white space that conditions leave behind: no blanks at line ends, never two empty lines
// together.
func tidyBlankLines(text []byte) string {
	var b strings.Builder
	b.Grow(len(text))
	blank := true
	for row := range bytes.SplitSeq(text, []byte{'\n'}) {
		row = bytes.TrimRight(row, " \t\r")
		if len(row) == 0 {
			blank = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if blank {
				b.WriteByte('\n')
			}
		}
		blank = false
		b.Write(row)
	}
	return b.String()
}

// plain takes the marks of headings off and puts the title in its place: what is left reads well as it stands.
func plain(title, marked string) string {
	var b strings.Builder
	b.Grow(len(marked) + len(title) + 1)
	placed, gap, acts := false, false, false
	for row := range strings.SplitSeq(marked, "\n") {
		if row == titleMark && !placed {
			row, placed = title, true
		}
		if row == "" {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('\n')
			gap = false
		}
		isAct := strings.HasPrefix(row, act)
		if isAct && !acts {
			b.WriteString(actsHead + "\n\n")
		}
		if acts = isAct; isAct {
			row = itemMark + actLine(row)
		}
		b.WriteString(unmarked(strings.TrimPrefix(row, headingMark)))
		b.WriteByte('\n')
	}
	return b.String()
}
