package procedure

import (
	"complaints/internal/complaint"
	"time"
)

// openStage begins a stage and computes its dates.
func (w *working) openStage(n int, received time.Time, by, why, words string) {
	sp, _ := w.Policy.Stage(n)
	day0 := w.Calendar.Day(received)
	d := sp.Dates(w.Calendar, day0, day0)
	w.happen(by, why, complaint.StageOpened{
		Stage: n, Received: received.UTC(), Day0: day0, AckDue: d.AckDue, Limit: d.Limit, Target: d.Target,
		Words: words, ByDefault: by == ByMachine && w.d.Case.Status == complaint.Review,
	})
}

func (w *working) assign(stage int, to complaint.Contact, by, why string) {
	w.happen(by, why, complaint.Assigned{Stage: stage, To: to, On: w.today()})
}
