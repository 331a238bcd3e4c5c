package complaint

import "time"

// Personal data (domain.md 0.9, E8): a matter of it goes to the data protection officer at once, whatever becomes of
// the rest. Two clocks of their own run from the day we knew: 72 hours in which the Information Commissioner has to
// hear of a breach that may harm somebody, and 30 days in which the resident has to have an acknowledgement. The
// officer says TAKEN and, when the resident has it, DONE.

// The schedules of a data-protection matter: when it was raised, that the officer has it, that it was acknowledged.
const (
	DataRaised = "data"
	DataTaken  = "data_taken"
	DataNagged = "data_nag"
)

// dataSince is when we first knew of a data-protection matter that is not acknowledged yet; zero if there is none.
func (c Case) DataSince() time.Time {
	if since := c.Reminded[DataRaised]; !since.Equal(FarFuture) {
		return since
	}
	return time.Time{}
}

// DataAlert reports whether a data-protection matter waits for the officer to take it.
func (c Case) DataAlert() bool { return !c.DataSince().IsZero() && c.Reminded[DataTaken].IsZero() }

// The schedules of a letter of the outside body: when it came, and when the team was last asked.
const OmbudsmanAsked, OmbudsmanNagged = "ombudsman", "ombudsman_nag"

// AwaitedByOmbudsman reports whether the outside body has written and nobody has said yet that it is answered.
func (c Case) AwaitedByOmbudsman() bool {
	asked := c.Reminded[OmbudsmanAsked]
	return !asked.IsZero() && !asked.Equal(FarFuture)
}

// LastChased is when the handler of a stage was last reminded of its answer; zero if never.
func (c Case) LastChased(stage int) time.Time {
	if last := c.Reminded[ManagerSchedule(stage)]; !last.Equal(FarFuture) {
		return last
	}
	return time.Time{}
}
