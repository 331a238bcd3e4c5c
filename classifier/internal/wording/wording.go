// Package wording is regular expressions over what people write, fast where most messages say nothing of the kind. An
// expression is run only over a text that holds the letters without which it cannot match: these are found in the
// expression itself, so that the two never part.
package wording

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Expression answers as the regular expression does that it was made of.
type Expression struct {
	whole  *regexp.Regexp
	needs  need
	one    []*regexp.Regexp // the ways to say it, each by itself, which is what a match needs
	oneHas []need
}

// MustCompile is regexp.MustCompile.
func MustCompile(expression string) *Expression {
	e := &Expression{whole: regexp.MustCompile(expression), needs: needsOf(expression)}
	e.one, e.oneHas = []*regexp.Regexp{e.whole}, []need{e.needs}
	return e
}

// Words is an expression for whole words in either case: any of the given ways to say something.
func Words(any ...string) *Expression {
	e := MustCompile(whole(strings.Join(any, `|`)))
	e.one, e.oneHas = nil, nil
	for _, way := range any {
		e.one = append(e.one, regexp.MustCompile(whole(way)))
		e.oneHas = append(e.oneHas, needsOf(whole(way)))
	}
	return e
}

func whole(words string) string { return `(?i)(?:^|\b)(?:` + words + `)(?:$|\b|[^\w])` }

// MatchString reports whether the text holds a match.
func (e *Expression) MatchString(text string) bool {
	p := plainOf(text)
	if !e.needs.in(&p) {
		return false
	}
	for i, one := range e.one {
		if e.oneHas[i].in(&p) && one.MatchString(text) {
			return true
		}
	}
	return false
}

// FindString is the first match, or "".
func (e *Expression) FindString(text string) string {
	if !e.mayMatch(text) {
		return ""
	}
	return e.whole.FindString(text)
}

// FindStringSubmatch is the first match with its groups, or nil.
func (e *Expression) FindStringSubmatch(text string) []string {
	if !e.mayMatch(text) {
		return nil
	}
	return e.whole.FindStringSubmatch(text)
}

// FindAllStringSubmatch is every match with its groups.
func (e *Expression) FindAllStringSubmatch(text string, n int) [][]string {
	if !e.mayMatch(text) {
		return nil
	}
	return e.whole.FindAllStringSubmatch(text, n)
}

func (e *Expression) mayMatch(text string) bool {
	if len(e.needs) == 0 {
		return true
	}
	p := plainOf(text)
	return e.needs.in(&p)
}

// plain is a text in small letters between two spaces, with a space for each byte that is no letter, digit or
// underscore of ASCII: where a word begins or ends there is then always a space.
type plain struct {
	text  string
	pairs [(signs*signs + 63) / 64]uint64 // which two signs follow each other somewhere in it
}

// signs is how many a plain text can hold: a space, an underscore, digits and letters.
const signs = 38

func plainOf(text string) (p plain) {
	if strings.ContainsAny(text, foldedLetters) {
		text = folded.Replace(text)
	}
	b := make([]byte, len(text)+2)
	b[0], b[len(b)-1] = ' ', ' '
	before := 0
	for i := range len(text) {
		c := toPlain[text[i]]
		b[i+1] = c
		at := before*signs + int(signOf[c])
		p.pairs[at/64] |= 1 << (at % 64)
		before = int(signOf[c])
	}
	p.pairs[before*signs/64] |= 1 << (before * signs % 64)
	p.text = string(b)
	return p
}

// has reports whether the text holds a string of plain letters. Most that it does not hold have two letters next to
// each other that stand so nowhere in it.
func (p *plain) has(s *wanted) bool {
	for _, at := range s.pairs {
		if p.pairs[at/64]&(1<<(at%64)) == 0 {
			return false
		}
	}
	return len(s.text) == 2 || strings.Contains(p.text, s.text)
}

// wanted is a string to be found in plain texts.
type wanted struct {
	text  string
	pairs []uint16
}

func want(text string) wanted {
	w := wanted{text: text}
	for i := 1; i < len(text); i++ {
		w.pairs = append(w.pairs, uint16(signOf[text[i-1]])*signs+uint16(signOf[text[i]]))
	}
	return w
}

