package templates

import (
	"errors"
	"maps"

	"complaints/internal/order"
)

// LoadGood loads as many of an administrator's files as are good. Where one has a fault the built-in one is in force in
// its place, and left says which line is wrong and why: a slip in one letter stops no other. Its error is a fault that
// no file has, as a landlord without a name.
func LoadGood(own map[string]string, landlord order.Landlord) (s *Set, left []Problem, err error) {
	return loadAsFar(own, noOlder, func(s *Set) []Problem { return s.CheckOwn(landlord) })
}

// LoadLastGood is [LoadGood] for files of which earlier versions are known, the newest first: where one has a fault the
// last good version before it is in force in its place, and only where there is none the built-in one.
func LoadLastGood(versions map[string][]string, landlord order.Landlord) (s *Set, left []Problem, err error) {
	own, next := map[string]string{}, map[string]int{}
	for name, texts := range versions {
		own[name] = texts[0]
	}
	older := func(name string) (string, bool) {
		next[name]++
		if texts := versions[name]; next[name] < len(texts) {
			return texts[next[name]], true
		}
		return "", false
	}
	return loadAsFar(own, older, func(s *Set) []Problem { return s.CheckOwn(landlord) })
}

func noOlder(string) (string, bool) { return "", false }

// LoadReadable is [LoadGood] for whoever looks at letters: it leaves out only what cannot be written at all.
func LoadReadable(own map[string]string) (s *Set, left []Problem, err error) {
	return loadAsFar(own, noOlder, func(*Set) []Problem { return nil })
}

// loadAsFar loads files and takes, for each with a fault, the version before it that older hands out, else none.
func loadAsFar(own map[string]string, older func(name string) (string, bool), check func(*Set) []Problem) (
	s *Set, left []Problem, err error) {
	own = maps.Clone(own)
	for {
		s, wrong := loadAndCheck(own, check)
		if len(wrong) == 0 {
			return s, left, nil
		}
		if len(own) == 0 {
			var faults []error
			for _, p := range wrong {
				faults = append(faults, errors.New(p.String()))
			}
			return nil, left, errors.Join(faults...)
		}
		left = append(left, wrong...)
		faulty := map[string]bool{}
		for _, p := range wrong {
			if _, ok := own[p.File]; ok {
				faulty[p.File] = true
			}
		}
		for name := range faulty {
			delete(own, name)
			if text, ok := older(name); ok {
				own[name] = text
			}
		}
		if len(faulty) == 0 { // no file has it to itself
			clear(own)
		}
	}
}

// loadAndCheck loads files and returns what is wrong with them, if anything is.
func loadAndCheck(own map[string]string, check func(*Set) []Problem) (s *Set, wrong []Problem) {
	s, err := LoadFiles(own)
	for _, f := range Faults(err) {
		wrong = append(wrong, Problem{Severity: IsError, File: f.File, Line: f.Line, Says: f.Says})
	}
	if err != nil {
		return nil, wrong
	}
	for _, p := range check(s) {
		if p.Severity == IsError {
			wrong = append(wrong, p)
		}
	}
	return s, wrong
}
