package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// unreadable says why a text is no YAML, in words. The parser knows at best where it stopped; what people do wrong is
// seen in the lines themselves.
func unreadable(text string, err error) error {
	stopped := lineOfError(err)
	found := slips(text)
	at := slices.IndexFunc(found, func(f Fault) bool { return f.Line >= stopped-1 && f.Line <= stopped+1 })
	switch {
	case at >= 0:
		return found[at]
	case len(found) > 0:
		return found[0]
	}
	return Fault{Line: stopped, Says: "this line cannot be read: each key stands on a line of its own, followed by a " +
		"colon and a space, two spaces further right than the part it belongs to; a text with : or # in it stands in " +
		"quotes"}
}

var (
	keyLine    = regexp.MustCompile(`^( *)((?:- +)*)("[^"]*"|'[^']*'|[A-Za-z0-9_.@+\-]+) *:(?: +(.*))?$`)
	glued      = regexp.MustCompile(`^\s*(?:- )?([a-z_]+):([^\s/:][^:]*)$`)
	equals     = regexp.MustCompile(`^\s*([A-Za-z_]+)\s*=\s*(.*)$`)
	bracketed  = regexp.MustCompile(`^\s*\[([A-Za-z_]+)\]\s*$`)
	bullet     = regexp.MustCompile(`^\s*[*•·–—]\s+\S`)
	noGap      = regexp.MustCompile(`^\s*-([^\s\-].*)$`)
	conflicted = regexp.MustCompile(`^(?:<{7}|={7}|>{7})(?: |$)`)
)

// slips finds what cannot be right in the lines of a text.
func slips(text string) (found []Fault) {
	r := lineReader{block: -1}
	for n, line := range strings.Split(text, "\n") {
		if says := r.read(n+1, line); says != "" {
			found = append(found, Fault{Line: n + 1, Says: says})
		}
	}
	return found
}

// lineReader goes through the lines and knows how far right the keys above stand.
type lineReader struct {
	above []levelAbove
	first levelAbove
	block int // how far right the key stands whose text goes on over lines; -1 is none
	open  int // brackets that are open
}

type levelAbove struct {
	indent, line int
	key          string
	full         bool        // it has a value on its own line
	item         *levelAbove // the key beside the hyphen of its list; nil outside a list
}

func (r *lineReader) read(n int, line string) string {
	trimmed := strings.TrimLeft(line, " ")
	indent := len(line) - len(trimmed)
	if r.block >= 0 && (trimmed == "" || indent > r.block) {
		return ""
	}
	r.block = -1
	if says := oddSpaces(line); says != "" {
		return says
	}
	if trimmed == "" || trimmed[0] == '#' {
		return ""
	}
	if r.open > 0 {
		r.open += brackets(trimmed)
		return ""
	}
	if says := strange(line); says != "" {
		return says
	}
	parts := keyLine.FindStringSubmatch(line)
	if parts == nil {
		return ""
	}
	value := strings.TrimSpace(withoutRemark(parts[4]))
	says := r.level(levelAbove{indent + len(parts[2]), n, parts[3], value != "", nil}, parts[2] != "")
	if says == "" {
		says = badValue(parts[3], value)
	}
	switch {
	case strings.HasPrefix(value, "|") || strings.HasPrefix(value, ">"):
		r.block = indent
	case strings.HasPrefix(value, "{") || strings.HasPrefix(value, "["):
		r.open = max(0, brackets(value))
	}
	return says
}

// level compares how far right a key stands with the keys above it.
func (r *lineReader) level(k levelAbove, item bool) string {
	says := ""
	var last levelAbove
	if item {
		k.item = &levelAbove{line: k.line, key: k.key}
	}
	if r.first.key == "" {
		r.first = k
	}
	for len(r.above) > 0 && r.above[len(r.above)-1].indent > k.indent {
		last, r.above = r.above[len(r.above)-1], r.above[:len(r.above)-1]
	}
	switch {
	case len(r.above) == 0 || r.above[len(r.above)-1].indent < k.indent:
		if len(r.above) > 0 && r.above[len(r.above)-1].full && last.key == "" && !item {
			before := r.above[len(r.above)-1]
			if before.indent == 0 {
				return fmt.Sprintf("%s in line %d stands at the far left, where only the parts stand: put two spaces "+
					"before it, or as many as the keys around it have", before.key, before.line)
			}
			says = fmt.Sprintf("%s stands further right than %s in line %d, which has its value already: line "+
				"them up, "+
				"%d spaces from the left", k.key, before.key, before.line, before.indent)
			return says
		}
		switch {
		case last.key == "" || item:
		case k.indent == 0:
			return fmt.Sprintf("%s in line %d stands too far right: parts begin at the left edge", r.first.key,
				r.first.line)
		case last.item != nil:
			return fmt.Sprintf("a hyphen stands before %s in line %d and none before %s: take it away, since "+
				"keys have none",
				last.item.key, last.item.line, k.key)
		default:
			says = fmt.Sprintf("%s stands between two levels: line it up with %s in line %d, %d spaces from the left",
				k.key, last.key, last.line, last.indent)
		}
		r.above = append(r.above, k)
	default:
		if k.item == nil {
			k.item = r.above[len(r.above)-1].item
		}
		r.above[len(r.above)-1] = k
	}
	return says
}

