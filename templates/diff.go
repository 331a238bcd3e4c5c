package templates

import (
	"strings"

	"complaints/internal/complaint"
)

// Difference is what the administrator's file changes in a default.
type Difference struct {
	File  string             `json:"file"`
	ID    complaint.LetterID `json:"id,omitempty"` // of a letter; "" for a part or the layout
	Lines []string           `json:"lines"`        // "- " taken out, "+ " put in, "  " kept nearby, "..." left out
}

// near is how many kept lines stand around a change.
const near = 2

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
			out = append(out, Difference{File: name, ID: ids[name], Lines: compare(split(f.original), split(f.text))})
		}
	}
	return out
}

func split(text string) []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
}

// compare lists what turns a into b, line by line, by their longest common subsequence. Letters are short.
func compare(a, b []string) []string {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var all []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			all = append(all, "  "+a[i])
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			all = append(all, "- "+a[i])
			i++
		default:
			all = append(all, "+ "+b[j])
			j++
		}
	}
	return around(all)
}

// around keeps the changed lines with a few of those beside them.
func around(all []string) []string {
	keep := make([]bool, len(all))
	for i, row := range all {
		if row[0] != ' ' {
			for k := max(i-near, 0); k <= min(i+near, len(all)-1); k++ {
				keep[k] = true
			}
		}
	}
	var out []string
	for i, row := range all {
		switch {
		case keep[i]:
			out = append(out, row)
		case i > 0 && keep[i-1]:
			out = append(out, "...")
		case i == 0:
			out = append(out, "...")
		}
	}
	if len(out) == 1 && out[0] == "..." {
		return nil // nothing differs
	}
	return out
}
