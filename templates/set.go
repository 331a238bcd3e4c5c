package templates

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	texttemplate "text/template"
	"text/template/parse"

	"complaints"
)

//go:embed letters layout.html
var embedded embed.FS

const (
	layoutFile = "layout.html"
	partsDir   = "parts"
)

// Set is all the letters, compiled. It never changes after Load and is safe for concurrent use.
type Set struct {
	letters map[key]*letter
	layout  *template.Template
	version string
	sources map[string]file // every file in force, by name
}

type key struct {
	id       complaints.LetterID
	language string
}

// file is a file in force and the default it replaces.
type file struct {
	text, original string
	own            bool // from the administrator's folder
}

// Info describes a letter for the administrator.
type Info struct {
	ID       complaints.LetterID `json:"id"`
	Name     string              `json:"name"`
	Audience Audience            `json:"audience"`
	Purpose  string              `json:"purpose"`
	Language string              `json:"language,omitempty"` // code; "" is English
	Version  string              `json:"version"`
	Own      bool                `json:"own"` // replaced by the administrator
	SMS      bool                `json:"sms"`
	Requires []string            `json:"requires,omitempty"`
}

// Load compiles the embedded letters with the administrator's files laid over them; a nil overlay means
// the defaults alone. Its error joins every mistake found, each one sentence naming file and line.
func Load(overlay fs.FS) (*Set, error) {
	defaults, err := fs.Sub(embedded, "letters")
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	files, err := gather(defaults, overlay)
	if err != nil {
		return nil, err
	}
	s := &Set{letters: map[key]*letter{}, sources: files}
	var faults []error
	if s.layout, err = template.New(layoutFile).Option("missingkey=error").Parse(files[layoutFile].text); err != nil {
		faults = append(faults, located(layoutFile, err))
	}
	for _, code := range languagesOf(files) {
		faults = append(faults, s.loadLanguage(code)...)
	}
	var all []string
	for _, name := range names(files) {
		all = append(all, name, files[name].text)
	}
	s.version = shortHash(all...)
	return s, errors.Join(faults...)
}

// gather reads every file of both folders and says which file of the overlay matches nothing.
func gather(defaults, overlay fs.FS) (map[string]file, error) {
	files := map[string]file{}
	err := readAll(defaults, func(name, text string) error {
		files[name] = file{text: text, original: text}
		return nil
	})
	if err != nil {
		return nil, err
	}
	layout, err := embedded.ReadFile(layoutFile)
	if err != nil {
		return nil, err
	}
	files[layoutFile] = file{text: string(layout), original: string(layout)}
	if overlay == nil {
		return files, nil
	}
	known := names(files)
	var faults []error
	err = readAll(overlay, func(name, text string) error {
		model := name
		if dir, rest, ok := strings.Cut(name, "/"); ok && dir != partsDir && isLanguage(dir) {
			model = rest
		}
		original, ok := files[model]
		if !ok || model == layoutFile && model != name {
			faults = append(faults, strayFile(name, model, known))
			return nil
		}
		files[name] = file{text: text, original: original.original, own: true}
		return nil
	})
	if err != nil {
		faults = append(faults, err)
	}
	return files, errors.Join(faults...)
}

// readAll hands every visible file of a folder to use. A hidden file or folder is not ours to judge.
func readAll(dir fs.FS, use func(name, text string) error) error {
	return fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("letters folder: %w", err)
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("letters folder: %w", err)
		}
		return use(name, string(b))
	})
}

func strayFile(name, model string, known []string) error {
	if near := nearest(model, known); near != "" {
		return fault(name, 1, "no letter has this file name, so it would never be used: did you mean %s?", near)
	}
	return fault(name, 1, "no letter has this file name, so it would never be used: take a name from \"complaintsd letters list\" or move the file away")
}

// isLanguage reports whether a folder is named like a language: cy, zh-hant.
func isLanguage(s string) bool {
	base, _, _ := strings.Cut(s, "-")
	if len(base) < 2 || len(base) > 3 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == ""
}

