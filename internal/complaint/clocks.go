package complaint

import (
	"time"

	"complaints/internal/calendar"
	"complaints/internal/policy"
)

// Clock runs beside the stages, from when a matter was raised until it is dealt with, whatever becomes of the case.
type Clock struct {
	Since time.Time `json:"since,omitzero"`  // when it was raised, UTC; zero if it never was
	Taken time.Time `json:"taken,omitzero"`  // when somebody said that they have it
	Told  time.Time `json:"told,omitzero"`   // up to when its reminders are dealt with
	Done  bool      `json:"done,omitempty"`  // nothing is owed any more
	Waits time.Time `json:"waits,omitzero"`  // until when the first word of it waits to go with others; zero if it went
	Words string    `json:"words,omitempty"` // of the message whose first word waits
	All   bool      `json:"all,omitempty"`   // everybody has been told of a danger: from then on it is told each hour
	// by when an official body wants its answer, as we read its letter, and who it is; zero if it names no day
	By calendar.Date `json:"by,omitzero"`
	To string        `json:"to,omitempty"`
}

// Runs reports whether something is still owed.
func (c Clock) Runs() bool { return !c.Since.IsZero() && !c.Done }

// Untaken reports whether something is owed and nobody has said that they have it.
func (c Clock) Untaken() bool { return c.Runs() && c.Taken.IsZero() }

// Clocks are those of a case.
type Clocks struct {
	Danger Clock `json:"danger,omitzero"` // until somebody takes it (2.4)
	// DataProtection: a matter of personal data goes to the data protection officer at once (E8). The Information
	// Commissioner has to hear within 72 hours of a breach that may harm somebody, and the resident has to have an
	// acknowledgement within 30 days. The officer says TAKEN and, when the resident has it, DONE.
	DataProtection Clock `json:"data_protection,omitzero"`
	Request        Clock `json:"request,omitzero"`   // a request for service was handed to an area (E1), until DONE
	Hazard         Clock `json:"hazard,omitzero"`    // a hazard in the home was told; All: it is danger now
	Ombudsman      Clock `json:"ombudsman,omitzero"` // the outside body has written and waits for an answer
}

// The schedules of the clocks, as the log names them.
const (
	ScheduleDanger         = "alert"
	ScheduleData           = "data"
	ScheduleDataTaken      = "data_taken"
	ScheduleDataTold       = "data_nag"
	ScheduleOmbudsman      = "ombudsman"
	ScheduleOmbudsmanTold  = "ombudsman_nag"
	ScheduleRequest        = "request"
	ScheduleRequestTold    = "request_nag"
	ScheduleHazard         = "hazard"
	ScheduleHazardTold     = "hazard_nag"
	ScheduleTeam           = "team"
	managerSchedulePrefix  = "manager"
	directorSchedulePrefix = "director"
	lateSchedulePrefix     = "late"
)

// AccessRequest is what the reminder of a matter of personal data says where somebody asks for what we keep
// about them.
const AccessRequest = "access request"

// ForGood is until when a [Reminded] fact deals with a schedule that ends for good.
var ForGood = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// reminded takes what a reminder says of a clock. It reports whether the schedule was a clock's.
func (c *Clocks) reminded(f Reminded) bool {
	ended := f.Until.Equal(ForGood)
	raised := func(clock *Clock) {
		if clock.Done = ended; !ended {
			*clock = Clock{Since: f.Until}
		}
	}
	switch f.Schedule {
	case ScheduleDanger:
		if c.Danger.Done = ended; !ended {
			c.Danger.Told, c.Danger.Waits, c.Danger.All = f.Until, time.Time{}, f.All
		}
	case ScheduleData:
		raised(&c.DataProtection)
		if f.What == AccessRequest {
			c.DataProtection.To = f.What
		}
	case ScheduleHazard:
		raised(&c.Hazard)
	case ScheduleHazardTold:
		c.Hazard.Told = f.Until
	case ScheduleDataTaken:
		c.DataProtection.Taken = f.Until
	case ScheduleDataTold:
		c.DataProtection.Told = f.Until
	case ScheduleRequest:
		raised(&c.Request)
	case ScheduleRequestTold:
		c.Request.Told = f.Until
	case ScheduleOmbudsman:
		raised(&c.Ombudsman)
	case ScheduleOmbudsmanTold:
		c.Ombudsman.Told = f.Until
	default:
		return false
	}
	return true
}

// LastChased is when the handler of a stage was last reminded of its answer; zero if never.
func (c Case) LastChased(stage policy.StageNumber) time.Time {
	return c.Reminded[ManagerSchedule(stage)]
}

// ManagerSchedule is the schedule of the reminders to whoever handles a stage.
func ManagerSchedule(stage policy.StageNumber) string {
	return managerSchedulePrefix + stage.String()
}

// stageSchedules are the schedules of a stage's dates, which begin anew when the dates move.
func stageSchedules(stage policy.StageNumber) []string {
	n := stage.String()
	return []string{managerSchedulePrefix + n, directorSchedulePrefix + n, lateSchedulePrefix + n}
}
