package templates

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"complaints/internal/order"
)

// piece is a stretch of a section: words, or a placeholder between its braces.
type piece struct {
	text        string // of a placeholder without the braces
	line        int
	placeholder bool
}

// written is the placeholder as it stands in the file.
func (p piece) written() string { return "{{" + p.text + "}}" }

// pieces takes a section apart. A placeholder without end is a fault, and ends the search.
func pieces(file string, sec section) (out []piece, err error) {
	rest, line := sec.text, sec.line
	for {
		i := strings.Index(rest, "{{")
		if i < 0 {
			return append(out, piece{text: rest, line: line}), nil
		}
		out = append(out, piece{text: rest[:i], line: line})
		line += strings.Count(rest[:i], "\n")
		rest = rest[i+2:]
		end := endOf(rest)
		if end < 0 {
			return out, unclosed(file, line, rest)
		}
		out = append(out, piece{text: rest[:end], line: line, placeholder: true})
		line += strings.Count(rest[:end], "\n")
		rest = rest[end+2:]
	}
}

// endOf finds the braces that close a placeholder, which stands on one line; a comment may have several.
func endOf(s string) int {
	if body := strings.TrimPrefix(strings.TrimLeft(s, "- "), "/*"); len(body) < len(strings.TrimLeft(s, "- ")) {
		if i := strings.Index(s, "*/"); i >= 0 {
			if j := strings.Index(s[i:], "}}"); j >= 0 {
				return i + j
			}
		}
		return -1
	}
	end := strings.Index(s, "}}")
	for _, stop := range []string{"\n", "{{"} {
		if i := strings.Index(s, stop); i >= 0 && i < end {
			if stop == "{{" && strings.Count(s[:i], `"`)%2 == 1 { // braces between quotation marks are words
				continue
			}
			return -1
		}
	}
	for end >= 0 && strings.Count(s[:end], `"`)%2 == 1 && !strings.Contains(s[:end], "\n") {
		next := strings.Index(s[end+2:], "}}")
		if next < 0 || strings.ContainsAny(s[end:end+2+next], "\n") || !strings.Contains(s[end:end+2+next], `"`) {
			return end
		}
		end += 2 + next
	}
	return end
}

// meantPlaceholder is how far a placeholder without end may have been meant to go.
var meantPlaceholder = regexp.MustCompile(
	`^-? ?(?:(?:long|short|phone|list|if|with|range|else|end|template|or|and|not)\b ?)*` +
		`(?:"[^"\n{}]*" ?)?(?:\$?\.?[A-Za-z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)*|\.)?`,
)

func unclosed(file string, line int, rest string) error {
	row, _, _ := strings.Cut(rest, "\n")
	meant := strings.TrimSpace(meantPlaceholder.FindString(row))
	if brace := strings.IndexByte(row, '}'); brace >= 0 && !strings.Contains(row[:brace], "{") {
		meant = strings.TrimSpace(row[:brace])
	}
	if meant == "" {
		return fault(
			file,
			line,
			`"{{" begins a placeholder that has no end: write two braces after it, as in {{.Ref}}, or `+
				`take the braces out`,
		)
	}
	return fault(file, line, `the placeholder "{{%s" has no end: write {{%s}}, with two braces on each side`,
		clip(60, meant), clip(60, meant))
}

// opener is a condition or a list that waits for its end.
type opener struct {
	piece
	word     string // if, with, range
	elseSeen bool
}

// grammar looks at the placeholders of a section before they are compiled, and says what is wrong in the words of
// somebody who is no programmer. The original is the section that it replaces: a line that is the same there is not
// the one with the mistake.
func grammar(file string, sec, original section, parts []string) (faults []error) {
	all, err := pieces(file, sec)
	if err != nil {
		return []error{err}
	}
	g := &grammarian{
		file:  file,
		parts: parts,
		ours:  linesOf(original.text),
		rows:  strings.Split(sec.text, "\n"),
		first: sec.line,
	}
	for _, p := range all {
		if p.placeholder {
			g.look(p)
		} else if i := strings.Index(p.text, "}}"); i >= 0 {
			g.say(p.line+strings.Count(p.text[:i], "\n"), "two braces close a placeholder that was not opened by "+
				"two: %s",
				oneBrace(p.text[:i]))
		}
	}
	if len(g.open) > 0 {
		o := g.culprit()
		g.say(o.line, "%s has no end: write {{end}} where what stands under this condition is over", o.written())
	}
	return g.faults
}

