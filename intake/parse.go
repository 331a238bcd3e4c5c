package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"complaints/intake/charset"
	"complaints/internal/message"
)

// Parse reads one arrival. Any bytes give a message: what is wrong with them is said in Problems, and what
// cannot be decoded is kept as text or as a file.
func (r *Reader) Parse(a message.Arrival) (out Parsed) {
	defer func() {
		// No input is known to panic (FuzzParse). Should one be found, the mail must still reach a person.
		if fault := recover(); fault != nil {
			out = asPlainText(a)
		}
	}()
	if _, _, ok := PictureOf(a.Key); ok {
		return parsePicture(a)
	}
	if a.Channel == message.SMS {
		return Parsed{Message: parseSMS(a)}
	}
	return r.parseMail(a)
}

// asPlainText is the last resort: the bytes as they are.
func asPlainText(a message.Arrival) Parsed {
	raw := a.Raw[:min(len(a.Raw), 1<<20)]
	text := tidyText(charset.UTF8OrLatin(raw), false)
	return Parsed{Message: message.Message{Channel: a.Channel, Received: a.Received, Nature: message.FromPerson,
		MessageID: ownMessageID(a.Raw), Text: text, NewText: text,
		Problems: []string{"We could not take this mail apart. All of it is kept as text."}}}
}

func (r *Reader) parseMail(a message.Arrival) Parsed {
	raw := a.Raw
	t := &tree{limits: r.limits}
	cut := a.Truncated || len(raw) > r.limits.Size
	if cut {
		raw = raw[:min(len(raw), r.limits.Size)]
		t.problems.add(problemTruncated)
	}
	root := t.read(startOfMail(raw), 0)
	m := message.Message{Channel: message.Email, Received: a.Received}
	if len(root.header) == 0 && len(raw) > 0 {
		t.problems.add(problemNoHeader)
	}
	r.readEnvelope(&m, root.header, &t.problems)
	if m.MessageID == "" {
		m.MessageID = ownMessageID(a.Raw)
		t.problems.add(problemNoMessageID)
	}
	c := gather(root, r.limits.Text, &t.problems)
	c.pdf = r.pdf
	out := Parsed{OwnMail: r.own[m.From]}
	r.classifyNature(&out, &m, root, c)
	if m.Nature == message.FromPerson && out.FormWriter == "" {
		out.FormWriter = r.formWriter(root.header, &m)
	}
	switch m.Nature {
	case message.FromPerson:
		c.wordsFromFile()
	case message.FromBounce, message.FromReceipt:
		c.wordsFromReport(root)
	}
	r.setText(&m, c, &t.problems)
	out.ReadsAway, out.AwayNote = readsLikeAway(m.NewText), isAwayNote(m.NewText)
	if m.Nature == message.FromAutoReply {
		m.Away = readAway(m.Subject, m.NewText, r.today(m))
	}
	out.Beside, out.InFile = c.beside(&m), c.inFile
	m.Proof = r.proof(root.header, m.From)
	if len(root.header.all("from")) > 1 {
		t.problems.add(problemTwoSenders)
	}
	if cut {
		c.cutOff()
	}
	for _, f := range c.files {
		m.Attachments = append(m.Attachments, f.Attachment)
	}
	if m.Nature == message.FromPerson {
		c.remarkOnEmptiness(m.Text, &t.problems)
	}
	m.Problems = t.problems
	out.Message, out.Files = m, c.files
	return out
}

// Attached returns the bytes of a file that came with a mail, by its SHA-256 in hexadecimal. ok is false if none of
// them is that file.
func (r *Reader) Attached(raw []byte, sum string) (data []byte, ok bool) {
	t := tree{limits: r.limits}
	c := &content{limit: r.limits.Text, problems: &t.problems, whole: true}
	c.walk(t.read(startOfMail(raw), 0), nil, 0)
	for _, f := range c.files {
		if f.SHA256 == sum {
			return f.Bytes, true
		}
	}
	return nil, false
}

// cutOff marks the last file of a mail that was too big to take in whole. Whether more followed it nobody can say.
func (c *content) cutOff() {
	if len(c.files) == 0 {
		c.files = append(c.files, File{Attachment: message.Attachment{Name: "the rest of the mail",
			Type: "application/octet-stream"}})
	}
	c.files[len(c.files)-1].Lacks = message.LacksEnd
}

// setText fills Text and NewText from the words that were gathered. The words of enclosed messages
// belong to what a person sent, and whole, since enclosing them was the point; they are no part of a delivery report
// that returns our own letter.
func (r *Reader) setText(m *message.Message, c *content, p *problems) {
	own := r.bounded(c.words(), p)
	m.Text, m.NewText = withoutMarks(own), newWords(own, m.Subject)
	if len(c.enclosed) > 0 && (m.Nature == message.FromPerson || m.Nature == message.FromList) {
		m.Text = r.bounded(join(m.Text, c.enclosed...), p)
		m.NewText = r.bounded(join(m.NewText, c.enclosed...), p)
	}
}

// bounded cuts a text at the limit and says so.
func (r *Reader) bounded(text string, p *problems) string {
	if len(text) <= r.limits.Text {
		return text
	}
	p.add(problemLongText)
	return strings.ToValidUTF8(text[:r.limits.Text], "")
}

// withoutMarks takes out the lines that only said where history begins.
func withoutMarks(text string) string {
	if !strings.Contains(text, historyMark) {
		return text
	}
	text = strings.ReplaceAll(text, "\n"+historyMark, "")
	return strings.Trim(strings.ReplaceAll(text, historyMark, ""), "\n")
}

// ownMessageID names a mail that has no usable name, the same one each time.
func ownMessageID(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16]) + "@no-message-id.invalid"
}

// startOfMail drops a byte order mark and empty lines before the header.
func startOfMail(raw []byte) []byte {
	for len(raw) > 0 {
		switch {
		case len(raw) >= 3 && raw[0] == 0xef && raw[1] == 0xbb && raw[2] == 0xbf:
			raw = raw[3:]
		case raw[0] == '\r' || raw[0] == '\n':
			raw = raw[1:]
		default:
			return unixLines(raw)
		}
	}
	return raw
}

// unixLines mends mail whose lines end in a lone CR.
func unixLines(raw []byte) []byte {
	head := raw[:min(len(raw), 4096)]
	for _, c := range head {
		if c == '\n' {
			return raw
		}
	}
	for i, c := range head {
		if c == '\r' && i > 0 {
			out := make([]byte, len(raw))
			for j, c := range raw {
				if c == '\r' {
					c = '\n'
				}
				out[j] = c
			}
			return out
		}
	}
	return raw
}
