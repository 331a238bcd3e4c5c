package templates

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"sort"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
)

//go:embed letters layout.html paper.html
var embedded embed.FS

const (
	layoutFile = "layout.html"
	partsDir   = "parts"
)

// Set is all the letters, compiled. It never changes after Load and is safe for concurrent use.
type Set struct {
	letters   map[key]*parsed
	layout    *template.Template
	paper     *template.Template // the sheet of a letter to post, which is ours alone
	version   string
	sources   map[string]file // every file in force, by name
	languages map[string]*language
	notes     []Problem // what a person should know of the administrator's folder
}

type key struct {
	id       complaint.LetterID
	language string
}

// file is a file in force and the default it replaces.
type file struct {
	text, original string
	own            bool // from the administrator's folder
}

// Info describes a letter for the administrator.
type Info struct {
	ID       complaint.LetterID `json:"id"`
	Name     string             `json:"name"`
	Audience Audience           `json:"audience"`
	Purpose  string             `json:"purpose"`
	Language string             `json:"language,omitempty"` // code; "" is English
	Version  string             `json:"version"`
	Own      bool               `json:"own"` // replaced by the administrator
	SMS      bool               `json:"sms"`
	Requires []string           `json:"requires,omitempty"`
}

// Load compiles the embedded letters with the administrator's files laid over them; a nil overlay means
// the defaults alone. Its error joins every mistake found, each one sentence naming file and line.
func Load(overlay fs.FS) (*Set, error) {
	if overlay == nil {
		return LoadFiles(nil)
	}
	own, notes, folderErr := ReadFolder(overlay)
	s, err := LoadFiles(own)
	if err = errors.Join(once([]error{folderErr, err})...); err != nil {
		return nil, err
	}
	s.notes = notes
	return s, nil
}

// LoadFiles is [Load] for files that have been read already, by their names.
func LoadFiles(own map[string]string) (*Set, error) {
	files, err := gather(own)
	s := &Set{letters: map[key]*parsed{}, sources: files, languages: map[string]*language{}}
	faults := []error{err}
	if s.paper, err = template.ParseFS(embedded, "paper.html"); err != nil {
		return nil, fmt.Errorf("the sheet of letters to post: %w", err)
	}
	if s.layout, err = loadLayout(files[layoutFile].text); err != nil {
		faults = append(faults, err)
	}
	for _, code := range languagesOf(files) {
		faults = append(faults, s.loadLanguage(code)...)
	}
	var all []string
	for _, name := range names(files) {
		all = append(all, name, files[name].text)
	}
	s.version = shortHash(all...)
	if err := errors.Join(once(faults)...); err != nil {
		return nil, err
	}
	return s, nil
}

// once leaves out what was said before: a fault of an English part is met again in every language.
func once(faults []error) []error {
	said := map[string]bool{}
	var out []error
	for _, err := range faults {
		for _, f := range Faults(err) {
			if one := error(f); f.File != "" && !said[one.Error()] {
				said[one.Error()] = true
				out = append(out, one)
			} else if f.File == "" && !said[f.Says] {
				said[f.Says] = true
				out = append(out, err)
			}
		}
	}
	return out
}

// loadLayout parses the page and tries it, for html/template looks at a page only when it is first written.
func loadLayout(text string) (*template.Template, error) {
	t, err := template.New(layoutFile).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, located(layoutFile, err)
	}
	var out strings.Builder
	if err := t.Execute(&out, page{Lang: "en-GB", Dir: "ltr", Title: "Title", Cover: "<p>cover</p>",
		Body: "<p>body</p>"}); err != nil {
		return nil, located(layoutFile, err)
	}
	for field, words := range map[string]string{".Cover": "<p>cover</p>", ".Body": "<p>body</p>"} {
		if !strings.Contains(out.String(), words) {
			return nil, fault(layoutFile, 1, "the page does not show {{%s}}, so the letter's words would be lost: "+
				"add it", field)
		}
	}
	return t, nil
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

// Part is a file that several letters share.
type Part struct {
	File     string               `json:"file"` // parts/closing.txt
	Language string               `json:"language,omitempty"`
	Own      bool                 `json:"own"`
	UsedIn   []complaint.LetterID `json:"used_in"`
}

// Parts lists the shared parts, by file, with the letters that have them.
func (s *Set) Parts() (out []Part) {
	for _, name := range names(s.sources) {
		part := partOf(name)
		if part == "" {
			continue
		}
		code := strings.TrimSuffix(strings.TrimSuffix(name, partsDir+"/"+part+".txt"), "/")
		p := Part{File: name, Language: code, Own: s.sources[name].own}
		for _, l := range s.List() {
			if l.Language == code && s.languages[code].callsOf(s.letters[key{l.ID, code}])[part] {
				p.UsedIn = append(p.UsedIn, l.ID)
			}
		}
		out = append(out, p)
	}
	return out
}

// Source returns the text of a file in force, to copy and change: a letter (status.txt), a part (parts/closing.txt) or
// the page (layout.html). It reports false if there is no such file.
func (s *Set) Source(name string) (text string, ok bool) {
	f, ok := s.sources[name]
	return f.text, ok
}

// Preview writes a letter in one form with sample facts, under the landlord's own particulars.
func (s *Set) Preview(id complaint.LetterID, channel message.Channel, language string,
	landlord order.Landlord) (Rendered, error) {
	f := Sample(id)
	f.Landlord, f.Language = landlord, language
	return s.Render(id, channel, f)
}

// find returns the letter in the language, else in English.
func (s *Set) find(id complaint.LetterID, language string) (*parsed, error) {
	if l := s.letters[key{id, language}]; l != nil {
		return l, nil
	}
	if l := s.letters[key{id, ""}]; l != nil {
		return l, nil
	}
	return nil, fmt.Errorf("there is no letter %s", id)
}
