package complaint

import "strings"

// blameVerbs are what somebody did of whom a message complains, after their title.
var blameVerbs = strings.Fields(`bullied shouted swore laughed ignored lied insulted threatened refused mocked abused
	hung slammed dismissed belittled harassed sneered yelled`)

// Blames reports whether a message complains about whoever has a title, not only names them: "my complaint is about
// your Repairs Manager", "the Income Manager bullied me". Praise, and a wish to hear from them, are none.
func Blames(text, title string) bool {
	words := " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return strings.ContainsRune(" \t\n\r,;:()\"", r)
	}), " ") + " "
	title = strings.ToLower(strings.TrimSpace(title))
	if title == "" {
		return false
	}
	for _, before := range []string{"about your ", "about the ", "against your ", "against the "} {
		for _, complains := range []string{"complain ", "complaining ", "complaint ", "complaint is "} {
			if strings.Contains(words, " "+complains+before+title) {
				return true
			}
		}
	}
	for _, itself := range []string{" himself ", " herself ", " personally "} {
		if strings.Contains(words, " complain about "+title+itself) {
			return true
		}
	}
	for rest, found := words, true; found; {
		if _, rest, found = strings.Cut(rest, " "+title+" "); !found {
			break
		}
		next := strings.Fields(rest)
		for _, w := range next[:min(len(next), 2)] {
			for _, verb := range blameVerbs {
				if strings.Trim(w, ".!?") == verb {
					return true
				}
			}
		}
	}
	return false
}
