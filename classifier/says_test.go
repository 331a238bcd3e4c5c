package classifier

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// inCase is a mail on a case about a leak, in which our letters have asked something.
func inCase(where reading.Context, words string, asked ...complaint.LetterID) Input {
	return Input{
		Channel: message.Email, Received: time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC), Subject: "Re: my leak",
		Body: words, Context: where, Nature: message.FromPerson,
		Case: &CaseWords{Subject: "my leak", Asked: asked, Areas: []reading.Area{reading.AreaRepairs},
			Words: "This is the third time I have reported the leak in my kitchen. Nobody came."},
	}
}

// TestAnswers: what a resident answers to "is it settled?" comes before whatever else the words may want. // 1.4
func TestAnswers(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for words, want := range map[string]reading.Answer{
		"YES": "yes", "Yes": "yes", "yes": "yes", "YES.": "yes", "Yes please": "yes", "Yes I agree": "yes",
		"yes all good": "yes", "Yes thanks": "yes", "Yes, that is right": "yes", "yes its settled": "yes",
		"NO": "no", "No it is dripping again": "no", "No. I do not agree.": "no",
		"Yes but it is still leaking": "", "Yes it is leaking again": "", "Yes, nobody came": "",
		"Yes, when will you come?": "", "Yesterday it leaked": "", "It is settled": "",
	} {
		r := c.Read(inCase(reading.ContextStage1Open, words, letter.Resolved))
		if r.Says.Answer != want {
			t.Errorf("%q answers: got %q, want %q", words, r.Says.Answer, want)
		}
		intent := map[reading.Answer]reading.Intent{
			"yes": reading.IntentAccepts, "no": reading.IntentUnhappy, "": r.Intent}[want]
		if r.Intent != intent || want == reading.AnswerYes && r.ToPerson {
			t.Errorf("%q wants: got %s, to a person %v, want %s", words, r.Intent, r.ToPerson, intent)
		}
	}
	if r := c.Read(inCase(reading.ContextStage1Open, "YES")); r.Says.Answer != "" {
		t.Errorf("a yes that nothing asked for: got %q, want no answer", r.Says.Answer)
	}
	if r := c.Read(inCase(reading.ContextStage1Open, "Complaint: you never came.",
		letter.ServiceRequest)); r.Says.Answer != reading.AnswerComplaint {
		t.Errorf("the word that our letter offers: got %q, want complaint", r.Says.Answer)
	}
}

// TestNothingFinal: a condition and bitter words end nothing and ask for no review. // 3.4
func TestNothingFinal(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, words := range []string{
		"I accept your answer, provided that you come back on Monday.",
		"I accept the offer as long as it is paid by Friday.",
		"Happy with that on condition that the plumber comes on Wednesday.",
	} {
		r := c.Read(inCase(reading.ContextStage1Answered, words))
		if r.Intent != reading.IntentAccepts || !r.Says.Conditional {
			t.Errorf("%q: got %s, conditional %v, want accepts on a condition", words, r.Intent, r.Says.Conditional)
		}
	}
	for words, alarm := range map[string]bool{
		"Please close my complaint. What is the point, nobody there ever bothers.": false,
		"Forget it. What is the point.":                                            false,
		"What is the point of anything. I am so tired of all this.":                true,
		"Close it please. What is the point. I can't do this any more.":            true,
	} {
		r := c.Read(inCase(reading.ContextStage1Open, words))
		if got := r.Has(reading.FlagSelfHarm); got != alarm || !r.Says.GivesUp {
			t.Errorf("%q: got an alarm %v, gives up %v, want %v, true", words, got, r.Says.GivesUp, alarm)
		}
		if r.Intent == reading.IntentWithdraw && !r.ToPerson {
			t.Errorf("%q: got a withdrawal, want a person to look", words)
		}
	}
}

// TestOnlyPlainWordsEnd a case: whoever gives up on us, or says half of it, is asked by somebody (3.4).
func TestOnlyPlainWordsEnd(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, words := range []string{"Leave it. You'll only lose it again.", "Just leave it.", "Don't bother now.",
		"I can't be doing with this any more, do what you like.", "OK forget I ever wrote.", "You win.",
		"Waste of time. Close it if you want, you were always going to."} {
		if r := c.Read(inCase(reading.ContextStage1Open, words)); r.Intent == reading.IntentWithdraw && !r.ToPerson {
			t.Errorf("%q ends the case", words)
		}
	}
	for _, words := range []string{"I'm far from satisfied with what you decided.", "This is nowhere near good enough.",
		"I am anything but happy with it."} {
		r := c.Read(inCase(reading.ContextStage1Answered, words))
		if (r.Intent == reading.IntentAccepts || r.Intent == reading.IntentThanks) && !r.ToPerson {
			t.Errorf("%q accepts the answer", words)
		}
	}
	for _, words := range []string{"Please withdraw my complaint, it has been mended.",
		"I withdraw my complaint. It is all sorted now, thank you.", "Please cancel my complaint, thanks."} {
		if r := c.Read(inCase(reading.ContextStage1Open, words)); r.Intent != reading.IntentWithdraw || r.ToPerson {
			t.Errorf("%q: got %s, to a person %v, want a withdrawal", words, r.Intent, r.ToPerson)
		}
	}
}

