package desk

import (
	"fmt"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// TestNoticesOfProtectedMessages: a wave of them is one thing on the list and one mail to open it, as long as that
// waits; a person's own protected message, and a notice after the team has decided, have a case of their own.
func TestNoticesOfProtectedMessages(t *testing.T) { // 2.4
	t.Parallel()
	b := newLetterbox(t)
	notice := func(n int) store.Outcome {
		from := fmt.Sprintf("From: Secure Mail <secure-message%d@portal%d.example>\n", n, n)
		return b.mail(from+fmt.Sprintf("Subject: Secure message %d", n),
			"You have received a secure message. Click the link to read the message.")
	}
	for n := range 5 {
		if got := notice(n); got.Case != "HC-2026-000001" {
			t.Fatalf("notice %d: got %+v, want it in the first one's case", n, got)
		}
	}
	gas := b.mail("From: Secure Mail <secure-gas@portal.example>\nSubject: Secure message", "You have received a secure "+
		"message. Click the link to read the message. I can smell gas in my kitchen.")
	if gas.Kind != store.Opened {
		t.Errorf("one whose own words tell of gas: got %+v, want a case of its own", gas)
	}
	person := b.mail("From: Ada Bell <ada@example.com>\nSubject: My home", "Ada Bell has sent you a protected message "+
		"about the bins. Read the message.")
	if person.Kind != store.Opened {
		t.Errorf("a person's own: got %+v, want a case of its own", person)
	}
	b.sweepAt(b.now.Add(procedure.PieceWithin + time.Minute))
	told := map[complaint.LetterID]int{}
	var last outbox.Letter
	for _, l := range b.lettersTo(b.d.Rules().Register.Team.Email) {
		if l.Case == "HC-2026-000001" {
			told[l.Letter]++
			last = l
		}
	}
	if told[letter.LookAtOnce] != 1 || told[letter.TeamDecision] != 1 || told[letter.ManagerNewEvidence] != 1 {
		t.Errorf("mails about five notices: got %v, want one to open them, one to decide and one with the others", told)
	}
	all, err := AllWaiting(t.Context(), b.d.store, b.d.Procedure(), b.now)
	waits := 0
	for _, w := range all {
		if w.Ref == "HC-2026-000001" {
			waits++
		}
	}
	if err != nil || waits != 1 {
		t.Errorf("things on the list about five notices: got %d, %v, want one", waits, err)
	}
	b.mail("From: "+b.d.Rules().Register.Team.Email+dmarcPass+"\nIn-Reply-To: <"+last.MessageID+">\nSubject: Re: x",
		"REFUSE OTHER they are advertising")
	if got := notice(9); got.Kind != store.Opened {
		t.Errorf("once the team has decided: got %+v, want a case of its own", got)
	}
}
