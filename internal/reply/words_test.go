package reply_test

import (
	"testing"

	"complaints/internal/message"
	"complaints/internal/reply"
)

// TestCommandWordsInSentences: each word of the sheet as an order, and the same word as the beginning of a sentence
// that orders nothing.
func TestCommandWordsInSentences(t *testing.T) { // 3.5
	t.Parallel()
	for want, texts := range map[string][]string{
		"DO RESPOND": {"DRAFT\nRESPOND UPHELD\nWe are sorry that nobody came. We will mend it."},
		"DO EXTEND": {"DRAFT\nEXTEND 18/12/2026 waiting for the part",
			"Extend to 18 December please, the part is late"},
		"DO SAFE":   {"SAFE", "SAFE asha.new@example.com", "SAFE none."},
		"DO REFUSE": {"REFUSE TOO OLD the events were in 2023"},
		"DO CONTACTED": {"CONTACTED she would like the ceiling done", "Got hold of her this morning.",
			"Had a chat with Ms Rahman.", "Been to see her this morning.",
			"Had Ms Rahman on the phone at nine, she'd like the ceiling done first.",
			"Just come off the phone with Asha, happy for us to come on Tuesday",
			"spoke w/ tenant today re leak. wants it fixed before xmas"},
		"DO STOP":        {"STOP please", "STOP, sorry"},
		"DO FALSE":       {"FALSE it was toast", "False alarm, it was burnt toast."},
		"DO TAKEN":       {"TAKEN"},
		"DO CONFLICT":    {"CONFLICT"},
		"DO ISSUES":      {"ISSUES"},
		"LIKELY SAFE":    {"SAFE at her sister's", "She says it is safe to write to asha.new@example.com"},
		"LIKELY STOP":    {"NOTE please don't send it"},
		"LIKELY CONSENT": {"Consent received by phone", "Mrs Gill rang, she's happy for her daughter to deal with it"},
		"NOTE": {"Draft of the answer is with Linda.", "Safe to say that he came on Friday.",
			"False ceiling was removed.", "Issues with the boiler again.", "Posted the job on Friday",
			"spoke w/ contractor today re leak, wants paying first",
			"Daughter says mum is happy with it", "Her daughter is not happy to deal with it",
			"The boiler is safe to use again.", "The pump is not sure to last."},
		"ASK": {"DRAFT", "EXTEND ticket 1234 was closed automatically until 18/12/2026",
			"EXTEND 18/12/2026 or maybe the 21st", "Extend the fence by 18 December, he said",
			"CONTACTED", "CONTACTED this ticket was updated by the system", "CONTACTED the contractor",
			"Refuse collection is on Tuesday.", "Taken the van over there.", "TAKEN?",
			"This should be with estates, not me.", "This really belongs with lettings and not here",
			"Need to know from the resident whether there is a stopcock.", "I don't understand this email.",
			"Not sure what I have to do here", "Don't send the plumber again, he was useless", "Conflict with the diary, sorry", "ISSUES are many", "REASSIGN to Kev?", "REASSIGN"},
	} {
		for _, text := range texts {
			if got := as(read(text)); got != want {
				t.Errorf("%q: read as %s, want %s", text, got, want)
			}
		}
	}
}

// TestLabelsOfACommand: what stands behind a label on the line of the command is taken by itself.
func TestLabelsOfACommand(t *testing.T) {
	t.Parallel()
	c := read("NOTE, TENURE: shared ownership")
	if c.Tenure != "shared ownership" {
		t.Errorf("tenure: got %q", c.Tenure)
	}
	if c = read("CONTACTED rang her, she is safe and well at her sister's"); !c.Safe {
		t.Error("she is safe, and it was not read")
	}
	if c = read("CONTACTED rang her, she is not safe there"); c.Safe {
		t.Error("she is not safe, and was read as safe")
	}
}

// TestAlarmTexts: a text to the number of the alarms takes one by its code, or ends the texts; it is nothing else.
func TestAlarmTexts(t *testing.T) { // 3.3
	t.Parallel()
	for text, want := range map[string]reply.AlarmText{
		"TAKEN 4821":         {Code: "4821"},
		"taken 4821 thanks":  {Code: "4821"},
		"Stop":               {Stops: true},
		"OPTOUT":             {Stops: true},
		"I can't take 4821?": {},
	} {
		if got := reply.ReadAlarmText(text); got.Code != want.Code || got.Stops != want.Stops {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

// TestAbsenceToCome: an automatic reply that speaks of a later absence, or one that is over, is none today.
func TestAbsenceToCome(t *testing.T) { // 4.1
	t.Parallel()
	for _, text := range []string{"I will be on leave from 14 December until 21 December.",
		"I was on leave until 20 November."} {
		c := reply.ReadAutomatic(message.Message{NewText: text, Nature: message.FromAutoReply}, reply.Known{Today: today})
		if got := as(c); got != "NOTE" {
			t.Errorf("%q: read as %s, want NOTE", text, got)
		}
	}
}
