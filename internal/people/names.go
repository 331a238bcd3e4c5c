package people

import (
	"slices"
	"strings"
	"unicode"
)

// titles stand before a name and are none.
var titles = strings.Fields("mr mrs ms miss mx dr cllr councillor sir dame rev prof and the")

func NameParts(name string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\'' && r != '-'
	}), func(s string) bool { return slices.Contains(titles, s) })
}

// CluesToName are the clues by which the cases of somebody of that name are found, whatever else the name says.
func CluesToName(name string) []string {
	parts := NameParts(name)
	if len(parts) == 0 {
		return nil
	}
	return []string{"surnamed " + parts[len(parts)-1]}
}

// CluesToNames are the clues by which the cases of whoever a text names in full are found: each two words of it that
// stand side by side may be a name.
func CluesToNames(text string) []string {
	const most = 120
	var clues []string
	parts := NameParts(text)
	for i := 0; i+1 < len(parts) && len(clues) < most; i++ {
		clues = withNew(clues, "called "+parts[i]+" "+parts[i+1])
	}
	return clues
}

// TitledNames are the names in a text that a title stands before: "D Achebe" in "Mr D Achebe".
func TitledNames(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\'' && r != '-'
	})
	var names []string
	for i, w := range words {
		w = strings.ToLower(w)
		if w == "and" || w == "the" || !slices.Contains(titles, w) {
			continue
		}
		var name []string
		for _, part := range words[i+1 : min(len(words), i+4)] {
			if !unicode.IsUpper([]rune(part)[0]) {
				break
			}
			name = append(name, part)
		}
		for n := len(name); n > 0; n-- { // what follows a name may be written with a capital, too
			names = withNew(names, strings.Join(name[:n], " "))
		}
	}
	return names
}
