package classifier

import (
	"complaints/internal/reading"
)

// Change is a message that changed rules would read otherwise.
type Change struct {
	ID     string          `json:"id"`
	Before reading.Reading `json:"before"`
	After  reading.Reading `json:"after"`
	// which parts differ: kind, exclusion, area, flags, intent, to_person, would_refuse, emergency
	What []string `json:"what"`
}

// Replay reads a stored message with the rules in force and with others, and reports what would differ.
func Replay(before, after *Classifier, in Input) (Change, bool) {
	c := Change{ID: in.ID, Before: before.Read(in), After: after.Read(in)}
	differs := func(name string, yes bool) {
		if yes {
			c.What = append(c.What, name)
		}
	}
	a, b := c.Before, c.After
	differs("kind", a.Kind != b.Kind)
	differs("exclusion", a.Exclusion != b.Exclusion)
	differs("area", a.Area != b.Area)
	differs("intent", a.Intent != b.Intent)
	differs("flags", !sameFlags(a.Flags, b.Flags))
	differs("to_person", a.ToPerson != b.ToPerson)
	differs("would_refuse", a.WouldRefuse != b.WouldRefuse)
	differs("emergency", a.Emergency != b.Emergency)
	return c, len(c.What) > 0
}

func sameFlags(a, b []reading.Flag) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
