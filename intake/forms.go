package intake

import (
	"regexp"
	"strings"
	"unicode"
)

// A mail often has its words twice, as plain text and as a page. Programs that write both write the same. Others put a
// stub into one of them, or cut it short. What is read is the form that says all that the other says; where each says
// something that the other does not, the page and what only the plain text has.

// choose takes the best of several forms of the same words, and the files of all of them.
func (c *content) choose(p *part) {
	plain := &content{inside: c.inside, limit: c.limit, problems: c.problems}
	rich := &content{inside: c.inside, limit: c.limit, problems: c.problems}
	cards := &content{inside: c.inside, limit: c.limit, problems: c.problems}
	for i, child := range p.parts {
		switch child.leads() {
		case "text/plain":
			plain.walk(child, p, i)
		case "text/calendar":
			cards.walk(child, p, i)
		default:
			rich.walk(child, p, i)
		}
	}
	words := fuller(plain, rich)
	if strings.TrimSpace(join("", words...)) == "" {
		words = cards.pieces
	}
	c.pieces = append(c.pieces, words...)
	rich.files = append(rich.files, cards.files...)
	c.enclosed = append(append(c.enclosed, plain.enclosed...), rich.enclosed...)
	c.files = append(append(c.files, plain.files...), rich.files...)
	c.locked = c.locked || plain.locked || rich.locked
}

// fuller is the form that says more, or both.
func fuller(plain, rich *content) []string {
	text, page := plain.words(), rich.words()
	switch pw, rw := countLetters(text), countLetters(page); {
	case rw == 0:
		return plain.pieces
	case pw == 0, rw > 200 && rw/5 > pw:
		return rich.pieces
	}
	if len(only(page, text)) == 0 {
		return plain.pieces
	}
	added := only(text, page)
	if len(added) == 0 {
		return rich.pieces
	}
	return append(append([]string{}, added...), rich.pieces...)
}

// only returns the sentences of what somebody wrote now in one form that the other form does not have. Sentences of
// less than minSaid letters, and those of programs that can show only one form, say nothing.
func only(form, other string) (said []string) {
	const (
		minSaid       = 3
		longest, most = 256 << 10, 1000 // what is longer is no letter; its beginning is compared
	)
	has := bareWords(other)
	sentences := sentencesOf(newWords(form[:min(len(form), longest)], ""))
	for _, s := range sentences[:min(len(sentences), most)] {
		if bare := bareWords(s); len(bare) >= minSaid && !strings.Contains(has, bare) && !isStub(s) &&
			!introduces(s) {
			said = append(said, strings.TrimSpace(s))
		}
	}
	return said
}

// introduces reports whether a sentence is the line above an old mail.
func introduces(s string) bool {
	s = strings.TrimRight(s, " \n\u00a0")
	return strings.HasSuffix(s, ":") && containsAny(strings.ToLower(s), wroteVerbs...)
}

// sentencesOf cuts words at the ends of lines and of sentences.
func sentencesOf(text string) (out []string) {
	for line := range strings.Lines(text) {
		start := 0
		for i := 0; i < len(line); i++ {
			if end := strings.IndexByte(".!?", line[i]) >= 0; end && i+1 < len(line) && line[i+1] == ' ' {
				out = append(out, line[start:i+1])
				start = i + 1
			}
		}
		out = append(out, line[start:])
	}
	return out
}

// asides are what one form has beside its words: targets of links, names of pictures, descriptions of either.
var asides = regexp.MustCompile(`<[^<>\n]*>|\[[^\[\]\n]*\]|(?:https?://|www\.)\S+|\(\s*\)`)

// bareWords are the letters and digits of a text alone.
func bareWords(s string) string {
	s = asides.ReplaceAllString(s, " ")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// isStub recognises what programs write in place of the words that they put into the page.
func isStub(s string) bool { return len(s) < 250 && stubPattern.MatchString(s) }

var stubPattern = regexp.MustCompile(`(?i)\b(?:(?:mail|e-?mail|message)s? ?(?:program|client|reader|app|software|` +
	`viewer)|` +
	`program that (?:shows|can show|displays)|your (?:program|client|browser))\b.{0,80}\b(?:html|show|display|read|` +
	`view|` +
	`support)|\bhtml\b.{0,40}\b(?:mail|e-?mail|message|version|format|part|only|enabled|capable)|` +
	`\b(?:mail|e-?mail|message|version|format|part)\b.{0,60}\bhtml\b|` +
	`\b(?:view|read|open|see|show) (?:this|the) (?:e-?mail|message|mail|newsletter)\b.{0,40}\b(?:online|browser|web)|` +
	`(?:web|online|browser) version|trouble (?:viewing|reading)|cannot (?:see|view|read) this|` +
	`not (?:displaying|showing) (?:correctly|properly)|multi-?part (?:message|mime)|` +
	`^\W*(?:image|picture|inline image|cid|photo)\b[^ ]*$|^\W*\S+\.(?:png|jpe?g|gif|bmp|webp|heic)\W*$|` +
	`this (?:e-?mail|message) (?:has|contains) (?:no|an?) (?:text|plain|picture|image)`)
