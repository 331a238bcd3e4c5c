package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// needsOf is what a case knows of its resident's needs.
func needsOf(l *proceduretest.Life) people.Party {
	p := l.Case.Party
	p.Name, p.Email, p.Phone = "", "", ""
	return p
}

// TestNeedsInTheFirstMessage: what a resident needs is recorded whenever it is said, in the middle of a complaint too
// (Code 5.10).
func TestNeedsInTheFirstMessage(t *testing.T) { // 3.4
	t.Parallel()
	for words, want := range map[string]people.Party{
		"The leak is back. I am deaf. Please do not phone me, email only.": {NoCalls: true, TextsOff: true},
		"Third time. I can't read letters. Please ring me, don't write.":   {ByPhone: true},
		"No heating again! Could I have the answer in large print?":        {LargePrint: true},
		"The leak is back. I need a Polish interpreter.":                   {Interpreter: true},
		"The leak is back. From now on please write by post only.":         {NoCalls: true, OnPaper: true},
		"pls dont ring, the leak is back":                                  {NoCalls: true},
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", words, aComplaint())
			same(t, "needs", needsOf(l), want)
			if len(l.Case.Adjustments) == 0 {
				t.Error("noted: got nothing, want the resident's words")
			}
		})
	}
}

// TestNoNeeds: only what is said is recorded, not what sounds like it.
func TestNoNeeds(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"My complaints fall on deaf ears.",
		"You never ring me back and your plumbers do not call.",
		"Nobody calls. Your letter only said that you were busy.",
		"I cannot read the meter because the cupboard is locked.",
		"Your contractor doesn't text, doesn't email and doesn't turn up.",
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", words, aComplaint())
			same(t, "needs", needsOf(l), people.Party{})
			same(t, "noted", strings.Join(l.Case.Adjustments, "; "), "")
		})
	}
}

// asked is a case whose resident, who has a telephone, says what they need.
func asked(t *testing.T, words string) *proceduretest.Life {
	t.Helper()
	return withPhone(begun(t)).Says("2026-11-24 10:00", words, intent(reading.IntentAdjustment))
}

// TestAdjustments: what can be obeyed is obeyed at once, the rest stands in the file (Code 5.10).
func TestAdjustments(t *testing.T) { // 3.4
	t.Parallel()
	for words, want := range map[string]people.Party{
		"Email only please, I'm deaf.":                {NoCalls: true, TextsOff: true},
		"Please do not ring me, I cannot hear well.":  {NoCalls: true},
		"Please don't text me.":                       {TextsOff: true},
		"Letters by post please, I have no internet.": {OnPaper: true},
		"Could I have this in large print?":           {LargePrint: true},
		"Ring me, I cannot read letters.":             {ByPhone: true},
		"Text only please, no data on this phone.":    {NoCalls: true, NoEmails: true},
		"I need a Somali interpreter.":                {Interpreter: true},
		"Please send it in Braille.":                  {Format: "Please send it in Braille"},
		"Could somebody come with a cup of tea?":      {}, // what no rule knows is for people
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			l := asked(t, words)
			same(t, "needs", needsOf(l), want)
			same(t, "noted", strings.Join(l.Case.Adjustments, "; "), words)
		})
	}
}

// TestNumbersThatMustNotBeRung: nobody is given one.
func TestNumbersThatMustNotBeRung(t *testing.T) { // P7
	t.Parallel()
	l := asked(t, "Please do not phone me.").To("2026-11-26 09:00").
		Got("2026-11-26 09:00", "manager-contact-due to repairs.manager")
	f := l.Last(letter.ManagerContactDue).Facts
	same(t, "number in the letter", f.Contact.Phone, "")
	same(t, "the letter says not to ring", f.NoCalls, true)
	sameDay(t, "first contact by", f.ContactBy, "2026-11-26")
}

// TestNeedsAreObeyed: by our own letters at once, and by people because it stands at the head of what they get.
func TestNeedsAreObeyed(t *testing.T) { // 3.4
	t.Parallel()
	const at = "2026-11-24 10:00"
	t.Run("letters by post go to the team to print", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "Only letters by post please, I have no email.").
			Replies("2026-11-25 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		o := l.Last(letter.Stage1Extension)
		same(t, "channel", o.Channel, message.Post)
		same(t, "reader", o.To.Email, team)
	})
	t.Run("the acknowledgement says what we will do", func(t *testing.T) {
		t.Parallel()
		f := largePrint(t).Last(letter.Stage1Acknowledgement).Facts
		same(t, "in large print", f.LargePrint, true)
		same(t, "no calls", f.NoCalls, true)
		if want := "We will write to you in large print."; !slices.Contains(f.WeWill, want) {
			t.Errorf("what we will do: got %q, want %q among it", f.WeWill, want)
		}
	})
	t.Run("the manager's letter says what they must do", func(t *testing.T) {
		t.Parallel()
		do := strings.Join(largePrint(t).Last(letter.ManagerAssigned).Facts.MustDo, " ")
		for _, want := range []string{"Do not phone them.", "large print", "I need large print letters"} {
			holds(t, "what the manager must do", do, want)
		}
	})
	t.Run("who cannot read is read to, and it counts when it was done", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says(at, "I can't read letters. Please ring me, don't write.",
			intent(reading.IntentAdjustment)).Answered("2026-12-01 10:00")
		o := l.Last(letter.Stage1Response)
		same(t, "channel", o.Channel, message.Post)
		same(t, "reader", o.To.Email, team)
		same(t, "to be read out", o.Facts.ReadOut, true)
		same(t, "sent before it was read", !l.Case.Stage1.SentAt.IsZero(), false)
		l.Replies("2026-12-02 10:00", team, "POSTED read to her on the phone")
		same(t, "sent once it was read", !l.Case.Stage1.SentAt.IsZero(), true)
	})
	t.Run("no e-mails: a text", func(t *testing.T) {
		t.Parallel()
		asked(t, "Text only please.").
			Got(at, "adjustment-confirmed to "+phone, "manager-new-evidence to repairs.manager")
	})
	t.Run("beside a question it is noted, and the question is answered", func(t *testing.T) {
		t.Parallel()
		begun(t).Says(at, "Any news? And please do not ring me, I work nights.", intent(reading.IntentChase)).
			Got(at, "adjustment-confirmed to asha", "status to asha", "manager-resident-chased to repairs.manager")
	})
	t.Run("on paper from then on, the confirmation too", func(t *testing.T) {
		t.Parallel()
		begun(t).Says(at, "From now on please write by post only.", intent(reading.IntentQuery)).
			Got(at, "adjustment-confirmed to complaints.team", "manager-new-evidence to repairs.manager")
	})
}

