package reply

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"complaints/internal/people"
)

var (
	signOff = regexp.MustCompile(`(?i)^\W*(?:(?:(?:with|many|kind|kindest|best|warm|warmest) )*(?:regards|wishes` +
		`|thanks)|thanks(?: again| all| both| so much)?|` +
		`thank you|cheers|best|yours (?:sincerely|faithfully|truly)|sincerely|all the best|bw|kr|br|rgds|take ` +
		`care|ta)\b[\s,.!]*(.{0,40})$`)
	// what stands in a signature and nowhere else
	contactLine = regexp.MustCompile(`(?i)\+?\d[\d ()-]{7,}\d|www\.|://|\S@\S|\|`)
	// how the lines begin that people and programs put under their names
	signatureStart = regexp.MustCompile(`(?i)^\W*(?:t|m|e|w|tel|mob|mobile|phone|direct(?: line| dial)?|dd|ddi` +
		`|ext|extension|cell|ffôn|symudol|fax|email|web|pa|ea|executive assistant|office|switchboard)\b\s*[:.|]|` +
		`^\W*(?:ddi|ext|ffôn|symudol|ffacs|switchboard)\b|^\W*(?:pa|ea|executive assistant|personal ` +
		`assistant)\b.{0,40}$|` +
		`^\W*(?:tel|mob|mobile|direct line|direct dial)\b|^\W*(?:my |our )?(?:working|office|normal) (?:days` +
		`|hours)|^\W*i work\b|^\W*(?:follow|find|like|visit) us\b|` +
		`^\W*(?:sent from|get outlook|please consider the environment|think before you print|pronouns|he/him` +
		`|she/her|they/them)|^\W*(?:this e-?mail|the information (?:in|contained))\b`)
	postscript = regexp.MustCompile(`(?i)^\W*p\.? ?p?\.? ?s\b`)
)

// CutSignature takes off the end of a mail what its writer puts under everything they write: a sign-off with their own
// name, title, number or address below it, what stands there without one, and what their program and their house add.
func CutSignature(text string, writer people.Contact) string {
	lines := strings.Split(strings.TrimRight(text, "\n "), "\n")
	for i := 1; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if !beginsSignature(lines, i, line, writer) || !onlySignature(lines[i+1:], writer) {
			continue
		}
		for i > 1 && isSignOff(lines, i-1, line, writer) {
			i--
		}
		return strings.TrimRight(strings.Join(lines[:i], "\n"), "\n ")
	}
	return text
}

// beginsSignature reports whether a line may be the first of a signature.
func beginsSignature(lines []string, i int, line string, writer people.Contact) bool {
	m := signOff.FindStringSubmatch(line)
	switch {
	case line == "":
		return false
	case m != nil && (m[1] == "" || isName(m[1], writer)), line == "--", device.MatchString(line):
		return true
	case legalNote.MatchString(line) && addressed.MatchString(line):
		return strings.TrimSpace(lines[i-1]) == ""
	case !isName(line, writer):
		return false
	}
	rest := strings.TrimSpace(strings.Join(lines[i+1:], "\n"))
	return strings.TrimSpace(lines[i-1]) == "" || rest == "" || marksSignature(strings.Split(rest, "\n")[0], writer) ||
		contactLine.MatchString(line)
}

// isSignOff reports whether a line above a signature is how its writer takes leave, in whatever language: a few words
// that say nothing, or an empty line between.
func isSignOff(lines []string, i int, below string, writer people.Contact) bool {
	line := strings.TrimSpace(lines[i])
	words := wordsOf(line)
	switch {
	case line == "":
		return i > 1 && isSignOff(lines, i-1, below, writer)
	case signOff.MatchString(line) && len(words) <= 4:
		return true
	case !isName(below, writer) && !signOff.MatchString(below):
		return false
	}
	return len(words) <= 4 && strings.TrimSpace(lines[i-1]) == "" && foreignLeave.MatchString(line)
}

const longestSignature = 20 // lines

// onlySignature reports whether lines hold nothing but what stands under a name. Behind the first line of a legal note
// everything is its.
func onlySignature(lines []string, writer people.Contact) bool {
	n := 0
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case postscript.MatchString(line):
			return false
		case legalNote.MatchString(line):
			return n <= longestSignature
		case houseNote(line), contactLine.MatchString(line) && len(line) <= 160, marksSignature(line, writer):
		case len(line) > 90 || strings.ContainsAny(line[len(line)-1:], "?;") || speaksInSentences(line):
			return false
		}
		n++
	}
	return n <= longestSignature
}

