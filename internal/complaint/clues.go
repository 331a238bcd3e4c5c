package complaint

import (
	"cmp"
	"regexp"
	"strings"
)

func OneLine(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// saysName finds what may be a full name in the words of somebody who wrote without one.
var saysName = regexp.MustCompile(`\b[A-Z][\w'-]+ [A-Z][\w'-]+\b|(?i:\b(?:my name is|name is|this is|it's|i am|` +
	`i'm) ([a-z'-]+ [a-z'-]+))`)

// Clues are what a case can be found by besides its addresses, so that the same matter told by another way is seen: the
// resident's name, and a name, an address or a number that stands in the words (1.5). They prove nothing about who
// writes.
func (c Case) Clues() []string {
	var clues []string
	add := func(kind, what string) {
		const most = 8
		if what = OneLine(what); what != "" && len(clues) < most {
			clues = union(clues, kind+" "+what)
		}
	}
	if len(strings.Fields(c.Party.Name)) > 1 {
		add("called", c.Party.Name)
	}
	if c.Party.Name == "" {
		for _, m := range saysName.FindAllStringSubmatch(c.Party.Address+"\n"+Excerpt(c.Words, 400), -1) {
			add("called", cmp.Or(m[1], m[0]))
		}
	}
	found := ContactIn(c.Words)
	for _, a := range append(c.Addresses(), found.Email, found.Phone) {
		add("reached at", a)
	}
	return clues
}

var beforeClaim = regexp.MustCompile(`(?i)\b(?:letter (?:of|before) (?:claim|action|proceedings)|pre-?action (?:protocol|` +
	`letter)|formal notice before (?:claim|action|proceedings)|early notification letter|intend(?:s)? to issue ` +
	`(?:court )?proceedings)\b`)

// BeforeClaim reports whether a message is a letter before a claim: one of a representative that says so, or one whose
// subject or first line does. Who only says that they will send one has not sent it.
func BeforeClaim(subject, words string, representative bool) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(words), "\n")
	headed := beforeClaim.MatchString(subject) || len(first) <= 80 && beforeClaim.MatchString(first) &&
		!strings.Contains(strings.ToLower(first), "will ")
	return headed || representative && beforeClaim.MatchString(words)
}