// TestPlainFacts: each thing that decides something by itself, and words like it that do not.
func TestPlainFacts(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	said := func(in Input) string {
		var names []string
		v := reflect.ValueOf(c.Read(in).Says)
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.Bool && v.Field(i).Bool() {
				names = append(names, v.Type().Field(i).Name)
			}
		}
		return strings.Join(names, " ")
	}
	for words, want := range map[string]string{
		"I am not happy. Please take this to the next stage.":             "AsksStage2",
		"I want to make a formal stage 1 complaint.":                      "AsksFormally",
		"I do not want to make a formal complaint.":                       "",
		"Please send me all the personal data you hold about me.":         "AsksForData",
		"Here is the information you asked for.":                          "",
		"I am writing on behalf of my mum. Her boiler is broken.":         "ForSomebody",
		"I’m her daughter. The boiler is broken.":                         "ForSomebody",
		"Your contractor came on behalf of the landlord and left a mess.": "",
		"The Ombudsman has given me the case number 202612345.":           "Ombudsman",
		"You still post my letters to 4 Birch Way where he lives.":        "Disclosed",
		"Please never post to my old address.":                            "",
		"Thanks, but no thanks.":                                          "Conditional Declines",
		"Anything else? No. Thank you for your help.":                     "",
		"You have wasted my time. Whatever.":                              "GivesUp",
		"Thank you.\n> I want to make a formal stage 1 complaint.":        "",
	} {
		in := Input{Channel: message.Email, Body: words, Nature: message.FromPerson}
		if got := said(in); got != want {
			t.Errorf("%q says: got %q, want %q", words, got, want)
		}
	}
	in := Input{Channel: message.Email, Subject: "Formal complaint", Body: "The leak is back.", Nature: "person"}
	if got := said(in); got != "AsksFormally" {
		t.Errorf("a subject of a first message: got %q, want AsksFormally", got)
	}
	in.Context = reading.ContextStage1Open
	if got := said(in); got != "" {
		t.Errorf("the same subject above a later word: got %q, want nothing", got)
	}
}

// TestTexts: STOP and START are the whole text, never a word in one, and never an e-mail.
func TestTexts(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for text, want := range map[string]reading.Texts{
		"STOP": "stop", " stop\n": "stop", "Stop.": "stop", "“STOP”": "stop", "stop all": "stop", "STOPALL": "stop",
		"Unsubscribe": "stop", "END": "stop", "quit": "stop", "Cancel": "stop", "REVOKE": "stop", "opt-out": "stop",
		"optout!": "stop",
		"START":   "start", "start.": "start", "Unstop": "start", "opt in": "start",
		"": "", "stop it": "", "When will this end": "", "please cancel my complaint": "", "END of my patience": "",
		"stop stop": "", "stopp": "", "the leak won't STOP": "", "start the repairs": "", "yes": "", "stop?": "",
		strings.Repeat("STOP ", 500): "",
	} {
		for _, where := range []reading.Context{reading.ContextNone, reading.ContextStage1Open} {
			r := c.Read(Input{Channel: message.SMS, Body: text, Context: where, Nature: message.FromPerson})
			if r.Says.Texts != want {
				t.Errorf("%.30q in %s: got %q, want %q", text, where, r.Says.Texts, want)
			}
		}
	}
	if r := c.Read(Input{Channel: message.Email, Body: "STOP"}); r.Says.Texts != "" {
		t.Errorf("an e-mail: got %q, want nothing about texts", r.Says.Texts)
	}
}

// TestWho: a text that answers "who are you?" says who writes, however it reads otherwise.
func TestWho(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for words, want := range map[string]bool{
		"Joe Marsh, 4 Mill Court": true, "flat 12 Mill Court": true, "It has been 3 weeks now": false,
		"since 4 December and nothing": false, "are you coming to 4 Mill Court today?": false, "Joe": false,
	} {
		in := inCase(reading.ContextStage1Open, words, letter.WhoAreYou)
		in.Channel, in.Subject = message.SMS, ""
		r := c.Read(in)
		if got := r.Says.Answer == reading.AnswerWho; got != want {
			t.Errorf("%q: got %v (%s), want %v", words, got, r.Intent, want)
		}
		if want && (r.Kind != reading.KindFollowUp || r.Intent != reading.IntentEvidence) {
			t.Errorf("%q: got %s, %s, want that nothing else follows", words, r.Kind, r.Intent)
		}
	}
}
