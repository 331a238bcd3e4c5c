package people

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
			homes = withNew(homes, number+" "+name)
		}
	}
	return homes
}

// withNew appends what is not in a list yet.
func withNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
