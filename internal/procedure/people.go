package procedure

import (
	"complaints/internal/complaint"
	"slices"
	"strings"
)

// handOver gives the current stage to another person and tells both.
func (w *working) handOver(to complaint.Contact, area complaint.Area, by, why, reason string) {
	s, n := w.d.Case.Current()
	w.happen(by, why, complaint.Assigned{Stage: n, To: to, On: w.today(), Area: area})
	w.toHandler("M19", func(f *complaint.Facts) { f.Reason = reason })
	if before := s.Handler; before.Email != "" && before.Email != by && !complaint.SameAddress(before, to) {
		if _, still := w.Register.Find(before.Email); still {
			w.toStaff("M19", complaint.RoleManager, before, inHours, func(f *complaint.Facts) { f.Reason = reason })
		}
	}
}

func (w *working) handler() complaint.Contact {
	s, _ := w.d.Case.Current()
	return s.Handler
}

func (w *working) orTeam(c complaint.Contact) complaint.Contact { return c.Or(w.Register.Team) }

// inCharge is somebody who handled the case while they are on the register, and after that whoever answers for its area
// now: what was promised does not leave with the person who promised it. Where nobody is named it is the team.
func (w *working) inCharge(c complaint.Contact) complaint.Contact {
	if c.Email == "" {
		return w.Register.Team
	}
	if _, still := w.Register.Find(c.Email); still {
		return c
	}
	return w.manager(w.d.Case.Area)
}

// successor returns who takes the current stage when its handler cannot: at stage 1 the area's manager or deputy, else
// the team; at stage 2 another Director, or nobody, which the team has to mend.
func (w *working) successor(stage int) complaint.Contact {
	if stage == 2 {
		return w.director()
	}
	return w.manager(w.d.Case.Area)
}

// manager returns who investigates at stage 1: the area's manager, else the deputy, else the complaints
// team; never somebody kept from the case.
func (w *working) manager(area complaint.Area) complaint.Contact {
	people := w.Register.Areas[area]
	for _, c := range []complaint.Contact{people.Manager, people.Deputy} {
		if c.Email != "" && w.free(c) {
			return c
		}
	}
	return w.Register.Team
}

// free reports whether somebody may take the case now: not kept from it, and not away.
func (w *working) free(c complaint.Contact) bool {
	until, said := w.d.Case.Away[strings.ToLower(c.Email)]
	return !w.conflicted(c) && !(said && (until == 0 || until > w.today())) && w.Absent[strings.ToLower(c.Email)] <= w.today()
}

func (w *working) conflicted(c complaint.Contact) bool {
	return slices.ContainsFunc(w.d.Case.Conflicted, func(a string) bool { return strings.EqualFold(a, c.Email) })
}

// director returns who reviews at stage 2: the area's Director, else another, else the chief executive; never
// anybody who handled stage 1, is kept from the case or is away (P15). It is nobody if nobody is left.
func (w *working) director() complaint.Contact {
	candidates := append([]complaint.Contact{w.Register.Areas[w.d.Case.Area].Director}, w.Register.Directors()...)
	for _, c := range append(candidates, w.Register.ChiefExecutive) {
		if c.Email != "" && w.free(c) && !w.handledStage1(c) {
			return c
		}
	}
	return complaint.Contact{}
}

func (w *working) handledStage1(c complaint.Contact) bool {
	return slices.ContainsFunc(w.d.Case.Stage1.StandIns, func(a string) bool { return strings.EqualFold(a, c.Email) })
}
