package desk

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

// waits reports whether a thing of that name stands on the list for a case.
func (b *letterbox) waits(ref, what string) bool {
	b.t.Helper()
	all, err := AllWaiting(b.t.Context(), b.d.store, b.d.Procedure(), b.now)
	if err != nil {
		b.t.Fatal(err)
	}
	return slices.ContainsFunc(all, func(w Waiting) bool { return w.Ref == ref && w.What == what })
}

// last is the newest letter of a name about a case; ok is false if there is none.
func (b *letterbox) last(ref string, id complaint.LetterID) (l outbox.Letter, ok bool) {
	b.t.Helper()
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		posted, err := tx.LettersOf(ctx, ref)
		for _, p := range posted {
			if p.Letter.Letter == id {
				l, ok = p.Letter, true
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return l, ok
}

// answer has somebody reply to a letter, as our mail server proves it of a colleague.
func (b *letterbox) answer(from string, l outbox.Letter, words string) store.Outcome {
	b.t.Helper()
	return b.mail("From: "+from+dmarcPass+"\nIn-Reply-To: <"+l.MessageID+">\nSubject: Re: "+l.Subject, words)
}

// TestARefusalThatIsDisputed: whoever does not agree with a refusal is heard by a person, in whatever words, and hears
// that they are; nothing stays closed unseen.
func TestARefusalThatIsDisputed(t *testing.T) { // P2, 3.4
	t.Parallel()
	for i, words := range []string{
		"I do not agree. It is not about my neighbours, it is about you never answering.",
		"This is wrong. I complained about your staff and not about the people next door.",
		"Please look at this again, you have misread my letter.",
		"I dispute this decision.",
		"You can't just refuse that. I want somebody to reconsider.",
		"That is not what I said. Read it again please.",
		"Why have you turned me down? The noise is from your boiler room.",
		"I am not happy with that reply and I want to appeal.",
		"No. It is your caretaker who makes the noise.",
		"I think you are mistaken, the flat upstairs is empty and yours.",
		"So nobody is going to do anything? I want a proper answer.",
		"I'd like a manager to review your refusal please.",
	} {
		b := newLetterbox(t)
		out := b.mail("From: Dina Shah <dina@example.com>\nSubject: Noise",
			"My neighbours at 9 Ferry Road play loud music all night. Can you help?")
		question, ok := b.last(out.Case, letter.TeamDecision)
		if !ok {
			t.Fatal("the team was not asked")
		}
		b.answer(b.d.Rules().Register.Team.Email, question, "REFUSE E4 it is between the neighbours")
		refusal, ok := b.last(out.Case, letter.ScopeNeighbours)
		if !ok || b.caseOf(out.Case).Status != complaint.Closed {
			t.Fatalf("the refusal: got %s, want it closed and told", b.caseOf(out.Case).Standing())
		}
		b.sweepAt(b.now.AddDate(0, 0, 2))
		b.sent()
		b.mail("From: Dina Shah <dina@example.com>\nIn-Reply-To: <"+refusal.MessageID+">\nSubject: Re: "+
			refusal.Subject, words)
		c := b.caseOf(out.Case)
		again := b.waits(c.Ref, "decide") || c.Open()
		for _, ref := range c.Links { // it may tell of a matter of its own
			again = again || b.caseOf(ref).Live()
		}
		if !again {
			t.Errorf("%d, %q: the case stands at %s and nobody decides, want a person to", i, words, c.Standing())
		}
		if n := len(b.lettersTo("dina@example.com")); n < 3 {
			t.Errorf("%d, %q: letters to the resident: got %d, want one more", i, words, n)
		}
	}
}

// TestARequestThatIsPassedOn: a first request, in whatever words, is on the list and asked for until its area says
// DONE.
func TestARequestThatIsPassedOn(t *testing.T) { // E1, 5.1
	t.Parallel()
	for i, words := range []string{
		"The kitchen tap is dripping. It is the first time I report it, please send somebody.",
		"Could you send a plumber? The toilet has started to run on, I have not told you before.",
		"Please book a repair for my back door, the lock broke this morning.",
		"My bathroom light has stopped working. Can somebody come and look at it?",
		"I would like to report a broken window in the bedroom, it happened last night.",
		"The extractor fan in the kitchen has gone. Please arrange a repair.",
		"Just reporting that the gutter at the back has come loose in the wind.",
		"Hello, the radiator in the hall does not get warm, first time I mention it. Can it be bled?",
		"Please could I have a repair for a leaking washer under the sink.",
		"The door entry buzzer in my flat has stopped working today. Could you have it mended?",
		"A fence panel blew down yesterday, please can you put it back?",
		"I need an electrician, one of the sockets in the kitchen is loose.",
	} {
		b := newLetterbox(t)
		b.now = on("2026-12-01", "10:00")
		out := b.mail(fmt.Sprintf("From: Bo Lund <bo%d@example.com>\nSubject: Repair", i),
			words+" Bo Lund, 9 Larkfield")
		if question, asked := b.last(out.Case, letter.TeamDecision); asked { // a person says that it is one
			b.answer(b.d.Rules().Register.Team.Email, question, "REQUEST")
		}
		if !b.waits(out.Case, "request") {
			t.Errorf("%d, %q: got %s, want a request on the list", i, words, b.caseOf(out.Case).Standing())
			continue
		}
		for day := 1; day <= 8; day++ {
			b.sweepAt(on("2026-12-01", "10:00").AddDate(0, 0, day))
		}
		chased, ok := b.last(out.Case, letter.RequestOpen)
		if !ok || !b.waits(out.Case, "request") {
			t.Errorf("%d, %q: after a week the area was asked: %t, and it is on the list: %t; want both", i, words, ok,
				b.waits(out.Case, "request"))
			continue
		}
		b.answer(chased.To, chased, "DONE")
		if b.waits(out.Case, "request") {
			t.Errorf("%d, %q: it is on the list after DONE", i, words)
		}
	}
}

// TestAnAlarmThatNobodyTakes: a danger, in whatever words, by day or night, is told round after round and each hour,
// and stands on the list, until somebody takes it.
func TestAnAlarmThatNobodyTakes(t *testing.T) { // 2.4, 5.1
	t.Parallel()
	for i, words := range []string{
		"I can smell gas in the kitchen.",
		"There is a strong smell of gas in the stairwell of our block.",
		"The carbon monoxide alarm keeps going off and we all have headaches.",
		"Sparks are coming out of the fuse box.",
		"Water is pouring through the ceiling onto the lights.",
		"The ceiling in the baby's room has just come down.",
		"There is smoke coming from the socket behind the cooker.",
		"The balcony rail has broken off and my children are up here.",
		"My ex is outside with a knife and the door you never mended does not lock.",
		"I have taken all my tablets, I do not want to be here any more.",
		"Bare live wires hang out of the wall where your electrician left them.",
		"The lift is stuck between the floors with my mother in it and she cannot breathe.",
	} {
		b := newLetterbox(t)
		began := on("2026-12-24", "17:00").Add(time.Duration(i) * 5 * time.Hour)
		b.now = began
		out := b.mail(fmt.Sprintf("From: Carol Eze <carol%d@example.com>\nSubject: Help", i),
			words+" Carol Eze, 31 Wharf Street")
		if !b.waits(out.Case, "take_emergency") {
			t.Errorf("%d, %q: got %s, want a danger on the list", i, words, b.caseOf(out.Case).Standing())
			continue
		}
		told := func() (n int) {
			for _, mails := range b.alerts() {
				n += len(mails)
			}
			return n
		}
		before := told()
		if before == 0 {
			t.Errorf("%d, %q: nobody was told at once", i, words)
		}
		for _, minutes := range []int{15, 30, 60, 120, 180, 24 * 60, 25 * 60} {
			b.sweepAt(began.Add(time.Duration(minutes+1) * time.Minute))
			if now := told(); now <= before {
				t.Errorf("%d, %q: nobody was told again after %d minutes", i, words, minutes)
			} else {
				before = now
			}
		}
		desk := b.d.Rules().Register.OutOfHours.Email
		mine := b.alerts()[desk]
		if len(mine) == 0 {
			t.Errorf("%d, %q: the out-of-hours desk has no alert", i, words)
			continue
		}
		b.answer(desk, mine[len(mine)-1], "TAKEN I am on my way")
		if b.waits(out.Case, "take_emergency") {
			t.Errorf("%d, %q: it is on the list after TAKEN", i, words)
		}
		b.sweepAt(b.now.Add(3 * time.Hour))
		for _, l := range b.alerts()[desk] {
			if l.Letter == letter.Hazard && l.DecidedAt.After(b.now.Add(-2*time.Hour)) {
				t.Errorf("%d, %q: it is told again after TAKEN", i, words)
			}
		}
	}
}