// oneBrace says how to write a placeholder that begins with one brace.
func oneBrace(before string) string {
	row := before[strings.LastIndexByte(before, '\n')+1:]
	if i := strings.LastIndexByte(row, '{'); i >= 0 {
		return "write {{" + strings.TrimSpace(row[i+1:]) + "}}"
	}
	return "write {{ before it, or take them out"
}

type grammarian struct {
	file   string
	parts  []string
	open   []opener
	all    []opener
	ours   map[string]bool // lines of the section that is replaced
	rows   []string
	first  int
	faults []error
}

func linesOf(text string) map[string]bool {
	out := map[string]bool{}
	for row := range strings.SplitSeq(text, "\n") {
		out[strings.TrimSpace(row)] = true
	}
	return out
}

func (g *grammarian) say(line int, format string, args ...any) {
	g.faults = append(g.faults, fault(g.file, line, format, args...))
}

// changed reports whether a line is not one of the letter that is replaced.
func (g *grammarian) changed(line int) bool {
	i := line - g.first
	return i < 0 || i >= len(g.rows) || !g.ours[strings.TrimSpace(g.rows[i])]
}

// culprit is the condition that was left open: of those on lines that were changed the first that has no end on its
// line, else the last that is open.
func (g *grammarian) culprit() opener {
	for i := len(g.open) - 1; i >= 0; i-- {
		if g.changed(g.open[i].line) {
			return g.open[i]
		}
	}
	for _, o := range g.all {
		i := o.line - g.first
		if i < 0 || i >= len(g.rows) || !g.changed(o.line) {
			continue
		}
		if row := g.rows[i]; strings.Count(row, "{{if")+strings.Count(row, "{{with")+strings.Count(row, "{{range") >
			strings.Count(row, "{{end") {
			return o
		}
	}
	return g.open[len(g.open)-1]
}

var (
	firstWord  = regexp.MustCompile(`^[A-Za-z]+`)
	wholeWord  = regexp.MustCompile(`"[^"]*"|[^\s"()|]+|[()|]`)
	partCall   = regexp.MustCompile(`^template\s+"[^"]*"(\s+\S.*)?$`)
	goodName   = regexp.MustCompile(`^(\$[A-Za-z]*)?(\.[A-Za-z][A-Za-z0-9]*)*$`)
	isNumber   = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	comparison = regexp.MustCompile(
		`^\s*([^\s=!]+)(\s*(?:==|!=|=)\s*|\s+(?:is not|is|equals)\s+)["'“‘]?([^"'”’]*?)["'”’]?\s*$`,
	)
)

// look reads one placeholder.
func (g *grammarian) look(p piece) {
	body := p.text
	if strings.HasPrefix(strings.TrimLeft(body, "- "), "/*") {
		return
	}
	if fixed, wrong := plainSigns(body); wrong != "" {
		g.say(p.line, "%s in {{%s}}: write {{%s}}", wrong, body, fixed)
		body = fixed // what it opens or ends still counts
	}
	if strings.HasPrefix(body, "-") && len(body) > 1 && body[1] != ' ' && !unicode.IsDigit(rune(body[1])) {
		g.say(p.line, "in {{%s}} a space is missing after the dash: write {{- %s}}", body, body[1:])
		return
	}
	body = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(body), "- "), " -"))
	if body == "" {
		g.say(
			p.line,
			"{{%s}} is an empty placeholder: write what should stand there, as {{.Ref}}, or take it out",
			p.text,
		)
		return
	}
	word, rest := firstWord.FindString(body), ""
	rest = strings.TrimSpace(body[len(word):])
	switch low := strings.ToLower(word); {
	case word == "if" || word == "with" || word == "range":
		o := opener{piece: p, word: word}
		g.open, g.all = append(g.open, o), append(g.all, o)
		if rest == "" {
			g.say(p.line, "{{%s}} says no condition: write for example {{if .NoCalls}}", body)
			return
		}
		g.condition(p, word, rest)
	case body == "else" || word == "else" && isWordOf(firstWord.FindString(rest), "if", "with"):
		g.elseOf(p, rest)
	case body == "end":
		g.end(p)
	case word == "template":
		g.part(p, body)
	case word == "define" || word == "block":
		g.open = append(g.open, opener{piece: p, word: word})
		g.say(p.line, "a letter cannot define a part: put its words into a file of its own in the folder parts")
	case word == "break" || word == "continue":
		g.say(p.line, "{{%s}} is not for letters: take it out", body)
	default:
		if g.keyword(p, body, low, rest) {
			return
		}
		g.words(p, body)
	}
}

