package desk

import (
	"strings"
	"testing"

	"complaints"
)

func TestWhetherAMessageGoesOnWithTheSendersCase(t *testing.T) {
	t.Parallel()
	live := complaints.Case{Ref: "HC-2026-000001", Status: complaints.Stage1Open, Subject: "Leak in the bathroom"}
	closed := live
	closed.Status = complaints.Closed
	long := strings.Repeat("nobody came and nobody rang ", 25) // 125 words
	chase := complaints.Reading{Kind: complaints.KindFollowUp, Intent: complaints.IntentChase}
	other := complaints.Reading{Kind: complaints.KindFollowUp, Intent: complaints.IntentNewIssue}
	complaint := complaints.Reading{Kind: complaints.KindComplaint}
	unclear := complaints.Reading{Kind: complaints.KindNeedsHuman}
	for name, c := range map[string]struct {
		of            complaints.Case
		channel       complaints.Channel
		subject, text string
		inCase, alone complaints.Reading
		want          bool
	}{
		"a reply by its subject":                         {live, complaints.Email, "Re: Leak in the bathroom", long, chase, complaint, true},
		"a short word about it under a new subject":      {live, complaints.Email, "Any news?", "Has anybody looked at this yet?", chase, unclear, true},
		"a long one that reads as a complaint":           {live, complaints.Email, "Lift out of order", long, chase, complaint, false},
		"a long one that could be either, own subject":   {live, complaints.Email, "Lift out of order", long, chase, unclear, false},
		"a long one that could be either, no subject":    {live, complaints.Email, "", long, chase, unclear, true},
		"something else, short":                          {live, complaints.Email, "Bins", "The bins were not emptied again.", other, complaint, false},
		"a text that chases":                             {live, complaints.SMS, "", "still waiting", chase, unclear, true},
		"a text that begins something else":              {live, complaints.SMS, "", "the lift in our block is broken again and nobody has told us when", other, complaint, false},
		"a text long after the case was closed":          {closed, complaints.SMS, "", "the lift in our block is broken again and nobody has told us when", other, complaint, false},
		"stage 2 asked for under a subject of their own": {live, complaints.Email, "Not good enough", "I am not happy with your answer and want it reviewed.", complaints.Reading{Kind: complaints.KindStage2Request}, unclear, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := complaints.Message{Channel: c.channel, Subject: c.subject, NewText: c.text}
			if got := continues(c.of, m, c.inCase, c.alone); got != c.want {
				t.Errorf("joined: %v", got)
			}
			if c.want && !mayContinue(c.of, m, complaints.ContextStage1Answered) {
				t.Error("it would not even be read")
			}
		})
	}
}

func TestALongMailOfItsOwnIsReadOnce(t *testing.T) {
	t.Parallel()
	c := complaints.Case{Ref: "HC-2026-000001", Status: complaints.Stage1Open, Subject: "Leak in the bathroom"}
	m := complaints.Message{Channel: complaints.Email, Subject: "Lift out of order", NewText: strings.Repeat("nobody came ", longMail)}
	for _, kind := range []complaints.Kind{complaints.KindFollowUp, complaints.KindComplaint, complaints.KindNeedsHuman} {
		reading := complaints.Reading{Kind: kind}
		if mayContinue(c, m, complaints.ContextStage1Open) || continues(c, m, reading, reading) {
			t.Errorf("read as %s it goes on with the case", kind)
		}
	}
	if !mayContinue(c, m, complaints.ContextStage1Answered) {
		t.Error("it could be a request for stage 2 and is not read as one")
	}
}
