package intake

import (
	"path"
	"strings"

	"complaints/intake/charset"
	"complaints/internal/message"
)

// What comes with a mail may say more than the mail: a letter that somebody wrote with a word processor, a mail that
// they attached or passed on. It is read too, so that no danger in it waits for the office to open. What nobody can
// read in process is named, so that a person opens it.

const (
	mostBeside = 8        // documents that are read
	maxBeside  = 32 << 10 // bytes of the words of one
	mostUnread = 20       // documents that are named
	mostPDF    = 4        // PDF files that are opened: each may take seconds
)

// beside gathers the words that came with a mail, and names in the message what could not be read.
func (c *content) beside(m *message.Message) (out []Beside) {
	add := func(name, text string, document bool) {
		if text = strings.TrimSpace(text); text != "" && len(out) < mostBeside {
			out = append(out, Beside{name, strings.ToValidUTF8(text[:min(len(text), maxBeside)], ""), document})
		}
	}
	if at := forwardIn(m.NewText); at >= 0 {
		add("", m.NewText[at:], false)
	}
	for _, words := range c.enclosed {
		add("", words, false)
	}
	if m.Nature != message.FromPerson {
		return out
	}
	for i := range c.files {
		f := &c.files[i]
		text, document := c.fileWords(f)
		switch {
		case text != "" && strings.Contains(bareWords(m.NewText), bareWords(text)):
		case text != "":
			add(f.Name, text, isWritten(f.Type))
		case document && len(m.Unread) < mostUnread:
			m.Unread = append(m.Unread, f.Name)
		}
	}
	return out
}

// forwardIn returns where below the writer's own words a mail begins that they passed on, or -1.
func forwardIn(text string) int {
	at := 0
	for line := range strings.Lines(text) {
		if forwardLine(strings.TrimSpace(line)) {
			return at
		}
		at += len(line)
	}
	return -1
}

// fileWords are the words of a file; document says that it is one that people write words into.
func (c *content) fileWords(f *File) (text string, document bool) {
	ext := strings.ToLower(path.Ext(f.Name))
	switch {
	case f.Type == "message/rfc822" || strings.HasPrefix(f.Type, "image/") || strings.HasPrefix(f.Type, "audio/") ||
		strings.HasPrefix(f.Type, "video/"):
		return "", false // enclosed mails have been read; what shows or sounds is no document
	case f.Type == "text/rtf" && len(f.Bytes) <= maxDocument:
		return rtfText(f.Bytes), true
	case f.Type == "text/html" && len(f.Bytes) <= maxLetterFile*4:
		page, _ := charset.ToUTF8(f.Bytes, "")
		return tidyText(htmlText(page), false), true
	case f.Type == "text/plain" || f.Type == "text/markdown":
		plain, _ := charset.ToUTF8(f.Bytes[:min(len(f.Bytes), maxLetterFile)], "")
		return tidyText(plain, false), true
	case isPackedDocument(f.Type):
		text, f.Hides, _ = readDocument(f.Bytes)
		return text, true
	case f.Type == "application/pdf":
		if c.opened++; c.opened > mostPDF {
			return "", true
		}
		text, _ = c.pdf.Text(f.Bytes)
		return tidyText(text, false), true
	case f.Type == "application/x-ole-storage", f.Type == "application/zip":
		return "", true
	}
	switch ext {
	case ".doc", ".docx", ".odt", ".rtf", ".pdf", ".pages", ".wps", ".wpd", ".dot", ".txt", ".msg", ".xps", ".7z",
		".rar":
		return "", true
	}
	return "", false
}

// isWritten knows the types of files that hold a letter as it is to be read.
func isWritten(kind string) bool { return isPackedDocument(kind) || kind == "application/pdf" }

// isPackedDocument knows the types of a word processor's files that are ZIPs.
func isPackedDocument(kind string) bool {
	return strings.HasSuffix(kind, "wordprocessingml.document") || kind == "application/vnd.oasis.opendocument.text"
}
