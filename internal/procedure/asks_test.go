package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestAsks: what a resident asks for beside the complaint has its own answer, and opens and ends nothing.
func TestAsks(t *testing.T) { // 3.4
	t.Parallel()
	for intent, want := range map[reading.Intent]complaint.LetterID{
		reading.IntentHumanAsked:     letter.PersonInTouch,
		reading.IntentCallMe:         letter.PersonInTouch,
		reading.IntentAboutAnswer:    letter.QuestionPassedOn,
		reading.IntentOmbudsmanAsked: letter.OmbudsmanDetails,
		reading.IntentDataRequest:    letter.DataPassedOn,
		reading.IntentDataErasure:    letter.DataPassedOn,
		reading.IntentDataBreach:     letter.DataPassedOn,
		reading.IntentNeutral:        "",
		reading.IntentAway:           "",
	} {
		t.Run(string(intent), func(t *testing.T) {
			t.Parallel()
			for _, l := range []*proceduretest.Life{
				newLife(t, "hastoe-2020").Complain("2026-11-23 10:00"),
				newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-11-24 10:00"),
			} {
				was := l.Case.Status
				l.Says("2026-11-30 10:00", "Words.", proceduretest.Reply(intent)).Stands(was)
				for _, s := range l.Sent {
					if s.At.Format("2006-01-02 15:04") == "2026-11-30 10:00" && s.Role == people.RoleResident && s.Letter != want {
						t.Errorf("got %s, want %q", s, want)
					}
				}
				if want != "" && l.Count(want) != 1 {
					t.Errorf("%s: got %d, want one", want, l.Count(want))
				}
			}
		})
	}
}

// TestSomebodyGetsInTouch: who was promised that a person gets in touch is not forgotten.
func TestSomebodyGetsInTouch(t *testing.T) { // 3.4
	t.Parallel()
	asked := func() *proceduretest.Life {
		return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Replies("2026-11-23 11:00", manager, "CONTACTED I rang her today and she would like it mended.").
			Says("2026-11-24 10:00", "Ring me on 07700 900123.", proceduretest.Reply(reading.IntentCallMe))
	}
	asked().Diary("2026-11-24 10:00",
		"2026-11-24 10:00 person-in-touch to asha", "2026-11-24 10:00 manager-resident-chased to repairs.manager")
	asked().To("2026-11-26 09:30").Got("2026-11-26 09:00",
		"manager-resident-chased to complaints.team", "manager-resident-chased to repairs.manager")
	asked().Replies("2026-11-25 10:00", manager, "CONTACTED I rang her today and told her when we come.").
		To("2026-11-27 12:00").Got("2026-11-26 09:00").Got("2026-11-27 09:00")
}
