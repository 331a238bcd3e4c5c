package complaint_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// begun is a complaint of Monday 23 November 2026.
func begun(t *testing.T) *proceduretest.Life {
	t.Helper()
	return proceduretest.New(t, "hastoe-2020").Complain("2026-11-23 10:00")
}

// stage2 is a case that was answered on Friday 4 December and came to stage 2 on Monday 7 December 2026.
func stage2(t *testing.T) *proceduretest.Life {
	t.Helper()
	return begun(t).Answered("2026-12-04 10:00").Says("2026-12-07 10:00",
		"I am not happy with this. Please look again.", proceduretest.Reply(reading.IntentStage2))
}

// final is the same case, answered at stage 2.
func final(t *testing.T) *proceduretest.Life {
	t.Helper()
	return stage2(t).Replies("2026-12-07 12:00", proceduretest.Director, "RESPOND UPHELD\n"+proceduretest.Answer)
}

// TestContexts: what the reader of the next message is told of the case.
func TestContexts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		life *proceduretest.Life
		on   string
		want reading.Context
	}{
		{"stage 1", begun(t), "2026-12-07", reading.ContextStage1Open},
		{"answered", begun(t).Answered("2026-12-04 10:00"), "2026-12-07", reading.ContextStage1Answered},
		{"answered, after the window", begun(t).Answered("2026-12-04 10:00"), "2026-12-30",
			reading.ContextStage1AnswerOld},
		{"lapsed", begun(t).Answered("2026-12-04 10:00").To("2027-01-04 10:00"), "2026-12-07",
			reading.ContextStage1AnswerOld},
		{"stage 2", stage2(t), "2026-12-07", reading.ContextStage2Open},
		{"answered for good", final(t), "2026-12-07", reading.ContextStage2Answered},
		{"complete", final(t).To("2027-12-20 10:00"), "2026-11-23", reading.ContextStage2Answered},
		{"withdrawn", begun(t).Says("2026-11-24 10:00", "close, sorted",
			proceduretest.Reply(reading.IntentWithdraw)), "2026-12-07", reading.ContextStage1Open},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := tc.life.Case.Context(calendar.MustDate(tc.on)); got != tc.want {
				t.Errorf("context: got %s, want %s", got, tc.want)
			}
		})
	}
	t.Run("a case that is complete is not live", func(t *testing.T) {
		t.Parallel()
		if final(t).To("2027-12-20 10:00").Case.Live() {
			t.Error("live: got true, want false")
		}
	})
}

// TestAddresses: a case is known by each address once.
func TestAddresses(t *testing.T) {
	t.Parallel()
	c := complaint.Case{
		Party: people.Party{Email: "a", Phone: "b"}, Representative: people.Contact{Email: "a"},
	}
	if got := c.Addresses(); len(got) != 2 {
		t.Errorf("addresses: got %q, want 2", got)
	}
}
