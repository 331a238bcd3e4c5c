package reply_test

import (
	"strings"
	"testing"
)

// TestDoubt: words near a command or a plain request that take it back, leave it open or only tell of it, each beside
// the plain use that stays what it was.
func TestDoubt(t *testing.T) { // 3.5
	t.Parallel()
	for want, texts := range map[string][]string{
		"ASK": {
			"EXTEND 18/12/2026 or perhaps the 21st", "EXTEND 16/12/2026 tbc with the roofer",
			"EXTEND 17 dec, maybe the week after",
			"I know her, my sister works with her at the school.", "He is my cousin.", "She's my neighbour",
			"I really shouldn't be the one answering this.", "My husband used to work with her.",
			"Same thing as the one from October.", "Looks like the same matter as her first mail",
			"This is the same complaint as last week", "I have a conflict of interest here",
			"Consent not in yet", "Consent form still out", "CONSENT not yet",
			"Could I get until the 18th?", "Which one is this the same as?",
		},
		"NOTE": {
			"No conflict of interest on my side.", "There isn't a conflict of interest.",
			"Thanks, no need to stop it.", "We don't want to hold it back.", "No need to cancel the letter.",
			"My plumber knows the block.", "Her sister works at the school.", "Our surveyor is her neighbour's tenant.",
			"Same plumber as last time.", "No extension needed, on track.", "The roofers are back on 16 December.",
			"The contractor has an extra week for the plastering.",
			"Plumber says the valve, tbc on Monday", "Spoke to the joiner about it this morning",
		},
		"DO EXTEND": {
			"EXTEND 18/12/2026 waiting for the drain survey", "extend 18/12/2026 the order for the boiler is late",
			"EXTEND 17 Dec organising the scaffold takes ten days",
		},
		"DO STOP":    {"STOP", "Cancel, wrong tenant", "undo"},
		"DO CONSENT": {"CONSENT", "CONSENT received by post this morning"},
		"LIKELY CONSENT": {
			"Consent received by phone this morning from Ms Rahman", "Consent given in writing today",
		},
		"LIKELY STOP": {
			"I don't want to send it after all.", "We do not want to send this letter", "Please don't send that, wrong tenant", "Please cancel the letter, it is for number 14",
		},
		"DO CONTACTED": {
			"Rang Ms Rahman at ten and went through it with her.", "Spoke to her this morning, she will send photos.",
		},
		"DO TAKEN": {"TAKEN", "TAKEN gas engineer on his way"},
	} {
		for _, text := range texts {
			if got := as(read(text)); got != want {
				t.Errorf("%s: %s, want %s", strings.ReplaceAll(text, "\n", " / "), got, want)
			}
		}
	}
}

// TestWithdrawn: that a resident wants their complaint closed is taken from the word and nothing that takes it back.
func TestWithdrawn(t *testing.T) { // 1.4
	t.Parallel()
	for text, want := range map[string]string{
		"WITHDRAWN she rang on Monday and wants it closed":    "DO WITHDRAWN",
		"WITHDRAWN: told me on the visit today":               "DO WITHDRAWN",
		"WITHDRAWN if the plumber comes on Friday":            "ASK",
		"Withdrawn by the contractor, they are not coming":    "ASK",
		"WITHDRAWN not yet":                                   "ASK",
		"HELP":                                                "DO HELP",
		"SHOW HC-2026-000123":                                 "DO SHOW",
		"Help! There is water coming through the ceiling":     "NOTE",
		"Show her the letter before it goes, please, and ask": "ASK",
	} {
		if got := as(read(text)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
