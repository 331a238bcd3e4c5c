package classifier

import (
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/reading"
)

// Rule is one entry of a rule file: words that speak for (or against) a reading.
type Rule struct {
	ID     string   `yaml:"id"`
	Signal string   `yaml:"signal"` // E1 to E8, or one of the other signals the decision table knows
	Says   string   `yaml:"says"`   // what the words tell, in plain words a person reads
	Any    []string `yaml:"any"`    // phrases; one is enough
	Unless []string `yaml:"unless"` // phrases that cancel it in the same sentence
	Hits   []string `yaml:"hits"`   // sentences it must find
	Misses []string `yaml:"misses"` // sentences it must leave alone
}

// ruleFile is rules.yaml, flags.yaml or areas.yaml.
type ruleFile struct {
	Version string              `yaml:"version"`
	Macros  map[string][]string `yaml:"macros"`
	Rules   []Rule              `yaml:"rules"`
	Remove  []string            `yaml:"remove"` // ids of embedded rules an overlay switches off
	// of writers.yaml: the end of a mail address, and who writes from there
	Domains map[string]reading.Writer `yaml:"domains"`
	// of writers.yaml: a word in a mail address, and for whom it speaks
	Mailboxes map[string]reading.Writer `yaml:"mailboxes"`
}

// phrase is one compiled phrase of a rule.
type phrase struct {
	rule   int32
	unless bool
	code   []instruction
	needs  int32   // a pattern, beyond the first word's, without which it cannot match; -1 is none
	last   []int32 // patterns without one of which it cannot match, where needs is none
}

// rulebook is every rule file compiled together.
type rulebook struct {
	version string
	rules   []Rule
	signals []string
	signal  []int32 // of each rule
	narrow  []bool  // of each rule: unless cancels only where it shares words with the match
	domains map[string]reading.Writer
	// words in an address that speak for a writer, and do not decide
	mailboxes map[string]reading.Writer
	lex       *lexicon
	phrases   []phrase
	starts    [][]int32 // by pattern: the phrases that may begin with it
}

// hit is a rule that matched.
type hit struct {
	rule     int32
	sentence int32
	from, to int32 // tokens
}

// conceptSignal begins the signal of a concept, which no part of the decision table asks for.
const conceptSignal = "c:"

// conceptFile is concepts.yaml: classes of words, by name.
type conceptFile struct {
	Version  string              `yaml:"version"`
	Macros   map[string][]string `yaml:"macros"`
	Concepts yaml.MapSlice       `yaml:"concepts"`
}

