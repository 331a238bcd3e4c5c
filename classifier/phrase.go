package classifier

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"complaints/classifier/internal/words"
)

// A phrase is compiled to a small program that is run at every word it could begin with.
type opcode uint8

const (
	opWord  opcode = iota // the word here matches pattern a
	opGap                 // up to a words of the same sentence
	opSplit               // try a, then b
	opJump                // go to a
	opStart               // the sentence begins here
	opEnd                 // the sentence ends here
	opMatch
)

type instruction struct {
	op   opcode
	a, b int32
}

// lexicon numbers every word pattern of the rule files, so that each word of a message is looked
// up once for all of them.
type lexicon struct {
	exact    map[string]int32
	prefix   map[string]int32
	suffix   map[string]int32
	insides  []string         // the keys of inside, in the order of the files
	inside   map[string]int32 // only of letters that are not ASCII: some scripts put no space between words
	prefixes []int            // the lengths in use, ascending
	suffixes []int
	n        int32
}

func newLexicon() *lexicon {
	return &lexicon{exact: map[string]int32{}, prefix: map[string]int32{}, suffix: map[string]int32{},
		inside: map[string]int32{}}
}

// pattern returns the number of a word, `word*`, `*word` or `*word*`.
func (l *lexicon) pattern(w string) int32 {
	table, lengths := l.exact, (*[]int)(nil)
	within := len(w) > 2 && w[0] == '*' && w[len(w)-1] == '*'
	switch {
	case within:
		w, table = w[1:len(w)-1], l.inside
	case strings.HasSuffix(w, "*"):
		w, table, lengths = w[:len(w)-1], l.prefix, &l.prefixes
	case strings.HasPrefix(w, "*"):
		w, table, lengths = w[1:], l.suffix, &l.suffixes
	}
	id, ok := table[w]
	if !ok {
		id = l.n
		l.n++
		table[w] = id
		if within {
			l.insides = append(l.insides, w)
		}
		if lengths != nil {
			*lengths = insertLength(*lengths, len(w))
		}
	}
	return id
}

func insertLength(lengths []int, n int) []int {
	for i, have := range lengths {
		if have == n {
			return lengths
		}
		if have > n {
			return append(lengths[:i], append([]int{n}, lengths[i:]...)...)
		}
	}
	return append(lengths, n)
}

// look appends the numbers of the patterns that a word matches.
func (l *lexicon) look(w string, ids []int32) []int32 {
	if id, ok := l.exact[w]; ok {
		ids = append(ids, id)
	}
	for _, n := range l.prefixes {
		if n > len(w) {
			break
		}
		if id, ok := l.prefix[w[:n]]; ok {
			ids = append(ids, id)
		}
	}
	for _, n := range l.suffixes {
		if n > len(w) {
			break
		}
		if id, ok := l.suffix[w[len(w)-n:]]; ok {
			ids = append(ids, id)
		}
	}
	if len(l.inside) > 0 && len(w) > 0 && w[0] >= utf8.RuneSelf {
		for _, part := range l.insides {
			if strings.Contains(w, part) {
				ids = append(ids, l.inside[part])
			}
		}
	}
	return ids
}

// compiler turns a phrase as an administrator writes it into a program.
type compiler struct {
	lex    *lexicon
	macros map[string][]string
	code   []instruction
	depth  int
}

const (
	maxGap   = 20
	maxDepth = 8
	maxCode  = 4000
)

// compile reads one phrase: words, `word*`, `*word`, `~3`, `{macro}`, `(one|two words)`, `^`, `$`.
func (c *compiler) compile(phrase string) ([]instruction, error) {
	c.code, c.depth = nil, 0
	p := parser{s: strings.ToLower(phrase)}
	if err := c.alternatives(&p, false); err != nil {
		return nil, fmt.Errorf("phrase %q: %w", phrase, err)
	}
	c.emit(opMatch, 0, 0)
	if len(c.first(0, nil, 0)) == 0 {
		return nil, fmt.Errorf("phrase %q: begin with a word, not with a gap", phrase)
	}
	return c.code, nil
}

func (c *compiler) emit(op opcode, a, b int32) int32 {
	c.code = append(c.code, instruction{op, a, b})
	return int32(len(c.code) - 1)
}

// alternatives reads `one|two` up to a closing bracket (inside) or the end of the phrase.
func (c *compiler) alternatives(p *parser, inside bool) error {
	var jumps []int32
	for {
		split := c.emit(opSplit, 0, 0)
		c.code[split].a = int32(len(c.code))
		if err := c.sequence(p); err != nil {
			return err
		}
		more := p.take('|')
		if more {
			jumps = append(jumps, c.emit(opJump, 0, 0))
		}
		c.code[split].b = int32(len(c.code))
		if !more {
			c.code[split].b = -1
			break
		}
	}
	for _, j := range jumps {
		c.code[j].a = int32(len(c.code))
	}
	if inside && !p.take(')') {
		return fmt.Errorf("a bracket is not closed")
	}
	if !inside && !p.done() {
		return fmt.Errorf("%q is too much", p.rest())
	}
	return nil
}

