package main

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/rehearsal"
	"complaints/templates"
)

// anyHour are the letters that may go at any hour: acknowledgements, direct answers to somebody who has just
// written, and words about danger. Everything else keeps to the office's hours (3.3).
var anyHour = []complaint.LetterID{
	letter.Stage1Acknowledgement, letter.Received, letter.ServiceRequest, letter.LateAccepted, letter.NeedInformation,
	letter.ConsentNeeded, letter.ThirdParty, letter.UnknownSender, letter.WrongNumber,
	letter.DetailsChanged, letter.SettledClosed, letter.StatusUnknown, letter.ClaimReceived, letter.NotSettled,
	letter.PersonInTouch, letter.QuestionPassedOn, letter.OmbudsmanDetails, letter.DataPassedOn,
	letter.RefusalDisputed,
	letter.RepresentativeAcknowledgement, letter.Duplicate, letter.EvidenceReceived,
	letter.Status, letter.Withdrawn, letter.Stage2Acknowledgement, letter.Stage2TooEarly, letter.NewIssue,
	letter.OutsideHelp, letter.Reopened, letter.Emergency, letter.WhoAreYou, letter.CannotRead,
	letter.AdjustmentConfirmed, letter.NotAComplaint,
	letter.CommandDone, letter.CommandNotUnderstood, letter.ExtensionNoted, letter.ExtensionRefused, letter.Hazard,
	letter.DataProtection, letter.Safeguarding, letter.AlarmEnded,
}

// checkLines holds what is true of every story: letters keep to the office's hours, no letter goes twice for one
// cause, nobody is refused by a machine, and every resident who opened a case was written to at once.
func checkLines(t *testing.T, story rehearsal.Story, lines []rehearsal.Line) {
	t.Helper()
	cfg, err := story.Config()
	if err != nil {
		t.Fatal(err)
	}
	p, err := cfg.Procedure()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	told := map[string]bool{}
	for _, l := range lines {
		switch l.Kind {
		case "letter":
			id := l.Data["letter"].(complaint.LetterID)
			if !slices.Contains(anyHour, id) && !p.Calendar.InHours(p.Settings.Hours, l.At) {
				t.Errorf("%s went at %s, when the office is closed", id, l.Stamp())
			}
			key := strings.Join([]string{
				l.Case, string(id), l.Data["to"].(string), l.Data["cause"].(string),
				string(l.Data["channel"].(message.Channel)),
			}, "|")
			text, _ := l.Data["text"].(string)
			for _, p := range templates.Contradictions(p.Calendar.Day(l.At), text) { // the letter of that day
				t.Errorf("%s of %s: %s", id, l.Stamp(), p)
			}
			if seen[key] {
				t.Errorf("%s went twice for one cause", key)
			}
			seen[key] = true
			if l.Data["role"] == people.RoleResident {
				told[l.Case] = true
			}
		case "event":
			if closed, ok := l.Data["data"].(complaint.CaseClosed); ok && l.Data["by"] == actor.ByMachine &&
				refused(closed.Reason) {
				t.Errorf("%s was refused by the machine: %s", l.Case, closed.Reason)
			}
		}
	}
	for _, l := range lines {
		if l.Kind == "message" && l.Data["outcome"] == "opened" && !told[l.Case] {
			t.Errorf("the resident of %s was never written to", l.Case)
		}
	}
}

func refused(c complaint.Close) bool {
	turnedAway := []complaint.CloseReason{complaint.ClosedOutOfScope, complaint.ClosedOutOfTime,
		complaint.ClosedDuplicate}
	return slices.Contains(turnedAway, c.Reason)
}
