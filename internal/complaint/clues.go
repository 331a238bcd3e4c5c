package complaint

import (
	"cmp"
	"regexp"
	"strings"

	"complaints/internal/message"
	"complaints/internal/people"
)

// saysName finds what may be a full name in the words of somebody who wrote without one.
var saysName = regexp.MustCompile(`\b[A-Z][\w'-]+ [A-Z][\w'-]+\b|(?i:\b(?:my name is|name is|this is|it's|i am|` +
	`i'm) ([a-z'-]+ [a-z'-]+))`)

// Clues are what a case can be found by besides its addresses, so that the same matter told by another way is seen: the
// resident's name, and a name, an address or a number that stands in the words (1.5). They prove nothing about who
// writes.
func (c Case) Clues() []string {
	var clues []string
	add := func(kind, what string) {
		const most = 40
		if what = message.OneLine(what); what != "" && len(clues) < most {
			clues = union(clues, kind+" "+what)
		}
	}
	if len(strings.Fields(c.Party.Name)) > 1 {
		add("called", c.Party.Name)
	}
	if c.Party.Name == "" {
		for _, m := range saysName.FindAllStringSubmatch(c.Party.Address+"\n"+message.Excerpt(c.Words, 400), -1) {
			add("called", cmp.Or(m[1], m[0]))
		}
	}
	for _, p := range c.Others {
		if p.Link == people.BondJoined {
			add("called", strings.Join(people.NameParts(p.Contact.Name), " "))
		}
	}
	found := people.ContactIn(c.Words)
	for _, a := range append(c.Addresses(), found.Email, found.Phone) {
		add("reached at", a)
	}
	return clues
}
