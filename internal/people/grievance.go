package people

import (
	"slices"
	"strings"
)

// blameVerbs tell what somebody did to the writer that nobody should.
var blameVerbs = strings.Fields(`bullied shouted swore laughed ignored lied insulted threatened refused mocked abused
	hung slammed dismissed belittled harassed sneered yelled`)

// Grievance is the words of a message, made ready to ask whom it complains about: small letters, one blank between
// words, no commas.
type Grievance string

// GrievanceIn makes the words of a message ready.
func GrievanceIn(text string) Grievance {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return strings.ContainsRune(" \t\n\r,;:()\"", r)
	})
	return Grievance(" " + strings.Join(words, " ") + " ")
}

// Names reports whether somebody's full name stands in the message, as words of their own.
func (g Grievance) Names(name string) bool {
	parts := strings.Fields(strings.ToLower(name))
	if len(parts) < 2 {
		return false
	}
	for rest, found := string(g), true; found; {
		if _, rest, found = strings.Cut(rest, " "+strings.Join(parts, " ")); found && endsWord(rest) {
			return true
		}
	}
	return false
}

// endsWord reports whether what follows is no more of the same word: "Smith's" is Smith's and "Smithers" is not Smith.
func endsWord(rest string) bool {
	return rest == "" || strings.ContainsRune(" .!?'’", []rune(rest)[0])
}

// Blames reports whether the message complains about whoever has a title, not only names them: "my complaint is about
// your Repairs Manager", "the Income Manager bullied me". Praise, and a wish to hear from them, are none.
func (g Grievance) Blames(title string) bool {
	words, title := string(g), strings.ToLower(strings.TrimSpace(title))
	if title == "" || !strings.Contains(words, title) {
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
	return g.did(title)
}

// did reports whether a verb of blame follows a title within two words.
func (g Grievance) did(title string) bool {
	for rest, found := string(g), true; found; {
		if _, rest, found = strings.Cut(rest, " "+title+" "); !found {
			break
		}
		next := strings.Fields(rest)
		if slices.ContainsFunc(next[:min(len(next), 2)], func(w string) bool {
			return slices.Contains(blameVerbs, strings.Trim(w, ".!?"))
		}) {
			return true
		}
	}
	return false
}