func (c *compiler) sequence(p *parser) error {
	for {
		p.space()
		switch {
		case len(c.code) > maxCode:
			return fmt.Errorf("the phrase is too long once its macros are filled in; split it")
		case p.done() || p.at('|') || p.at(')'):
			return nil
		case p.take('('):
			if err := c.alternatives(p, true); err != nil {
				return err
			}
		case p.take('{'):
			if err := c.macro(p.until('}')); err != nil {
				return err
			}
		case p.take('^'):
			c.emit(opStart, 0, 0)
		case p.take('$'):
			c.emit(opEnd, 0, 0)
		case p.take('~'):
			n := p.number()
			if n < 1 || n > maxGap {
				return fmt.Errorf("write a gap as ~1 to ~%d", maxGap)
			}
			c.emit(opGap, int32(n), 0)
		default:
			if err := c.word(p.word()); err != nil {
				return err
			}
		}
	}
}

func (c *compiler) word(w string) error {
	if strings.Trim(w, "*") == "" {
		return fmt.Errorf("a star needs letters next to it")
	}
	star := strings.HasSuffix(w, "*")
	core := strings.Trim(w, "*")
	if n := words.WordLen(core); n != len(core) {
		return fmt.Errorf("%q is not one word", core)
	}
	spelled := words.Apostrophes.Replace(core)
	switch {
	case star && w[0] == '*' && core[0] >= utf8.RuneSelf:
		spelled = "*" + spelled + "*"
	case star:
		spelled += "*"
	case strings.HasPrefix(w, "*"):
		spelled = "*" + spelled
	default:
		spelled = words.Spell(spelled)
	}
	c.emit(opWord, c.lex.pattern(spelled), 0)
	return nil
}

func (c *compiler) macro(name string) error {
	values, ok := c.macros[name]
	if !ok {
		return fmt.Errorf("there is no macro {%s}", name)
	}
	if c.depth++; c.depth > maxDepth {
		return fmt.Errorf("macro {%s} calls itself", name)
	}
	defer func() { c.depth-- }()
	p := parser{s: strings.ToLower(strings.Join(values, "|")) + ")"}
	return c.alternatives(&p, true)
}

// first lists the patterns a program can begin with.
func (c *compiler) first(pc int32, found []int32, depth int) []int32 {
	return firstWords(c.code, pc, found, depth)
}

func firstWords(code []instruction, pc int32, found []int32, depth int) []int32 {
	for depth < maxCode && pc >= 0 && int(pc) < len(code) {
		switch in := code[pc]; in.op {
		case opWord:
			return append(found, in.a)
		case opSplit:
			found = firstWords(code, in.a, found, depth+1)
			pc = in.b
		case opJump:
			pc = in.a
		case opStart:
			pc++
		default:
			return found
		}
	}
	return found
}

// needed returns a pattern that every way through a program passes after its first word, the last of them: the words
// that tell a phrase from others tend to come late. It is -1 if there is none.
func needed(code []instruction) int32 {
	need := int32(-1)
	open := int32(0) // up to where the ways run apart
	words := 0
	for pc, in := range code {
		switch in.op {
		case opSplit:
			if in.b >= 0 { // or else it is the last of its alternatives, and how far these reach is known
				open = max(open, in.b)
			}
		case opJump:
			open = max(open, in.a)
		case opWord:
			if int32(pc) >= open {
				if words++; words > 1 || open > 0 {
					need = in.a
				}
			}
		}
	}
	return need
}

// lastWords are the patterns one of which every match of a program ends with. They are nil where none is known.
func lastWords(code []instruction) []int32 {
	var found []int32
	for pc, in := range code {
		if in.op == opWord && !slices.Contains(found, in.a) && ends(code, int32(pc)+1, 0) {
			found = append(found, in.a)
		}
	}
	return found
}

// ends reports whether a program can end at an instruction without another word.
func ends(code []instruction, pc int32, depth int) bool {
	for ; depth < maxCode; depth++ {
		switch in := code[pc]; in.op {
		case opMatch:
			return true
		case opWord:
			return false
		case opJump:
			pc = in.a
		case opSplit:
			if in.b < 0 {
				pc = in.a
				continue
			}
			if ends(code, in.a, depth+1) {
				return true
			}
			pc = in.b
		default:
			pc++
		}
	}
	return true
}

// parser walks over a phrase.
type parser struct {
	s string
	i int
}

func (p *parser) done() bool { return p.i >= len(p.s) }

func (p *parser) rest() string { return p.s[p.i:] }

func (p *parser) at(b byte) bool { return !p.done() && p.s[p.i] == b }

func (p *parser) space() {
	for p.at(' ') {
		p.i++
	}
}

func (p *parser) take(b byte) bool {
	p.space()
	if p.at(b) {
		p.i++
		return true
	}
	return false
}

func (p *parser) until(b byte) string {
	start := p.i
	for !p.done() && p.s[p.i] != b {
		p.i++
	}
	s := p.s[start:p.i]
	p.take(b)
	return s
}

func (p *parser) number() int {
	n := 0
	for !p.done() && words.IsDigit(p.s[p.i]) && n < 1000 {
		n = n*10 + int(p.s[p.i]-'0')
		p.i++
	}
	return n
}

func (p *parser) word() string {
	start := p.i
	for !p.done() && !strings.ContainsRune(" |(){}^$~", rune(p.s[p.i])) {
		p.i++
	}
	if p.i == start {
		p.i++
	}
	return p.s[start:p.i]
}
