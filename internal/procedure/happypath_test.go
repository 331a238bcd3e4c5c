package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestAComplaintFromBeginningToEnd is one complaint as a housing officer would tell it: both stages, nobody late,
// nothing odd. Whoever wants to know the procedure reads it from top to bottom.
func TestAComplaintFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	l := proceduretest.New(t, "hastoe-2020")

	// Asha writes for the third time about a leak. That is a complaint: stage 1 opens in the same minute (P1, P5, P6).
	l.Complain("2026-11-23 10:00").Stands(complaint.Stage1Open).With(manager)
	l.Got("2026-11-23 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")

	// The manager rings her within three working days and says so (P7).
	l.Replies("2026-11-25 10:00", manager, "CONTACTED she would like the ceiling replastered")
	l.Got("2026-11-25 10:00", "command-done to repairs.manager")

	// A week before the date the manager is reminded (P9).
	l.To("2026-11-30 10:00").Got("2026-11-30 09:00", "manager-halfway to repairs.manager")

	// The answer comes in time and goes to Asha. It says how to ask for a review, and until when (P9, P11, P12).
	l.Answered("2026-12-03 10:00").Stands(complaint.Stage1Responded)
	l.Got("2026-12-03 10:00", "stage1-response to asha", "command-done to repairs.manager")
	sameDay(t, "the last day to ask for stage 2", l.Case.Stage1.WindowLast, "2026-12-24")

	// She is not content and asks for a review: a Director who had no part in stage 1 looks at it (P13, P14, P15).
	l.Says("2026-12-10 10:00", "I want this looked at again.", proceduretest.Reply(reading.IntentStage2))
	l.Stands(complaint.Stage2Open).With(director)
	l.Got("2026-12-10 10:00", "stage2-acknowledgement to asha", "director-review to property.director")

	// The Director speaks with her (P17) and answers in time. It is our last word and says who outside can look (P18,
	// P20).
	l.Replies("2026-12-14 10:00", director, "CONTACTED she showed me the ceiling")
	l.Replies("2026-12-22 10:00", director, "RESPOND UPHELD\n"+proceduretest.Answer).Stands(complaint.Stage2Responded)
	l.Got("2026-12-22 10:00", "stage2-final-response to asha", "command-done to property.director")

	// A year later nothing is owed any more, and the case is complete (3.2).
	l.To("2027-12-23 10:00").ClosedAs(complaint.ClosedComplete)
}
