package reply

import (
	"regexp"
	"strings"
	"unicode"

	"complaints/internal/complaint"
)

var (
	signOff = regexp.MustCompile(`(?i)^\W*(?:(?:(?:with|many|kind|kindest|best|warm|warmest) )*(?:regards|wishes|thanks)|` +
		`thanks(?: again| all| both| so much)?|` +
		`thank you|cheers|best|yours (?:sincerely|faithfully|truly)|sincerely|` +
		`all the best|bw|kr|br|rgds|take care|ta)\b[\s,.!]*(.{0,40})$`)
	// what stands in a signature and nowhere else
	contactLine = regexp.MustCompile(`(?i)\+?\d[\d ()-]{7,}\d|www\.|://|\S@\S|\|`)
	// how the lines begin that people and programs put under their names
	signatureStart = regexp.MustCompile(`(?i)^\W*(?:t|m|e|w|tel|mob|mobile|phone|direct(?: line| dial)?|dd|fax|email|web|pa|office|switchboard)\b\s*[:.|]|` +
		`^\W*(?:tel|mob|mobile|direct line|direct dial)\b|^\W*(?:my |our )?(?:working|office|normal) (?:days|hours)|^\W*i work\b|^\W*(?:follow|find|like|visit) us\b|` +
		`^\W*(?:sent from|get outlook|please consider the environment|think before you print|pronouns|he/him|she/her|they/them)|^\W*(?:this e-?mail|the information (?:in|contained))\b`)
	postscript = regexp.MustCompile(`(?i)^\W*p\.? ?p?\.? ?s\b`)
)

// CutSignature takes off the end of a mail what its writer puts under everything they write: a sign-off with their own
// name, title, number or address below it, and what stands there without one.
func CutSignature(text string, writer complaint.Contact) string {
	lines := strings.Split(strings.TrimRight(text, "\n "), "\n")
	for i := 1; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if m := signOff.FindStringSubmatch(line); m != nil && (m[1] == "" || isName(m[1], writer)) && onlySignature(lines[i+1:], writer) {
			return strings.TrimRight(strings.Join(lines[:i], "\n"), "\n ")
		}
		above := strings.TrimSpace(lines[i-1])
		if isName(line, writer) && (above == "" || i == len(lines)-1) && onlySignature(lines[i+1:], writer) {
			return strings.TrimRight(strings.Join(lines[:i], "\n"), "\n ")
		}
	}
	return text
}

const longestSignature = 14 // lines

// onlySignature reports whether lines hold nothing but what stands under a name.
func onlySignature(lines []string, writer complaint.Contact) bool {
	n := 0
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case postscript.MatchString(line):
			return false
		case contactLine.MatchString(line) && len(line) <= 160, signatureStart.MatchString(line), isName(line, writer):
		case len(line) > 70 || strings.ContainsAny(line[len(line)-1:], "?:;") || speaksInSentences(line):
			return false
		}
		n++
	}
	return n <= longestSignature
}

// speaksInSentences reports that somebody is spoken to or of: names, titles and addresses have no such words.
func speaksInSentences(line string) bool {
	for _, w := range wordsOf(line) {
		if firstNames[w] || aboutThem[w] || beBefore[w] || isNegation(w) || toThem.MatchString(w) ||
			setOf("please will can the that this these to has have did was were her him them").has(w) && !unicode.IsUpper(rune(line[0])) {
			return true
		}
	}
	return strings.HasSuffix(line, ".") && len(wordsOf(line)) > 5
}

// isName reports whether a line begins with the writer's own name, in one of the ways people write theirs, or is their
// title.
func isName(line string, writer complaint.Contact) bool {
	words := wordsOf(line)
	name := wordsOf(writer.Name)
	if len(words) == 0 || len(name) == 0 {
		return false
	}
	first, last := name[0], name[len(name)-1]
	switch {
	case writer.Title != "" && strings.EqualFold(strings.Trim(line, " ,.|"), writer.Title):
		return true
	case len(words) > 10:
		return false
	case words[0] == first:
		return len(words) == 1 || words[1] == last || contactLine.MatchString(line)
	case len(words) == 1 && (words[0] == first[:1] || words[0] == first[:1]+last[:1]):
		return true
	case words[0] == first[:1] && at(words, 1) == last, words[0] == last && at(words, 1) == first:
		return true
	}
	return false
}