func isWordOf(word string, words ...string) bool { return slices.Contains(words, word) }

// keyword recognises the words of conditions and parts in another spelling.
func (g *grammarian) keyword(p piece, body, low, rest string) bool {
	bare := strings.ToLower(strings.Trim(body, "/#!> "))
	switch {
	case strings.HasPrefix(body, "/") || isWordOf(bare, "endif", "end if", "end-if", "endwith", "endrange", "end with",
		"end range", "fi") || low == "end":
		g.say(p.line, "{{%s}} is not how a condition ends: write {{end}}", body)
		g.end(p)
	case isWordOf(low, "elseif", "elif", "elsif"):
		g.say(p.line, "{{%s}} is not known: write {{else if %s}}", body, rest)
	case low == "else":
		g.say(p.line, "{{%s}} is not known: write {{else}}, or {{else if}} with a condition", body)
		g.elseOf(p, "")
	case isWordOf(low, "if", "with", "range", "unless") || strings.HasPrefix(body, "#"):
		g.open = append(g.open, opener{piece: p, word: "if"})
		if low == "unless" {
			g.say(p.line, "{{%s}} is not known: write {{if not %s}}", body, rest)
		} else {
			fixed := strings.TrimSpace(strings.TrimPrefix(body, "#"))
			word := firstWord.FindString(fixed)
			g.say(p.line, "{{%s}} is not known: write {{%s%s}}", body, strings.ToLower(word), fixed[len(word):])
		}
	case isWordOf(low, "template", "include", "partial", "part", "insert"), strings.HasPrefix(body, ">"):
		name := strings.Trim(strings.TrimLeft(strings.TrimPrefix(body, body[:len(low)]), "> "), `"'. `)
		g.say(p.line, "{{%s}} is not known: write {{template %q .}}", body, g.nearPart(name))
	default:
		return false
	}
	return true
}

func (g *grammarian) nearPart(name string) string {
	if near := nearest(strings.ToLower(name), g.parts); near != "" {
		return near
	}
	return "closing"
}

func (g *grammarian) end(p piece) {
	if len(g.open) > 0 {
		g.open = g.open[:len(g.open)-1]
		return
	}
	g.say(
		g.tooMany(p, "{{end"),
		"{{end}} ends a condition, and none is open here: take it out, or write {{if}} with a "+
			"condition before it",
	)
}

// tooMany is the line of the end or else that is one too many: one on a line that was changed, if there is one.
func (g *grammarian) tooMany(p piece, mark string) int {
	if g.changed(p.line) {
		return p.line
	}
	for i, row := range g.rows {
		if line := g.first + i; line < p.line && g.changed(line) && strings.Count(row, mark) >
			strings.Count(row, "{{if")+strings.Count(row, "{{with")+strings.Count(row, "{{range") {
			return line
		}
	}
	return p.line
}

func (g *grammarian) elseOf(p piece, rest string) {
	switch {
	case len(g.open) == 0:
		g.say(
			g.tooMany(p, "{{else"),
			`"{{else}}" says what stands there otherwise, and there is no {{if}} before it: `+
				"take it out, or write {{if}} with a condition above it",
		)
	case g.open[len(g.open)-1].elseSeen:
		g.say(p.line, `this is the second "{{else}}" of one condition: take it out, or write {{end}} before it`)
	default:
		g.open[len(g.open)-1].elseSeen = rest == ""
		if word := firstWord.FindString(rest); word != "" {
			g.condition(p, word, strings.TrimSpace(rest[len(word):]))
		}
	}
}

func (g *grammarian) part(p piece, body string) {
	if !partCall.MatchString(body) {
		name := strings.Trim(strings.TrimSpace(strings.TrimPrefix(body, "template")), `"'. `)
		g.say(
			p.line,
			"{{%s}} does not name a part: write {{template %q .}}, with the part between quotation marks and a dot "+
				"after it",
			body,
			g.nearPart(name),
		)
	}
}

