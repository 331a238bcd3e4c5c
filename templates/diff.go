package templates

import (
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"complaints/internal/complaint"
)

// Difference is what the administrator's file changes in a default.
type Difference struct {
	File string             `json:"file"`
	ID   complaint.LetterID `json:"id,omitempty"` // of a letter; "" for a part or the layout
	Text string             `json:"diff"`         // as "diff -u" prints it; "" where nothing differs
}

// Diff compares every file of the administrator's folder with the default it replaces, in the order of their names.
// A letter in another language is compared with the English one.
func (s *Set) Diff() []Difference {
	ids := map[string]complaint.LetterID{}
	for _, l := range s.letters {
		ids[l.file] = l.front.ID
	}
	var out []Difference
	for _, name := range names(s.sources) {
		if f := s.sources[name]; f.own {
			text := diff.Diff("built-in/"+name, unixLines(f.original), "own/"+name, unixLines(f.text))
			out = append(out, Difference{File: name, ID: ids[name], Text: string(text)})
		}
	}
	return out
}

// unixLines are the lines of a file wherever it was written, so that none differs by how it ends.
func unixLines(text string) []byte {
	return []byte(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n") + "\n")
}
