package procedure

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
)

// entry is the day of the answer for the calendar of a manager or Director: as it stands for whoever owes it, taken away
// from whoever owes it no more (3.7).
func entry(d *draft, id complaint.LetterID, role people.Role, to people.Contact) order.Entry {
	s, n := d.Case.Current()
	switch role {
	case people.RoleManager, people.RoleDirector, people.RoleChiefExecutive:
	default:
		return order.Entry{}
	}
	owed := d.Case.InHand() && d.Case.Status != complaint.InformalOpen && people.SameAddress(to, s.Handler)
	if !letter.Of(id).Dates || s.Target == 0 || id == letter.CommandDone && (owed || !ended(d, s, to)) {
		return order.Entry{}
	}
	return order.Entry{Stage: n, Day: s.Target, Version: int(d.now.Unix() / int64(time.Minute/time.Second)),
		Cancelled: !owed}
}

// ended reports whether the decision has given an answer, closed the case or taken it from somebody who had it.
func ended(d *draft, s complaint.Stage, had people.Contact) bool {
	return slices.ContainsFunc(d.Events, func(e complaint.Event) bool {
		switch e.Fact.(type) {
		case complaint.Responded, complaint.CaseClosed:
			return true
		case complaint.Assigned:
			return slices.ContainsFunc(s.StandIns, func(a string) bool { return strings.EqualFold(a, had.Email) })
		}
		return false
	})
}