// condition reads what an if asks. A comparison is written with eq in front.
func (g *grammarian) condition(p piece, word, rest string) {
	if m := comparison.FindStringSubmatch(rest); m != nil && !strings.Contains(rest, ":=") {
		op := "eq"
		if sign := strings.TrimSpace(m[2]); sign == "!=" || sign == "is not" {
			op = "ne"
		}
		g.say(
			p.line,
			`{{%s %s}} cannot be compared like this: write {{%s %s %s %q}}`,
			word,
			rest,
			word,
			op,
			dotted(m[1]),
			m[3],
		)
		return
	}
	for sign, name := range map[string]string{"&&": "and", "||": "or"} {
		if a, b, ok := strings.Cut(rest, sign); ok {
			g.say(p.line, "{{%s %s}} joins two conditions: write {{%s %s %s %s}}", word, rest, word, name,
				dotted(strings.TrimSpace(a)), dotted(strings.TrimSpace(b)))
			return
		}
	}
	g.words(piece{text: p.text, line: p.line}, rest)
}

// dotted puts the dot before a fact's name, if it lacks one.
func dotted(name string) string {
	if fact := factCalled(strings.TrimPrefix(name, ".")); fact != "" {
		return "." + fact
	}
	return name
}

// words looks at each word of a placeholder: facts begin with a dot, words between quotation marks, and what is left
// has to be one of the few words that a letter may use.
func (g *grammarian) words(p piece, body string) {
	if strings.Count(body, `"`)%2 == 1 {
		g.say(p.line, `in {{%s}} a quotation mark is missing: write one " before the words and one after them`, p.text)
		return
	}
	if strings.Count(body, "(") != strings.Count(body, ")") {
		g.say(p.line, "in {{%s}} a bracket is missing: each ( needs its )", p.text)
		return
	}
	fields := wholeWord.FindAllString(body, -1)
	for i, w := range fields {
		known := w[0] == '"' || isNumber.MatchString(w) || strings.ContainsAny(w, ":=,") ||
			isWordOf(w, "(", ")", "|", "true", "false") ||
			strings.HasPrefix(w, "$") ||
			wordsOfLetters[w]
		if known {
			continue
		}
		if i > 0 && (fields[i-1] == "." || strings.HasPrefix(fields[i-1], ".")) {
			joined := strings.TrimPrefix(fields[i-1], ".") + strings.TrimPrefix(w, ".")
			if fact := factCalled(joined); fact != "" && !goodFact(w) {
				g.say(p.line, "in {{%s}} a space stands within the name of a fact: write .%s", p.text, fact)
				return
			}
		}
		switch {
		case w == ".":
		case strings.HasPrefix(w, "."):
			if g.fact(p, w) {
				return
			}
		default:
			g.strange(p, w, len(fields) == 1)
			return
		}
	}
}

func goodFact(w string) bool { return strings.HasPrefix(w, ".") && goodName.MatchString(w) }

// fact looks at how a fact's name is written; whether the case has it is the checker's to say.
func (g *grammarian) fact(p piece, w string) (wrong bool) {
	if goodName.MatchString(w) {
		return false
	}
	if fact := factCalled(strings.Trim(w, ".")); fact != "" {
		g.say(p.line, "in {{%s}} the name of a fact is misspelt: write .%s", p.text, fact)
	} else {
		g.say(p.line, "in {{%s}} the fact %q cannot be: a name has letters only, as .NewDate", p.text, w)
	}
	return true
}

// strange says what a word without a dot may have been meant for.
func (g *grammarian) strange(p piece, w string, alone bool) {
	w = strings.Trim(w, "'`‘’")
	fact := factCalled(w)
	switch {
	case fact != "" && alone && slices.Contains(dateFacts, fact):
		g.say(p.line, "in {{%s}} the dot before the fact is missing: write {{long .%s}}", p.text, fact)
	case fact != "" && alone:
		g.say(p.line, "in {{%s}} the dot before the fact is missing: write {{.%s}}", p.text, fact)
	case fact != "":
		g.say(p.line, "in {{%s}} the dot before the fact is missing: write .%s", p.text, fact)
	case slices.Contains(g.parts, strings.ToLower(w)):
		g.say(p.line, "{{%s}} names a part: write {{template %q .}}", p.text, strings.ToLower(w))
	default:
		if near := nearest(w, names(wordsOfLetters)); near != "" && !alone {
			g.say(p.line, "in {{%s}} the word %q is not known: did you mean %s?", p.text, w, near)
			return
		}
		if near := nearest(w, factNames()); near != "" {
			g.say(p.line, "in {{%s}} there is no fact %q: did you mean .%s?", p.text, w, near)
			return
		}
		g.say(
			p.line,
			"{{%s}} is not a placeholder: there is nothing called %q. Write one that the built-in letter has, "+
				"as {{.Ref}}, or take it out",
			p.text,
			w,
		)
	}
}

