package classifier

import (
	"complaints/internal/complaint"
)

// people fills in what a careful officer reads in a message beside what it is: danger, who writes and for whom, how to
// reach them, what they need.
func (r *reading) people(out *complaint.Reading) {
	if r.in.Context == complaint.ContextManager {
		return
	}
	out.Writer = complaint.WriterResident
	if r.flagged(complaint.FlagSelfHarm) {
		out.SelfHarm = complaint.SelfHarmWeak
	}
	if r.emergency() {
		out.Danger = complaint.DangerNow
	}
	out.Emergency = out.Danger == complaint.DangerNow
}