// oddSpaces names a tab or a space that cannot be typed, where a line begins or around its colon.
func oddSpaces(line string) string {
	start := line
	if at := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsSpace(r) && !invisible(r) }); at >= 0 {
		start = line[:at]
	}
	if colon := strings.IndexByte(line, ':'); colon >= 0 && colon+1 < len(line) {
		before := line[len(strings.TrimRightFunc(line[:colon], unicode.IsSpace)):colon]
		after := line[colon+1:]
		after = after[:len(after)-len(strings.TrimLeftFunc(after, func(r rune) bool {
			return unicode.IsSpace(r) || invisible(r)
		}))]
		start += before + after
	}
	switch {
	case strings.TrimSpace(line) == "":
		return ""
	case strings.HasPrefix(strings.TrimLeft(line, " "), "\t"):
		return "a tab stands at the beginning of the line: use spaces, two for each step to the right"
	case strings.ContainsFunc(start, func(r rune) bool {
		return r != ' ' && r != '\t' && unicode.IsSpace(r) || invisible(r)
	}):
		return "a hard or invisible space, as web pages have them, stands in this line: type ordinary spaces there"
	}
	return ""
}

func invisible(r rune) bool { return r == '\u200b' || r == '\u2060' || r == '\ufeff' }

// strange names a line that is written as in another kind of file.
func strange(line string) string {
	if conflicted.MatchString(line) {
		return "this line was left by a tool that joins two versions of a file: keep one version and take its " +
			"lines away"
	}
	if part := bracketed.FindStringSubmatch(line); part != nil {
		return fmt.Sprintf("%s is written as in another kind of file: write %s: and its keys below it, two spaces "+
			"further right", strings.TrimSpace(line), part[1])
	}
	if keyLine.MatchString(line) {
		return ""
	}
	if set := equals.FindStringSubmatch(line); set != nil {
		return fmt.Sprintf("%s stands before an = sign: write a colon and a space, as %s: value", set[1], set[1])
	}
	if key := glued.FindStringSubmatch(line); key != nil {
		return fmt.Sprintf("%s: put a space after the colon", key[1])
	}
	if bullet.MatchString(line) {
		return "an item of a list begins with a hyphen and a space, and not with another sign"
	}
	if item := noGap.FindStringSubmatch(line); item != nil {
		return "put a space after the hyphen that begins an item of a list"
	}
	if word := strings.TrimSpace(line); regexp.MustCompile(`^[a-z_]+$`).MatchString(word) {
		return fmt.Sprintf("%s: a colon is missing after the key", word)
	}
	return ""
}

// badValue names what makes a value unreadable.
func badValue(key, value string) string {
	if value == "" {
		return ""
	}
	last := strings.LastIndexByte(value, value[0])
	switch value[0] {
	case '"', '\'':
		rest := strings.TrimSpace(value[last+1:])
		switch inner := value[1:max(1, last)]; {
		case last == 0:
			return key + ": the quotes are not closed: the same sign has to stand at the end"
		case rest != "":
			return key + ": text stands after the closing quotes: put the whole value in quotes"
		case value[0] == '\'' && strings.Contains(strings.ReplaceAll(inner, "''", ""), "'"):
			return key + `: an apostrophe ends the quotes too early: use double quotes, as "..."`
		case value[0] == '"' && strings.Contains(inner, `\`):
			return key + `: a backslash in double quotes has a meaning of its own: use single quotes, as '...'`
		case value[0] == '"' && strings.Contains(strings.ReplaceAll(inner, `\"`, ""), `"`):
			return key + `: quotes stand inside the quotes: use single ones around the whole, as '...'`
		}
		return ""
	case '{', '[':
		if brackets(value) > 0 && !strings.HasSuffix(value, ",") && !strings.HasSuffix(value, string(value[0])) {
			return key + ": a bracket is not closed: each { needs its }, each [ its ]"
		}
		if brackets(value) < 0 {
			return key + ": a closing bracket has no opening one: take it away, or put the text in quotes"
		}
		return ""
	case '|', '>':
		if len(value) < 3 {
			return ""
		}
		fallthrough
	case '@', '`', '%', '*', '&', '!', ',', ']', '}', '?':
		return fmt.Sprintf("%s: a text that begins with %c has to stand in quotes", key, value[0])
	}
	if value == "env:" || value == "file:" || value == "cred:" {
		return fmt.Sprintf("%s: %s needs a name or a path after it, without a space", key, value)
	}
	if strings.Contains(value, ": ") || strings.HasSuffix(value, ":") {
		return key + ": a text with a colon in it has to stand in quotes, as " + key + `: "..."`
	}
	return ""
}

// withoutRemark leaves out what stands after a # that begins a remark.
func withoutRemark(value string) string {
	if strings.HasPrefix(value, "#") {
		return ""
	}
	if value != "" && (value[0] == '"' || value[0] == '\'') {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			head, tail := value[:end+2], value[end+2:]
			tail, _, _ = strings.Cut(tail, " #")
			return head + tail
		}
	}
	value, _, _ = strings.Cut(value, " #")
	return value
}

// brackets counts the brackets that are opened and not closed, outside quotes.
func brackets(text string) (open int) {
	var quote rune
	for _, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '{' || r == '[':
			open++
		case r == '}' || r == ']':
			open--
		}
	}
	return open
}
