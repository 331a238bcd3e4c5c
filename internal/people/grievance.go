package people

import (
	"slices"
	"strings"
)

// faults are what somebody is said to have been to the writer, a few words on.
var faults = strings.Fields(`rude dismissive abusive aggressive unhelpful hostile racist sexist unprofessional
	patronising condescending nasty threatening`)

// others begin to speak of somebody else.
var others = strings.Fields("the a an my our your his their this that")

// aboutThem are ways to go on about somebody who was named just before.
var aboutThem = []string{"complain", "complaining", "complaint"}

// endAbout ends a clause about somebody who was named before.
var endAbout = strings.Fields("about. about! of. against.")

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

// Blames reports whether the message complains about whoever has a title or a full name, not only names them: "my
// complaint is about your Repairs Manager", "the Income Manager bullied me", "Jane Roe, your Director, shouted at me".
// Praise, and a wish to hear from them, are none.
func (g Grievance) Blames(title string) bool {
	words, title := string(g), strings.ToLower(strings.TrimSpace(title))
	if title == "" || !strings.Contains(words, title) {
		return false
	}
	for _, before := range []string{"about your ", "about the ", "against your ", "against the ", "about ",
		"against "} {
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

// did reports whether what follows a title tells of a fault of theirs: a verb of blame within two words, a word for how
// they were within eight that speak of nobody else, or that the writer complains about him or her.
func (g Grievance) did(title string) bool {
	for rest, found := string(g), true; found; {
		if _, rest, found = strings.Cut(rest, " "+title); !found || !endsWord(rest) {
			continue
		}
		if next := strings.Fields(rest); blamesNext(next) || complainsOf(next) || thenDid(next) {
			return true
		}
	}
	return false
}

func blamesNext(next []string) bool {
	for i, w := range next[:min(len(next), 8)] {
		word := strings.Trim(w, ".!?")
		if i < 2 && slices.Contains(blameVerbs, word) ||
			slices.Contains(faults, word) && !slices.Contains(next[:i], "not") {
			return true
		}
		if word != w || slices.Contains(others, word) {
			break
		}
	}
	return false
}

// thenDid reports that what he or she did is told right after somebody was named, with nobody else between.
func thenDid(next []string) bool {
	for i, w := range next[:min(len(next), 12)] {
		if slices.Contains(others, w) {
			return false
		}
		if i > 0 && (w == "he" || w == "she") {
			for _, did := range next[i+1 : min(len(next), i+3)] {
				if slices.Contains(blameVerbs, strings.Trim(did, ".!?")) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// complainsOf reports words such as "who I am complaining about", or "I am complaining about her", soon after somebody
// was named.
func complainsOf(next []string) bool {
	if meansThem(next[:min(len(next), 8)]) {
		return true
	}
	near := next[:min(len(next), 25)]
	for i := range near {
		if i+2 < len(near) && slices.Contains(aboutThem, near[i]) && near[i+1] == "about" &&
			slices.Contains([]string{"her", "him", "them"}, strings.Trim(near[i+2], ".!?")) {
			return true
		}
	}
	return false
}

// meansThem reports a clause that ends with the complaint and speaks of nobody else: "who I am complaining about."
func meansThem(near []string) bool {
	for i, w := range near {
		switch {
		case slices.Contains(others, w):
			return false
		case i > 0 && slices.Contains(aboutThem, near[i-1]) && slices.Contains(endAbout, w):
			return true
		}
	}
	return false
}

// desks are what people call a complaints team beside its title.
var desks = []string{"complaints team", "complaints officer", "complaints manager", "complaints department",
	"complaints handler", "complaints office", "complaint team", "complaint handler", "customer relations team"}

// BlamesDesk reports whether the message complains about the complaints team, by its title or as people call it.
func (g Grievance) BlamesDesk(title string) bool {
	return g.Blames(title) || slices.ContainsFunc(desks, g.Blames)
}
