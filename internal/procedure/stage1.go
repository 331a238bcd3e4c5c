package procedure

import (
	"complaints/internal/complaint"
	"slices"
	"time"
)

// openStage1 begins stage 1: the clock runs from received (P5, P9), a manager is assigned (P6), the
// resident is told (L01) and so is the manager (M01).
func (w *working) openStage1(received time.Time, by, why string, letter complaint.LetterID) {
	w.openStage1With(letter, received, by, why, func(*complaint.Facts) {})
}

// openStage1With is openStage1 with more for the resident's letter.
func (w *working) openStage1With(letter complaint.LetterID, received time.Time, by, why string, fill func(*complaint.Facts)) {
	w.openStage(1, received, by, why, "")
	w.assign(1, w.manager(w.d.Case.Area), by, "The manager for "+w.Register.AreaName(w.d.Case.Area)+" investigates.")
	w.toResident(letter, atOnce, fill)
	w.toHandler("M01", func(f *complaint.Facts) {})
	w.tellOtherAreas()
}

// tellOtherAreas tells the managers of the other areas in which something failed (domain.md section 4): the lead area
// answers, and they may know what it needs.
func (w *working) tellOtherAreas() {
	c := w.d.Case
	var areas []complaint.Area
	sentences := map[complaint.Area][]string{}
	for _, i := range c.Issues {
		if i.Kind != complaint.KindComplaint || !c.Elsewhere(i.Area) {
			continue
		}
		if !slices.Contains(areas, i.Area) {
			areas = append(areas, i.Area)
		}
		sentences[i.Area] = append(sentences[i.Area], i.Sentence)
	}
	for _, area := range areas {
		who := w.manager(area)
		if complaint.SameAddress(who, w.handler()) || complaint.SameAddress(who, w.Register.Team) {
			continue
		}
		w.toStaff("M32", complaint.RoleManager, who, inHours, func(f *complaint.Facts) { // no more of it than concerns them
			f.Area, f.Issues, f.Words, f.Attachments = w.Register.AreaName(area), sentences[area], "", nil
		})
	}
}
