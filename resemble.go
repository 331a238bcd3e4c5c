package complaints

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// alikeFor is how many days apart two messages about the same matter may come and still be proposed as one (1.5).
const alikeFor = 14

// Resembles says in a sentence why two cases may be about the same matter, or "". It proposes; a person decides.
func (p Procedure) Resembles(c, other Case) string {
	apart := c.Day0.DaysUntil(other.Day0)
	joinable := func(c Case) bool { return c.Status == Review || c.Status == Stage1Open }
	switch {
	case c.Ref == other.Ref || !joinable(c) || !joinable(other) || apart > alikeFor || apart < -alikeFor:
		return ""
	case c.Area != other.Area || slices.Contains(c.Links, other.Ref) || slices.Contains(other.Links, c.Ref):
		return ""
	case shareAddress(c, other):
		return fmt.Sprintf("Both are about %s and came from the same sender within %d days.", p.Register.AreaName(c.Area), alikeFor)
	case names(c, other) || names(other, c):
		return fmt.Sprintf("Both are about %s and came within %d days, and the same name stands in both.", p.Register.AreaName(c.Area), alikeFor)
	}
	return ""
}

func shareAddress(a, b Case) bool {
	return slices.ContainsFunc(a.Addresses(), func(x string) bool { return slices.Contains(b.Addresses(), x) })
}

// names reports whether the full name of one resident stands in what the other told us of themselves.
func names(a, b Case) bool {
	name := strings.ToLower(a.Party.Name)
	return len(strings.Fields(name)) > 1 && strings.Contains(strings.ToLower(b.Party.Name+" "+b.Party.Address), name)
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
