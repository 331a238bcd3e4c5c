package procedure_test

import (
	"testing"

	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/reading"
)

// TestMachineThatAnswers: a mailbox that answers whatever it is sent hears from us a few times, and then a person does.
func TestMachineThatAnswers(t *testing.T) {
	t.Parallel()
	const words = "This mailbox is closed. Please use our new contact page."
	helped, done := "command-not-understood to repairs.manager", "command-done to repairs.manager"
	teamHears := "command-not-understood to complaints.team"
	silent := procedure.Helped{Silent: true, Lately: 2}
	for name, c := range map[string]struct {
		helped procedure.Helped
		reply  string
		want   string
	}{
		"the first time":                  {procedure.Helped{}, words, helped},
		"the second time within the hour": {procedure.Helped{Lately: 1}, words, helped},
		"the third time":                  {procedure.Helped{Lately: 2}, words, teamHears},
		"the same words again":            {procedure.Helped{SameWords: true}, words, teamHears},
		"an hour later":                   {procedure.Helped{Silent: true}, words, teamHears},
		"a person's mistake after":        {silent, "RESPOND", helped},
		"a person's command after":        {silent, "CONTACTED spoke with her at ten", done},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			l.Procedure.Helped = c.helped
			l.Replies("2026-11-24 10:00", manager, c.reply).Got("2026-11-24 10:00", c.want)
		})
	}
	t.Run("the team hears of it once a day", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		l.Procedure.Helped = procedure.Helped{Lately: 2}
		for range 10 {
			l.Replies("2026-11-24 10:00", manager, words)
		}
		same(t, "letters to the team", l.Count(letter.CommandNotUnderstood), 1)
	})
	t.Run("the night desk answers by machine: others are told of the danger", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020").Open("2026-11-23 20:00", "I smell gas", reading.Reading{
			Kind: reading.KindComplaint, Area: reading.AreaSafetyCompliance,
			Flags: []reading.Flag{reading.FlagGas}, Emergency: true})
		l.Procedure.Helped = procedure.Helped{SameWords: true}
		cmd := l.Read("2026-11-23 20:02", "You are in our queue. Number 4.")
		cmd.Answers = letter.Hazard
		l.Commands(l.Message("2026-11-23 20:02", nights, "You are in our queue. Number 4."), cmd).
			Got("2026-11-23 20:02", "hazard to complaints.team", "hazard to property.director")
	})
}