// TestStartAfterStop: texts go again.
func TestStartAfterStop(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "The boiler again.", aComplaint()).
		Says("2026-11-24 10:00", "STOP", intent(reading.IntentOptOut)).
		Says("2026-11-25 10:00", "START", intent(reading.IntentOptIn))
	same(t, "no texts", l.Case.Party.TextsOff, false)
}

// largePrint is a complaint of somebody who must not be rung and needs large print.
func largePrint(t *testing.T) *proceduretest.Life {
	t.Helper()
	return newLife(t, "hastoe-2020").Open("2026-11-23 10:00",
		"The leak is back. Please do not phone me. I need large print letters.", aComplaint())
}

// TestNeedsToldToTheManager: on the phone, and taken back.
func TestNeedsToldToTheManager(t *testing.T) {
	t.Parallel()
	l := begun(t).Replies("2026-11-24 10:00", manager,
		"CONTACTED rang her, she wants the ceiling done\nADJUSTMENT: large print, and no calls before ten")
	same(t, "large print", l.Case.Party.LargePrint, true)
	same(t, "needs noted", len(l.Case.Adjustments), 1)
	l.Replies("2026-11-25 10:00", manager, "NOTE she has new glasses\nADJUSTMENT: none")
	same(t, "large print, once taken back", l.Case.Party.LargePrint, false)
	same(t, "needs noted, once taken back", len(l.Case.Adjustments), 0)
}

// TestNeedsInTheNextCase: the next complaint of the same resident knows what they need, another's does not.
func TestNeedsInTheNextCase(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, from string
		noCalls    bool
		noted      int
	}{
		{"the same resident", asha, true, 1},
		{"somebody else", "ben@example.com", false, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00",
				"The leak is back. I am deaf, please email only.", aComplaint())
			c := l.Procedure.Open(proceduretest.NextRef,
				l.Message("2026-12-01 10:00", tc.from, "The stairs are dirty."), aComplaint(), l.Case, l.Now).Case
			same(t, "no calls", c.Party.NoCalls, tc.noCalls)
			same(t, "needs noted", len(c.Adjustments), tc.noted)
		})
	}
}

// TestTextsAgain: whoever took texts back may have them again by a word. // 3.4
func TestTextsAgain(t *testing.T) {
	t.Parallel()
	l := byText(t).SaysFrom("2026-11-24 10:00", phone, "STOP", intent(reading.IntentOptOut))
	same(t, "texts are off", l.Case.Party.TextsOff, true)
	l.SaysFrom("2026-11-24 11:00", phone, "START", intent(reading.IntentOptIn))
	same(t, "texts are off", l.Case.Party.TextsOff, false)
}

// TestFewWordsOfANeed are obeyed where the reading of wishes takes them for the same; by themselves they may be about
// anything: the internet that is out, the post that was late. // 3.4
func TestFewWordsOfANeed(t *testing.T) {
	t.Parallel()
	const words = "The handrail is loose, the third time. I have no internet, so post everything to me."
	for _, wish := range []bool{true, false} {
		r := aComplaint()
		if wish {
			r.Needs = []reading.Wish{reading.WishByPost}
		}
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", words, r)
		same(t, "on paper", l.Case.Party.OnPaper, wish)
	}
}

// TestALetterThatNobodyHasReadFor says whom to ring in danger: what the program answers by itself does, and what goes
// once a person has decided does not. // 2.4
func TestALetterThatNobodyHasReadFor(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "about the letter", unclear())
	same(t, "nobody has read what is answered", l.Last(letter.Received).Facts.Unread, true)
	l.Replies("2026-11-23 11:00", team, "ACCEPT").To("2026-11-23 12:00")
	same(t, "nobody has read what was accepted", l.Last(letter.Stage1Acknowledgement).Facts.Unread, false)
	gas := aComplaint()
	gas.Emergency, gas.Flags = true, []reading.Flag{reading.FlagGas}
	l = newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "I smell gas.", gas)
	same(t, "it is said twice, beside the letter about danger", l.Last(letter.Stage1Acknowledgement).Facts.Unread, false)
}
