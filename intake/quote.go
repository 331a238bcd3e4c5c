package intake

import (
	"strings"
	"unicode"

	"complaints/internal/subject"
)

// newWords returns what the writer of a mail wrote now: the history, signature, phone's footer and
// legal notes are taken off. Two rules stand above all others. A line a person may have written stays:
// keeping old words costs a little reading, losing new ones may cost a complaint. And if nothing
// would be left, everything stays.
func newWords(text, title string) string {
	full := withoutMarks(text)
	lines := cutBanner(cutArmour(strings.Split(text, "\n")))
	lines, passedOn := cutHistory(lines, subject.IsForward(title))
	lines, cut := resolveQuotes(lines)
	lines = cutFooters(lines)
	if !cut && len(passedOn) > 0 {
		lines = append(lines[:len(lines):len(lines)], cutFooters(passedOn)...)
	}
	out := withoutMarks(strings.Trim(strings.Join(lines, "\n"), "\n"))
	if strings.TrimSpace(out) == "" || pointsInside(out) {
		return full
	}
	return out
}

// pointsInside recognises words that send the reader into the history ("my answers in red below"), where
// nothing but the writer's colour tells new from old.
func pointsInside(text string) bool {
	const most, around = 2000, 100 // bytes looked at, and about a word; what the pattern finds is shorter
	text = strings.ToLower(text[:min(len(text), most)])
	for _, word := range insideWords {
		for from := 0; ; {
			i := strings.Index(text[from:], word)
			if i < 0 {
				break
			}
			at := from + i
			if insidePattern.MatchString(text[max(0, at-around):min(len(text), at+around)]) {
				return true
			}
			from = at + len(word)
		}
	}
	return false
}

// insideWords are those without one of which insidePattern finds nothing.
var insideWords = []string{"answer", "comment", "repl", "respon", "note"}

