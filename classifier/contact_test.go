package classifier

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/reading"
)

// TestContactRules: what is said of how to reach somebody, with its value and why; and what sounds like it.
func TestContactRules(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"Please do not text me.":                                             "never sms wish ",
		"He reads my emails.":                                                "never email safety ",
		"I am profoundly deaf, please don't ring.":                           "never phone need ",
		"Please email only, my husband opens the post.":                      "never post safety ,only email safety ",
		"Please ring me on 07700 900733.":                                    "also phone wish 07700 900733",
		"Please don't send anything to this inbox, my ex logs into it.":      "never email safety ",
		"Never write to this address, it is his and he reads it.":            "never email safety ",
		"Nothing through the letterbox, please, he opens the post.":          "never post safety ",
		"Please contact me by email only, I am deaf and cannot use a phone.": "never phone need ,only email need ",
		"My new number is 07700 900612.": "change phone wish 07700 900612," +
			"change sms wish 07700 900612",
		// whom we must not tell, and by what they are to the writer
		"My brother must not be told where I live.":                          "never any safety My brother",
		"If my brother rings, do not talk to him.":                           "never any safety my brother",
		"My ex may phone. Please don't tell him anything.":                   "never any safety My ex",
		"Don't speak to Mr Farrow about it.":                                 "never any safety Mr Farrow",
		"My mum lives with me. Don't tell her, she'd only worry.":            "never any wish My mum",
		"Please don't discuss this with the man next door, he'd have me.":    "never any safety the man next door",
		"Your lady rang while he stood there. I beg you, don't do it again.": "never phone safety ",
		// one way in the place of another
		"Please text, don't ring, I'm at work.":           "never phone wish ,only sms wish ",
		"stop texting me, use the email":                  "never sms wish ,only email wish ",
		"Email's best for me, I'm on shifts.":             "only email wish ",
		"I can't hear well. TEXT me not ring.":            "never phone need ,only sms need ",
		"Please stop the texts, email is fine.":           "never sms wish ",
		"Please ring me rather than writing.":             "also phone wish ",
		"My daughter Lina speaks for me, on 07700 900411": "also phone wish 07700 900411",
		"Leave no message, please.":                       "never phone wish ",
		"I don't need a phone call, thank you.":           "never phone wish ",
		"Nothing by post, please. Email me.":              "never post wish ,only email wish ",
		"My hands shake too much to write. Ring me.":      "also phone need ",
		// whoever tells of being watched forbids nothing for comfort
		"Stop ringing the landline. He stands next to me.":              "never phone safety the landline",
		"I'm frightened of my ex. Nobody gives my address out, please.": "never any safety ",
		// no rules
		"Letters in large print please.":                                  "",
		"Stop sending me the same letter.":                                "",
		"Don't send me another apology, send me a plumber.":               "",
		"Please don't write back to say that you are sorry.":              "",
		"Stop sending me his post, I have told you twice.":                "",
		"You lot never call back, never email, never text.":               "",
		"Six weeks. No calls, no letters, nothing.":                       "",
		"You never ring back and nobody answers my letters.":              "",
		"I emailed on Monday and rang on Tuesday about the bins.":         "",
		"Your contractor left the kitchen and will not answer the phone.": "",
		"Don't tell me to wait again.":                                    "",
		"Don't put me on hold again.":                                     "",
		"He asked me not to write.":                                       "",
		`Every answer says "please do not reply".`:                        "",
		"Thank you for ringing me back.":                                  "",
		"I would like copies of my file and call notes.":                  "",
		"stop txting me so much":                                          "",
	} {
		var got []string
		for _, r := range contactIn(body, reading.ByEmail, mayFear) {
			got = append(got, string(r.Rule)+" "+string(r.Channel)+" "+string(r.Why)+" "+r.Value)
		}
		slices.Sort(got)
		if strings.Join(got, ",") != want {
			t.Errorf("%q gives %q, want %q", body, got, want)
		}
	}
}

// TestMachinesGiveNoRules: "do not reply" in what a program sends is nobody's wish.
func TestMachinesGiveNoRules(t *testing.T) {
	t.Parallel()
	r := testClassifier(t).Read(textMessage("Thank you for contacting the council. Your request has been logged " +
		"under reference 88120. This is an automatic message, please do not reply to this email."))
	if r.Kind != reading.KindAutomated || len(r.Contact) > 0 {
		t.Errorf("read as %s with rules %v, want a machine's note and none", r.Kind, r.Contact)
	}
}

// TestWhoHasDied: a neighbour's death is told in a complaint, and is not the resident's.
func TestWhoHasDied(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]bool{
		"My mother, Jean Tully of 4 Elm Court, died on Sunday.":                                true,
		"I am sorry to tell you that your tenant Mr Bell passed away last week. I am his son.": true,
		"My neighbour died in April and nobody has cleared the flat. There are flies.":         false,
		"The old man upstairs passed away in May and his tap has run ever since.":              false,
		"Next door has died and the garden is a jungle. I have complained twice.":              false,
	} {
		if r := c.Read(textMessage(body)); (r.Death != "") != want {
			t.Errorf("%q: death of %q, want one %v", body, r.Death, want)
		}
	}
}

// TestLawyersAreNoThreatToStaff: a solicitor who is set on us harms nobody.
func TestLawyersAreNoThreatToStaff(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]reading.Threat{
		"If it is not mended by Friday I will set my solicitor on you.":  reading.ThreatLegal,
		"I'll set my solicitor on you if it is not done by Friday.":      reading.ThreatLegal,
		"I'll set my dog on the next man you send, and then on you.":     reading.ThreatStaff,
		"I'll set my solicitor on you. And I'll break Mr Boon's fingers": reading.ThreatStaff,
	} {
		if r := c.Read(textMessage(body)); r.Threat != want || want == reading.ThreatLegal && r.Danger != "" {
			t.Errorf("%q: threat %s, danger %q, want %s", body, r.Threat, r.Danger, want)
		}
	}
}

// TestWhoAsksForOutside: a question for somebody outside asks for the Ombudsman, and for no stage.
func TestWhoAsksForOutside(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, body := range []string{
		"Who do I turn to outside?",
		"Is there anybody outside the company I can take this to?",
		"Can you give me the Ombudsman's phone number please.",
	} {
		for _, at := range []reading.Context{reading.ContextStage1Open, reading.ContextStage1Answered,
			reading.ContextStage2Answered} {
			r := c.Read(inCase(at, body))
			if r.Intent != reading.IntentOmbudsmanAsked || r.Kind == reading.KindStage2Request || r.Says.AsksStage2 {
				t.Errorf("%s, %q: %s, %s, want that it asks for the Ombudsman", at, body, r.Kind, r.Intent)
			}
		}
	}
}

// TestQuestionMarksAlone: whoever writes nothing else wants to hear, and is nobody else than before.
func TestQuestionMarksAlone(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, body := range []string{"??", "?", " ???\n"} {
		if r := c.Read(inCase(reading.ContextStage1Open, body)); r.Intent != reading.IntentChase {
			t.Errorf("%q: %s, want a chase", body, r.Intent)
		}
	}
}