// The two letters outside ASCII that match one within it when case does not count.
const foldedLetters = "\u212a\u017f"

var (
	folded  = strings.NewReplacer("\u212a", "k", "\u017f", "s")
	toPlain = func() (t [256]byte) {
		for c := range t {
			t[c] = plainByte(byte(c))
		}
		return t
	}()
	signOf = func() (t [256]uint8) {
		for i, c := range []byte(" _0123456789abcdefghijklmnopqrstuvwxyz") {
			t[c] = uint8(i)
		}
		return t
	}()
)

func plainByte(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_':
		return c
	}
	return ' '
}

// need is a list of conditions that must all hold: each that one of some strings is in the plain text, or that one of
// some other needs is met. An empty need is always met.
type need []condition

type condition struct {
	strings []string
	wanted  []wanted // the same, ready to be looked for
	needs   []need
}

func (n need) in(p *plain) bool {
	for i := range n {
		if !n[i].met(p) {
			return false
		}
	}
	return true
}

func (c *condition) met(p *plain) bool {
	for i := range c.wanted {
		if p.has(&c.wanted[i]) {
			return true
		}
	}
	return slices.ContainsFunc(c.needs, func(n need) bool { return n.in(p) })
}

// ready makes a need's strings ready to be looked for.
func (n need) ready() need {
	for i := range n {
		n[i].wanted = nil
		for _, s := range n[i].strings {
			n[i].wanted = append(n[i].wanted, want(s))
		}
		for _, inner := range n[i].needs {
			inner.ready()
		}
	}
	return n
}

// needsOf is what no text can lack that an expression matches.
func needsOf(expression string) need {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil // regexp.MustCompile has said so
	}
	f := findingOf(tree, false, false)
	return f.need().ready()
}

// finding is what is known of a part of an expression: all it can match, where these are few, else what it needs.
type finding struct {
	exact []string // in plain letters, with the marks below; nil is not known
	needs need
}

// Marks in what a part can match.
const (
	edge  = '\x00' // a word begins or ends here
	other = '\x01' // something that is part of no word stands here
)

// mostExact bounds how many strings are told apart.
const mostExact = 64

// findingOf is what is known of a part that stands where a word is known to begin or to end, or neither.
func findingOf(re *syntax.Regexp, begins, ends bool) finding {
	switch re.Op {
	case syntax.OpCapture:
		return findingOf(re.Sub[0], begins, ends)
	case syntax.OpConcat:
		return oneAfterAnother(re.Sub, begins, ends)
	case syntax.OpAlternate:
		return oneOf(re.Sub, begins, ends)
	}
	f := simple(re)
	for i := range f.exact {
		f.exact[i] = mark(begins) + f.exact[i] + mark(ends)
	}
	return f
}

func mark(yes bool) string {
	if yes {
		return string(edge)
	}
	return ""
}

func simple(re *syntax.Regexp) finding {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(re)
	case syntax.OpCharClass:
		return class(re)
	case syntax.OpEmptyMatch:
		return finding{exact: []string{""}}
	case syntax.OpWordBoundary, syntax.OpBeginText, syntax.OpBeginLine, syntax.OpEndText, syntax.OpEndLine:
		return finding{exact: []string{string(edge)}}
	case syntax.OpQuest:
		if f := findingOf(re.Sub[0], false, false); f.exact != nil {
			return finding{exact: union(f.exact, []string{""})}
		}
	case syntax.OpPlus:
		f := findingOf(re.Sub[0], false, false)
		return finding{needs: f.need()}
	case syntax.OpRepeat:
		if re.Min > 0 {
			f := findingOf(re.Sub[0], false, false)
			return finding{needs: f.need()}
		}
	}
	return finding{}
}

func literal(re *syntax.Regexp) finding {
	var b strings.Builder
	for _, r := range re.Rune {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(plainByte(byte(r)))
		case re.Flags&syntax.FoldCase != 0 && unicode.SimpleFold(r) != r:
			return finding{} // its other case may be of another length
		default:
			b.WriteString(strings.Repeat(" ", utf8.RuneLen(r)))
		}
	}
	return finding{exact: []string{b.String()}}
}

