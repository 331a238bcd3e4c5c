package procedure

import (
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// openStage1 begins stage 1: the clock runs from received (P5, P9), a manager is assigned (P6), the
// resident is told (L01) and so is the manager (M01).
func openStage1(
	d *draft, received time.Time, by actor.Actor, why string, id complaint.LetterID, more ...func(*order.Facts),
) {
	openStage(d, 1, received, by, why, "")
	reason := "The manager for " + d.Register.AreaName(d.Case.Area) + " investigates."
	if _, about := above(d); about {
		reason = "It is about somebody of ours, so whoever is over them investigates."
	}
	assign(d, 1, manager(d, d.Case.Area), by, reason)
	d.toResident(id, more...)
	d.toHandler(letter.ManagerAssigned)
	tellOtherAreas(d)
}

// tellOtherAreas tells the managers of the other areas in which something failed (4.2): the lead area
// answers, and they may know what it needs.
func tellOtherAreas(d *draft) {
	c := d.Case
	if len(c.About) > 0 { // which managers under them have no part in
		return
	}
	var areas []reading.Area
	sentences := map[reading.Area][]string{}
	for _, i := range c.Issues {
		if i.Kind != reading.KindComplaint || !c.Elsewhere(i.Area) {
			continue
		}
		if !slices.Contains(areas, i.Area) {
			areas = append(areas, i.Area)
		}
		sentences[i.Area] = append(sentences[i.Area], i.Sentence)
	}
	for _, area := range areas {
		who := manager(d, area)
		if people.SameAddress(who, whoHandles(d.Case)) || people.SameAddress(who, d.Register.Team) {
			continue
		}
		// no more of it than concerns them
		d.toStaff(letter.AreaConcerned, people.RoleManager, who, func(f *order.Facts) {
			f.Area, f.Issues, f.Words, f.Attachments = d.Register.AreaName(area), sentences[area], "", nil
		})
	}
}