// marksSignature reports a line that stands in signatures alone.
func marksSignature(line string, writer people.Contact) bool {
	return signatureStart.MatchString(line) || isName(line, writer)
}

var (
	// how a phone's or a provider's program names itself
	device = regexp.MustCompile(`(?i)^\W*(?:sent (?:from|via|using|with|on) (?:my |a |the )?\S.{0,60}|get \S+ for ` +
		`(?:ios|android` +
		`|windows|mac).{0,60}|(?:anfonwyd|o) fy (?:iphone|ffôn)\b.{0,30}|typed (?:with|on) .{0,40}|dictated ` +
		`.{0,60}|excuse (?:typos` +
		`|brevity|any typos).{0,60})$`)
	// taking leave in other tongues than English
	foreignLeave = regexp.MustCompile(`(?i)^\W*(?:cofion|diolch|hwyl|yn gywir|pob hwyl|dymuniadau|le (?:meas` +
		`|deagh)|mise|slán` +
		`|slainte|tapadh|is mise|beannachd)`)
	// from such a line on it is the house's lawyers who speak
	legalNote = regexp.MustCompile(`(?i)\b(?:this|the|any)\b.{0,40}\b(?:e-?mail|message|communication|transmission` +
		`|attachments?|contents of this)\b.{0,90}\b(?:confidential|privileged|private|intended|recipients?` +
		`|addressees?` +
		`|virus(?:es)?` +
		`|disclos\w+|monitor\w*|in error|legally|solely)\b|\bif you (?:are not|have received` +
		`|receive)\b.{0,60}\b(?:recipient` +
		`|addressee|error|mistake)|\bregistered (?:in|office|society|charity|provider|number|no|under|as)\b` +
		`|\bcharitable ` +
		`(?:registered )?(?:society|community)|\bcompany (?:number|no)\b|\bmae'r (?:neges|e-?bost)`)
	// whom only a legal note speaks of
	addressed = regexp.MustCompile(`(?i)\b(?:addressee|recipients?|intended (?:only|solely)|received (?:this|it) ` +
		`in error` +
		`|privileged|virus(?:es)?)\b`)
	// what a house or a person says under every mail
	housePhrase = regexp.MustCompile(`(?i)\b(?:pronouns?|he/him|she/her|they/them|(?:my |normal |usual )?working ` +
		`(?:days|hours` +
		`|pattern|week)|i (?:work|do not work|don't work)|(?:compressed|flexible|part[- ]time) hours|out of hours` +
		`|follow us` +
		`|facebook|linkedin|instagram|twitter|investors in people|disability confident|living wage employer|stonewall` +
		`|consider the environment|before (?:you )?print|print this|cid:|image\d+\.(?:png|jpe?g|gif)|proud (?:to` +
		`|member|winner)` +
		`|winners? of|accredited|chat with me|book (?:time|a (?:call|meeting))|customer service excellence` +
		`|committed to|safeguarding|inside ` +
		`job)\b`)
)

// houseNote reports a line that stands under every mail of a house or a person.
func houseNote(line string) bool {
	return legalNote.MatchString(line) || device.MatchString(line) || len(line) <= 160 && housePhrase.MatchString(line)
}

// speaksInSentences reports that somebody is spoken to or of: names, titles and addresses have no such words.
func speaksInSentences(line string) bool {
	for _, w := range wordsOf(line) {
		if firstNames[w] || aboutThem[w] || beBefore[w] || isNegation(w) || toThem.MatchString(w) ||
			setOf("please will can the that this these to has have did was were her him "+
				"them").has(w) && !unicode.IsUpper(rune(line[0])) {
			return true
		}
	}
	return strings.HasSuffix(line, ".") && len(wordsOf(line)) > 5
}

// isName reports whether a line begins with the writer's own name, in one of the ways people write theirs, or is their
// title.
func isName(line string, writer people.Contact) bool {
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
		return len(words) == 1 || slices.Contains(words[1:min(len(words), 4)], last) || contactLine.MatchString(line)
	case len(words) == 1 && (words[0] == first[:1] || words[0] == first[:1]+last[:1]):
		return true
	case words[0] == first[:1] && at(words, 1) == last, words[0] == first[:1]+last,
		words[0] == last && at(words, 1) == first:
		return true
	}
	return false
}
