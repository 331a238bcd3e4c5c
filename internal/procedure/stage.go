package procedure

import (
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/people"
	"complaints/internal/policy"
)

// openStage begins a stage and computes its dates.
func openStage(d *draft, n policy.StageNumber, received time.Time, by actor.Actor, why, words string) {
	sp, _ := d.Policy.Stage(n)
	day0 := d.Calendar.Day(received)
	dates := sp.Dates(d.Calendar, day0, day0)
	d.record(by, why, complaint.StageOpened{
		Stage: n, Received: received.UTC(), Day0: day0, AckDue: dates.AckDue, Limit: dates.Limit, Target: dates.Target,
		Words: words, ByDefault: by == actor.ByMachine && d.Case.Status == complaint.Review,
		Unproved: by == actor.ByMachine && d.Case.Review.Unproved,
	})
}

func assign(d *draft, stage policy.StageNumber, to people.Contact, by actor.Actor, why string) {
	d.record(by, why, complaint.Assigned{Stage: stage, To: to, On: d.today()})
}
