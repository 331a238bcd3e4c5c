package intake

import (
	"bytes"
	"mime"
	"strings"

	"complaints/intake/charset"
)

// part is one node of a message's MIME tree. Its body is a slice of the message's own bytes, so that
// a tree costs little more than the message itself.
type part struct {
	header      header
	body        []byte // still in its transfer encoding
	mediaType   string // lower case, as declared or as guessed
	params      map[string]string
	disposition string
	dparams     map[string]string
	parts       []*part // of a multipart, or the one message inside a message/rfc822
}

// tree builds the MIME tree of one message within the reader's limits.
type tree struct {
	limits   Limits
	count    int
	problems problems
}

// read takes a whole entity, header first.
func (t *tree) read(raw []byte, depth int) *part {
	h, body, bad := splitHeader(raw, t.limits.Header)
	if !h.isHeader() || bad > 0 && !h.wasCarried() && !beginsWithField(raw) {
		h, body = nil, raw
	}
	if bad > 0 && len(h) > 0 {
		t.problems.add(problemBadHeader)
	}
	p := &part{header: h, body: body}
	p.describe()
	t.count++
	t.open(p, depth)
	return p
}

// describe reads the part's own account of itself.
func (p *part) describe() {
	if v := p.contentType(); v != "" {
		p.mediaType, p.params = parseMedia(v)
	}
	if v := p.header.get("content-disposition"); v != "" {
		p.disposition, p.dparams = parseMedia(v)
	}
	if !strings.Contains(p.mediaType, "/") || strings.HasPrefix(p.mediaType, "/") ||
		strings.HasSuffix(p.mediaType, "/") {
		switch p.mediaType {
		case "html":
			p.mediaType = "text/html"
		case "multipart", "multipart/":
			p.mediaType = "multipart/mixed"
		default:
			p.mediaType = "text/plain"
		}
	}
}

// contentType is the first account of the part's type; where there are several, the one whose boundary is found.
func (p *part) contentType() string {
	all := p.header.all("content-type")
	for _, v := range all[min(1, len(all)):] {
		if kind, params := parseMedia(v); strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" &&
			bytes.Contains(p.body, []byte("--"+params["boundary"])) {
			return v
		}
	}
	return p.header.get("content-type")
}

// open divides a multipart or an enclosed message into its own parts.
func (t *tree) open(p *part, depth int) {
	multi := strings.HasPrefix(p.mediaType, "multipart/")
	if p.isMailFile() {
		p.mediaType = "message/rfc822"
	}
	enclosed := p.mediaType == "message/rfc822" || p.mediaType == "message/global" || p.mediaType == "message/news"
	if !multi && !enclosed {
		if p.mayBeSigned() {
			t.unwrap(p, depth)
		}
		return
	}
	if depth >= t.limits.Depth {
		t.problems.add(problemDeep)
		p.mediaType = "application/octet-stream"
		return
	}
	if enclosed {
		body := p.body
		if enc := p.header.get("content-transfer-encoding"); enc != "" {
			body, _ = decodeTransfer(body, enc)
		}
		p.parts = []*part{t.read(bytes.TrimLeft(body, "\r\n"), depth+1)}
		return
	}
	sections := t.divide(p)
	if len(sections) == 0 {
		p.mediaType = "text/plain"
		return
	}
	for _, s := range sections {
		if t.count >= t.limits.Parts {
			t.problems.add(problemManyParts)
			p.parts = append(p.parts, &part{body: s, mediaType: "application/octet-stream", disposition: "attachment"})
			return
		}
		child := t.read(s, depth+1)
		if child.header == nil && p.mediaType == "multipart/digest" {
			child.mediaType = "message/rfc822"
			t.open(child, depth+1)
		}
		p.parts = append(p.parts, child)
	}
}

// isMailFile recognises a mail that was attached as a file of another kind, by its name or its first lines.
func (p *part) isMailFile() bool {
	named := strings.HasSuffix(strings.ToLower(p.fileName()), ".eml")
	if p.mediaType != "application/octet-stream" && !named || strings.HasPrefix(p.mediaType, "message/") {
		return false
	}
	body := p.body
	if enc := p.header.get("content-transfer-encoding"); enc != "" {
		head := body[:min(len(body), 64<<10)]
		if body, _ = decodeTransfer(head[:len(head)/4*4], enc); len(body) == 0 {
			return false
		}
	}
	h, _, _ := splitHeader(bytes.TrimLeft(body[:min(len(body), 16<<10)], "\r\n"), 16<<10)
	found := 0
	for _, name := range [...]string{"from", "to", "subject", "date", "message-id", "received", "mime-version"} {
		if h.has(name) {
			found++
		}
	}
	return found >= 3 || named && found >= 2
}

// divide cuts the body of a multipart at its boundary. Without a boundary that works it takes the
// first line that looks like one.
func (t *tree) divide(p *part) [][]byte {
	if b := p.params["boundary"]; b != "" {
		sections, preamble, epilogue, closed := cutAt(p.body, b, t.limits.Parts)
		if len(sections) > 0 {
			if !closed {
				t.problems.add(problemNoEnd)
			}
			if words := bytes.TrimSpace(preamble); len(words) > 0 && !isNotice(words) {
				p.header = append(p.header, field{preambleField, charset.UTF8OrLatin(words)})
			}
			if words := bytes.TrimSpace(epilogue); len(words) > 0 && !bytes.HasPrefix(words, []byte("--")) {
				p.header = append(p.header, field{epilogueField, charset.UTF8OrLatin(words)})
			}
			return sections
		}
	}
	b := guessBoundary(p.body)
	if b == "" {
		if len(bytes.TrimSpace(p.body)) > 0 {
			t.problems.add(problemNoBoundary)
		}
		return nil
	}
	t.problems.add(problemNoBoundary)
	sections, _, _, _ := cutAt(p.body, b, t.limits.Parts)
	return sections
}