// parseConcepts reads concepts.yaml as rules, each with a signal of its own.
func parseConcepts(name string, b []byte) (ruleFile, error) {
	var c conceptFile
	if err := yaml.UnmarshalWithOptions(b, &c, yaml.Strict()); err != nil {
		return ruleFile{}, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	f := ruleFile{Version: c.Version, Macros: c.Macros}
	for _, item := range c.Concepts {
		phrases, ok := item.Value.([]any)
		if !ok {
			return f, fmt.Errorf("%s: concept %v: write a list of phrases", name, item.Key)
		}
		r := Rule{ID: conceptSignal + fmt.Sprint(item.Key), Says: fmt.Sprint(item.Key)}
		r.Signal = r.ID
		for _, p := range phrases {
			r.Any = append(r.Any, fmt.Sprint(p))
		}
		f.Rules = append(f.Rules, r)
	}
	return f, nil
}

func parseRules(name string, b []byte) (ruleFile, error) {
	if filepath.Base(name) == conceptsFile {
		return parseConcepts(name, b)
	}
	var f ruleFile
	if err := yaml.UnmarshalWithOptions(b, &f, yaml.Strict()); err != nil {
		return f, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	return f, nil
}

// merge lays an administrator's file over an embedded one: macros and rules of the same name win.
func (f *ruleFile) merge(over ruleFile) error {
	var errs []error
	for name, words := range over.Macros {
		if f.Macros == nil {
			f.Macros = map[string][]string{}
		}
		f.Macros[name] = words
	}
	for _, id := range over.Remove {
		n := len(f.Rules)
		f.Rules = slices.DeleteFunc(f.Rules, func(r Rule) bool { return r.ID == id })
		if len(f.Rules) == n {
			errs = append(errs, fmt.Errorf("remove: there is no rule %q", id))
		}
	}
	if f.Domains == nil && over.Domains != nil {
		f.Domains = map[string]reading.Writer{}
	}
	maps.Copy(f.Domains, over.Domains)
	if f.Mailboxes == nil && over.Mailboxes != nil {
		f.Mailboxes = map[string]reading.Writer{}
	}
	maps.Copy(f.Mailboxes, over.Mailboxes)
	for _, r := range over.Rules {
		if i := slices.IndexFunc(f.Rules, func(x Rule) bool { return x.ID == r.ID }); i >= 0 {
			f.Rules[i] = r
		} else {
			f.Rules = append(f.Rules, r)
		}
	}
	if over.Version != "" {
		f.Version += "+" + over.Version
	}
	return errors.Join(errs...)
}

// compileRules builds the rulebook and reports everything wrong with the files at once.
func compileRules(files ...ruleFile) (*rulebook, error) {
	b := &rulebook{lex: newLexicon()}
	var errs []error
	seen := map[string]bool{}
	var versions []string
	for _, f := range files {
		versions = append(versions, f.Version)
		c := compiler{lex: b.lex, macros: f.Macros}
		if f.Domains != nil {
			b.domains, b.mailboxes = f.Domains, f.Mailboxes
		}
		for _, r := range f.Rules {
			if seen[r.ID] || r.ID == "" {
				errs = append(errs, fmt.Errorf("rule %q: give every rule an id of its own", r.ID))
			}
			seen[r.ID] = true
			if len(r.Any) == 0 || r.Signal == "" {
				errs = append(errs, fmt.Errorf("rule %s: it needs a signal and at least one phrase under any", r.ID))
			}
			at := int32(len(b.rules))
			b.rules = append(b.rules, r)
			b.signal = append(b.signal, b.signalID(r.Signal))
			b.narrow = append(b.narrow,
				slices.Contains(linear.FlagLabels, r.Signal) || strings.HasPrefix(r.Signal, conceptSignal))
			for _, p := range r.Any {
				errs = append(errs, b.add(&c, at, p, false))
			}
			for _, p := range r.Unless {
				errs = append(errs, b.add(&c, at, p, true))
			}
		}
	}
	b.version = fmt.Sprintf("%s-%08x", strings.Join(versions, "."), fingerprint(files))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	b.starts = make([][]int32, b.lex.n)
	for i, p := range b.phrases {
		for _, id := range firstWords(p.code, 0, nil, 0) {
			if !slices.Contains(b.starts[id], int32(i)) {
				b.starts[id] = append(b.starts[id], int32(i))
			}
		}
	}
	return b, nil
}

// fingerprint tells two sets of rule files apart whatever they call themselves, so that a decision
// names the very rules it was made with.
func fingerprint(files []ruleFile) uint32 {
	sum := fnv.New32a()
	for _, f := range files {
		for _, r := range f.Rules {
			fmt.Fprintf(sum, "%q", []any{r.ID, r.Signal, r.Any, r.Unless})
		}
		for _, name := range slices.Sorted(maps.Keys(f.Macros)) {
			fmt.Fprintf(sum, "%q%q", name, f.Macros[name])
		}
	}
	return sum.Sum32()
}

func (b *rulebook) add(c *compiler, rule int32, text string, unless bool) error {
	code, err := c.compile(text)
	if err != nil {
		return fmt.Errorf("rule %s: %w", b.rules[rule].ID, err)
	}
	one := phrase{rule: rule, unless: unless, code: slices.Clone(code), needs: needed(code)}
	if one.needs < 0 {
		one.last = lastWords(one.code)
	}
	b.phrases = append(b.phrases, one)
	return nil
}

func (b *rulebook) signalID(name string) int32 {
	i := slices.Index(b.signals, name)
	if i < 0 {
		i = len(b.signals)
		b.signals = append(b.signals, name)
	}
	return int32(i)
}

// matcher is the working memory of one run over a text.
type matcher struct {
	book     *rulebook
	t        *words.Text
	ids      []int32 // the patterns of all words, one after another
	at       []int32 // where those of each word begin
	hits     []hit
	off      []hit
	seen     []int32 // by pattern: the last sentence, counted from 1, that has a word for it
	ends     []int32 // by phrase: twice the last sentence, from 1, it was asked about, and one if it may end there
	fuel     int
	sentence int32 // the one being matched
}

// matchFuel bounds the steps one message may cost, so that no phrase and no message can hang the reader.
const matchFuel = 400_000

// match runs every rule over a text. The hits come in the order of the text.
func (b *rulebook) match(t *words.Text, m *matcher) []hit {
	m.book, m.t, m.fuel = b, t, matchFuel
	m.ids, m.at, m.hits, m.off = m.ids[:0], m.at[:0], m.hits[:0], m.off[:0]
	for i := range t.Tokens {
		m.at = append(m.at, int32(len(m.ids)))
		m.ids = b.lex.look(t.Tokens[i].Word, m.ids)
	}
	m.at = append(m.at, int32(len(m.ids)))
	m.seen = append(m.seen[:0], make([]int32, b.lex.n)...)
	m.ends = append(m.ends[:0], make([]int32, len(b.phrases))...)
	for i := range t.Tokens {
		if i == 0 || t.Tokens[i].Sentence != m.sentence {
			m.enter(i)
		}
		for _, id := range m.ids[m.at[i]:m.at[i+1]] {
			for _, p := range b.starts[id] {
				ph := &b.phrases[p]
				if ph.needs >= 0 && m.seen[ph.needs] != m.sentence+1 || ph.last != nil && !m.mayEnd(p) {
					continue
				}
				end := m.run(ph.code, 0, int32(i))
				if end < 0 {
					continue
				}
				h := hit{ph.rule, t.Tokens[i].Sentence, int32(i), end}
				if ph.unless {
					m.off = append(m.off, h)
				} else {
					m.hits = append(m.hits, h)
				}
			}
		}
	}
	return m.live()
}

// mayEnd reports whether the sentence has a word with which a phrase can end. It is asked once for each sentence.
func (m *matcher) mayEnd(p int32) bool {
	asked := 2 * (m.sentence + 1)
	if m.ends[p] < asked {
		m.ends[p] = asked
		if slices.ContainsFunc(m.book.phrases[p].last, func(id int32) bool { return m.seen[id] == m.sentence+1 }) {
			m.ends[p]++
		}
	}
	return m.ends[p] == asked+1
}

// enter notes which patterns the sentence that begins at word i has words for. Most phrases begin with a common word
// and end at once for want of a rarer one.
func (m *matcher) enter(i int) {
	m.sentence = m.t.Tokens[i].Sentence
	for ; m.sameSentence(int32(i)); i++ {
		for _, id := range m.ids[m.at[i]:m.at[i+1]] {
			m.seen[id] = m.sentence + 1
		}
	}
}

// live drops the hits that an unless phrase cancels, and repeats of a rule in a sentence. A rule that
// raises a flag is cancelled only where the two share words: "sick of waiting, and my wife is sick"
// still speaks of illness.
func (m *matcher) live() []hit {
	out := m.hits[:0]
	for _, h := range m.hits {
		narrow := m.book.narrow[h.rule]
		dead := slices.ContainsFunc(m.off, func(o hit) bool {
			return o.rule == h.rule && o.sentence == h.sentence && (!narrow || o.from < h.to && h.from < o.to)
		})
		if dead || slices.ContainsFunc(out, func(o hit) bool { return o.rule == h.rule && o.sentence == h.sentence }) {
			continue
		}
		out = append(out, h)
	}
	return out
}

// run returns the word after the match, or -1.
func (m *matcher) run(code []instruction, pc, at int32) int32 {
	for m.fuel--; m.fuel > 0; m.fuel-- {
		in := code[pc]
		switch in.op {
		case opMatch:
			return at
		case opJump:
			pc = in.a
			continue
		case opSplit:
			if in.b < 0 {
				pc = in.a
				continue
			}
			if first := code[in.a]; first.op == opWord && !m.word(at, first.a) { // as most end, and without a call
				pc = in.b
				continue
			}
			if end := m.run(code, in.a, at); end >= 0 {
				return end
			}
			pc = in.b
			continue
		case opStart:
			if at > 0 && m.t.Tokens[at-1].Sentence == m.sentence {
				return -1
			}
		case opEnd:
			if m.sameSentence(at) {
				return -1
			}
		case opGap:
			for n := int32(0); n <= in.a; n++ {
				if n > 0 && !m.sameSentence(at+n-1) {
					break
				}
				if end := m.run(code, pc+1, at+n); end >= 0 {
					return end
				}
			}
			return -1
		case opWord:
			if !m.word(at, in.a) {
				return -1
			}
			at++
		}
		pc++
	}
	return -1
}

// word reports whether the word at i belongs to the sentence being matched and matches a pattern.
func (m *matcher) word(i, pattern int32) bool {
	if !m.sameSentence(i) {
		return false
	}
	for _, id := range m.ids[m.at[i]:m.at[i+1]] {
		if id == pattern {
			return true
		}
	}
	return false
}

// sameSentence reports whether there is a word at i that belongs to the sentence being matched.
func (m *matcher) sameSentence(i int32) bool {
	return int(i) < len(m.t.Tokens) && m.t.Tokens[i].Sentence == m.sentence
}
