package complaint

import (
	"slices"
	"strings"
	"unicode"
)

// notHomes are words that follow a number without making it a home.
var notHomes = strings.Fields(`times time days day weeks week months month years year hours hour minutes minute visits
	visit appointments calls call emails letters texts am pm o'clock pounds people children kids men of and or in on the
	more or less january february march april may june july august september october november december jan feb mar apr
	jun jul aug sep sept oct nov dec metres meters feet inches degrees percent stars floors rooms bedrooms working
	different separate plumbers other were was have has`)

// HomesIn lists the homes that a text may name, each as its number and the word that follows: "18 beacon". Two texts
// that share one may be about the same home; that proves nothing.
func HomesIn(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	})
	var homes []string
	for i := 0; i+1 < len(words); i++ {
		number, name := words[i], words[i+1]
		short := len(number) <= 5 && unicode.IsDigit(rune(number[0]))
		if short && len(name) > 2 && unicode.IsLetter(rune(name[0])) && !slices.Contains(notHomes, name) {
			homes = union(homes, number+" "+name)
		}
	}
	return homes
}

// SharesHome reports whether a text names a home that the case names too.
func (c Case) SharesHome(text string) bool {
	theirs := HomesIn(c.Party.Address + "\n" + c.Subject + "\n" + c.Words)
	return slices.ContainsFunc(HomesIn(text), func(home string) bool { return slices.Contains(theirs, home) })
}

// titles stand before a name and are none.
var titles = strings.Fields("mr mrs ms miss mx dr cllr councillor sir dame rev prof and the")

func nameParts(name string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\'' && r != '-'
	}), func(s string) bool { return slices.Contains(titles, s) })
}

// NamedIn reports whether a text gives the full name of the case's resident: first and last name, one after the other.
func (c Case) NamedIn(text string) bool {
	parts := nameParts(c.Party.Name)
	if len(parts) < 2 {
		return false
	}
	full := parts[0] + " " + parts[len(parts)-1]
	return strings.Contains(" "+strings.Join(nameParts(text), " ")+" ", " "+full+" ")
}

// MayBe reports whether a name may be that of the case's resident: the surname is the same, and no first name speaks
// against it. "Mrs Gill" may be Jean Gill, and so may J Gill.
func (c Case) MayBe(name string) bool {
	a, b := nameParts(name), nameParts(c.Party.Name)
	if len(a) == 0 || len(b) == 0 || a[len(a)-1] != b[len(b)-1] {
		return false
	}
	return len(a) == 1 || len(b) == 1 || strings.HasPrefix(a[0], b[0]) || strings.HasPrefix(b[0], a[0])
}

// NameClues are by what a case is found when a message gives its resident's name and nothing else of it.
func (c Case) NameClues() []string {
	parts := nameParts(c.Party.Name)
	if len(parts) == 0 {
		return nil
	}
	return []string{"surnamed " + parts[len(parts)-1]}
}

// CluesToName are the clues by which the cases of somebody of that name are found, whatever else the name says.
func CluesToName(name string) []string { return Case{Party: Party{Name: name}}.NameClues() }

// CluesToNames are the clues by which the cases of whoever a text names in full are found: each two words of it that
// stand side by side may be a name.
func CluesToNames(text string) []string {
	const most = 120
	var clues []string
	parts := nameParts(text)
	for i := 0; i+1 < len(parts) && len(clues) < most; i++ {
		clues = union(clues, "called "+parts[i]+" "+parts[i+1])
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
			names = union(names, strings.Join(name[:n], " "))
		}
	}
	return names
}
