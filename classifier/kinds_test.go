package classifier

import (
	"testing"

	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// TestAFirstReportOfANeighbour is no complaint about us, whatever its subject calls it and wherever the neighbour and
// the noise stand; once we have been told, it is.
func TestAFirstReportOfANeighbour(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]policy.Exclusion{
		"The couple over the landing start at ten every night. Shouting, music, doors. I need to report them, I never " +
			"have before.": policy.NeighbourASB,
		"Stamping, music, a dog barking till four, all from the lad downstairs. I'd like to report him.":      policy.NeighbourASB,
		"Stamping, music, a dog barking till four. I have reported it to you three times and nobody answers.": "",
	} {
		got := c.Read(Input{Channel: message.Email, Subject: "Complaint", Body: body, Received: textMessage("").Received})
		if got.Exclusion != want {
			t.Errorf("%q: got %s %s, want %q", body, got.Kind, got.Exclusion, want)
		}
	}
}

// TestANewChargeIsNoDefectOfANewHome: what is new is the charge, or what it is for.
func TestANewChargeIsNoDefectOfANewHome(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, body := range []string{
		"There is a new service charge on my statement for window cleaning and it is too much.",
		"A new charge of nine pounds a week for the new windows has gone on my account, and it is far too high.",
		"You have added a new door charge to my rent. Why is it so high?",
	} {
		got := c.Read(Input{Channel: message.Email, Body: body, Received: textMessage("").Received})
		if got.Exclusion == policy.NewBuildDefect || got.Area != reading.AreaRentsCharges {
			t.Errorf("%q: got %s %s, %s", body, got.Kind, got.Exclusion, got.Area)
		}
	}
}

// TestWhetherWeHaveHeard asks how the case stands, and raises nothing new.
func TestWhetherWeHaveHeard(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, body := range []string{
		"Have you heard anything about the tap?", "Has anybody heard back from the roofers?",
		"Have you heard from the plumber yet?", "heard owt about me door yet",
	} {
		for _, in := range []reading.Context{reading.ContextStage1Open, reading.ContextStage2Open} {
			got := c.Read(Input{Channel: message.Email, Body: body, Received: textMessage("").Received, Context: in})
			if got.Kind != reading.KindFollowUp || got.Intent != reading.IntentChase {
				t.Errorf("%q (%s): got %s, %s", body, in, got.Kind, got.Intent)
			}
		}
	}
}

// TestASmellOfGasIsForWhoeverKeepsTheBuildingSafe, whatever it is that smells.
func TestASmellOfGasIsForWhoeverKeepsTheBuildingSafe(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, body := range []string{
		"I can smell gas in the kitchen, please come.", "There is a smell of gas from my cooker and the tap leaks.",
		"It stinks of gas by the boiler.",
	} {
		got := c.Read(Input{Channel: message.Email, Body: body, Received: textMessage("").Received})
		if got.Area != reading.AreaSafetyCompliance {
			t.Errorf("%q: got %s, then %s", body, got.Area, got.AreaSecond)
		}
	}
}