// wordsOfLetters are the words that may stand in a placeholder beside facts.
var wordsOfLetters = func() map[string]bool {
	out := map[string]bool{}
	for name := range builtin {
		out[name] = true
	}
	for name := range funcs("") {
		out[name] = true
	}
	for _, name := range []string{"print", "printf", "println", "html", "js", "call", "slice", "urlquery"} {
		out[name] = true // refused by the checker, with the list of what there is
	}
	return out
}()

// factNames are the names of all facts and of what they hold.
func factNames() []string {
	var out []string
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for f := range t.Fields() {
			out = append(out, f.Name)
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[order.Facts]())
	return out
}

// dateFacts are the facts that are days.
var dateFacts = func() (out []string) {
	for f := range factsType.Fields() {
		if f.Type == dateType {
			out = append(out, f.Name)
		}
	}
	return out
}()

// factCalled returns the fact whose name this is, however it is spelt: new date, new_date, NEWDATE.
func factCalled(words string) string {
	bare := bareWords(words)
	for _, name := range factNames() {
		if strings.ToLower(name) == bare {
			return name
		}
	}
	return ""
}

func bareWords(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s))
}

// plainSigns puts the signs of a typewriter for those that a word processor makes of them.
func plainSigns(body string) (fixed, wrong string) {
	for _, r := range body {
		says := ""
		switch {
		case strings.ContainsRune("“”„‟″«»", r):
			says, r = `the quotation marks are curly`, '"'
		case strings.ContainsRune("‘’‚‛′", r):
			says, r = `the quotation marks are curly`, '"'
		case r == 0xad || r == 0x200b || r == 0x200c || r == 0x200d || r == 0xfeff || r == 0x2060:
			says, r = "a sign that cannot be seen takes the place of a space", -1
		case r == 0xa0 || r == 0x3000 || r >= 0x2000 && r <= 0x200a || r == 0x202f || r == 0x205f:
			says, r = "there is a hard space, where an ordinary space has to stand,", ' '
		case strings.ContainsRune("–—‑‐−", r):
			says, r = "there is a long dash", '-'
		case r >= 0xff01 && r <= 0xff5e:
			says, r = "there is a wide sign", r-0xff01+'!'
		case r == '…':
			says, r = "there are three dots in one sign", '.'
		}
		if says != "" && wrong == "" {
			wrong = says
		}
		if r >= 0 {
			fixed += string(r)
		}
	}
	return fixed, wrong
}

// plainly puts what is left of the template engine's own errors into a sentence. They come when a letter is written,
// or from what [grammar] does not know.
func plainly(says string) string {
	low := strings.ToLower(says)
	switch {
	case strings.Contains(low, "index out of range") || strings.Contains(low, "slice bounds"):
		return "the first of a list is wanted where the list may be empty (index out of range): put it between " +
			"{{if}} with the list and {{end}}"
	case strings.Contains(low, "wrong type") || strings.Contains(low, "incompatible types") ||
		strings.Contains(low, "invalid type") || strings.Contains(low, "non-comparable") ||
		strings.Contains(low, "bad comparison"):
		return "a placeholder in this line does not go with its fact: long and short write dates, eq compares " +
			"words with words and numbers with numbers. Compare it with the built-in letter"
	case strings.Contains(low, "wrong number of args") || strings.Contains(low, "missing argument"):
		return "a placeholder in this line says too much or too little: compare it with the built-in letter. A " +
			"date is written {{long .NewDate}}"
	}
	return fmt.Sprintf("a placeholder in this line cannot be understood: compare it with the built-in letter, which "+
		"%q prints, and write it as it stands there", "complaintsd letters preview --source")
}
