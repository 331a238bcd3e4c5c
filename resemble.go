package complaints

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// AlikeFor is how many days apart two messages about the same matter may come and still be proposed as one (1.5).
const AlikeFor = 14

// Resembles says in a sentence why two cases may be about the same matter, or "". It proposes; a person decides.
func (p Procedure) Resembles(c, other Case) string {
	apart := c.Day0.DaysUntil(other.Day0)
	joinable := func(c Case) bool { return c.Status == Review || c.Status == InformalOpen || c.Status == Stage1Open }
	switch {
	case c.Ref == other.Ref || !joinable(c) || !joinable(other) || apart > AlikeFor || apart < -AlikeFor:
		return ""
	case c.Area != other.Area || slices.Contains(c.Links, other.Ref) || slices.Contains(other.Links, c.Ref):
		return ""
	case shareAddress(c, other):
		return fmt.Sprintf("Both are about %s and came from the same sender within %d days.", p.Register.AreaName(c.Area), AlikeFor)
	case gives(c, other) || gives(other, c):
		return fmt.Sprintf("Both are about %s and came within %d days, and the address or number of one stands in the other.", p.Register.AreaName(c.Area), AlikeFor)
	case names(c, other) || names(other, c):
		return fmt.Sprintf("Both are about %s and came within %d days, and the same name stands in both.", p.Register.AreaName(c.Area), AlikeFor)
	}
	return ""
}

func shareAddress(a, b Case) bool {
	return slices.ContainsFunc(a.Addresses(), func(x string) bool { return slices.Contains(b.Addresses(), x) })
}

// names reports whether the full name of one resident stands in what the other told us of themselves.
func names(a, b Case) bool {
	name := oneLine(a.Party.Name)
	told := b.Party.Name + " " + b.Party.Address
	if b.Party.Name == "" { // a text says who it is from in its words, if it says so at all
		told += " " + b.Words
	}
	return len(strings.Fields(name)) > 1 && strings.Contains(oneLine(told), name)
}

// gives reports whether one resident's address or number stands in the other's words: "ring me on 07700 900123".
func gives(a, b Case) bool {
	found := contactIn(b.Words)
	return slices.ContainsFunc(a.Addresses(), func(x string) bool { return x == found.Email || x == found.Phone })
}

func oneLine(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// saysName finds what may be a full name in the words of somebody who wrote without one.
var saysName = regexp.MustCompile(`\b[A-Z][\w'-]+ [A-Z][\w'-]+\b|(?i:\b(?:my name is|name is|this is|it's|i am|i'm) ([a-z'-]+ [a-z'-]+))`)

// Clues are what a case can be found by besides its addresses, so that the same matter told by another way is seen: the
// resident's name, and a name, an address or a number that stands in the words (1.5). They prove nothing about who writes.
func (c Case) Clues() []string {
	var clues []string
	add := func(kind, what string) {
		const most = 8
		if what = oneLine(what); what != "" && len(clues) < most {
			clues = union(clues, []string{kind + " " + what})
		}
	}
	if len(strings.Fields(c.Party.Name)) > 1 {
		add("called", c.Party.Name)
	}
	if c.Party.Name == "" {
		for _, m := range saysName.FindAllStringSubmatch(c.Party.Address+"\n"+excerpt(c.Words, 400), -1) {
			add("called", cmp.Or(m[1], m[0]))
		}
	}
	found := contactIn(c.Words)
	for _, a := range append(c.Addresses(), found.Email, found.Phone) {
		add("reached at", a)
	}
	return clues
}

// ProposeDuplicate asks the team whether two cases are one: a one-word answer joins them, and silence leaves both as
// they are (1.5).
func (p Procedure) ProposeDuplicate(c, other Case, why string, now time.Time) Decision {
	w := p.decide(c, now, "alike:"+other.Ref)
	w.happen(ByMachine, why, Linked{other.Ref, "perhaps the same matter"})
	w.toTeam("M14", inHours, func(f *Facts) {
		f.NewRef = other.Ref
		f.Proposal = Proposal{
			Question: "Is this the same matter as " + other.Ref + "?", Suggest: "DUPLICATE " + other.Ref, Why: why,
			Default: "If nobody replies, both go on as complaints of their own.",
		}
		f.Commands = []string{"DUPLICATE " + other.Ref, "NOTE and why they are not the same"}
	})
	return w.d
}
