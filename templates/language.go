package templates

import (
	"errors"
	"path"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// language is everything that letters in one language share.
type language struct {
	code  string
	all   *template.Template     // parts and letters, one namespace
	parts map[string]*parse.Tree // by name: what several letters share
	funcs template.FuncMap
	stamp string // what the parts and the layout say, for the versions
	check checker

	partNames []string
	passages  map[string][]passage // of each part
}

// loadLanguage compiles the parts and the letters of one language; a part it lacks is the English one.
func (s *Set) loadLanguage(code string) (faults []error) {
	lang := &language{code: code, funcs: funcs(code), parts: map[string]*parse.Tree{},
		passages: map[string][]passage{}}
	s.languages[code] = lang
	lang.all = template.New("letters").Option("missingkey=error").Funcs(lang.funcs)
	lang.check = checker{trees: lang.parts, funcs: lang.funcs, seen: map[string]bool{}}
	for name := range s.sources {
		if part, ok := strings.CutPrefix(name, partsDir+"/"); ok {
			lang.partNames = append(lang.partNames, strings.TrimSuffix(part, ".txt"))
		}
	}
	slices.Sort(lang.partNames)
	faults = s.loadParts(lang)
	prefix := ""
	if code != "" {
		prefix = code + "/"
	}
	for _, name := range names(s.sources) {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok || strings.Contains(rest, "/") || path.Ext(rest) != ".txt" {
			continue
		}
		if err := s.loadLetter(lang, name, rest); err != nil {
			faults = append(faults, err)
		}
	}
	return faults
}

func (s *Set) loadParts(lang *language) (faults []error) {
	stamp := []string{s.sources[layoutFile].text}
	for _, name := range names(s.sources) {
		part, ok := strings.CutPrefix(name, partsDir+"/")
		if !ok {
			continue
		}
		if own := lang.code + "/" + name; s.sources[own].text != "" {
			name = own
		}
		part = strings.TrimSuffix(part, ".txt")
		text := strings.TrimRight(strings.ReplaceAll(s.sources[name].text, "\r\n", "\n"), " \n")
		if own := s.sources[name]; own.own {
			if slips := grammar(name, section{text, 1}, section{own.original, 1}, lang.partNames); len(slips) > 0 {
				faults = append(faults, slips...)
				lang.parts[part] = &parse.Tree{Name: part, Root: &parse.ListNode{}} // its own faults are enough
				continue
			}
		}
		var tree *parse.Tree
		words, held, err := passages(name, section{text, 1})
		if err == nil {
			tree, err = parseTree(name, section{text: stress(marks(words)), line: 1}, lang.funcs)
		}
		if lang.passages[part] = held; err == nil {
			lang.parts[part] = tree
			_, err = lang.all.AddParseTree(part, tree)
		}
		if err != nil {
			faults = append(faults, located(name, err))
		}
		stamp = append(stamp, part, text)
	}
	lang.stamp = shortHash(stamp...)
	return append(faults, lang.checkParts()...)
}

// checkParts finds what a part asks for that no case has. Every part is handed all the facts.
func (lang *language) checkParts() (faults []error) {
	for _, name := range names(lang.parts) {
		lang.check.seen[seenKey(name, factsType)] = true // a letter that calls it does not report it again
		if err := lang.check.check(lang.parts[name], factsType); err != nil {
			faults = append(faults, located(partsDir+"/"+name+".txt", err))
		}
	}
	return faults
}

func (s *Set) loadLetter(lang *language, name, base string) error {
	f := s.sources[name]
	src, err := parseLetter(name, []byte(f.text))
	if err != nil {
		return err
	}
	var model source
	if f.own {
		if model, err = parseLetter(base, []byte(f.original)); err != nil {
			return err
		}
		if err := src.follow(model, lang); err != nil {
			return err
		}
	}
	l, err := lang.compile(src)
	if err != nil {
		return err
	}
	if l.own = f.own; f.own {
		model.file = "built-in/" + base
		if l.model, err = lang.compile(model); err != nil {
			return err
		}
	}
	k := key{src.front.ID, lang.code}
	if other := s.letters[k]; other != nil {
		return fault(name, 1, "the id %s is already that of %s: give every letter its own", k.id, other.file)
	}
	s.letters[k] = l
	return nil
}

// follow holds a letter of the administrator's to the one that it replaces: it is the same letter, its placeholders can
// be read, and it needs what that one needs.
func (s *source) follow(model source, lang *language) error {
	if err := s.matches(model); err != nil {
		return err
	}
	s.front.Requires = slices.DeleteFunc(s.front.Requires, func(name string) bool {
		return slices.Contains(model.front.Requires, name)
	})
	s.front.Requires = slices.Concat(model.front.Requires, s.front.Requires)
	var slips []error
	for _, name := range []string{subjectSection, bodySection, smsSection} {
		if mine, ok := s.sections[name]; ok {
			slips = append(slips, grammar(s.file, mine, model.sections[name], lang.partNames)...)
		}
	}
	return errors.Join(slips...)
}

// compile makes a letter of its source: its sections parsed, its facts known to exist.
func (lang *language) compile(src source) (*parsed, error) {
	if err := src.complete(); err != nil {
		return nil, err
	}
	l := &parsed{source: src, language: lang.code}
	for _, name := range src.front.Requires {
		f, ok := factsType.FieldByName(name)
		if !ok {
			return nil, fault(src.file, 1, "requires: %s", unknownFact(name, factsType))
		}
		l.requires = append(l.requires, requirement{name, f.Index})
	}
	for name, into := range map[string]**template.Template{subjectSection: &l.subject, bodySection: &l.body,
		smsSection: &l.sms} {
		sec, ok := src.sections[name]
		if !ok {
			continue
		}
		tree, err := lang.parse(src.file, name, sec)
		if err != nil {
			return nil, err
		}
		if *into, err = lang.all.AddParseTree(tree.Name, tree); err != nil {
			return nil, located(src.file, err)
		}
	}
	_, l.passages, _ = passages(src.file, src.sections[bodySection]) // parsed before
	for _, part := range names(lang.calls(l.body.Tree)) {
		l.passages = append(l.passages, lang.passages[part]...)
	}
	l.version = src.front.Name + "@" + shortHash(src.digest(), lang.stamp)
	if lang.code != "" {
		l.version = lang.code + "/" + l.version
	}
	return l, nil
}

// parse reads one section and checks what it asks for.
func (lang *language) parse(file, name string, sec section) (*parse.Tree, error) {
	if name == bodySection {
		text, _, err := passages(file, sec)
		if err != nil {
			return nil, err
		}
		sec.text = stress(marks(text))
	}
	tree, err := parseTree(file+"#"+name, sec, lang.funcs)
	if err != nil {
		return nil, located(file, err)
	}
	if err := lang.check.check(tree, factsType); err != nil {
		return nil, located(file, err)
	}
	return tree, nil
}

// matches says whether a replacement still is the letter it replaces.
func (s source) matches(model source) error {
	switch {
	case s.front.ID != model.front.ID:
		return fault(s.file, 2, "id is %s, but this letter is %s: write \"id: %s\"", s.front.ID, model.front.ID,
			model.front.ID)
	case s.front.Name != model.front.Name:
		return fault(
			s.file,
			2,
			"name is %q, but this letter is %q: write \"name: %s\"",
			s.front.Name,
			model.front.Name,
			model.front.Name,
		)
	case s.front.Audience != model.front.Audience:
		return fault(s.file, 2, "audience is %s, but this letter goes to %s: write \"audience: %s\"", s.front.Audience,
			model.front.Audience, model.front.Audience)
	}
	return nil
}