func languagesOf(files map[string]file) []string {
	seen := map[string]bool{"": true}
	for name := range files {
		if dir, _, ok := strings.Cut(name, "/"); ok && dir != partsDir {
			seen[dir] = true
		}
	}
	return names(seen)
}

func names[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// loadLanguage compiles the parts and the letters of one language; a part it lacks is the English one.
func (s *Set) loadLanguage(code string) (faults []error) {
	lang := &language{code: code, funcs: funcs(code), parts: map[string]*parse.Tree{}}
	lang.all = texttemplate.New("letters").Option("missingkey=error").Funcs(lang.funcs)
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
		tree, err := parseTree(name, section{text: text, line: 1}, lang.funcs)
		if err == nil {
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

func (s *Set) loadLetter(lang *language, name, base string) error {
	f := s.sources[name]
	src, err := parseLetter(name, []byte(f.text))
	if err != nil {
		return err
	}
	if model, err := parseLetter(base, []byte(f.original)); err == nil {
		if err := src.matches(model); err != nil {
			return err
		}
		src.front.Requires = union(model.front.Requires, src.front.Requires)
	}
	l, err := lang.compile(src)
	if err != nil {
		return err
	}
	l.own = f.own
	k := key{src.front.ID, lang.code}
	if other := s.letters[k]; other != nil {
		return fault(name, 1, "the id %s is already that of %s: give every letter its own", k.id, other.file)
	}
	s.letters[k] = l
	return nil
}

// checkParts finds what a part asks for that no case has. Every part is handed all the facts.
func (lang *language) checkParts() (faults []error) {
	c := checker{trees: lang.parts, funcs: lang.funcs, seen: map[string]bool{}}
	for _, name := range names(lang.parts) {
		if err := c.check(lang.parts[name], factsType); err != nil {
			faults = append(faults, located(partsDir+"/"+name+".txt", err))
		}
	}
	return faults
}

// matches says whether a replacement still is the letter it replaces.
func (s source) matches(model source) error {
	switch {
	case s.front.ID != model.front.ID:
		return fault(s.file, 2, "id is %s, but this letter is %s: write \"id: %s\"", s.front.ID, model.front.ID, model.front.ID)
	case s.front.Name != model.front.Name:
		return fault(s.file, 2, "name is %q, but this letter is %q: write \"name: %s\"", s.front.Name, model.front.Name, model.front.Name)
	case s.front.Audience != model.front.Audience:
		return fault(s.file, 2, "audience is %s, but this letter goes to %s: write \"audience: %s\"", s.front.Audience, model.front.Audience, model.front.Audience)
	}
	return nil
}

func union(a, b []string) []string {
	out := append([]string(nil), a...)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Version names the whole set: it changes with any word of any letter.
func (s *Set) Version() string { return s.version }

// List describes every letter, by id and language.
func (s *Set) List() []Info {
	out := make([]Info, 0, len(s.letters))
	for _, l := range s.letters {
		out = append(out, Info{ID: l.front.ID, Name: l.front.Name, Audience: l.front.Audience, Purpose: l.front.Purpose,
			Language: l.language, Version: l.version, Own: l.own, SMS: l.sms != nil, Requires: l.front.Requires})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].ID != out[j].ID {
			return out[i].ID < out[j].ID
		}
		return out[i].Language < out[j].Language
	})
	return out
}

// Preview writes a letter in one form with sample facts, under the landlord's own particulars.
func (s *Set) Preview(id complaints.LetterID, channel complaints.Channel, language string, landlord complaints.Landlord) (Rendered, error) {
	f := Sample(id)
	f.Landlord, f.Language = landlord, language
	return s.Render(id, channel, f)
}

// find returns the letter in the language, else in English.
func (s *Set) find(id complaints.LetterID, language string) (*letter, error) {
	if l := s.letters[key{id, language}]; l != nil {
		return l, nil
	}
	if l := s.letters[key{id, ""}]; l != nil {
		return l, nil
	}
	return nil, fmt.Errorf("there is no letter %s", id)
}