func containsAny(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// cutHistory cuts at the first sure sign that everything after it is an older mail. If no words stand
// before the sign, the writer wrote after it and nothing is cut. A mail that is passed on is no history: it is
// returned apart, from its mark on.
func cutHistory(lines []string, forward bool) (own, passedOn []string) {
	words := false
	for i := range lines {
		line := strings.TrimSpace(lines[i])
		switch {
		case isRule(line):
		case forwardLine(line), forward && headerBlock(lines, i):
			for i > 0 && strings.TrimSpace(lines[i-1]) == "" {
				i--
			}
			return lines[:i], lines[i:]
		case words && !forward && gluedAttribution(lines, i):
			return lines[:i], nil
		case words && (replyLine(line) && (!forward || strings.Contains(strings.ToLower(line), "reply")) ||
			!forward && (line == historyMark || titled(lines, i) || headerBlock(lines, i))):
			return lines[:i], nil
		case line != "" && line != historyMark:
			words = true
		}
	}
	return lines, nil
}

// gluedAttribution recognises an attribution that Yahoo's programs write without a line break before the old mail. They
// put several blanks there, which people do not.
func gluedAttribution(lines []string, at int) bool {
	line := strings.TrimSpace(lines[at])
	if len(line) > 300 || !prepositionStart.MatchString(line) {
		return false
	}
	return gluedPattern.MatchString(line) || at+1 < len(lines) && !strings.Contains(line, ">") &&
		gluedPattern.MatchString(line+" "+strings.TrimSpace(lines[at+1]))
}

// titled recognises a ruled title in a language we do not know by the copied header below it.
func titled(lines []string, at int) bool {
	if line := strings.TrimSpace(lines[at]); !maybeRuled(line) || !titlePattern.MatchString(line) {
		return false
	}
	for i := at + 1; i < len(lines) && i <= at+2; i++ {
		if headerLabel(lines[i]) != "" {
			return true
		}
	}
	return false
}

// span is a run of lines of one kind.
type span struct {
	kind     spanKind
	from, to int
}

type spanKind int

const (
	spanWords spanKind = iota
	spanQuote
	spanAttribution // "On Tuesday ... wrote:"
)

// spans divides lines into words, quotations and attributions. Empty lines belong to what precedes them.
func spans(lines []string) []span {
	var out []span
	add := func(k spanKind, from, to int) {
		if n := len(out); n > 0 && out[n-1].kind == k && k != spanAttribution {
			out[n-1].to = to
			return
		}
		out = append(out, span{k, from, to})
	}
	for i := 0; i < len(lines); {
		n := 0
		switch {
		case strings.TrimSpace(lines[i]) == "" || lines[i] == historyMark:
			k := spanWords
			if len(out) > 0 && out[len(out)-1].kind == spanQuote {
				k = spanQuote
			}
			if len(out) > 0 && out[len(out)-1].kind == spanAttribution {
				out[len(out)-1].to = i + 1
			} else {
				add(k, i, i+1)
			}
			n = 1
		case isQuoted(lines[i]):
			n = 1
			add(spanQuote, i, i+1)
		default:
			if n = attribution(lines[i:]); n > 0 {
				add(spanAttribution, i, i+n)
				break
			}
			n = 1
			add(spanWords, i, i+1)
		}
		i += n
	}
	return out
}

// resolveQuotes takes off the quotations that only repeat an older mail and keeps those that the writer
// answers line by line, because the answers mean nothing without them. cut is true where an old mail without quotation
// bars followed.
func resolveQuotes(lines []string) (out []string, cut bool) {
	all := spans(lines)
	wordsAt := func(i int) bool { return all[i].kind == spanWords && hasWords(lines[all[i].from:all[i].to]) }
	first, last := -1, -1
	for i := range all {
		if wordsAt(i) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return lines, false
	}
	for i, s := range all {
		switch s.kind {
		case spanWords:
			out = append(out, lines[s.from:s.to]...)
		case spanAttribution:
			next := i + 1
			quoted := next < len(all) && all[next].kind == spanQuote
			if !quoted && first < i && isStrong(lines[s.from:s.to]) {
				return out, true
			}
			if !quoted && !isStrong(lines[s.from:s.to]) {
				out = append(out, lines[s.from:s.to]...) // may be the writer's own sentence
			}
		case spanQuote:
			introduced := i > 0 && all[i-1].kind == spanAttribution
			history := i > last || first > i && introduced && onlyQuote(all, i)
			if !history {
				out = append(out, lines[s.from:s.to]...)
			}
		}
	}
	return out, false
}

// onlyQuote reports whether no other quotation follows: the writer answered below the old mail, not
// in between.
func onlyQuote(all []span, at int) bool {
	for _, s := range all[at+1:] {
		if s.kind == spanQuote {
			return false
		}
	}
	return true
}

// hasWords reports whether any line holds more than a rule, a footer or a signature.
func hasWords(lines []string) bool {
	if only := trimTop(lines); len(only) > 0 && isSignatureMark(only[0]) && looksSigned(only) &&
		(only[0] == signatureMark || signsOff(only)) {
		return false
	}
	for _, l := range cutFooters(lines) {
		if l = strings.TrimSpace(l); l != "" && l != historyMark && !isRule(l) {
			return true
		}
	}
	return false
}

// isQuoted recognises the quotation bars of mail programs: ">", "|", and initials as in "JS>".
func isQuoted(line string) bool {
	t := strings.TrimLeft(line, " \t\u00a0")
	if strings.HasPrefix(t, ">") {
		return !strings.HasPrefix(t, ">>>") || len(t) < 5 || t[3] == '>' || t[3] == ' '
	}
	if strings.HasPrefix(t, "| ") {
		return true
	}
	for i := 0; i < len(t) && i <= 3; i++ {
		if t[i] == '>' {
			return i > 0
		}
		if t[i] < 'A' || t[i] > 'Z' {
			return false
		}
	}
	return false
}

// attribution returns how many lines make up an attribution such as "On Tue, 3 Nov 2026 at 10:15,
// Name <address> wrote:", or 0. Mail programs break it over several lines and write it in every language. Where a
// later line begins one too, the earlier lines are the writer's own.
func attribution(lines []string) int {
	n := attributionFrom(lines)
	if n == 0 && foreignAttribution(lines) {
		return 1
	}
	for i := 1; i < n; i++ {
		above := strings.TrimSpace(lines[i-1])
		ended := above == "" || strings.ContainsAny(above[len(above)-1:], ".!?)")
		if (ended || prepositionStart.MatchString(lines[i])) && attributionFrom(lines[i:]) == n-i {
			return 0
		}
	}
	return n
}

// foreignAttribution recognises one in a language we do not know: an address, a number and a colon right above a
// quotation.
func foreignAttribution(lines []string) bool {
	line := strings.TrimRight(lines[0], " \u200f\u202a\u202b\u202c")
	if len(line) > 300 || !strings.HasSuffix(line, ":") && !strings.HasSuffix(line, "：") ||
		!strings.ContainsFunc(line, unicode.IsDigit) || !addrSpec.MatchString(line) {
		return false
	}
	for _, next := range lines[1:min(len(lines), 4)] {
		if strings.TrimSpace(next) != "" {
			return isQuoted(next)
		}
	}
	return false
}

func attributionFrom(lines []string) int {
	if !mayEnd(lines) || !attributionStart(lines[0]) {
		return 0
	}
	joined := ""
	for n := range min(len(lines), maxAttribution) {
		line := strings.TrimSpace(lines[n])
		if n > 0 && (isQuoted(line) && !strings.HasPrefix(line, "> wrote")) || line == historyMark {
			return 0
		}
		if joined != "" && line != "" {
			joined += " "
		}
		joined += line
		if len(joined) > 500 {
			return 0
		}
		if line != "" && endsAttribution(line, joined) {
			return n + 1
		}
	}
	return 0
}

// mayEnd looks cheaply whether the next lines could end an attribution.
func mayEnd(lines []string) bool {
	dated := len(lines[0]) > 16 && lines[0][0] >= '0' && lines[0][0] <= '9'
	if dated && strings.Contains(lines[0], "GMT") {
		return true
	}
	lines = lines[:min(len(lines), maxAttribution)]
	for i, l := range lines {
		l = strings.TrimRight(l, " *_\u00a0")
		if strings.HasSuffix(l, ":") || strings.HasSuffix(l, "：") || strings.HasSuffix(l, "---") {
			if dated || containsAny(strings.ToLower(strings.Join(lines[:i+1], " ")), wroteVerbs...) {
				return true
			}
		}
	}
	return false
}

const maxAttribution = 8 // lines over which one may be broken

func attributionStart(line string) bool {
	line = strings.TrimLeft(line, " \t*-_>")
	return len(line) < 300 && strings.ContainsAny(line, "0123456789@") && startPattern.MatchString(line)
}

func endsAttribution(line, joined string) bool {
	line = strings.TrimRight(line, " *_-")
	if bareAttribution.MatchString(joined) || gmtAttribution.MatchString(joined) {
		return true
	}
	if !strings.HasSuffix(line, ":") && !strings.HasSuffix(line, "：") &&
		!(strings.HasPrefix(joined, "---") && strings.HasSuffix(joined, "---")) {
		return false
	}
	return containsAny(strings.ToLower(joined), wroteVerbs...) && whenPattern.MatchString(joined)
}

// isStrong tells an attribution only a mail program writes: it names an address.
func isStrong(lines []string) bool {
	joined := strings.Join(lines, " ")
	return gmtAttribution.MatchString(strings.TrimSpace(joined)) || addrSpec.MatchString(joined) ||
		strings.Contains(joined, "----")
}

// headerBlock recognises the header that Outlook and others copy above the old mail: From, and at
// least two more fields within the next lines. It stands below a rule, or one of them holds a day or an address, which
// "From: March to June we had no heating" and "Sent: a letter, no answer" do not.
func headerBlock(lines []string, at int) bool {
	if !isFromLabel(headerLabel(lines[at])) {
		return false
	}
	others, sure := 0, copiedValue(lines[at]) || at > 0 && isRule(strings.TrimSpace(lines[at-1]))
	for i := at + 1; i < len(lines) && i <= at+8; i++ {
		if l := headerLabel(lines[i]); l != "" && !isFromLabel(l) {
			others++
			sure = sure || copiedValue(lines[i])
		}
	}
	return others >= 2 && sure
}

func copiedValue(line string) bool {
	return strings.ContainsFunc(line, func(r rune) bool { return r == '@' || unicode.IsDigit(r) })
}

// headerLabel returns the label of a line "Label: value" if it is one that copied headers have.
func headerLabel(line string) string {
	line = strings.TrimLeft(line, " \t*>_|")
	i := strings.IndexAny(line, ":：")
	if i <= 0 || i > 24 {
		return ""
	}
	label := strings.ToLower(strings.Trim(line[:i], " *\u00a0"))
	if copiedLabels[label] || isFromLabel(label) {
		return label
	}
	return ""
}
