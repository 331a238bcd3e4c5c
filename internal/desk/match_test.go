package desk

import (
	"strings"
	"testing"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// TestWhereAReplyBelongs: the thread tells, then the reference, and neither without the sender (3.2).
func TestWhereAReplyBelongs(t *testing.T) {
	t.Parallel()
	const chase = "Has anybody looked at this yet?"
	for _, c := range []struct {
		situation, header string
		joins             bool
	}{
		{"a thread whose root we know",
			"From: asha@example.com\nSubject: Water\nReferences: <1@example.com> <unseen@example.com>", true},
		{"a thread whose root we never saw", "From: asha@example.com\nSubject: Water\n" +
			"In-Reply-To: <unseen@example.com>\nReferences: <older@example.com> <1@example.com>", true},
		{"the reference in the subject", "From: asha@example.com\nSubject: hc 2026 / 1", true},
		{"a reference that was guessed", "From: thief@example.net\nSubject: Re: [HC-2026-000001] your case", false},
		{"a thread that was guessed", "From: thief@example.net\nSubject: x\nIn-Reply-To: <1@example.com>", false},
		{"Outlook's Thread-Index tells nothing",
			"From: thief@example.net\nSubject: Leak\nThread-Index: AQHbExample==\nThread-Topic: Leak", false},
		{"the same subject from somebody else", "From: ben@example.net\nSubject: RE: Leak", false},
		{"the same subject from the resident", "From: asha@example.com\nSubject: FWD: RE: Leak", true},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha+"\nThread-Index: AQHbExample==", leak)
			if got := b.mail(c.header, chase); (got.Case == first) != c.joins {
				t.Errorf("it joins the case: got %+v, want %v", got, c.joins)
			}
		})
	}
}

func TestALongMailOfItsOwnIsNotReadInACase(t *testing.T) {
	t.Parallel()
	c := complaint.Case{Ref: "HC-2026-000001", Status: complaint.Stage1Open, Subject: "Leak in the bathroom"}
	m := message.Message{Channel: message.Email, Subject: "Lift out of order",
		NewText: strings.Repeat("nobody came ", classifier.LongMail)}
	if mayContinue(c, m, reading.ContextStage1Open) {
		t.Error("it is read as part of the case")
	}
	if !mayContinue(c, m, reading.ContextStage1Answered) {
		t.Error("it could be a request for stage 2 and is not read as one")
	}
	short := message.Message{Channel: message.SMS, NewText: "still waiting"}
	if !mayContinue(c, short, reading.ContextStage1Open) {
		t.Error("a text is not read as part of the case")
	}
}
