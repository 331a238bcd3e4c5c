package procedure

import (
	"slices"
	"strings"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
	"complaints/internal/register"
)

// handOver gives the current stage to another person and tells both.
func handOver(d *draft, to people.Contact, area reading.Area, by actor.Actor, why, reason string) {
	s, n := d.Case.Current()
	d.record(by, why, complaint.Assigned{Stage: n, To: to, On: d.today(), Area: area})
	d.toHandler(letter.Reassigned, func(f *order.Facts) { f.Reason = reason })
	if before := s.Handler; before.Email != "" && actor.ByStaff(before.Email) != by &&
		!people.SameAddress(before, to) {
		if _, still := d.Register.Find(before.Email); still {
			d.toStaff(letter.Reassigned, people.RoleManager, before, func(f *order.Facts) {
				f.Reason = reason
			})
		}
	}
}

func whoHandles(c complaint.Case) people.Contact {
	s, _ := c.Current()
	return s.Handler
}

func orTeam(d *draft, c people.Contact) people.Contact { return c.Or(desk(d)) }

// inCharge is somebody who handled the case while they are on the register, and after that whoever answers for its area
// now: what was promised does not leave with the person who promised it. Where nobody is named it is the team.
func inCharge(d *draft, c people.Contact) people.Contact {
	if c.Email == "" {
		return desk(d)
	}
	if _, still := d.Register.Find(c.Email); still {
		return c
	}
	return manager(d, d.Case.Area)
}

// successor returns who takes the current stage when its handler cannot: at stage 1 the area's manager or deputy, else
// the team; at stage 2 another Director, or nobody, which the team has to mend.
func successor(d *draft, stage policy.StageNumber) people.Contact {
	if stage == 2 {
		return director(d)
	}
	return manager(d, d.Case.Area)
}

// manager returns who investigates at stage 1: the area's manager, else the deputy, else the complaints team; never
// somebody kept from the case. A complaint about somebody of ours is for whoever is over them (4.3).
func manager(d *draft, area reading.Area) people.Contact {
	handlers := d.Register.Areas[area]
	candidates := []people.Contact{handlers.Manager, handlers.Deputy}
	if over, about := above(d); about {
		candidates = over
	}
	for _, c := range candidates {
		if c.Email != "" && free(d, c) {
			return c
		}
	}
	return desk(d)
}

// above lists who is over everybody whom the case is about, the nearest first, and whether it is about anybody.
func above(d *draft) (over []people.Contact, about bool) {
	for i, address := range d.Case.About {
		who, known := d.Register.Find(address)
		if !known {
			continue
		}
		theirs := d.Register.Above(who)
		if about && i > 0 {
			theirs = slices.DeleteFunc(theirs, func(c people.Contact) bool {
				return !slices.ContainsFunc(over, func(o people.Contact) bool { return d.Register.Same(o, c) })
			})
		}
		over, about = theirs, true
	}
	return over, about
}

// desk is who does the complaints team's part in a case: the team, or whoever is over it where the case is about the
// team (4.3). Where nobody is over it, it is the team, which must not miss the case.
func desk(d *draft) people.Contact {
	if !conflicted(d, d.Register.Team) {
		return d.Register.Team
	}
	for _, c := range d.Register.Above(d.Register.Team) {
		if free(d, c) {
			return c
		}
	}
	return d.Register.Team
}

// free reports whether somebody may take the case now: not kept from it, and not away.
func free(d *draft, c people.Contact) bool {
	until, said := d.Case.Away[strings.ToLower(c.Email)]
	return !conflicted(d, c) && !(said && (until == 0 || until > d.today())) &&
		d.Absent[strings.ToLower(c.Email)] <= d.today()
}

func conflicted(d *draft, c people.Contact) bool { return d.KeptFrom(d.Case, c) }

// KeptFrom reports whether somebody is kept from a case, under whichever of their addresses (4.3): they do not decide
// it, and they do not read of it.
func (p Procedure) KeptFrom(c complaint.Case, who people.Contact) bool {
	own := p.Register.Canonical(who.Email)
	return slices.ContainsFunc(c.Conflicted, func(a string) bool { return p.Register.Canonical(a) == own })
}

// director returns who reviews at stage 2: the area's Director, else another, else the chief executive, else the board;
// never anybody who handled stage 1, is kept from the case or is away (P15), nor anybody who is not over whom the case
// is about (4.3). It is nobody if nobody is left.
func director(d *draft) people.Contact {
	candidates := append([]people.Contact{d.Register.Areas[d.Case.Area].Director}, d.Register.Directors()...)
	if over, about := above(d); about && !slices.ContainsFunc(over, d.Register.IsDirector) {
		candidates = nil // no Director is over a Director or the chief executive
	}
	for _, c := range append(candidates, d.Register.ChiefExecutive, d.Register.Board) {
		if c.Email != "" && free(d, c) && !handledStage1(d, c) {
			return c
		}
	}
	return people.Contact{}
}

// handledStage1 reports whether somebody has had the case at stage 1, or acted on it there, under whichever of their
// addresses or under the same name: nobody reviews their own work (P15).
func handledStage1(d *draft, c people.Contact) bool {
	own := d.Register.Canonical(c.Email)
	for _, a := range slices.Concat(d.Case.Stage1.StandIns, d.Case.Stage1.Acted) {
		who, _ := d.Register.Find(a)
		if d.Register.Canonical(a) == own || register.SameFullName(who.Name, c.Name) {
			return true
		}
	}
	return false
}
