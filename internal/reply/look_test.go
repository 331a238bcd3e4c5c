package reply_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/reply"
)

// outgoing is an answer on its way to Asha Rahman.
func outgoing(verb complaint.Verb, o complaint.Outcome, text string) []string {
	return reply.Look(complaint.Command{Verb: verb, Outcome: o, Text: text}, reply.Outgoing{
		Ref: "HC-2026-000001", Resident: "Asha Rahman", Known: "The leak at 12 Elm Court, EX2 4AB\nExample " +
			"House, 1 High Street",
		Staff: []string{"Dave Pearson", "Linda Marsh", "Jo Finch"}, Others: []string{"Ben Clarke", "Maria Cole"},
	})
}

// TestALookBeforeALetterGoes: what is not for this reader, not finished, or says otherwise than was decided is found,
// and a plain answer is let be.
func TestALookBeforeALetterGoes(t *testing.T) { // 3.6
	t.Parallel()
	const respond, extend = complaint.VerbRespond, complaint.VerbExtend
	for _, tc := range []struct {
		verb       complaint.Verb
		o          complaint.Outcome
		text, want string // want is part of what is found; "" for nothing
	}{
		{respond, complaint.Upheld, "Dear Ms Rahman,\n\nYou told us of the leak at 12 Elm Court three times. " +
			"Nobody came, and I am sorry. The plumber came on Monday and she has mended it.", ""},
		{respond, complaint.NotUpheld, "I have read the records of both visits. Our plumber rang your bell " +
			"and left a card. I do not uphold your complaint.", ""},
		{respond, complaint.PartlyUpheld, "I uphold the first part of your complaint. I do not uphold the second.", ""},
		{respond, complaint.Upheld, "Hello Asha,\nThe surveyor, Kev Brown, found damp. He will be back on " +
			"Friday. Linda Marsh has looked at this as well.", ""},
		{respond, complaint.Upheld, "The tenant upstairs has been written to. We will draft a plan of works " +
			"with you and send it to you.", ""},
		{respond, complaint.Upheld, "Please tell us if this does not work. You can write to us or ring us. " +
			"Before the works begin we will move your furniture.", ""},
		{respond, complaint.Upheld, "Dear Mr Clarke,\nYour radiator was mended.", "greets somebody else"},
		{respond, complaint.Upheld, "We have mended the radiator at 9 Birch Close.", "an address"},
		{respond, complaint.Upheld, "As for Ben Clarke, he will have the same.", "another resident"},
		{respond, complaint.Upheld, "This is the same as in HC-2026-000017.", "another case"},
		{respond, complaint.Upheld, "DRAFT v2\nWe are sorry.", "finished"},
		{respond, complaint.Upheld, "We are sorry. [add date of the visit] It will be mended.", "finished"},
		{respond, complaint.Upheld, "We will pay you £XX for this.", "finished"},
		{respond, complaint.Upheld, "Please hold off sending until I have rung her.", "colleague"},
		{respond, complaint.Upheld, "We are sorry.\n(Jo please check the dates)", "colleague"},
		{respond, complaint.Upheld, "We are sorry.\nP.S. see you at the match", "colleague"},
		{respond, complaint.Upheld, "Internal only: she had three visits.", "colleague"},
		{respond, complaint.Upheld, "The resident's complaint is upheld because nobody came.", "of the reader"},
		{respond, complaint.Upheld, "She was out when we came. We will come again.", "of the reader"},
		{respond, complaint.NotUpheld, "We let you down, so I uphold your complaint in full.", "say otherwise"},
		{respond, complaint.Upheld, "I have decided that your complaint is not upheld.", "say otherwise"},
		{respond, complaint.Upheld, "Please see the report attached.", "no file"},
		{extend, "", "waiting for the camera survey of the drain", ""},
		{extend, "", "the flat above has to be opened up first and its tenant is abroad until the 14th", ""},
		{extend, "", "the surveyor is ill and he is back on Monday", ""},
		{respond, complaint.Upheld, "** WORK IN PROGRESS **\nWe are sorry.", "finished"},
		{respond, complaint.Upheld, "Our offer is £.... and a new door.", "finished"},
		{respond, complaint.Upheld, "The sum is to be confirmed by finance.", "finished"},
		{respond, complaint.Upheld, "Not for release before Friday\n\nDear Ms Rahman,\nWe are sorry.", "colleague"},
		{respond, complaint.Upheld, "Linda needs to see this first.\nWe are sorry.", "colleague"},
		{respond, complaint.Upheld, "We are sorry.\nMorag, can you make sure that the cheque goes out", "colleague"},
		{respond, complaint.Upheld, "We are sorry.\nTeam: spelling!", "colleague"},
		{respond, complaint.Upheld, "Would you like me to make it warmer? We are sorry.", "colleague"},
		{respond, complaint.Upheld, "Checked with Kev on the phone\n\nDear Ms Rahman,\nWe are " +
			"sorry.", "above the greeting"},
		{respond, complaint.Upheld, "Our ref: HC-2026-000001\n12 Elm Court\n\nDear Ms Rahman,\nWe are sorry.", ""},
		{respond, complaint.Upheld, "Dear Ms Rahman,\nWe are sorry.\n\nKind regards\n\nDave\n\nThe rota has to " +
			"change, mind.",
			"below the close"},
		{respond, complaint.Upheld, "Dear Ms Rahman,\nWe are sorry.\n\nYours sincerely\n\nDave Pearson\nRepairs " +
			"Manager", ""},
		{respond, complaint.Upheld, "We are sorry.\nM: 07700 900111", "end of your mail"},
		{respond, complaint.Upheld, "Our joiner missed the first visit and the second. He had not been told that " +
			"the part was there. The door has been rehung and the lock works.", "speak to the reader"},
		{respond, complaint.NotUpheld, "We inspected the bedroom on Friday. The surveyor found condensation on the outside " +
			"wall and no damp. We have left advice on heating and airing the room.", ""},
		{respond, complaint.Upheld, "The joiner let you down and I am sorry.\n\nMind that she knows her " +
			"councillor well.",
			"of the reader"},
		{respond, complaint.Upheld, "The joiner let you down.\n\nHe will come again on Monday.", ""},
		{respond, complaint.Upheld, "We uphold your complaint in part.", "say otherwise"},
		{respond, complaint.Upheld, "I found no fault in what our joiner did for you.", "say otherwise"},
		{respond, complaint.NotUpheld, "You were right to complain and we accept that.", "say otherwise"},
		{respond, complaint.PartlyUpheld, "We kept to what we told you. I do not uphold your " +
			"complaint.", "say otherwise"},
		{respond, complaint.PartlyUpheld, "Your complaint is upheld in full.", "say otherwise"},
		{respond, complaint.Upheld, "(second go, needs more work)\nWe are sorry that you had to " +
			"wait.", "above the letter"},
		{respond, complaint.Upheld, "Not to leave the house until Monday\n\nWe are sorry that you had to wait.",
			"above the letter"},
		{respond, complaint.Upheld, "Stage 1 answer\n\nWe are sorry that you had to wait.", ""},
		{respond, complaint.Upheld, "The window in the bedroom was mended by our own joiner on\nMonday. We are " +
			"sorry that you had to wait.", ""},
		{respond, complaint.Upheld, "Ben Clarke's radiator is the same.", "another resident"},
		{extend, "", "waiting for approval of the scaffold by the council", ""},
		{extend, "", "the engineer has to check it before the ceiling is closed", ""},
		{complaint.VerbRefuse, "", "subject to Linda agreeing", "depends"},
		{complaint.VerbResolved, "", "door rehung, once she says yes to £20", "depends"},
		{extend, "", "and why", "our own help"},
		{extend, "", "she is lying about the visits", "hurt"},
		{extend, "", "I want to see what she says first", "of the reader"},
		{extend, "", "legal want to look at it", "colleague"},
		{complaint.VerbRefuse, "", "this is about noise from the flat next door and we have opened a case " +
			"with that team", ""},
		{complaint.VerbRefuse, "", "tbc with Jo first", "finished"},
		{complaint.VerbResolved, "", "valve replaced and £50 agreed with Ms Rahman, she is happy to close", ""},
		{complaint.VerbAsk, "", "could you send us photographs of the ceiling?", ""},
		{complaint.VerbConsent, "", "she rang and agreed", ""},
	} {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(outgoing(tc.verb, tc.o, tc.text), " ")
			if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
				t.Errorf("found: got %q, want %q", got, tc.want)
			}
		})
	}
}