// class is a set of characters: known where they are few, or where none of them is part of a word.
func class(re *syntax.Regexp) finding {
	const few = 8
	if !ofWords(re) {
		return finding{exact: []string{string(other)}}
	}
	var exact []string
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if r >= utf8.RuneSelf || len(exact) > few {
				return finding{}
			}
			exact = union(exact, []string{string(plainByte(byte(r)))})
		}
	}
	return finding{exact: exact}
}

// ofWords reports whether a class has a character that is part of a word, or one that stands for such a character.
func ofWords(re *syntax.Regexp) bool {
	for i := 0; i < len(re.Rune); i += 2 {
		from, to := re.Rune[i], re.Rune[i+1]
		for _, r := range foldedLetters {
			if from <= r && r <= to {
				return true
			}
		}
		for r := from; r <= to && r < utf8.RuneSelf; r++ {
			if plainByte(byte(r)) != ' ' {
				return true
			}
		}
	}
	return false
}

// oneAfterAnother joins what is known of parts in a row, as far as they are few.
func oneAfterAnother(parts []*syntax.Regexp, begins, ends bool) finding {
	run, known := []string{mark(begins)}, true
	var needs need
	flush := func() {
		f := finding{exact: run}
		needs = append(needs, f.need()...)
		run, known = []string{""}, false
	}
	for i, part := range parts {
		f := findingOf(part, false, false)
		if f.exact == nil {
			flush()
			f = findingOf(part, i == 0 && begins || i > 0 && isEdge(parts[i-1]),
				i == len(parts)-1 && ends || i < len(parts)-1 && isEdge(parts[i+1]))
			needs = append(needs, f.needs...)
			continue
		}
		if len(run)*len(f.exact) > mostExact {
			flush()
		}
		var longer []string
		for _, a := range run {
			for _, b := range f.exact {
				longer = append(longer, a+b)
			}
		}
		run = union(nil, longer)
	}
	for i := range run {
		run[i] += mark(ends)
	}
	if known {
		return finding{exact: run}
	}
	flush()
	return finding{needs: needs}
}

// isEdge reports a part that stands only where a word begins or ends.
func isEdge(re *syntax.Regexp) bool {
	f := findingOf(re, false, false)
	return f.exact != nil && !slices.ContainsFunc(f.exact, func(s string) bool {
		return s != string(edge) && s != string(other)
	})
}

// oneOf is what is known where any of some parts may stand.
func oneOf(parts []*syntax.Regexp, begins, ends bool) finding {
	var exact []string
	known := true
	var c condition
	for _, part := range parts {
		f := findingOf(part, begins, ends)
		known = known && f.exact != nil
		exact = union(exact, f.exact)
		if n := f.need(); len(n) == 1 && n[0].needs == nil {
			c.strings = union(c.strings, n[0].strings)
		} else {
			c.needs = append(c.needs, n)
		}
	}
	if known && len(exact) <= mostExact {
		return finding{exact: exact}
	}
	for _, n := range c.needs {
		if len(n) == 0 {
			return finding{} // one of them needs nothing
		}
	}
	return finding{needs: need{c}}
}

// need is what the part cannot do without.
func (f *finding) need() need {
	if f.exact == nil {
		return f.needs
	}
	var c condition
	for _, s := range f.exact {
		s = findable(s)
		if strings.TrimSpace(s) == "" {
			return nil
		}
		c.strings = union(c.strings, []string{s})
	}
	return need{c}
}

// findable is the longest stretch of a marked string that stands in a plain text as it is.
func findable(marked string) string {
	best := ""
	parts := strings.Split(marked, string(other))
	for i, part := range parts {
		if i > 0 {
			part = string(edge) + part
		}
		if i < len(parts)-1 {
			part += string(edge)
		}
		core := strings.Trim(part, string(edge))
		s := strings.ReplaceAll(core, string(edge), "")
		if s == "" {
			continue
		}
		if strings.HasPrefix(part, string(edge)) && s[0] != ' ' {
			s = " " + s
		}
		if strings.HasSuffix(part, string(edge)) && s[len(s)-1] != ' ' {
			s += " "
		}
		if len(s) > len(best) {
			best = s
		}
	}
	return best
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}
