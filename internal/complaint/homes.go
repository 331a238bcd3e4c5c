package complaint

import (
	"slices"
	"strings"

	"complaints/internal/people"
)

// SharesHome reports whether a text names a home that the case names too.
func (c Case) SharesHome(text string) bool {
	theirs := people.HomesIn(c.Party.Address + "\n" + c.Subject + "\n" + c.Words)
	return slices.ContainsFunc(people.HomesIn(text), func(home string) bool { return slices.Contains(theirs, home) })
}

// NamedIn reports whether a text gives the full name of the case's resident: first and last name, one after the other.
func (c Case) NamedIn(text string) bool {
	parts := people.NameParts(c.Party.Name)
	if len(parts) < 2 {
		return false
	}
	full := parts[0] + " " + parts[len(parts)-1]
	return strings.Contains(" "+strings.Join(people.NameParts(text), " ")+" ", " "+full+" ")
}

// NamesRepresentative reports whether a text speaks of whoever wrote for the case's resident, by a first or a last
// name.
func (c Case) NamesRepresentative(text string) bool {
	words := people.NameParts(text)
	return slices.ContainsFunc(people.NameParts(c.Representative.Name), func(part string) bool {
		return len(part) > 2 && slices.Contains(words, part) && !slices.Contains(people.NameParts(c.Party.Name), part)
	})
}

// MayBe reports whether a name may be that of the case's resident: the surname is the same, and no first name speaks
// against it. "Mrs Gill" may be Jean Gill, and so may J Gill.
func (c Case) MayBe(name string) bool {
	a, b := people.NameParts(name), people.NameParts(c.Party.Name)
	if len(a) == 0 || len(b) == 0 || a[len(a)-1] != b[len(b)-1] {
		return false
	}
	return len(a) == 1 || len(b) == 1 || strings.HasPrefix(a[0], b[0]) || strings.HasPrefix(b[0], a[0])
}

// NameClues are by what a case is found when a message gives its resident's name and nothing else of it.
func (c Case) NameClues() []string { return people.CluesToName(c.Party.Name) }
