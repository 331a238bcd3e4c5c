package desk

import (
	"complaints/internal/complaint"
	"strings"
	"testing"
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

func TestWhetherAMessageGoesOnWithTheSendersCase(t *testing.T) {
	t.Parallel()
	live := complaint.Case{Ref: "HC-2026-000001", Status: complaint.Stage1Open, Subject: "Leak in the bathroom"}
	closed := live
	closed.Status = complaint.Closed
	long := strings.Repeat("nobody came and nobody rang ", 25) // 125 words
	chase := complaint.Reading{Kind: complaint.KindFollowUp, Intent: complaint.IntentChase}
	other := complaint.Reading{Kind: complaint.KindFollowUp, Intent: complaint.IntentNewIssue}
	asComplaint := complaint.Reading{Kind: complaint.KindComplaint}
	unclear := complaint.Reading{Kind: complaint.KindNeedsHuman}
	stage2 := complaint.Reading{Kind: complaint.KindStage2Request}
	const lift, another = "the lift in our block is broken again and nobody has told us when", "Lift out of order"
	const byMail, byText = complaint.Email, complaint.SMS
	for _, c := range []struct {
		name          string
		of            complaint.Case
		channel       complaint.Channel
		subject, text string
		inCase, alone complaint.Reading
		want          bool
	}{
		{"a reply by its subject", live, byMail, "Re: Leak in the bathroom", long, chase, asComplaint, true},
		{"a short word about it under a new subject", live, byMail, "Any news?", "Has anybody looked at this yet?",
			chase, unclear, true},
		{"a long one that reads as a complaint", live, byMail, another, long, chase, asComplaint, false},
		{"a long one that could be either, own subject", live, byMail, another, long, chase, unclear, false},
		{"a long one that could be either, no subject", live, byMail, "", long, chase, unclear, true},
		{"something else, short", live, byMail, "Bins", "The bins were not emptied again.", other, asComplaint, false},
		{"a text that chases", live, byText, "", "still waiting", chase, unclear, true},
		{"a text that begins something else", live, byText, "", lift, other, asComplaint, false},
		{"a text long after the case was closed", closed, byText, "", lift, other, asComplaint, false},
		{"stage 2 asked for under a subject of their own", live, byMail, "Not good enough",
			"I am not happy with your answer and want it reviewed.", stage2, unclear, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := complaint.Message{Channel: c.channel, Subject: c.subject, NewText: c.text}
			if got := continues(c.of, m, c.inCase, c.alone); got != c.want {
				t.Errorf("it goes on with the case: got %v, want %v", got, c.want)
			}
			if c.want && !mayContinue(c.of, m, complaint.ContextStage1Answered) {
				t.Error("it would not even be read")
			}
		})
	}
}

func TestALongMailOfItsOwnIsReadOnce(t *testing.T) {
	t.Parallel()
	c := complaint.Case{Ref: "HC-2026-000001", Status: complaint.Stage1Open, Subject: "Leak in the bathroom"}
	m := complaint.Message{Channel: complaint.Email, Subject: "Lift out of order",
		NewText: strings.Repeat("nobody came ", longMail)}
	for _, kind := range []complaint.Kind{complaint.KindFollowUp, complaint.KindComplaint, complaint.KindNeedsHuman} {
		reading := complaint.Reading{Kind: kind}
		if mayContinue(c, m, complaint.ContextStage1Open) || continues(c, m, reading, reading) {
			t.Errorf("read as %s it goes on with the case", kind)
		}
	}
	if !mayContinue(c, m, complaint.ContextStage1Answered) {
		t.Error("it could be a request for stage 2 and is not read as one")
	}
}
