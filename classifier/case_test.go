package classifier

import (
	"strings"
	"testing"

	"complaints/internal/message"
	"complaints/internal/reading"
)

// TestWhetherAMessageGoesOn: of one that carries no sign of a case, whether it is part of its sender's.
func TestWhetherAMessageGoesOn(t *testing.T) {
	t.Parallel()
	live := CaseWords{Subject: "Leak in the bathroom"}
	closed := live
	closed.Closed = true
	long := strings.Repeat("nobody came and nobody rang ", 25) // 125 words
	chase := reading.Reading{Kind: reading.KindFollowUp, Intent: reading.IntentChase}
	other := reading.Reading{Kind: reading.KindFollowUp, Intent: reading.IntentNewIssue}
	asComplaint := reading.Reading{Kind: reading.KindComplaint}
	unclear := reading.Reading{Kind: reading.KindNeedsHuman}
	stage2 := reading.Reading{Kind: reading.KindStage2Request}
	const lift, another = "the lift in our block is broken again and nobody has told us when", "Lift out of order"
	const byMail, byText = message.Email, message.SMS
	for _, c := range []struct {
		name          string
		of            CaseWords
		channel       message.Channel
		subject, text string
		inCase, alone reading.Reading
		want          bool
	}{
		{"a reply by its subject", live, byMail, "Re: Leak in the bathroom", long, chase, asComplaint, true},
		{"a short word about it under a new subject", live, byMail, "Any news?", "Has anybody looked at this yet?",
			chase, unclear, true},
		{"a long one that reads as a complaint", live, byMail, another, long, chase, asComplaint, false},
		{"a long one that could be either, own subject", live, byMail, another, long, chase, unclear, false},
		{"a long one that could be either, no subject", live, byMail, "", long, chase, unclear, true},
		{"one that says itself that it is something else", live, byMail, another, "This is a new complaint. " + lift, chase,
			asComplaint, false},
		{"one that has nothing to do with it", live, byMail, another, "It has nothing to do with my last complaint: " + lift,
			chase, asComplaint, false},
		{"a new problem of the same matter", live, byMail, "Any news?", "There is a new crack now.", chase, unclear, true},
		{"something else, short", live, byMail, "Bins", "The bins were not emptied again.", other, asComplaint, false},
		{"a text that chases", live, byText, "", "still waiting", chase, unclear, true},
		{"a text that begins something else", live, byText, "", lift, other, asComplaint, false},
		{"a text long after the case was closed", closed, byText, "", lift, other, asComplaint, false},
		{"stage 2 asked for under a subject of their own", live, byMail, "Not good enough",
			"I am not happy with your answer and want it reviewed.", stage2, unclear, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := Input{Channel: c.channel, Subject: c.subject, Body: c.text, Case: &c.of}
			if got := goesOn(&in, c.inCase, c.alone); got != c.want {
				t.Errorf("it goes on with the case: got %v, want %v", got, c.want)
			}
		})
	}
}
