package complaints

import (
	"cmp"
	"time"
)

// Hold marks that a case's file may not be erased, or with no reason that it may be again (domain.md 2.5).
func (p Procedure) Hold(c Case, by, why string, now time.Time) Decision {
	w := p.decide(c, now, "hold")
	w.happen(by, cmp.Or(why, "The hold on the file has ended."), Held{why})
	return w.d
}
