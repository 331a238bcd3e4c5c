package desk

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
)

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
	for name, c := range map[string]struct {
		of            complaint.Case
		channel       complaint.Channel
		subject, text string
		inCase, alone complaint.Reading
		want          bool
	}{
		"a reply by its subject":                         {live, complaint.Email, "Re: Leak in the bathroom", long, chase, asComplaint, true},
		"a short word about it under a new subject":      {live, complaint.Email, "Any news?", "Has anybody looked at this yet?", chase, unclear, true},
		"a long one that reads as a complaint":           {live, complaint.Email, "Lift out of order", long, chase, asComplaint, false},
		"a long one that could be either, own subject":   {live, complaint.Email, "Lift out of order", long, chase, unclear, false},
		"a long one that could be either, no subject":    {live, complaint.Email, "", long, chase, unclear, true},
		"something else, short":                          {live, complaint.Email, "Bins", "The bins were not emptied again.", other, asComplaint, false},
		"a text that chases":                             {live, complaint.SMS, "", "still waiting", chase, unclear, true},
		"a text that begins something else":              {live, complaint.SMS, "", "the lift in our block is broken again and nobody has told us when", other, asComplaint, false},
		"a text long after the case was closed":          {closed, complaint.SMS, "", "the lift in our block is broken again and nobody has told us when", other, asComplaint, false},
		"stage 2 asked for under a subject of their own": {live, complaint.Email, "Not good enough", "I am not happy with your answer and want it reviewed.", complaint.Reading{Kind: complaint.KindStage2Request}, unclear, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := complaint.Message{Channel: c.channel, Subject: c.subject, NewText: c.text}
			if got := continues(c.of, m, c.inCase, c.alone); got != c.want {
				t.Errorf("joined: %v", got)
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
	m := complaint.Message{Channel: complaint.Email, Subject: "Lift out of order", NewText: strings.Repeat("nobody came ", longMail)}
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
