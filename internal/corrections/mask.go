package corrections

import (
	"cmp"
	"complaints/classifier"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Known is what a case file knows of the people and places in it.
type Known struct {
	People []string // names as they are written: Asha Rahman
	Places []string // addresses, or what somebody wrote when asked for theirs
	Hints  []string // words that may be names, as those of an e-mail address: masked where they have a capital
}

// Masked returns a labelled message fit to train on: names, addresses and numbers that could tell who wrote it, or whom
// it is about, are replaced; what the case file knows for certain, and beyond that what reads like them. Dates, sums of
// money and everything the labels hang on stay. It errs towards masking; a person reads the result all the same.
func Masked(e classifier.Example, known Known) classifier.Example {
	m := newMasker(known)
	e.Subject, e.Note = m.mask(e.Subject), m.mask(e.Note)
	e.Body = maskSignature(m.mask(e.Body))
	return e
}

// masker masks texts with what is known of one case.
type masker struct{ known []masking }

func newMasker(k Known) masker {
	var m masker
	for _, place := range once(k.Places) {
		m.place(place)
	}
	for _, name := range once(k.People) {
		m.person(name)
	}
	for _, word := range once(k.Hints) {
		if !isPlain(word) && !deskWords[strings.ToLower(word)] {
			m.find(``, title(word), "[name]")
		}
	}
	// The longest first, so that no name is cut out of a longer one.
	slices.SortStableFunc(m.known, func(a, b masking) int {
		return cmp.Compare(len(b.find.String()), len(a.find.String()))
	})
	return m
}

// once returns each word or name once.
func once(all []string) []string { return slices.Compact(slices.Sorted(slices.Values(all))) }

func (m masker) mask(s string) string {
	s = replaceAll(strings.ToValidUTF8(s, ""), wholes)
	// Twice, for a match takes the mark after it along, which the next one may need.
	s = replaceAll(replaceAll(s, m.known), m.known)
	return replaceAll(s, pieces)
}

func replaceAll(s string, all []masking) string {
	if s == "" {
		return s
	}
	for _, m := range all {
		s = replaceEach(s, m)
	}
	return s
}

// replaceEach is ReplaceAllStringFunc with the groups of each match, which it finds once.
func replaceEach(s string, m masking) string {
	var b strings.Builder
	last := 0
	for _, at := range m.find.FindAllStringSubmatchIndex(s, -1) {
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = s[at[2*i]:at[2*i+1]]
			}
		}
		b.WriteString(s[last:at[0]])
		b.WriteString(m.put(groups))
		last = at[1]
	}
	if last == 0 {
		return s
	}
	return b.String() + s[last:]
}

// person masks a name as a whole and each part of it. A part that is a word as well (Will, Hope) only with a capital.
func (m *masker) person(name string) {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("'’-", r) }
	parts := strings.FieldsFunc(name, between)
	if slices.ContainsFunc(parts, func(p string) bool { return deskWords[strings.ToLower(p)] }) {
		return // a desk of an office, and no person
	}
	if len(parts) > 1 {
		m.find(`(?i)`, strings.Join(parts, `[\s.,-]+`), "[name]")
	}
	for _, p := range parts {
		switch n := utf8.RuneCountInString(p); {
		case n < 2 || isPlain(p):
		case n == 2 || wordNames[strings.ToLower(p)]:
			m.find(``, title(p), "[name]")
		default:
			m.find(`(?i)`, regexp.QuoteMeta(p), "[name]")
		}
	}
}

func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return regexp.QuoteMeta(string(unicode.ToUpper(r)) + s[n:])
}

// place masks each line of an address, and the street in it without the number.
func (m *masker) place(address string) {
	for _, line := range strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune(",;\n\r", r) }) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || len(words) > 6: // a sentence; the patterns find the street in it
			for _, street := range append(maskStreet.FindAllString(line, -1), maskNumber.FindAllString(line, -1)...) {
				m.place(street)
			}
			continue
		case len(words) == 1:
			if w := strings.ToLower(words[0]); utf8.RuneCountInString(w) > 2 && !isPlain(w) && !wordNames[w] {
				m.find(`(?i)`, regexp.QuoteMeta(words[0]), "[place]")
			}
			continue
		}
		m.find(`(?i)`, spaced(words), "[address]")
		street := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
			return strings.ContainsAny(w, "0123456789") || strings.EqualFold(w, "flat")
		})
		if len(street) > 1 && len(street) < len(words) {
			m.find(`(?i)`, spaced(street), "[address]")
		}
	}
}

func spaced(words []string) string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = regexp.QuoteMeta(w)
	}
	return strings.Join(q, `[\s,]+`)
}

// find masks a pattern where no letter stands beside it. \b knows only the letters of English, so the edges are groups.
func (m *masker) find(mode, pattern, put string) {
	find, err := regexp.Compile(mode + `(^|[^\pL\pN])(?:` + pattern + `)(?:['’]s)?($|[^\pL\pN])`)
	if err != nil {
		return // no words can be found in it: it is longer than the library takes
	}
	m.known = append(m.known, masking{find, func(g []string) string { return g[1] + put + g[2] }})
}

// signature is a line of nothing but a name, as the last lines of a message are.
var signature = regexp.MustCompile(`^\s*(?:[A-Z][\w'’.-]*\s+){0,3}[A-Z][\w'’.-]*,?\s*$`)

// maskSignature masks the names below a message. A message of that line alone has none.
func maskSignature(body string) string {
	const lastLines = 4
	lines := strings.Split(body, "\n")
	seen := 0
	for i := len(lines) - 1; i > 0 && seen < lastLines; i-- {
		if strings.TrimSpace(lines[i]) == "" {
			continue
		}
		seen++
		plain := func(w string) bool { return isPlain(strings.Trim(w, ",.")) }
		if signature.MatchString(lines[i]) && !slices.ContainsFunc(strings.Fields(lines[i]), plain) {
			lines[i] = "[name]"
		}
	}
	return strings.Join(lines, "\n")
}