// These keep words that stood before the first boundary and after the last. No header can hold fields of these names,
// since names are read in lower case.
const (
	preambleField = "Preamble"
	epilogueField = "Epilogue"
)

// isNotice recognises the sentence that mailers put before the first boundary for readers of old.
func isNotice(words []byte) bool {
	low := strings.ToLower(string(words[:min(len(words), 200)]))
	return strings.Contains(low, "mime") || strings.Contains(low, "multi-part") || strings.Contains(low, "multipart")
}

// cutAt returns what lies between the boundary's lines, what came before the first and after the last, and whether the
// closing line was there. Parts that go on after it are parts all the same. After that many sections the rest of the
// body is the last one.
func cutAt(body []byte, boundary string, most int) (sections [][]byte, preamble, epilogue []byte, closed bool) {
	mark := []byte("--" + boundary)
	start, end, at := -1, -1, 0 // of the section that is open, and of the closing line
	for at < len(body) && len(sections) < most {
		i := bytes.Index(body[at:], mark)
		if i < 0 {
			break
		}
		i += at
		line, _ := cutLine(body[i:])
		after := bytes.TrimRight(line[len(mark):], " \t")
		closing := string(after) == "--"
		if i > 0 && body[i-1] != '\n' || len(after) > 0 && !closing {
			at = i + len(mark)
			continue
		}
		if start >= 0 {
			sections = append(sections, trimEnd(body[start:i]))
		} else if end < 0 {
			preamble = body[:i]
		}
		at = i + len(line)
		if at < len(body) && body[at] == '\r' {
			at++
		}
		at = min(at+1, len(body))
		start = at
		if closing {
			start, end, closed = -1, at, true
		}
	}
	switch {
	case start >= 0 && len(bytes.TrimSpace(body[start:])) > 0:
		sections = append(sections, body[start:])
	case start < 0 && end >= 0:
		epilogue = body[end:]
	}
	return sections, preamble, epilogue, closed
}

// trimEnd takes off the line break that belongs to the boundary.
func trimEnd(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte{'\n'})
	return bytes.TrimSuffix(b, []byte{'\r'})
}

// guessBoundary finds a line "--something" that a Content field follows.
func guessBoundary(body []byte) string {
	for rest := body; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if !bytes.HasPrefix(line, []byte("--")) || len(line) < 3 || len(line) > 200 {
			continue
		}
		next, _ := cutLine(rest)
		if name, _, ok := fieldOf(next); ok && strings.HasPrefix(name, "content-") {
			return strings.TrimRight(string(line[2:]), " \t")
		}
	}
	return ""
}

// parseMedia reads "type/subtype; name=value". What the strict reader refuses is read loosely.
func parseMedia(v string) (string, map[string]string) {
	if t, params, err := mime.ParseMediaType(v); err == nil {
		if strings.Contains(v, "*") { // the strict reader drops RFC 2231 values it cannot decode
			for name, value := range looseParams(v) {
				if _, ok := params[name]; !ok {
					params[name] = value
				}
			}
		}
		return t, params
	}
	kind, rest, _ := strings.Cut(v, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if f := strings.Fields(kind); len(f) > 0 {
		kind = strings.Trim(f[0], `"',`)
	}
	return kind, looseParams(rest)
}

// looseParams reads parameters with missing quotes, stray semicolons and RFC 2231 pieces.
func looseParams(s string) map[string]string {
	params := map[string]string{}
	for s != "" && len(params) < 50 {
		s = strings.TrimLeft(s, "; \t")
		eq := strings.IndexByte(s, '=')
		if eq < 0 {
			break
		}
		name := strings.ToLower(strings.TrimSpace(s[:eq]))
		if i := strings.LastIndexAny(name, "; \t"); i >= 0 {
			name = name[i+1:]
		}
		var value string
		value, s = looseValue(strings.TrimLeft(s[eq+1:], " \t"))
		if base, section, ok := strings.Cut(name, "*"); ok {
			if strings.HasSuffix(name, "*") {
				value = extended(value)
			}
			if section != "" && section != "0" && section != "0*" {
				params[base] += value
				continue
			}
			name = base
		}
		if _, twice := params[name]; !twice && name != "" {
			params[name] = value
		}
	}
	return params
}

// looseValue takes one value off the front, quoted or not.
func looseValue(s string) (value, rest string) {
	if strings.HasPrefix(s, `"`) {
		var b strings.Builder
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
				i++
				b.WriteByte(s[i])
			case s[i] == '"' && (i+1 == len(s) || strings.ContainsRune("; \t", rune(s[i+1]))):
				return b.String(), s[i+1:]
			default:
				b.WriteByte(s[i])
			}
		}
		v, rest, _ := strings.Cut(b.String(), ";")
		return v, rest
	}
	value, rest, _ = strings.Cut(s, ";")
	return strings.TrimSpace(value), rest
}

// extended decodes charset'language'%41%42 (RFC 2231 section 4).
func extended(v string) string {
	label := ""
	if f := strings.SplitN(v, "'", 3); len(f) == 3 {
		label, v = f[0], f[2]
	}
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		if v[i] == '%' && i+2 < len(v) {
			if hi, lo := unhex(v[i+1]), unhex(v[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, v[i])
	}
	text, _ := charset.ToUTF8(out, label)
	return text
}

// top reports the parts of the message itself, in order, without those of messages enclosed in it.
func (p *part) top(visit func(*part)) {
	visit(p)
	if strings.HasPrefix(p.mediaType, "message/") {
		return
	}
	for _, c := range p.parts {
		c.top(visit)
	}
}
